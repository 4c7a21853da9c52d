"""Addresses of demands."""

from django.urls import URLPattern, URLResolver, path

from jianfa.intake.views import demands, pasting

urlpatterns: list[URLPattern | URLResolver] = [
    path("demands/", demands.demands, name="demands"),
    path("demands/new/", demands.demand_new, name="demand_new"),
    path("demands/paste/", pasting.demands_paste, name="demands_paste"),
    path("demands/<uuid:demand_id>/", demands.demand, name="demand"),
    path("demands/<uuid:demand_id>/contact/", demands.demand_contact, name="demand_contact"),
    path("demands/<uuid:demand_id>/files/<uuid:attachment_id>/", demands.demand_file, name="demand_file"),
    path("demands/<uuid:demand_id>/<slug:verb>/", demands.demand_step, name="demand_step"),
]
