"""A question as it was typed, with everything in it that is known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from knowledge.answering.lexicon import Lexicon, Mention, find, find_misspelt, gaps, respell
from knowledge.answering.vocabulary.vocabulary import near_words, place_names, words
from knowledge.language.places import gazetteer, latin_names
from knowledge.language.text import fold, han_share, is_han

LONGEST = 600
"""A question is read up to here, in characters; nobody asks in more, and reading stays quick."""

OLDEST = 2000
"""Four digits below this are no year of a notice (a year of birth, a number)."""

PARTICLES = frozenset("有没要谁的了吗呢啊呀吧是在和与给把将被到于从向跟同就都也还又我你他她它咱您这那哦嘛么个请及或")
"""Characters that are words of their own wherever they stand."""

_YEAR = re.compile(r"(?<![\d\-/.])((?:19|20)\d\d)(?![\d])(?!-\d{3})年?|(?<!\d)(\d\d)年(?!级)|([一二三四五六七八九〇零○]{4})年")
_HAN_DIGITS = {char: str(i) for i, char in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}
_EMAIL = re.compile(r"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_PHONE = re.compile(r"(?<!\d)(?:0\d{2,3}[- ]?)?\d{7,11}(?!\d)")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,8}\[\d{4}\]\d+号?|(?<=\])\d+号")
_PLACE_LIKE = re.compile(r"[\u4e00-\u9fff]{2,3}(?:省|市|县|区|州|盟|旗)$")
_DATE = re.compile(
    r"\d{1,2}月\d{1,2}[日号]|第[一二三四五六七八九十\d]{1,3}[个届](?=全|科|安|读|防|环|志)"
    r"|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b \d{1,2}(?!\d)"
    r"|\b\d{1,2}(?:st|nd|rd|th)? (?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
)
_WHICH_COUNTED = re.compile(r"哪(?:[两二三四五六七八九十]|\d{1,2})(?=[个条项家种类份张块位名])")
_COUNTED = re.compile(r"(?<![第几月年\d])(?:[两二三四五六七八九十]|\d{1,2})大?(?:条|样|项|个|份|家|张|块|种|类|部分|方面|处|句|次)(?![月日年前])")
_ORDINAL = re.compile(
    r"第[\d一二三四五六七八九十]{1,3}个?[项栏列行格]|最后[\d一二两三四五六]?个?[项栏列行格]"
    r"|(?:first|second|third|last) (?:(?:two|three|four|five) )?(?:item|column|row|field)"
)
_ZONE_WORDS = ("demonstration", "development zone", "new district", "high-tech", "economic")
_NO_PLACE_BEFORE = ("示范区", "新区", "开发区", "高新区", "经开区", "学院", "大学", "中学", "小学", "路", "镇", "乡", "村", "街", "区")
_PIECE = re.compile(r"[\u3400-\u9fff]+|[a-z0-9][a-z0-9'&.-]*")
_GENERIC_PLACE = frozenset(
    [
        "各县",
        "各市",
        "各区",
        "本市",
        "本县",
        "本省",
        "城市",
        "地区",
        "社区",
        "园区",
        "县区",
        "市区",
        "灾区",
        "辖区",
        "校区",
        "厂区",
        "景区",
        "示范区",
        "高新区",
        "经开区",
        "新区",
        "开发区",
        "各省",
        "外省",
        "外地",
        "自治区",
        "郊区",
        "老区",
        "山区",
        "民族地区",
        "营区",
        "小区",
        "街区",
        "专区",
        "片区",
        "特区",
        "功能区",
        "市县区",
        "县市区",
    ]
)

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
    numbers: tuple[str, ...] = field(default=())

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

    @property
    def named_words(self) -> tuple[str, ...]:
        """The known words that name something (papers, topics, offices, activities)."""
        return tuple(mention.text for mention in self.mentions if _kind(mention) == "name")


def read_question(text: str, names: Lexicon, regions: Lexicon, now: datetime) -> Question:
    """Find everything known in a question; `names` are those of the notices at hand, `regions` their places."""
    folded = fold(text[:LONGEST])
    masked, phones, emails, numbers = _take_out(folded)
    masked, years = _take_years(masked)
    ordinal = _ORDINAL.search(masked) is not None
    masked = _ORDINAL.sub(lambda match: " " * len(match.group()), masked)
    masked = _WHICH_COUNTED.sub("哪几", masked)
    masked = _DATE.sub(lambda match: " " * len(match.group()), masked)
    masked = _COUNTED.sub(lambda match: " " * len(match.group()), masked)
    lexicons = (words(), place_names(), names)
    found = find(masked, lexicons)
    respelt = respell(masked, found, (words(), regions))
    if respelt != masked:
        masked, found = respelt, find(respelt, lexicons)
    mentions = [m for m in found if not _cut_from_name(masked, m)]
    more = find_misspelt(masked, mentions, words(), near_words())
    mentions = _drop_stray(masked, sorted([*mentions, *more], key=lambda m: m.start))
    residue = list(_residue(masked, mentions))
    places = [place for mention in mentions for place in _places(mention)]
    more_places, residue = _latin_places(masked, residue)
    unknown, residue = _unknown_places(masked, mentions, residue)
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
        places=_innermost([*places, *more_places]),
        unknown_places=unknown,
        years=tuple(dict.fromkeys([*years, *relative])),
        relative_year=bool(relative) and not years,
        phones=phones,
        emails=emails,
        numbers=numbers,
    )


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


def _cut_from_name(text: str, mention: Mention) -> bool:
    """The short name of a county at the head of another name (平原 in 平原示范区)."""
    concepts = {entry.concept for entry in mention.entries}
    if all(concept.startswith("event.") for concept in concepts) and text.startswith("度", mention.end):
        return True
    if concepts != {"place"} or mention.text in gazetteer():
        return False
    return text.startswith(_NO_PLACE_BEFORE, mention.end)


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
    if mention.end - mention.start != 1 or not is_han(mention.text[0]) or text[mention.start] in PARTICLES:
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
    groups = {entry.concept.split(".")[0].split(":")[0] for entry in mention.entries}
    if groups & {"event", "region", "place", "filler"}:
        return "break"
    if groups & set(CONTENT_GROUPS):
        return "name"
    return "soft" if all(entry.concept == "verb.hold" for entry in mention.entries) else "break"


def _latin_places(text: str, residue: Sequence[str]) -> tuple[list[str], list[str]]:
    """Places written in pinyin or English ("Luoyang"), and what is left."""
    found: list[str] = []
    left: list[str] = []
    for piece in residue:
        bare = piece.removesuffix("'s").strip("'.-")
        options = latin_names().get(bare) or latin_names().get(bare.removesuffix("shi")) or ()
        zone = text[text.find(piece) + len(piece) :].lstrip().startswith(_ZONE_WORDS)
        if len(bare) >= 4 and options and not zone:
            found += options[:3]
        else:
            left.append(piece)
    return found, left


def _places(mention: Mention) -> tuple[str, ...]:
    """The divisions a mention can mean: those that notices are for; else those of the highest rank."""
    regions = mention.values("region")
    if regions:
        return regions
    named = mention.values("place")
    ranks = [min((place.rank for place in gazetteer().get(name, ())), key="pcd".index, default="d") for name in named]
    return tuple(name for name, rank in zip(named, ranks, strict=True) if rank == min(ranks, key="pcd".index))


_PLACE_WORDS = frozenset(("city", "county", "province", "district", "prefecture", "university"))
_BODY_WORDS = frozenset(("大学", "学院", "公司", "集团"))


def _unknown_places(text: str, mentions: Sequence[Mention], residue: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """Names of places (and universities, firms) that are in no list: unknown characters before
    a word that places and bodies end with."""
    found, left = [], []
    ends = {mention.start: mention.text for mention in mentions}
    for piece in residue:
        at = text.find(piece) + len(piece)
        following = ends.get(at) or ends.get(at + 1, "")
        if _PLACE_LIKE.fullmatch(piece) and piece not in _GENERIC_PLACE and piece[0] not in "各全本我你外其":
            found.append(piece)
        elif is_han(piece[0]) and 2 <= len(piece) <= 4 and following in _BODY_WORDS and text.startswith(following, at):
            found.append(piece + following)
        elif piece.isascii() and following in _PLACE_WORDS and len(piece) >= 4:
            found.append(f"{piece} {following}".title())
        else:
            left.append(piece)
    return tuple(found), left


def _innermost(named: Sequence[str]) -> tuple[str, ...]:
    """The named places without those that only say where another one lies (河南 in 河南新乡)."""
    unique = list(dict.fromkeys(named))
    known = gazetteer()

    def encloses(outer: str, inner: str) -> bool:
        return any(place.above == outer or encloses(outer, place.above or "") for place in known.get(inner, ()))

    return tuple(place for place in unique if not any(encloses(place, other) for other in unique if other != place))
