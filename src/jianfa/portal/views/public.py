"""The public pages. A receipt code travels in the body of a form only, so that no log of addresses can hold one."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jianfa.kit.personal import find_personal, mask_personal
from jianfa.portal.actions.limiting import is_within, new_work, sender_of, work_is_done
from jianfa.portal.actions.sending import Sent, say, send
from jianfa.portal.forms.public import FollowForm, RaiseForm, SayForm
from jianfa.portal.models import Card
from jianfa.portal.queries.public import Front, card_of, front, unit_choices
from jianfa.portal.rules import ASKING, SAYING, SENDING, SENDING_ALL, digest_of, in_groups
from jianfa.portal.states import Said, Seen, Urgent

MASK, KEEP = "mask", "keep"
View = Callable[..., HttpResponse]


def opened(view: Callable[..., HttpResponse]) -> View:
    """Give the view what the first screen says; while the portal is closed, say so, with the hotlines."""

    @wraps(view)
    def asked(request: HttpRequest, **named: Any) -> HttpResponse:
        known = front()
        if not known.is_on:
            return render(request, "portal/closed.html", {"front": known}, status=503)
        return view(request, known, **named)

    return asked


@require_GET
@opened
def home(request: HttpRequest, front: Front) -> HttpResponse:
    """Show the hotlines, and the two things one can do here."""
    return render(request, "portal/home.html", {"front": front, "follow": FollowForm()})


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def raise_demand(request: HttpRequest, front: Front, code: str = "") -> HttpResponse:
    """Take a demand: warn of personal numbers and name the hotline first, then keep it and show the receipt."""
    units = unit_choices()
    if request.method != "POST":
        known = code if code in dict(units) else ""
        return _raise_page(request, front, RaiseForm(units=units, initial={"unit": known}))
    form = RaiseForm(request.POST, units=units)
    if not form.is_valid():
        return _raise_page(request, front, form, status=400)
    text, kinds = form.cleaned_data["text"], front.urgent_in(form.cleaned_data["text"])
    found, choice = find_personal(text), request.POST.get("personal", "")
    warned: dict[str, Any] = {}
    if found and choice not in {MASK, KEEP}:
        warned["personal"] = [personal.written for personal in found]
    if set(kinds) - set(request.POST.getlist("seen")):
        warned["is_urgent"] = True
    if warned:
        return _raise_page(request, front, form, kinds=kinds, **warned)
    if not _may_send(request):
        return _raise_page(request, front, form, kinds=kinds, choice=choice, work=new_work(), status=429)
    text = mask_personal(text) if choice == MASK else text
    return _receipt(request, front, form, text, kinds)


def _raise_page(
    request: HttpRequest, front: Front, form: RaiseForm, *, status: int = 200, kinds: Sequence[str] = (), **more: Any
) -> HttpResponse:
    context = {
        "front": front, "form": form, "kinds": kinds, "top": front.on_top(kinds),
        "urgent": [
            {"kind": kind, "words": front.words.get(kind, []), "lines": front.on_top([kind])} for kind in Urgent.values
        ],
        **more,
    }  # fmt: skip
    return render(request, "portal/raise.html", context, status=status)


def _may_send(request: HttpRequest) -> bool:
    """Say whether this may be sent as it is, or a calculation was done for it."""
    within = [is_within("send", SENDING, sender_of(request)), is_within("send-all", SENDING_ALL)]
    return all(within) or work_is_done(request.POST.get("challenge", ""), request.POST.get("answer", ""))


def _receipt(request: HttpRequest, front: Front, form: RaiseForm, text: str, kinds: Sequence[str]) -> HttpResponse:
    given = form.cleaned_data
    sent = Sent(
        key=given["key"], unit_code=given["unit"], text=text, contact=given["contact"],
        wants_city=given["wants_city"], urgent=kinds[0] if kinds else "",
    )  # fmt: skip
    code = send(sent, timezone.now())
    context = {"front": front, "code": code, "groups": in_groups(code), "top": front.on_top(kinds), "sent": sent}
    return render(request, "portal/receipt.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def follow(request: HttpRequest, front: Front) -> HttpResponse:
    """Show what became of a demand to whoever has its code."""
    if request.method != "POST":
        return render(request, "portal/follow.html", {"front": front, "form": FollowForm()})
    form = FollowForm(request.POST)
    if not form.is_valid():
        return render(request, "portal/follow.html", {"front": front, "form": form}, status=400)
    if not is_within("ask", ASKING, sender_of(request)):
        return _too_often(request, front)
    card = card_of(form.cleaned_data["code"])
    if card is None:
        return _nothing_there(request, front, form)
    return _card_page(request, front, card, form.cleaned_data["code"])


def _nothing_there(request: HttpRequest, front: Front, form: FollowForm) -> HttpResponse:
    form.add_error(
        "code", _("There is nothing under this code. What was just sent can be looked up a few minutes later.")
    )
    return render(request, "portal/follow.html", {"front": front, "form": form}, status=404)


def _card_page(
    request: HttpRequest, front: Front, card: Card, code: str, *,
    form: SayForm | None = None, status: int = 200, refusal: str = "",
) -> HttpResponse:  # fmt: skip
    context = {
        "front": front, "card": card, "code": code, "groups": in_groups(code), "form": form, "refusal": refusal,
        "top": front.on_top([card.urgent] if card.urgent else []), "is_waiting": card.seen == Seen.RECEIVED,
        "ratings": [choice for choice in Said.choices if choice[0] != Said.APPEAL],
    }  # fmt: skip
    return render(request, "portal/card.html", context, status=status)


@require_POST
@opened
def say_(request: HttpRequest, front: Front) -> HttpResponse:
    """Keep what is said of an answer, or the one appeal."""
    form = SayForm(request.POST)
    form.full_clean()
    code = form.cleaned_data.get("code", "")
    card = card_of(code) if code else None
    if card is None:
        return _unknown(request, front)
    if not form.is_valid():
        refusal = "" if "text" in form.errors else _("This could not be sent. Please choose again.")
        return _card_page(request, front, card, code, form=form, status=400, refusal=refusal)
    said = form.cleaned_data["said"]
    if refusal := _too_late(card, said):
        return _card_page(request, front, card, code, form=form, status=409, refusal=refusal)
    if not is_within("say", SAYING, digest_of(code)):
        refusal = _("This was not sent: too much was sent under this code. Please try again in %(n)s minutes.")
        refusal %= {"n": SAYING.seconds // 60}
        return _card_page(request, front, card, code, form=form, status=429, refusal=refusal)
    say(code, said, form.cleaned_data["text"], timezone.now())
    context = {"front": front, "groups": in_groups(code), "is_appeal": said == Said.APPEAL}
    return render(request, "portal/thanks.html", context)


def _unknown(request: HttpRequest, front: Front) -> HttpResponse:
    """Answer whoever says something under a code that is wrong; guesses count for the network as look-ups do."""
    if not is_within("ask", ASKING, sender_of(request)):
        return _too_often(request, front)
    form = FollowForm(request.POST)
    if form.is_valid():
        return _nothing_there(request, front, form)
    return render(request, "portal/follow.html", {"front": front, "form": form}, status=404)


def _too_late(card: Card, said: str) -> str:
    """Say why this can be said no more, or not yet; "" where it can."""
    if card.may_appeal if said == Said.APPEAL else card.waits_for_word:
        return ""
    if said == Said.APPEAL and card.has_appealed:
        return _("This was not sent: you have appealed before, and there is one appeal.")
    if said != Said.APPEAL and card.said:
        return _("This was not sent: you have said before how the answer was.")
    return _("This was not sent: the demand has moved on since you opened the page. Below is how it stands now.")


def _too_often(request: HttpRequest, front: Front) -> HttpResponse:
    return render(request, "portal/too_often.html", {"front": front, "minutes": ASKING.seconds // 60}, status=429)


@require_GET
@opened
def privacy(request: HttpRequest, front: Front) -> HttpResponse:
    """Say exactly what is kept, who reads it, and what the operator's log keeps."""
    return render(request, "portal/privacy.html", {"front": front})


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language chosen in a cookie; Chinese is what everybody else gets."""
    answer = redirect("portal_home")
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=settings.LANGUAGE_COOKIE_AGE, httponly=True, samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )  # fmt: skip
    return answer


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that there is not."""
    return render(request, "portal/fault.html", {"status": 404}, status=404)


def fault(request: HttpRequest) -> HttpResponse:
    """Answer when something went wrong on our side; nothing was half-kept."""
    return render(request, "portal/fault.html", {"status": 500}, status=500)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose cookie is missing."""
    return render(request, "portal/fault.html", {"status": 403}, status=403)
