"""The words around names and figures: asking, changing, denying, all of them, the rest of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from knowledge.forms.paste.names import is_filler
from knowledge.forms.paste.vocabulary import ending, filler, finder, leading, listed

_AND = re.compile(r"[、,;]|(?<![a-z])(?:and|or)(?![a-z])|&|\+|以及|和(?!谐)|(?<!参)与|(?<![普以])及|跟(?!踪)|还有|或")
_FIRST_WORD = re.compile(r"[a-z]+")
_RELATIVE = re.compile(
    r"(?:(?<![参外])加|(?<!新)增|添|减|(?<!多)少|(?<!许)多|扣|增加|减少|提高|降低|上调|下调|追加|上浮|下浮|上涨|下降)(?:了|上|去|掉|个)?\s*$"
    r"|(?:^|\s)(?:plus|minus|add|subtract|another|extra)\s*$|(?:^|\s)(?:increas|decreas|reduc|rais|lower|up|down)[a-z]*\s(?:[^,;]{0,60}\s)?by\s*$|\+\s*$"
)
_ENGLISH_ALL = re.compile(r"^(.*?)(?<![a-z])(?:all|both|each|every)(?![a-z])(?:\s+of\s+(?:them|these|those|it))?([a-z\s']*)$")


def asks(plain: str) -> bool:
    """Whether a text is a question."""
    if finder("talk.asks").search(plain):
        return True
    first = _FIRST_WORD.search(plain)
    return first is not None and not plain[: first.start()].strip() and first[0] in listed("talk.asks_english")


def without_politeness(plain: str) -> str:
    """The text of a polite wish (能把媒体改成8吗) as long as before, its politeness blanked; else the text as it is."""
    stripped = plain.lstrip()
    lead = len(plain) - len(stripped)
    word = next((word for word in (*listed("talk.polite"), *listed("talk.polite_english")) if stripped.startswith(word)), None)
    if word is None or not changes(plain):
        return plain
    body = " " * (lead + len(word)) + plain[lead + len(word) :]
    bare = body.rstrip(" ?吗么呢吧")
    return bare + " " * (len(body) - len(bare))


def changes(plain: str) -> bool:
    """Whether words say that a figure takes the place of another."""
    return finder("talk.change", "talk.change_english").search(plain) is not None


def is_relative(plain: str) -> bool:
    """Whether words before a figure say that it is to be added to another or taken from it."""
    return _RELATIVE.search(plain) is not None


def is_only(plain: str) -> bool:
    """Whether words say that there is nothing else."""
    return finder("talk.only").search(plain) is not None


def denies(plain: str) -> bool:
    """Whether words say that the figure after them is not the one."""
    return finder("talk.negated").search(plain) is not None or re.search(r"(?<![a-z])not(?![a-z])", plain) is not None


def is_sum(plain: str) -> bool:
    """Whether words name a sum."""
    return finder("talk.sums").search(plain) is not None


def after_except(plain: str) -> str | None:
    """What stands after "except"; None where nothing is excepted."""
    text = plain.strip()
    word = next((word for word in (*listed("talk.except"), *listed("talk.except_english")) if text.startswith(word)), None)
    return None if word is None else text[len(word) :]


def names(plain: str) -> tuple[str, ...]:
    """The parts of an enumeration (媒体和报道)."""
    return tuple(part for part in map(str.strip, _AND.split(plain)) if part and not is_filler(part))


def of_all(plain: str) -> str | None:
    """What is named where the figure after the words is meant for all of it (媒体和报道都是); None where it is not."""
    text = plain.strip(" :=-")
    for word in ("所有", "全部"):
        if text.startswith(word) and len(text) > len(word):
            return _before_all(text[len(word) :]) or text[len(word) :]
    english = _ENGLISH_ALL.match(text)
    if english is not None and is_filler(english[1]) and english[2].strip():
        return english[2]
    if english is not None and is_filler(english[2]):
        return english[1]
    return _before_all(text)


def _before_all(text: str) -> str | None:
    known, idle = frozenset(listed("talk.all")), filler()
    for _ in range(8):
        text = text.rstrip(" :=-")
        word = ending(text, known)
        if word:
            return _before_all(text[: -len(word)]) or text[: -len(word)]
        word = ending(text, idle)
        if not word:
            return None
        text = text[: -len(word)]
    return None


def without_edges(plain: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without the idle words at its edges, unless there is nothing else."""
    while word := leading(plain[start : end - 1], _edges()):
        start += len(word)
    while word := ending(plain[start + 1 : end], _edges()):
        end -= len(word)
    return start, end


@cache
def _edges() -> frozenset[str]:
    marks = " :=-,.、"
    return (filler() - {"个", "项", "数", "数量"}) | frozenset((*listed("talk.except"), *listed("talk.negated"), *marks))


@dataclass(frozen=True, slots=True)
class Rest:
    """Words for what is left. `plainly`: they cannot be the name of an item; `of`: what it is left of, "" for the form."""

    plainly: bool
    of: str


def rest(plain: str) -> Rest | None:
    """What is left, if words speak of that (其余, 其他几项经费)."""
    text = plain.strip(" :=-")
    if text.isascii():
        bare = next((word for word in listed("talk.rest_english") if word in (text, _stripped(text))), None)
        return None if bare is None else Rest(plainly=bare != "all other", of="")
    strong = next((word for word in listed("talk.rest_strong") if text.startswith(word)), None)
    head = strong or next((word for word in listed("talk.rest_weak") if text.startswith(word)), None)
    if head is None:
        return None
    text = text[len(head) :].removeprefix("的")
    plural = next((word for word in listed("talk.rest_plural") if text.startswith(word)), None)
    text = text[len(plural or "") :].removeprefix("的")
    return Rest(plainly=strong is not None or plural is not None, of="" if is_filler(text) else text)


def _stripped(text: str) -> str:
    """English words without the verb that leads to a figure."""
    return re.sub(r"(?:\s+(?:is|are|should|must|be|to|as|was|were|set|items?))+$", "", text.strip())


def is_everything(plain: str) -> bool:
    """Whether words name all items of a form (所有项目都是)."""
    text = plain.strip(" :=-")
    word = next((word for word in (*listed("talk.every"), *listed("talk.every_english")) if text.startswith(word)), None)
    return word is not None and is_filler(text[len(word) :])
