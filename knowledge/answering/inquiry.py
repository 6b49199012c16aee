"""What is asked: a question, completed from the conversation so far."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from msgspec import Struct, structs

from knowledge.answering.question import Question
from knowledge.language.text import bigrams, words

REMEMBERED = timedelta(hours=1)
"""After this long a conversation starts afresh: "邮箱呢" in the afternoon is a new question."""

ASKING_GROUPS = ("ask", "slot", "word", "verb")
OBJECT_GROUPS = ("thing", "office", "topic", "kind", "activity", "body", "owner", "person")
PARTICLE = 2
"""Beside a place or a year unknown words this short ("2026年换成谁了") name nothing of their own."""

FORMS = frozenset(f"thing.{kind}" for kind in ("table", "recommendation", "signup", "gathered", "receipt"))
"""Kinds of form: beside one of these the word form itself says nothing more."""

ASKS_OF_OBJECT = frozenset(
    [
        "ask.when",
        "ask.where",
        "ask.clock",
        "ask.left",
        "ask.how",
        "ask.who",
        "ask.which_office",
        "ask.why",
        "verb.host",
        "verb.attend",
        "verb.submit",
        "verb.contact",
        "word.deadline",
        "word.recipient",
        "word.contact",
        "word.material",
    ]
)
"""What one asks of something named before ("在哪", "交给谁")."""

ASKS_OF_TABLE = frozenset(("word.items", "word.group", "word.unit_of", "word.ordinal"))
"""What one asks of the table named before ("志愿者那栏呢")."""

OF_DUTIES = ("slot.", "verb.submit", "word.recipient", "word.deadline", "word.contact", "word.material")
"""Asking for these, a subject named before (安全) no longer counts, only papers, offices and people."""


class Dialogue(Struct, frozen=True, kw_only=True):
    """What a conversation remembers of its last answered question; saved between messages."""

    at: datetime
    asking: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    object_text: str = ""
    places: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    events: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inquiry:
    """The question with what it leaves to be understood. `asking` and `objects` are concepts;
    `pieces` the Chinese runs and `stems` the English words that name what it is about, `loose` those
    of them that no known word explains;
    `text` is searched for names outright."""

    question: Question
    asking: frozenset[str]
    objects: frozenset[str]
    pieces: tuple[str, ...]
    stems: frozenset[str]
    loose: frozenset[str]
    persons: tuple[str, ...]
    bodies: tuple[str, ...]
    owners: tuple[str, ...]
    activities: tuple[str, ...]
    text: str
    text_grams: frozenset[str]
    inherited: tuple[str, ...] = ()

    @property
    def present(self) -> frozenset[str]:
        """All concepts with their groups, for the rules."""
        concepts = self.asking | self.objects | self.question.concepts
        groups = {concept.split(".")[0] + ".*" for concept in concepts}
        named = {"link.person"} if self.persons else set()
        address = {"link.address"} if self.question.phones or self.question.emails else set()
        residue = {"residue"} if self.question.residue else set()
        return concepts | groups | named | address | residue

    @property
    def unnamed(self) -> frozenset[str]:
        """The pieces that are more than the name of a paper or an office."""
        known = {m.text for m in self.question.mentions if any(e.concept.startswith(("thing.", "office.")) for e in m.entries)}
        return frozenset(self.pieces) - known

    @property
    def things(self) -> frozenset[str]:
        """The kinds of paper it names."""
        named = frozenset(concept for concept in self.objects if concept.startswith("thing."))
        return named - {"thing.form"} if named & FORMS else named

    @property
    def offices(self) -> frozenset[str]:
        """The kinds of office it names."""
        return frozenset(concept for concept in self.objects if concept.startswith("office."))

    @property
    def grams(self) -> frozenset[str]:
        """The pairs of characters and the stems of what it names."""
        return self.stems.union(*map(bigrams, self.pieces))

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of activity it names."""
        return frozenset(concept for concept in self.objects if concept.startswith("kind."))

    @property
    def topics(self) -> frozenset[str]:
        """The subjects it names."""
        return frozenset(concept for concept in self.objects if concept.startswith("topic."))


