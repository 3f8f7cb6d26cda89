"""Options and fixtures that every test may use."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from browsing import Opener, chromium
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from pages import Pages

# On a shared machine the same examples every time, and no limit on the time of one.
settings.register_profile(
    "kgraph", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("kgraph")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="rewrite the expected outputs with what is printed now")


@pytest.fixture
def bless(request: pytest.FixtureRequest) -> bool:
    """Whether expected outputs are to be rewritten; review then reads the diff."""
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
