"""RTF, which many offices have under the name .doc, and web archives. (`word97/`: saved by LibreOffice.)"""

# ruff: noqa: E501 (markup reads better in long lines)

import random
from base64 import b64encode
from collections.abc import Sequence
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from extractors.documents import reports
from extractors.documents.rtf import read_rtf
from extractors.values import Document, Rejection
from tests.extractors.documents.test_reports import BODY, HEAD, ROWS, TITLE, read
from tests.extractors.documents.test_word97 import FILES, PAGE

FONTS = (
    r"{\fonttbl{\f0\froman\fcharset0\fprq2{\*\panose 02020603050405020304}Times New Roman;}"
    r"{\f1\froman\fcharset163 Times New Roman{\*\falt Times};}{\f2\fswiss\fcharset0 .VnTime;}{\f3\fswiss .VnTimeH;}}"
)
OPEN = (
    r"{\rtf1\ansi\ansicpg1252\deff0\uc1"
    + FONTS
    + r"{\colortbl;\red0\green0\blue0;}{\stylesheet{\s0 Normal;}}"
)


def escaped(text: str) -> str:
    """As Word writes it: what is not ASCII by its number, with a letter for readers of before 1997."""
    units = text.encode("utf-16-le")
    numbers = [int.from_bytes(units[i : i + 2], "little", signed=True) for i in range(0, len(units), 2)]
    return "".join(
        {"\n": r"\par ", "\\": r"\\"}.get(chr(n), chr(n)) if 0 < n < 128 else rf"\u{n}?" for n in numbers
    )


def row(cells: Sequence[str], edges: Sequence[int], flags: Sequence[str] = ()) -> str:
    flags = flags or [""] * len(edges)
    layout = "".join(f"{flag}\\clbrdrt\\brdrs\\cellx{edge}" for flag, edge in zip(flags, edges, strict=True))
    inner = "".join(rf"\pard\intbl {{\b {escaped(cell)}}}\cell" + "\n" for cell in cells)
    return rf"\trowd\trgaph108\trleft-108 {layout}" + inner + r"\row "


def rtf(*parts: str) -> bytes:
    return (OPEN + "\n".join(parts) + "}").encode("ascii")


def line(text: str) -> str:
    return rf"\pard\qc {escaped(text)}\par "


TABLE = "".join(row(cells, [500, 3000, 4500, 6000, 7500]) for cells in (HEAD, *BODY))


@pytest.mark.parametrize("stated", [reports.DOC, reports.RTF, "application/octet-stream"])
def test_a_table_gives_the_lines_of_all_formats(stated):
    found = read(rtf(line("BHXH TỈNH THANH HÓA"), line(TITLE), line("Đơn vị tính: người"), TABLE), stated)
    assert isinstance(found, Document), found
    assert (found.title, found.publisher, found.kind) == (TITLE, "BHXH TỈNH THANH HÓA", "official_report")
    assert [text for text in found.text.split("\n") if text.startswith("▦")] == ROWS


def test_a_report_saved_as_rtf_says_what_it_says_as_doc():
    as_doc = read((FILES / "bao_cao.doc").read_bytes(), reports.DOC)
    as_rtf = read((FILES / "bao_cao.rtf").read_bytes(), reports.DOC)
    assert as_rtf.text == as_doc.text
    assert (as_rtf.publisher, as_rtf.published_at) == (as_doc.publisher, as_doc.published_at)


def test_merged_headings():
    edges = [500, 3000, 4500, 6000]
    head = row(["TT", "Huyện", "BHXH tự nguyện", ""], edges, [r"\clvmgf", r"\clvmgf", r"\clmgf", r"\clmrg"])
    below = row(["", "", "Kế hoạch", "Thực hiện"], edges, [r"\clvmrg", r"\clvmrg", "", ""])
    wide = row(["I", "Khối huyện"], [500, 6000])
    body = [row(["1", name, "420", "357"], edges) for name in ("Như Xuân", "Như Thanh")]
    found = read(rtf(line(TITLE), head, below, wide, *body), reports.DOC)
    assert found.text.split("\n")[-1] == (
        f"▦ {TITLE} | Huyện: Như Thanh | Mục: Khối huyện | BHXH tự nguyện – Kế hoạch: 420 | BHXH tự nguyện – Thực hiện: 357"
    )


