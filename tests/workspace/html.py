"""A page as a reader sees it: texts, links, rows."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from jianfa.organisations.models import Post

PART = re.compile(r"""([.#]?)([\w-]+)|\[([\w-]+)(?:="([^"]*)")?\]""")


@cache
def xpath(css: str) -> str:
    """Return the XPath of a simple selector: tag, .class, #id, [name], [name="value"], one inside another."""
    steps = []
    for step in re.findall(r'(?:[^\s"]|"[^"]*")+', css):
        tag, tests = "*", ""
        for kind, name, attribute, value in PART.findall(step):
            if attribute:
                tests += f"[@{attribute}]" if f"[{attribute}]" in step else f'[@{attribute}="{value}"]'
            elif kind == ".":
                tests += f"[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
            elif kind == "#":
                tests += f'[@id="{name}"]'
            else:
                tag = name
        steps.append(tag + tests)
    return "//" + "//".join(steps)


class Page:
    """One answer of the product, parsed."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status = response.status_code
        self.tree: Any = html.fromstring(response.content.decode() or "<html></html>")

    def texts(self, css: str) -> list[str]:
        """Return the words of every element that fits, white space folded."""
        return [" ".join(found.text_content().split()) for found in self.tree.xpath(xpath(css))]

    def text(self, css: str = "body") -> str:
        return " ".join(self.texts(css))

    def links(self, css: str = "a") -> list[str]:
        return [found.get("href") for found in self.tree.xpath(xpath(css))]

    @property
    def heading(self) -> str:
        return self.text("h1")

    @property
    def titles(self) -> list[str]:
        """Titles of the rows, in order."""
        return self.texts("[data-row] [data-row-link]")

    def values(self, css: str) -> dict[str, str]:
        """Return the fields of a form as the browser would send them."""
        form = self.tree.xpath(xpath(css))[0]
        return {name: value or "" for name, value in form.fields.items()}

    def table(self, css: str = "table") -> list[list[str]]:
        """Return the words of each cell, row by row, heads included."""
        rows = self.tree.xpath(xpath(css) + "//tr")
        return [[" ".join(cell.text_content().split()) for cell in row.xpath("./td | ./th")] for row in rows]


def opened(client: Client, post: Post | None, address: str, **data: Any) -> Page:
    """Return a page as this post sees it; with data it is sent as a form."""
    if post is not None:
        client.force_login(post.person)
        session = client.session
        session["post"] = str(post.pk)
        session.save()
    return Page(client.post(address, data) if data else client.get(address))


def queries(action: Callable[[], object]) -> int:
    """Return how many queries an action costs."""
    with CaptureQueriesContext(connection) as caught:
        action()
    return len(caught)
