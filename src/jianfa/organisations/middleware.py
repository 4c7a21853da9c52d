"""The post a person acts through, on every request; and refusals as pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jianfa.journal.actions import Stale
from jianfa.organisations.models import Person, Post
from jianfa.organisations.policy import Refused, Why

GetResponse = Callable[[HttpRequest], HttpResponse]
SESSION_POST = "post"


class ActingPostMiddleware:
    """Set ``request.post`` to the chosen post of the person, as held today; None for strangers."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.post = None  # type: ignore[attr-defined]
        request.posts = []  # type: ignore[attr-defined]
        if isinstance(request.user, Person):
            posts = posts_today(request.user)
            chosen = request.session.get(SESSION_POST)
            request.posts = posts  # type: ignore[attr-defined]
            by_id = {str(post.pk): post for post in posts}
            request.post = by_id.get(chosen) or (posts[0] if posts else None)  # type: ignore[attr-defined]
        return self.get_response(request)


def posts_today(person: Person) -> list[Post]:
    """Return the posts the person holds today in Shanghai, the oldest first."""
    today = timezone.localdate()
    return list(person.posts.on(today).select_related("unit", "person").order_by("from_day", "role"))  # type: ignore[attr-defined]


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


def refusal_page(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    """Render the page of a refusal: 400, 403, 404 or 409."""
    return render(request, f"{status}.html", {"sentence": sentence}, status=status)
