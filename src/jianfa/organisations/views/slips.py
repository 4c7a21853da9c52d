"""Activation slips: issued for one or many people, shown once, printed and cut."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jianfa.kit.qr import qr_path
from jianfa.organisations import actions
from jianfa.organisations.models import Person
from jianfa.organisations.policy import Refused, Why
from jianfa.organisations.rules import in_groups
from jianfa.organisations.views.administration import keeper
from jianfa.organisations.views.people import is_uuid

MOST_AT_ONCE = 200


@require_POST
@never_cache
def slips(request: HttpRequest) -> HttpResponse:
    """Issue a one-time code to each person ticked, and show the sheet to print; earlier codes end."""
    post = keeper(request)
    ids = [UUID(text) for text in request.POST.getlist("person") if is_uuid(text)]
    people = list(Person.objects.filter(pk__in=ids).prefetch_related("posts__unit"))
    if not people:
        raise Refused(_("Please tick at least one person."), Why.VALUE)
    if len(people) > MOST_AT_ONCE:
        raise Refused(_("At most %(n)s slips at once, please.") % {"n": MOST_AT_ONCE}, Why.VALUE)
    now = timezone.now()
    today = timezone.localdate(now)
    sheet = []
    for person, code in actions.issue_slips(people, actor=post, at=now):
        address = request.build_absolute_uri(reverse("activate"))
        size, path = qr_path(f"{address}?{urlencode({'user': person.username})}")
        units = {post.unit.name for post in person.posts.all() if post.is_held_on(today)}
        sheet.append(
            {
                "person": person, "units": _(", ").join(sorted(units)), "code": in_groups(code),
                "address": address, "qr_size": size, "qr_path": path,
            }
        )  # fmt: skip
    context = {"slips": sheet, "until": timezone.localdate(now + actions.SLIP_VALID), "back_url": reverse("people")}
    return render(request, "organisations/slips.html", context)
