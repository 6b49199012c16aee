"""Numbers as office programs print them in front of paragraphs: 一, 壹, ①, iv, b."""

from __future__ import annotations

from collections.abc import Callable

DIGITS = "〇一二三四五六七八九"
LEGAL = "零壹贰叁肆伍陆柒捌玖"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
ROMAN: tuple[tuple[int, str], ...] = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
ROMAN += ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def in_format(number: int, kind: str) -> str:
    """A number in one of Word's formats (w:numFmt); a plain one where the format is not known."""
    write = WRITERS.get(kind)
    return write(number) if write else str(number)


def _chinese(number: int, digits: str = DIGITS, units: str = "十百千") -> str:
    """A number below ten thousand in words: 十二, 一百零五."""
    if not 0 < number < 10_000:
        return digits[0] if number == 0 else str(number)
    said = ""
    for place, digit in enumerate(reversed(str(number))):
        unit = units[place - 1] if place else ""
        if digit != "0":
            said = digits[int(digit)] + unit + said
        elif said and not said.startswith("零"):
            said = "零" + said
    return said[1:] if digits is DIGITS and said.startswith("一十") else said


def _by_digit(number: int) -> str:
    return "".join(DIGITS[int(digit)] for digit in str(number))


def _counted(number: int) -> str:
    """Words up to ninety-nine, single digits above."""
    return _chinese(number) if number < 100 else _by_digit(number)


def _letters(number: int) -> str:
    """a to z, then aa to zz."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= 26 * 30 else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    said = ""
    for value, letters in ROMAN:
        said += letters * (number // value)
        number %= value
    return said


def _from(row: str) -> Callable[[int], str]:
    return lambda number: row[number - 1] if 0 < number <= len(row) else str(number)


def _enclosed(first: str, most: int) -> Callable[[int], str]:
    return lambda number: chr(ord(first) + number - 1) if 0 < number <= most else str(number)


def _circled(number: int) -> str:
    if number <= 20:
        return _enclosed("①", 20)(number)
    return _enclosed("㊱", 15)(number - 35) if number > 35 else _enclosed("㉑", 15)(number - 20)


WRITERS: dict[str, Callable[[int], str]] = {
    "none": lambda number: "",
    "bullet": lambda number: "",
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: str(number).translate(FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(FULL_WIDTH),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _enclosed("⑴", 20),
    "decimalEnclosedFullstop": _enclosed("⒈", 20),
    "ideographEnclosedCircle": _enclosed("㊀", 10),
    "numberInDash": lambda number: f"- {number} -",
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "chineseCounting": _counted,
    "chineseCountingThousand": _chinese,
    "taiwaneseCounting": _counted,
    "taiwaneseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "koreanCounting": _chinese,
    "ideographDigital": _by_digit,
    "taiwaneseDigital": _by_digit,
    "japaneseDigitalTenThousand": _by_digit,
    "chineseLegalSimplified": lambda number: _chinese(number, LEGAL, "拾佰仟"),
    "japaneseLegal": lambda number: _chinese(number, LEGAL, "拾佰仟"),
    "ideographLegalTraditional": lambda number: _chinese(number, LEGAL, "拾佰仟"),
    "ideographTraditional": _from(STEMS),
    "ideographZodiac": _from(BRANCHES),
}
