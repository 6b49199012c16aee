"""Where a web page keeps its article, and what around and in it is furniture."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.reading.html_flow import is_hidden, is_silent

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_EDITOR = re.compile(
    r"trs_(?:uedit|editor)|trs_paper|custom_uniong?editor|ucap-content|pages?_content|(?:^|[ _-])zoom(?:con)?(?:$|[ _-])|v_news_content|vsb_content|"
    r"wp_articlecontent|article[_-]?(?:con|content|body|text|detail)|(?:news|info|detail|text|xxgk|gk)[_-]?content|content[_-]?(?:text|body|detail|main)|"
    r"con_?text|entry-content|rich_media_content|js_content|bt_content|easysite-news-text|zw_?content|wzcon|nrcon",
    re.I,
)
_ARTICLE = re.compile(r"(?:^|[ _-])(?:article|content|contents|cont|con|detail|text|zw|nr|neirong|main|read|wenzhang|post)(?:$|[ _-])", re.I)
_FURNITURE = re.compile(
    r"(?:^|[ _-])(?:nav|navbar|menu|crumbs?|breadcrumbs?|position|location|weizhi|dqwz|share|bdshare\w*|print|footer|foot|copyright|pager?|"
    r"pagination|prev|next|prevnext|related|xgxw|toolbar|tools?|sidebar|fontsize|login|search|header|topbar|qrcode|ewm|info|source|article-?info|xinxi|fbt)"
    r"(?:$|[ _-])",
    re.I,
)
_WORD = re.compile(r"(?:^| )(?:WordSection|Section)\d", re.I)
_FURNISHING = ("nav", "footer", "aside", "menu")
_SHORT = 300  # characters; longer parts are no furniture, whatever they are called
_LEAST = 40  # characters of an article
_LINKS = 4  # links from which on a part may be a menu


class Page:
    """The elements of a page with how much text each has outside of links."""

    def __init__(self, body: HtmlElement) -> None:
        self._body = body
        self._all: dict[HtmlElement, int] = {}
        self._linked: dict[HtmlElement, int] = {}
        self._links: dict[HtmlElement, int] = {}
        for element, linked in reversed(_shown(body)):
            self._measure(element, linked=linked)

    def _measure(self, element: HtmlElement, *, linked: bool) -> None:
        text, links = _length(element.text), int(element.tag == "a")
        inside = text if linked else 0
        for child in element:
            if child in self._all:
                text += self._all[child]
                inside += self._linked[child]
                links += self._links[child]
            text += _length(child.tail)
            inside += _length(child.tail) if linked else 0
        self._all[element], self._linked[element], self._links[element] = text, inside, links

    @property
    def length(self) -> int:
        """How many characters the whole page shows."""
        return self._all[self._body]

    def prose(self, element: HtmlElement) -> int:
        """How much text is no link."""
        return self._all.get(element, 0) - self._linked.get(element, 0)

    def main(self) -> list[HtmlElement]:
        """The parts that hold the article, in order."""
        return self._named(_EDITOR, 0.25) or self._unfurnished() or self._named(_ARTICLE, 0.5) or [self._densest()]

    def _unfurnished(self) -> list[HtmlElement]:
        """The whole page where it is nothing but an article, as programs save it."""
        few = self._links[self._body] < _LINKS or any(_WORD.search(each.get("class") or "") for each in self._body.iterchildren("div"))
        return [self._body] if few else []

    def _named(self, names: re.Pattern[str], share: float) -> list[HtmlElement]:
        """The smallest part of most text among those called like an article, with its like beside it."""
        whole = self.prose(self._body)
        found = [each for each in self._all if each is not self._body and names.search(_called(each)) and self.prose(each) >= _LEAST]
        found = [each for each in found if self.prose(each) >= share * whole or next(each.iter("table"), None) is not None]
        if not found:
            return []
        most = max(map(self.prose, found))
        best = min((each for each in found if self.prose(each) >= 0.9 * most), key=lambda each: self._all[each])
        return [each for each in best.getparent() if each is best or (each in found and each.get("class") == best.get("class"))]

    def _densest(self) -> HtmlElement:
        element = self._body
        enough = 0.7 * self.prose(element)
        while True:
            inner = max((child for child in element if child in self._all), key=self.prose, default=None)
            if inner is None or self.prose(inner) < enough or inner.tag in ("p", "tr", "tbody", "table", "span"):
                return element
            element = inner

    def furniture(self, main: HtmlElement) -> frozenset[HtmlElement]:
        """The parts of the article's place that are not the article."""
        return frozenset(each for each in main.iterdescendants() if each in self._all and self._is_furniture(each))

    def _is_furniture(self, element: HtmlElement) -> bool:
        length = self._all[element]
        if length > _SHORT or next(element.iter("table", "h1"), None) is not None:
            return False
        if element.tag in _FURNISHING:
            return True
        if element.tag not in ("div", "ul", "ol", "p", "span", "section", "header", "dl", "td"):
            return False
        named = bool(_FURNITURE.search(_called(element))) and element.tag != "p"
        return named or (self._links[element] >= _LINKS and self._linked[element] >= 0.7 * length and "附件" not in element.text_content())


def _shown(body: HtmlElement) -> list[tuple[HtmlElement, bool]]:
    """The elements that a browser shows and whether each is in a link, every one before those in it, the last of them first."""
    shown, waiting = [], [(body, body.tag == "a")]
    while waiting:
        element, linked = waiting.pop()
        shown.append((element, linked))
        waiting += [(child, linked or child.tag == "a") for child in element if not (is_silent(child) or is_hidden(child))]
    return shown


def _called(element: HtmlElement) -> str:
    return f"{element.get('id') or ''} {element.get('class') or ''}"


def _length(text: str | None) -> int:
    return len("".join(text.split())) if text else 0
