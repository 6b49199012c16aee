"""What may be written in a blank, by its unit and the words of its label."""

from __future__ import annotations

import re

from knowledge.forms.detect import words
from knowledge.forms.model import FieldKind, Want

_DECIMAL_UNIT = re.compile(
    r"元|万|亿|千|亩|公顷|米|里|㎡|m²|m2|m³|km|kg|小时|分钟|学时|课时|%|％|‰|吨|克|斤|升|度|瓦|kwh|kW|GB|MB|TB|/|／|分$", re.IGNORECASE
)
_PER = re.compile(r"人/次|场/次|个/项|项/个|篇/条|条/篇|件/次|份/册|册/份")
_RATE = re.compile(
    r"满意度|完成度|知晓度|率(?:[（(]|$)|比例|占比|比重|百分比|增幅|增长|同比|环比|系数|指数|[自互测考打总]评?分(?=$|[（(])|得分|评分(?=$|[（(])|分数|分值|均值|平均"
)
_MEASURE = re.compile(r"面积|时长|学时|里程|长度|宽度|高度|重量|体积|容积|温度|产量|用水量|用电量|耗电量|排放量|耗能|能耗|销量|电量")
_MONEY = re.compile(
    r"经费|金额|资金|预算|决算|费用|收入|支出|产值|单价|总价|价格|价值|补助|补贴|奖金|捐款|投资|拨款|赞助|造价|税额|营业额|销售额|交易额|(?<![员力参])投入"
)
_NO_MONEY = re.compile(r"来源|使用|管理|名称|说明|方式|用途|渠道|科目|单位$|项目$|政策|是否|办法|明细|落实|依据|文件|标准$|类别|类型|简介|内容")
_COUNT = re.compile(
    r"数量|总数|总量|人数|人次|次数|场次|频次|批次|个数|件数|篇数|份数|册数|户数|家数|项数|台数|辆数|名数|条数|处数|期数|节数|套数|张数|间数|所数|岗数|"
    r"班数|组数|队数|站数|点数|村数|天数|课数|字数|门数|本数|届数|例数|员数|[人场次个件篇份册户家项台辆名条处期节套张间所岗班组队站点村天课字门本届例员]数|(?:阅读|点击|播放|浏览|访问|发放|观看|转发|关注|点赞|下载|评论|粉丝|保有|拥有|发行|发稿|受理|办理|完成)量|"
    r"年龄|工龄|名额|多少|几[场次个人]"
)
_NUMBER = re.compile(r"数(?:[（(]|$|：)")
_NO_COUNT = re.compile(r"参数|号$|号码|方式|名称|说明|情况说明|是否")
_TEXT = re.compile(
    r"名称|姓名|地点|地址|场所|时间|日期|年月|简介|内容|备注|说明|意见|联系|电话|手机|邮箱|邮编|传真|职务|职称|性别|民族|专业|学历|学位|主题|形式|"
    r"类型|类别|性质|成效|亮点|链接|网址|照片|证号|号码|编号|代码|签字|盖章|方式|材料|措施|计划|对象|负责人|责任人|经办人|是否|籍贯|面貌|媒体名|单位$|部门$|问题|建议|"
    r"简历|事迹|荣誉|理由|范围|题目|标题|作者|来源|级别|等级|进度|进展|效果|做法|经验|依据|用途|签名|账号|开户|网站|平台名|车牌|车次|航班|要求|安排|概况|介绍|位置|型号|规格|品牌|状况|状态|保管|管理员|住宿|用餐|食宿"
)
_STAFF = re.compile(r"人员|职工|教师|学生|志愿者|党员|干部|医生|护士|劳动力|队员|会员|人口|老人|儿童|人才")
_CLASS = re.compile(
    r"(?:其中)?(?:专职|兼职|全职|在职|在编|在岗|离岗|退休|聘用|编外|男|女|男性|女性|城镇|农村|本科|大专|硕士|博士|研究生|高级|中级|初级|正高|副高|其他|党员|新增)(?:及以上|以上|以下)?"
)
"""Classes into which people are counted."""
_STATISTICS = re.compile(r"统计|数据|汇总|指标")
_PHONE = re.compile(r"电\s*话|手机|联系方式|座机|固话")
_COUNTY = re.compile(r"精确到县|具体到县|到县[（(级区市]|县级")


def kind_of(label: str, group: str, unit: str | None, *, title: str = "", crossed: bool = False) -> FieldKind:
    """The kind of a blank; its own label counts before the group it stands in. `crossed` under headings of columns and rows."""
    if unit:
        return _by_unit(unit)
    own = _without_brackets(label)
    found = _by_words(own)
    if found is None and group and not _TEXT.search(own):
        inner = group.rsplit(" / ", maxsplit=1)[-1]
        found = next((kind for part in (inner, group) if (kind := _by_words(_without_brackets(part))) not in (None, FieldKind.TEXT)), None)
    if found is None and _STAFF.search(group) and _CLASS.fullmatch(own):
        found = FieldKind.INTEGER
    if found is None and crossed and is_statistics(title) and not _TEXT.search(own + group):
        found = FieldKind.INTEGER
    return found or FieldKind.TEXT


def is_statistics(title: str) -> bool:
    """Whether a title is that of a table of figures."""
    return _STATISTICS.search(title) is not None


def is_worded(label: str) -> bool:
    """Whether a label asks for words."""
    return _TEXT.search(label) is not None


def _by_unit(unit: str) -> FieldKind:
    return FieldKind.INTEGER if _PER.search(unit) or not _DECIMAL_UNIT.search(unit) else FieldKind.DECIMAL


def _without_brackets(label: str) -> str:
    return words.BRACKETS.sub("", label)


def _by_words(label: str) -> FieldKind | None:
    if words.unit_or_none(label) and label not in ("单位", "年", "月", "日", "部", "期", "班", "组", "村"):
        return _by_unit(label)
    if _RATE.search(label) and not re.search(r"名称|情况说明|专业率", label):
        return FieldKind.DECIMAL
    if _COUNT.search(label) and not _NO_COUNT.search(label):
        return FieldKind.INTEGER
    if _is_money(label):
        return FieldKind.DECIMAL
    if _NUMBER.search(label) and not _NO_COUNT.search(label):
        return FieldKind.INTEGER
    if _MEASURE.search(label) and not re.search(r"名称|说明|类型|情况$", label):
        return FieldKind.DECIMAL
    return FieldKind.TEXT if _TEXT.search(label) else None


def _is_money(label: str) -> bool:
    return bool(_MONEY.search(label)) and not _NO_MONEY.search(label) and not re.search(r"人员|人$|时间|日期|及(?!其)|与|和", label)


def is_counted(label: str) -> bool:
    """Whether a label names what is counted, so that it is no sum of money."""
    return _COUNT.search(_without_brackets(label)) is not None


def wants_of(label: str, kind: FieldKind) -> tuple[Want, ...]:
    """What a text must contain, as its label says."""
    if kind is not FieldKind.TEXT:
        return ()
    county = (Want.COUNTY,) if _COUNTY.search(label) and re.search(r"地点|地址|精确|具体", label) else ()
    return (*county, Want.PHONE) if _PHONE.search(label) else county
