from django.apps import AppConfig


class AcceptanceConfig(AppConfig):
    name = "jianfa.acceptance"
    label = "acceptance"
