"""Whom to ask: offices with their people, numbers, mailboxes and addresses, in whatever way they are written down."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.extraction.contacts_draft import VALUES, ContactDraft, merged
from knowledge.extraction.contacts_labels import is_label_alone, says_whose
from knowledge.extraction.contacts_marks import (
    Mark,
    Marked,
    begins_contact,
    begins_with_box,
    is_header,
    line_of_names,
    marks_of,
    office_of_box,
    worth,
)
from knowledge.extraction.contacts_rosters import table_rows
from knowledge.extraction.outline import Outline, Part, Placed
from knowledge.notice import Contact

_OF_SITE = re.compile(r"客服|服务时间|版权|备案|技术支持|网站|服务热线|咨询热线|加盟|订阅|广告")
_SAYS_NUMBER = re.compile(r"电话|手机|热线|传真|座机|Tel|[微短]", re.I)
_OWN_NUMBER = re.compile(r"[^。；，\d]{0,4}\d{7}")
_NEUTRAL = re.compile(
    r"(?:网址|官网|官方网站|网站|https?:|www\.|办公时间|工作时间|咨询时间|联系时间|接听时间|微信公众号|公众号|[^，。]{0,6}群号?[:：])"
)
_FOOTER = re.compile(r"上一[篇条页则]|下一[篇条页则]|版权所有|友情链接|相关(?:链接|文章|新闻|阅读)|网站地图|扫一扫|Copyright", re.I)
_SITE_BLOCK = re.compile(r"联系我们|关于我们|联系本站|Contact[ ]Us", re.I)
_PROSE = re.compile(r"^.{40,}[。；：，]|^.{15,}。")
_SENTENCE_THEN_BOX = re.compile(r"。[^。@]{0,40}(?:发|报|交|送|寄|传)[^。@]{0,40}@")
_NO_VALUE = (Mark.OFFICE, Mark.ROLE, Mark.BEGINS)
_OWN = (Part.BODY, Part.ANNEX_LIST, Part.SIGNATURE, Part.TAIL)
_ROSTER = re.compile(r"名单|名录|花名册|通讯录")
_CLAUSE_END = re.compile(r"[。；]")
_HEADING, _LINE, _AHEAD = 30, 80, 24


def contacts_of(outline: Outline) -> tuple[tuple[Contact, ...], dict[str, float]]:
    """The contacts, and how sure those are that are not beyond doubt."""
    placed: Sequence[Placed] = [one for one in _before_footer(outline.placed) if one.part in _OWN]
    gathering = _Gathering(placed)
    drafts = merged(gathering.drafts())
    if not drafts:
        placed = outline.of(Part.ANNEX)
        gathering = _Gathering(placed)
        drafts = merged(draft for draft in gathering.drafts() if draft.asked and draft.phones)
    contacts = tuple(draft.contact(number, placed, gathering.rows) for number, draft in enumerate(drafts, start=1))
    return contacts, {contact.id: draft.sure for contact, draft in zip(contacts, drafts, strict=True) if draft.sure < 1.0}


def _before_footer(placed: Sequence[Placed]) -> Sequence[Placed]:
    """The passages without what a page prints below a notice: links to its neighbours, and the address of whoever runs the site."""
    placed = _without_site(placed)
    begun = False
    for number, one in enumerate(placed):
        begun = begun or one.part is Part.BODY
        if begun and number * 3 > len(placed) and len(one.text) < _HEADING * 2 and _FOOTER.match(one.text.strip()):
            return placed[:number]
    return placed


def _without_site(placed: Sequence[Placed]) -> Sequence[Placed]:
    """The passages without the block of a web site's own numbers that stands above the notice: nothing has been said before it."""
    for number, one in enumerate(placed):
        if _PROSE.search(one.text) or (one.headings and one.marker is not None):
            return placed
        if _SITE_BLOCK.fullmatch(one.text.strip()):
            body = next((at for at in range(number + 1, len(placed)) if _PROSE.search(placed[at].text)), number)
            return [*placed[:number], *placed[body:]]
    return placed


