"""What the printed words of a table come to: a label without its spaces and its unit, a hint, a limit of characters."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

_BASES = (
    r"平方公里|平方千米|立方米|平方米|千瓦时|人次|人天|场次|班次|件次|例次|篇次|台次|条次|学时|课时|小时|分钟|公顷|公里|千米|千克|公斤|"
    r"页码|kwh|KWH|kW·h|kg|km²|km|㎡|m²|m2|m³|GB|MB|TB|元|人|场|次|个|项|家|篇|件|册|名|份|条|户|台|套|张|期|所|处|支|部|位|辆|间|座|枚|块|"
    r"幅|村|头|只|组|队|班|节|天|日|月|年|岁|字|页|批|届|起|例|棵|株|本|门|艘|口|盏|盒|箱|袋|瓶|亩|米|吨|度|升|%|％|‰|分"
)
_ONE = rf"(?:百万|千万|十万|万|千|百|亿)?(?:{_BASES})"
_UNIT = re.compile(rf"{_ONE}(?:[/／·]{_ONE}|[（(]{_ONE}[）)])*")
_SEVERAL = re.compile(rf"{_ONE}(?:[/／·、，,和]{_ONE}|[（(]{_ONE}[）)])*")
_MEASURE_WORDS = (
    r"工日|人天|车次|架次|标准箱|公吨|平方|立方|种|类|顶|床|代|面|块|片|条|根|颗|粒|株|棵|朵|枝|把|扇|架|列|栋|幢|尊|匹|头|羽|尾|对|副|双|层|道|串|"
    r"群|批|帮|堆|滴|捆|排|趟|回|遍|顿|阵|科|级|季|轮|样|款|则|章|卷|封|桩|宗|员|发|针|剂|罐|桶|筐|车|吨|段|弄|巷|站|点|田|垄|丘|师|连|案|处次|档|号|包|"
    r"令|席|餐|碗|杯|壶|锅|克|两|斤|毫升|毫米|厘米|微克|千伏安|千瓦|兆瓦|马力|伏|安|赫兹|摄氏度|℃|°|周|旬|秒|刻"
)
_ANY = rf"(?:百万|千万|十万|万|千|百|亿)?(?:{_BASES}|{_MEASURE_WORDS})"
_MEASURED = re.compile(rf"{_ANY}(?:[/／·]{_ANY}|[（(]{_ANY}[）)])*")
_SLASHED = re.compile(rf"(?<=[^元/／]{{2}})[/／]({_ANY})$")
_NAMED = re.compile(r"(?:计量)?单位[：:]")
BRACKETS = re.compile(r"[（(【\[〔]([^（）()【】\[\]〔〕]*)[）)】\]〕]")
_SPACES = re.compile(r"[\s\u200b\ufeff\u00ad]+")
_ENDS = re.compile(r"^[\s\u200b\ufeff\u00ad]+|[\s\u200b\ufeff\u00ad]+$")
_LIMIT = re.compile(
    r"(?:[0-9]+\s*[-—–~～至到]\s*)?(?P<a>[0-9]+)\s*个?汉?字符?\s*(?:以内|之内|以下|左右|内)|"
    r"(?:不超过?|不多于|限|限制?在|控制在|少于|至多|最多)\s*(?:[0-9]+\s*[-—–~～至到]\s*)?(?P<b>[0-9]+)\s*个?汉?字"
)
_NO_HINT = re.compile(r"[^，。]{0,6}(?:盖章|公章|签字|签名|签章|印章)|[一二三四五六七八九十0-9]{1,3}|[是有]\s*[/／、或]\s*[否无]")
_TOTAL = re.compile(r"(?:^|其中|[一-龥）)])(?:合计|小计|总计|共计)(?:$|[（(：:数额金人])|^总数$")
_ORDER = re.compile(r"序号|编号|行号|行次|栏次|项次|排序|序|No\.?|NO\.?|#|№")
_CODE = re.compile(r"(?:指标|项目)?(?:代码|代号|编码|编号)|行次|栏次|序号")
_ORDINAL = re.compile(r"[（(]?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3}|[①-⑳])[）).、．]?")
_COLUMN_NUMBER = re.compile(r"[甲乙丙丁戊己庚辛]|[A-Z]|[（(]?[0-9]{1,3}[）)]?|[①-⑳]|栏次|[—\-－/]+|[（(]?[0-9]+=[0-9+＋\-－*×/÷=%（）()]+[）)]?")
_EXAMPLE = re.compile(r"[（(【]?(?:例|示例|样例|范例|举例|填写示例|填报示例|样表|示范)(?:[）)】：:0-9一二三]|$|\s|（)|如[：:]")
_ANNEX = re.compile(r"附(?:件|表|录)[0-9一二三四五六七八九十]{0,3}(?:[-—之][0-9]{1,2})?[：:]?")
_INSTRUCTION = re.compile(
    r"(?:填写|填报|填表|填制|指标|字段|数据|统计)(?:说明|要求|要点|规则|规范|口径|解释|须知|示例|范例|样例)|(?:示例|样例|口径|释义|参考值)"
)
_REMARK = re.compile(r"备\s*注|说\s*明|附\s*注|其他说明")


class Printed(Struct, frozen=True):
    """A label's text, the unit printed with it, the remark in its brackets and the limit in it."""

    label: str
    unit: str | None = None
    hint: str | None = None


