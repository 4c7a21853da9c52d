from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "jianfa.documents"
    label = "documents"
