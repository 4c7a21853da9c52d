"""Nouns of supervision."""

from jianfa.supervision.models.lights import LightSpan
from jianfa.supervision.models.requesting import ClockChange, Extension
from jianfa.supervision.models.scheduling import Schedule, StepTemplate, Task, TaskLink

__all__ = ["ClockChange", "Extension", "LightSpan", "Schedule", "StepTemplate", "Task", "TaskLink"]
