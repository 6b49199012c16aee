"""The conversations as pictures, drawn from the table of transitions: `make docs` writes docs/conversations.md."""

from __future__ import annotations

import sys
from collections import defaultdict
from typing import get_args

from handlers.flows.fill.transitions import ANSWER, BEFORE, steering
from handlers.flows.remind.flow import FOLLOWING, STEPS
from handlers.states import Busy, State

HEAD = """# Conversations · 会话

Drawn by `make docs` from the tables of transitions in `handlers/flows/fill/transitions.py` and
`handlers/flows/remind/flow.py`; a test fails where it is stale.
An arrow is labelled with what is said (`answer`: anything else that is understood there). In every state a question is
answered and the same is asked for again; pause, help, cancel and a button that has gone stale are understood everywhere.
Where a colleague takes over the table, or it is cancelled, the conversation goes to `Joining` or back to `Asking`.
"""

_MOST = 4
"""Words on one arrow; more are counted."""


def drawn() -> str:
    """The page as Markdown with a Mermaid diagram a flow, and a table of the states."""
    return "\n".join(
        [
            HEAD,
            "## Beginning · 开始",
            "",
            *_beginning(),
            "",
            "## Filling in · 填表",
            "",
            *_filling(),
            "",
            "## Reminders · 提醒",
            "",
            *_reminding(),
            "",
            "## States · 状态",
            "",
            *_states(),
            "",
        ]
    )


def _beginning() -> list[str]:
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> Asking"]
    lines += [f"    {state.__name__} --> {to.__name__}" for state, follow in BEFORE.items() for to in dict.fromkeys(follow)]
    return [*lines, "```"]


def _filling() -> list[str]:
    lines = ["```mermaid", "stateDiagram-v2"]
    for state in get_args(Busy):
        said: dict[str, list[str]] = defaultdict(list)
        for meaning, go in steering(state).items():
            for to in go.to:
                said[to.__name__].append(meaning.value)
        for to in ANSWER[state].to:
            said[to.__name__].insert(0, "answer")
        lines += [f"    {state.__name__} --> {to}: {_label(words)}" for to, words in said.items()]
    return [*lines, "```"]


def _reminding() -> list[str]:
    """Which states follow one another on the way to reminders, and what can be said about them between questions."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {state.__name__} --> {to.__name__}" for state, follow in FOLLOWING.items() for to in follow]
    return [*lines, "```", "", f"Between questions: {', '.join(meaning.value for meaning in STEPS)}."]


def _label(words: list[str]) -> str:
    shown = ", ".join(words[:_MOST])
    return shown if len(words) <= _MOST else f"{shown} +{len(words) - _MOST}"


def _states() -> list[str]:
    rows = [f"| `{state.__name__}` | {' '.join((state.__doc__ or '').split())} |" for state in get_args(State)]
    return ["| state | what is waited for |", "|---|---|", *rows]


if __name__ == "__main__":
    sys.stdout.write(drawn())
