"""Addresses of the board."""

from django.urls import path

from jianfa.boards import views

urlpatterns = [
    path("board/", views.board, name="board"),
    path("board/rows/", views.rows, name="board_rows"),
    path("board/asks/", views.burden, name="burden"),
    path("board/asks/rows/", views.burden_rows, name="burden_rows"),
    path("board/baseline/", views.baseline, name="board_baseline"),
]
