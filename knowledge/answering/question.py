"""A question as it was typed, with everything in it that is known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from knowledge import packaged
from knowledge.answering.lexicon import Entry, Lexicon, Mention, find, find_misspelt, gaps, respell
from knowledge.answering.place_names import find_places, is_cut_from_name
from knowledge.answering.vocabulary.vocabulary import near_words, place_names, words
from knowledge.language.text import fold, han_share, is_han

LONGEST = 300
"""A question is read up to here, in characters; nobody asks in more, and reading stays quick."""

OLDEST = 2000
"""Four digits below this are no year of a notice (a year of birth, a number)."""

_YEAR = re.compile(r"(?<![\d\-/.])((?:19|20)\d\d)(?![\d])(?!-\d{3})年?|(?<!\d)(\d\d)年(?!级)|([一二三四五六七八九〇零○]{4})年")
_HAN_DIGITS = {char: str(i) for i, char in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}
_EMAIL = re.compile(r"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_PHONE = re.compile(r"(?<!\d)(?:0\d{2,3}[- ]?)?\d{7,11}(?!\d)")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,8}\[\d{4}\]\d+号?|(?<=\])\d+号")
_DATE = re.compile(
    r"\d{1,2}月\d{1,2}[日号]|第[一二三四五六七八九十\d]{1,3}[个届](?=全|科|安|读|防|环|志)"
    r"|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b \d{1,2}(?!\d)"
    r"|\b\d{1,2}(?:st|nd|rd|th)? (?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
)
_DAY = re.compile(r"(\d{1,2})月(\d{1,2})[日号]")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_EN = "(?:" + "|".join(month + "[a-z]*" for month in _MONTHS) + ")"
_DAY_EN = re.compile(rf"\b({_MONTH_EN}|\d{{1,2}}(?=(?:st|nd|rd|th)? (?:of )?{_MONTH_EN}))(?:st|nd|rd|th)? (?:of )?(\d{{1,2}}(?!\d)|{_MONTH_EN})\b")
WHICH_COUNTED = re.compile(r"哪(?:[两二三四五六七八九十]|\d{1,2})(?=[个条项家种类份张块位名天日])")
"""哪两天 asks as 哪几天 does."""

_COUNTED = re.compile(
    r"(?<![第几月年\d])(?:[两二三四五六七八九十]|\d{1,2})大?(?:条|样|项|个|份|家|张|块|种|类|部分|方面|处|句|次)(?![月日年前]|规定)"
)
_ORDINAL = re.compile(
    r"第[\d一二三四五六七八九十]{1,3}个?[项栏列行格条点]|最后[\d一二两三四五六]?个?[项栏列行格]"
    r"|(?:first|second|third|last) (?:(?:two|three|four|five) )?(?:item|column|row|field)"
)
_PIECE = re.compile(r"[\u3400-\u9fff]+|[a-z0-9][a-z0-9'&.-]*")


CONTENT_GROUPS = ("thing", "topic", "kind", "office", "activity", "body", "owner", "person")
"""Groups whose words name what a question is about, as against how it asks."""


@dataclass(frozen=True, slots=True)
class Question:
    """`concepts` has every concept found and each group as "group.*". `residue` are the pieces of
    the text that no known word explains. `years` and `places` are the scope it names."""

    text: str
    folded: str
    language: str
    mentions: tuple[Mention, ...]
    concepts: frozenset[str]
    residue: tuple[str, ...]
    pieces: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    unknown_places: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    relative_year: bool = False
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    days: tuple[tuple[int, int], ...] = ()

    def has(self, *concepts: str) -> bool:
        """Whether one of the concepts is present."""
        return not self.concepts.isdisjoint(concepts)

    def values(self, concept: str) -> tuple[str, ...]:
        """The values named for a concept (persons, bodies, activities), in order."""
        found = [value for mention in self.mentions if _kind(mention) == "name" for value in mention.values(concept)]
        return tuple(dict.fromkeys(found))

    def of_group(self, group: str) -> tuple[str, ...]:
        """The concepts of a group that are present, in order."""
        found = [entry.concept for mention in self.mentions for entry in mention.entries]
        return tuple(dict.fromkeys(concept for concept in found if concept.startswith(group + ".")))

    def words_for(self, concepts: frozenset[str]) -> tuple[str, ...]:
        """What was typed for some concepts, in order, once."""
        found = (mention.text for mention in self.mentions if any(entry.concept in concepts for entry in mention.entries))
        return tuple(dict.fromkeys(found))

    @property
    def offices_asked(self) -> frozenset[str]:
        """The kinds of office it names, without the asker's own (我是…科协的, 卫辉科协)."""
        found: set[str] = set()
        before: Mention | None = None
        for mention in self.mentions:
            concepts = {entry.concept for entry in mention.entries}
            offices = {concept for concept in concepts if concept.startswith("office.")}
            if offices and not (before is not None and _names_asker(before, mention)):
                found |= offices
            before = mention
        return frozenset(found)

    @property
    def named_words(self) -> tuple[str, ...]:
        """The known words that name something (papers, topics, offices, activities)."""
        return tuple(mention.text for mention in self.mentions if _kind(mention) == "name")


