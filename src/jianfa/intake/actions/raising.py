"""How a demand comes in: handed in at once, or kept as a draft first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from jianfa.files.actions import store
from jianfa.intake.actions.moving import move, needed
from jianfa.intake.models import Attachment, Demand, ReceiptSeries
from jianfa.intake.policy import may, may_raise
from jianfa.intake.queries.batches import batch_of
from jianfa.intake.queries.receiving import first_receiver
from jianfa.intake.rules.demands import receipt_number, title_of
from jianfa.intake.states import Channel, State
from jianfa.journal.actions import repeated
from jianfa.journal.models import Change, Event
from jianfa.ledger.models import Campaign
from jianfa.organisations.actions.writing import in_batch, write
from jianfa.organisations.models import ActingPost, Post, Unit
from jianfa.organisations.policy import Refused, Why, require

MOST_FILES = 5
PRACTICE_SERIES = 0
"""The year under which practice counts by itself, so that the official series has no gaps."""


@dataclass(frozen=True)
class Words:
    """What was typed of a demand: two texts, how to reach the person, and two ticks."""

    title: str
    text: str
    contact: str = ""
    is_from_worker: bool = False
    wants_city: bool = False

    @property
    def is_anonymous(self) -> bool:
        """Say whether nobody can call back: a worker who left nothing to be reached by."""
        return self.is_from_worker and not self.contact.strip()


def raise_demand(
    *, actor: ActingPost, at: datetime, campaign: Campaign, unit: Unit, title: str, text: str, channel: str,
    contact: str = "", wants_city: bool = False, urgent: str = "", key: str | None = None,
    is_from_worker: bool | None = None, files: Sequence["UploadedFile[Any]"] = (), batch: UUID | None = None,
) -> Demand:  # fmt: skip
    """Take a demand in: it gets its receipt number and is with its first receiver until somebody else takes it on.

    ``unit`` is the unit it concerns. The same ``key`` of the same actor again returns what was taken in then.
    """
    if key is not None and (earlier := repeated("raise_demand", actor, key)):
        return _the_same(Demand.objects.get(pk=earlier.chain_id), unit, text)
    from_worker = channel == Channel.PORTAL if is_from_worker is None else is_from_worker
    words = Words(title, text, contact, from_worker, wants_city)
    demand = _new(words, actor=actor, at=at, campaign=campaign, unit=unit, channel=channel, urgent=urgent)
    demand.batch = batch
    with transaction.atomic():
        for name, value in _receipt(demand, at).items():
            setattr(demand, name, value)
        changes = [Change(demand), *_attachments(demand, files, actor, at)]
        write(
            demand.subject, "raise_demand", actor=actor, at=at, changes=changes, idem=key,
            facts={"to": State.RECEIVED.value},
        )  # fmt: skip
    return demand


def _the_same(there: Demand, unit: Unit, text: str) -> Demand:
    """Return what was handed in with this key; other words under it are another demand, and are not lost unsaid."""
    if there.erased_at is None and (there.text != text.strip() or there.source_unit_id != unit.pk):
        if not there.receipt_no:
            raise Refused(_("This form was kept as a draft already; please go on in the draft."))
        sentence = _("This form was handed in already as %(number)s; please open a new one for another demand.")
        raise Refused(sentence % {"number": there.receipt_no})
    return there


@dataclass(frozen=True)
class NewDemand:
    """One line of a list: what is wanted, and the unit it concerns."""

    text: str
    unit: Unit
    title: str = ""


def raise_several(new: Sequence[NewDemand], *, actor: Post, at: datetime, campaign: Campaign, key: str) -> list[Demand]:
    """Take in all demands of a list or none; the same ``key`` again returns what was taken in then."""
    batch = uuid4()
    with transaction.atomic(), in_batch(batch):
        return [
            raise_demand(
                actor=actor, at=at, campaign=campaign, unit=row.unit, title=row.title, text=row.text,
                channel=Channel.IMPORT, key=f"{key}/{n}", batch=batch,
            )
            for n, row in enumerate(new, 1)
        ]  # fmt: skip


def keep_draft(
    words: Words, *, actor: Post, at: datetime, campaign: Campaign, unit: Unit, channel: str,
    files: Sequence["UploadedFile[Any]"] = (), key: str | None = None,
) -> Demand:  # fmt: skip
    """Keep a demand as a draft; only whoever shares the drafter's office sees it until it is handed in.

    The same ``key`` of the same actor again returns the draft that was kept then.
    """
    if key is not None and (earlier := repeated("keep_draft", actor, key)):
        return _the_same(Demand.objects.get(pk=earlier.chain_id), unit, words.text)
    demand = _new(words, actor=actor, at=at, campaign=campaign, unit=unit, channel=channel)
    demand.state = State.DRAFT.value
    changes = [Change(demand), *_attachments(demand, files, actor, at)]
    facts = {"to": State.DRAFT.value}
    write(demand.subject, "keep_draft", actor=actor, at=at, changes=changes, facts=facts, idem=key)
    return demand


def edit_draft(demand: Demand, words: Words, *, actor: Post, at: datetime, unit: Unit) -> Event:
    """Change a draft; nothing of a demand that was handed in is ever changed."""
    require(may(actor, "edit", demand))
    require(may_raise(actor, demand.channel, unit, demand.campaign))
    receiver = _receiver(actor, demand.channel, unit, words)
    return move(
        demand, "edit", actor=actor, at=at, source_unit=unit, first_receiver=receiver, owner=receiver,
        **_columns(words),
    )  # fmt: skip


def hand_in(demand: Demand, *, actor: Post, at: datetime) -> Event:
    """Hand a draft in: now it gets its receipt number."""
    require(may(actor, "hand_in", demand))
    with transaction.atomic():
        return move(demand, "hand_in", actor=actor, at=at, **_receipt(demand, at))


def withdraw(demand: Demand, *, actor: Post, at: datetime, reason: str = "") -> Event:
    """Take a demand back that nobody has answered yet; it stays in the record."""
    said = {"reason": reason.strip()} if reason.strip() else None
    return move(demand, "withdraw", actor=actor, at=at, said=said, settled_at=at)


def withdraw_several(batch: UUID, *, actor: Post, at: datetime, reason: str = "") -> list[Demand]:
    """Take back what one paste or one file brought in and nobody has touched since; the others stay. All or none."""
    found = batch_of(actor, batch)
    if not found.untouched:
        raise Refused(_("Nothing is left to be taken back: every demand has been dealt with or withdrawn."))
    with transaction.atomic(), in_batch(uuid4()):
        for demand in found.untouched:
            withdraw(demand, actor=actor, at=at, reason=reason)
    return found.untouched


def attach(demand: Demand, upload: "UploadedFile[Any]", *, actor: Post, at: datetime) -> Event:
    """Add a file; pictures are kept without the place where they were taken."""
    require(may(actor, "attach", demand))
    also = _attachments(demand, [upload], actor, at)
    return move(demand, "attach", actor=actor, at=at, also=also)


def _new(
    words: Words, *, actor: ActingPost, at: datetime, campaign: Campaign, unit: Unit, channel: str, urgent: str = ""
) -> Demand:
    require(may_raise(actor, channel, unit, campaign))
    receiver = _receiver(actor, channel, unit, words)
    return Demand(
        campaign=campaign, channel=channel, source_unit=unit, first_receiver=receiver, owner=receiver, raised_at=at,
        urgent=urgent, drafted_by=actor if isinstance(actor, Post) else None, **_columns(words),
    )  # fmt: skip


def _receiver(actor: ActingPost, channel: str, unit: Unit, words: Words) -> Unit:
    found = first_receiver(actor, channel, unit, is_from_worker=words.is_from_worker, wants_city=words.wants_city)
    if found is None:
        raise Refused(_("There is no city federation yet; please enter the units first."))
    return found


def _columns(words: Words) -> dict[str, Any]:
    text = needed(words.text, "text", _("Please say what it is about."))
    title = words.title.strip() or title_of(text)
    return {
        "title": needed(title, "title", _("Please say in one sentence what it is about."))[:200], "text": text,
        # What a union says of itself is its own summary; of a worker's words the first receiver writes one.
        "summary": "" if words.is_from_worker else text,
        "contact": words.contact.strip(), "is_anonymous": words.is_anonymous,
        "is_from_worker": words.is_from_worker, "wants_city": words.wants_city and words.is_from_worker,
    }  # fmt: skip


def _receipt(demand: Demand, at: datetime) -> dict[str, Any]:
    """Return number and time of the receipt; the row of the series keeps two at once apart."""
    year, is_practice = timezone.localdate(at).year, demand.campaign.is_practice
    series = PRACTICE_SERIES if is_practice else year
    ReceiptSeries.objects.get_or_create(year=series)
    ReceiptSeries.objects.filter(year=series).update(last=F("last") + 1)
    n = ReceiptSeries.objects.get(year=series).last
    return {"receipt_no": receipt_number(year, n, is_practice=is_practice), "received_at": at}


def _attachments(demand: Demand, files: Sequence["UploadedFile[Any]"], actor: ActingPost, at: datetime) -> list[Change]:
    there = set() if demand._state.adding else set(demand.attachments.values_list("file", flat=True))
    if len(there) + len(files) > MOST_FILES:
        sentence = _("At most %(n)s files can be attached.") % {"n": MOST_FILES}
        raise Refused(sentence, Why.VALUE, field="uploads")
    rows = {}
    for upload in files:
        file = store(upload, at=at, field="uploads")
        if file.pk not in there:
            rows[file.pk] = Attachment(
                demand=demand, file=file, file_name=(upload.name or "")[-160:], added_at=at,
                added_by=actor if isinstance(actor, Post) else None,
            )  # fmt: skip
    return [Change(row) for row in rows.values()]
