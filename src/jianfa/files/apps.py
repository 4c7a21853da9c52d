from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "jianfa.files"
    label = "files"
