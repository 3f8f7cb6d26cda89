"""Pages for the tests in Chromium: each is built when a test first asks for it, and kept for all the others."""

from collections.abc import Iterator
from typing import Any

import pytest
from browsing import Opener
from pages import Pages


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    return Pages(tmp_path_factory.mktemp("pages"))


@pytest.fixture
def open_page(browser: Any, pages: Pages) -> Iterator[Opener]:
    opener = Opener(browser, pages)
    yield opener
    opener.close()
