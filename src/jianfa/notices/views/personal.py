"""One's own settings for notices, and the calendar feed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jianfa.notices import actions
from jianfa.notices.forms import PreferenceForm
from jianfa.notices.queries import calendar_of, feed_of, post_of_feed, preference_of
from jianfa.organisations.middleware import acting_post
from jianfa.organisations.models import Post, Role
from jianfa.organisations.policy import Refused, not_found


@require_http_methods(["GET", "POST"])
def notice_settings(request: HttpRequest) -> HttpResponse:
    """Show and change what one is told, and where to."""
    post = acting_post(request)
    form = PreferenceForm.of(preference_of(post.person), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.prefer(actor=post, at=timezone.now(), **form.wanted())
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
        else:
            messages.success(request, _("Your settings are kept."))
            return redirect("notice_settings")
    return _page(request, post, form, status=400 if form.errors else 200)


def _page(
    request: HttpRequest, post: Post, form: PreferenceForm, *, status: int = 200, feed_url: str = ""
) -> HttpResponse:
    context = {
        "form": form, "post": post, "feed": feed_of(post), "feed_url": feed_url,
        "has_dates": post.role in HAVE_DATES,
    }  # fmt: skip
    return render(request, "notices/notice_settings.html", context, status=status)


HAVE_DATES = frozenset({Role.LIAISON, Role.HEAD, Role.HANDLER, Role.DEPARTMENT_HEAD, Role.DESK, Role.LEADER})


@require_POST
def feed_new(request: HttpRequest) -> HttpResponse:
    """Make the secret address, or a new one; shown on this answer and never again."""
    post = acting_post(request)
    token = actions.make_feed(actor=post, at=timezone.now())
    url = request.build_absolute_uri(reverse("feed", args=[token]))
    return _page(request, post, PreferenceForm.of(preference_of(post.person)), feed_url=url)


@require_POST
def feed_end(request: HttpRequest) -> HttpResponse:
    """End the secret address."""
    actions.end_feed(actor=acting_post(request), at=timezone.now())
    messages.success(request, _("The calendar address no longer works."))
    return redirect("notice_settings")


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Hand out the due dates to whoever knows the secret address; no session, no cookie."""
    now = timezone.now()
    post = post_of_feed(token, timezone.localdate(now))
    if post is None:
        raise not_found()
    with translation.override(post.person.language or translation.get_language()):
        text = calendar_of(post, now)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="jianfa.ics"'
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
