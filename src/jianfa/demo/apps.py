from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "jianfa.demo"
    label = "demo"
