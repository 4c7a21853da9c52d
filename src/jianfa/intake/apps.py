from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "jianfa.intake"
    label = "intake"
