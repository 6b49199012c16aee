"""Drawn documents as the files that office programs write."""

from __future__ import annotations

import io
from typing import Any

from knowledge.reading.document import Align, Document, Paragraph, Table


def as_docx(document: Document) -> bytes:
    """A drawn document as a .docx."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    made = docx.Document()
    for block in document.blocks:
        if isinstance(block, Table):
            _add_table(made, block)
            continue
        paragraph = made.add_paragraph(block.text)
        if block.align is not None:
            paragraph.alignment = {Align.CENTER: WD_ALIGN_PARAGRAPH.CENTER, Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT}[block.align]
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def _add_table(made: Any, block: Table) -> None:
    table = made.add_table(block.height, block.width)
    for cell in block.cells:
        spot = table.cell(cell.row, cell.column)
        if cell.rows > 1 or cell.columns > 1:
            spot = spot.merge(table.cell(cell.row + cell.rows - 1, cell.column + cell.columns - 1))
        spot.text = cell.text
    made.add_paragraph("")


def as_xlsx(document: Document) -> bytes:
    """A drawn document as a sheet: its lines over the width of the table, the table with borders."""
    import openpyxl
    from openpyxl.styles import Border, Side

    book = openpyxl.Workbook()
    sheet: Any = book.active
    thin = Side(style="thin")
    row, width = 1, max(block.width for block in document.tables)
    for block in document.blocks:
        if isinstance(block, Paragraph):
            sheet.cell(row, 1, block.text)
            sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
            row += 1
            continue
        for cell in (sheet.cell(row + down, 1 + right) for down in range(block.height) for right in range(block.width)):
            cell.border = Border(thin, thin, thin, thin)
        for drawn in block.cells:
            sheet.cell(row + drawn.row, 1 + drawn.column, int(drawn.text) if drawn.text.isdigit() else drawn.text or None)
            if drawn.rows > 1 or drawn.columns > 1:
                last = {"end_row": row + drawn.row + drawn.rows - 1, "end_column": drawn.column + drawn.columns}
                sheet.merge_cells(start_row=row + drawn.row, start_column=1 + drawn.column, **last)
        row += block.height
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
