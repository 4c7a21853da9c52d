"""Papers of a problem and of a supervision order, and the archive package that was made last."""

from jianfa.documents.queries.archives import latest_archive, next_archive, since
from jianfa.documents.queries.matter import Matter, matter_of
from jianfa.documents.queries.papers import (
    Offered,
    as_bytes,
    file_name,
    offered,
    own_faces,
    paper_of,
    paper_of_order,
    paper_of_petition,
    why_not,
)

__all__ = (
    "Matter",
    "Offered",
    "as_bytes",
    "file_name",
    "latest_archive",
    "matter_of",
    "next_archive",
    "offered",
    "own_faces",
    "paper_of",
    "paper_of_order",
    "paper_of_petition",
    "since",
    "why_not",
)
