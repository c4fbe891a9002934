"""One person at a browser: the few things that the journeys do again and again."""

import os
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Locator, Page, expect

# Where the pictures of the documents are to be written; without it they stay as they are (make pictures).
PICTURES = os.environ.get("LANGBIANG_PICTURES", "")
SCREENS = Path(os.environ.get("LANGBIANG_SCREENS", ".ci/out/screens"))
WIDE, NARROW = 1280, 390
OF_DOCUMENTS = {"width": 980, "height": 620}  # what a picture of the documents shows: the top of the page
HEIGHT = 900
ANSWERED = "Failed to load resource: the server responded with a status of"  # a refusal under test, not a fault


class Desk:
    def __init__(self, page: Page, *, pictures: bool = True) -> None:
        self.page = page
        self.pictures = pictures
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def enter(self, name: str, title: str = "") -> None:
        """Come in by the demo's entrance, as anybody would find it from the first page."""
        self.page.goto("/")
        self.follow("Chọn vị trí")
        self.page.get_by_role("button", name=f"{name} {title}".strip()).first.click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Việc chờ tôi")

    def open(self, address: str) -> int:
        """Go to an address and give the status of the answer."""
        answer = self.page.goto(address)
        assert answer is not None
        return answer.status

    def go(self, link: Locator) -> None:
        """Follow a link and wait until the next page is there; a click alone does not wait."""
        with self.page.expect_navigation():
            link.click()

    def follow(self, name: str, *, exact: bool = False) -> None:
        self.go(self.page.get_by_role("link", name=name, exact=exact).first)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def reads(self, words: str) -> None:
        """See the words somewhere on the page."""
        expect(self.page.get_by_text(words).first).to_be_visible()

    def is_told(self, words: str) -> None:
        """See the notice with which a page answers an act."""
        expect(self.page.get_by_role("status").filter(has_text=words)).to_be_visible()

    def is_refused(self, words: str) -> None:
        """See the summary of errors, which has the focus where scripts run."""
        expect(self.summary).to_contain_text(words)

    @property
    def summary(self) -> Locator:
        return self.page.locator(".govuk-error-summary")

    def shoot(self, name: str, *, docs: str = "") -> None:
        """
        Keep a picture of the page at both widths; nothing may run over the narrow side.

        `docs` names the picture of the documents that this page is.
        """
        if not self.pictures:
            return
        SCREENS.mkdir(parents=True, exist_ok=True)
        for width in (NARROW, WIDE):
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            if width == NARROW:
                self.fits()
            self.page.screenshot(path=SCREENS / f"{name}-{width}.png", full_page=True)
        if docs:
            self.page.set_viewport_size(OF_DOCUMENTS)
            self.show_in_documents(docs)
            self.page.set_viewport_size({"width": WIDE, "height": HEIGHT})

    def show_in_documents(self, name: str) -> None:
        """Write what the window shows as a picture of the documents, where that is asked for."""
        if PICTURES:
            self.page.screenshot(path=Path(PICTURES) / f"{name}.png")

    def fits(self) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{self.page.url} runs {wide} px over the side"

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(ANSWERED):
            self.complaints.append(message.text)
