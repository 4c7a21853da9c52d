from django.apps import AppConfig


class RemediesConfig(AppConfig):
    name = "jianfa.remedies"
    label = "remedies"
