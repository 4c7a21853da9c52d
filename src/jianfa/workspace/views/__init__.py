"""Pages. A view loads what the post may see, asks a query or calls an action, and renders."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from jianfa.organisations.models import Person, Post


class Request(HttpRequest):
    """A request that has passed the gate: somebody is logged in and acts through a post."""

    user: Person
    post: Post
    posts: list[Post]
    htmx: HtmxDetails
