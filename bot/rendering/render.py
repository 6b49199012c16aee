"""From answers and replies to text: words from the locales, layout from the templates."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.rendering.filters import Filters
from bot.rendering.words import Words, words
from knowledge.answering.answer import Answer, Block
from knowledge.answering.finders.contacts import is_mobile
from knowledge.notice import Notice

LONG = 320
"""An answer longer than this, in characters, goes without remarks on the notice's oddities."""


@cache
def _environment(language: str) -> Environment:
    """The templates for one language. Text goes out as plain characters; a channel with markup
    escapes it as a whole, so nothing that a user or a notice wrote can become markup."""
    made = Environment(
        loader=PackageLoader("bot.rendering", "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
        auto_reload=False,
    )
    filters = Filters(words(language))
    made.globals.update(t=words(language), f=filters, is_mobile=is_mobile, language=language)
    return made


class Renderer:
    """Puts answers into words. `hide_mobiles`: mobile numbers are left out (for groups)."""

    def __init__(self, *, hide_mobiles: bool = False) -> None:
        self._hide_mobiles = hide_mobiles

    def answer(self, answer: Answer, *, notices: tuple[Notice, ...] = (), in_group: bool = False) -> str:
        """An answer as lines of plain text; `notices` are all there are, for what to offer."""
        text = self._render(answer, notices, in_group=in_group, with_remarks=True)
        if len(text) > LONG:
            text = self._render(answer, notices, in_group=in_group, with_remarks=False)
        return "\n".join(line.rstrip() for line in text.splitlines() if line.strip())

    def _render(self, answer: Answer, notices: tuple[Notice, ...], *, in_group: bool, with_remarks: bool) -> str:
        template = _environment(answer.language).get_template("answer.j2")
        return template.render(
            answer=answer,
            regions=_regions(notices),
            hide_mobiles=self._hide_mobiles and in_group,
            several=len(answer.blocks) > 1,
            tight=sum(len(block.finding.lines) for block in answer.blocks) > 1,
            remarks=remarks if with_remarks else _no_remarks,
            source=source_clauses,
        )

    def choice(self, notice: Notice, language: str) -> str:
        """The label of the button that asks the same of another notice."""
        return _filters(language).label(notice)

    def words(self, language: str) -> Words:
        """The words of a language, for what is no answer."""
        return words(language)


@cache
def _filters(language: str) -> Filters:
    return Filters(words(language))


def _regions(notices: tuple[Notice, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(notice.region for notice in notices if notice.region))[:8]


def _no_remarks(block: Block, several: bool) -> tuple[object, ...]:
    """For an answer that is long enough as it is."""
    return ()


def remarks(block: Block, several: bool) -> tuple[object, ...]:
    """The oddity of the fact that a block states, where it states a single one."""
    if len(block.finding.lines) != 1 or several:
        return ()
    cited = {cited.id for line in block.finding.lines for cited in line.cited}
    return tuple(remark for remark in block.notice.remarks if cited & set(remark.about))[:1]


def source_clauses(block: Block) -> tuple[str, ...]:
    """The clauses a block rests on, each once, in order."""
    found = [cited.source.clause for line in block.finding.lines for cited in line.cited]
    return tuple(dict.fromkeys(clause for clause in found if clause))[:6]
