"""What goes out about papers and archive packages."""

from datetime import datetime

from ninja import Field, Schema


class PaperOut(Schema):
    kind: str
    name: str
    purpose: str
    why_not: str = Field(description="why it cannot be taken now; empty where it can")
    is_blank: bool = Field(description="it is a form that is still to be filled in")
    formats: list[str]


class ArchiveOut(Schema):
    """The archive package made last; all empty where none was made."""

    made_at: datetime | None
    sha256: str | None
    size: int | None
    files: int | None = Field(description="how many files are in it")
    retention: str | None
    entries_since: int | None = Field(description="entries of the record that are not in it")
    job: str | None = Field(description="waiting, running or failed where one is being made")
    sentence: str = Field(description="why it failed")
