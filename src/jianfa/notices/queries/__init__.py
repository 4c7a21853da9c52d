"""Reads of notices: the centre, whom an event is told to, what a calendar program sees, robots."""

from jianfa.notices.queries.audience import Scene, Stored, stored_events
from jianfa.notices.queries.centre import Line, lines_of, notices_page, path_of, preference_of, unread_count
from jianfa.notices.queries.deadlines import calendar_of, feed_of, post_of_feed
from jianfa.notices.queries.robots import Configured, configured_robots, group_counts, latest_failures, robots_on

__all__ = [
    "Configured",
    "Line",
    "Scene",
    "Stored",
    "calendar_of",
    "configured_robots",
    "feed_of",
    "group_counts",
    "latest_failures",
    "lines_of",
    "notices_page",
    "path_of",
    "post_of_feed",
    "preference_of",
    "robots_on",
    "stored_events",
    "unread_count",
]
