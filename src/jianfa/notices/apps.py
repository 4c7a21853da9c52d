from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "jianfa.notices"
    label = "notices"
