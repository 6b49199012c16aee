"""Office files for tests: a real zip with the parts a test writes, the rest as small as programs accept."""

from __future__ import annotations

import zipfile
from io import BytesIO

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def packed(parts: dict[str, str | bytes]) -> bytes:
    """A zip of parts."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def rels(**targets: str) -> str:
    """A part that names others by kind."""
    listed = "".join(f'<Relationship Id="r{kind}" Type="{OFFICE}/{kind.rstrip("0123456789")}" Target="{at}"/>' for kind, at in targets.items())
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{listed}</Relationships>'


def docx(body: str, *, styles: str = "", numbering: str = "", **others: str) -> bytes:
    """A Word file with a body, and what stands inside of its styles, numbering and other parts (header, footer, footnotes)."""
    inner = {"styles": styles, "numbering": numbering, **others}
    roots = {"header": "hdr", "footer": "ftr"}
    parts = {
        f"word/{kind}.xml": f"<w:{roots.get(kind, kind)} {NAMESPACES}>{text}</w:{roots.get(kind, kind)}>" for kind, text in inner.items() if text
    }
    return packed(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": rels(officeDocument="word/document.xml"),
            "word/_rels/document.xml.rels": rels(**{kind: f"{kind}.xml" for kind, text in inner.items() if text}),
            "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
            **parts,
        }
    )


def p(text: str, properties: str = "") -> str:
    """A paragraph of one run; text that begins with a tag stands for runs."""
    runs = text if text.startswith("<") else f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{runs}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(text: str, properties: str = "") -> str:
    """A cell; text that begins with a tag stands for its blocks."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{text if text.startswith('<') else p(text)}</w:tc>"


def tbl(*rows: str) -> str:
    """A table of rows, each the cells of one."""
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"
