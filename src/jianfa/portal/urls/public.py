"""Every address of the public process, and nothing else; the main process serves none of them."""

from django.urls import URLPattern, URLResolver, path

from jianfa.portal.views import public

urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.home, name="portal_home"),
    path("raise/", public.raise_demand, name="portal_raise"),
    path("u/<str:code>/", public.raise_demand, name="portal_raise_at"),
    path("follow/", public.follow, name="portal_follow"),
    path("say/", public.say_, name="portal_say"),
    path("privacy/", public.privacy, name="portal_privacy"),
    path("language/", public.language, name="portal_language"),
]
handler404 = "jianfa.portal.views.public.not_found"
handler500 = "jianfa.portal.views.public.fault"
