"""Each request goes by the calendar as it is when the request comes in, whichever process answers it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from jianfa.calendar.queries import forget


class CalendarMiddleware:
    """Forget the calendar of the request before; the first question of this one asks the database once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        forget()
        return self.get_response(request)