@lru_cache(maxsize=4096)
def tidy(text: str) -> str:
    """The text without spaces and line breaks that are only for looks; one space stays between Latin words."""
    text = _ENDS.sub("", text)
    return _SPACES.sub(lambda found: " " if _is_word(text[found.start() - 1]) and _is_word(text[found.end()]) else "", text)


def _is_word(char: str) -> bool:
    return char.isascii() and (char.isalpha() or char in ",.;")


@lru_cache(maxsize=4096)
def unit_or_none(text: str) -> str | None:
    """The unit that a text consists of, if it does: "单位：万元", "人次"."""
    bare = _NAMED.sub("", tidy(text), count=1)
    return bare if _UNIT.fullmatch(bare) else None


@lru_cache(maxsize=4096)
def measure_or_none(text: str) -> str | None:
    """The unit that a text consists of where a unit is expected, in brackets or in a column of units: rarer words too."""
    bare = _NAMED.sub("", tidy(text), count=1)
    return bare if _MEASURED.fullmatch(bare) else None


def units_in(text: str) -> tuple[str, ...]:
    """The units of a text that consists of one or several: "人、场"."""
    bare = _NAMED.sub("", tidy(text), count=1)
    return tuple(re.split(r"[、，,和]", bare)) if _SEVERAL.fullmatch(bare) else ()


@lru_cache(maxsize=4096)
def printed(text: str) -> Printed:
    """A label as printed, its unit apart from it."""
    label, unit, hint = re.sub(r"[_＿]{2,}", "", tidy(text)), None, None
    for found in BRACKETS.finditer(label):
        said = found[1].strip()
        first, _, rest = said.replace(",", "，").replace("；", "，").partition("，")
        if unit is None and (unit := _unit_in_brackets(first, said)) is not None:
            rest = rest if unit == tidy(_NAMED.sub("", first, count=1)) else ""
            label = label.replace(found[0], f"（{rest}）" if rest else "", 1)
            said = rest
        if said and hint is None and not _NO_HINT.fullmatch(said):
            hint = said
    if unit is None and (after := re.search(r"[,，;；/／]?(?:计量)?单位[：:](.+)$", label)) and (unit := unit_or_none(after[1])):
        label = label[: after.start()]
    elif unit is None and (slashed := _SLASHED.search(label)):
        label, unit = label[: slashed.start()], slashed[1]
    return Printed(_bare(label), unit, hint)


def _unit_in_brackets(first: str, said: str) -> str | None:
    """The unit that brackets begin with, or the several that they consist of ("期、次"), parts of a date aside."""
    if re.fullmatch(r"[年月日、/／]{2,}", said):
        return None
    return measure_or_none(first) or ("、".join(units_in(said)) or None)


def _bare(label: str) -> str:
    return re.sub(r"^[*＊★※]+|[：:*＊★※、]+$", "", label).strip()


def limit(text: str) -> int | None:
    """The most characters that a text allows, if it says so."""
    found = _LIMIT.search(tidy(text))
    return int(found["a"] or found["b"]) if found and len(found["a"] or found["b"]) < 6 else None


def is_total(label: str) -> bool:
    """Whether a label is of a total of others."""
    return _TOTAL.search(tidy(label)) is not None


def is_order(text: str) -> bool:
    """Whether a heading is that of the rows' numbers."""
    return _ORDER.fullmatch(tidy(text)) is not None


def is_code(text: str) -> bool:
    """Whether a heading is that of printed codes."""
    return _CODE.fullmatch(tidy(text)) is not None


def is_annex(text: str) -> bool:
    """Whether a text is the number of an annex and nothing else."""
    return _ANNEX.fullmatch(tidy(text)) is not None


def is_instruction(text: str) -> bool:
    """Whether a heading is of what is said about the blanks: "填报说明", "指标解释"."""
    return _INSTRUCTION.fullmatch(printed(text).label) is not None


def is_ordinal(text: str) -> bool:
    """Whether a cell holds the number of its row."""
    return _ORDINAL.fullmatch(tidy(text)) is not None


def is_column_number(text: str) -> bool:
    """Whether a cell holds the number of its column (甲, 乙, 1, 2)."""
    return _COLUMN_NUMBER.fullmatch(tidy(text)) is not None


def is_example(text: str) -> bool:
    """Whether a text says that it is an example."""
    return _EXAMPLE.match(tidy(text)) is not None


def is_remark(text: str) -> bool:
    """Whether a heading is that of remarks."""
    return _REMARK.fullmatch(printed(text).label) is not None


def is_unit_heading(text: str) -> bool:
    """Whether a heading can be that of units."""
    return tidy(text) in ("单位", "计量单位", "计算单位", "单位名称") and tidy(text) != "单位名称"