def test_letters_in_every_clothes():
    source = (
        OPEN + r"{\header\pard Trang 1\par}{\info{\title Chui}}"
        r"\pard Ph\'e1t tri\u7875\'3fn \f1 ng\'fd\'f5\'cci d\'e2n\f0  tham gia\line B\u7842\emdash 5\~000\'96\ldblquote x\rdblquote\par"
        r"\pard{\f2 B¸o c¸o kÕt qu¶} {\f3 chung}{\v an}{\*\bkmkstart _x}"
        r"{\field{\*\fldinst HYPERLINK x}{\fldrslt  trang}}\par"
        "\\pard {\\pict\\wmetafile8 0102ff}{\\*\\shppict{\\pict 00}}D\\u-10179?\\u-9160?\\\nsau\\par}"
    )
    assert read_rtf(source.encode("latin-1")) == [
        "Phát triển người dân tham gia",
        "BẢ—5 000–“x”",
        "Báo cáo kết quả CHUNG trang",
        "D\U0001f438",
        "sau",
    ]


def test_text_typed_with_old_fonts_without_their_names():
    typed = "B¸o c¸o kÕt qu¶ vËn ®éng ng\xadêi d©n tham gia b¶o hiÓm x· héi tù nguyÖn n¨m 2009 cña huyÖn"
    bytes_of = "".join(rf"\'{b:02x}" if b > 127 else chr(b) for b in typed.encode("latin-1"))
    assert read_rtf(rtf(rf"\pard {bytes_of}\par"))[0] == (
        "Báo cáo kết quả vận động người dân tham gia bảo hiểm xã hội tự nguyện năm 2009 của huyện"
    )


def test_tables_that_are_told_badly_are_kept_cell_by_cell():
    # edges that do not grow, a layout for another number of cells, no end of a row, no \intbl
    parts = [
        row(["a 1", "b 2"], [900, 500]),
        r"\trowd\cellx900\pard c 3\cell d 4\cell\row",
        r"\pard e 5\cell f 6",
    ]
    found = read_rtf(rtf(*parts))
    assert [cell for grid in found for r in grid.rows for cell in r] == [
        "a 1",
        "b 2",
        "c 3",
        "d 4",
        "e 5",
        "f 6",
    ]


WHOLE = rtf(line(TITLE), TABLE)


def test_a_file_cut_anywhere_is_refused():
    for size in range(6, len(WHOLE) - 1, 61):
        found = read(WHOLE[:size], reports.DOC)
        assert isinstance(found, Rejection) and found.reason in ("damaged_file", "no_article")


def test_a_file_with_bytes_changed_is_read_or_refused():
    chance = random.Random(3)
    for _ in range(200):
        content = bytearray(WHOLE)
        for _ in range(9):
            content[chance.randrange(6, len(content))] = chance.choice(b"\\{}0'9u *")
        assert isinstance(read(bytes(content), reports.DOC), Document | Rejection)


@pytest.mark.parametrize(
    "content", [b"{\\rtf1" + b"{" * 5000, b"{\\rtf1 " + b"\\cell" * 9000 + b"}", b"{\\rtf1 x"]
)
def test_hostile_files_end(content):
    assert isinstance(read(content, reports.DOC), Document | Rejection)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_web_archive_named_doc(encoding):
    archive = MIMEMultipart("related")
    part = MIMEText("", "html", "us-ascii")
    part.set_payload(b64encode(PAGE.encode(encoding)).decode())
    part.replace_header("Content-Type", f'text/html; charset="{encoding}"')
    part.replace_header("Content-Transfer-Encoding", "base64")
    archive.attach(part)
    found = read(archive.as_bytes(), reports.DOC)
    assert isinstance(found, Document), found
    assert [text for text in found.text.split("\n") if text.startswith("▦")] == ROWS
    empty = MIMEMultipart("related").as_bytes()
    assert read(empty, reports.DOC).reason == "damaged_file"
