"""Pages of the board."""

from jianfa.boards.views.baseline import baseline
from jianfa.boards.views.board import board
from jianfa.boards.views.burden import burden, burden_rows
from jianfa.boards.views.rows import rows

__all__ = ["baseline", "board", "burden", "burden_rows", "rows"]
