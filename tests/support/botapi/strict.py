"""A second opinion on everything that goes over the wire: aiogram's types, which nothing else here uses.

aiogram takes seconds to load, hence once and late.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any, get_args

from tests.support.botapi.errors import bad

_NUMBER = re.compile(r"-?\d+")


class Complaint(Exception):
    """What aiogram's types refuse."""


@cache
def _methods() -> dict[str, type[Any]]:
    package = import_module("aiogram.methods")
    found = [getattr(package, name) for name in package.__all__]
    return {each.__api_method__.lower(): each for each in found if isinstance(getattr(each, "__api_method__", None), str)}


@cache
def _adapter(name: str) -> Any:
    return import_module("pydantic").TypeAdapter(_methods()[name.lower()].__returning__)


@cache
def _update() -> Any:
    return import_module("aiogram.types").Update


def load() -> None:
    """Load it now, so that the first call does not wait."""
    _methods()
    _update().model_validate({"update_id": 1})


def method_or_none(name: str) -> str | None:
    """A method as the documentation writes it; case does not matter."""
    found = _methods().get(name.lower())
    return None if found is None else str(found.__api_method__)


def read_call(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a call, typed; raises Complaint for what the method does not know, ApiError for what is wrong."""
    known = _methods()[name.lower()]
    decoded = {key: _decoded(known.model_fields[key].annotation, value) if key in known.model_fields else value for key, value in given.items()}
    _encodable(decoded)
    try:
        call = known.model_validate(decoded)
    except ValueError as error:
        raise Complaint(f"{name}: {error}") from error
    _no_more(call, name)
    return {key: decoded[key] if isinstance(decoded[key], dict | list) else getattr(call, key) for key in decoded if getattr(call, key) is not None}


def _encodable(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise bad("strings must be encoded in UTF-8") from None


def _decoded(annotation: Any, value: Any) -> Any:
    """A form's text as what the parameter is: JSON for anything but text, a number for a chat."""
    if not isinstance(value, str):
        return value
    kinds = set(_flat(annotation))
    if {int, str} <= kinds and _NUMBER.fullmatch(value):
        return int(value)
    if kinds - {str} and value[:1] in {"[", "{"}:
        try:
            return json.loads(value)
        except ValueError:
            raise bad("can't parse JSON object") from None
    return value


def _flat(annotation: Any) -> Iterator[Any]:
    if inner := get_args(annotation):
        if getattr(annotation, "__origin__", None) in {list, dict}:
            yield list
            return
        for each in inner:
            yield from _flat(each)
    elif annotation is not type(None) and getattr(annotation, "__name__", "") != "Default":
        yield annotation


def check_result(name: str, result: Any) -> None:
    """Raises Complaint where a result of ours is not of the method's type."""
    try:
        _no_more(_adapter(name).validate_python(result), f"result of {name}")
    except ValueError as error:
        raise Complaint(f"result of {name}: {error}") from error


def check_update(update: Mapping[str, Any]) -> None:
    """Raises Complaint where an update of ours is none."""
    try:
        _no_more(_update().model_validate(update), "update")
    except ValueError as error:
        raise Complaint(f"update: {error} in {update}") from error


def _no_more(value: Any, where: str) -> None:
    """Fields that aiogram does not know are ours by mistake."""
    if isinstance(value, list | tuple):
        for each in value:
            _no_more(each, where)
    if not hasattr(value, "model_fields_set"):
        return
    if value.model_extra:
        raise Complaint(f"{where} does not have {sorted(value.model_extra)}")
    for name in value.model_fields_set:
        _no_more(getattr(value, name), f"{where}.{name}")
