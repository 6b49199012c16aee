"""What the times of a notice are there for: a limit for handing something in, a time of the campaign, or neither."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from knowledge.extraction.moments import Calendar
from knowledge.extraction.outline import Outline, Part, Placed
from knowledge.extraction.times import TimeFound, TimeKind


class Role(StrEnum):
    """`DUE`: something is to be handed in (or done) by then. `PERIOD`: the campaign or a part of it takes place then.
    `SPAN`: both: it takes place until then, and things may be handed in until its end. `NONE`: neither."""

    DUE = "due"
    PERIOD = "period"
    SPAN = "span"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in its sentence: the passage it stands in, the span of the sentence, what it is there for, and how sure that is."""

    placed: Placed
    begin: int
    end: int
    time: TimeFound
    role: Role
    sure: float = 1.0

    @property
    def sentence(self) -> str:
        """The sentence that it stands in."""
        return self.placed.text[self.begin : self.end]

    @property
    def at(self) -> tuple[int, int]:
        """The span of its words in the passage."""
        return self.begin + self.time.begin, self.begin + self.time.end


SEND = (
    r"报送|上报|报至|报到(?=[\u4e00-\u9fff]{2,20}(?:局|科|办|部|处|室|厅|中心|邮箱))|呈报|提交|递交|报名|申报|填报|反馈|报回|寄送|邮寄|寄至|寄到|寄回|发送|发至|发到|发给|传至|传真至"
    r"|上传|传到|函告|告知|交至|交到|送至|送到|送达|送交|报备|备案|登记|投稿|投递|投送|回复|回执|交回|交给|上交|缴交|缴费|汇总至|推荐|推选|报市|报省|报县|报区|报我|报校|报院|报局|报本"
    r"|报教|报科|报中|报国|报学|报所|报组|报乡|报镇|填写|录入|注册|提供|确认|预订|签到|报本单位|报(?=[^纸道名刊社告导表警考刊头价]{1,16}(?:局|科|办|部|处|室|厅|中心|委|会|院))|交(?![流通警付叉替谈界互易往])(?=[\u4e00-\u9fff]{0,14}(?:科|办|部|处|室|厅|中心|邮箱))|发(?=[^展布文生动挥言现放]{0,16}(?:邮箱|@))"
)
"""Words for handing something in."""

_SEND = re.compile(SEND)
_DO = re.compile(r"完成|落实|做好|制定|制订|成立|确定|开展|组织|整改|安排|下载|领取|补充|完善|汇总|审核|复核|办理|到位|发布|报|交|送|发|寄|填")
_DUE_LABEL = re.compile(
    r"(?:截止|截稿|截至|最迟|最后|报名|申报|报送|提交|投稿|征集|征稿|征文|受理|填报|上报|递交|交稿|收稿|收集|收取|反馈|推荐|申请|来稿)"
    r"[^，。；：]{0,10}(?:时间|日期|期限|截止|时限|申报)[^，。；：]{0,6}[:：为是]?[ 至到为是“]*$|(?:截止|截稿|截至)[^，。；]{0,6}[:：为是至到]?[ ]*$"
)
_SEND_SPAN = re.compile(r"报名|申报|报送|提交|投稿|受理|填报|上报|递交|交稿|收稿|反馈|缴费|登记|注册|预订|申请|上传|推荐")
_OPEN_SPAN = re.compile(r"征集|征文|征稿|征求|意见|公示|活动|大赛|比赛|竞赛|评选")
_TIME_LABEL = re.compile(
    r"(?:活动|举办|举行|开展|宣传|培训|会议|讲座|比赛|大赛|竞赛|考试|测试|演出|展览|展示|论坛|召开|授课|开课|集中|启动|实施|工作|主题|仪式|放假|值班|检查|服务|执行|开幕|总体|总|决赛"
    r"|初赛|征文|征集|公示|参观|考察|会期|直播)"
    r"[^，。；：]{0,6}(?:时间|日期|期限)[^，。；：]{0,6}[:：为是]?[ 为是定于]*$|(?:营期|会期|展期|赛期|假期|汛期|学时)[:：为是从自于]{1,2}$"
    r"|(?:假期|放假|会期|展期|赛期|时间|期间"
    r"|初赛|复赛|决赛|预赛|阶段|启动|培训|展示|评选|评审|答辩)（$"
    r"|(?:^|[，。；、 ])[一二三四五六七八九十\d（）()、.．]*(?:时[ ]*间|日[ ]*期|会期)[:：为是]?[ ]*$"
)
_HEADS_TIME = re.compile(r"时间|日期|会期")
_HELD = re.compile(
    r"举办|举行|召开|开展|进行|开幕|启动|开始|集中|展出|播出|开讲|开课|开考|比赛|决赛|初赛|半决赛|复赛|预赛|考试|测试|笔试|面试|培训|放假|休息|实施|组织|参加|停水|停电|检查|走访|活动"
    r"|实行|试行|执行|结束|开赛|暂停|停止|开放|开通|施工|值班|授课|直播"
)
_FIXED = re.compile(
    r"(?:定于|拟于|将于|拟定于|初定于|暂定于|安排在|订于|计划于|预计于?|确定为|时间为|时间定为|定在"
    r"|推迟(?:到|至)|延期(?:到|至)|改期?(?:到|至|为|在)|调整(?:到|至|为)|决定|计划|拟)[ ]*$"
)
"""Words right before a time that say that something is to take place then."""

