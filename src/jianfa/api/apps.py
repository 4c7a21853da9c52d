from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "jianfa.api"
    label = "api"
