"""Write the list, as a post sees it, to an .xlsx file."""

import argparse
import sys
from pathlib import Path

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.cli.proof.whole import snapshot
from jianfa.exchange.actions import record_export
from jianfa.exchange.policy import may_export
from jianfa.exchange.rules import digest_of
from jianfa.journal.actions import export_journal
from jianfa.kit.sheets import workbook
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, require
from jianfa.workspace.queries.exporting import list_table
from jianfa.workspace.queries.filters import filtered_problems
from jianfa.workspace.queries.paging import SORTS, ordered

SUMMARY = gettext_lazy("write the list to an .xlsx file")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar=_("FILE"), type=Path, nargs="?", help=_("where to write; an existing file is kept")
    )
    parser.add_argument("--as", dest="username", metavar=_("USER NAME"), help=_("whose list it is"))
    parser.add_argument(
        "--journal",
        metavar=_("FOLDER"),
        type=Path,
        help=_("write the journal instead, for jianfa-verify; no names, no texts"),
    )
    parser.add_argument(
        "--filter",
        metavar=_("QUERY"),
        default="",
        help=_("as in the address of the list, such as state=listed&light=overdue"),
    )


def run(options: argparse.Namespace) -> int:
    """Write what the person's post may see; the journal notes it like an export from the page."""
    if options.journal is not None:
        return _journal(options.journal)
    if options.file is None or not options.username:
        print(_("Please name a file, and with --as whose list it is."), file=sys.stderr)
        return 2
    at = timezone.now()
    posts = Post.objects.filter(person__username=options.username).on(timezone.localdate(at))
    post = posts.select_related("person", "unit").order_by("from_day", "role").first()
    if post is None or options.file.exists():
        sentence = _("The file exists already: %(file)s") if post else _("“%(name)s” holds no post today.")
        print(sentence % {"file": options.file, "name": options.username}, file=sys.stderr)
        return 2
    try:
        require(may_export(post))
        found, filters = filtered_problems(post, QueryDict(options.filter), today=timezone.localdate(at))
        if filters.faults:
            print("\n".join(filters.faults), file=sys.stderr)
            return 2
        count = found.count()
        table = list_table(ordered(found, SORTS[filters.sort]), count=count, filter_words=filters.sentence, at=at)
    except Refused as refusal:
        print(refusal.sentence, file=sys.stderr)
        return 2
    data = workbook([table])
    options.file.write_bytes(data)
    record_export(
        actor=post, at=at, what="problems", rows=count, digest=digest_of(data), query=options.filter,
        file_name=options.file.name,
    )  # fmt: skip
    print(_("%(n)s problems written to %(file)s") % {"n": count, "file": options.file})
    return 0


def _journal(folder: Path) -> int:
    """Write the journal as it is, for whoever verifies it elsewhere."""
    if folder.exists() and any(folder.iterdir()):
        print(_("The folder is not empty: %(folder)s") % {"folder": folder}, file=sys.stderr)
        return 2
    with snapshot():
        events = export_journal(folder)
    print(_("%(n)s events written to %(folder)s") % {"n": events, "folder": folder})
    return 0
