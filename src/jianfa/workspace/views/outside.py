"""An outside member without an account signs a result by a link: the criteria and answers of one problem, once."""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jianfa.acceptance import actions
from jianfa.acceptance.forms import RecordResultForm
from jianfa.acceptance.models import SigningLink
from jianfa.acceptance.queries import closing_of, link_of
from jianfa.journal.models import Event
from jianfa.organisations.policy import not_found
from jianfa.workspace.views.sending import DONE, carried_out


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def outside_sign(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the criteria with their answers and take the result; a link that does not work is not found."""
    now = timezone.now()
    link = link_of(secret, now)
    if link is None:
        raise not_found()
    problem = link.member.panel.application.problem
    form = RecordResultForm(request.POST or None, problem=problem, post=link.member.post)
    status = DONE
    if request.method == "POST":
        event, status = carried_out(form, lambda: _sign(form, link, now))
        if event is not None:
            return _plain(render(request, "workspace/outside_done.html", {"problem": problem}))
    answers = {answer.criterion_id: answer for answer in closing_of(problem).answers}
    groups = [(criterion, answers.get(criterion.pk), fields) for criterion, fields in form.groups()]
    context = {"problem": problem, "form": form, "groups": groups, "member": link.member}
    return _plain(render(request, "workspace/outside.html", context, status=status))


def _sign(form: RecordResultForm, link: SigningLink, at: datetime) -> Event:
    given = form.cleaned_data
    return actions.record_result(
        form.problem, actor=form.post, at=at, findings=form.findings(), note=given["note"],
        visited_on=given.get("visited_on"), link=link,
    )  # fmt: skip


def _plain(response: HttpResponse) -> HttpResponse:
    """The address is a secret: no other site learns it; this one must, or its own form would come from nowhere."""
    response["Referrer-Policy"] = "same-origin"
    return response
