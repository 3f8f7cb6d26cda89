"""Options, markers and fixtures for every test."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browsing import Opener, chromium
from filelock import FileLock
from hypothesis import HealthCheck, settings
from running import build_corpus

if TYPE_CHECKING:
    from pages import Pages

SLOW_FIXTURES = {"browser", "grown"}
"""Fixtures that start a browser or draw a page of thousands of claims."""

# No time limit for each example, as the machine may be busy. In CI, the same examples every time.
settings.register_profile(
    "kgraph", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("kgraph")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="rewrite the expected outputs with what is printed now")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests that use a slow fixture, and run files with slow tests first, so that no worker ends late."""
    for item in items:
        if SLOW_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("slow")
    slow_files = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow_files)


@pytest.fixture
def bless(request: pytest.FixtureRequest) -> bool:
    """Whether to rewrite expected outputs; read the diff before you commit it."""
    return bool(request.config.getoption("--bless"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for all tests of a worker."""
    pytest.importorskip("playwright.sync_api")
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> "Pages":
    """Pages that tests share: each is built when a test first asks for it."""
    from pages import Pages

    return Pages(tmp_path_factory.mktemp("pages"))


@pytest.fixture
def open_page(browser: Any, pages: "Pages") -> Iterator[Opener]:
    """Open one of the shared pages in Chromium."""
    opener = Opener(browser, pages)
    yield opener
    opener.close()


@pytest.fixture(scope="session")
def corpus_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the annotations and what `kgraph build` makes of them in `build/`. Copy it before you change it.

    All pytest-xdist workers share one folder: the first to take the lock builds it.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    workspace = shared / "corpus-workspace"
    with FileLock(shared / "corpus-workspace.lock"):
        if not (workspace / "built").exists():
            shutil.rmtree(workspace, ignore_errors=True)
            build_corpus(workspace, hash_seed=20)
            (workspace / "built").touch()
    return workspace
