"""The post a person acts through, on every request; language and time-out; and refusals as pages."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import middleware as auth
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from jianfa.journal.actions import Stale
from jianfa.organisations.models import Person, Post
from jianfa.organisations.policy import Refused, Why, not_found

GetResponse = Callable[[HttpRequest], HttpResponse]
SESSION_POST = "post"
View = TypeVar("View", bound=Callable[..., Any])


def without_post(view: View) -> View:
    """Mark a view that a person may use who holds no post today."""
    view.needs_post = False  # type: ignore[attr-defined]
    return view


class ActingPostMiddleware:
    """Set ``request.post`` to the chosen post of the person, as held today; None for strangers."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.post = None  # type: ignore[attr-defined]
        request.posts = []  # type: ignore[attr-defined]
        if isinstance(request.user, Person):
            posts = posts_today(request.user)
            chosen = request.session.get(SESSION_POST, "")
            request.posts = posts  # type: ignore[attr-defined]
            by_id = {str(post.pk): post for post in posts}
            request.post = by_id.get(chosen) or (posts[0] if posts else None)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Whoever holds no post today can do nothing but read why, and log out."""
        is_free = not getattr(view, "login_required", True) or not getattr(view, "needs_post", True)
        if is_free or not isinstance(request.user, Person) or request.post:  # type: ignore[attr-defined]
            return None
        return render(request, "organisations/no_post.html", status=403)


def posts_today(person: Person) -> list[Post]:
    """Return the posts the person holds today in Shanghai, the oldest first."""
    today = timezone.localdate()
    rows = person.posts.on(today).select_related("unit", "person", "substitute_for")
    return sorted(rows, key=lambda post: (post.from_day, post.role))


def acting_post(request: HttpRequest) -> Post:
    """Return the post the request acts through; a page asking for it is never reached without one."""
    post = getattr(request, "post", None)
    if not isinstance(post, Post):
        raise not_found()
    return post


class LanguageMiddleware(LocaleMiddleware):
    """The language chosen, else Chinese; what a browser happens to ask for does not decide."""

    def process_request(self, request: HttpRequest) -> None:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        translation.activate(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()


class LoginRequiredMiddleware(auth.LoginRequiredMiddleware):
    """Send strangers to the login page, with the way back; and say so when the session had run out."""

    def handle_no_permission(  # type: ignore[override]  # the stubs know only of a plain redirect
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponse:
        query = {"next": place_of(request)}
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            query["idle"] = "1"
        query = {name: value for name, value in query.items() if value}
        address = reverse(settings.LOGIN_URL) + (f"?{urlencode(query)}" if query else "")
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(address)
        return redirect(address)


def place_of(request: HttpRequest) -> str:
    """Return the page a person was on: a form sent too late leads back to where it stood."""
    if request.method in {"GET", "HEAD"} and not request.headers.get("HX-Request"):
        return request.get_full_path()
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    if not url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}):
        return ""
    parts = urlsplit(page)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


class RefusalMiddleware:
    """Turn Refused and Stale into a page with the sentence, the way back and the right status."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Stale):
            return refusal_page(request, str(error), Why.STATE.value)
        if isinstance(error, Refused):
            return refusal_page(request, str(error.sentence), error.why.value)
        return None


def refusal_page(
    request: HttpRequest, sentence: str, status: int, *, instead: dict[str, str] | None = None, back_url: str = ""
) -> HttpResponse:
    """Render the page of a refusal: 400, 403, 404 or 409; ``instead`` is the step offered in its place."""
    context = {"reason": sentence, "instead": instead, "back_url": back_url}
    return render(request, f"{status}.html", context, status=status)
