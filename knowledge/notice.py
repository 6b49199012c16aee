"""The notice: what an issuing office states, as facts that each name the clause they stand in.

Every text is as printed in the notice, except `summary` (and `what` of a task), which
is ours. Dates are `datetime.date`; clock times are "HH:MM" text. `glossary` gives the
English for printed names; `*_en` gives our English for our own sentences.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from knowledge.forms.model import Form
from knowledge.source import Source

MOBILE_DIGITS = 11


class Theme(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A slogan of the campaign; `label` tells sub-themes apart."""

    id: str
    text: str
    label: str | None = None
    source: Source


class When(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A time as printed, with our reading of it as first and last day.

    `vague`: the words name no exact days (上旬 = 1st to 10th, 中旬 = 11th to 20th,
    下旬 and 月底 = 21st to last day). `tentative`: 拟定、初定. `clock` is "HH:MM" or a range.
    """

    text: str
    start: date | None = None
    end: date | None = None
    vague: bool = False
    tentative: bool = False
    clock: str | None = None


class Period(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When the campaign, or a part of it named by `label`, takes place.

    `arrange_your_own`: units choose their days within it (自主安排). `cited`: dates of
    another campaign (the national week) that the notice only mentions.
    """

    id: str
    when: When
    label: str | None = None
    where: str | None = None
    arrange_your_own: bool = False
    cited: bool = False
    source: Source


class Activity(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that is held: `aliases` are other names people use for it."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    summary: str
    summary_en: str | None = None
    when: When | None = None
    where: str | None = None
    hosts: tuple[str, ...] = ()
    invited: tuple[str, ...] = ()
    url: str | None = None
    source: Source


class Item(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One paper of a deliverable; `form` is the id of the blank table it is made on."""

    name: str
    form: str | None = None
    limits: tuple[str, ...] = ()


class Recipient(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An office (or a mailbox, a web site) something is handed in to."""

    office: str
    contact: str | None = None
    how: str | None = None


class Due(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """By when: the words as printed and the last day they allow.

    `vague`: no exact day is stated and `day` is the latest it can mean. `every`: the rhythm
    of something handed in again and again, as printed. `clock` is "HH:MM".
    """

    text: str
    day: date | None = None
    clock: str | None = None
    vague: bool = False
    every: str | None = None


class Deliverable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must be handed in, by whom, to whom, how and by when.

    `readings`: where a passage allows several readings, all of them, in our words.
    `by` is empty where everybody addressed owes it. `stamped` None = not stated.
    """

    id: str
    items: tuple[Item, ...]
    by: tuple[str, ...] = ()
    to: tuple[Recipient, ...] = ()
    due: Due | None = None
    how: str | None = None
    url: str | None = None
    stamped: bool | None = None
    copies: str | None = None
    readings: tuple[str, ...] = ()
    readings_en: tuple[str, ...] = ()
    source: Source


class Task(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a named body is told to do, in our words."""

    id: str
    who: tuple[str, ...]
    what: str
    what_en: str | None = None
    source: Source


class Contact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to ask. Numbers, addresses and names stand as printed."""

    id: str
    org: str | None = None
    aliases: tuple[str, ...] = ()
    role: str | None = None
    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    faxes: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    qq: tuple[str, ...] = ()
    address: str | None = None
    postcode: str | None = None
    source: Source


def is_mobile(phone: str) -> bool:
    """Whether a number is that of a person's mobile, by its form (11 digits from 1)."""
    return len(phone) == MOBILE_DIGITS and phone.isdigit() and phone.startswith("1")


class Requirement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A demand on those addressed: the heading as printed (shortened), the summary ours."""

    id: str
    heading: str
    heading_en: str | None = None
    summary: str
    summary_en: str | None = None
    source: Source


class Clause(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A passage of the notice. Several passages may share one printed number.

    `keywords` are words of the passage, or of people who ask for it, which the summary
    does not have; search finds the passage by them.
    """

    id: str
    number: str
    heading: str | None = None
    summary: str
    summary_en: str | None = None
    keywords: tuple[str, ...] = ()
    line: int | None = None


class Remark(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An oddity of the notice that a reader of the facts named in `about` must know."""

    id: str
    about: tuple[str, ...]
    text: str
    text_en: str | None = None
    source: Source


class Edition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """ "第二十届全国科普日": which one of a series of events this is."""

    id: str
    event: str
    number: int
    text: str
    source: Source


class Notice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One notice. Absent single values are None: the notice does not state them.

    `region` is the place it is for, as printed with its rank (新乡市, 甘肃省); `event` the
    campaign; `aliases` are other names of the campaign. `basis` are the documents it relies
    on. `amends`, `forwards` and `replaces` are ids (or printed numbers) of other notices.
    """

    id: str
    title: str
    number: str | None = None
    issuers: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    region: str | None = None
    year: int | None = None
    event: str | None = None
    aliases: tuple[str, ...] = ()
    issued_on: date | None = None
    basis: tuple[str, ...] = ()
    annexes: tuple[str, ...] = ()
    amends: str | None = None
    forwards: str | None = None
    replaces: str | None = None
    glossary: dict[str, str] = {}
    editions: tuple[Edition, ...] = ()
    themes: tuple[Theme, ...] = ()
    periods: tuple[Period, ...] = ()
    activities: tuple[Activity, ...] = ()
    deliverables: tuple[Deliverable, ...] = ()
    tasks: tuple[Task, ...] = ()
    contacts: tuple[Contact, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    forms: tuple[Form, ...] = ()
    remarks: tuple[Remark, ...] = ()
    clauses: tuple[Clause, ...] = ()
