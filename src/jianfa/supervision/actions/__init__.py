"""Verbs of supervision: they touch dates, clocks and whose work it is, keep the schedules, and remind."""

from jianfa.supervision.actions.answering import answer_order, close_order, receive_order, return_answer
from jianfa.supervision.actions.instructing import answer_instruction, close_instruction, instruct
from jianfa.supervision.actions.noting import note_lights
from jianfa.supervision.actions.ordering import (
    NewOrder,
    add_items,
    draft_order,
    drop_item,
    propose_copy,
    put_forward,
    record_signature,
    reject_order,
    sign_order,
    withdraw_order,
)
from jianfa.supervision.actions.recounting import Recounted, change_calendar
from jianfa.supervision.actions.reminding import note_read, remind, urge
from jianfa.supervision.actions.requesting import Heard, Stage, change_clock, extend, transfer
from jianfa.supervision.actions.scheduling import NewTask, finish_task, plan, report, schedule
from jianfa.supervision.actions.suspending import is_over, resume, suspend
from jianfa.supervision.actions.templates import NewSteps, confirm_rules, end_step_template, save_step_template

__all__ = [
    "Heard",
    "NewOrder",
    "NewSteps",
    "NewTask",
    "Recounted",
    "Stage",
    "add_items",
    "answer_instruction",
    "answer_order",
    "change_calendar",
    "change_clock",
    "close_instruction",
    "close_order",
    "confirm_rules",
    "draft_order",
    "drop_item",
    "end_step_template",
    "extend",
    "finish_task",
    "instruct",
    "is_over",
    "note_lights",
    "note_read",
    "plan",
    "propose_copy",
    "put_forward",
    "receive_order",
    "record_signature",
    "reject_order",
    "remind",
    "report",
    "resume",
    "return_answer",
    "save_step_template",
    "schedule",
    "sign_order",
    "suspend",
    "transfer",
    "urge",
    "withdraw_order",
]
