"""Documents drawn with characters: `>` centres a line, `|` begins a row of a table; `<` and `^` continue the cell at the left
or above, `·` is a space and `\\n` a line break in a cell."""

from __future__ import annotations

import re
from pathlib import Path

from knowledge.forms.detect.detect import forms_of
from knowledge.forms.model import Field
from knowledge.reading.document import Align, Block, Cell, Document, FileKind, Paragraph, Table

FOLDER = Path(__file__).parent / "patterns"


def drawn(text: str, kind: FileKind = FileKind.DOCX) -> Document:
    """The document that a drawing shows."""
    blocks: list[Block] = []
    rows: list[list[str]] = []
    line = 0
    for said in [*text.strip("\n").split("\n"), ""]:
        if said.startswith("|"):
            rows.append([cell.strip() for cell in said.strip().strip("|").split("|")])
            continue
        if rows:
            blocks.append(table_of(rows, line + 1, f"table {len(blocks)}"))
            line += len(rows)
            rows = []
        if said.strip():
            line += 1
            align = Align.CENTER if said.startswith(">") else Align.RIGHT if said.startswith("<") else None
            blocks.append(Paragraph(text=said.lstrip("><").strip().replace("·", " "), line=line, align=align))
    return Document(name="附件.docx", kind=kind, blocks=tuple(blocks))


def table_of(rows: list[list[str]], line: int = 1, place: str = "table") -> Table:
    """A table out of its drawn cells."""
    corners: dict[tuple[int, int], tuple[int, int]] = {}
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            corners[r, c] = corners[r, c - 1] if cell == "<" else corners[r - 1, c] if cell == "^" else (r, c)
    cells = []
    for corner in dict.fromkeys(corners.values()):
        covered = [at for at, of in corners.items() if of == corner]
        high, wide = max(r for r, _ in covered) - corner[0] + 1, max(c for _, c in covered) - corner[1] + 1
        text = rows[corner[0]][corner[1]].replace("·", " ").replace("\\n", "\n")
        cells.append(Cell(text=text, row=corner[0], column=corner[1], rows=high, columns=wide, place=f"{corner[0]}/{corner[1]}"))
    return Table(cells=tuple(cells), height=len(rows), width=max(map(len, rows)), line=line, place=place)


def told(text: str) -> list[str]:
    """The forms of a drawing, told in the words of the patterns."""
    return told_of(drawn(text))


def told_of(document: Document) -> list[str]:
    """The forms of a document, told in the words of the patterns."""
    return [
        line
        for found in forms_of([document])
        for line in (
            f"{found.form.kind.value} {found.form.title}",
            *([f"lines {'; '.join(found.form.lines)}"] if found.form.lines else []),
            *map(said_of, found.form.fields),
        )
    ]


def said_of(field: Field) -> str:
    """A field in the words of the patterns."""
    notes = [
        field.kind.value,
        field.unit,
        "computed" if field.computed else None,
        None if field.required else "optional",
        f"max {field.max_chars}" if field.max_chars else None,
        "/".join(field.choices) or None,
        *field.wants,
    ]
    return f"- {field.group + ' :: ' if field.group else ''}{field.label} {{{', '.join(filter(None, notes))}}}"


def patterns() -> list[tuple[str, str, list[str]]]:
    """Name, drawing and what it should tell, of every pattern."""
    found = []
    for file in sorted(FOLDER.glob("*.txt")):
        for part in re.split(r"^## ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            name, _, rest = part.partition("\n")
            drawing, _, expected = rest.partition("\n==\n")
            found.append((f"{file.stem}: {name}", drawing, [line for line in expected.split("\n") if line.strip()]))
    return found
