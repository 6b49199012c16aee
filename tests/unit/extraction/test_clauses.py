"""A notice's passages are numbered, short, and in its own words."""

from __future__ import annotations

from knowledge.extraction.pipeline import extract
from knowledge.language.text import fold
from knowledge.notice import Notice
from knowledge.reading.read import read

TEXT = """关于做好2026年云湖县阅读周工作的通知

各学校：
现将有关事项通知如下：
一、活动时间
2026年6月1日至6月7日。
二、工作要求
（一）加强组织。各学校要成立工作小组，明确专人负责。
（二）注意安全。活动期间要做好安全保障，不得组织学生外出。
联系人：林小禾，电话0999-1234567。

云湖县教育局
2026年5月8日
"""


def _notice(text: str) -> Notice:
    return extract([read(text.encode(), "notice.txt")]).notice


def test_a_passage_is_cited_by_its_number_and_stands_under_its_headings() -> None:
    clause = next(one for one in _notice(TEXT).clauses if "工作小组" in one.summary)
    assert clause.number == "二（一）"
    assert clause.heading == "加强组织"
    assert "工作要求" in clause.keywords


def test_what_a_passage_says_stands_as_printed() -> None:
    printed = fold(TEXT.replace("\n", ""))
    for clause in _notice(TEXT).clauses:
        assert fold(clause.summary) in printed


def test_every_passage_names_the_line_it_begins_in() -> None:
    lines = TEXT.splitlines()
    for clause in _notice(TEXT).clauses:
        assert clause.line is not None
        assert clause.summary[:4] in lines[clause.line - 1]


def test_a_long_passage_is_cut_between_sentences() -> None:
    sentences = "".join(f"第{number}小组负责第{number}号展位的布置、维护和清理，并在活动结束后及时归还全部物品。" for number in range(1, 12))
    found = [one for one in _notice(TEXT.replace("各学校要成立工作小组，明确专人负责。", sentences)).clauses if one.number == "二（一）"]
    assert len(found) > 2
    assert all(one.summary.endswith("。") for one in found)
    assert "".join(one.summary for one in found).endswith(sentences)
