"""What becomes of a form that was sent: see organisations.views.sending."""

from jianfa.organisations.views.sending import DONE, Sent, carried_out

__all__ = ["DONE", "Sent", "carried_out"]
