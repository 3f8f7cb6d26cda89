"""Chromium for tests: each page opens in its own window, which records its requests and console messages."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
"""What axe is asked; without it the size of targets is not."""


@dataclass(slots=True)
class Shown:
    """A page in the browser."""

    page: Any
    address: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def run(self, script: str) -> Any:
        return self.page.evaluate(script)

    def settle(self) -> None:
        """Wait until the page has handled what happened to it, and has drawn two frames."""
        self.run("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))")

    def unfold(self) -> None:
        """Open everything folded in every tab, as for printing."""
        root = "document.documentElement.classList"
        self.run(f"{root}.add('everything'); dispatchEvent(new Event('beforeprint')); {root}.remove('everything')")

    def text(self, place: str) -> str:
        return str(self.page.inner_text(place))


class Opener:
    """Opens pages, each in a window of its own."""

    def __init__(self, browser: Any, files: Mapping[str, str]) -> None:
        self.browser, self.files, self.windows = browser, files, list[Any]()

    def __call__(
        self, name: str = "sample", hash_: str = "", *, width: int = 1280, height: int = 720, **options: Any
    ) -> Shown:
        window = self.browser.new_context(viewport={"width": width, "height": height}, **options)
        self.windows.append(window)
        shown = Shown(window.new_page(), self.files[name])
        shown.page.on("request", lambda request: shown.requests.append(request.url))
        shown.page.on("console", lambda message: shown.complaints.append(message.text))
        shown.page.on("pageerror", lambda error: shown.complaints.append(str(error)))
        shown.page.goto(shown.address + hash_, timeout=120_000)
        return shown

    def close(self) -> None:
        for window in self.windows:
            window.close()


@contextmanager
def chromium() -> Iterator[Any]:
    """Run a browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()
