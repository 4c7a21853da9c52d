"""How much a person has to touch: each field filled or ticked, each button or link pressed."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from tests.browser import follow


@dataclass
class Effort:
    """Does what a person does, and counts it; opening a page by its button or link is a press."""

    page: Page
    inputs: int = 0
    presses: int = 0

    def fill(self, field: Locator, text: str) -> None:
        field.fill(text)
        self.inputs += 1

    def tick(self, field: Locator) -> None:
        """Tick a box or choose an answer; what stands there beforehand is not touched and not counted."""
        if not field.is_checked():
            field.check()
            self.inputs += 1

    def press(self, label: str) -> None:
        follow(self.page.get_by_role("button", name=label, exact=True))
        self.presses += 1

    def follow(self, address: str) -> None:
        """Open the page behind a link that stands on this one."""
        follow(self.page.locator(f'main a[href="{address}"]').first)
        self.presses += 1
