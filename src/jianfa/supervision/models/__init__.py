"""Nouns of supervision."""

from jianfa.supervision.models.lights import LightSpan
from jianfa.supervision.models.scheduling import Schedule, StepTemplate, Task, TaskLink

__all__ = ["LightSpan", "Schedule", "StepTemplate", "Task", "TaskLink"]
