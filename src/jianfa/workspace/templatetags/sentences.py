"""Filters for sentences on the pages."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@register.filter
def dates_whole(sentence: str) -> SafeString:
    """Keep each date on one line; a browser would break 2026-11-17 after a hyphen."""
    escaped = conditional_escape(sentence)
    return mark_safe(DAY.sub(lambda day: f'<span class="number">{day[0]}</span>', escaped))
