"""OFD pages: text by where it stands."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import Unreadable
from knowledge.reading.ofd import read_ofd

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def drawn(text: str, x: float, y: float, inside: str = "") -> str:
    return f'<ofd:TextObject Boundary="{x} {y} 100 6" Size="5" Font="1"><ofd:TextCode X="0" Y="5" {inside}>{text}</ofd:TextCode></ofd:TextObject>'


def packed(*pages: str) -> bytes:
    listed = "".join(f'<ofd:Page ID="{i}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i, _ in enumerate(pages))
    file = BytesIO()
    with ZipFile(file, "w") as parts:
        parts.writestr("OFD.xml", f"<ofd:OFD {SPACE}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>")
        parts.writestr("Doc_0/Document.xml", f"<ofd:Document {SPACE}><ofd:Pages>{listed}</ofd:Pages></ofd:Document>")
        for i, page in enumerate(pages):
            parts.writestr(
                f"Doc_0/Pages/Page_{i}/Content.xml", f"<ofd:Page {SPACE}><ofd:Content><ofd:Layer>{page}</ofd:Layer></ofd:Content></ofd:Page>"
            )
    return file.getvalue()


def test_lines_are_read_from_top_to_bottom_and_left_to_right() -> None:
    first = drawn("电话：0999-1234567", 90, 40) + drawn("关于检查的通知", 60, 20, 'DeltaX="g 6 5"') + drawn("联系人：王一", 20, 40.3)
    document = read_ofd(packed(first, drawn("附件", 20, 20) + drawn("— 2 —", 90, 280)), "a.ofd")
    assert [(p.text, p.page, p.line) for p in document.paragraphs] == [
        ("关于检查的通知", 1, 1),
        ("联系人：王一  电话：0999-1234567", 1, 2),
        ("附件", 2, 3),
    ]


def test_a_wide_step_within_a_code_is_a_space() -> None:
    assert read_ofd(packed(drawn("姓名电话", 20, 20, 'DeltaX="5 30 5"')), "a.ofd").paragraphs[0].text == "姓名  电话"


def test_a_file_without_text_is_refused() -> None:
    with pytest.raises(Unreadable) as caught:
        read_ofd(packed(""), "a.ofd")
    assert caught.value.code == "empty"


@given(st.text("0123456789g.- e", max_size=30), st.text("甲乙 a", min_size=1, max_size=9))
def test_any_distances_are_read(distances: str, text: str) -> None:
    code = None
    try:
        document = read_ofd(packed(drawn(text, 20, 20, f'DeltaX="{distances}" DeltaY="{distances}"')), "a.ofd")
        assert sorted("".join(p.text for p in document.paragraphs).replace(" ", "")) == sorted(text.replace(" ", ""))
    except Unreadable as error:
        code = error.code
    assert code in {None, "empty"}


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_ofd(content, "a.ofd")
