"""Bytes become text: which encoding they are in is decided by what the text would look like, not by what it claims."""

from __future__ import annotations

import codecs
import re
from functools import cache

from knowledge.errors import Unreadable
from knowledge.reading.characters import clean

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHINESE = ("gb18030", "big5hkscs")
_WIDE = ("utf-16-le", "utf-16-be")
_NAMES = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "cp936": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs"}
_SAMPLE = 200_000  # bytes; enough to judge an encoding by
_BEYOND = re.compile(rb"[\x80-\xff]")
_BROKEN = 0.1  # more broken bytes than this share of the characters beyond ASCII: the encoding is another one
_CONTROLS = 0.01  # more controls than this share of the bytes: no text at all
_LATIN = 0.3  # below this share of common characters, a text that has no broken bytes is not Chinese
_COMMON = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部"
    "度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正"
    "心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长"
    "求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器"
    "压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信"
    "马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近千周委素技备半办青省列习响约支般"
    "史感劳便团往历市何除消构府称太准精值号率族维划选标写存候快效院查江型王按格养易置派层片始却专状育厂京识适属包火住调满县局照参红引听该价严邮箱"
    "附填送截止盖章街镇村号室姓职务单位附项赛奖评审宣举"
    "個們來時對會發動國學經過說產種後從業當應開還關這為於實現與進樣條變間問題數線內樂點結體兩機電話總設統計較將組見別區強領導處隊據單門熱規則"
    "際驗連斷難備辦習響約勞團歷構稱準選標寫號郵職縣鎮鄉報聯絡舉項賽獎評審術場務員長級資圖農書華萬類確張節傳許廣記須眾觀織裝請"
    "，。、：；“”《》（）！？〔〕【】—…·％０１２３４５６７８９　"
)


def decode(content: bytes, hint: str | None = None, *, name: str = "") -> str:
    """The text of a file. `hint` is what it declares itself to be, which is checked. Raises Unreadable for what is no text."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    wide = _wide_or_none(content)
    if wide:
        return content.decode(wide, "replace")
    if _is_binary(content):
        raise Unreadable(name, "unknown_kind")
    return content.decode(_narrow(content, hint), "replace")


def _is_binary(content: bytes) -> bool:
    sample = content[:_SAMPLE]
    controls = sum(sample.count(byte) for byte in range(32) if byte not in b"\t\n\r\x0b\x0c\x1a\x1b")
    return controls > max(3, len(sample) * _CONTROLS) or sample.count(0) > max(0, len(sample) // 1000)


def _wide_or_none(content: bytes) -> str | None:
    """UTF-16 without a mark: its line breaks and digits have a zero byte, always on the same side."""
    sample = content[: _SAMPLE // 2 * 2]
    if len(sample) % 2 or not sample.count(0):
        return None
    scores = {encoding: _plausible(sample, encoding) for encoding in _WIDE}
    best = max(scores, key=lambda encoding: scores[encoding])
    return best if scores[best] > 0.5 else None


def _plausible(sample: bytes, encoding: str) -> float:
    """The share of characters that one expects in a notice."""
    text = sample.decode(encoding, "replace")
    return sum(character in _common() or " " <= character <= "~" or character in "\r\n\t" for character in text) / max(1, len(text))


def _narrow(content: bytes, hint: str | None) -> str:
    first = _BEYOND.search(content)
    if first is None:
        return "utf-8"
    sample = content[first.start() : first.start() + _SAMPLE]  # what stands before it, as a script, says nothing
    if _broken(sample, "utf-8") <= _BROKEN:
        return "utf-8"
    declared = _known_or_none(hint)
    candidates = [*([declared] if declared else []), *_CHINESE]
    best = max(candidates, key=lambda encoding: _score(sample, encoding))
    return best if _score(sample, best) >= _LATIN or _is_short(sample) else _foreign(sample, declared)


def _foreign(sample: bytes, declared: str | None) -> str:
    """What is not Chinese: the declared encoding where it fits, else the one with fewer broken characters."""
    if declared and _broken(sample, declared) <= _BROKEN:
        return declared
    return min((*_CHINESE, "utf-8"), key=lambda encoding: _broken(sample, encoding))


def _is_short(sample: bytes) -> bool:
    return sum(byte >= 0x80 for byte in sample) < 12


def _known_or_none(hint: str | None) -> str | None:
    if not hint:
        return None
    wanted = hint.strip().strip("\"'").lower()
    try:
        codec = codecs.lookup(_NAMES.get(wanted, wanted))
    except (LookupError, ValueError):
        return None
    # codecs.lookup also finds those that do not make text of bytes
    return codec.name if getattr(codec, "_is_text_encoding", True) and "utf-16" not in codec.name and codec.name != "utf-7" else None


def _broken(sample: bytes, encoding: str) -> float:
    """The share of broken places among the characters beyond ASCII; one at the end may be cut off."""
    text = sample.decode(encoding, "replace").rstrip("\ufffd")
    beyond = [character for character in text if character >= "\x80"]
    return beyond.count("\ufffd") / max(1, len(beyond)) if beyond else 1.0


def _score(sample: bytes, encoding: str) -> float:
    """How much the text looks like Chinese: the share of common characters, less what is broken or of private use."""
    beyond = [character for character in clean(sample.decode(encoding, "replace")) if character >= "\x80"]
    odd = sum(character == "\ufffd" or "\ue000" <= character <= "\uf8ff" for character in beyond)
    return (sum(character in _common() for character in beyond) - 3 * odd) / max(1, len(beyond))


@cache
def _common() -> frozenset[str]:
    return frozenset(_COMMON)
