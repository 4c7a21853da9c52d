"""Every address of the product; each room adds its own."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

ROOMS = ("organisations", "workspace", "boards", "api")

urlpatterns: list[URLPattern | URLResolver] = [
    path("i18n/", include("django.conf.urls.i18n")),
    *(path("", include(f"jianfa.{room}.urls")) for room in ROOMS if find_spec(f"jianfa.{room}.urls")),
]
