"""Title, those addressed, text, annexes and signature of a notice, found from the outside inwards."""

from __future__ import annotations

import pytest

from knowledge.extraction.outline import Part
from tests.support.understood import outlined

HEAD = "青禾市科学技术局\n关于举办2027年科普周的通知\n青科发〔2027〕18号\n"
SALUTATION = "各县（区）科技局，市直有关单位：\n"
BODY = "现就有关事项通知如下。\n一、活动时间\n5月20日至26日。\n二、请于6月3日前报送总结。\n"
SIGNATURE = "青禾市科学技术局\n2027年4月20日\n"


def parts(text: str) -> dict[Part, list[str]]:
    found: dict[Part, list[str]] = {}
    for one in outlined(text).placed:
        found.setdefault(one.part, []).append(one.text.strip())
    return found


def test_a_plain_notice_falls_into_its_parts() -> None:
    found = parts(HEAD + SALUTATION + BODY + SIGNATURE)
    assert found[Part.HEAD] == HEAD.splitlines()
    assert found[Part.SALUTATION] == SALUTATION.splitlines()
    assert found[Part.BODY] == BODY.splitlines()
    assert found[Part.SIGNATURE] == SIGNATURE.splitlines()


def test_the_names_of_annexes_stand_before_or_after_the_signature() -> None:
    names = "附件：1.活动统计表\n　　　2.名额分配表\n"
    for text in (BODY + names + SIGNATURE, BODY + SIGNATURE + names):
        found = parts(HEAD + SALUTATION + text)
        assert found[Part.ANNEX_LIST] == ["附件：1.活动统计表", "2.名额分配表"]
        assert found[Part.SIGNATURE] == SIGNATURE.splitlines()
        assert found[Part.BODY] == BODY.splitlines()


def test_what_is_attached_begins_with_its_number() -> None:
    attached = "附件1\n活动统计表\n请于每天记录。\n附件2\n名额分配表\n"
    found = outlined(HEAD + SALUTATION + BODY + SIGNATURE + attached).of(Part.ANNEX)
    assert [(one.text, one.clause) for one in found] == [
        ("附件1", "附件1"),
        ("活动统计表", "附件1"),
        ("请于每天记录。", "附件1"),
        ("附件2", "附件2"),
        ("名额分配表", "附件2"),
    ]


def test_what_follows_the_signature_is_its_tail() -> None:
    found = parts(HEAD + SALUTATION + BODY + SIGNATURE + "（此件公开发布）\n联系人：柳青\n")
    assert found[Part.TAIL] == ["（此件公开发布）", "联系人：柳青"]


def test_a_document_issued_with_a_notice_is_text() -> None:
    issued = "青禾市科普周方案\n" + "一、目的。让更多的人看得到、听得懂、用得上科学知识，各单位都要参加进来，做出实效。" * 3 + "\n"
    issued += "二、时间。五月下旬。各单位自行安排。" * 6 + "\n三、其他。经费自理。\n"
    assert Part.TAIL not in parts(HEAD + SALUTATION + BODY + SIGNATURE + issued)


@pytest.mark.parametrize(
    "lines",
    [
        "发布时间：2027-04-21 09:30  浏览次数：35\n",
        "当前位置：首页 > 通知公告 > 正文\n",
        "【字体：大 中 小】 打印 关闭\n",
        "上一篇：关于放假的通知\n",
        "来源：青禾市科学技术局  作者：佚名\n",
    ],
)
def test_what_a_page_prints_around_a_notice_is_furniture(lines: str) -> None:
    found = parts(HEAD + lines + SALUTATION + BODY + SIGNATURE)
    assert found[Part.FURNITURE] == lines.splitlines()
    assert found[Part.SALUTATION] == SALUTATION.splitlines()


def test_a_title_takes_several_lines() -> None:
    found = parts("关于举办2027年青禾市\n科技活动周暨全市科普讲解\n大赛的通知\n" + SALUTATION + BODY)
    assert found[Part.HEAD] == ["关于举办2027年青禾市", "科技活动周暨全市科普讲解", "大赛的通知"]


@pytest.mark.parametrize(
    "addressed", ["各乡镇人民政府、街道办事处：", "各位老师：", "市属各高校，各区教育局：", "全体会员单位:", "云湖县科学技术协会："]
)
def test_those_addressed_end_with_a_colon(addressed: str) -> None:
    assert len(parts(HEAD + addressed + "\n" + BODY)[Part.SALUTATION]) == 1


@pytest.mark.parametrize("line", ["现将有关事项通知如下：", "各单位要做到以下几点要求：", "报送材料：", "一、各县（区）："])
def test_a_line_with_a_colon_may_address_nobody(line: str) -> None:
    assert Part.SALUTATION not in parts(HEAD + line + "\n" + BODY)


def test_a_date_in_the_text_signs_nothing() -> None:
    found = parts(HEAD + SALUTATION + "一、活动时间\n2027年5月20日\n二、活动地点\n云湖县文化馆。\n请各单位按时参加，不得缺席。\n")
    assert Part.SIGNATURE not in found
