"""What the tests of the lot share: a campaign in which panels are drawn, candidates published, the record sealed."""

from jianfa.acceptance import actions
from jianfa.acceptance.models import Lot
from jianfa.journal.actions import checkpoint
from jianfa.journal.models import Checkpoint
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Campaign, Problem
from jianfa.ledger.queries.campaigns import waiting_rules
from tests.world import World


def set_lots(problem: Problem, *, is_on: bool = True) -> None:
    """Switch the lot on in the campaign of a problem, in the database and in memory."""
    Campaign.objects.filter(pk=problem.campaign_id).update(draws_lots=is_on)
    problem.campaign.draws_lots = is_on


def order_lots(world: World, *, is_on: bool = True) -> None:
    """Switch the lot on or off as a campaign does it: the desk proposes, a department head confirms."""
    ledger.change_rules(world.campaign, {"draws_lots": is_on}, actor=world.desk, at=world.tick())
    proposal = waiting_rules(world.campaign)
    assert proposal is not None
    ledger.confirm_rules(world.campaign, proposal, actor=world.department_head, at=world.tick())


def called_lot(world: World, problem: Problem) -> Lot:
    """Publish the candidates of a problem."""
    if not problem.campaign.draws_lots:
        set_lots(problem)
    actions.call_lot(problem, actor=world.desk, at=world.now)
    return Lot.objects.get(application__problem=problem, ended_at=None)


def sealed_lot(world: World, problem: Problem) -> Checkpoint:
    """Publish the candidates and seal the record."""
    called_lot(world, problem)
    made = checkpoint(at=world.tick())
    assert made is not None
    return made
