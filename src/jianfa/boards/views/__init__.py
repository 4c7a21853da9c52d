"""Pages of the board."""

from jianfa.boards.views.baseline import baseline
from jianfa.boards.views.board import board
from jianfa.boards.views.rows import rows

__all__ = ["baseline", "board", "rows"]
