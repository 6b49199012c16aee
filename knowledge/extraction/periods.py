"""When the campaign and its parts take place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.extraction.places import place_in
from knowledge.extraction.roles import Moment, Role
from knowledge.extraction.times import TimeKind
from knowledge.notice import Period, When

_OWN = re.compile(r"自主安排|自行安排|自行确定|自定|结合(?:本地|本单位|各自|自身)?实际")
_LABEL = re.compile(r"([\u4e00-\u9fff“”]{2,16}?)(?:的?时间|日期|期限|会期)[:：为是]")
_NAMED = re.compile(r"^(?:[（(][^）)]{1,6}[）)])?[ ]*(?:是|为)(第[^，。；]{1,30}|全国[^，。；]{2,20}|世界[^，。；]{2,20}|国际[^，。；]{2,20})")


def periods_of(moments: Iterable[Moment]) -> tuple[tuple[Period, ...], dict[str, float]]:
    """The periods, each once, and how sure those are that are not beyond doubt."""
    found = [moment for moment in moments if moment.role in (Role.PERIOD, Role.SPAN)]
    sure: dict[tuple[object, object], Moment] = {}
    for moment in found:
        key = moment.time.start, moment.time.end_day
        if key not in sure or sure[key].sure < moment.sure:
            sure[key] = moment
    kept = [moment for moment in found if sure[moment.time.start, moment.time.end_day] is moment]
    periods = tuple(_period(number, moment) for number, moment in enumerate(kept, start=1))
    doubts = {period.id: moment.sure for period, moment in zip(periods, kept, strict=True) if moment.sure < 1}
    return periods, doubts


def _period(number: int, moment: Moment) -> Period:
    time = moment.time
    named = _NAMED.match(moment.sentence[time.end :])
    end = None if time.open_end else time.end_day
    start = time.start if end is None or time.start is None or time.start <= end else None
    return Period(
        id=f"period-{number}",
        when=When(
            text=moment.placed.passage.folded.quote(*moment.at),
            start=start,
            end=end,
            vague=time.vague or time.kind in (TimeKind.VAGUE, TimeKind.MONTH),
            tentative=time.tentative,
            clock=time.clock,
        ),
        label=_label(moment, named),
        where=place_in(moment.sentence) or place_in(moment.placed.text[moment.end : moment.end + 60]),
        arrange_your_own=bool(_OWN.search(moment.sentence[time.end :])),
        cited=named is not None,
        source=moment.placed.source(moment.begin, moment.end),
    )


def _label(moment: Moment, named: re.Match[str] | None) -> str | None:
    if named is not None:
        return re.sub(r"^第[^个届次]{1,4}[个届次]", "", named.group(1)) or None
    found = _LABEL.search(moment.sentence[: moment.time.begin])
    return found.group(1) if found and found.group(1) not in ("活动", "举办", "开展") else None
