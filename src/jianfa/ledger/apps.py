from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "jianfa.ledger"
    label = "ledger"
