"""Numbers and mailboxes that nobody could reach as they are printed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.extraction.draft import Concern
from knowledge.extraction.outline import Outline, Part, Placed
from knowledge.notice import Contact, Notice

_LAND_LINE = re.compile(r"[2-8]\d{6,7}(?:-\d{1,6})?")
_AREA = re.compile(r"0\d{2,3}-?\d{7,8}(?:-\d{1,6})?")
_LABELLED = re.compile(
    r"(?:电[ ]?话|手[ ]?机|传[ ]?真|联系方式|热线)(?:号码|号)?(?:[（(][^（）()\d]{1,8}[）)])?[:： ]{1,3}"
    r"(?P<numbers>(?:（0\d{2,3}）|\d)[\d\- —–、/，；]*\d)(?![\d月年.:：])"
)
_APART = re.compile(r"[、/，；]|[ ]{1,}(?=(?:0\d{2}|1[3-9]\d))|(?<=\d)[ ]{2,}(?=\d)")
_NOT_DIGIT = re.compile(r"\D")
_AT = re.compile(r"(?<![A-Za-z0-9._%+\-])(?P<local>[A-Za-z0-9._%+\-]*)[ ]?@[ ]?(?P<domain>[A-Za-z0-9.\-]*(?:[\u4e00-\u9fff]{1,6}\.[A-Za-z]{2,})?)")
_DOMAIN = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")
_END_OF_DOMAIN = re.compile(r"[.\-]+$")
_NO_ENDING = re.compile(r"\.(?:con|cmo|ocm|comm|ccom|coom|conm|cim|cpm|vom|xom|c0m|om|nat|met|cn\.com\.cn|cnn|ccn)$", re.I)
_QQ = re.compile(r"(?:0\d*|\d{1,4}|\d{12,})")


def contacts_odd(notice: Notice, outline: Outline) -> Iterator[Concern]:
    """What is odd about the numbers and mailboxes of a notice."""
    yield from _without_area(notice)
    for one in outline.of(Part.BODY, Part.TAIL, Part.SIGNATURE):
        yield from _lengths(one, notice)
        yield from _mailboxes(one, notice)


def _without_area(notice: Notice) -> Iterator[Concern]:
    """The land lines of offices none of whose numbers says in which area it is, all at once."""
    offices: dict[str, list[Contact]] = {}
    for contact in notice.contacts:
        offices.setdefault(contact.org or contact.id, []).append(contact)
    bare: dict[str, Contact] = {}
    for contacts in offices.values():
        numbers = {number: contact for contact in contacts for number in (*contact.phones, *contact.faxes)}
        if not any(_AREA.fullmatch(number) for number in numbers):
            bare.update({number: contact for number, contact in numbers.items() if _LAND_LINE.fullmatch(number)})
    if bare:
        about = tuple(dict.fromkeys(contact.id for contact in bare.values()))
        source = next(iter(bare.values())).source
        yield Concern(code="phone_without_area", values={"phone": "、".join(bare)}, about=about, source=source)


def _lengths(one: Placed, notice: Notice) -> Iterator[Concern]:
    """Numbers under a label that have too few or too many digits for any kind of number."""
    for found in _LABELLED.finditer(one.text):
        for number in _APART.split(found["numbers"]):
            plain = number.strip(" -—–")
            if _is_odd_length(plain):
                about = tuple(contact.id for contact in notice.contacts if _holds(contact, plain))
                yield Concern(code="phone_length", values={"phone": plain}, about=about, source=one.source(*found.span()))


def _is_odd_length(number: str) -> bool:
    """Whether what looks like one number of seven digits or more is none: neither a mobile, nor a land line with or without its area,
    nor a service number; what stands behind a further dash may be an extension."""
    digits = _NOT_DIGIT.sub("", number)
    groups = re.split(r"[\-—– ]+", number.strip("（）()"))
    if len(digits) < 7 or len(groups) > 3 or (len(groups) == 3 and groups[0][:1] == "0"):
        return False
    if len(groups) == 2 and groups[0][:1] not in "0（(" and len(groups[0]) >= 7:
        return False
    if digits.startswith("0"):
        return len(digits) not in (10, 11, 12) or (digits[1] in "12" and len(digits) != 11)
    if digits[0] == "1" and digits[1] in "3456789":
        return len(digits) != 11
    return len(digits) == 9 or (len(digits) == 10 and not digits.startswith(("400", "800", "95"))) or len(digits) == 11


def _holds(contact: Contact, number: str) -> bool:
    digits = _NOT_DIGIT.sub("", number)
    return any(_NOT_DIGIT.sub("", phone) == digits for phone in (*contact.phones, *contact.faxes))


def _mailboxes(one: Placed, notice: Notice) -> Iterator[Concern]:
    """Mailboxes that are written as none can be."""
    for found in _AT.finditer(one.text):
        local, domain = found["local"], _END_OF_DOMAIN.sub("", found["domain"])
        if _is_odd_mailbox(local, domain):
            text = f"{local}@{domain}"
            about = tuple(contact.id for contact in notice.contacts if text in contact.emails)
            yield Concern(code="email_form", values={"email": text}, about=about, source=one.source(*found.span()))


def _is_odd_mailbox(local: str, domain: str) -> bool:
    """Whether nobody has such a mailbox; what has an @ and looks like none (a name in a chat) is no mailbox at all."""
    if not local or not domain:
        return bool(_DOMAIN.fullmatch(domain))
    if not _DOMAIN.fullmatch(domain) or _NO_ENDING.search(domain) or ".." in local or local[0] in ".-" or local[-1] == ".":
        return True
    return domain.lower() == "qq.com" and local.isdigit() and bool(_QQ.fullmatch(local))
