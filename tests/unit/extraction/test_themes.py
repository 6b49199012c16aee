"""The slogans of a campaign."""

from __future__ import annotations

import pytest

from tests.support.understood import drafted

HEAD = "关于举办2027年科普周的通知\n各单位：\n"
SLOGAN = "问天探海 科技惠民"


def themes(text: str) -> list[str]:
    return [theme.text for theme in drafted(HEAD + text).notice.themes]


@pytest.mark.parametrize(
    "text",
    [
        f"一、活动主题\n{SLOGAN}",
        f"一、活动主题\n　　“{SLOGAN}”。",
        f"一、活动主题：{SLOGAN}",
        f"活动主题：{SLOGAN}",
        f"一、活动主题\n本次活动的主题为“{SLOGAN}”。",
        f"本届活动以“{SLOGAN}”为主题，由市科技局主办。",
        f"今年科普周的主题是：{SLOGAN}。",
        f"活动主题确定为“{SLOGAN}”，请各单位围绕主题开展活动。",
        f"请各单位围绕“{SLOGAN}”主题，开展丰富多彩的活动。",
    ],
)
def test_a_theme_is_stated_in_many_ways(text: str) -> None:
    assert themes(text) == [SLOGAN]


def test_there_may_be_several() -> None:
    assert themes("一、活动主题\n“问天探海”“科技惠民”") == ["问天探海", "科技惠民"]


def test_a_sub_theme_is_labelled() -> None:
    found = drafted(HEAD + "本届主题是“问天探海”，子主题为“科技惠民”。").notice.themes
    assert [(theme.text, theme.label) for theme in found] == [("问天探海", None), ("科技惠民", "子主题")]


def test_the_same_theme_is_named_once() -> None:
    assert themes(f"本届以“{SLOGAN}”为主题。\n一、活动主题\n{SLOGAN}") == [SLOGAN]


@pytest.mark.parametrize(
    "text",
    [
        "去年的主题是“旧的口号”，反响良好。",
        "一、主题要求\n主题鲜明，内容健康，形式不限。",
        "活动主题：待定。",
        "主题自拟，体裁不限。",
        "请各支部开展主题党日活动。",
        "各馆要“走出去、请进来”，把活动办好。",
    ],
)
def test_what_is_no_theme_is_none(text: str) -> None:
    assert themes(text) == []


def test_a_theme_names_its_words() -> None:
    (theme,) = drafted(f"{HEAD}一、活动时间\n5月20日。\n二、活动主题\n{SLOGAN}").notice.themes
    assert (theme.source.clause, theme.source.line, theme.source.quote) == ("二", 6, SLOGAN)
