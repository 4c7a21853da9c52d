"""Read a list from a file: try it out (--dry-run), or bring it in for a campaign."""

import argparse
import io
import json
import re
import sys
from collections import Counter
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jianfa.exchange.queries import name_book, units_on
from jianfa.exchange.reading import NameBook, Reading, as_json, written_date
from jianfa.exchange.reading.deadlines import read_date
from jianfa.exchange.reading.sentences import doubt_sentence, refusal_sentence
from jianfa.exchange.rules import secrecy_mark, understood
from jianfa.kit.tables import TableRefused, read_safely
from jianfa.organisations.models import Post, Role
from jianfa.organisations.policy import Refused

SUMMARY = gettext_lazy("read a problem list from a file")
DONE, FAILED, REFUSED = 0, 1, 2
SHOWN_DOUBTS = 40
DAY = re.compile(r"\d{4}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}日?|\d{8}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar=_("FILE"), type=Path, help=_(".xlsx, .xls, .et, .csv, .ods or .docx"))
    parser.add_argument("--dry-run", action="store_true", help=_("show what would be understood; write nothing"))
    parser.add_argument("--json", action="store_true", help=_("print one JSON object and nothing else"))
    parser.add_argument(
        "--on", metavar=_("DATE"), type=day,
        help=_("the day against which “third quarter” is read (default: the date in the file, else today)"),
    )  # fmt: skip
    parser.add_argument("--campaign", metavar=_("NAME"), help=_("the campaign the list goes into"))
    parser.add_argument("--as", dest="username", metavar=_("USER NAME"), help=_("who brings it in"))


def day(text: str) -> date:
    """Return a day as typed: 2023-03-20, 2023-3-20, 2023.3.20, 2023年3月20日."""
    found = read_date(text, on=date.min) if DAY.fullmatch(text.strip()) else None
    if found is None:
        raise argparse.ArgumentTypeError(_("“%(text)s” is not a date. Please write it as 2023-03-20.") % {"text": text})
    return found


def run(options: argparse.Namespace) -> int:
    """Return 0 with or without doubts, 2 with a sentence on standard error for what is refused."""
    try:
        if options.dry_run or options.json:
            return dry_run(options)
        return bring_in(options)
    except TableRefused as refusal:
        print(refusal_sentence(refusal), file=sys.stderr)
    except Refused as refusal:
        print(refusal.sentence, file=sys.stderr)
    return REFUSED


def dry_run(options: argparse.Namespace) -> int:
    """Read the file and say what was understood; needs no campaign, no server and no database."""
    workbook = read_safely(options.file)
    if secrecy_mark(workbook):
        print(_("The file carries a secrecy mark. Classified information must not be entered here."), file=sys.stderr)
        return REFUSED
    today = date.today()  # noqa: DTZ011 - the shell's own day
    on = options.on or written_date(workbook) or today
    reading = understood(workbook, names=known_names(today), on=on)
    if options.json:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")  # JSON is UTF-8 whatever the shell speaks
        print(json.dumps(as_json(reading), ensure_ascii=False))
    else:
        print("\n".join(summary(reading, on)))
    return DONE


def known_names(day: date) -> NameBook:
    """Return the units of this machine's database, or the built-in example where there are none."""
    database = settings.DATABASES["default"]
    if settings.IS_SQLITE and not Path(str(database["NAME"])).exists():
        return NameBook.example()
    try:
        units = units_on(day)
    except DatabaseError:
        return NameBook.example()
    return name_book(units) if units else NameBook.example()


def summary(reading: Reading, on: date) -> list[str]:
    """Return what was understood, in lines to read."""
    count = len(reading.problems)
    lines = [ngettext("%(n)s problem", "%(n)s problems", count) % {"n": count}]
    lines.append(_("Dates without a year were read as of %(day)s.") % {"day": on})
    for sheet in reading.sheets:
        columns = "，".join(f"{column.letter}={column.field}" for column in sheet.columns if column.field)
        lines.append(_("Sheet “%(name)s”: %(what)s") % {"name": sheet.name, "what": columns or _("no list")})
    if reading.skipped:
        kinds = Counter(one.code for one in reading.skipped)
        lines.append(_("Left out: %(what)s") % {"what": ", ".join(f"{code} {n}" for code, n in kinds.items())})
    count = len(reading.doubts)
    lines.append(ngettext("%(n)s doubt", "%(n)s doubts", count) % {"n": count})
    lines += [f"  {doubt.sheet} {doubt.cell}  {doubt_sentence(doubt)}" for doubt in reading.doubts[:SHOWN_DOUBTS]]
    if count > SHOWN_DOUBTS:
        lines.append(_("… and %(n)s more; --json shows all") % {"n": count - SHOWN_DOUBTS})
    return lines


def bring_in(options: argparse.Namespace) -> int:
    """Import the file for a campaign, as the holder of a post that may do so."""
    # why: a dry run needs neither the list nor its actions, and starts twice as fast without them
    from jianfa.ledger.actions.importing import import_problems, upload_list  # why: as above
    from jianfa.ledger.models import Campaign  # why: as above

    if not options.campaign or not options.username:
        print(_("Please give --campaign and --as, or --dry-run to try the file out."), file=sys.stderr)
        return REFUSED
    campaign = Campaign.objects.filter(name=options.campaign).first()
    if campaign is None:
        print(_("There is no campaign “%(name)s”.") % {"name": options.campaign}, file=sys.stderr)
        return REFUSED
    at = timezone.now()
    posts = Post.objects.filter(person__username=options.username).on(timezone.localdate(at))
    post = posts.filter(role__in=(Role.DESK, Role.LIAISON, Role.HEAD)).select_related("person", "unit").first()
    if post is None:
        print(_("“%(name)s” holds no post that imports lists.") % {"name": options.username}, file=sys.stderr)
        return REFUSED
    try:
        data = options.file.read_bytes()
    except OSError as error:
        raise TableRefused("not_found") from error
    batch = upload_list(campaign, actor=post, at=at, data=data, name=options.file.name, is_waiting=True)
    import_problems(batch, actor=post, at=timezone.now())
    print(
        _("%(taken)s imported, %(skipped)s left out, %(rejected)s rejected.")
        % {"taken": batch.rows_taken, "skipped": batch.rows_skipped, "rejected": batch.rows_rejected}
    )
    for row in batch.rows.exclude(reason=""):
        print(f"  {row.sheet} {row.row}  {row.reason}")
    return DONE
