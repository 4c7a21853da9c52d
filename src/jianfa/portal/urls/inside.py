"""Addresses of the portal inside: its state, the decision, hotlines and words, the sheet of a unit."""

from django.urls import URLPattern, URLResolver, path

from jianfa.portal.views import inside

urlpatterns: list[URLPattern | URLResolver] = [
    path("portal/", inside.portal, name="portal"),
    path("portal/opening/", inside.portal_opening, name="portal_opening"),
    path("portal/answer/", inside.portal_answer, name="portal_answer"),
    path("portal/appeals/", inside.portal_appeals, name="portal_appeals"),
    path("portal/lists/", inside.portal_lists, name="portal_lists"),
    path("portal/sheets/<uuid:unit_id>/", inside.portal_sheet, name="portal_sheet"),
]
