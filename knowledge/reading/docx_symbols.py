"""Characters of the picture fonts (Wingdings) as ordinary ones: boxes to tick, circled numbers."""

from __future__ import annotations

import re

CIRCLED = {0x81 + at: chr(ord("①") + at) for at in range(10)} | {0x8C + at: chr(ord("❶") + at) for at in range(10)}
WINGDINGS = CIRCLED | {
    0x28: "☎", 0x29: "☎", 0x2A: "✉", 0x6C: "●", 0x6D: "○", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "□", 0x72: "□",
    0x75: "◆", 0x76: "❖", 0x78: "☒", 0x9E: "·", 0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "□", 0xAB: "★", 0xD8: "➢", 0xE0: "→",
    0xFB: "×", 0xFC: "√", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
WINGDINGS_2 = {0x30: "☑", 0x4F: "×", 0x50: "√", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x98: "●", 0xA2: "■", 0xA3: "□", 0xA4: "□", 0x97: "•"}
WINGDINGS_2 |= {0x6A + at: chr(ord("①") + at) for at in range(10)}
FONTS = {"wingdings": WINGDINGS, "wingdings 2": WINGDINGS_2, "symbol": {0xB7: "·", 0xB4: "×", 0xB0: "°", 0xB1: "±", 0xA3: "≤", 0xB3: "≥"}}
PRIVATE = range(0xF000, 0xF100)
IN_PRIVATE = re.compile("[\uf000-\uf0ff]")


def symbol(font: str, code: int) -> str:
    """The character of a picture font at a code, with or without the private-use offset; empty where it has none."""
    known = FONTS.get(font.lower())
    low = code & 0xFF if code in PRIVATE else code
    if known is not None:
        return known.get(low, "")
    return "" if code in PRIVATE else chr(code) if 0x20 <= code < 0xD800 else ""


def plain(text: str, font: str) -> str:
    """Text with the characters of picture fonts replaced."""
    known = font.lower() in FONTS
    if not known and not IN_PRIVATE.search(text):
        return text
    return "".join(_plain(character, font if known else "Wingdings", known) for character in text)


def _plain(character: str, font: str, known: bool) -> str:
    code = ord(character)
    if code in PRIVATE or (known and 0x20 < code < 0x100):
        return symbol(font, code) or ("" if code in PRIVATE else character)
    return character
