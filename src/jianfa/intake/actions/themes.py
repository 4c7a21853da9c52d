"""Working the themes of a campaign out again. What is made from demands alone is kept, not journalled."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from jianfa.intake.models import Theme, ThemeMember, ThemeRun
from jianfa.intake.policy.likeness import may_renew_themes
from jianfa.intake.queries.similar import percent
from jianfa.intake.queries.synonyms import in_force
from jianfa.intake.queries.texts import DEMAND, subjects_of
from jianfa.intake.queries.themes import FEW, grouped_ones, is_behind, run_of, texts_of
from jianfa.jobs.actions import Running, ask
from jianfa.jobs.models import Job
from jianfa.kit.similar import Index, themes
from jianfa.ledger.models import Campaign
from jianfa.organisations.models import Post
from jianfa.organisations.policy import require

APART = timedelta(minutes=10)
"""The timer does not work the same themes out more often."""
JOB = "themes"


def work_out_themes(campaign: Campaign, *, at: datetime, tick: Callable[[int, int], None] | None = None) -> ThemeRun:
    """Compare a campaign's demands and put the themes found in the place of the last ones.

    An index of these demands alone, by words, which groups them best (docs/similarity.md): same demands and synonyms,
    same themes, whatever else there is.
    """
    known, texts = in_force(), texts_of(campaign)
    synonyms = known.synonyms
    index: Index[str] = Index(synonyms=synonyms)
    index.extend(texts)
    found = themes(index, {text.key: text.head for text in texts}, synonyms=synonyms, tick=tick)
    with transaction.atomic():
        ThemeRun.objects.filter(campaign=campaign).delete()
        run = ThemeRun.objects.create(campaign=campaign, as_of=at, texts=len(texts), synonyms=known.version)
        rows = [
            Theme(run=run, position=n, likeness=percent(theme.likeness), words=list(theme.words), size=len(theme.keys))
            for n, theme in enumerate(found)
        ]
        Theme.objects.bulk_create(rows)
        ThemeMember.objects.bulk_create(
            ThemeMember(theme=row, demand_id=subject, position=n)
            for row, theme in zip(rows, found, strict=True)
            for n, subject in enumerate(subjects_of(DEMAND, theme.keys))
        )
    return run


def renew_themes(campaign: Campaign, *, actor: Post, at: datetime) -> Job:
    """Have the themes worked out again by the worker."""
    require(may_renew_themes(actor))
    return ask(JOB, campaign.pk, actor=actor, at=at)


def carry_out(running: Running) -> None:
    """Do the job: the subject is a campaign."""
    campaign = Campaign.objects.get(pk=running.job.subject)
    work_out_themes(campaign, at=running.at, tick=lambda done, total: running.report(Job.Stage.COMPARING, done, total))


def keep_themes(campaign: Campaign, *, at: datetime) -> ThemeRun | None:
    """Work the themes of few demands out again if something has changed; what the timer does."""
    run = run_of(campaign)
    if run is not None and at - run.as_of < APART:
        return None
    if not is_behind(campaign, run) or grouped_ones(campaign)[: FEW + 1].count() > FEW:
        return None
    return work_out_themes(campaign, at=at)
