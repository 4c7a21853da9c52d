from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "jianfa.calendar"
    label = "calendar"
