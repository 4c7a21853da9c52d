"""What a reader finds in the files: the words of a PDF and of a Word file, the files of a package."""

import io
import zipfile
from typing import Any

import docx
import pypdfium2
from django.urls import reverse


def words_of_pdf(data: bytes) -> str:
    """Return the words of all pages, without white space: where a line breaks is the layout's affair."""
    document = pypdfium2.PdfDocument(data)
    return squeezed("".join(page.get_textpage().get_text_range() for page in document))


def pages_of_pdf(data: bytes) -> int:
    return len(pypdfium2.PdfDocument(data))


def words_of_docx(data: bytes) -> str:
    """Return the words of paragraphs and cells, in no particular order."""
    document = docx.Document(io.BytesIO(data))
    cells = {cell._tc: cell.text for table in document.tables for cell in table._cells}
    return squeezed("".join([line.text for line in document.paragraphs] + list(cells.values())))


def squeezed(text: str) -> str:
    return "".join(text.split())


def taken(client: Any, post: Any, problem: Any, paper: str, file_format: str = "pdf") -> Any:
    """Return the answer to somebody who takes a paper."""
    client.force_login(post.person)
    session = client.session
    session["post"] = str(post.pk)
    session.save()
    return client.get(reverse("paper", args=[problem.pk, paper, file_format]))


def both(client: Any, post: Any, problem: Any, paper: str) -> tuple[str, str]:
    """Return the words of a paper in its two formats."""
    pdf, word = (taken(client, post, problem, paper, kind) for kind in ("pdf", "docx"))
    return words_of_pdf(pdf.content), words_of_docx(word.content)


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
