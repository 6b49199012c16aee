"""Whatever a table looks like, it is a form that holds together, or none."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.forms.detect.detect import forms_of
from knowledge.forms.model import FieldKind, FormKind
from knowledge.reading.document import Cell, Document, FileKind, Paragraph, Table

WORDS = """姓名|单位|序号|1|2|合计|活动场次（场）|经费\n（万元）|□是 □否|年 月 日|联系人：|联系人：   电话：  |例：张三|……|备注|计量单位|场|万元
|（人次）|填表人：    审核人：|单位意见（盖章）\n年 月 日|注：如实填写。|甲|/|一、基本情况|共__场||  |||"""
TEXTS = st.one_of(st.sampled_from(WORDS.split("|")), st.text(max_size=12))
LINES = st.sampled_from(
    ["附件1", "活动统计表", "填报单位：", "单位：万元", "附件：1.活动统计表", "注：1.如实填写。", "填表人：  电话：", "", "一、概况"]
)


@st.composite
def tables(draw: st.DrawFn, line: int = 1) -> Table:
    """A table of any cells, merged in any way that a grid allows."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(1, 5))
    taken: set[tuple[int, int]] = set()
    cells = []
    for row in range(height):
        for column in range(width):
            if (row, column) in taken:
                continue
            wide = draw(st.integers(1, width - column))
            wide = next((free for free in range(wide) if (row, column + free) in taken), wide)
            high = draw(st.sampled_from([1, 1, 1, height - row]))
            taken |= {(row + down, column + right) for down in range(high) for right in range(wide)}
            cells.append(Cell(text=draw(TEXTS), row=row, column=column, rows=high, columns=wide, place=f"{row}/{column}"))
    return Table(cells=tuple(cells), height=height, width=width, line=line, place=f"table {line}")


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Lines and tables in any order."""
    blocks: list[Paragraph | Table] = []
    line = 1
    for _ in range(draw(st.integers(1, 6))):
        block = draw(st.one_of(tables(line=line), st.builds(Paragraph, text=LINES, line=st.just(line))))
        blocks.append(block)
        line += block.height if isinstance(block, Table) else 1
    return Document(name="附件.docx", kind=FileKind.DOCX, blocks=tuple(blocks))


@settings(max_examples=300, deadline=None)
@given(documents())
def test_any_document_gives_forms_that_hold_together(document: Document) -> None:
    found = forms_of([document])
    assert len({each.form.id for each in found}) == len(found)
    for each in found:
        ids = [field.id for field in each.form.fields]
        assert ids
        assert len(set(ids)) == len(ids)
        assert set(each.places) == set(ids)
        assert len({(field.group, field.label) for field in each.form.fields}) == len(ids)
        assert all(field.label.strip() for field in each.form.fields)
        assert all(field.kind is not FieldKind.CHOICE or len(field.choices) > 1 for field in each.form.fields)
        assert (each.form.rows_printed is not None) == (each.form.kind is FormKind.ROWS)
        assert 0 < each.confidence < 1
        assert each.first_line <= each.last_line


@settings(max_examples=200, deadline=None)
@given(documents())
def test_places_are_cells_of_the_table(document: Document) -> None:
    for each in forms_of([document]):
        known = {cell.place for table in document.tables for cell in table.cells}
        assert {place for places in each.places.values() for place in places} <= known
