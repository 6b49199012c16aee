"""What the documents say must be so."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from bot.cli import COMMANDS
from bot.rendering.render import Renderer
from bot.rendering.words import words
from knowledge.answering.answerer import answer
from tests.support.notices import NOW, shipped

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (document.parent / target).exists(), target


def test_the_readmes_conversation_is_what_the_bot_says() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.split("```text\n", 1)[1].split("```", 1)[0].strip()
    renderer, dialogue, said = Renderer(), None, []
    for question in re.findall(r"^> (.+)$", shown, re.MULTILINE):
        made, dialogue = answer(shipped(), question, NOW, dialogue)
        said.append(f"> {question}\n{renderer.answer(made, notices=tuple(shipped().notices))}")
    assert "\n\n".join(said) == shown


def test_the_readme_names_every_command_and_no_other() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z]+)", readme, re.MULTILINE)) - {"knowledge", "handlers", "db", "bot", "tests", "bench"} == set(COMMANDS)


def test_the_readme_names_make_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"make ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8"))) <= targets


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = set(re.findall(r"\]\((\d{4}-[a-z-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8")))
    assert listed == {path.name for path in folder.glob("0*.md")}


def test_the_version_is_the_newest_of_the_changelog() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)[0] == version


def test_every_sentence_for_people_is_used() -> None:
    """A key that stands nowhere in the code is a sentence nobody hears."""
    sources = [path for package in ("bot", "handlers", "knowledge", "db") for path in (ROOT / package).rglob("*") if path.suffix in {".py", ".j2"}]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    made_up = ("slot.", "talk.", "problem.", "identity.", "missing.", "error.", "setting.", "doctor.", "explain.", "help.", "button.", "csv.")
    made_up += ("telegram.command_", "denied.", "remind.undelivered_", "wrong.", "fill.did_", "fill.doubt_", "fill.confirm_", "fill.item_")
    made_up += ("unreadable.", "concern.", "draft.")
    unused = {key for key in words("zh").placeholders() if key not in code and not key.startswith(made_up)}
    assert not unused
