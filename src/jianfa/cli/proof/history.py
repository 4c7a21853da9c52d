"""What one chain says: every row it writes, every text it commits to, and how a problem moved. No database."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from jianfa.journal.queries import Wordings
from jianfa.journal.replay import Body, Rows, Stored, Walk, fold
from jianfa.ledger.replay import Course


class Text(NamedTuple):
    """The latest commitment to a text column; salt and text are None when they were erased."""

    commitment: str
    salt: Any
    text: Any
    seq: int


class History:
    """Follows one chain and keeps what its rows must be now."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.rows: Rows = {}
        self.texts: dict[tuple[str, str, str], Text] = {}
        self.course = Course() if walk.chain.kind == "problem" else None
        self.is_readable = True
        self.events = self.erased = 0

    def take(self, event: Stored, wordings: Wordings) -> None:
        """Take the next event in, checked."""
        self.events += 1
        body = self.walk.step(event)
        if body is None:
            self.is_readable = False  # nothing is derived from what nobody signed; that alone is the finding
            return
        self.erased += self.walk.check_wordings(body, body["seq"], wordings)
        self._take_rows(body)
        self._take_texts(body, wordings)
        if self.course is not None:
            for fault in self.course.step(body):
                self.walk.note("E-illegal-transition", fault.place, fault.allowed, fault.done, seq=body["seq"])

    def _take_rows(self, body: Body) -> None:
        for row in body["rows"]:
            key = (row["t"], row["id"])
            if row["new"] is (key in self.rows):
                self.walk.note("E-row", "/".join(key), seq=body["seq"])
            fold([{"rows": [row]}], rows=self.rows)

    def _take_texts(self, body: Body, wordings: Wordings) -> None:
        for name, commitment in body["said"].items():
            parts = name.split("/")
            if len(parts) == 3:
                label, row, column = parts
                self.texts[label, row, column] = Text(commitment, *wordings.get(name, (None, None)), body["seq"])

    def close(self) -> None:
        """Compare the head, and ask what must hold of all rows of a chain together."""
        self.walk.finish()
        if self.is_readable:
            for label, (group, is_open) in ONE_OPEN.items():
                self._ask_one_open(label, group, is_open)
            self._ask_two_persons()
            self._ask_signers()

    def of(self, label: str) -> dict[str, dict[str, Any]]:
        """Return row id → columns of one table."""
        return {row: columns for (table, row), columns in self.rows.items() if table == label}

    def _ask_one_open(self, label: str, group: tuple[str, ...], is_open: Callable[[Mapping[str, Any]], bool]) -> None:
        seen: set[tuple[Any, ...]] = set()
        for row, columns in self.of(label).items():
            if is_open(columns):
                key = tuple(columns.get(name) for name in group)
                if key in seen:
                    self.walk.note("E-one-open", f"{label}/{row}")
                seen.add(key)

    def _ask_two_persons(self) -> None:
        """Who applied, who verified and who decided are different persons (DESIGN §1, two persons always)."""
        applicants = {row: columns["applicant"] for row, columns in self.of("acceptance.closureapplication").items()}
        panels = {row: columns["application"] for row, columns in self.of("acceptance.panel").items()}
        verifiers = {
            (panels.get(columns["panel"]), columns["person"]) for columns in self.of("acceptance.panelmember").values()
        }
        for application, person in verifiers:
            if application in applicants and applicants[application] == person:
                self.walk.note("E-two-persons", "acceptance.panelmember/person", None, person)
        for row, columns in self.of("acceptance.decision").items():
            application, decider = columns["application"], columns["decider"]
            if applicants.get(application) == decider or (application, decider) in verifiers:
                self.walk.note("E-two-persons", f"acceptance.decision/{row}/decider", None, decider)

    def _ask_signers(self) -> None:
        """Whoever drafted a paper, or put an item on it, has not signed it."""
        adders = {columns["adder"] for columns in self.of("supervision.orderitem").values()}
        for row, columns in self.of("supervision.supervisionorder").items():
            signer = columns.get("signer")
            if signer is not None and signer in adders | {columns["drafter"]}:
                self.walk.note("E-two-persons", f"supervision.supervisionorder/{row}/signer", None, signer)


def _not_ended(columns: Mapping[str, Any]) -> bool:
    return columns.get("ended_at") is None


ONE_OPEN: dict[str, tuple[tuple[str, ...], Callable[[Mapping[str, Any]], bool]]] = {
    "organisations.proposal": (("subject_id",), lambda columns: columns.get("state") == "open"),
    "ledger.assist": (("unit",), _not_ended),
    "ledger.invitation": (("post",), _not_ended),
    "acceptance.closureapplication": ((), _not_ended),
    "acceptance.panel": (("application",), _not_ended),
    "acceptance.lot": (("application",), _not_ended),
    "acceptance.decision": (("application",), lambda columns: columns.get("revoked_at") is None),
    "supervision.orderanswer": (("item",), _not_ended),
    "calendar.calendaryear": (("year",), _not_ended),
    "acceptance.writeoff": (("cycle",), lambda columns: True),
}
"""Table → of what there may be one at a time, and when a row counts."""
