"""CI files and recipes are valid, and the commands in them exist."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from pre_commit.clientlib import load_config, load_manifest

from kgraph import cli

TREE = Path(__file__).parent.parent
WORKFLOWS = sorted((TREE / ".github" / "workflows").glob("*.yml"))
FORMS = sorted(path for path in (TREE / ".github" / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")
RECIPES = re.findall(r"^```yaml\n(.*?)^```$", (TREE / "docs" / "ci.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
FIELDS = {"checkboxes", "dropdown", "input", "markdown", "textarea"}


def _values(node: object, *keys: str) -> Iterator[str]:
    """Yield every text under one of the keys, at any depth."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in keys:
                yield from value if isinstance(value, list) else [value]
            yield from _values(value, *keys)
    elif isinstance(node, list):
        for item in node:
            yield from _values(item, *keys)


def _accept(command: str) -> None:
    """Parse a command line of kgraph, as the command does before it runs."""
    program, name, *arguments = shlex.split(command)
    assert program == "kgraph"
    commands: Any = typer.main.get_command(cli.app)
    commands.commands[name].make_context(name, arguments)


def _check_steps(workflow: object) -> int:
    """Check the commands and actions of a workflow; give how many there are."""
    targets = set(re.findall(r"^([a-z]+):", (TREE / "Makefile").read_text("utf-8"), re.MULTILINE))
    commands = list(_values(workflow, "run", "script"))
    for command in commands:
        if command.startswith("kgraph "):
            _accept(command)
        elif command.startswith("make "):
            assert command.removeprefix("make ") in targets
        else:
            assert command.startswith("python -m pip install ")
    actions = list(_values(workflow, "uses"))
    for action in actions:
        assert re.fullmatch(r"[\w-]+/[\w/-]+@v\d+", action), f"{action}: pin the major version"
    return len(commands) + len(actions)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_run_commands_that_exist(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text("utf-8"))

    assert all(job["steps"] and job["runs-on"] and job["timeout-minutes"] for job in workflow["jobs"].values())
    assert _check_steps(workflow)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_issue_forms_have_what_github_asks_for(path: Path) -> None:
    form = yaml.safe_load(path.read_text("utf-8"))
    ids = [field["id"] for field in form["body"]]

    assert form["name"]
    assert form["description"]
    assert {field["type"] for field in form["body"]} <= FIELDS
    assert all(field["attributes"]["label"] for field in form["body"])
    assert len(ids) == len(set(ids))


def test_the_hook_runs_a_command_that_exists() -> None:
    (hook,) = load_manifest(str(TREE / ".pre-commit-hooks.yaml"))

    _accept(shlex.join([*shlex.split(hook["entry"]), *hook["args"]]))


def test_our_own_hooks_are_valid() -> None:
    assert load_config(str(TREE / ".pre-commit-config.yaml"))["repos"]


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.splitlines()[0])
def test_recipes_use_hooks_and_commands_that_exist(recipe: str, tmp_path: Path) -> None:
    parsed = yaml.safe_load(recipe)
    if not (isinstance(parsed, dict) and "repos" in parsed):
        assert _check_steps(parsed)
        return
    path = tmp_path / "config.yaml"
    path.write_text(recipe, "utf-8")
    manifest = {hook["id"]: hook for hook in load_manifest(str(TREE / ".pre-commit-hooks.yaml"))}
    for repository in load_config(str(path))["repos"]:
        for hook in repository["hooks"]:
            published = manifest[hook["id"]]
            arguments = hook.get("args", published["args"])
            _accept(shlex.join([*shlex.split(published["entry"]), *arguments]))
