from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "jianfa.portal"
    label = "portal"
