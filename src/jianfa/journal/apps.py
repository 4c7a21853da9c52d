from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "jianfa.journal"
    label = "journal"
