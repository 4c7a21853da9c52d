"""One's own account: login, first password, language, and the post one acts through."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from jianfa.organisations import actions
from jianfa.organisations.forms import ActivationForm, LoginForm, PasswordForm, carry
from jianfa.organisations.middleware import SESSION_POST, posts_today, without_post
from jianfa.organisations.models import Person, Post, Role
from jianfa.organisations.policy import Refused, not_found
from jianfa.organisations.queries import has_real_units
from jianfa.organisations.views.recent import note_login

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


def safe_next(request: HttpRequest) -> str:
    """Return the address to go on to, if it is one of ours; else nothing."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else ""


def first_page(person: Person, wanted: str) -> str:
    """Return where a person goes after logging in: the choice of post, the page wanted, or the desk."""
    posts = posts_today(person)
    if len(posts) > 1:
        query = "?" + urlencode({"next": wanted}) if wanted else ""
        return reverse("choose_post") + query
    return wanted or home_of(posts[0] if posts else None)


def home_of(post: Post | None) -> str:
    """Return the first page of a post: an administrator has no desk, only units and people."""
    if post is None or post.role != Role.ADMINISTRATOR:
        return reverse(settings.LOGIN_REDIRECT_URL)
    return reverse("units" if has_real_units() else "start")


def remember_language(response: HttpResponse, person: Person) -> None:
    """Show the pages in the language the person chose last, on whatever computer."""
    if person.language and check_for_language(person.language):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, person.language, max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE, httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )  # fmt: skip


class Login(LoginView):
    """Log in; says so when one comes back after the session had run out."""

    template_name = "organisations/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            idle_minutes=settings.SESSION_COOKIE_AGE // 60 if "idle" in self.request.GET else None,
            next=safe_next(self.request),
            tries=settings.AXES_FAILURE_LIMIT,
            minutes=lockout_minutes(),
            **kwargs,
        )

    def form_valid(self, form: Any) -> HttpResponse:
        person = form.get_user()
        login(self.request, person)
        note_login(self.request, timezone.now())
        response = redirect(first_page(person, safe_next(self.request)))
        remember_language(response, person)
        return response


def lockout_minutes() -> int:
    """Return how long the entry is closed after too many wrong passwords."""
    return round(settings.AXES_COOLOFF_TIME * 60)


@login_not_required
def locked_out(request: HttpRequest, *_answered: object, **_credentials: object) -> HttpResponse:
    """Say that the entry is closed for a while; also what django-axes answers."""
    return render(request, "organisations/locked_out.html", {"minutes": lockout_minutes()}, status=429)


@login_not_required
@require_http_methods(["GET", "POST"])
def activate(request: HttpRequest) -> HttpResponse:
    """Set the first password, or a new one, with a printed slip; then one is logged in."""
    form = ActivationForm(request.POST or None, initial={"username": request.GET.get("user", "")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            person = actions.activate(
                username=given["username"], code=given["code"], password=given["password"], at=timezone.now()
            )
        except Refused as refused:
            carry(refused, form)
        else:
            login(request, person, backend=MODEL_BACKEND)
            note_login(request, timezone.now())
            messages.success(request, _("Your password is set. Please log in with it from now on."))
            response = redirect(first_page(person, ""))
            remember_language(response, person)
            return response
    return render(request, "organisations/activate.html", {"form": form}, status=400 if form.errors else 200)


@without_post
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password."""
    person = request.user
    if not isinstance(person, Person):
        raise not_found()
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if not person.check_password(form.cleaned_data["old"]):
                form.add_error("old", _("This is not your present password."))
            else:
                actions.set_password(person, form.cleaned_data["password"], at=timezone.now())
        except Refused as refused:
            carry(refused, form)
        if not form.errors:
            update_session_auth_hash(request, person)
            messages.success(request, _("Your password has been changed."))
            return redirect(home_of(getattr(request, "post", None)))
    return render(request, "organisations/password.html", {"form": form}, status=400 if form.errors else 200)


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages, and keep it for the person."""
    chosen = request.POST.get("language", "")
    if isinstance(request.user, Person) and chosen in dict(settings.LANGUAGES):
        actions.choose_language(request.user, chosen)
    return set_language(request)


@without_post
@require_http_methods(["GET", "POST"])
def choose_post(request: HttpRequest) -> HttpResponse:
    """Choose which of one's posts to act through."""
    posts: list[Post] = request.posts  # type: ignore[attr-defined]
    wanted = safe_next(request)
    if request.method == "POST":
        chosen = next((post for post in posts if str(post.pk) == request.POST.get("post")), None)
        if chosen is None:
            raise not_found()
        request.session[SESSION_POST] = str(chosen.pk)
        return redirect(wanted or home_of(chosen))
    return render(request, "organisations/choose_post.html", {"posts": posts, "next": wanted})


login_page = method_decorator(login_not_required, name="dispatch")(Login).as_view()
