"""Word files of before 2007. Those in `word97/` were saved as .doc by LibreOffice from pages written for this test."""

# ruff: noqa: E501 (tables and markup read better in long lines)

import contextlib
import random
import struct
import time
from pathlib import Path

import pytest

from extractors.documents import reports
from extractors.documents.containers import Unreadable
from extractors.values import Document, Rejection
from tests.extractors.documents.made_files import compound, doc, docx
from tests.extractors.documents.test_reports import BODY, HEAD, ROWS, TITLE, read

FILES = Path(__file__).with_name("word97")
REPORT = (FILES / "bao_cao.doc").read_bytes()
HALF_YEAR = "BÁO CÁO Kết quả vận động người dân tham gia BHXH tự nguyện 6 tháng đầu năm 2023"


def row(unit: str, section: str | None, *cells: str) -> str:
    columns = ("BHXH tự nguyện – Kế hoạch", "BHXH tự nguyện – Thực hiện", "BHYT hộ gia đình – Kế hoạch", "BHYT hộ gia đình – Thực hiện")  # fmt: skip
    parts = [f"▦ {HALF_YEAR} (ĐVT: người)", f"Đơn vị: {unit}", *([f"Mục: {section}"] if section else [])]
    return " | ".join(
        [*parts, *(f"{column}: {cell}" for column, cell in zip(columns, cells, strict=False) if cell)]
    )


EXPECTED = [
    "Sáu tháng qua, toàn tỉnh tổ chức 214 buổi tuyên truyền nhóm nhỏ, vận động được 3.186 người tham gia mới. Chi tiết tại trang của cơ quan.",
    "Đơn vị tính: người",
    row("Huyện Sơn Hạ", "Khối huyện", "1.420", "1.263", "12.300", "11.874"),
    row("Huyện Phú Lâm", "Khối huyện", "980", "1.015", "9.450"),
    row("Thành phố Lộc Thanh", "Khối thành phố", "1.100", "908", "15.200", "14.996"),
    row("Toàn tỉnh", None, "3.500", "3.186", "36.950"),
    "Ghi chú: huyện Phú Lâm chưa có số liệu BHYT hộ gia đình.",
    "Nơi nhận: BHXH Việt Nam; lưu VT.",
]


@pytest.mark.parametrize("stated", [reports.DOC, "application/octet-stream"])
def test_a_report_is_read_with_its_letterhead_and_its_merged_headings(stated):
    found = read(REPORT, stated)
    assert isinstance(found, Document), found
    assert (found.title, found.publisher) == (HALF_YEAR, "BHXH TỈNH LỘC THANH")
    assert found.published_at.date().isoformat() == "2023-07-06"
    assert found.kind == "official_report" and found.is_relevant
    assert found.text.split("\n")[-len(EXPECTED) :] == EXPECTED


def test_a_row_of_many_columns_which_is_laid_out_in_another_stream():
    rows = read((FILES / "bang_rong.doc").read_bytes(), reports.DOC).text.split("\n")
    assert len(rows) == 4
    assert rows[1].count(" | ") == 25
    assert rows[3].endswith("Xã, phường: Phường Trung Sơn" + "".join(f" | Tháng {m} – {k}: {48 + 2 * m + n}" for m in range(1, 13) for n, k in enumerate(["KH", "TH"])))  # fmt: skip


def test_the_same_table_as_in_every_other_format():
    made = doc(["BHXH TỈNH THANH HÓA", TITLE, "Đơn vị tính: người", [HEAD, *BODY]])
    found = read(made, reports.DOC)
    assert [line for line in found.text.split("\n") if line.startswith("▦")] == ROWS
    assert found.title == TITLE


def test_what_does_not_show_is_not_read():
    made = doc(
        [
            TITLE,
            'Cả huyện có \x13 HYPERLINK "http://vi.du/" \x14\x13PAGE\x14340\x15 người\x15 tham gia\x01\x08.',
            "Trường mở \x13 PAGE \x15 rồi thôi, dấu\x1enối và dòng\x0bmới.",
        ]
    )
    assert read(made, reports.DOC).text.split("\n")[1:] == [
        "Cả huyện có 340 người tham gia.", "Trường mở rồi thôi, dấu-nối và dòng", "mới.",
    ]  # fmt: skip


def test_pieces_of_one_byte_a_character_and_of_two():
    made = doc(["Quy 1 co 25 xa \x96 \x93dat\x94", "Quý 2 có 31 xã 𝟑"], narrow=1)
    assert read(made, reports.DOC).text.split("\n") == ["Quy 1 co 25 xa – “dat”", "Quý 2 có 31 xã 𝟑"]


