"""The archive package as a zip file: the same matter gives the same bytes.

Names, order and times inside the file depend on nothing but the problem; what is in it is listed with its digest in
manifest.json and, for sha256sum, in SHA256SUMS.
"""

import csv
import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from io import StringIO
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from jianfa.documents.queries.catalogue import Entry, catalogue_paper
from jianfa.documents.queries.certificates import certificate_paper, why_no_certificate
from jianfa.documents.queries.closing_forms import application_paper, check_paper
from jianfa.documents.queries.letters import notice_paper, opinion_paper
from jianfa.documents.queries.matter import Matter, who
from jianfa.documents.queries.orders import lines_of, order_paper, orders_in
from jianfa.documents.queries.papers import as_bytes, evidence_entries, known, papers_of
from jianfa.documents.states import MEDIA_TYPES, Format, Kind
from jianfa.files.models import StoredFile
from jianfa.files.queries import open_file
from jianfa.journal.models import Event
from jianfa.kit.papers.model import Paper
from jianfa.ledger.models import Evidence
from jianfa.ledger.queries import timeline
from jianfa.ledger.queries.timeline import Moment

FORMAT = "jianfa-archive/1"
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
CHUNK = 64 * 1024
Report = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Member:
    """One file of the package."""

    name: str
    sha256: str
    size: int
    media_type: str
    what: str


def pack(matter: Matter, target: IO[bytes], report: Report) -> tuple[list[Member], int]:
    """Write the package of a problem; return its files and the number of the last event in it.

    Raises Refused when a file of the evidence is not in the store.
    """
    problem = matter.problem
    events = list(Event.objects.filter(chain=problem.pk).exclude(verb="archive").order_by("seq"))
    moments = [moment for moment in timeline(problem) if moment.verb != "archive"]
    papers = list(_papers(matter))
    evidence = list(problem.evidence.exclude(file=None).select_related("file").order_by("added_at", "pk"))
    names = {row.pk: f"{_('evidence')}/{n:02d}-{_safe(row)}" for n, row in enumerate(evidence, 1)}
    entries = [entry for entry, _paper in papers]
    catalogue = catalogue_paper(matter, entries, evidence_entries(problem, names), moments)
    total = len(papers) + len(evidence) + 1
    with zipfile.ZipFile(target, "w") as archive:
        box = _Box(archive)
        for n, paper in enumerate([catalogue, *(paper for _entry, paper in papers)]):
            report("setting", n, total)
            box.add_paper(f"{n:02d}-{entries[n - 1].title if n else Kind.CATALOGUE.label}", paper)
        for n, row in enumerate(evidence, len(papers) + 1):
            report("packing", n, total)
            assert row.file is not None
            box.add_file(names[row.pk], row.file, row.note or row.file_name)
        box.add_record(moments, events)
        head = {"seq": events[-1].seq, "hash": bytes(events[-1].hash).hex()}
        box.close(_about(matter) | {"record": {"events": len(events), "head": head}})
        return box.members, events[-1].seq


def _papers(matter: Matter) -> Iterable[tuple[Entry, Paper]]:
    """Yield every paper with its line in the catalogue: orders where they fell, then each closing."""
    n = 0
    for order in orders_in(matter.problem):
        n += 1
        title = f"{order.get_kind_display()} {order.number}"
        file = f"{n:02d}-{title}.pdf"
        author = who(order.signed_by) if order.signed_by else ""
        at = timezone.localtime(order.signed_at) if order.signed_at else None
        yield Entry(title, order.number or "", author, at, file), order_paper(order, lines_of(order), matter.problem)
    if matter.problem.campaign.certificates_on and not why_no_certificate(matter):
        n += 1
        title = str(Kind.CERTIFICATE.label)
        day = timezone.localtime(matter.problem.written_off_at)
        yield Entry(title, "", matter.city, day, f"{n:02d}-{title}.pdf"), certificate_paper(matter)
    makers = {Kind.APPLICATION: application_paper, Kind.CHECK: check_paper, Kind.OPINION: opinion_paper}
    for title, kind, closing in papers_of(matter):
        n += 1
        paper = notice_paper([matter]) if kind == Kind.NOTICE else makers[Kind(kind)](matter, closing)
        yield Entry(title, *known(kind, closing), file=f"{n:02d}-{title}.pdf"), paper


def _safe(row: Evidence) -> str:
    name = "".join("-" if char in '\\/:*?"<>|\r\n\t' else char for char in row.file_name).strip(". ")
    return name or str(row.file_id)[:12]


