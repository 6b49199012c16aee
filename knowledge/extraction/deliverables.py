"""What is to be handed in: which papers, by whom, to whom, how and by when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec

from knowledge.extraction.outline import Outline, Part
from knowledge.extraction.papers import cited_papers, is_manner, is_paper, papers_in
from knowledge.extraction.recipients import contact_of
from knowledge.extraction.roles import Moment, Role
from knowledge.extraction.sending import Sending, receivers_in, sendings_in
from knowledge.extraction.times import TimeKind
from knowledge.forms.model import Form
from knowledge.language.text import fold
from knowledge.notice import Contact, Deliverable, Due, Item, Period, Recipient
from knowledge.workdays import day_of

_OWNER = re.compile(
    r"(?:^|[，。；：]|请|要求|希望)(?P<who>(?:各|有关|相关|全[市县省校]|参赛|参加|申报|报名|主办|承办|推荐|入选|获奖|市直|县直|区直|省直)[^，。；：]{1,60}?)"
    r"(?:务必|要|应|须|需|可|请|必须|将|于|在|把|从|及时|认真|结合|按|根据|围绕|对|负责|积极|统一|汇总|填写|填报|报送|提交)"
)
_DURING = re.compile(r"[^，。；：、]{2,12}期间$")
_DATED = re.compile(r"\d[ ]*[月日号]|前(?!来|往|述|后|期)")
_BEFORE_MONTH = re.compile(r"(?:\d{4}年|今年|明年)?\d{1,2}月份?(?:之|以)?前")
"""Before a month is before it begins: the earlier reading."""

_EACH = re.compile(r"(?:^|，)(?P<to>[^，。；]{3,40})各(?:报|送)?[一二两三]份")
_SUBJECT = re.compile(
    r"(?:[\d一二三四五六七八九十]+[、.])?(?P<what>[^，。；：]{2,40}?)(?:均|都|须|需|应|请|要|统一|一律)+[^，。；]{0,6}?(?:提交|报送|上报|递交|发送|备注|寄)"
)
_ASKED = re.compile(r"请(?P<who>(?!看|见|参照|务必|按|以|于|在)[^，。；：《》]{2,60}?)(?=于|在|将|务必|及时|按)")
_BODIES = re.compile(r"单位|部门|局|科协|学校|学院|企业|学会|机构|阵地|街道|乡镇|支部|委员会|选手|作者|班|团")
_BODY_ENDS = re.compile(
    r"(.{1,40}?(?:单位|部门|[局厅委办处科室院系部校班团社所站]|班长|支部|团队|学院|学校|选手|同学|企业|公司|协会|学会|机构|学生|作者|人员))"
    r"(?=(?:确定|严格|报名|填写|收集|认真|按照|根据|务必|推荐|做好|组织|及时|高度|积极|要|须|需|应|于|将|在))"
)
_NO_OWNER = re.compile(r"要求|活动$|材料|时间|情况|项目$|总结|^各(?:类|种|项)|通知|精神|文件")
_STAMP = re.compile(r"盖章|加盖(?:单位|学院|学校)?(?:公章|印章)|签章|公章")
_COPIES = re.compile(r"一式[一二两三四五六七八九十\d]{1,2}份|各[一二两三四五六\d]{1,2}份|[\d一二两三四五六]{1,2}份")
_URL = re.compile(r"(?:https?://|www\.)[A-Za-z0-9./?=&_%#:-]+")
_HOW = re.compile(r"电子版|电子档|纸质版|纸质|书面|传真|电子邮件|邮箱|邮寄|快递|网上|在线|平台|盖章扫描件|扫描件|PDF|Word|光盘", re.I)
_LIMIT = re.compile(r"[^，。；（）()]{0,14}(?:不超过|不少于|不低于|以内|之内|不得超过|至少|限)[^，。；（）()]{0,16}")
_LATER = re.compile(r"^(?:各|其他|有关|相关|全[市县省校]|市直|县直)[^，。；]{1,80}?(?=将|报|向|把|提交)")
_ALL_OF_IT = re.compile(r"^[^，。；]{0,4}(?:以上|上述|所有|全部)[^，。；]{0,12}(?:材料|表格|表|资料|附件|信息|数据|内容|报告)")
_LISTED_BELOW = re.compile(r"(?:以下|下列|如下)(?:[\u4e00-\u9fff]{0,4})(?:材料|资料|内容|文件|信息)|材料如下")
_ABOVE = re.compile(r"^(?:以上|上述|所有|全部|相关|该|此)?(?:表格|材料|资料|附件|表|报表)$")
_MADE = re.compile(r".*(?:形成|打印|撰写|编制|制作|填写|填报|填好|准备|整理|写出|写成|提供|上传)(?P<what>[^，。；：]{2,40})$")
_AFTER_EVENT = re.compile(r"(?:活动|工作|宣传|培训|比赛|大赛)(?:周|月|日|年)?(?:全部)?(?:结束|完成)后?")
_ACTS = re.compile(
    r"报名|投稿|征文|征稿|申报|缴费|注册|预订|反馈|登记|签到|推荐|报送|提交|填报|备案|申请|投票|完成[^，。；]{2,16}|确定[^，。；]{2,16}"
)


@dataclass(frozen=True, slots=True)
class Owed:
    """Deliverables, and how sure those are that are not beyond doubt, by their ids."""

    deliverables: tuple[Deliverable, ...]
    confidence: dict[str, float]


def deliverables_of(
    outline: Outline, moments: Sequence[Moment], contacts: Sequence[Contact], forms: Sequence[Form], periods: Sequence[Period]
) -> Owed:
    """Everything that is to be handed in, in the order of the text; the same paper under the same limit is named once."""
    maker = _Maker(outline, contacts, forms, periods)
    found: list[Deliverable] = []
    confidence: dict[str, float] = {}
    for group in _sentences(moments[:_MOST_LOOKED_AT]):
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


_SHORT = 20
_MOST_LOOKED_AT = 400
"""Times of one notice; a text that has more is a table of dates or no notice."""

_NEAR = 300
"""Characters of a sentence around a limit that say who owes it."""

_MOST_JOINED = 3
_VAGUE = frozenset({"报名", "申报", "报送", "提交", "填报", "材料", "作品", "投稿"})


def _cut_between(one: Moment, other: Moment) -> int:
    """Where in a sentence what belongs to one limit ends and what belongs to the next begins."""
    between = one.sentence[one.time.end : other.time.begin]
    comma = max(between.rfind("，"), between.rfind("；"))
    return one.time.end + comma + 1 if comma >= 0 else other.time.begin


@dataclass(frozen=True, slots=True)
class _Maker:
    """Puts deliverables together from sentences, with what else the notice says."""

    outline: Outline
    contacts: Sequence[Contact]
    forms: Sequence[Form]
    periods: Sequence[Period]

    def of_sentence(self, group: Sequence[Moment]) -> Iterator[tuple[Deliverable, float]]:
        """What one sentence asks for, and what the sentences after it add under the same limit."""
        for number, moment in enumerate(group):
            begin = 0 if number == 0 else _cut_between(group[number - 1], moment)
            end = len(moment.sentence) if number + 1 == len(group) else _cut_between(moment, group[number + 1])
            made = self._one(moment, begin, end)
            later = [*self._later(moment)] if len(group) == 1 else []
            if not later or _names_receiver(moment.sentence[begin:end]):
                yield from ((one, moment.sure) for one in self._apart(made, moment.sentence[moment.time.end : end]))
            yield from ((one, moment.sure) for one in later)

    def _one(self, moment: Moment, begin: int, end: int) -> Deliverable:
        part = moment.sentence[begin:end]
        before, after = moment.sentence[begin : moment.time.begin], moment.sentence[moment.time.end : end]
        sendings = [*sendings_in(after), *sendings_in(before)]
        names = self._papers(moment, before, after, sendings)
        url = _URL.search(part)
        to = self._receivers(moment, sendings, after)
        return Deliverable(
            id="",
            items=tuple(self._item(name) for name in names),
            by=_owners(before, moment.sentence),
            to=to,
            readings=_readings(part, names, [one.office for one in to if "邮箱" not in one.office and "@" not in one.office]),
            due=self._due(moment),
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
            if first < moment.end or not _LATER.match(sentence) or re.search(r"\d[日月]", sentence):
                continue
            sendings = [one for one in sendings_in(sentence) if one.to or one.mailboxes]
            if not sendings:
                return
            names = [name for one in sendings if one.what for name in papers_in(one.what)] or self._own_papers(moment)
            yield Deliverable(
                id="",
                items=tuple(self._item(name) for name in names),
                by=_owners("", sentence) or _listed(_LATER.match(sentence).group()),  # type: ignore[union-attr]
                to=self._named(sendings),
                due=self._due(moment),
                source=moment.placed.source(first, last),
            )

    def _own_papers(self, moment: Moment) -> list[str]:
        """The papers that the sentence of the limit itself names."""
        before, after = moment.sentence[: moment.time.begin], moment.sentence[moment.time.end :]
        return self._papers(moment, before, after, [*sendings_in(after), *sendings_in(before)])

    def _papers(self, moment: Moment, before: str, after: str, sendings: Sequence[Sending]) -> list[str]:
        """The names of what is handed in; where they say only in which form (电子版), with what the sentences before name."""
        names = self._named_papers(moment, before, after, sendings)
        if names and not all(map(is_manner, names)):
            return names
        earlier = self._earlier(moment)
        if not names:
            return earlier or self._by_label(moment, before, after)
        return [f"{paper}（{manner}）" for paper in earlier[:_MOST_JOINED] for manner in names] or names

    def _earlier(self, moment: Moment) -> list[str]:
        """The papers that the sentences before the one of the limit say are to be handed in, the nearest first."""
        text = moment.placed.text
        for first, last in reversed([span for span in moment.placed.sentences() if span[1] <= moment.begin]):
            names = [name for name in _asked_for(text[first:last]) if is_paper(name) and not is_manner(name)]
            if names:
                return names
        return []

    def _named_papers(self, moment: Moment, before: str, after: str, sendings: Sequence[Sending]) -> list[str]:
        """What the verbs take, what is named before the limit, and titles that stand in the words."""
        if _LISTED_BELOW.search(moment.sentence) and (below := self._below(moment)):
            return below
        for one in sendings:
            names = papers_in(one.what) if one.what else []
            if names and all(_ABOVE.match(name) for name in names) and (cited := cited_papers(moment.placed.text[: moment.end])):
                return cited
            if names and any(map(is_paper, names)) and not all(map(is_manner, names)):
                return names
        subject = re.split(
            r"[，。；：]", re.sub(r"(?:请|须|需|应|要|务必|统一|必须)*(?:在|于|应于|需于|不迟于|最迟于)?\s*$", "", before).rstrip("，, ")
        )[-1]
        named = [name for name in papers_in(subject) if is_paper(name) and not _OWNER.match(name)]
        if named and all(_ABOVE.match(name) for name in named) and (cited := cited_papers(moment.placed.text[: moment.begin])):
            return cited
        quoted = cited_papers(after) or cited_papers(before)
        if named or quoted:
            return named or quoted
        made = [name for name in _made(before) if is_paper(name)]
        objects = [name for one in sendings if one.what and len(one.what) <= _SHORT for name in papers_in(one.what)]
        return made or [name for name in objects if not is_manner(name)] or objects

    def _below(self, moment: Moment) -> list[str]:
        """The papers of a list under the sentence."""
        placed = self.outline.placed
        at = placed.index(moment.placed)
        names: list[str] = []
        for one in placed[at + 1 : at + 12]:
            if one.marker is None:
                break
            first = re.split(r"[，。；：]|（(?!见)", one.text[one.marker.end :])[0]
            names += papers_in(first)[:3] or []
        return names

    def _by_label(self, moment: Moment, before: str, after: str) -> list[str]:
        """What the words around a limit are about, where no paper is named: 报名, 投稿."""
        listed = re.match(r"[^：，]{2,12}：([^，]{2,40})，", moment.sentence)
        if listed is not None and before.rstrip().endswith("：") and before.count("：") > 1:
            return [listed.group(1)]
        heading = " ".join((*moment.placed.headings[-1:], moment.placed.heading or ""))
        for text in (before[-16:], after[:30], heading):
            found = _ACTS.search(text)
            if found is not None:
                return [found.group().strip()]
        for passage in (moment.sentence, moment.placed.text):
            if cited := cited_papers(passage):
                return cited
        clause = re.split(r"[，；：。]", re.sub(r"后?(?:于|在)?$", "", before.rstrip("，, ")))[-1].strip()
        clause = re.sub(r"^请?(?:将|把)?", "", clause)
        if 3 <= len(clause) <= _SHORT and any(one.to for one in sendings_in(after)):
            return [clause]
        plain = re.sub(r"^[，、 ]+", "", after.strip("。；，"))[:24]
        if plain and moment.time.text not in plain:
            return [plain]
        title = " ".join(one.text for one in self.outline.of(Part.HEAD))
        return [found.group() if (found := _ACTS.search(title)) else heading.strip() or plain or moment.time.text]

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

    def _due(self, moment: Moment) -> Due:
        time = moment.time
        text = moment.placed.passage.folded.quote(*moment.at)
        clock = time.clock.split("-")[-1] if time.clock else None
        if time.kind is TimeKind.RECURRING:
            during = _DURING.search(moment.sentence[: time.begin])
            text = f"{during.group() if during else ''}{text}"
            return Due(text=text, clock=clock, every=text)
        if time.kind is TimeKind.RELATIVE:
            return Due(text=text, day=self._counted(moment), clock=clock)
        if time.before and time.start is not None and _BEFORE_MONTH.fullmatch(time.text):
            return Due(text=text, day=time.start - timedelta(days=1), clock=clock, vague=True)
        return Due(text=text, day=time.end_day or time.start, clock=clock, vague=time.vague or time.kind is TimeKind.VAGUE)

    def _counted(self, moment: Moment) -> date | None:
        """The day that so many (working) days after the campaign come to, where its end is known to the day."""
        time = moment.time
        own = [period for period in self.periods if not period.cited and period.label is None] or self.periods
        ends = {period.when.end for period in own if period.when.end is not None and not period.when.vague and not period.when.tentative}
        if time.days is None or time.after is None or not _AFTER_EVENT.search(time.after) or len(ends) != 1:
            return time.end_day
        day, left = ends.pop(), time.days
        while left > 0:
            day += timedelta(days=1)
            left -= not (time.working_days and day_of(day).is_rest)
        return day


def _asked_for(sentence: str) -> list[str]:
    """The papers that a sentence without a limit says are to be handed in or filled in."""
    subject = _SUBJECT.match(sentence)
    sent = [name for one in sendings_in(sentence) for name in papers_in(one.what or "") if not is_manner(name)]
    return sent or _made(sentence.rstrip("。；")) or (papers_in(subject["what"]) if subject is not None else [])


def _made(text: str) -> list[str]:
    """The papers that somebody is told to write, in the clause nearest to the end."""
    for clause in reversed(re.split(r"[，；：]", text)):
        made = _MADE.search(re.sub(r"（[^（）]*）", "", clause))
        if made is not None and (names := [name for name in papers_in(made["what"]) if is_paper(name)]):
            return names
    return []


def _readings(part: str, names: Sequence[str], offices: Sequence[str]) -> tuple[str, ...]:
    """分别: several papers go to several offices, all to each of them or each to its own; both, in signs."""
    if "分别" not in part or len(names) < 2 or len(offices) < 2:
        return ()
    papers, all_of_them = "、".join(names), "、".join(offices)
    apart = "；".join(f"{name} → {office}" for name, office in zip(names, offices, strict=True)) if len(names) == len(offices) else ""
    return f"{papers} → {all_of_them}", apart or f"{papers} → {' / '.join(offices)}"


def _names_receiver(part: str) -> bool:
    return any(one.to or one.mailboxes for one in sendings_in(part))


def _owners(before: str, sentence: str) -> tuple[str, ...]:
    """Who is told to: the subject of the sentence, nearest to the limit."""
    for text in (before[-_NEAR:], sentence[:_NEAR]):
        for found in reversed([*_OWNER.finditer(text)]):
            who = found["who"].strip()
            if not _NO_OWNER.search(who):
                return _listed(_body_of(who))
        asked = _ASKED.search(text)
        if asked is not None and _BODIES.search(asked["who"]) and not _NO_OWNER.search(asked["who"]):
            return _listed(asked["who"])
    return ()


def _body_of(who: str) -> str:
    """Those told to, without what they are told after their name."""
    found = _BODY_ENDS.match(who)
    return found.group(1) if found is not None else who


def _listed(who: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"、(?=各)|，|及(?=各)|和(?=各)", who) if part.strip())
