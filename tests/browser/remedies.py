"""The pages of remedies, and what stands on them: see test_every_page.py."""

from typing import Any

from jianfa.remedies.actions import serve
from tests.remedies import effects as made
from tests.world import World, reread

REMEDY_LISTS = ("policies", "petitions", "grants", "pairings")
REMEDY_PAGES: dict[str, tuple[str, ...]] = {
    "desk": (
        "remedies", *(f"remedies_of {kind}" for kind in REMEDY_LISTS), "remedy_new policies", "remedy_new petitions",
        "remedy_new pairings", "problem with_effects", "move with_effects/expect_effect", "move with_effects/serve",
        "move with_effects/draft_petition", "unit east", "remedy policy", "remedy_step policy/unlink", "remedy letter",
        "remedy_step letter/amend", "remedy_step letter/record", "remedy_step signed_letter/send",
        "remedy_step sent_letter/reply", "remedy won", "remedy_step won/grant", "remedy_step won/end_grant",
        "remedy pairing", "remedy_step pairing/end", "remedy service", "move in_progress/offer_service",
    ),
    "leader": ("remedy letter", "remedy_step letter/sign", "remedy effect", "remedy_step effect/waive"),
    "liaison": ("remedy service", "remedy_step service/judge", "remedy_step pairing/confirm_visit"),
    "head": ("problem with_effects", "remedy effect", "remedy_step effect/confirm", "remedy_step effect/deny"),
    "handler": ("remedy_step service/visit", "remedy_step pairing/visit"),
}  # fmt: skip
"""Who opens which address; the words are those of Things.at."""


def remedied(world: World, problems: dict[str, Any]) -> dict[str, tuple[str, Any]]:
    """An awaited effect, a policy, a service, a petition in every state, grants, a pairing with a visit."""
    problems["with_effects"] = made.common(world)
    won, policy = made.granted(world), made.policy(world)
    serve(policy, problems["with_effects"], actor=world.desk, at=world.now)
    return {
        "effect": ("effects", made.expected(world, reread(problems["with_effects"]))),
        "policy": ("policies", policy), "service": ("services", made.visited(world)), "won": ("petitions", won),
        "letter": ("petitions", made.petition(world)), "signed_letter": ("petitions", made.petition(world, "signed")),
        "sent_letter": ("petitions", made.petition(world, "sent", problems["with_effects"])),
        "pairing": ("pairings", made.called_on(world).pairing),
    }  # fmt: skip
