"""Whatever a text is like, it becomes a draft that can be relied on, or a clear refusal, in bounded time."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.errors import Unreadable
from knowledge.extraction.pipeline import extract
from knowledge.notice_check import check_notice
from knowledge.reading.read import read
from tests.support.labels import labelled
from tests.support.understood import drafted, sources, words_of

TEXTS = [fixture.path.read_text(encoding="utf-8") for fixture in labelled() if fixture.path.suffix == ".txt"]
MOST_S = 4.0
"""For a notice of a few pages on a busy machine; it takes some hundredths of a second."""

SETTINGS = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])

_PIECES = st.lists(
    st.sampled_from(
        [
            "一、", "（二）", "1.", "附件：", "附件3", "联系人：", "电话：", "0999-5550101",
            "qh@example.com", "请于", "前", "报送", "将", "总结", "。", "，", "：",
            "5月20日", "2月30日", "（星期三）", "2027年",
            "至", "—", "即日起", "每月", "下旬", "关于", "的通知", "青禾市科学技术局", "“", "”", "《", "》", "主题",
            "活动", "时间", "〔2027〕3号", "\n", "\n\n", "  ", "\u3000", "|", "1" * 12, "@", "○", "上午12时", "24:00", "25:70", "结束后10个工作日内",
        ]
    ),
    max_size=80,
)  # fmt: skip


def shuffled(random: Random) -> str:
    lines = random.choice(TEXTS).split("\n")
    random.shuffle(lines)
    return "\n".join(lines)


def shortened(random: Random) -> str:
    text = random.choice(TEXTS)
    begin = random.randrange(len(text))
    return text[:begin] + text[begin + random.randrange(300) :]


def worn(random: Random) -> str:
    return "".join(char for char in random.choice(TEXTS) if random.random() > 0.05)


def put_together(random: Random) -> str:
    return "\n".join(random.choice(TEXTS) for _ in range(3))


def run_on(random: Random) -> str:
    return random.choice(TEXTS).replace("\n", "")


def mixed_up(random: Random) -> str:
    text = random.choice(TEXTS)
    return "".join(random.sample(text, len(text)))


def _relied_on(text: str) -> None:
    """A draft without breaches whose every fact was read from words of the text, or a refusal; soon."""
    begun = time.perf_counter()
    try:
        found = read(text.encode(), "notice.txt")
        draft = extract([found])
    except Unreadable:
        return
    assert time.perf_counter() - begun < MOST_S
    assert list(check_notice(draft.notice)) == []
    if not found.tables:
        printed = words_of(found)
        assert [place for place, source in sources(draft) if re.sub(r"\s+", "", source.quote or "") not in printed] == []


@pytest.mark.parametrize("spoilt", [shuffled, shortened, worn, put_together, run_on, mixed_up])
@given(seed=st.integers(0, 2**32))
@SETTINGS
def test_a_spoilt_notice_is_understood_or_refused(spoilt: Callable[[Random], str], seed: int) -> None:
    _relied_on(spoilt(Random(seed)))


@given(_PIECES)
@SETTINGS
def test_any_heap_of_words_is_understood_or_refused(pieces: list[str]) -> None:
    _relied_on("".join(pieces))


@given(st.text(max_size=300))
@SETTINGS
def test_any_text_is_understood_or_refused(text: str) -> None:
    _relied_on(text)


@pytest.mark.parametrize(
    "text",
    ["请于5月20日前报送" * 2000, "（" * 5000, "1." * 5000, "一、" * 4000, "附件" * 5000,
     "“" * 5000 + "主题", "5-" * 5000, "联系人：" * 3000, "、" * 9000, "0" * 20000, " " * 20000],
    ids=["limits", "brackets", "numbers", "numerals", "annexes", "quotes", "dashes", "people", "commas", "digits", "blanks"],
)  # fmt: skip
def test_a_text_that_repeats_itself_takes_no_longer_than_its_length_allows(text: str) -> None:
    begun = time.perf_counter()
    drafted("关于开展活动的通知\n各单位：\n" + text)
    assert time.perf_counter() - begun < MOST_S * 2


def _cpu_s(text: str) -> float:
    """The seconds of processor time that a text takes, as it comes from a file."""
    begun = time.process_time()
    extract([read(("关于开展活动的通知\n各单位：\n" + text + "\n青禾市科学技术局\n2027年3月1日\n").encode(), "notice.md")])
    return time.process_time() - begun


@pytest.mark.parametrize(
    ("piece", "times"),
    [
        ("张0号10000、", 500), ("周一", 400),
        ("\n", 3000), ("| 1 | 学校 | 5月20日前 | 0999-5550101 |\n", 60),
        ("请于5月20日前报送", 120), ("联系人：李青，电话：0999-5550101。\n", 60), ("将总结报市科协，", 150), ("《", 2000), ("一、", 1000),
    ],
    ids=["numbers", "weekdays", "blank-lines", "rows", "limits", "contacts", "demands", "titles", "numerals"],
)  # fmt: skip
def test_four_times_the_text_takes_about_four_times_as_long(piece: str, times: int) -> None:
    """Twice the factor and some, for what else the machine does; what takes the square of its length has the factor 16."""
    head = "| 序号 | 单位 | 时间 | 电话 |\n|---|---|---|---|\n" if piece.startswith("|") else ""
    _cpu_s("请参加。")
    assert _cpu_s(head + piece * times * 4) <= 10 * _cpu_s(head + piece * times) + 0.2


def test_documents_without_text_are_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        drafted("")
    assert refused.value.code == "no_notice"
