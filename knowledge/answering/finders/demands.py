"""Requirements, and what named bodies are told to do."""

from __future__ import annotations

import re

from knowledge.answering.answer import Finding, Line
from knowledge.answering.finders.passages import find_passage
from knowledge.answering.finders.tables import number
from knowledge.answering.index import concepts_in
from knowledge.answering.view import View, Words, not_stated
from knowledge.language.text import fold
from knowledge.notice import Requirement, Task

_NUMBERED = re.compile(r"第(\d{1,2}|[一二三四五六七八九十]{1,3})[条项点个]")


def find_requirement(view: View) -> Finding:
    """The requirement named, or the headings of all."""
    linked = [named.thing for named in view.links.best("requirement")]
    requirements = view.notice.requirements
    numbered = _NUMBERED.search(view.inquiry.question.folded)
    if numbered is not None and 1 <= number(numbered.group(1)) <= len(requirements):
        return Finding("requirement", (_line(view, requirements[number(numbered.group(1)) - 1]),), fit=0.85)
    chosen = [requirement for requirement in requirements if requirement in linked]
    if chosen:
        return Finding("requirement", tuple(_line(view, requirement) for requirement in chosen[:2]), fit=0.85)
    if view.inquiry.pieces or view.inquiry.topics or view.inquiry.question.residue:
        found = find_passage(view)
        if found.known or view.inquiry.topics:
            return found
    if not requirements:
        return find_passage(view) if view.inquiry.stems else not_stated("requirement", "requirement", fit=0.1)
    cited = tuple(view.cite(requirement.id, "requirement", requirement.heading, requirement.source) for requirement in requirements)
    return Finding("requirement", (Line("requirements", {"requirements": requirements}, cited),), fit=0.7)


def _line(view: View, requirement: Requirement) -> Line:
    return Line("requirement", {"requirement": requirement}, (view.cite(requirement.id, "requirement", requirement.heading, requirement.source),))


def find_task(view: View) -> Finding:
    """What the body named has to do."""
    tasks = [task for task in view.notice.tasks if _for_body(view, task)]
    if not tasks:
        inquiry = view.inquiry
        if inquiry.offices or inquiry.bodies or inquiry.pieces or inquiry.stems or not view.notice.tasks:
            passage = find_passage(view)
            return passage if passage.known and (inquiry.unnamed or inquiry.loose) else not_stated("task", "task", who=_named(view), fit=0.2)
        cited = tuple(view.cite(task.id, "task", "、".join(task.who), task.source) for task in view.notice.tasks)
        return Finding("task", (Line("tasks", {"tasks": view.notice.tasks}, cited),), fit=0.5)
    lines = tuple(Line("task", {"task": task}, (view.cite(task.id, "task", task.what, task.source),)) for task in tasks[:3])
    return Finding("task", lines, fit=0.9)


def _for_body(view: View, task: Task) -> bool:
    bodies = {fold(body) for body in view.inquiry.bodies}
    named = {fold(who) for who in task.who}
    if bodies & named or any(name in view.inquiry.text for name in named):
        return True
    return bool(view.inquiry.offices & concepts_in(" ".join(named)))


def _named(view: View) -> Words:
    return view.inquiry.question.words_for(view.inquiry.offices | {"body"})
