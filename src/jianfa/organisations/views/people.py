"""People and their posts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from jianfa.organisations import actions
from jianfa.organisations.forms import PersonChangeForm, PersonForm, PostForm, SubstituteForm, carry
from jianfa.organisations.models import Person, Post
from jianfa.organisations.policy import Refused
from jianfa.organisations.queries import (
    found_people,
    free_username,
    load_person,
    load_post,
    load_unit,
    person_named,
)
from jianfa.organisations.views.administration import keeper, people_page


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Show people, found by name, user name, mobile or unit."""
    post = keeper(request)
    words, unit_id = request.GET.get("q", ""), request.GET.get("unit", "")
    unit = load_unit(post, UUID(unit_id)) if is_uuid(unit_id) else None
    is_new = bool(request.GET.get("new"))
    shown = found_people(words, unit.pk if unit else None, is_new=is_new)
    rows, pager = people_page(request, shown.prefetch_related("posts__unit"))
    context = {
        "table": people_table(rows), "pager": pager, "q": words, "unit": unit,
        "is_filtered": bool(words or unit or is_new), "slip_days": actions.SLIP_DAYS,
    }  # fmt: skip
    return render(request, "organisations/people.html", context)


def is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def people_table(rows: list[Person]) -> dict[str, Any]:
    """Return people as a table whose rows can be ticked for slips."""
    today = timezone.localdate()
    labels = [pgettext("person", "Name"), _("User name"), _("Posts today"), _("Account")]
    lines = []
    for person in rows:
        held = [post for post in person.posts.all() if post.is_held_on(today)]
        posts = _("; ").join(f"{post.unit.short_name} · {post.get_role_display()}" for post in held)
        lines.append(
            {
                "id": person.pk,
                "name": person.name,
                "cells": [
                    {"text": person.name, "url": reverse("person", args=[person.pk]), "main": True},
                    {"label": labels[1], "text": person.username, "nowrap": True},
                    {"label": labels[2], "text": posts or _("none")},
                    {"label": labels[3], "text": account_word(person), "nowrap": True},
                ],
            }
        )
    columns = [{"label": label} for label in labels]
    return {"columns": columns, "rows": lines, "select_name": "person", "select_form": "slips"}


def account_word(person: Person) -> str:
    """Say in a word or two how a person's account stands."""
    if not person.is_active:
        return _("may not log in")
    return _("in use") if person.has_usable_password() else _("not activated yet")


@require_http_methods(["GET", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """Add one person."""
    post = keeper(request)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        username = given["username"].strip() or free_username(given["mobile"])
        try:
            person = actions.create_person(
                actor=post, at=timezone.now(), username=username, name=given["name"], mobile=given["mobile"]
            )
        except Refused as refused:
            carry(refused, form)
        else:
            messages.success(request, _("%(name)s has been entered. Now give a post.") % {"name": person.name})
            return redirect("post_give", person.pk)
    return render(request, "organisations/person_new.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def person_page(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show and change one person."""
    post = keeper(request)
    person = load_person(post, person_id)
    initial = {"name": person.name, "mobile": person.mobile, "is_active": person.is_active}
    form = PersonChangeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            if form.has_changed():
                actions.change_person(person, actor=post, at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            carry(refused, form)
        else:
            messages.success(request, _("Saved."))
            return redirect("person", person.pk)
    context = {
        "person": person, "form": form, "account": account_word(person), "posts": posts_of(person),
        "slip_days": actions.SLIP_DAYS,
    }  # fmt: skip
    return render(request, "organisations/person.html", context, status=400 if form.errors else 200)


def posts_of(person: Person) -> list[dict[str, Any]]:
    """Return all posts of a person, with what can be done about those that run."""
    today = timezone.localdate()
    posts = person.posts.select_related("unit", "substitute_for__person").order_by("-from_day", "role")
    return [
        {"post": post, "is_over": post.until_day is not None and post.until_day < today,
         "is_own": post.substitute_for_id is None}
        for post in posts
    ]  # fmt: skip


@require_http_methods(["GET", "POST"])
def post_give(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Give a person a post."""
    post = keeper(request)
    person = load_person(post, person_id)
    form = PostForm(request.POST or None, initial={"from_day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_post(person, actor=post, at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            carry(refused, form)
        else:
            messages.success(request, _("The post has been given."))
            return redirect("person", person.pk)
    context = {"form": form, "person": person}
    return render(request, "organisations/post_give.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def substitute(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """Name who acts for a post during a period (AB角)."""
    post = keeper(request)
    held: Post = load_post(post, post_id)
    form = SubstituteForm(request.POST or None, initial={"from_day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            person = person_named(given["person"], "person")
            actions.substitute(
                held, person, actor=post, at=timezone.now(), from_day=given["from_day"], until_day=given["until_day"]
            )
        except Refused as refused:
            carry(refused, form)
        else:
            messages.success(request, _("%(name)s stands in until %(day)s.") % {
                "name": person.name, "day": given["until_day"].isoformat(),
            })  # fmt: skip
            return redirect("person", held.person_id)
    context = {"form": form, "held": held}
    return render(request, "organisations/substitute.html", context, status=400 if form.errors else 200)
