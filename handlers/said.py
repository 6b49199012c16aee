"""What a message says as a whole, whatever is waited for: the words are in handlers/phrases."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from knowledge.figures import Exact, read_figure
from knowledge.language.text import fold, is_han

LANGUAGES = ("zh", "en")
_MARKS = " .!?,;~。！？，；～…"
LONGEST = 40
"""Characters of the longest message that is looked at as a phrase."""


class Meaning(StrEnum):
    """What steers a conversation. Buttons name the same things. Where words of several stand in one message, the one
    named first here is meant ("取消订阅" before "订阅")."""

    START = "start"
    RESUME = "resume"
    BACK = "back"
    SKIP = "skip"
    PAUSE = "pause"
    PROGRESS = "progress"
    CANCEL = "cancel"
    RESTART = "restart"
    HELP = "help"
    SUBMIT = "submit"
    REVIEW = "review"
    YES = "yes"
    NO = "no"
    KEEP = "keep"
    ZERO_REPORT = "zero_report"
    REST_ZERO = "rest_zero"
    REST_UNKNOWN = "rest_unknown"
    AT_ONCE = "at_once"
    ONE_BY_ONE = "one_by_one"
    GAPS = "gaps"
    TAKE_OVER = "take_over"
    HAND_OVER = "hand_over"
    MINE = "mine"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    DISCARD = "discard"
    EXPORT = "export"
    HISTORY = "history"
    ADD_ROW = "add_row"
    OTHER_UNIT = "other_unit"
    OTHER_TABLE = "other_table"
    CLEAR = "clear"
    CHANGE = "change"
    UNSUBSCRIBE = "unsubscribe"
    SUBSCRIBE = "subscribe"
    REMIND_ME = "remind_me"
    REMINDERS = "reminders"
    UNMUTE = "unmute"
    MUTE = "mute"
    TEST = "test"
    NOT_REPORTED = "not_reported"
    REPORTED = "reported"
    CALENDAR = "calendar"
    END_PRACTICE = "end_practice"
    PRACTICE = "practice"
    HERE = "here"
    LANGUAGE = "language"
    CHINESE = "chinese"
    ENGLISH = "english"


BESIDES = frozenset(
    (
        Meaning.UNSUBSCRIBE,
        Meaning.SUBSCRIBE,
        Meaning.REMIND_ME,
        Meaning.REMINDERS,
        Meaning.UNMUTE,
        Meaning.MUTE,
        Meaning.TEST,
        Meaning.NOT_REPORTED,
        Meaning.REPORTED,
        Meaning.CALENDAR,
        Meaning.END_PRACTICE,
        Meaning.PRACTICE,
        Meaning.HERE,
        Meaning.LANGUAGE,
        Meaning.CHINESE,
        Meaning.ENGLISH,
    )
)
"""What is not about a table. Where one is being filled in, such words in a sentence may belong to an answer."""


class RowDeed(StrEnum):
    """What can be done with a row."""

    SHOW = "show"
    COPY = "copy"
    DELETE = "delete"


def leaves(text: str) -> bool:
    """Whether somebody says that they want to leave, in any language."""
    return _plain(text) in _leaving()


def meaning_or_none(text: str) -> Meaning | None:
    """What a whole message says to steer the conversation, polite words around it set aside."""
    found = _found(text)
    return found[0] if found else None


def meaning_for_table_or_none(text: str) -> Meaning | None:
    """The same where a table is being filled in: what is besides is none."""
    meaning = meaning_or_none(text)
    return None if meaning in BESIDES else meaning


def is_besides(text: str) -> bool:
    """Whether a message consists of words that steer to something besides the table."""
    plain = _plain(text)
    return any((found := _meanings().get(candidate)) is not None and found[0] in BESIDES for candidate in _shorter(plain))


def language_or_none(text: str) -> str | None:
    """The language of a message that steers the conversation; None for any other."""
    found = None if text.strip().startswith("/") else _found(text)
    return found[1] if found else None


def opens_table(text: str) -> bool:
    """Whether a sentence asks to fill in a table, maybe naming which ("我要填甘肃的统计表"), and is no question."""
    plain = _plain(text)
    if len(plain) > 2 * LONGEST or is_question(text):
        return False
    for language in LANGUAGES:
        opening = phrases(language)["opening"]
        starts = plain
        for polite in phrases(language)["around"]["before"]:
            starts = starts.removeprefix(polite)
        if any(starts.startswith(verb) for verb in opening["verbs"]) and any(thing in plain for thing in opening["things"]):
            return True
    return False


def is_question(text: str) -> bool:
    """Whether a message looks like a question, by its mark or by a word that asks."""
    plain = fold(text)
    if plain.rstrip(" .!").endswith("?"):
        return True
    if any(word in plain for word in phrases("zh")["question"]["words"]):
        return True
    return any(plain.startswith(f"{word} ") for word in phrases("en")["question"]["words"])


def is_change(text: str) -> bool:
    """Whether a message says outright that something is to be changed, so that it is no reason for leaving it."""
    plain = fold(text)
    return any(word in plain for language in LANGUAGES for word in phrases(language)["changing"]["words"])


def asks_of_item(text: str) -> bool:
    """Whether a question is about the item that is being asked for ("这项怎么算")."""
    plain = fold(text)
    return is_question(text) and any(word in plain for language in LANGUAGES for word in phrases(language)["this_item"]["words"])


_CLEARED = re.compile(r"(?:把)?第?(\d{1,3}|[零一二两三四五六七八九十]{1,3})(?:项|条)(?:清空|清掉|删掉|去掉|不填了|撤销)")
_CLEARED_EN = re.compile(r"(?:clear|empty) item (\d{1,3})")


def cleared_or_none(text: str) -> int | None:
    """The number of the item that a whole message wants emptied ("第3项清空")."""
    return _numbered_or_none(text, _CLEARED, _CLEARED_EN)


_ITEM = re.compile(r"(?:跳到|回到|转到|返回|重填|修改|改|填|看|去|到)?第?(?P<zh>\d{1,3}|[零一二两三四五六七八九十]{1,3})(?:项|条|题|格)")
_ITEM_EN = re.compile(r"(?:(?:go to|back to|change|edit) )?(?:item|no\.?|number|#) ?(?P<en>\d{1,3})")


def item_or_none(text: str) -> int | None:
    """The number of the item that a whole message wants to go to ("第5项", "item 5")."""
    return _numbered_or_none(text, _ITEM, _ITEM_EN)


def _numbered_or_none(text: str, *patterns: re.Pattern[str]) -> int | None:
    """The number in a whole message of one of some forms."""
    plain = _plain(text)
    found = next((match for pattern in patterns if (match := pattern.fullmatch(plain))), None)
    return _number(found[1]) if found else None


_ROW = re.compile(r"(?P<deed>看|查看|改|修改|复制|拷贝|删除|删掉|删)?第?(?P<row>\d{1,3}|[一二两三四五六七八九十]{1,3})行")
_ROW_EN = re.compile(r"(?:(?P<deed>show|change|edit|copy|delete|remove) )?row (?P<row>\d{1,3})")
_DEEDS = {
    **dict.fromkeys(("复制", "拷贝", "copy"), RowDeed.COPY),
    **dict.fromkeys(("删除", "删掉", "删", "delete", "remove"), RowDeed.DELETE),
}


def row_or_none(text: str) -> tuple[RowDeed, int] | None:
    """What a whole message wants done with which row, counted from 1 as they are shown ("删除第2行")."""
    plain = _plain(text)
    found = _ROW.fullmatch(plain) or _ROW_EN.fullmatch(plain)
    number = _number(found["row"]) if found else None
    return None if found is None or number is None else (_DEEDS.get(found["deed"], RowDeed.SHOW), number)


_CELL = re.compile(
    r"把?第?(?P<row>\d{1,3}|[一二两三四五六七八九十]{1,3})行的?(?P<what>[^:：,，。]{1,30}?)(?:改成|改为|换成|应该是|应为|是|:|：)(?P<words>.{1,500})",
    re.DOTALL,
)
_CELL_EN = re.compile(r"(?:change )?row (?P<row>\d{1,3}),? ?(?P<what>[^:：]{1,40}?)(?: to |[:：]| is )(?P<words>.{1,500})", re.DOTALL | re.IGNORECASE)


def cell_or_none(text: str) -> tuple[int, str, str] | None:
    """Row, name of the column and new words of a change in a list ("第2行推荐单位改成市一中"); the words as typed."""
    typed = text.strip()
    found = _CELL.fullmatch(typed) or _CELL_EN.fullmatch(typed)
    number = _number(found["row"]) if found else None
    words = found["words"].strip() if found else ""
    return None if found is None or number is None or not words else (number, found["what"].strip(), words)


_BARE = re.compile(r"\[?(\d{1,3})\]?")


def bare_number_or_none(text: str) -> int | None:
    """The number that a message consists of, where it is a small whole one."""
    found = _BARE.fullmatch(_plain(text))
    return int(found[1]) if found else None


@cache
def phrases(language: str) -> dict[str, dict[str, Any]]:
    """The words and the examples of each thing that is said."""
    return tomllib.loads(files("handlers.phrases").joinpath(f"{language}.toml").read_text(encoding="utf-8"))


def _number(text: str) -> int | None:
    read = read_figure(text, whole=True)
    return int(read.value) if isinstance(read, Exact) else None


def _found(text: str) -> tuple[Meaning, str] | None:
    return _looked_up(text) if len(text) <= 2 * LONGEST else None


@lru_cache(maxsize=4096)
def _looked_up(text: str) -> tuple[Meaning, str] | None:
    plain = _plain(text)
    for candidate in _shorter(plain):
        found = _meanings().get(candidate)
        if found is not None:
            return found
    return _told(plain, asks=is_question(text))


def _shorter(plain: str) -> tuple[str, ...]:
    """A message, and the same without the polite words before and after it."""
    found = [plain]
    for candidate in found:
        for language in LANGUAGES:
            around = phrases(language)["around"]
            found += [candidate.removeprefix(word) for word in around["before"] if candidate.startswith(word) and len(candidate) > len(word)]
            found += [candidate.removesuffix(word) for word in around["after"] if candidate.endswith(word) and len(candidate) > len(word)]
        if len(found) > LONGEST:
            break
    return tuple(dict.fromkeys(found))


@cache
def _meanings() -> dict[str, tuple[Meaning, str]]:
    return {_plain(word): (meaning, language) for language in LANGUAGES for meaning in Meaning for word in phrases(language)[meaning]["words"]}


@dataclass(frozen=True, slots=True)
class _Telling:
    """Words and patterns that tell a meaning wherever they stand in a message; `in_question`: those that do in a question
    too; `unless`: words with which it is about something else."""

    meaning: Meaning
    language: str
    contains: tuple[str, ...]
    patterns: re.Pattern[str] | None
    in_question: re.Pattern[str] | None
    unless: re.Pattern[str] | None

    def fits(self, plain: str, *, asks: bool) -> bool:
        """Whether a message means it."""
        if self.unless is not None and self.unless.search(plain):
            return False
        if self.in_question is not None and self.in_question.search(plain):
            return True
        return not asks and (any(word in plain for word in self.contains) or (self.patterns is not None and self.patterns.search(plain) is not None))


def _told(plain: str, *, asks: bool) -> tuple[Meaning, str] | None:
    """What words in a message tell, of several the meaning that is named first."""
    return next(((one.meaning, one.language) for one in _telling() if one.fits(plain, asks=asks)), None)


@cache
def _telling() -> tuple[_Telling, ...]:
    made = []
    for meaning in Meaning:
        for language in LANGUAGES:
            told = phrases(language)[meaning]
            contains = tuple(map(_plain, told.get("contains", ())))
            made.append(_Telling(meaning, language, contains, *(_either(told.get(name, ())) for name in ("patterns", "in_question", "unless"))))
    return tuple(made)


def _either(patterns: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns)) if patterns else None


@cache
def _leaving() -> frozenset[str]:
    return frozenset(_plain(word) for language in LANGUAGES for word in phrases(language)["leave"]["words"])


def _plain(text: str) -> str:
    return fold(text).strip(_MARKS)


def speaks(text: str) -> str | None:
    """The language of a sentence, None where it has no letters."""
    if any(map(is_han, text)):
        return "zh"
    return "en" if any(char.isascii() and char.isalpha() for char in text) else None
