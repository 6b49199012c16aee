"""A notice written as TOML: decoding it, with every mistake named by place and remedy."""

from __future__ import annotations

import re
import tomllib
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from knowledge.errors import NoticeInvalid, Problem
from knowledge.notice import Notice
from knowledge.notice_check import check_notice

_AT = re.compile(r" - at `\$(?P<path>[^`]*)`$")


def read_notice(text: str, file: str) -> Notice:
    """The notice that a TOML text states; raises NoticeInvalid naming `file` and every problem."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise NoticeInvalid(file, (Problem("", "toml", (("detail", str(error)),)),)) from error
    problems = tuple(_misfits(raw))
    if problems:
        raise NoticeInvalid(file, problems)
    notice = msgspec.convert(raw, Notice)
    problems = tuple(check_notice(notice))
    if problems:
        raise NoticeInvalid(file, problems)
    return notice


def _misfits(raw: dict[str, Any]) -> list[Problem]:
    """Everything that does not fit the model: each key, and each entry of a list, is tried alone."""
    hints = get_type_hints(Notice)
    problems = [Problem(field, "missing") for field in ("id", "title") if field not in raw]
    for key, value in raw.items():
        if key not in hints:
            problems.append(Problem(key, "unknown_key", (("known", ", ".join(sorted(hints))),)))
            continue
        if isinstance(value, list) and get_origin(hints[key]) is tuple:
            for number, entry in enumerate(value):
                problems += _misfit(entry, get_args(hints[key])[0], f"{key}[{number}]")
        else:
            problems += _misfit(value, hints[key], key)
    return problems


def _misfit(value: object, kind: Any, place: str) -> list[Problem]:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        message = str(error)
        at = _AT.search(message)
        inner = at["path"] if at else ""
        detail = message[: at.start()] if at else message
        return [Problem(place + inner, "misfit", (("detail", detail),))]
    return []
