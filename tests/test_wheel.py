"""The wheel is built from the source distribution and works in a clean environment, outside the checkout."""

import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

TREE = Path(__file__).parent.parent


def _run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the source distribution and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("made")
    _run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, TREE, cwd=folder)
    return folder


def test_the_wheel_holds_the_package_and_its_data_only(made: Path) -> None:
    (wheel,) = made.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}

    assert tops == {"kgraph", f"{wheel.name.split('-py3')[0]}.dist-info"}
    for kind in ("ontology", "shapes", "queries"):
        expected = {path.name for path in (TREE / kind).iterdir() if path.is_file()}
        assert expected == {name.split("/")[-1] for name in names if name.startswith(f"kgraph/_data/{kind}/")}
    assert "kgraph/py.typed" in names


def test_the_source_distribution_holds_what_the_tests_need(made: Path) -> None:
    (archive,) = made.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        tops = {name.split("/")[1] for name in opened.getnames() if "/" in name}

    assert {"annotations", "docs", "kgraph", "ontology", "queries", "shapes", "tests", "README.md"} <= tops


def test_the_wheel_works_outside_the_checkout(made: Path, tmp_path: Path) -> None:
    (wheel,) = made.glob("*.whl")
    venv.create(tmp_path / "venv", with_pip=True)
    scripts = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    _run(scripts / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, cwd=tmp_path)
    shutil.copytree(TREE / "annotations", tmp_path / "annotations")

    built = _run(scripts / "kgraph", "build", cwd=tmp_path)
    answer = _run(scripts / "kgraph", "query", "anonymous-intelligence", "--format", "csv", cwd=tmp_path)

    assert "build/view.html" in built
    assert "claim/mi6-sponsors-unrest" in answer
    assert "pytest" not in _run(scripts / "python", "-m", "pip", "list", cwd=tmp_path)
