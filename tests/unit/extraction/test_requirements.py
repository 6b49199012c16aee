"""Demands are found under the headings that announce them, and where none does, by their words; duties of bodies by the bodies' names."""

from __future__ import annotations

from knowledge.extraction.pipeline import extract
from knowledge.notice import Notice
from knowledge.reading.read import read

ANNOUNCED = """关于开展2026年青禾市安全检查的通知

各单位：
现将有关事项通知如下：
一、检查时间
2026年6月1日至6月7日。
二、工作要求
（一）提高认识。各单位要充分认识检查的重要性。
（二）压实责任。各单位要明确专人负责，不得走过场。
（三）及时整改。发现的问题应当限期整改。

青禾市应急管理局
2026年5月8日
"""

UNANNOUNCED = """关于规范2026年青禾市公共自行车停放的通知

各单位：
现将有关事项通知如下：
一、停放地点。车辆必须停放在指定的区域内。
二、车辆保养。各单位应当每月检查一次车辆。
三、咨询电话：0999-1234567。

青禾市城市管理局
2026年5月8日
"""


def _notice(text: str) -> Notice:
    return extract([read(text.encode(), "notice.txt")]).notice


def test_the_passages_under_a_heading_of_demands_are_demands() -> None:
    notice = _notice(ANNOUNCED)
    assert [one.heading for one in notice.requirements] == ["提高认识", "压实责任", "及时整改"]
    assert notice.requirements[1].source.clause == "二（二）"
    assert "专人负责" in notice.requirements[1].summary


def test_without_such_a_heading_numbered_passages_that_demand_are() -> None:
    assert "车辆保养" in [one.heading for one in _notice(UNANNOUNCED).requirements]
    assert not any("电话" in one.heading for one in _notice(UNANNOUNCED).requirements)


def test_what_bodies_are_told_by_name_is_their_task() -> None:
    text = ANNOUNCED.replace("2026年6月1日至6月7日。", "2026年6月1日至6月7日。\n县教育局：负责学校的安全检查，并汇总检查结果。")
    tasks = _notice(text).tasks
    assert [one.who for one in tasks] == [("县教育局",)]
    assert "汇总检查结果" in tasks[0].what
