"""My tokens: list, make, revoke."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jianfa.api.actions import create_token, revoke_token
from jianfa.api.forms import TokenForm
from jianfa.api.models import Token
from jianfa.api.policy import post_of
from jianfa.organisations.policy import Refused, not_found


@require_GET
def tokens(request: HttpRequest) -> HttpResponse:
    """List one's own tokens."""
    rows = Token.objects.filter(post__person=post_of(request).person_id, revoked_at=None).select_related("post__unit")
    return render(request, "api/tokens.html", {"rows": rows, "today": timezone.localdate()})


@require_http_methods(["GET", "POST"])
def token_new(request: HttpRequest) -> HttpResponse:
    """Make a token for the post one acts in; the secret is shown on this answer and never again."""
    post = post_of(request)
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = create_token(actor=post, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal.sentence))
        else:
            return render(request, "api/token_made.html", {"token": token, "secret": secret})
    status = 400 if form.errors else 200
    return render(request, "api/token_new.html", {"form": form, "post": post}, status=status)


@require_POST
def token_revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """Revoke one of one's own tokens."""
    post = post_of(request)
    token = Token.objects.filter(pk=token_id, post__person=post.person_id).select_related("post").first()
    if token is None:
        raise not_found()
    revoke_token(token, actor=post, at=timezone.now())
    messages.success(request, _("The token has been revoked."))
    return redirect("tokens")
