"""`jianfa bench similarity` and `jianfa bench triage`: their options, and one JSON object as the answer."""

import argparse
import json
import os
import platform
import sys
from functools import partial
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

import jianfa
from jianfa.cli.measuring import similarity, triage
from jianfa.cli.measuring.tables_in import HALVES, CannotRead, read_text
from jianfa.kit.similar import BadSynonyms, Encoder, Synonyms, load_encoder

REFUSED = 2
SYNONYMS = Path(jianfa.__file__).parent / "ledger" / "data" / "synonyms.txt"


def add_arguments(what: Any) -> None:
    """Add the two to the commands under `bench`."""
    like = what.add_parser("similarity", help=_("how well and how fast similar texts are found"))
    like.add_argument(
        "--pairs", type=Path, metavar=_("FILE"), help=_("lines: sentence, sentence, 0 or 1, apart by tabs")
    )
    like.add_argument("--messages", type=Path, metavar=_("FILE"), help=_("CSV of messages: number, subject, detail"))
    like.add_argument("--groups", type=Path, metavar=_("FILE"), help=_("CSV of groups: answer, group, message_id"))
    like.add_argument("--size", type=_natural, metavar=_("N"), help=_("time, memory and recall with so many texts"))
    like.add_argument(
        "--alike", type=float, default=None, metavar=_("SCORE"), help=_("from which average texts are a theme")
    )
    like.add_argument("--rounds", type=_natural, default=100, metavar=_("N"), help=_("searches with --size (100)"))
    foresee = what.add_parser("triage", help=_("how well labels are foreseen from similar texts"))
    foresee.add_argument(
        "--labelled", type=Path, required=True, metavar=_("FILE"), help=_("CSV of messages with a label")
    )
    for one in (like, foresee):
        one.add_argument("--seed", type=int, default=20230320, metavar=_("N"), help=_("for what is drawn (20230320)"))
        one.add_argument("--synonyms", type=Path, default=SYNONYMS, metavar=_("FILE"), help=_("the list of synonyms"))
        one.add_argument(
            "--half", choices=HALVES, help=_("only every other row: what was chosen on one is tried on the other")
        )
        one.add_argument("--no-encoder", action="store_true", help=_("words only, as without the extra “similar”"))


def _natural(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def run(options: argparse.Namespace) -> int:
    """Measure what was asked for; a file that cannot be used is named in a sentence, with status 2."""
    try:
        synonyms = Synonyms.read(read_text(options.synonyms))
        found = _measured(options, synonyms, None if options.no_encoder else load_encoder())
    except BadSynonyms as error:
        _tell(_("%(file)s, line %(line)s: “%(word)s” stands alone or in two groups.")
              % {"file": options.synonyms, "line": error.line, "word": error.word})  # fmt: skip
        return REFUSED
    except CannotRead as error:
        _tell(str(error))
        return REFUSED
    print(json.dumps({**found, "machine": machine()}, ensure_ascii=False, indent=1))
    return 0


def _measured(options: argparse.Namespace, synonyms: Synonyms, encoder: Encoder | None) -> dict[str, Any]:
    if encoder is None and not options.no_encoder:
        _tell(_("The extra “similar” is not installed: words only."))
    if options.what == "triage":
        _tell(_("Foreseeing labels"))
        return {"triage": triage.of_labelled(options.labelled, options.seed, synonyms, encoder, options.half)}
    steps = {}
    if options.pairs:
        steps["pairs"] = partial(similarity.of_pairs, options.pairs, synonyms, encoder)
    if options.groups and not options.messages:
        raise CannotRead(_("--groups needs --messages: the file of the messages that were grouped."))
    if options.messages and options.groups:
        steps["messages"] = partial(
            similarity.of_messages,
            options.messages,
            options.groups,
            synonyms,
            encoder,
            alike=options.alike,
            half=options.half,
        )
    if options.size:
        wanted = similarity.Size(options.size, options.seed, options.rounds, options.messages)
        steps["size"] = partial(similarity.of_size, wanted, synonyms, encoder)
    if not steps:
        raise CannotRead(_("Name what to measure: --pairs, --messages with --groups, or --size."))
    found = {}
    for name, step in steps.items():
        _tell(_("Measuring: %(what)s") % {"what": name})
        found[name] = step()
    return found


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def machine() -> str:
    """Return what was measured on, without its name."""
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
