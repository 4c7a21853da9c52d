"""Pages of the intake. A view loads what the post may see, asks a query or calls an action, and renders."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from jianfa.organisations.models import Post


class Request(HttpRequest):
    """A request that has passed the gate: somebody acts through a post."""

    post: Post
    htmx: HtmxDetails
