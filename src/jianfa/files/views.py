"""How bytes that somebody has uploaded leave: as a file to keep, never shown by the browser itself."""

from django.http import FileResponse

from jianfa.files.models import StoredFile
from jianfa.files.queries import open_file


def handed_out(file: StoredFile, name: str = "") -> FileResponse:
    """Return the answer with the file under its name; whoever asks must have been found to be allowed to read it."""
    response = FileResponse(
        open_file(file), as_attachment=True, filename=name or file.digest[:12], content_type=file.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
