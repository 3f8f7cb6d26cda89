"""The installed package has the data files and the version of the tree."""

from importlib import metadata
from pathlib import Path

import pytest

import kgraph
from kgraph.ontology import resources

TREE = Path(__file__).parent.parent


@pytest.mark.parametrize("kind", resources.KINDS)
def test_every_data_file_is_installed_byte_for_byte(kind: str) -> None:
    expected = {path.name: path.read_bytes() for path in (TREE / kind).iterdir() if path.is_file()}

    assert expected
    assert expected == {path.name: path.read_bytes() for path in resources.files_in(kind)}


def test_no_stray_copy_shadows_the_tree() -> None:
    assert not (TREE / "kgraph" / "_data").exists()


def test_the_version_comes_from_the_package_metadata() -> None:
    assert metadata.version("kgraph") == kgraph.__version__


def test_build_is_not_a_package() -> None:
    assert not (TREE / "build" / "__init__.py").exists()
