from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from jianfa.api.views import tokens
from jianfa.api.views.entrance import api

patterns, application, instance = api.urls
for pattern in patterns:
    # A program without a valid token is answered 401 in the API's own shape, not sent to the login page.
    if pattern.callback is not None:
        login_not_required(pattern.callback)

urlpatterns = [
    path("api/v1/", include((patterns, application), namespace=instance)),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/new/", tokens.token_new, name="token_new"),
    path("tokens/<uuid:token_id>/revoke/", tokens.token_revoke, name="token_revoke"),
]
