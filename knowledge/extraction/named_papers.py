"""Which papers a limit is about: from its sentence, those around it, its label, its heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.extraction.identity import annexes_of
from knowledge.extraction.outline import Outline, Part
from knowledge.extraction.owners import names_owner
from knowledge.extraction.papers import cited_papers, is_manner, is_paper, papers_in
from knowledge.extraction.roles import Moment
from knowledge.extraction.sending import Sending, sendings_in

_TIME_WORDS = re.compile(r"时间|日期|截止|期限|\d月")
_GOES_ON = re.compile(r"连同|以及|并附|附|和|及|《")
_SUBJECT = re.compile(
    r"(?:[\d一二三四五六七八九十]+[、.])?(?P<what>[^，。；：]{2,40}?)(?:均|都|须|需|应|请|要|统一|一律)+[^，。；]{0,6}?(?:提交|报送|上报|递交|发送|备注|寄)"
)
_LISTED_BELOW = re.compile(r"(?:以下|下列|如下)(?:[\u4e00-\u9fff]{0,4})(?:材料|资料|内容|文件|信息)|材料如下")
_ABOVE = re.compile(r"^(?:以上|上述|所有|全部|相关|该|此)?(?:表格|材料|资料|附件|表|报表)$")
_MADE = re.compile(r".*(?:形成|写(?!作|字)|打印|撰写|编制|制作|填写|填报|填好|准备|整理|写出|写成|提供|上传)(?P<what>[^，。；：]{2,40})$")
_ACTS = re.compile(
    r"报名|投稿|征文|征稿|申报|缴费|注册|预订|反馈|登记|签到|推荐|报送|提交|填报|备案|申请|投票|征集|受理|招募|参展|完成[^，。；]{2,16}|确定[^，。；]{2,16}"
)
_LABEL = re.compile(r"(?:的)?(?:提交|报送|受理|征集|申报|收取|上报|接收)?(?:的)?(?:截止|截稿)?(?:时间|日期)?(?:为|是|：)?$")
_TREATED = re.compile(r"(?:把|将)(?P<what>[^，。；：]{2,40}?)(?:填好|填妥|填写|填报|盖章|录入|整理|打包|准备|打印|汇总|收齐|做好|写好)")
_SHORT = 20
_MOST_JOINED = 3


@dataclass(frozen=True, slots=True)
class Papers:
    """Names the papers that limits of a notice are about."""

    outline: Outline

    def own(self, moment: Moment) -> list[str]:
        """The papers that the sentence of the limit itself names."""
        before, after = moment.sentence[: moment.time.begin], moment.sentence[moment.time.end :]
        return self.of(moment, before, after, [*sendings_in(after), *sendings_in(before)])

    def of(self, moment: Moment, before: str, after: str, sendings: Sequence[Sending]) -> list[str]:
        """The names of what is handed in; where they say only in which form (电子版), with what the sentences before name."""
        names = self._named_papers(moment, before, after, sendings)
        if names and not all(map(is_manner, names)):
            return names
        earlier = self._earlier(moment)
        if not names:
            return earlier or self._by_label(moment, before, after)
        return [f"{paper}（{manner}）" for paper in earlier[:_MOST_JOINED] for manner in names] or names

    def _earlier(self, moment: Moment) -> list[str]:
        """The papers that the sentences before the one of the limit say are to be handed in, the nearest first."""
        text = moment.placed.text
        for first, last in reversed([span for span in moment.placed.sentences() if span[1] <= moment.begin]):
            names = [name for name in _asked_for(text[first:last]) if is_paper(name) and not is_manner(name)]
            if names:
                return names
        return []

    def _named_papers(self, moment: Moment, before: str, after: str, sendings: Sequence[Sending]) -> list[str]:
        """What the verbs take, what is named before the limit, and titles that stand in the words."""
        if _LISTED_BELOW.search(moment.sentence) and (below := self._below(moment)):
            return below
        for one in sendings:
            names = papers_in(one.what) if one.what else []
            if names and all(_ABOVE.match(name) for name in names):
                return cited_papers(moment.placed.text[: moment.end]) or [*annexes_of(self.outline)] or names
            if names and any(map(is_paper, names)) and not all(map(is_manner, names)):
                return names
        named = _subjects(before)
        if named and all(_ABOVE.match(name) for name in named) and (cited := cited_papers(moment.placed.text[: moment.begin])):
            return cited
        quoted = cited_papers(after) or cited_papers(before)
        if named or quoted:
            return named or quoted
        made = [name for name in _made(before) if is_paper(name)]
        objects = [name for one in sendings if one.what and len(one.what) <= _SHORT for name in papers_in(one.what)]
        return made or [name for name in objects if not is_manner(name)] or objects

    def _below(self, moment: Moment) -> list[str]:
        """The papers of a list under the sentence."""
        placed = self.outline.placed
        at = placed.index(moment.placed)
        names: list[str] = []
        for one in placed[at + 1 : at + 12]:
            if one.marker is None:
                break
            first = re.split(r"[，。；：]|（(?!见)", one.text[one.marker.end :])[0]
            names += papers_in(first)[:3] or []
        return names

    def _by_label(self, moment: Moment, before: str, after: str) -> list[str]:
        """What the words around a limit are about, where no paper is named: 报名, 投稿."""
        listed = re.match(r"[^：，]{2,12}：([^，]{2,40})，", moment.sentence)
        if listed is not None and before.rstrip().endswith("：") and before.count("：") > 1:
            return [listed.group(1)]
        heading = " ".join((*moment.placed.headings[-1:], moment.placed.heading or ""))
        for text in (before[-16:], after[:30], heading):
            found = _ACTS.search(text)
            if found is not None:
                return [found.group().strip()]
        for passage in (moment.sentence, moment.placed.text):
            if cited := cited_papers(passage):
                return cited
        clause = re.sub(r"^请?(?:将|把)?", "", re.split(r"[，；：。]", re.sub(r"后?(?:于|在)?$", "", before.rstrip("，, ")))[-1].strip())
        if 3 <= len(clause) <= _SHORT and not _TIME_WORDS.search(clause) and any(one.to for one in sendings_in(after)):
            return [clause]
        title = " ".join(one.text for one in self.outline.of(Part.HEAD))
        named = _ACTS.search(title)
        plain = re.sub(r"^[，、 ]+", "", after.strip("。；，"))[:24].rstrip("，。；：")
        if named is not None:
            return [named.group()]
        return [plain if plain and moment.time.text not in plain and not _TIME_WORDS.search(plain) else heading.strip() or moment.time.text]


def _subjects(before: str) -> list[str]:
    """The papers named right before a limit, through the clauses that go on naming some (总结，连同照片，《统计表》请于…)."""
    plain = _LABEL.sub("", re.sub(r"(?:请|须|需|应|要|务必|统一|必须)*(?:在|于|应于|需于|不迟于|最迟于)?\s*$", "", before).rstrip("，, "))
    found: list[str] = []
    for clause in reversed(re.split(r"[，。；：]", plain)):
        made = _TREATED.search(clause) or _MADE.search(clause)
        named = papers_in(made["what"] if made is not None else clause)
        names = [name for name in named if not names_owner(name)] if any(map(is_paper, named)) else []
        if not names or (found and made is None and not _GOES_ON.match(clause) and not all(map(is_paper, named))):
            break
        found = names + found
    return found


def _asked_for(sentence: str) -> list[str]:
    """The papers that a sentence without a limit says are to be handed in or filled in."""
    subject = _SUBJECT.match(sentence)
    sent = [name for one in sendings_in(sentence) for name in papers_in(one.what or "") if not is_manner(name)]
    return sent or _made(sentence.rstrip("。；")) or (papers_in(subject["what"]) if subject is not None else [])


def _made(text: str) -> list[str]:
    """The papers that somebody is told to write, in the clause nearest to the end."""
    for clause in reversed(re.split(r"[，；：]", text)):
        made = _MADE.search(re.sub(r"（[^（）]*）", "", clause))
        if made is not None and (names := [name for name in papers_in(made["what"]) if is_paper(name)]):
            return names
    return []
