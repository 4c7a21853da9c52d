"""Files by digest: the same bytes are kept once, however often they are used."""

from django.db import models


class StoredFile(models.Model):
    """Bytes on disk under their SHA-256; pictures are stored without EXIF and GPS."""

    digest = models.CharField(primary_key=True, max_length=64)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=80)
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest[:12]
