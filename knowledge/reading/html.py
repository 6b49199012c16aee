"""A web page: its article as paragraphs and tables, what stands around it as asides."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from knowledge.errors import Unreadable
from knowledge.reading.characters import clean, collapse
from knowledge.reading.document import Document, FileKind
from knowledge.reading.encodings import decode
from knowledge.reading.flow import Flow, Line, as_lines, placed, says_anything
from knowledge.reading.html_flow import flow_of
from knowledge.reading.html_page import Page

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_XML = re.compile(r"\A\s*<\?xml[^>]*>")
_DATA = re.compile(r"data:[\w.+-]{1,60}/[\w.+-]{1,60}(?:;[\w.=-]{1,60}){0,3};base64,[\w+/=%\s-]{64,}", re.ASCII | re.I)  # a picture within the page
_LIMITS = frozenset(("ERR_RESOURCE_LIMIT", "ERR_INTERNAL_ERROR"))  # where the parser gives up and leaves out the rest
_TITLES = ("articletitle", "og:title", "title")
_DATES = ("pubdate", "publishdate", "publish_date", "publishtime", "article:published_time", "release_date", "og:release_date", "createdate")
_DATE = re.compile(
    r"(?:发布|发文|发表|更新|成文|印发)?(?:日期|时间)\s*[:：]?\s*(\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}日?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?)"
)
_FURNITURE = re.compile(
    r"(?:您|你)?(?:当前|现在|所在)?的?(?:所在)?位置(?:是)?[:：].*|(?:上|下)一?[篇条页].*|.{0,40}(?:浏览|阅读|点击|访问)(?:次数|量|数|率).*|"
    r".{0,20}(?:打印|关闭)(?:本页|此页|窗口|页面)?[】\]]?.{0,12}|.{0,12}(?:分享到|扫一扫|收藏本[页站]|返回(?:顶部|首页|列表)).{0,30}|"
    r"【?(?:字体|字号|文字大小).{0,30}|.{0,80}ICP\s*备.{0,40}|.{0,40}公网安备.{0,40}|(?:Copyright|版权所有).*|.{0,60}版权所有.{0,60}|"
    r"(?:来源|信息来源|稿件来源|发布机构|发布单位)[:：].{0,80}(?:时间|日期|浏览|字体|作者|编辑).*|(?:责任编辑|责编|网站地图|网站标识码|主办单位[:：].{0,40}承办).{0,80}|"
    r"(?:首页|当前位置).{0,40}(?:>|&gt;|»|›).*|[-—–－]\s*\d{1,3}\s*[-—–－]",
    re.I,
)
_INFO = re.compile(r"(?:(?:发布|发文|发表|更新)(?:日期|时间)|日期|时间)\s*[:：]\s*\d{4}[-/年][\d\-/月日 :]{3,20}")
_SHORT = 120  # characters; furniture is never longer
_MOST_ASIDES = 60
_MOST_TEXT = 2_000_000  # characters


def read_html(content: bytes, name: str) -> Document:
    """A web page or a document saved as one."""
    root = _parsed(content, name)
    body = root.find("body")
    if body is None:
        raise Unreadable(name, "empty")
    page = Page(body)
    if page.length > _MOST_TEXT:
        raise Unreadable(name, "too_much")
    main = page.main()
    furniture = frozenset(each for part in main for each in page.furniture(part))
    flow = [block for part in main for block in flow_of(part, furniture)]
    said = [block for block in flow if not _is_furniture(block)]
    asides = [*as_lines(block for block in flow if _is_furniture(block)), *_around(body, main, furniture)]
    blocks = tuple(placed(name, said))
    if not says_anything(blocks):
        raise Unreadable(name, "empty")
    return Document(
        name=name,
        kind=FileKind.HTML,
        blocks=blocks,
        asides=tuple(asides[:_MOST_ASIDES]),
        title=_title_or_none(root),
        published=_published_or_none(root, asides),
    )


def _parsed(content: bytes, name: str) -> HtmlElement:
    from lxml import etree, html  # noqa: PLC0415 - heavy

    declared = _CHARSET.search(content[:4096])
    text = decode(content, declared[1].decode("ascii") if declared else None, name=name)
    text = _XML.sub("", text.replace("\0", "")).encode("utf-8", "replace").decode("utf-8")
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        root = html.document_fromstring(_DATA.sub("data:,", text), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise Unreadable(name, "damaged" if text.strip() else "empty") from error
    if any(entry.type_name in _LIMITS for entry in parser.error_log):
        raise Unreadable(name, "too_much")
    return root


def _is_furniture(block: Flow) -> bool:
    return isinstance(block, Line) and len(block.text) <= _SHORT and bool(_FURNITURE.fullmatch(block.text) or _INFO.fullmatch(block.text))


def _around(body: HtmlElement, main: list[HtmlElement], furniture: frozenset[HtmlElement]) -> list[str]:
    """What is printed beside the article, and the furniture within it."""
    inside = [line for part in furniture for line in as_lines(flow_of(part))]
    if body in main:
        return inside
    return [*inside, *(line for line in as_lines(flow_of(body, frozenset(main))) if len(line) <= _SHORT * 2)]


def _title_or_none(root: HtmlElement) -> str | None:
    """The title that the page's head names, else its one main heading, else that of the window without the site's name."""
    named = _meta_or_none(root, _TITLES[:1])
    headings = [text for each in root.iter("h1") if (text := collapse(clean(each.text_content())))]
    if named or len(headings) == 1:
        return named or headings[0]
    return _meta_or_none(root, _TITLES[1:]) or _window_or_none(root)


def _window_or_none(root: HtmlElement) -> str | None:
    title = root.find(".//title")
    text = collapse(clean(title.text_content())) if title is not None else ""
    parts = [part.strip() for part in re.split(r"[_|｜]|\s[-–—]+\s|-{2,}", text) if part.strip()]
    return max(parts[:2], key=lambda part: ("通知" in part, len(part)), default=None)


def _published_or_none(root: HtmlElement, asides: Iterable[str]) -> str | None:
    named = _meta_or_none(root, _DATES)
    return named or next((found[1].strip() for line in asides if (found := _DATE.search(line))), None)


def _meta_or_none(root: HtmlElement, names: Iterable[str]) -> str | None:
    values: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = (meta.get("name") or meta.get("property") or "").lower()
        values.setdefault(key, collapse(clean(meta.get("content") or "")))
    return next((values[name] for name in names if values.get(name)), None)