def test_text_typed_with_old_fonts():
    typed = (
        "B¸o c¸o kÕt qu¶ vËn ®éng ng\x1fêi d©n tham gia b¶o hiÓm x· héi tù nguyÖn n¨m 2009 cña huyÖn Yªn S¬n"
    )
    assert (
        "người dân tham gia bảo hiểm xã hội tự nguyện năm 2009"
        in read(doc(["B¸o c¸o", typed + "."]), reports.DOC).text
    )


# ---------------------------------------------------------------------- files that are something else by name

PAGE = (
    "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><title>x</title><style>p{}</style></head><body>"
    f"<table><tr><td><p>BHXH VIỆT NAM</p><p>BHXH TỈNH THANH HÓA</p></td><td><p>Thanh Hóa, ngày 05 tháng 10 năm 2023</p></td></tr></table>"
    f"<p>{TITLE}</p><p>Đơn vị tính: người</p><table>"
    + "".join(f"<tr>{''.join(f'<td><p>{cell}</p></td>' for cell in row)}</tr>" for row in (HEAD, *BODY))
    + "</table></body></html>"
)


@pytest.mark.parametrize("stated", [reports.DOC, reports.XLS])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_page_saved_as_a_word_or_excel_file(stated, encoding):
    found = read(PAGE.encode(encoding), stated)
    assert [line for line in found.text.split("\n") if line.startswith("▦")] == ROWS
    assert (found.title, found.publisher, found.kind) == (TITLE, "BHXH TỈNH THANH HÓA", "official_report")
    assert found.published_at.date().isoformat() == "2023-10-05"


def test_a_docx_named_doc():
    made = docx([TITLE, "ĐVT: người", [HEAD, *BODY]])
    assert "\n".join(ROWS) in read(made, reports.DOC).text


def test_a_letterhead_of_several_lines_in_a_docx():
    head = [
        [
            "BHXH VIỆT NAM\nBHXH TỈNH LỘC THANH",
            "Độc lập - Tự do - Hạnh phúc\nLộc Thanh, ngày 06 tháng 7 năm 2023",
        ]
    ]
    found = read(docx([head, TITLE, "ĐVT: người", [HEAD, *BODY]]), reports.DOCX)
    assert found.publisher == "BHXH TỈNH LỘC THANH" and found.published_at.date().isoformat() == "2023-07-06"


def flagged(content: bytes, at: int, value: int) -> bytes:
    """With two bytes of the FIB changed."""
    begin = content.index(b"\xec\xa5\xc1\0") + at
    return content[:begin] + struct.pack("<H", value) + content[begin + 2 :]


MADE = doc([TITLE, "ĐVT: người", [HEAD, *BODY]])
REFUSED = {
    "locked": (flagged(MADE, 0x0A, 0x0100), "encrypted_file", "password"),
    "locked as of today": (compound({"EncryptedPackage": bytes(5000), "EncryptionInfo": bytes(5000)}), "encrypted_file", "password"),
    "Word 95": (flagged(MADE, 2, 104), "old_word_file", "save it as .docx"),
    "a drawing": (compound({"VisioDocument": bytes(5000)}), "damaged_file", "right file"),
    "cut off": (MADE[:-700], "damaged_file", "fetch it again"),
    "noise": (random.Random(5).randbytes(9000), "damaged_file", "fetch it again"),
    "too long": (flagged(MADE, 0x4E, 0x7FFF), "too_large", "characters"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_says_why(name):
    content, reason, remedy = REFUSED[name]
    found = read(content, reports.DOC)
    assert isinstance(found, Rejection)
    assert (found.reason, "'báo cáo'" in found.detail, remedy in found.detail) == (reason, True, True)


@pytest.mark.parametrize("content", [REPORT, MADE], ids=["saved", "made"])
def test_a_file_cut_anywhere_is_whole_or_refused(content):
    whole = read(content, reports.DOC).text
    for size in [*range(0, len(content), 97), len(content) - 1]:
        found = read(content[:size], reports.DOC)
        assert isinstance(found, Rejection) or found.text == whole


def test_a_file_with_bytes_changed_is_read_or_refused_in_time():
    chance = random.Random(11)
    started = time.process_time()
    for _ in range(300):
        broken = bytearray(REPORT)
        for _ in range(chance.choice([1, 4, 40])):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        with contextlib.suppress(Unreadable):
            reports.read_report(bytes(broken), reports.DOC)
    assert time.process_time() - started < 60