_HELD_AT = re.compile(r"(?:于|在|自|从|即)[ ]*$")
_FORMER = re.compile(r"原(?:定|计划|拟|安排|为|时间)?(?:于|在|为)?[ ]*$|由[ ]*$")
_MARKED = re.compile(r"^[^，。；：]{0,12}?[^，。；：\d]{2,8}：[ ]*$")
"""A short label before a time: 面试：."""

_NAMED_DAY = re.compile(r"^(?:[（(][^）)]{1,6}[）)])?[ ]*(?:是|为)[^，。；]{0,10}(?:第[^，。；]{1,6}[个届次]|全国|世界|国际|中国|法定|传统)")
_PAST = re.compile(r"印发|发布了|发出|下发|颁布|审议|会议通过|通过了|批准|成立|施行|生效|召开了|出台|公布|签署|视察|讲话|指出|强调|发生|获得|被评")
_BORN = re.compile(
    r"^(?:[^，。；]{0,6})(?:出生|取得|开业|建成|投产|注册成立|注册登记的|毕业|入学|入职|入党|入团|参加工作|登记成立|发表的|出版的|获得|以来|后出生)|^(?:以前|之前|前)?(?:已|尚未|未)"
)
_ABOUT = re.compile(r"《[^《》]*》|[〔\[（(][^〔〕\[\]（）()]*?号[〕\]）)]")
_ARRIVES = re.compile(r"^(?:[（(][^）)]*[）)])?(?:前|下午|上午|全天)?(?:报到|签到|返程|离会|入住|返校)")
_ARRIVAL = re.compile(r"(?:报到|签到|离会|返程|入住|接站)(?:时间|日期)?[:：为]*[ ]*$")
_FAR = 80
"""Characters after a day in which what is taken (将…) is said to be sent."""

_OVER = re.compile(r"(?:去年|上年|往年|历年|已|曾)(?:[^，。；]{0,6})?(?:于|在)?$")
_DONE = re.compile(r"^[^。；]{0,36}?(?:已有|已经|均已|报送了|提交了|上报了|完成了|[^，。；]{2,8}了(?=[^，。；]{2}))")
_ASKED = re.compile(r"请|须|需|应|要求|务必|报送|上报")
_AMOUNT = re.compile(r"不少于|至少|不低于|不超过|\d+[次场篇期个]")
_OF_DATA = re.compile(r"(?:统计|数据|资料统计|统计数据|填报数据|数据采集|资料)(?:的)?(?:截止|截至)[^，。；]{0,6}$")
_FROM_NOW = re.compile(r"即日|现在起|通知之日|发文之日|印发之日|发布之日")
_CLOCKED_DAY = re.compile(r"每[天日]|工作日|周一至")
"""Hours of every day are hours of business."""

_UNTIL = re.compile(r"^(?:[（(][^）)]*[）)])?[ ]*(?:止|截止|截稿|为止)")


