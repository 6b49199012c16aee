"""What is to be handed in: which papers, by whom, to whom, how and by when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import msgspec

from knowledge.extraction.dues import due_of
from knowledge.extraction.named_papers import Papers
from knowledge.extraction.outline import Outline
from knowledge.extraction.owners import listed, owners_in
from knowledge.extraction.papers import is_manner, papers_in
from knowledge.extraction.recipients import contact_of
from knowledge.extraction.roles import Moment, Role
from knowledge.extraction.sending import Sending, receivers_in, sendings_in
from knowledge.forms.model import Form
from knowledge.language.text import fold
from knowledge.notice import Contact, Deliverable, Item, Period, Recipient

_DATED = re.compile(r"\d[ ]*[月日号]|前(?!来|往|述|后|期)")
_EACH = re.compile(r"(?:^|，)(?P<to>[^，。；]{3,40})各(?:报|送)?[一二两三]份")
_STAMP = re.compile(r"盖章|加盖(?:单位|学院|学校)?(?:公章|印章)|签章|公章")
_COPIES = re.compile(r"一式[一二两三四五六七八九十\d]{1,2}份|各[一二两三四五六\d]{1,2}份|[\d一二两三四五六]{1,2}份")
_URL = re.compile(r"(?:https?://|www\.)[A-Za-z0-9./?=&_%#:-]+")
_HOW = re.compile(r"电子版|电子档|纸质版|纸质|书面|传真|电子邮件|邮箱|邮寄|快递|网上|在线|平台|盖章扫描件|扫描件|PDF|Word|光盘", re.I)
_LIMIT = re.compile(r"[^，。；（）()]{0,14}(?:不超过|不少于|不低于|以内|之内|不得超过|至少|限)[^，。；（）()]{0,16}")
_LATER = re.compile(r"^(?:各|其他|有关|相关|全[市县省校]|市直|县直)[^，。；]{1,80}?(?=将|报|向|把|提交)")
_ALL_OF_IT = re.compile(r"^[^，。；]{0,4}(?:以上|上述|所有|全部)[^，。；]{0,12}(?:材料|表格|表|资料|附件|信息|数据|内容|报告)")


MOST_TIMES = 400
"""Times of one notice that are looked at; a text that has more is a table of dates or no notice."""


@dataclass(frozen=True, slots=True)
class Owed:
    """Deliverables, and how sure those are that are not beyond doubt, by their ids."""

    deliverables: tuple[Deliverable, ...]
    confidence: dict[str, float]


def deliverables_of(
    outline: Outline, moments: Sequence[Moment], contacts: Sequence[Contact], forms: Sequence[Form], periods: Sequence[Period]
) -> Owed:
    """Everything that is to be handed in, in the order of the text; the same paper under the same limit is named once."""
    maker = _Maker(Papers(outline), contacts, forms, periods)
    found: list[Deliverable] = []
    confidence: dict[str, float] = {}
    for group in _sentences(moments[:MOST_TIMES]):
        for made, sure in maker.of_sentence(group):
            if any(_same(one, made) for one in found):
                continue
            named = msgspec.structs.replace(made, id=f"due-{len(found) + 1}")
            found.append(named)
            if sure < 1:
                confidence[named.id] = sure
    return Owed(tuple(found), confidence)


def _sentences(moments: Sequence[Moment]) -> Iterator[list[Moment]]:
    """Those moments that limit something, by their sentences."""
    group: list[Moment] = []
    for moment in moments:
        if moment.role not in (Role.DUE, Role.SPAN):
            continue
        if group and (group[0].placed is not moment.placed or group[0].begin != moment.begin):
            yield group
            group = []
        group.append(moment)
    if group:
        yield group


def _same(one: Deliverable, other: Deliverable) -> bool:
    """Whether two passages say the same: one limit, and the names of one are among those of the other, for the same receivers."""
    if one.due is None or other.due is None or (one.due.day, one.due.clock, one.due.every) != (other.due.day, other.due.clock, other.due.every):
        return False
    mine, theirs = ({fold(item.name) for item in each.items} for each in (one, other))
    offices = [{recipient.office for recipient in each.to} for each in (one, other)]
    owners = [set(each.by) for each in (one, other)]
    apart = offices[0] and offices[1] and not offices[0] & offices[1]
    others = owners[0] and owners[1] and not owners[0] & owners[1]
    return (bool(mine & theirs) or theirs <= _VAGUE) and not apart and not others and not (offices[1] and not offices[0])


_VAGUE = frozenset({"报名", "申报", "报送", "提交", "填报", "材料", "作品", "投稿"})


def _cut_between(one: Moment, other: Moment) -> int:
    """Where in a sentence what belongs to one limit ends and what belongs to the next begins."""
    between = one.sentence[one.time.end : other.time.begin]
    comma = max(between.rfind("，"), between.rfind("；"))
    return one.time.end + comma + 1 if comma >= 0 else other.time.begin


@dataclass(frozen=True, slots=True)
class _Maker:
    """Puts deliverables together from sentences, with what else the notice says."""

    papers: Papers
    contacts: Sequence[Contact]
    forms: Sequence[Form]
    periods: Sequence[Period]

    def of_sentence(self, group: Sequence[Moment]) -> Iterator[tuple[Deliverable, float]]:
        """What one sentence asks for, and what the sentences after it add under the same limit."""
        respective = self._respectively(group)
        if respective:
            yield from respective
            return
        for number, moment in enumerate(group):
            begin = 0 if number == 0 else _cut_between(group[number - 1], moment)
            end = len(moment.sentence) if number + 1 == len(group) else _cut_between(moment, group[number + 1])
            made = self._one(moment, begin, end)
            later = [*self._later(moment)] if len(group) == 1 else []
            if not later or _names_receiver(moment.sentence[begin:end]):
                yield from ((one, moment.sure) for one in self._apart(made, moment.sentence[moment.time.end : end]))
            yield from ((one, moment.sure) for one in later)

    def _respectively(self, group: Sequence[Moment]) -> list[tuple[Deliverable, float]]:
        """分别于…和…前: as many limits as papers, each paper by its own."""
        first, last = group[0], group[-1]
        words = first.sentence[: first.time.begin]
        apart = [one.sentence[one.time.end : other.time.begin].strip("前 ") for one, other in pairwise(group)]
        if len(group) < 2 or not re.search(r"分别[于在]?$", words) or any(between not in ("和", "、", "及") for between in apart):
            return []
        made = self._one(last, 0, len(last.sentence))
        names = self.papers.of(first, re.sub(r"分别[于在]?$", "", words), "", [])
        if len(names) != len(group):
            return []
        found: list[tuple[Deliverable, float]] = []
        for one, name in zip(group, names, strict=True):
            due = due_of(one, self.periods)
            found.append((msgspec.structs.replace(made, items=(self._item(name),), due=due, readings=()), one.sure))
        return found

    def _one(self, moment: Moment, begin: int, end: int) -> Deliverable:
        part = moment.sentence[begin:end]
        before, after = moment.sentence[begin : moment.time.begin], moment.sentence[moment.time.end : end]
        sendings = [*sendings_in(after), *sendings_in(before)]
        names = self.papers.of(moment, before, after, sendings)
        url = _URL.search(part)
        to = self._receivers(moment, sendings, after)
        return Deliverable(
            id="",
            items=tuple(self._item(name) for name in names),
            by=owners_in(before, moment.sentence),
            to=to,
            readings=_readings(part, names, [one.office for one in to if "邮箱" not in one.office and "@" not in one.office]),
            due=due_of(moment, self.periods),
            how="、".join(dict.fromkeys(found.group() for found in _HOW.finditer(part))) or None,
            url=url.group().rstrip("/.") if url else None,
            stamped=True if _STAMP.search(part) else None,
            copies=found.group() if (found := _COPIES.search(part)) else None,
            source=moment.placed.source(moment.begin, moment.end),
        )

    def _apart(self, made: Deliverable, after: str) -> Iterator[Deliverable]:
        """A deliverable, or one for each of its papers where the words send them to different places (A报甲，B报乙)."""
        each = [one for one in sendings_in(after) if (one.to or one.mailboxes) and not all(map(is_manner, papers_in(one.what or "")))]
        if len({one.to + one.mailboxes for one in each}) < 2:
            yield made
            return
        for one in each:
            items = tuple(self._item(name) for name in papers_in(one.what or ""))
            yield msgspec.structs.replace(made, items=items or made.items, to=self._named([one]), readings=())

    def _later(self, moment: Moment) -> Iterator[Deliverable]:
        """Sentences right after that of the limit that say what other units send where, and until when no more: that limit is theirs."""
        text = moment.placed.text
        for first, last in moment.placed.sentences():
            sentence = text[first:last].strip()
            later = _LATER.match(sentence)
            if first < moment.end or later is None or re.search(r"\d[日月]", sentence):
                continue
            sendings = [one for one in sendings_in(sentence) if one.to or one.mailboxes]
            if not sendings:
                return
            names = [name for one in sendings if one.what for name in papers_in(one.what)] or self.papers.own(moment)
            yield Deliverable(
                id="",
                items=tuple(self._item(name) for name in names),
                by=owners_in("", sentence) or listed(later.group()),
                to=self._named(sendings),
                due=due_of(moment, self.periods),
                source=moment.placed.source(first, last),
            )

    def _item(self, name: str) -> Item:
        plain = fold(name)
        form = next((form.id for form in self.forms if len(plain) > 2 and (fold(form.title).endswith(plain) or plain in fold(form.title))), None)
        return Item(name=name, form=form, limits=tuple(found.group().strip() for found in _LIMIT.finditer(name)))

    def _receivers(self, moment: Moment, sendings: Sequence[Sending], after: str) -> tuple[Recipient, ...]:
        """To whom: named by the verbs of the part, else by a sentence about all of it, else in the rest of the passage."""
        named = self._named(sendings)
        if named:
            return named
        each = _EACH.search(after)
        if each is not None and (offices := receivers_in(each["to"])):
            return tuple(Recipient(office=office, contact=contact_of(office, self.contacts)) for office in offices)
        text = moment.placed.text
        rest = [text[first:last] for first, last in moment.placed.sentences() if first >= moment.end and not _DATED.search(text[first:last])]
        chosen = [sentence for sentence in rest if _ALL_OF_IT.match(sentence.strip())] or rest[:1]
        for sentence in chosen:
            if named := self._named([*sendings_in(sentence)]):
                return named
        url = _URL.search(after)
        return (Recipient(office=url.group().rstrip("/."), how=url.group().rstrip("/.")),) if url else ()

    def _named(self, sendings: Sequence[Sending]) -> tuple[Recipient, ...]:
        found: dict[str, Recipient] = {}
        for one in sendings:
            for office in one.to:
                found.setdefault(office, Recipient(office=office, contact=contact_of(office, self.contacts)))
            for box in one.mailboxes:
                contact = contact_of(box, self.contacts)
                if "@" in box or not found:
                    found.setdefault(box, Recipient(office=box, contact=contact, how=box if "@" in box else None))
        return tuple(found.values())


def _readings(part: str, names: Sequence[str], offices: Sequence[str]) -> tuple[str, ...]:
    """分别: several papers go to several offices, all to each of them or each to its own; both, in signs."""
    if "分别" not in part or len(names) < 2 or len(offices) < 2:
        return ()
    papers, all_of_them = "、".join(names), "、".join(offices)
    apart = "；".join(f"{name} → {office}" for name, office in zip(names, offices, strict=True)) if len(names) == len(offices) else ""
    return f"{papers} → {all_of_them}", apart or f"{papers} → {' / '.join(offices)}"


def _names_receiver(part: str) -> bool:
    return any(one.to or one.mailboxes for one in sendings_in(part))
