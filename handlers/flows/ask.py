"""Questions: answering them, and asking the same of another notice that was offered."""

from __future__ import annotations

import re
from collections import Counter

import msgspec

from handlers.facts import Facts
from handlers.messages import Incoming, Phrase, Press, Reply, Text, Turn
from handlers.states import Asking, Choice, Offer
from knowledge.answering.answer import Answer
from knowledge.answering.answerer import answer
from knowledge.answering.catalogue import Catalogue
from knowledge.answering.inquiry import Dialogue
from knowledge.language.text import fold
from knowledge.notice import Notice

OFFERS_KEPT = 5
"""Messages whose buttons still work; on older ones they have gone stale."""

_NUMBER = re.compile(r"\[?(\d{1,2})\]?")


def ask(state: Asking, said: Incoming, text: Text, facts: Facts) -> Turn:
    """Answer a question; the number or the words of a choice press it."""
    if _is_no_choice(state, text.text):
        return _no_button(state, said, text.text.strip())
    found = _typed_or_none(state, text.text)
    if found is not None:
        return _ask_again(state, said, *found, facts)
    made, dialogue = answer(facts.catalogue, text.text, said.received_at, state.dialogue, state.unit)
    return _answered(state, said, made, dialogue, facts)


def press(state: Asking, said: Incoming, pressed: Press, facts: Facts) -> Turn:
    """Ask the question that a button stood under again, of the button's notice."""
    label = fold(pressed.label)
    for offer in reversed(state.offers):
        if pressed.of in (None, offer.message):
            for choice in offer.choices:
                if fold(choice.label) == label and choice.notice in facts.catalogue.by_id:
                    return _ask_again(state, said, offer, choice, facts)
    return _no_button(state, said, pressed.label)


def _no_button(state: Asking, said: Incoming, label: str) -> Turn:
    stale = Phrase("chat.no_button", {"label": label})
    return Turn(state, (Reply(id=reply_id(said), said=stale, language=state.language),))


def _is_no_choice(state: Asking, text: str) -> bool:
    """A bare number beyond the choices that were offered last."""
    number = _NUMBER.fullmatch(fold(text).strip())
    return number is not None and bool(state.offers) and not 1 <= int(number[1]) <= len(state.offers[-1].choices)


def reply_id(said: Incoming) -> str:
    """The id of the reply to a message."""
    return f"{said.id}-1"


def _typed_or_none(state: Asking, text: str) -> tuple[Offer, Choice] | None:
    """The choice of the latest offer that a message names by its number or words."""
    if not state.offers:
        return None
    offer, typed = state.offers[-1], fold(text).strip()
    number = _NUMBER.fullmatch(typed)
    if number is not None:
        at = int(number[1]) - 1
        return (offer, offer.choices[at]) if 0 <= at < len(offer.choices) else None
    return next(((offer, choice) for choice in offer.choices if fold(choice.label) == typed), None)


def _ask_again(state: Asking, said: Incoming, offer: Offer, choice: Choice, facts: Facts) -> Turn:
    """The label is read as a message that names a notice and leaves out the rest of the question.
    It is asked of that notice alone, since several may go by the same name."""
    notice = facts.catalogue.notices[facts.catalogue.by_id[choice.notice]]
    made, dialogue = answer(Catalogue((notice,)), choice.label, said.received_at, offer.dialogue, state.unit)
    return _answered(state, said, made, dialogue, facts)


def _answered(state: Asking, said: Incoming, made: Answer, dialogue: Dialogue | None, facts: Facts) -> Turn:
    message = reply_id(said)
    choices = _choices(made.choices, made.language, facts)
    offers = (*state.offers, Offer(message, choices, dialogue))[-OFFERS_KEPT:] if choices else state.offers
    following = msgspec.structs.replace(state, dialogue=dialogue, offers=offers, language=made.language)
    buttons = tuple((choice.label,) for choice in choices)
    return Turn(following, (Reply(id=message, said=made, language=made.language, buttons=buttons),))


def _choices(notices: tuple[Notice, ...], language: str, facts: Facts) -> tuple[Choice, ...]:
    """A choice for each notice; those that go by the same name are told apart by their title."""
    labels = [facts.label(notice, language) for notice in notices]
    times = Counter(labels)
    return tuple(
        Choice(label if times[label] == 1 else f"{label} · {notice.number or notice.title}", notice.id)
        for label, notice in zip(labels, notices, strict=True)
    )