def moments_of(outline: Outline, calendar: Calendar) -> tuple[Moment, ...]:
    """Every time of the notice's own text with its role, in order."""
    return tuple(moment for one in outline.of(Part.BODY, Part.TAIL) for moment in _moments(one, outline, calendar))


def _moments(one: Placed, outline: Outline, calendar: Calendar) -> Iterator[Moment]:
    heading = " ".join((*one.headings[-2:], one.heading or ""))
    for begin, end in one.sentences():
        sentence = one.text[begin:end]
        cited = [found.span() for found in _ABOUT.finditer(sentence)]
        times = [time for time in calendar.times(sentence) if not any(first <= time.begin < last for first, last in cited)]
        for number, time in enumerate(times):
            following = times[number + 1].begin if number + 1 < len(times) else len(sentence)
            previous = times[number - 1].end if number else 0
            role, sure = _role(time, sentence, previous, following, heading, one, calendar)
            yield Moment(one, begin, end, time, role, sure)


def _role(time: TimeFound, sentence: str, previous: int, following: int, heading: str, one: Placed, calendar: Calendar) -> tuple[Role, float]:
    before, after = sentence[previous : time.begin], sentence[time.end : following]
    if time.kind in (TimeKind.YEAR, TimeKind.CLOCK) or time.impossible:
        return Role.NONE, 1.0
    if time.campaign_name:
        return (Role.PERIOD, 0.8) if one.is_heading else (Role.NONE, 1.0)
    if time.kind is TimeKind.RECURRING:
        asked = time.before or (_ASKED.search(sentence) and not _CLOCKED_DAY.match(time.text))
        return (Role.DUE, 0.95) if _SEND.search(sentence) and asked and not _AMOUNT.search(after[:14]) else (Role.NONE, 1.0)
    if _BORN.match(after) or _PAST.search(after[:10]):
        return Role.NONE, 1.0
    if re.match(r"[季月]后", after):
        return Role.NONE, 1.0
    if _ARRIVES.match(after) or _ARRIVAL.search(before):
        return Role.NONE, 1.0
    if time.kind is TimeKind.RELATIVE and (time.days or 1) < 0:
        return Role.NONE, 1.0
    if time.kind is TimeKind.RELATIVE:
        return (Role.DUE, 0.9) if time.before and _SEND.search(after + before[-12:]) else (Role.NONE, 1.0)
    if _FORMER.search(before) and re.search(r"延|改|调整|推迟|提前", after):
        return Role.NONE, 1.0
    if time.before and (_OVER.search(before[-12:]) or _DONE.search(after[:40])):
        return Role.NONE, 1.0
    if _OF_DATA.search(before):
        return Role.NONE, 1.0
    moved = re.search(r"(?:推迟|延期|改期|调整|改|提前)(?:到|至|为)?[ ]*$", before) and not re.search(r"截止|报名|申报|报送|提交", before)
    if (time.before or time.text.endswith("止")) and not moved:
        return _limit(before, after, sentence, heading)
    if time.kind is TimeKind.RANGE and _UNTIL.match(after):
        return (Role.SPAN if time.start and _OPEN_SPAN.search(heading + before) else Role.DUE), 0.95
    alone = not re.sub(r"^.*[:：]", "", before).strip() and not _TIME_LABEL.search(before)
    if _DUE_LABEL.search(before) or (alone and _is_due_heading(heading)):
        return _labelled_due(time, before + heading)
    if time.kind is TimeKind.RANGE and (time.open_start or _FROM_NOW.search(time.text)) and time.end_day:
        return (Role.DUE, 0.9) if _SEND.search(sentence) or _SEND_SPAN.search(heading) or _OPEN_SPAN.search(before + heading) else (Role.NONE, 1.0)
    return _held(time, before, after, sentence, heading, one, calendar)


def _limit(before: str, after: str, sentence: str, heading: str) -> tuple[Role, float]:
    """A time with 前 or 止: a deadline where something is to be handed in or done by then."""
    near = before[-30:] + after[:60]
    if _SEND.search(near) or _DUE_LABEL.search(before) or _is_due_heading(heading):
        return Role.DUE, 1.0
    if _SEND.search(sentence):
        return Role.DUE, 0.9
    return (Role.DUE, 0.75) if _DO.search(after[:40]) else (Role.NONE, 1.0)


