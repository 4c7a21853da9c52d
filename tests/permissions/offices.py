"""Which offices a role can hold on a problem; tests/test_permissions.py holds it against ledger.policy.offices_of."""

from jianfa.ledger.states import Office
from jianfa.organisations.models import Role

OFFICES_OF_ROLE: dict[str, frozenset[Office]] = {
    Role.LIAISON.value: frozenset({Office.DRAFTER, Office.SOURCE_UNIT, Office.ACTING_UNIT, Office.ASSIST_UNIT}),
    Role.HEAD.value: frozenset(
        {
            Office.DRAFTER, Office.SOURCE_UNIT, Office.COUNTY_HEAD, Office.ACTING_HEAD, Office.ASSIST_UNIT,
            Office.APPLICANT,
        }
    ),
    Role.HANDLER.value: frozenset({Office.DRAFTER, Office.ACTING_UNIT, Office.ASSIST_UNIT}),
    Role.DEPARTMENT_HEAD.value: frozenset(
        {Office.DRAFTER, Office.DEPARTMENT_HEAD, Office.ACTING_HEAD, Office.ASSIST_UNIT, Office.APPLICANT}
    ),
    Role.DESK.value: frozenset({Office.DESK, Office.DRAFTER}),
    Role.LEADER.value: frozenset({Office.LEADER, Office.LEADER_NOT_SPONSOR, Office.LEADER_NOT_APPROVER}),
    Role.PANELLIST.value: frozenset({Office.PANELLIST}),
    Role.ASSESSOR.value: frozenset(),
    Role.AUDITOR.value: frozenset({Office.AUDITOR}),
    Role.ADMINISTRATOR.value: frozenset(),
    "timer": frozenset({Office.TIMER}),
}  # fmt: skip
