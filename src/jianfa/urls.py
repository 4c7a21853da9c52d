"""Every address of the product; each room adds its own."""

from pathlib import Path

from django.urls import URLPattern, URLResolver, include, path

PACKAGE = Path(__file__).parent
ROOMS = ("organisations", "documents", "intake", "workspace", "boards", "notices", "api")
"""An address is looked up in this order: workspace takes any word after a problem for a verb, so papers come first."""

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("jianfa.portal.urls.inside")),  # the public ones are served by another process alone
    *(path("", include(f"jianfa.{room}.urls")) for room in ROOMS if (PACKAGE / room / "urls.py").exists()),
]
handler500 = "jianfa.organisations.views.fault.fault"
