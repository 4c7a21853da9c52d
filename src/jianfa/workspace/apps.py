from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "jianfa.workspace"
    label = "workspace"