def inquire(question: Question, dialogue: Dialogue | None, now: datetime) -> Inquiry:
    """Complete a question: what it asks, or what it asks about, may stand in the one before."""
    own = _own(question)
    if dialogue is None or now - dialogue.at > REMEMBERED:
        return own
    asks, names = bool(own.asking - {"word.notice"}), bool(own.objects or own.pieces or own.stems)
    if (question.places or question.years) and not own.objects and all(len(piece) <= PARTICLE for piece in own.pieces) and not own.stems:
        own, names = replace(own, pieces=()), False
    inherit_asking = not asks and not question.phones
    inherit_objects = not names and (
        inherit_asking or bool(own.asking & ASKS_OF_OBJECT) or any(c.startswith("slot.") for c in own.asking) or "talk.followup" in question.concepts
    )
    if question.places and any(concept.startswith("slot.") for concept in own.asking) and "talk.followup" not in question.concepts:
        inherit_objects = False
    if "word.activity" in own.asking and not inherit_asking:
        inherit_objects = False
    if own.asking & ASKS_OF_TABLE and not own.things and not inherit_objects:
        own = replace(own, objects=own.objects | {concept for concept in dialogue.objects if concept.startswith("thing.")})
    if not inherit_asking and not inherit_objects:
        return own
    named = own.things or own.offices or own.persons or own.owners or own.bodies
    handed_on = frozenset(c for c in dialogue.asking if named or not own.topics or c.startswith(("ask.", "word.requirement")))
    kept = dialogue if inherit_objects else None
    if kept is not None and not inherit_asking and any(concept.startswith(OF_DUTIES) for concept in own.asking):
        kept = structs.replace(kept, objects=tuple(o for o in kept.objects if not o.startswith(("topic.", "kind."))), pieces=(), activities=())
    return Inquiry(
        question=question,
        asking=handed_on if inherit_asking else own.asking,
        objects=frozenset(kept.objects) | own.objects if kept else own.objects,
        pieces=kept.pieces if kept else own.pieces,
        stems=frozenset(words(kept.object_text)) | own.stems if kept else own.stems,
        loose=own.loose,
        persons=kept.persons if kept else own.persons,
        bodies=kept.bodies if kept else own.bodies,
        owners=kept.owners if kept else own.owners,
        activities=kept.activities if kept else own.activities,
        text=kept.object_text if kept else own.text,
        text_grams=bigrams(kept.object_text) if kept else own.text_grams,
        inherited=("asking",) * inherit_asking + ("objects",) * inherit_objects,
    )


def focus(inquiry: Inquiry, campaign: str, stems: frozenset[str]) -> Inquiry:
    """The inquiry without the words that only name the campaign of the notice at hand."""
    left = inquiry.stems - stems
    loose = inquiry.loose - stems
    pieces = tuple(rest for piece in inquiry.pieces for rest in _without(piece, campaign))
    if pieces == inquiry.pieces and left == inquiry.stems:
        return inquiry
    return replace(inquiry, pieces=pieces, stems=left, loose=loose)


def _without(piece: str, campaign: str) -> list[str]:
    """What remains of a piece, in runs of two and more, without the runs it shares with the campaign's names."""
    shared = [False] * len(piece)
    for start in range(len(piece) - 1):
        end = start + 2
        while end <= len(piece) and piece[start:end] in campaign:
            shared[start:end] = [True] * (end - start)
            end += 1
    rest = "".join(" " if common else char for char, common in zip(piece, shared, strict=True))
    return [run for run in rest.split() if len(run) >= 2]


def remember(
    inquiry: Inquiry, notices: tuple[str, ...], places: tuple[str, ...], years: tuple[int, ...], events: tuple[str, ...], now: datetime
) -> Dialogue:
    """What the next question may leave out."""
    return Dialogue(
        at=now,
        asking=tuple(sorted(inquiry.asking)),
        objects=tuple(sorted(inquiry.objects)),
        pieces=inquiry.pieces,
        persons=inquiry.persons,
        bodies=inquiry.bodies,
        owners=inquiry.owners,
        activities=inquiry.activities,
        object_text=inquiry.text,
        places=places,
        years=years,
        events=events,
        notices=notices,
    )


def _own(question: Question) -> Inquiry:
    concepts = {concept for concept in question.concepts if not concept.endswith(".*")}
    asking = frozenset(c for c in concepts if c.split(".")[0] in ASKING_GROUPS)
    objects = frozenset(c for c in concepts if c.split(".")[0] in OBJECT_GROUPS)
    return Inquiry(
        question=question,
        asking=asking,
        objects=objects,
        pieces=tuple(piece for piece in question.pieces if len(piece) >= 2),
        stems=frozenset(stem for piece in (*question.residue, *question.named_words) for stem in words(piece)),
        loose=frozenset(stem for piece in question.residue for stem in words(piece)),
        persons=question.values("person"),
        bodies=question.values("body"),
        owners=question.values("owner"),
        activities=question.values("activity"),
        text=question.folded,
        text_grams=bigrams(question.folded),
    )
