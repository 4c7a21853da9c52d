from django.apps import AppConfig


class BoardsConfig(AppConfig):
    name = "jianfa.boards"
    label = "boards"
