"""Where an imported problem came from."""

from typing import ClassVar
from uuid import uuid4

from django.db import models

from jianfa.exchange.models import Batch, BatchRow
from jianfa.ledger.models.problem import OfProblem, Problem


class ImportedRow(OfProblem):
    """The row of a file that a problem was made of: "from file X, sheet S, row n"."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    problem = models.OneToOneField(Problem, models.PROTECT, related_name="imported")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="+")
    batch_row = models.OneToOneField(BatchRow, models.PROTECT, related_name="+")

    journal_fields: ClassVar[tuple[str, ...]] = ("problem", "batch", "batch_row")