class _Gathering:
    """Goes through the passages, knows which contact is being written down, and when the next one begins."""

    def __init__(self, placed: Sequence[Placed]) -> None:
        self.placed = placed
        self.rows, self.rosters = table_rows(placed)
        self.at = 0
        self.done: list[ContactDraft] = []
        self.current: ContactDraft | None = None
        self.office: str | None = None
        self.context = False
        self.roster = False
        self.columns: list[ContactDraft] = []

    def drafts(self) -> list[ContactDraft]:
        """Everything found."""
        for at, one in enumerate(self.placed):
            self.at, following = at, self.placed[at + 1] if at + 1 < len(self.placed) else None
            if at in self.rows or at - 1 in self.rows:
                self._close()
            self._read(one, following)
        self._close()
        return [draft for draft in self.done if draft.holds and not (draft.placed.part is Part.TAIL and not draft.names)]

    def _read(self, one: Placed, following: Placed | None) -> None:
        """Take one passage in."""
        begin = _begin(one)
        if not _is_considered(one) or self.at in self.rosters:
            self._leave()
        elif self.context and _NEUTRAL.match(one.text, begin):
            return
        elif following is not None and is_label_alone(one.text, begin, following.text, _begin(following)):
            self._label(one, begin)
        elif is_header(one.text, begin):
            self._header(one, begin)
        elif not self._with_marks(one, begin) and not self._with_names(one, begin, following):
            self._leave()
            self.roster = self.roster or (len(one.text) < _HEADING and bool(_ROSTER.search(one.text)))

    def _leave(self) -> None:
        self._close()
        self.office, self.context = None, False

    def _header(self, one: Placed, begin: int) -> None:
        """A line that says that contacts follow, and perhaps of which office."""
        self._close()
        self.context, self.roster = True, False
        offices = [marked.value for marked in marks_of(one.text, begin, context=False) if marked.mark is Mark.OFFICE]
        self.office = offices[0] if offices else None

    def _label(self, one: Placed, begin: int) -> None:
        """A line that is the label of the next one: of the contact that is being written down, unless it says whose the number is."""
        if self.current is None or (self.current.phones and says_whose(one.text, begin)):
            self._header(one, begin)
        self.context = True

    def _with_marks(self, one: Placed, begin: int) -> bool:
        """Take in a passage that has numbers, mailboxes or labels."""
        marks = marks_of(one.text, begin, context=self.context) if worth(one.text) else []
        if not self._counts(marks, one, begin):
            return False
        if self._beside(marks, one):
            return True
        before = len(self.done)
        prose = not begins_contact(one.text, begin) and (not self.context or bool(_SENTENCE_THEN_BOX.search(one.text, begin)))
        inside, own = False, begins_with_box(one.text, begin)
        for number, marked in enumerate(marks):
            if marked.mark is Mark.NAME and before < len(self.done) and self.current is None and marked.begin == self.done[-1].end + 1:
                self.done[-1].add(marked, one, self.at)
                continue
            if marked.mark is Mark.BOX and not own and not (inside and self.current is not None) and (prose or self.current is None):
                self._alone(marked, one)
                continue
            inside = inside or marked.mark in (Mark.NAME, Mark.PHONE, Mark.BEGINS, Mark.QQ)
            self._take(marked, one, marks[number + 1 :])
        abreast = [*self.done[before:], *([self.current] if self.current is not None else [])]
        self.columns = abreast if len(abreast) > 1 and all(draft.names and not draft.reachable for draft in abreast) else []
        ends = bool(marks) and (len(one.text) < _LINE or max(marked.end for marked in marks) > len(one.text) - _HEADING)
        self.context = (inside and ends) or own or (self.context and len(one.text) < _LINE) or begins_contact(one.text, begin)
        return True

    def _counts(self, marks: Sequence[Marked], one: Placed, begin: int) -> bool:
        """Whether the marks of a passage make it one of contacts."""
        if all(marked.mark in _NO_VALUE or (marked.mark is Mark.NAME and not marked.labelled and not self.context) for marked in marks):
            return bool(marks) and self.context and begins_contact(one.text, begin)
        if self.context or any(marked.labelled and marked.mark is not Mark.OFFICE for marked in marks):
            return True
        if one.part in (Part.ANNEX_LIST, Part.SIGNATURE, Part.TAIL):
            return False
        return any(marked.mark is Mark.BOX for marked in marks) or not self._is_roster(one)

    def _is_roster(self, one: Placed) -> bool:
        """Whether a passage is of a list of people that are no contacts: winners, guests."""
        self.roster = self.roster or bool(_ROSTER.search(one.text) or (one.headings and _ROSTER.search(one.headings[-1])))
        return self.roster

    def _beside(self, marks: Sequence[Marked], one: Placed) -> bool:
        """Take in a line that says one thing of each of the contacts that stand side by side in the line before it."""
        if not self.columns or len(marks) != len(self.columns) or len({marked.mark for marked in marks}) != 1 or marks[0].mark not in VALUES:
            self.columns = []
            return False
        for draft, marked in zip(self.columns, marks, strict=True):
            draft.add(marked, one, self.at)
        return True

    def _alone(self, marked: Marked, one: Placed) -> None:
        """A mailbox in a sentence: something is to be sent there, nobody is named."""
        office = office_of_box(one.text, marked.begin)
        draft = ContactDraft(one, marked.begin, marked.end, office=office)
        draft.add(marked, one, self.at)
        self.done.append(draft)

    def _with_names(self, one: Placed, begin: int, following: Placed | None) -> bool:
        """Take in an office, or an office with its people, that stands on a line of its own."""
        near = following is not None and (begins_contact(following.text, _begin(following)) or bool(self.context and worth(following.text)))
        if not near and not self.context and (following is None or not line_of_names(following.text, _begin(following))):
            return False
        if one.part is Part.SIGNATURE or not (self.context or near):
            return False
        named = line_of_names(one.text, begin)
        if not named or (not near and len(named) == 1 and named[0].mark is Mark.NAME):
            return False
        if named[0].mark is Mark.OFFICE:
            self._close()
            self.office = named[0].value
        for number, marked in enumerate(named):
            if marked.mark is Mark.NAME:
                self._take(marked, one, named[number + 1 :])
        if self.current is not None and near:
            self.current.labelled = self.current.labelled or self.context
        self.context = True
        return True

    def _take(self, marked: Marked, one: Placed, rest: Sequence[Marked]) -> None:
        """Take one mark in (`rest` follow it); where it belongs to another contact than the last one, that one begins."""
        office = self.office
        if self.current is not None and self._is_next(marked, one, self.current, rest):
            office = self.current.office if one is self.current.placed and marked.mark is Mark.NAME else office
            self._close()
        if marked.mark is Mark.OFFICE:
            if self.current is not None and self.current.office is None and self.current.numbers_first:
                self.current.office = marked.value
                return
            self._close()
            self.current = ContactDraft(one, marked.begin, marked.end, office=marked.value)
            return
        if self.current is None:
            self.current = ContactDraft(one, marked.begin, marked.end, office=office)
        self.current.add(marked, one, self.at)
        self.current.trusted = self.current.trusted or self.context

    def _is_next(self, marked: Marked, one: Placed, current: ContactDraft, rest: Sequence[Marked]) -> bool:
        """Whether a mark begins another contact."""
        if marked.mark in (Mark.OFFICE, Mark.NAME) and one is current.placed and one.text[current.end : marked.begin].strip() in ("（", "("):
            return False
        match marked.mark:
            case Mark.BEGINS:
                return bool(current.names)
            case Mark.NAME:
                if current.numbers_first and not current.names and (current.phones or current.faxes) and not marked.behind:
                    return self._has_number(marked, one, rest)
                if current.numbers_first and not current.names and one is current.placed and not marked.labelled:
                    return bool(_OWN_NUMBER.match(one.text, marked.end))
                return bool(current.names) and current.owned and current.reachable
            case Mark.OFFICE:
                return bool(current.names) or current.reachable
            case Mark.PHONE:
                between = one.text[current.end : marked.begin] if one is current.placed else one.text[: marked.begin]
                if not (current.numbers_first and current.names):
                    return False
                return not _SAYS_NUMBER.search(between) or re.fullmatch("[nN](?:PN)*", self._order(rest)) is not None
            case Mark.ROLE:
                return _is_other_role(marked, one, current)
            case _:
                return False

    def _has_number(self, name: Marked, one: Placed, rest: Sequence[Marked]) -> bool:
        """Whether a number follows a name that is its own: in the same clause, else where numbers do not stand before their names."""
        for marked in rest:
            if _CLAUSE_END.search(one.text, name.end, marked.begin) or marked.mark in (Mark.OFFICE, Mark.BEGINS):
                break
            if marked.mark in (Mark.PHONE, Mark.ROLE):
                return True
        order = self._order(rest).removeprefix("n")
        return order.startswith("P") and order.endswith("P")

    def _order(self, rest: Sequence[Marked]) -> str:
        """In which order names and numbers follow: PNP; `n` for names in the passage itself before any number."""
        order = re.sub("^N", "n", _order_of(rest, ""))
        for at in range(self.at + 1, min(len(self.placed), self.at + _AHEAD)):
            following, begin = self.placed[at], _begin(self.placed[at])
            after = self.placed[at + 1] if at + 1 < len(self.placed) else None
            if order.endswith(".") or (
                after is not None and is_label_alone(following.text, begin, after.text, _begin(after)) and says_whose(following.text, begin)
            ):
                break
            if not (worth(following.text) or _NEUTRAL.match(following.text, begin)):
                break
            order = _order_of(marks_of(following.text, begin, context=True), order)
        return order.rstrip(".")

    def _close(self) -> None:
        if self.current is not None:
            self.done.append(self.current)
        self.current = None


def _begin(one: Placed) -> int:
    """Where the text after a passage's number begins."""
    return one.marker.end if one.marker is not None else 0


def _is_considered(one: Placed) -> bool:
    return one.part is not Part.TAIL or not _OF_SITE.search(one.text)


def _order_of(marks: Sequence[Marked], order: str) -> str:
    """An order with that of some marks: N a name, P a number; a dot where an office or a number for something begins anew."""
    for marked in marks:
        letter = {Mark.NAME: "N", Mark.PHONE: "P", Mark.OFFICE: ".", Mark.ROLE: "."}.get(marked.mark, "")
        if order[-1:] == "." or (letter and order[-1:] != letter):
            order += letter if order[-1:] != "." else ""
    return order


def _is_other_role(marked: Marked, one: Placed, current: ContactDraft) -> bool:
    """Whether a number for one thing follows a number for another, or one of somebody."""
    if current.placed is not one:
        return current.owned or bool(current.phones and current.role != marked.value)
    if not current.phones:
        return False
    return bool(current.names and current.role and current.role != marked.value) or bool(_CLAUSE_END.search(one.text, current.end, marked.begin))
