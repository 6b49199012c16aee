"""What kind of answer an inquiry wants."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.answering.vocabulary.vocabulary import rules

KINDS: dict[str, str] = {
    "theme": "theme", "period": "period", "deadline": "deadline", "recipient": "deadline",
    "papers": "requirement", "contact": "contact", "requirement": "requirement",
    "passage": "other", "activity": "activity", "task": "requirement", "form": "form",
    "number": "notice", "issuer": "notice", "issued": "notice", "edition": "notice",
    "audience": "notice", "title": "notice", "basis": "notice", "annex": "notice",
    "amends": "notice", "website": "other", "limit": "requirement", "overview": "notice", "list": "notice",
}  # fmt: skip
"""Every intent, with its kind in the command line's output."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """An intent with its weight and the rules that gave it."""

    intent: str
    weight: float
    because: tuple[str, ...]


def weigh(present: frozenset[str]) -> list[Weighed]:
    """All intents that some rule speaks for, heaviest first."""
    weights: dict[str, float] = {}
    reasons: dict[str, list[str]] = {}
    for rule in rules():
        if rule.holds(present):
            weights[rule.intent] = weights.get(rule.intent, 0.0) + rule.weight
            reasons.setdefault(rule.intent, []).append(rule.reason)
    found = [Weighed(intent, weight, tuple(reasons[intent])) for intent, weight in weights.items()]
    return sorted(found, key=lambda weighed: -weighed.weight)