def _names_asker(before: Mention, office: Mention) -> bool:
    """Whether an office is the asker's own by the word that stands before it: a county, or 我是."""
    touches = before.end == office.start
    county = any(entry.concept == "place" for entry in before.entries) and not before.values("region")
    return touches and (county or before.text in packaged.word_list("asker"))


def read_question(text: str, names: Lexicon, spoken: Lexicon, now: datetime) -> Question:
    """Find everything known in a question; `names` are those of the notices at hand, `spoken` the places and people among them, which are
    recognised by their sound too."""
    folded = fold(text[:LONGEST])
    masked, phones, emails, numbers = _take_out(folded)
    masked, years = _take_years(masked)
    ordinal = _ORDINAL.search(masked) is not None
    masked = _ORDINAL.sub(lambda match: " " * len(match.group()), masked)
    masked = WHICH_COUNTED.sub("哪几", masked)
    masked = _DATE.sub(lambda match: " " * len(match.group()), masked)
    masked = _COUNTED.sub(lambda match: " " * len(match.group()), masked)
    lexicons = (words(), place_names(), names)
    found = find(masked, lexicons)
    respelt = respell(masked, found, (words(), spoken))
    if respelt != masked:
        masked, found = respelt, find(respelt, lexicons)
    mentions = [m for m in found if not is_cut_from_name(masked, m)]
    more = find_misspelt(masked, mentions, words(), near_words())
    mentions = _drop_stray(masked, sorted([*mentions, *more], key=lambda m: m.start))
    residue = list(_residue(masked, mentions))
    places, unknown, residue = find_places(masked, mentions, residue)
    concepts = {entry.concept for mention in mentions for entry in mention.entries}
    if ordinal:
        concepts.add("word.ordinal")
    concepts |= {concept.split(".")[0] + ".*" for concept in concepts}
    relative = _relative_years(concepts, now)
    return Question(
        text=text,
        folded=folded,
        language=_language(folded),
        mentions=tuple(mentions),
        concepts=frozenset(concepts),
        residue=tuple(residue),
        pieces=_pieces(masked, mentions, residue),
        places=places,
        unknown_places=unknown,
        years=tuple(dict.fromkeys([*years, *relative])),
        relative_year=bool(relative) and not years,
        phones=phones,
        emails=emails,
        numbers=numbers,
        days=_days(folded),
    )


def _days(folded: str) -> tuple[tuple[int, int], ...]:
    """The days named in a question, as (month, day)."""
    found = [(int(month), int(day)) for month, day in _DAY.findall(folded)]
    for first, second in _DAY_EN.findall(folded):
        month, day = (first, second) if first.isalpha() else (second, first)
        found.append((_MONTHS.index(month[:3]) + 1, int(day)))
    return tuple(found)


def _language(folded: str) -> str:
    """Chinese as soon as some of the question is; else English."""
    return "zh" if han_share(folded) >= 0.2 or not any(map(str.isalpha, folded)) else "en"


