"""What the measurements are compared with, in the same run."""

from __future__ import annotations

from collections import Counter
from math import log
from statistics import median
from time import perf_counter

from knowledge.notice import Notice


class Retrieval:
    """The least a text search does: BM25 over the character pairs of clauses, nothing understood."""

    def __init__(self, notices: list[Notice]) -> None:
        texts = [(clause.heading or "") + clause.summary for notice in notices for clause in notice.clauses]
        self.bags = [Counter(_pairs(text)) for text in texts]
        self.average = sum(map(len, self.bags)) / len(self.bags)
        self.postings: dict[str, list[int]] = {}
        for at, bag in enumerate(self.bags):
            for pair in bag:
                self.postings.setdefault(pair, []).append(at)

    def best(self, text: str) -> int:
        """The number of the clause most like a text."""
        scores: Counter[int] = Counter()
        for pair in set(_pairs(text)):
            found = self.postings.get(pair, [])
            if not found or len(found) > len(self.bags) // 4 + 1:
                continue
            rare = log(1 + len(self.bags) / len(found))
            for at in found:
                often = self.bags[at][pair]
                scores[at] += rare * often * 2.2 / (often + 1.2 * (0.25 + 0.75 * len(self.bags[at]) / self.average))  # type: ignore[assignment]
        return max(scores, key=scores.__getitem__, default=0)


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)]


def milliseconds(work: list[float]) -> tuple[float, float]:
    """The median and the 99th percentile of durations in seconds."""
    ordered = sorted(work)
    return median(ordered) * 1e3, ordered[int(len(ordered) * 0.99)] * 1e3


class Stopwatch:
    """Collects how long each piece of work took."""

    def __init__(self) -> None:
        self.taken: list[float] = []
        self._since = 0.0

    def __enter__(self) -> Stopwatch:
        self._since = perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.taken.append(perf_counter() - self._since)
