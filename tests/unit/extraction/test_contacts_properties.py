"""What holds of contacts whatever a text says."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.extraction.contacts import contacts_of
from knowledge.extraction.contacts_marks import marks_of
from knowledge.extraction.layout import laid_out
from knowledge.notice import Clause, Notice
from knowledge.notice_check import check_notice
from knowledge.reading.read import read

_PIECES = st.sampled_from(
    [
        "联系人：", "联系电话：", "电话/传真：", "传真", "邮箱：", "地址：", "邮编：", "QQ：",
        "联系方式", "市教育局", "基础教育科", "罗漪", "石 磊",
        "周老师",
        "古丽·吐尔逊", "0999-5551001", "19900001111", "5551001", "转806", "999000", "800900100", "a@example.com", "b @ example.org",
        "青禾市长堤路8号",
        "，", "；", "。", "、",
        "（", "）", " ", "  ", "\n", "\n\n", "请与", "联系", "收", "OA", "附件1\n", "一、", "（一）", "名单",
    ]
)  # fmt: skip
_TEXTS = st.lists(_PIECES, min_size=1, max_size=40).map("".join)


@given(_TEXTS)
@settings(max_examples=150, deadline=None)
def test_every_contact_fits_into_a_notice(text: str) -> None:
    contacts, sure = contacts_of(laid_out([read(("关于开展活动的通知\n各单位：\n" + text).encode(), "notice.txt")]))
    assert all(one.names or one.phones or one.faxes or one.emails or one.qq for one in contacts)
    assert set(sure) <= {one.id for one in contacts}
    assert all(0 < value < 1 for value in sure.values())
    clauses = tuple(Clause(id=f"c{number}", number=value, summary="") for number, value in enumerate({one.source.clause for one in contacts}))
    assert list(check_notice(Notice(id="n", title="n", contacts=contacts, clauses=clauses))) == []


@given(_TEXTS, st.booleans())
@settings(max_examples=150, deadline=None)
def test_every_mark_stands_inside_of_the_text(text: str, context: bool) -> None:
    for marked in marks_of(text, context=context):
        assert marked.value
        assert 0 <= marked.begin < marked.end <= len(text)


def test_long_runs_of_digits_names_and_brackets_take_no_long_time() -> None:
    for piece in ("1", "联系人：", "罗漪 ", "（", "0999-", "a.", "联系", "电话5"):
        marks_of(piece * 4000, context=True)
