from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "jianfa.supervision"
    label = "supervision"
