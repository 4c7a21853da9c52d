"""Opens what stands behind a figure and counts the rows, over all pages."""

from urllib.parse import urljoin

from django.test import Client

from tests.workspace.html import Page


def rows_behind(client: Client, link: str) -> list[str]:
    """Return the titles of all rows a link opens, page by page."""
    titles: list[str] = []
    while True:
        page = Page(client.get(link))
        assert page.status == 200, f"{link}: {page.status}"
        titles += page.texts("[data-row] [data-row-link]")
        later = page.links('a[rel="next"]')
        if not later:
            return titles
        link = urljoin(link, later[0])
