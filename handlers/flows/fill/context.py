"""What every step of filling in has at hand, and how a step ends."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import msgspec

from handlers.facts import Facts
from handlers.flows.fill.prompts import about, buttons_of, prompt
from handlers.links import FILL, form_payload
from handlers.messages import Button, Incoming, Phrase, Reply, Said, Task, Turn, View
from handlers.said import Meaning
from handlers.states import Asking, Doubtful, FormRef, Settling, State, takes_numbers, talk_of
from knowledge.forms.submission import Entry, Submission
from knowledge.notice import Notice


@dataclass(frozen=True, slots=True)
class Context:
    """A message, what it may look at, and the table it is about as the step so far leaves it. `pending` are doubtful
    words not asked about yet, which do not count where the conversation goes elsewhere: that is said."""

    said: Incoming
    facts: Facts
    table: Submission | None = None
    changed: bool = False
    pending: tuple[Doubtful, ...] = ()

    @property
    def message(self) -> str:
        """The id of the reply."""
        return f"{self.said.id}-1"

    @property
    def today(self) -> date:
        """The day of the message."""
        return self.said.received_at.date()

    @property
    def sheet(self) -> Submission:
        """The table; only asked for where there is one."""
        if self.table is None:
            raise LookupError("no table is being filled in")
        return self.table

    def with_table(self, table: Submission) -> Context:
        """The same with the table changed, to be saved."""
        return replace(self, table=table, changed=True)

    def notice_or_none(self, notice: str) -> Notice | None:
        """A published notice."""
        at = self.facts.catalogue.by_id.get(notice)
        return None if at is None else self.facts.catalogue.notices[at]

    def entry(self, value: str | None, raw: str) -> Entry:
        """What stands in a blank from now on, by the sender's words."""
        return Entry(value=value, raw=raw, by=self.said.person, at=self.said.received_at, key=self.said.id)

    def go(self, state: State, *parts: Said, tasks: tuple[Task, ...] = (), also: tuple[Reply, ...] = ()) -> Turn:
        """Say something and, where something is waited for, ask for it."""
        state = msgspec.structs.replace(state, asked=self.message)
        if self.pending and not isinstance(state, Settling):
            parts = (View("fill/forgotten", about(self.sheet, self.facts, doubts=self.pending)), *parts)
        asking = prompt(state, self.table, self.facts, self.said)
        reply = Reply(
            id=self.message,
            said=(*parts, asking) if asking else parts,
            language=talk_of(state).language,
            buttons=buttons_of(state, self.table),
            numbered=takes_numbers(state),
        )
        saves = (self._named(self.table),) if self.changed and self.table else ()
        return Turn(state, (reply, *also), saves, tasks)

    def _named(self, table: Submission) -> Submission:
        """The table with what the sender goes by, for colleagues to read."""
        person, name = self.said.person, self.said.name
        if name is None or table.names.get(person) == name:
            return table
        return msgspec.structs.replace(table, names={**table.names, person: name})

    def in_private(self, talk: Asking, forms: tuple[FormRef, ...] = ()) -> Turn:
        """Figures are never given in a group: show the way to us alone."""
        said = Phrase("fill.in_private")
        button = Button(does=Meaning.START, start=form_payload(forms[0]) if len(forms) == 1 else FILL)
        state = msgspec.structs.replace(talk, asked=self.message)
        return Turn(state, (Reply(id=self.message, said=said, language=talk.language, buttons=((button,),), numbered=False),))

    def rest(self, talk: Asking, *parts: Said) -> Turn:
        """Say something and wait for the next question; the table talked about is remembered."""
        if self.table is not None:
            talk = msgspec.structs.replace(talk, table=self.table.id)
        return self.go(talk, *parts)
