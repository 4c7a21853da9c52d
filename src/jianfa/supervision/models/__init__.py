"""Nouns of supervision."""

from jianfa.supervision.models.scheduling import Schedule, StepTemplate, Task, TaskLink

__all__ = ["Schedule", "StepTemplate", "Task", "TaskLink"]
