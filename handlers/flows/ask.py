"""Questions: answering them, and asking the same of another notice that was offered."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta

import msgspec

from handlers.facts import Facts
from handlers.links import form_payload
from handlers.messages import Button, Incoming, Phrase, Press, Reply, Text, Turn
from handlers.said import Meaning
from handlers.states import Asking, Choice, FormRef, Offer
from knowledge.answering.answer import Answer
from knowledge.answering.answerer import answer
from knowledge.answering.inquiry import REMEMBERED, Dialogue
from knowledge.forms.model import Form
from knowledge.language.text import fold
from knowledge.notice import Item, Notice

OFFERS_KEPT = 5
"""Messages whose buttons still work; on older ones they have gone stale."""

_OF_NO_NOTICE = frozenset(("scope", "list", "talk", "none"))
"""Intents of answers that no notice gave."""

_OF_NO_LANGUAGE = frozenset(("talk", "none"))
SHORT = 2
"""A word or two that ask nothing ("ok", "thx") do not tell that somebody speaks another language now."""

_NUMBER = re.compile(r"\[?(\d{1,2})\]?")


def ask(state: Asking, said: Incoming, text: Text, facts: Facts) -> Turn:
    """Answer a question; the number or the words of a choice press it."""
    if _is_no_choice(state, said, text.text):
        return _no_button(state, said, text.text.strip())
    found = _typed_or_none(state, said, text.text)
    if found is not None and found[1].notice in facts.catalogue.by_id:
        return _ask_again(state, said, *found, facts)
    made, dialogue = answer(facts.catalogue, text.text, said.received_at, state.dialogue, state.unit)
    if made.intent in _OF_NO_LANGUAGE and state.language is not None and len(text.text.split()) <= SHORT:
        made = replace(made, language=state.language)
    return _answered(state, said, _Asked(text.text, state.dialogue), made, dialogue, facts)


def press(state: Asking, said: Incoming, pressed: Press, facts: Facts) -> Turn:
    """Ask the question that a button stood under again, of the button's notice."""
    label = fold(pressed.label)
    for offer in reversed(state.offers):
        if pressed.of in (None, offer.message) and not _is_stale(offer, said):
            for choice in offer.choices:
                if fold(choice.label) == label and choice.notice in facts.catalogue.by_id:
                    return _ask_again(state, said, offer, choice, facts)
    return _no_button(state, said, pressed.label)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, and what the conversation remembered before it."""

    text: str
    before: Dialogue | None


def _no_button(state: Asking, said: Incoming, label: str) -> Turn:
    stale = Phrase("chat.no_button", {"label": label})
    return Turn(state, (Reply(id=reply_id(said), said=stale, language=state.language),))


def _is_stale(offer: Offer, said: Incoming) -> bool:
    return said.received_at - offer.at > REMEMBERED


def _is_no_choice(state: Asking, said: Incoming, text: str) -> bool:
    """A bare number where the choices offered last have gone stale or are fewer."""
    number = _NUMBER.fullmatch(fold(text).strip())
    if number is None or not state.numbered or not state.offers:
        return False
    offer = state.offers[-1]
    return _is_stale(offer, said) or not 1 <= int(number[1]) <= len(offer.choices) + bool(offer.forms)


def reply_id(said: Incoming) -> str:
    """The id of the reply to a message."""
    return f"{said.id}-1"


def _typed_or_none(state: Asking, said: Incoming, text: str) -> tuple[Offer, Choice] | None:
    """The choice of the latest offer that a message names by its words, or by its number where
    nothing was answered since."""
    if not state.offers or _is_stale(state.offers[-1], said):
        return None
    offer, typed = state.offers[-1], fold(text).strip()
    number = _NUMBER.fullmatch(typed)
    if number is not None:
        return (offer, offer.choices[int(number[1]) - 1]) if state.numbered and int(number[1]) <= len(offer.choices) else None
    return next(((offer, choice) for choice in offer.choices if fold(choice.label) == typed), None)


def _ask_again(state: Asking, said: Incoming, offer: Offer, choice: Choice, facts: Facts) -> Turn:
    """The question is asked of that notice alone, as if it were asked now, and answered in its own
    language. Where it names another place or year, or was for the list of notices, the label is read
    as a message that names a notice and leaves out the rest."""
    catalogue = facts.catalogue.alone(facts.catalogue.by_id[choice.notice])
    asked = _Asked(offer.question, _moved(offer.before, said.received_at - offer.at))
    made, dialogue = answer(catalogue, asked.text, said.received_at, asked.before, state.unit)
    if made.intent in _OF_NO_NOTICE:
        asked = _Asked(choice.label, offer.dialogue)
        made, dialogue = answer(catalogue, asked.text, said.received_at, asked.before, state.unit)
    return _answered(state, said, asked, replace(made, language=offer.language), dialogue, facts)


def _moved(dialogue: Dialogue | None, by: timedelta) -> Dialogue | None:
    """What was remembered, as old as it was when the question was asked."""
    return dialogue and msgspec.structs.replace(dialogue, at=dialogue.at + by)


def _answered(state: Asking, said: Incoming, asked: _Asked, made: Answer, dialogue: Dialogue | None, facts: Facts) -> Turn:
    message = reply_id(said)
    choices = _choices(made.choices, made.language, facts)
    spoken_of = _forms(made) if facts.fills else ()
    forms = spoken_of if said.group is None else ()
    offer = Offer(message, choices, asked.text, made.language, said.received_at, asked.before, dialogue, forms)
    following = msgspec.structs.replace(
        state,
        dialogue=dialogue,
        offers=(*state.offers, offer)[-OFFERS_KEPT:] if choices or forms else state.offers,
        numbered=bool(choices or forms),
        language=made.language,
    )
    buttons = tuple((Button(label=choice.label),) for choice in choices)
    fill = ((Button(does=Meaning.START),),) if forms else ()
    if said.group is not None and len(spoken_of) == 1:
        fill = ((Button(does=Meaning.START, start=form_payload(spoken_of[0])),),)
    return Turn(following, (Reply(id=message, said=made, language=made.language, buttons=(*buttons, *fill)),))


def _forms(made: Answer) -> tuple[FormRef, ...]:
    """The tables that an answer speaks of, which can be filled in here."""
    found = []
    for block in made.blocks:
        for line in block.finding.lines:
            form = line.values.get("form")
            found += [FormRef(block.notice.id, form.id)] if isinstance(form, Form) else []
            found += [FormRef(block.notice.id, item.form) for item in line.values.get("items", ()) if isinstance(item, Item) and item.form]
    return tuple(dict.fromkeys(found))


def _choices(notices: tuple[Notice, ...], language: str, facts: Facts) -> tuple[Choice, ...]:
    """A choice for each notice; those that go by the same name are told apart by their title."""
    labels = [facts.label(notice, language) for notice in notices]
    times = Counter(labels)
    return tuple(
        Choice(label if times[label] == 1 else f"{label} · {notice.number or notice.title}", notice.id)
        for label, notice in zip(labels, notices, strict=True)
    )