def _about(matter: Matter) -> dict[str, Any]:
    problem = matter.problem
    return {
        "format": FORMAT,
        "problem": {
            "id": str(problem.pk), "number": problem.number, "title": problem.title, "cycle": problem.cycle,
            "campaign": problem.campaign.name, "state": problem.state,
        },
        "retention": problem.campaign.retention, "issuer": matter.city,
    }  # fmt: skip


class _Box:
    """A zip file being filled; each file's digest and size are noted on the way in."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.members: list[Member] = []

    def add_paper(self, name: str, paper: Paper) -> None:
        for kind in Format:
            self.add(
                f"{_safe_name(name)}.{kind.value}", as_bytes(paper, kind.value), MEDIA_TYPES[kind.value], paper.name
            )

    def add_record(self, moments: list[Moment], events: list[Event]) -> None:
        """Write what happened twice: for programs, and as a sheet."""
        hashes = {event.seq: bytes(event.hash).hex() for event in events}
        rows = [_plain(moment, hashes) for moment in reversed(moments)]
        name = _("what happened")
        text = json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
        self.add(f"{name}.json", text.encode(), "application/json", name)
        out = StringIO()
        sheet = csv.writer(out)
        sheet.writerow([_("No."), _("Time"), _("What"), _("By whom"), _("What was said"), _("Remarks"), "SHA-256"])
        columns = ("seq", "at", "title", "who", "text", "remarks", "hash")
        sheet.writerows([[_cell(row[column]) for column in columns] for row in rows])
        self.add(f"{name}.csv", b"\xef\xbb\xbf" + out.getvalue().encode(), "text/csv", name)

    def close(self, about: dict[str, Any]) -> None:
        """Write the words on checking, the manifest of all files so far, and the list that sha256sum reads."""
        self.add(f"{_('read me')}.txt", _how_to_check().encode(), "text/plain", _("how to check"))
        manifest = about | {"files": [asdict(member) for member in self.members]}
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        self.add("manifest.json", text.encode(), "application/json", "manifest", is_listed=False)
        digest = hashlib.sha256(text.encode()).hexdigest()
        lines = [f"{member.sha256}  {member.name}\n" for member in self.members] + [f"{digest}  manifest.json\n"]
        self.add("SHA256SUMS", "".join(lines).encode(), "text/plain", "sums", is_listed=False)

    def add(self, name: str, data: bytes, media_type: str, what: str, *, is_listed: bool = True) -> None:
        self.archive.writestr(_entry(name), data)
        if is_listed:
            self.members.append(Member(name, hashlib.sha256(data).hexdigest(), len(data), media_type, what))

    def add_file(self, name: str, file: StoredFile, what: str) -> None:
        """Copy a file of the evidence piece by piece; its digest is counted anew, not believed."""
        digest, size = hashlib.sha256(), 0
        with open_file(file) as source, self.archive.open(_entry(name), "w") as target:
            while piece := source.read(CHUNK):
                digest.update(piece)
                size += len(piece)
                target.write(piece)
        self.members.append(Member(name, digest.hexdigest(), size, file.media_type, what))


def _entry(name: str) -> zipfile.ZipInfo:
    """What is in it is compressed already, or small; stored, the bytes depend on no library."""
    entry = zipfile.ZipInfo(name, FIRST_DAY)
    entry.compress_type = zipfile.ZIP_STORED
    entry.external_attr = 0o644 << 16
    return entry


def _safe_name(name: str) -> str:
    return "".join("-" if char in '\\/:*?"<>|\r\n\t' else char for char in name)


def _plain(moment: Moment, hashes: dict[int, str]) -> dict[str, Any]:
    remarks = [part for part in (moment.second, *moment.marks) if part]
    return {
        "seq": moment.seq, "verb": moment.verb, "at": f"{timezone.localtime(moment.at):%Y-%m-%d %H:%M:%S}",
        "title": moment.title, "who": moment.who, "text": moment.text, "remarks": _("; ").join(remarks),
        "hash": hashes.get(moment.seq, ""),
    }  # fmt: skip


def _cell(value: object) -> str:
    """A spreadsheet must not take typed text for a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text


def _how_to_check() -> str:
    return _(
        "This package holds everything about one problem: papers (PDF and Word), evidence, and what happened.\n"
        "manifest.json lists each file with its size and SHA-256; SHA256SUMS is the same list for programs.\n"
        "To check on Linux: unpack, then  sha256sum -c SHA256SUMS\n"
        "To check on Windows:  certutil -hashfile FILE SHA256  and compare with SHA256SUMS.\n"
        "The digest of the package itself stands in the record of the problem, in the entry “archived”.\n"
        "PDFs are for reading; the paper that is sealed is printed from the Word file.\n"
    )
