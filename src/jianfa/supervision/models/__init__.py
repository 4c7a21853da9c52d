"""Nouns of supervision."""

from jianfa.supervision.models.instructing import Addressee, Instruction
from jianfa.supervision.models.lights import LightSpan
from jianfa.supervision.models.ordering import (
    OrderAnswer,
    OrderCopy,
    OrderItem,
    OrderKind,
    OrderState,
    SummonedPost,
    SupervisionOrder,
)
from jianfa.supervision.models.reminding import KINDS, Receipt, Reminder
from jianfa.supervision.models.requesting import ClockChange, Extension
from jianfa.supervision.models.scheduling import Schedule, StepTemplate, Task, TaskLink

__all__ = [
    "KINDS",
    "Addressee",
    "ClockChange",
    "Extension",
    "Instruction",
    "LightSpan",
    "OrderAnswer",
    "OrderCopy",
    "OrderItem",
    "OrderKind",
    "OrderState",
    "Receipt",
    "Reminder",
    "Schedule",
    "StepTemplate",
    "SummonedPost",
    "SupervisionOrder",
    "Task",
    "TaskLink",
]
