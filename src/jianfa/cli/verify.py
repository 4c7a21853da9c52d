"""Prove the record: follow every chain, derive everything from it, compare with the tables, name what differs."""

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jianfa.cli.proof.whole import Tally, verify
from jianfa.journal.actions import record_findings
from jianfa.journal.queries import has_own_key, sentence, trusted_keys
from jianfa.journal.replay import Finding
from jianfa.ledger.models import Campaign, Problem
from jianfa.organisations.models import Person, Unit
from jianfa.supervision.models import SupervisionOrder

SUMMARY = gettext_lazy("prove the record: journal, signatures, tables and counts")
WHOLE, DIFFERS, CANNOT = 0, 1, 2
SENTENCES = {
    "E-row": gettext_lazy("a row is changed before it was written, or written twice"),
    "E-illegal-transition": gettext_lazy("the step is not in the table of moves"),
    "E-one-open": gettext_lazy("there are two where there may be one"),
    "E-two-persons": gettext_lazy("one person did what two must do"),
    "P-projection": gettext_lazy("the table says something else than the journal"),
    "P-erased": gettext_lazy("the text was erased from the journal, but the table still has one"),
    "P-missing": gettext_lazy("the row is gone from its table"),
    "P-extra": gettext_lazy("the row is in no event"),
    "P-standing": gettext_lazy("the table of past states was not made from the journal"),
    "P-count": gettext_lazy("the count differs"),
    "S-root": gettext_lazy("the leaves of the checkpoint do not lead to its root"),
    "S-badsig": gettext_lazy("the note is not signed by a known checkpoint key"),
    "S-head-not-prefix": gettext_lazy("what the checkpoint covers is no longer in the chain"),
    "S-chkchain": gettext_lazy("the checkpoint does not follow the one before it"),
    "X-fork": gettext_lazy("the note kept outside says something else"),
    "X-rollback": gettext_lazy("a checkpoint that was kept outside is missing here"),
    "F-evidence": gettext_lazy("a stored file is gone or was changed"),
}
NAMES: Mapping[str, tuple[type[Problem | Campaign | Unit | Person | SupervisionOrder], str]] = {
    "problem": (Problem, "number"), "campaign": (Campaign, "name"), "unit": (Unit, "name"), "person": (Person, "name"),
    "order": (SupervisionOrder, "number"),
}  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--subject", metavar=_("ID"), type=UUID, help=_("one chain only, by the id of its subject"))
    parser.add_argument(
        "--key", metavar=_("HEX"), type=bytes.fromhex, help=_("public key to trust instead of the key file's")
    )
    parser.add_argument("--json", action="store_true", help=_("print one JSON object and nothing else"))
    parser.add_argument(
        "--record",
        action="store_true",
        help=_("put new findings on record; write-off is closed until they are answered"),
    )
    parser.add_argument("--quiet", action="store_true", help=_("no progress"))


def run(options: argparse.Namespace) -> int:
    if options.key is None and not has_own_key():
        print(_("There is no signing key here: the keys are taken from the database itself."), file=sys.stderr)
    tally, findings = Tally(), []
    for finding in verify(
        trusted_keys(options.key), tally, subject=options.subject,
        progress=_silent if options.quiet or not sys.stderr.isatty() else _progress,
    ):  # fmt: skip
        findings.append(finding)
        if not options.json:
            print(line(finding))
    if options.record:
        record_findings(findings, at=timezone.now())
    if options.json:
        found = [{**asdict(finding), "sentence": sentence(finding, SENTENCES)} for finding in findings]
        print(json.dumps({**asdict(tally), "findings": found}, ensure_ascii=False))
    else:
        print(verdict(tally, len(findings)))
    return DIFFERS if findings else WHOLE


def line(finding: Finding) -> str:
    """Return a finding in one line: code, subject, event, and what is wrong where."""
    parts = [finding.code]
    if finding.subject:
        parts.append(" ".join(word for word in (finding.kind, name_of(finding), finding.subject) if word))
    if finding.seq is not None:
        parts.append(f"#{finding.seq}")
    return " · ".join([*parts, sentence(finding, SENTENCES)])


def name_of(finding: Finding) -> str:
    """Return what people call the subject; nothing when it cannot be found."""
    model, column = NAMES.get(finding.kind, (None, ""))
    try:
        subject = UUID(finding.subject)
    except ValueError:
        return ""
    found = model._default_manager.filter(pk=subject).values_list(column, flat=True).first() if model else None
    return str(found or "")


def verdict(tally: Tally, findings: int) -> str:
    looked_at = _("%(chains)s chains, %(events)s events and %(rows)s rows were compared.") % {
        "chains": tally.chains, "events": tally.events, "rows": tally.rows,
    }  # fmt: skip
    if tally.erased_texts:
        looked_at += " " + ngettext(
            "%(n)s text was erased and cannot be shown any more.",
            "%(n)s texts were erased and cannot be shown any more.",
            tally.erased_texts,
        ) % {"n": tally.erased_texts}  # fmt: skip
    if not findings:
        return _("The record is whole.") + " " + looked_at
    differ = ngettext("%(n)s thing is not as the journal says.", "%(n)s things are not as the journal says.", findings)
    return differ % {"n": findings} + " " + looked_at


def _progress(done: int, total: int) -> None:
    end = "\n" if done == total else ""
    print(f"\r{done} / {total}", end=end, file=sys.stderr, flush=True)


def _silent(done: int, total: int) -> None:
    """Say nothing: not a terminal, or not wanted."""
