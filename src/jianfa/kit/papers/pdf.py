"""A paper as PDF: the blocks go as data into one fixed layout (paper.typ), so that no text is ever markup."""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from jianfa.kit.papers.faces import Faces
from jianfa.kit.papers.model import Paper, numbered

LAYOUT = Path(__file__).with_name("paper.typ")


@cache
def _layout() -> bytes:
    return LAYOUT.read_bytes()


def pdf(paper: Paper, faces: Faces) -> bytes:
    """Return the bytes of the PDF; the same paper in the same typefaces gives the same bytes."""
    made = _compiled(paper, faces, "pdf", timestamp=int(paper.made_at.timestamp()))
    assert isinstance(made, bytes)
    return made


def pictures(paper: Paper, faces: Faces, *, ppi: float = 72) -> list[bytes]:
    """Return each page as PNG."""
    made = _compiled(paper, faces, "png", ppi=ppi)
    return made if isinstance(made, list) else [made]


def _compiled(paper: Paper, faces: Faces, kind: Literal["pdf", "png"], **options: Any) -> Any:
    compiler = typst.Compiler(
        _layout(), font_paths=faces.fonts, ignore_system_fonts=True, sys_inputs={"paper": _data(paper, faces)}
    )
    return compiler.compile(format=kind, **options)


def _data(paper: Paper, faces: Faces) -> str:
    blocks = [asdict(block) | {"kind": type(block).__name__} for block in numbered(paper.blocks)]
    return json.dumps(
        {
            "title": paper.name, "issuer": paper.issuer, "header": paper.header, "blocks": blocks,
            "faces": faces.families, "substituted": [face for face in faces.families if _is_light(face, faces)],
        },
        ensure_ascii=False,
    )  # fmt: skip


def _is_light(face: str, faces: Faces) -> bool:
    """The free typefaces come in one weight; headings in them are thickened by a thin outline."""
    return face in {"xiaobiaosong", "heiti"} and faces.families[face].startswith("Noto")
