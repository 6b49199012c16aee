"""The speed of reading: documents to drafts, beside unpacking and parsing alone; what it takes, and what it costs those who ask."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from importlib.util import find_spec
from io import BytesIO
from statistics import median
from time import perf_counter
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import msgspec

from bench.yardstick import Stopwatch
from bot.reading.read import COMMAND, environment, read_documents
from bot.reading.wire import Handed
from knowledge.answering.answerer import answer
from knowledge.answering.catalogue import Catalogue
from knowledge.extraction.pipeline import extract
from knowledge.packaged import shipped_notices
from knowledge.reading.read import read

NOW = datetime(2026, 5, 25, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TIMES = 20
MANY = 200
MEASURED = """
import re, sys
from bot.reading.child import main
main()
print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1], file=sys.stderr)
"""
"""The process that reads, with the most memory it held, in KiB; what the system says of ended processes counts in who started them."""

HEAD = ("关于开展2026年青禾市读书月活动的通知", "各县（区）教育局，市直各学校：", "为营造读书氛围，定于9月在全市开展读书月活动。现通知如下：")
CLAUSES = (
    "一、活动主题", "书香满青禾", "二、活动时间", "2026年9月1日至9月30日，其中9月12—13日在云湖县举办启动仪式。", "三、活动内容",
    "（一）主题阅读。各学校结合实际安排班级共读，每周不少于两次，由语文教研组牵头，图书馆提供书目。",
    "（二）图书漂流。各县（区）教育局组织学校之间交换图书，活动结束后登记造册，统一归还。",
    "（三）讲座展览。市图书馆邀请作家进校园，现场讲座不少于十场，线上同步直播。",
    "四、有关要求",
    "（一）加强领导。各单位要明确专人负责，细化方案，保证活动有序开展，不增加学生负担。",
    "（二）注重安全。大型活动要制定应急预案，落实安全责任，严格控制人数。",
    "（三）总结报送。请各县（区）教育局于2026年10月15日16:00前，将活动总结和统计表（附件1）加盖公章后报送至市教育局。",
    "联系人：吴小舟，电话：0999-1234567，邮箱：reading@example.com。",
)  # fmt: skip
TAIL = ("青禾市教育局", "2026年8月20日", "附件1", "青禾市读书月活动统计表")
ROWS = (
    ("项目", "单位", "数量"),
    ("开展活动", "场", ""),
    ("参与学生", "人", ""),
    ("参与教师", "人", ""),
    ("漂流图书", "册", ""),
    ("投入经费", "万元", ""),
)


def main() -> None:
    """Print every figure with its yardstick."""
    print("\nreading documents:")
    if find_spec("docx") is None or find_spec("reportlab") is None:
        print("  not measured: python-docx and reportlab make the documents (requirements-dev.txt)")
        return
    word, portable, large = _docx(1), _pdf(), _docx(MANY)
    in_process("a two-page .docx", word, _unpacked, TIMES)
    in_process("a two-page .pdf", portable, _texts, TIMES)
    in_process(f"a .docx with {MANY} tables", large, _unpacked, 3)
    for name, content in (("two pages", word), (f"{MANY} tables", large)):
        apart(name, content)
    asyncio.run(_beside(large))
    asked(word, portable)


def asked(*documents: bytes) -> None:
    """Questions to notices as read, beside the same ones to a shipped notice."""
    shipped = Catalogue(shipped_notices()[:1])
    questions = ("主题是什么", "什么时候举办", "总结几号前交", "联系人是谁", "交给谁", "有没有奖金")
    floor = _answered(shipped, questions)
    for document in documents:
        took = _answered(Catalogue([extract([read(document, "notice")]).notice]), questions)
        print(f"  a question to a notice as read: {took:.2f} ms; to a shipped one: {floor:.2f} ms (ratio {took / floor:.1f})")


def _answered(catalogue: Catalogue, questions: Sequence[str]) -> float:
    """The median of the milliseconds that an answer takes."""
    watch = Stopwatch()
    for question in questions:
        answer(catalogue, question, NOW)
    for question in questions * TIMES:
        with watch:
            answer(catalogue, question, NOW)
    return median(watch.taken) * 1e3


def in_process(name: str, content: bytes, bare: Callable[[bytes], object], times: int) -> None:
    """From the file to the draft, beside the least that any reader does."""
    whole, least = Stopwatch(), Stopwatch()
    extract([read(content, "notice")])
    bare(content)
    for _ in range(times):
        with whole:
            extract([read(content, "notice")])
        with least:
            bare(content)
    took, floor = median(whole.taken) * 1e3, median(least.taken) * 1e3
    print(f"  {name} to a draft: {took:.1f} ms; unpacking and parsing alone: {floor:.2f} ms (ratio {took / floor:.0f})")


def apart(name: str, content: bytes) -> None:
    """The process that reads, from its start to its end, and the most memory it held."""
    request = msgspec.msgpack.encode([Handed("notice", content)])
    start = perf_counter()
    said = subprocess.run(COMMAND, input=request, capture_output=True, check=True, env=environment()).stdout
    took = perf_counter() - start
    measured = subprocess.run([sys.executable, "-P", "-c", MEASURED], input=request, capture_output=True, check=True, env=environment()).stderr
    print(f"  in a process of its own, {name}: {took:.2f} s, {int(measured) / 1024:.0f} MiB, {len(said) / 1024:.0f} KiB of answer")


async def _beside(content: bytes) -> None:
    """The longest that anybody who asks meanwhile waits for their turn."""
    files = [Handed("notice", content)]
    alone = await _longest(lambda: asyncio.sleep(3))
    meanwhile = await _longest(lambda: read_documents(files))
    print(f"  the longest wait for an answer: {meanwhile:.1f} ms while a document is read, {alone:.1f} ms otherwise (ratio {meanwhile / alone:.1f})")


async def _longest(work: Callable[[], Awaitable[object]]) -> float:
    """Answer over and over while work goes on; the longest time from one answer to the next, in milliseconds."""
    catalogue, taken = Catalogue(list(shipped_notices())), Stopwatch()
    answer(catalogue, "新乡2026年的总结啥时候交?", NOW)
    going = asyncio.ensure_future(work())
    while not going.done():
        with taken:
            answer(catalogue, "新乡2026年的总结啥时候交?", NOW)
            await asyncio.sleep(0)
    await going
    return max(taken.taken) * 1e3


def _unpacked(content: bytes) -> object:
    """Every part of an office file, parsed."""
    from lxml import etree  # noqa: PLC0415

    with ZipFile(BytesIO(content)) as file:
        return [etree.fromstring(file.read(name)) for name in file.namelist() if name.endswith((".xml", ".rels"))]


def _texts(content: bytes) -> object:
    """The bare text of every page."""
    import pypdfium2  # noqa: PLC0415

    file = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_bounded() for page in file]


def _docx(tables: int) -> bytes:
    from docx import Document  # noqa: PLC0415

    made, out = Document(), BytesIO()
    for text in (*HEAD, *CLAUSES, *TAIL):
        made.add_paragraph(text)
    for number in range(tables):
        made.add_paragraph(f"统计表{number + 1}")
        table = made.add_table(rows=len(ROWS), cols=3)
        for row, texts in zip(table.rows, ROWS, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    made.save(out)
    return out.getvalue()


def _pdf() -> bytes:
    from reportlab.lib.pagesizes import A4  # noqa: PLC0415
    from reportlab.lib.styles import ParagraphStyle  # noqa: PLC0415
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # noqa: PLC0415
    from reportlab.pdfbase.pdfmetrics import registerFont  # noqa: PLC0415
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table, TableStyle  # noqa: PLC0415

    registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("body", fontName="STSong-Light", fontSize=14, leading=24, wordWrap="CJK", firstLineIndent=28)
    grid = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("FONTNAME", (0, 0), (-1, -1), "STSong-Light")])
    out = BytesIO()
    first = [Paragraph(text, style) for text in (*HEAD, *CLAUSES, *TAIL[:2])]
    second = [PageBreak(), *(Paragraph(text, style) for text in TAIL[2:]), Table([list(row) for row in ROWS], style=grid)]
    SimpleDocTemplate(out, pagesize=A4).build([*first, *second])
    return out.getvalue()


if __name__ == "__main__":
    main()
