"""A line cut into clauses, and these into figures and the words between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.forms.paste.spans import Span

MARKS = ",;、。:=|!"


@dataclass(frozen=True, slots=True)
class Stretch:
    """[start, end) of a line, without a figure in it."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause(Stretch):
    """[start, end) of a line between two marks, with the figures in it."""

    figures: tuple[Span, ...]

    @property
    def gaps(self) -> list[Stretch]:
        """The words before, between and behind the figures."""
        starts = [self.start, *(figure.end for figure in self.figures)]
        ends = [*(figure.start for figure in self.figures), self.end]
        return [Stretch(start, end) for start, end in zip(starts, ends, strict=True)]


def clauses(plain: str, found: Sequence[Span]) -> list[Clause]:
    """A line cut at its marks, except inside figures, dates and numbers of items."""
    begins = {span.start: span for span in found}
    cut: list[Clause] = []
    figures: list[Span] = []
    start = at = 0
    while at <= len(plain):
        if at == len(plain) or _is_mark(plain, at, begins):
            if words := plain[start:at].lstrip():
                cut.append(Clause(at - len(words), at, tuple(figures)))
            start, figures, at = at + 1, [], at + 1
        elif at in begins:
            figures += [begins[at]] if begins[at].is_figure else []
            at = begins[at].end
        else:
            at += 1
    return cut


def _is_mark(plain: str, at: int, begins: Mapping[int, Span]) -> bool:
    """Whether a clause ends here; not at the mark between a name and its figure."""
    if plain[at] == ".":
        return not plain[at + 1 : at + 2].isalnum()
    if plain[at] in ":=":
        figure = begins.get(len(plain) - len(plain[at + 1 :].lstrip()))
        return figure is None or not figure.is_figure
    return plain[at] in MARKS
