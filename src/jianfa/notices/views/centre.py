"""The centre of notices: list, open, mark as read."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from jianfa.notices import actions
from jianfa.notices.models import Notice
from jianfa.notices.queries import lines_of, notices_page, path_of
from jianfa.organisations.middleware import SESSION_POST, acting_post
from jianfa.organisations.policy import not_found


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """Show one's own notices, the newest first; by themselves those that were not read."""
    post = acting_post(request)
    unread = request.GET.get("show") != "all"
    rows, following = notices_page(post.person, unread=unread, before=request.GET.get("before", ""))
    query = {} if unread else {"show": "all"}
    later = f"?{urlencode({**query, 'before': following})}" if following else ""
    address = reverse("notices")
    context = {
        "lines": lines_of(rows), "post": post, "only_unread": unread,
        "pager": {"later_url": later, "earlier_url": f"?{urlencode(query)}" if "before" in request.GET else ""},
        "tabs": [
            {"label": _("Not read"), "url": address, "current": unread},
            {"label": _("All notices"), "url": f"{address}?show=all", "current": not unread},
        ],
    }  # fmt: skip
    return render(request, "notices/notices.html", context)


@require_POST
def notice_open(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Mark a notice as read and go to what it is about, in the post it was sent to."""
    post = acting_post(request)
    found = Notice.objects.filter(pk=notice_id, person=post.person_id).first()
    if found is None:
        raise not_found()
    actions.mark_read([found], actor=post, at=timezone.now())
    if found.post_id in {held.pk for held in getattr(request, "posts", ())}:
        request.session[SESSION_POST] = str(found.post_id)
    return redirect(path_of(found))


@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Mark all of one's notices as read."""
    done = actions.read_all(actor=acting_post(request), at=timezone.now())
    messages.success(
        request, ngettext("%(n)s notice marked as read.", "%(n)s notices marked as read.", done) % {"n": done}
    )
    return redirect("notices")
