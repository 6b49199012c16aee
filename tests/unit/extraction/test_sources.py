"""Lines become passages: broken ones joined, run-on ones cut, each knowing the lines it came from."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.extraction.sources import Passage, passages_of
from knowledge.reading.document import Align, Paragraph


def passages(*lines: str) -> list[Passage]:
    return passages_of([Paragraph(text=line, line=number) for number, line in enumerate(lines, start=1)])


def texts(*lines: str) -> list[str]:
    return [passage.text.strip() for passage in passages(*lines)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("请各县（区）科技主管部门高度重视，认真组织本地区的各类单位，", "按时把材料报来。"),
        ("请把活动总结报送青禾市科学技术局科普科和青禾市", "，逾期不候。"),
        ("本次活动由青禾市科学技术局（以下简称市", "科技局）主办。"),
        ("为进一步做好全市各类科普场所免费开放的统计工作，根据省里的统一部署和要求，现就有关的", "事项通知如下。"),
    ],
    ids=["comma", "mark begins", "open bracket", "of"],
)
def test_a_broken_line_is_joined(first: str, second: str) -> None:
    assert texts(first, second) == [first + second]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("现将有关事项通知如下：", "一、活动时间"),
        ("请各单位认真组织。", "联系人：柳青"),
        ("一、活动时间", "2027年5月22日至29日。"),
        ("青禾市科学技术局", "2027年4月20日"),
        ("请把总结和统计表的电子版与纸质版一并报来，不要拖延，并且", "（二）注意安全。"),
        ("短行", "另一短行"),
    ],
    ids=["colon", "label", "heading", "signature", "number", "short"],
)
def test_what_stands_apart_stays_apart(first: str, second: str) -> None:
    assert texts(first, second) == [first, second]


def test_lines_broken_at_one_width_are_joined_without_a_comma() -> None:
    text = "各县区要把科普活动办到乡镇和村里去让更多的人看得到听得懂用得上并且把做法和数字都记下来以便总结交流和推广" * 4
    lines = [text[at : at + 26] for at in range(0, len(text), 26)]
    assert texts(*lines, "联系人：柳青") == [text, "联系人：柳青"]


def test_a_paragraph_that_stands_elsewhere_is_not_joined() -> None:
    lines = [Paragraph(text="请各单位高度重视，认真组织，", line=1), Paragraph(text="青禾市科学技术局", line=2, align=Align.RIGHT)]
    assert len(passages_of(lines)) == 2


def test_automatic_numbers_belong_to_the_text() -> None:
    (passage,) = passages_of([Paragraph(text="活动时间", line=1, number="一、")])
    assert passage.text == "一、活动时间"


def test_run_on_text_is_cut_where_its_parts_begin() -> None:
    run_on = (
        "关于举办青禾市科普周的通知 各县（区）科技局：现就有关事项通知如下。一、活动时间5月20日至26日。二、活动内容如下。（一）开放日。各馆免费开放。"
        "（二）讲座。每县不少于两场。三、联系方式电话0999-5550101。"
    )
    assert texts(run_on) == [
        "关于举办青禾市科普周的通知",
        "各县（区）科技局：",
        "现就有关事项通知如下。",
        "一、活动时间5月20日至26日。",
        "二、活动内容如下。",
        "（一）开放日。各馆免费开放。",
        "（二）讲座。每县不少于两场。",
        "三、联系方式电话0999-5550101。",
    ]


def test_numbers_that_do_not_follow_each_other_cut_nothing() -> None:
    text = "本次共收到作品九十七件，评出一等奖三、二等奖五、三等奖七，另有优秀组织奖若干，名单由评审委员会另行公布，请各单位关注。"
    assert texts(text) == [text]


def test_every_passage_knows_its_lines() -> None:
    first, second, third = passages("请各县（区）科技主管部门高度重视，认真组织本地区的各类单位，", "按时报送活动总结。", "特此通知。")[:1] * 3
    assert first is second is third
    assert first.line == 1
    assert first.line_at(first.text.index("组织")) == 1
    assert first.line_at(first.text.index("总结")) == 2


_LINES = st.lists(st.text(st.sampled_from("一二三、（）1.2，。：；附件关于的通知各县局：报送 　“”年月日5"), max_size=60), max_size=12)


@given(_LINES)
def test_nothing_is_lost_and_nothing_is_said_twice(lines: list[str]) -> None:
    found = passages(*lines)
    printed = re.sub(r"\s", "", "".join(lines))
    assert re.sub(r"\s", "", "".join(passage.folded.printed for passage in found)) == printed
    for passage in found:
        assert re.sub(r"\s", "", passage.folded.quote()) in printed
        assert 1 <= passage.line <= passage.line_at(len(passage.text)) <= len(lines)
