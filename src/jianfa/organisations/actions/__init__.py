"""Verbs on units, people, posts and accounts, each with its event: the only writers."""

from jianfa.organisations.actions.accounts import (
    SLIP_ALPHABET,
    SLIP_DAYS,
    SLIP_VALID,
    activate,
    choose_language,
    digest_of,
    issue_slip,
    issue_slips,
    set_password,
)
from jianfa.organisations.actions.asking import asking
from jianfa.organisations.actions.correcting import correct
from jianfa.organisations.actions.people import NewPerson, change_person, create_person, enter_people
from jianfa.organisations.actions.posts import end_post, give_post, sign_handover, start_handover, substitute
from jianfa.organisations.actions.units import (
    NewUnit,
    add_alias,
    change_unit,
    create_unit,
    end_alias,
    enter_units,
    found_city,
)

__all__ = [
    "SLIP_ALPHABET",
    "SLIP_DAYS",
    "SLIP_VALID",
    "NewPerson",
    "NewUnit",
    "activate",
    "add_alias",
    "asking",
    "change_person",
    "change_unit",
    "choose_language",
    "correct",
    "create_person",
    "create_unit",
    "digest_of",
    "end_alias",
    "end_post",
    "enter_people",
    "enter_units",
    "found_city",
    "give_post",
    "issue_slip",
    "issue_slips",
    "set_password",
    "sign_handover",
    "start_handover",
    "substitute",
]