def _is_due_heading(heading: str) -> bool:
    return bool(re.search(r"截止|截稿|(?:报名|申报|报送|提交|投稿|征集|征稿|受理|填报|上报|征文)(?:和[^，]{1,8})?(?:时间|日期|期限)", heading))


def _labelled_due(time: TimeFound, label: str) -> tuple[Role, float]:
    """A time under a label such as 报名时间, 征集时间."""
    if time.end_day is None:
        return Role.NONE, 1.0
    if time.kind is TimeKind.RANGE and not time.open_start and time.start and _OPEN_SPAN.search(label) and not _SEND_SPAN.search(label):
        return Role.SPAN, 0.9
    return Role.DUE, 1.0


def _held(time: TimeFound, before: str, after: str, sentence: str, heading: str, one: Placed, calendar: Calendar) -> tuple[Role, float]:
    """A time that limits nothing: when something takes place, where the words say so."""
    if time.start is None or time.incomplete or (re.search(r"(?:将|把)[^，。；]{0,6}$", before) and re.match(r"期间|的|以来", after)):
        return Role.NONE, 1.0
    past = calendar.issued is not None and (time.end_day or time.start) < calendar.issued
    if _PAST.search(before[-8:]):
        return Role.NONE, 1.0
    sends = _is_sent(before, after)
    if _FORMER.search(before):
        return Role.NONE, 1.0
    if sends and not past and time.kind in (TimeKind.DAY, TimeKind.VAGUE) and not time.clock:
        return Role.DUE, 0.8
    if sends and time.clock and not past:
        return Role.DUE, 0.9
    alone = not before.strip(" ：:一二三四五六七八九十、（）") and _HEADS_TIME.search(heading)
    if _TIME_LABEL.search(before) or alone:
        return Role.PERIOD, 1.0
    if _NAMED_DAY.match(after):
        return Role.PERIOD, 0.7
    if _FIXED.search(before):
        return (Role.PERIOD, 0.95) if not past else (Role.NONE, 1.0)
    staged = before.rstrip().endswith("（") and re.search(r"安排|日程|赛程|阶段|流程|步骤", heading)
    if (_MARKED.match(before) or staged) and time.kind in (TimeKind.DAY, TimeKind.RANGE) and not past:
        return Role.PERIOD, 0.8
    if _HELD_AT.search(before[-8:]) and (_HELD.search(after[:40]) or _HELD.search(before[-30:])):
        return (Role.PERIOD, 0.95) if not past else (Role.NONE, 1.0)
    if time.clock and re.match(r"[在于]", after) and not past and (_HELD.search(before[-6:]) or _HELD.search(after[:60])):
        return Role.PERIOD, 0.8
    if _HEADS_TIME.search(heading) and not _is_due_heading(heading) and time.kind in (TimeKind.RANGE, TimeKind.VAGUE, TimeKind.DAY, TimeKind.MONTH):
        return Role.PERIOD, 0.85
    if _HELD.search(after[:16]) and time.kind in (TimeKind.RANGE, TimeKind.DAY, TimeKind.VAGUE) and not past:
        return Role.PERIOD, 0.8
    if one.headings == () and time.kind in (TimeKind.DAY, TimeKind.RANGE) and time.vague and _HELD.search(after[:120]):
        return Role.PERIOD, 0.7
    return Role.NONE, 1.0


def _is_sent(before: str, after: str) -> bool:
    """Whether what follows a day is the handing in of something, before any word of holding something."""
    if not (_HELD_AT.search(before) or _FIXED.search(before)):
        return False
    plain = re.sub(r"进行(?=申报|报名|填报|登记|注册)", "", after)
    taken = re.match(r"[，, ]?(?:前后)?(?:将|把)", plain)
    sent = _SEND.search(plain[:_FAR] if taken is not None else plain[:14])
    return sent is not None and (taken is not None or not _HELD.search(plain[: sent.start()]))
