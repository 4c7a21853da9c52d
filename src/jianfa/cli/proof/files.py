"""Stored files held against their digests."""

import hashlib
from collections.abc import Iterator

from jianfa.files.models import StoredFile
from jianfa.files.queries import path_of
from jianfa.journal.replay import Finding


def changed_files() -> Iterator[Finding]:
    """Yield every stored file whose bytes are gone or are not those of its digest."""
    for digest, size in StoredFile.objects.order_by("pk").values_list("digest", "size").iterator():
        try:
            with path_of(digest).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
                length = file.tell()
        except OSError as error:
            yield Finding("F-evidence", "file", digest, None, "", None, error.strerror)
            continue
        if found != digest:
            yield Finding("F-evidence", "file", digest, None, "sha256", digest, found)
        elif length != size:
            yield Finding("F-evidence", "file", digest, None, "size", str(length), str(size))
