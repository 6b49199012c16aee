"""From answers to text: words from the locales, layout from the templates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from bot.rendering.concerns import concern
from bot.rendering.filters import Filters
from bot.rendering.tables import TableFilters
from bot.rendering.words import Words, words
from handlers.messages import Button, Phrase, Reply, Said, View
from knowledge.answering.answer import Answer, Block, Finding
from knowledge.extraction.draft import Draft
from knowledge.forms.model import Field
from knowledge.forms.submission import ONLY, Blank
from knowledge.notice import Notice, Remark, is_mobile

LONG = 320
"""An answer longer than this, in characters, goes without remarks on the notice's oddities."""

MOST_REGIONS = 8
MOST_CLAUSES = 6
MOST_QUOTED = 100
"""Characters of a quotation that are shown to find a passage by."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How an answer is laid out: `several` notices speak in it, `tight` there are several
    statements, `regions` has a notice of every place, to be named where none fits."""

    several: bool
    tight: bool
    hide_mobiles: bool
    with_remarks: bool
    choices: tuple[Notice, ...]
    regions: tuple[Notice, ...]

    def remarks(self, block: Block) -> tuple[Remark, ...]:
        """The oddity of the fact that a block states, where the answer states a single one."""
        if not self.with_remarks or self.several or len(block.finding.lines) != 1:
            return ()
        if block.finding.lines[0].values.get("wanted", frozenset()) - {"invited"}:
            return ()
        cited = {cited.id for line in block.finding.lines for cited in line.cited}
        return tuple(remark for remark in block.notice.remarks if cited & set(remark.about))[:1]

    def unsaid(self, finding: Finding) -> tuple[str, ...]:
        """What an answer leaves open and its statements do not say already (a vague time does)."""
        if not finding.known:
            return ()
        return tuple(slot for slot in finding.missing if slot != "day" or finding.intent == "deadline")

    def clauses(self, block: Block) -> tuple[str, ...]:
        """The clauses a block rests on, each once, in order."""
        found = [cited.source.clause for line in block.finding.lines for cited in line.cited]
        return tuple(dict.fromkeys(clause for clause in found if clause))[:MOST_CLAUSES]


class Renderer:
    """Puts answers into words. `hide_mobiles`: mobile numbers are left out in groups."""

    def __init__(self, *, hide_mobiles: bool = False) -> None:
        self._hide_mobiles = hide_mobiles

    def answer(self, answer: Answer, *, notices: tuple[Notice, ...] = (), in_group: bool = False) -> str:
        """An answer as lines of plain text; `notices` are all there are, for what to offer.

        Nothing in it is markup: a channel that has markup escapes the text as a whole.
        """
        text = self._render(answer, notices, in_group=in_group, with_remarks=True)
        if len(text) > LONG:
            text = self._render(answer, notices, in_group=in_group, with_remarks=False)
        return _tidy(text)

    def reply(self, reply: Reply, language: str, *, notices: tuple[Notice, ...] = (), in_group: bool = False) -> str:
        """A whole reply as lines of plain text, its parts below one another; `language` where it has none of its own."""
        spoken = reply.language or language
        return "\n".join(filter(None, (self._part(part, spoken, notices, in_group=in_group) for part in reply.parts)))

    def label(self, button: Button, language: str) -> str:
        """What stands on a button."""
        if button.label is not None:
            return button.label
        t = words(language)
        does = t(f"button.{button.does}")
        return t("label.of", does=does, name=button.name) if button.name else does

    def _part(self, part: Said, language: str, notices: tuple[Notice, ...], *, in_group: bool) -> str:
        match part:
            case Answer():
                return self.answer(part, notices=notices, in_group=in_group)
            case Phrase():
                return words(language)(part.key, **part.values)
            case View():
                return _tidy(_view(language, part.name).render(**part.values))

    def draft(self, draft: Draft, language: str) -> str:
        """What was read from documents, with the words it was read from, for somebody to look through."""
        return _tidy(_view(language, "import/draft").render(draft=draft, concern=concern, MOST_QUOTED=MOST_QUOTED))

    def choice(self, notice: Notice, language: str) -> str:
        """The label of the button that asks the same of another notice."""
        return _filters(language).label(notice)

    def words(self, language: str) -> Words:
        """The words of a language, for what is no answer."""
        return words(language)

    def _render(self, answer: Answer, notices: tuple[Notice, ...], *, in_group: bool, with_remarks: bool) -> str:
        circumstances = Circumstances(
            several=len(answer.blocks) > 1,
            tight=sum(len(block.finding.lines) for block in answer.blocks) > 1,
            hide_mobiles=self._hide_mobiles and in_group,
            with_remarks=with_remarks,
            choices=answer.choices,
            regions=tuple({notice.region: notice for notice in notices if notice.region}.values())[:MOST_REGIONS] if answer.lead else (),
        )
        return _template(answer.language).render(answer=answer, c=circumstances)


@cache
def _filters(language: str) -> Filters:
    return Filters(words(language))


def _tidy(text: str) -> str:
    """Without empty lines and spaces at the ends of lines."""
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip())


@cache
def _template(language: str) -> Template:
    """The template of answers with the words of one language."""
    return _environment(language).get_template("answer.j2")


@cache
def _view(language: str, name: str) -> Template:
    return _environment(language).get_template(f"{name}.j2")


def _only(field: Field) -> Blank:
    """The blank of a field where the table has no rows."""
    return Blank(ONLY, field.id)


def _cell(row: int, field: Field) -> Blank:
    """The blank of a field in a row."""
    return Blank(row, field.id)


@cache
def _environment(language: str) -> Environment:
    """The templates with the words of one language; they come from this package only."""
    environment = Environment(
        loader=PackageLoader("bot.rendering", "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
        auto_reload=False,
    )
    filters = _filters(language)
    environment.globals.update(t=words(language), f=filters, b=TableFilters(filters), is_mobile=is_mobile, language=language, only=_only, cell=_cell)
    return environment
