"""Making archive packages: the one verb of this room."""

from jianfa.documents.actions.archiving import archive, ask_archive

__all__ = ("archive", "ask_archive")
