"""Addresses of notices, their settings, robots and the calendar feed."""

from django.urls import URLPattern, URLResolver, path

from jianfa.notices.views import centre, personal, robots

urlpatterns: list[URLPattern | URLResolver] = [
    path("notices/", centre.notices, name="notices"),
    path("notices/read/", centre.notices_read, name="notices_read"),
    path("notices/<uuid:notice_id>/", centre.notice_open, name="notice_open"),
    path("account/notices/", personal.notice_settings, name="notice_settings"),
    path("account/calendar/", personal.feed_new, name="feed_new"),
    path("account/calendar/end/", personal.feed_end, name="feed_end"),
    path("calendar/<str:token>.ics", personal.feed, name="feed"),
    path("administration/robots/", robots.robots, name="robots"),
    path("administration/robots/switch/", robots.robot_switch, name="robot_switch"),
    path("administration/robots/test/", robots.robot_test, name="robot_test"),
]
