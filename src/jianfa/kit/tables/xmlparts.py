"""Reading the XML parts of office files: no DOCTYPE, no entities, element names without their namespaces."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from lxml import etree

from jianfa.kit.tables.model import TableRefused


class _Enough(Exception):
    """The first element has begun: nothing after it can declare a type."""


def refuse_doctype(head: bytes) -> None:
    """Refuse XML that declares a document type; ``head`` is the beginning of the part.

    Entities can only be declared there, so a part that passes cannot expand anything.
    Raises TableRefused.
    """
    parser = expat.ParserCreate()

    def declared(*_: Any) -> None:
        raise TableRefused("doctype")

    def begun(*_: Any) -> None:
        raise _Enough

    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    parser.StartElementHandler = begun
    try:
        parser.Parse(head, False)  # noqa: FBT003 - expat takes no keyword
    except _Enough:
        return
    except expat.ExpatError as error:
        raise TableRefused("damaged") from error
    if len(head) >= 2**16:  # 64 kB without one element: no office program writes that
        raise TableRefused("doctype")


def local(tag: str) -> str:
    """Return a tag or attribute name without its namespace."""
    return tag.rpartition("}")[2]


def attributes(element: Any) -> dict[str, str]:
    """Return the attributes of an element under their local names."""
    return {local(name): value for name, value in element.attrib.items()}


def events(part: bytes) -> Iterator[tuple[str, Any]]:
    """Yield start and end events of a part already known to declare no document type.

    Raises TableRefused when the XML is broken.
    """
    try:
        yield from etree.iterparse(
            io.BytesIO(part), events=("start", "end"), resolve_entities=False, load_dtd=False, no_network=True
        )
    except etree.XMLSyntaxError as error:
        raise TableRefused("damaged") from error
