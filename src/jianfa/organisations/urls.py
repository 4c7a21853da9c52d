"""Addresses of accounts and of the administration of units and people."""

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, path

from jianfa.organisations.middleware import without_post
from jianfa.organisations.views import account, pasting, people, slips, units

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", account.login_page, name="login"),
    path("logout/", without_post(LogoutView.as_view()), name="logout"),
    path("login/locked/", account.locked_out, name="locked_out"),
    path("activate/", account.activate, name="activate"),
    path("account/password/", account.password, name="password"),
    path("account/language/", account.language, name="language"),
    path("account/post/", account.choose_post, name="choose_post"),
    path("administration/units/", units.units, name="units"),
    path("administration/units/new/", units.unit_new, name="unit_new"),
    path("administration/units/<uuid:unit_id>/", units.unit_change, name="unit_change"),
    path("administration/units/<uuid:unit_id>/names/", units.alias_add, name="alias_add"),
    path("administration/units/<uuid:unit_id>/names/<uuid:alias_id>/end/", units.alias_end, name="alias_end"),
    path("administration/city/", pasting.city, name="start_city"),
    path("administration/units/paste/", pasting.paste_units, name="start_units"),
    path("administration/people/paste/", pasting.paste_people, name="start_people"),
    path("administration/people/", people.people, name="people"),
    path("administration/people/new/", people.person_new, name="person_new"),
    path("administration/people/slips/", slips.slips, name="slips"),
    path("administration/people/<uuid:person_id>/", people.person_page, name="person"),
    path("administration/people/<uuid:person_id>/posts/new/", people.post_give, name="post_give"),
    path("administration/posts/<uuid:post_id>/substitute/", people.substitute, name="substitute"),
]