def _take_out(folded: str) -> tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The text with e-mail addresses, phone and document numbers blanked, and these."""
    taken: list[tuple[str, ...]] = []
    for pattern in (_EMAIL, _NUMBER, _PHONE):
        taken.append(tuple(dict.fromkeys(pattern.findall(folded))))
        folded = pattern.sub(lambda match: " " * len(match.group()), folded)
    emails, numbers, phones = taken
    return folded, tuple(re.sub(r"\D", "", phone) for phone in phones), emails, numbers


def _take_years(folded: str) -> tuple[str, tuple[int, ...]]:
    years = []

    def blank(match: re.Match[str]) -> str:
        full, short, han = match.groups()
        if full:
            years.append(int(full))
        elif short:
            years.append(2000 + int(short))
        else:
            years.append(int("".join(_HAN_DIGITS[char] for char in han)))
        return " " * len(match.group())

    return _YEAR.sub(blank, folded), tuple(dict.fromkeys(year for year in years if year >= OLDEST))


def _relative_years(concepts: set[str], now: datetime) -> tuple[int, ...]:
    shifts = {"this_year": 0, "last_year": -1, "before_last": -2, "next_year": 1}
    return tuple(now.year + shift for name, shift in shifts.items() if f"scope.{name}" in concepts)


def _drop_stray(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """A single character is no word where an unknown character touches it (the 发 in 研发, the 能
    in 技能), unless it is a particle. What is dropped is unknown itself, so it is done again."""
    kept = list(mentions)
    while True:
        covered = [False] * len(text)
        for mention in kept:
            covered[mention.start : mention.end] = [True] * (mention.end - mention.start)
        left = [mention for mention in kept if not _stray(text, mention, covered)]
        if len(left) == len(kept):
            return kept
        kept = left


def _stray(text: str, mention: Mention, covered: Sequence[bool]) -> bool:
    if mention.end - mention.start != 1 or not is_han(mention.text[0]) or text[mention.start] in packaged.word_list("particles")[0]:
        return False

    def loose(at: int) -> bool:
        return 0 <= at < len(text) and not covered[at] and is_han(text[at])

    left, right = loose(mention.start - 1), loose(mention.end)
    if all(entry.concept.startswith("filler") for entry in mention.entries):
        return left or right
    alone_left = left and not loose(mention.start - 2)
    alone_right = right and not loose(mention.end + 1)
    return (left and right) or alone_left or alone_right


def _residue(text: str, mentions: Sequence[Mention]) -> Iterator[str]:
    for start, end in gaps(text, mentions):
        for piece in _PIECE.findall(text[start:end]):
            if not piece.isdigit() or len(piece) > 2:
                yield piece


def _pieces(text: str, mentions: Sequence[Mention], residue: Sequence[str]) -> tuple[str, ...]:
    """The Chinese runs that name what is asked about: each known name; and unknown characters with
    the names, and the verbs of holding something, that touch them (启动 in 启动仪式)."""
    kinds = ["u" if is_han(char) else " " for char in text]
    for mention in mentions:
        kind = _kind(mention)[0] if is_han(text[mention.start]) else " "
        kinds[mention.start : mention.end] = [kind if kind in "ns" else " "] * (mention.end - mention.start)
    found = [(m.start, m.text) for m in mentions if _kind(m) == "name" and is_han(text[m.start]) and not _touches(kinds, m)]
    left = [piece for piece in residue if is_han(piece[0])]
    for run in re.finditer(r"[nus]*u[nus]*", "".join(kinds)):
        piece = text[run.start() : run.end()]
        if any(part in piece or piece in part for part in left):
            found.append((run.start(), piece))
    return tuple(dict.fromkeys(piece for _, piece in sorted(found)))


def _touches(kinds: Sequence[str], mention: Mention) -> bool:
    """Whether unknown characters stand in the same run as a name."""
    line = "".join(kinds)
    start, end = mention.start, mention.end
    while start and line[start - 1] in "ns":
        start -= 1
    while end < len(line) and line[end] in "ns":
        end += 1
    return line[start - 1 : start] == "u" or line[end : end + 1] == "u"


def _kind(mention: Mention) -> str:
    """What a mention is to the question: a "name", a "soft" word that may be part of one, or a "break"."""
    return _kind_of(mention.entries)


@lru_cache(maxsize=8192)
def _kind_of(entries: tuple[Entry, ...]) -> str:
    groups = {entry.concept.split(".")[0].split(":")[0] for entry in entries}
    if groups & {"event", "region", "place", "filler"}:
        return "break"
    if groups & set(CONTENT_GROUPS):
        return "name"
    return "soft" if all(entry.concept == "verb.hold" for entry in entries) else "break"
