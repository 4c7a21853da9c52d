from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "jianfa.organisations"
    label = "organisations"
