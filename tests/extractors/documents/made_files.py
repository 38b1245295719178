"""Small files of every format of reports, written by hand, so that no test needs an office suite or a font."""

# ruff: noqa: E501 (tables and markup read better in long lines)

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from xml.sax.saxutils import escape

Cell = str | int | float | None


def _zip(members: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def _letters(column: int) -> str:
    name = ""
    while column >= 0:
        name = chr(65 + column % 26) + name
        column = column // 26 - 1
    return name


def xlsx(
    sheets: dict[str, Sequence[Sequence[Cell]]],
    merged: dict[str, Sequence[str]] | None = None,
    percents: dict[str, Sequence[str]] | None = None,
) -> bytes:
    """A workbook; `merged` are ranges (`A1:C1`), `percents` columns (`E`) shown as `0.0%`, by sheet."""
    members = {
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/styles.xml": '<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<numFmts count="1"><numFmt numFmtId="164" formatCode="0.0%"/></numFmts>'
        '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>',
    }
    book, rels = [], []
    for number, (name, rows) in enumerate(sheets.items(), start=1):
        shown = set((percents or {}).get(name, ()))
        body = []
        for r, row in enumerate(rows, start=1):
            cells = []
            for c, value in enumerate(row):
                at = f"{_letters(c)}{r}"
                style = ' s="1"' if _letters(c) in shown and isinstance(value, int | float) else ""
                if isinstance(value, str):
                    cells.append(
                        f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
                    )
                elif value is not None:
                    cells.append(f'<c r="{at}"{style}><v>{value!r}</v></c>')
            body.append(f'<row r="{r}">{"".join(cells)}</row>')
        ranges = (merged or {}).get(name, ())
        merge = "".join(f'<mergeCell ref="{m}"/>' for m in ranges)
        merge = f"<mergeCells>{merge}</mergeCells>" if merge else ""
        members[f"xl/worksheets/sheet{number}.xml"] = (
            '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            f"<sheetData>{''.join(body)}</sheetData>{merge}</worksheet>"
        )
        book.append(f'<sheet name="{escape(name)}" sheetId="{number}" r:id="r{number}"/>')
        rels.append(
            f'<Relationship Id="r{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
            f'Target="worksheets/sheet{number}.xml"/>'
        )
    rels.append(
        '<Relationship Id="s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>'
    )
    members["xl/workbook.xml"] = (
        '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f"<sheets>{''.join(book)}</sheets></workbook>"
    )
    members["xl/_rels/workbook.xml.rels"] = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{''.join(rels)}</Relationships>"
    )
    return _zip(members)


def excel_2003(
    rows: Sequence[Sequence[Cell | tuple[str, int, int]]], name: str = "Sheet1", percents: Sequence[int] = ()
) -> bytes:
    """A workbook in the XML of Excel 2003; a cell may be (text, columns, rows), `percents` are columns."""
    body = []
    for row in rows:
        cells = []
        for c, cell in enumerate(row):
            value, across, down = cell if isinstance(cell, tuple) else (cell, 1, 1)
            merge = f' ss:MergeAcross="{across - 1}"' if across > 1 else ""
            merge += f' ss:MergeDown="{down - 1}"' if down > 1 else ""
            kind = "String" if isinstance(value, str) else "Number"
            style = ' ss:StyleID="p"' if c in percents and kind == "Number" else ""
            data = "" if value is None else f'<Data ss:Type="{kind}">{escape(str(value))}</Data>'
            cells.append(f"<Cell{merge}{style}>{data}</Cell>")
        body.append(f"<Row>{''.join(cells)}</Row>")
    return (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        '<Styles><Style ss:ID="p"><NumberFormat ss:Format="0.0%"/></Style></Styles>'
        f'<Worksheet ss:Name="{escape(name)}"><Table>{"".join(body)}</Table></Worksheet></Workbook>'
    ).encode()


def word_2003(parts: Sequence[str | Sequence[Sequence[str]]]) -> bytes:
    """Paragraphs and tables in the XML of Word 2003."""

    def paragraph(text: str) -> str:
        return f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"

    def table(rows: Sequence[Sequence[str]]) -> str:
        made = ("".join(f"<w:tc><w:tcPr/>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
        return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in made)}</w:tbl>"

    body = "".join(paragraph(part) if isinstance(part, str) else table(part) for part in parts)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
        '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" '
        'xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint">'
        f"<w:body><wx:sect>{body}<w:sectPr/></wx:sect></w:body></w:wordDocument>"
    ).encode()


def ods(rows: Sequence[Sequence[Cell]], name: str = "Biểu 1") -> bytes:
    """One sheet of an OpenDocument workbook; empty rows at its end are repeated, as office suites write them."""
    body = []
    for row in rows:
        cells = []
        for value in row:
            if isinstance(value, str):
                cells.append(
                    f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
                )
            elif value is None:
                cells.append("<table:table-cell/>")
            else:
                cells.append(f'<table:table-cell office:value-type="float" office:value="{value!r}"/>')
        body.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    body.append(
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
    )
    content = (
        '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        f'office:version="1.2"><office:body><office:spreadsheet><table:table table:name="{escape(name)}">{"".join(body)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return _zip(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        }
    )


def xls(
    rows: Sequence[Sequence[Cell]],
    name: str = "Bieu 1",
    percents: Sequence[int] = (),
    hidden: Sequence[int] = (),
) -> bytes:
    """One sheet of an Excel 97 workbook: BIFF8 records in a compound file. `percents` are columns shown as
    `0.0%`, `hidden` rows."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 6))
    width = max(map(len, rows))
    sheet += record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for r in hidden:
        sheet += record(0x0208, struct.pack("<HHHHHHHH", r, 0, width, 255, 0, 0, 0x20, 15))
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, str):
                text = value.encode("utf-16-le")
                sheet += record(0x0204, struct.pack("<HHHHB", r, c, 0, len(text) // 2, 1) + text)
            elif value is not None:
                sheet += record(0x0203, struct.pack("<HHHd", r, c, int(c in percents), float(value)))
    sheet += record(0x000A, b"")
    head = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 6))
    head += record(0x0042, struct.pack("<H", 1200))
    if percents:
        head += record(0x041E, struct.pack("<HHB", 164, 4, 0) + b"0.0%")
        head += b"".join(record(0x00E0, struct.pack("<HH", 0, shown).ljust(20, b"\0")) for shown in (0, 164))
    label = name.encode("utf-16-le")
    length = len(head) + 4 + 8 + len(label) + 4
    head += record(0x0085, struct.pack("<IHBB", length, 0, len(name), 1) + label) + record(0x000A, b"")
    return compound({"Workbook": head + sheet})


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file (OLE2) of some streams, each in sectors of its own."""
    end, free, none = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFF
    body, table, entries = b"", [], []

    def entry(title: str, kind: int, beside: int, child: int, start: int, size: int) -> bytes:
        raw = (title + "\0").encode("utf-16-le") if title else b""
        named = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, none, beside, child)
        return named + b"\0" * 36 + struct.pack("<IQ", start, size)

    ordered = sorted(streams.items(), key=lambda stream: (len(stream[0]), stream[0].upper()))
    for number, (name, stream) in enumerate(ordered, start=2):
        stream += b"\0" * (max(4096, -(-len(stream) // 512) * 512) - len(stream))
        beside = number if number <= len(ordered) else none
        entries.append(entry(name, 2, beside, none, len(table), len(stream)))
        body += stream
        first, sectors = len(table), len(stream) // 512
        table += [*range(first + 1, first + sectors), end]
    directory = entry("Root Entry", 5, none, 1, end, 0) + b"".join(entries)
    directory += entry("", 0, none, none, 0, 0) * (-len(directory) // 128 % 4)
    start, sectors = len(table), len(directory) // 512
    table += [*range(start + 1, start + sectors), end]
    allocated = len(table)
    table += [0xFFFFFFFD]
    assert len(table) <= 128, "one sector of the allocation table holds 64 KB"
    table += [free] * (128 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, start, 0, 4096, end, 0, end, 0)
    header += struct.pack("<I", allocated) + struct.pack("<I", free) * 108
    return header + body + directory + struct.pack("<128I", *table)


def doc(
    parts: Sequence[str | Sequence[Sequence[str | Sequence[Sequence[str]]]]],
    narrow: int = 0,
    raised: str = "",
) -> bytes:
    """A Word 97 file of paragraphs and tables without merged cells; a cell may be a table; the first `narrow` paragraphs are a piece of
    one byte a character. The text `raised` is set as superscript where it stands first."""
    text, kinds = "", []  # kinds: end of each paragraph and whether it is in a table, or ends a row
    for number, part in enumerate(parts, start=1):
        if isinstance(part, str):
            text += part + "\r"
            kinds.append((len(text.encode("utf-16-le")) // 2, b""))
        else:
            for row in part:
                for cell in row:
                    for inner in () if isinstance(cell, str) else cell:
                        for said in inner:
                            text += said + "\r"
                            kinds.append((len(text), b"\x16\x24\x01\x49\x66\x02\0\0\0\x4b\x24\x01"))
                        text += "\r"
                        kinds.append((len(text), b"\x16\x24\x01\x49\x66\x02\0\0\0\x4c\x24\x01"))
                    text += (cell if isinstance(cell, str) else "") + "\x07"
                    kinds.append((len(text), b"\x16\x24\x01"))
                text += "\x07"
                kinds.append((len(text), b"\x16\x24\x01\x17\x24\x01"))
        if number == narrow:
            cut = len(text)
    cut = cut if narrow else 0
    raw, wide = text[:cut].encode("latin-1"), text[cut:].encode("utf-16-le")
    length = cut + len(wide) // 2
    head = 2048  # where the text begins

    def place(at: int) -> int:
        return head + at if at <= cut else head + len(raw) + 2 * (at - cut)

    def pages(runs: Sequence[tuple[int, bytes]], width: int) -> list[bytes]:
        """Properties in pages of twenty runs."""
        made, begin = [], 0
        for first in range(0, len(runs), 20):
            some = runs[first : first + 20]
            bounds = [place(begin), *(place(end) for end, _ in some)]
            page, stored, at = struct.pack(f"<{len(bounds)}I", *bounds), b"", 511
            for _, properties in some:
                body = b"\0\0" + properties  # style 0
                body += b"\0" * (len(body) % 2 == 0)
                body = bytes([(len(body) + 1) // 2]) + body
                at = (at - len(body)) // 2 * 2
                stored += bytes([at // 2]).ljust(width, b"\0")
                blocks.append((len(made), at, body))
            page = (page + stored).ljust(511, b"\0") + bytes([len(some)])
            made.append(page)
            begin = some[-1][0]
        for number, at, body in blocks:
            made[number] = made[number][:at] + body + made[number][at + len(body) :]
        return made

    blocks: list[tuple[int, int, bytes]] = []
    papx = pages(kinds, 13)
    main = bytearray(head) + raw + wide
    main += b"\0" * (-len(main) % 512)
    first_page = len(main) // 512
    main += b"".join(papx)
    begin = text.index(raised) if raised else 0
    inner = [begin, begin + len(raised)] if raised else []
    bounds = [place(at) for at in (0, *inner, length)]
    chpx = struct.pack(f"<{len(bounds)}I", *bounds) + (b"\0\xfc\0" if raised else b"\0")
    chpx = chpx.ljust(504, b"\0") + b"\x03\x48\x2a\x01" + b"\0\0\0" + bytes([len(bounds) - 1])
    main += chpx
    pieces = [(0, (head << 1) | 0x40000000)] if narrow else []
    pieces.append((cut, head + len(raw)))
    clx = struct.pack(f"<{len(pieces) + 1}I", *(begin for begin, _ in pieces), length)
    clx += b"".join(struct.pack("<HIH", 0, at, 0) for _, at in pieces)
    clx = b"\2" + struct.pack("<I", len(clx)) + clx
    ends = [kinds[min(n, len(kinds)) - 1][0] for n in range(20, len(kinds) + 20, 20)]
    bounds = [place(0), *map(place, ends)]
    bte = struct.pack(f"<{len(bounds)}I", *bounds)
    bte += struct.pack(f"<{len(papx)}I", *range(first_page, first_page + len(papx)))
    chars = struct.pack("<III", place(0), place(length), first_page + len(papx))
    struct.pack_into("<HH", main, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", main, 0x0A, 0x0200)
    struct.pack_into("<I", main, 0x4C, length)
    table = b""
    for at, part in ((0xFA, chars), (0x102, bte), (0x112, b"\0\0\0\0"), (0x1A2, clx)):
        struct.pack_into("<II", main, at, len(table), len(part))
        table += part
    return compound({"WordDocument": bytes(main), "1Table": table})


def docx(
    parts: Sequence[str | Sequence[Sequence[str | tuple[str, int] | tuple[str, int, str]]]],
    font: str | None = None,
) -> bytes:
    """Paragraphs and tables. A cell is a text, (text, columns) or (text, columns, "restart" | "continue")."""
    run = f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr>' if font else ""

    def paragraph(text: str) -> str:
        return f'<w:p><w:r>{run}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'

    body = []
    for part in parts:
        if isinstance(part, str):
            body.append(paragraph(part))
            continue
        rows = []
        for row in part:
            cells = []
            for cell in row:
                text, span, merge = (cell, 1, "") if isinstance(cell, str) else (*cell, "")[:3]
                properties = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
                if merge:
                    properties += f'<w:vMerge w:val="{merge}"/>' if merge == "restart" else "<w:vMerge/>"
                cells.append(
                    f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(map(paragraph, text.split(chr(10))))}</w:tc>"
                )
            rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
        body.append(f"<w:tbl>{''.join(rows)}</w:tbl>")
    return _zip(
        {
            "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "word/document.xml": '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            f"<w:body>{''.join(body)}</w:body></w:document>",
        }
    )


class Pdf:
    """Pages of text and rules in points from the top left corner; the font has no shapes, only what it means."""

    def __init__(self):
        self._pages: list[list[str]] = []
        self._stamps: list[list[tuple[float, float, str]]] = []

    def page(self) -> "Pdf":
        self._pages.append([])
        self._stamps.append([])
        return self

    def stamp(self, x: float, y: float, text: str) -> "Pdf":
        """Text in letters of 10 points that lies on the page, as a program of signatures puts it there."""
        self._stamps[-1].append((x, 842 - y, text))
        return self

    def text(self, x: float, y: float, text: str, size: float = 10, turned: str = "1 0 0 1") -> "Pdf":
        """`turned`: `0 1 -1 0` runs up the page, `0 -1 1 0` down."""
        codes = text.encode("utf-16-be").hex()
        self._pages[-1].append(f"BT /F {size} Tf {turned} {x:.1f} {842 - y:.1f} Tm <{codes}> Tj ET")
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> "Pdf":
        self._pages[-1].append(f"{x0:.1f} {842 - y0:.1f} m {x1:.1f} {842 - y1:.1f} l S")
        return self

    def table(
        self,
        y: float,
        widths: Sequence[float],
        rows: Sequence[Sequence[str | tuple[str, int, int]]],
        ruled: bool = True,
        x: float = 50,
        size: float = 9,
        height: float = 16,
    ) -> float:
        """Rows of cells, a cell a text or (text, columns, rows). Numbers stand right. Returns where it ends."""
        edges = [x]
        for width in widths:
            edges.append(edges[-1] + width)
        taken: set[tuple[int, int]] = set()
        for r, row in enumerate(rows):
            c = 0
            for cell in row:
                while (r, c) in taken:
                    c += 1
                text, across, down = cell if isinstance(cell, tuple) else (cell, 1, 1)
                taken |= {(r + i, c + j) for i in range(down) for j in range(across)}
                left, right, top, bottom = (
                    edges[c],
                    edges[c + across],
                    y + r * height,
                    y + (r + down) * height,
                )
                length = len(text) * size * 0.5
                if across > 1:
                    at = (left + right - length) / 2
                elif text[:1].isdigit() and c > 0:
                    at = right - 4 - length
                else:
                    at = left + 4
                if text:
                    self.text(at, (top + bottom) / 2 + size * 0.35, text, size)
                if ruled:
                    for a, b, d, e in (
                        (left, top, right, top),
                        (left, bottom, right, bottom),
                        (left, top, left, bottom),
                        (right, top, right, bottom),
                    ):
                        self.rule(a, b, d, e)
                c += across
        return y + len(rows) * height

    def bytes(self) -> bytes:
        to_unicode = (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def "
            "1 begincodespacerange <0000> <FFFF> endcodespacerange 100 beginbfrange "
            + " ".join(f"<{i:02X}00> <{i:02X}FF> <{i:02X}00>" for i in range(100))
            + " endbfrange endcmap CMapName currentdict /CMap defineresource pop end end"
        )
        objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "",
            "<< /Type /Font /Subtype /Type0 /BaseFont /Made /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Made /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            "/DW 500 /FontDescriptor 6 0 R /CIDToGIDMap /Identity >>",
            f"<< /Length {len(to_unicode)} >>\nstream\n{to_unicode}\nendstream",
            "<< /Type /FontDescriptor /FontName /Made /Flags 4 /FontBBox [0 -200 1000 800] /ItalicAngle 0 /Ascent 800 /Descent -200 "
            "/CapHeight 700 /StemV 80 >>",
        ]
        kids = []
        for content, stamps in zip(self._pages, self._stamps, strict=True):
            stream = "\n".join(["0.5 w", *content])
            number = len(objects) + 1
            laid = " ".join(f"{number + 2 + 2 * i} 0 R" for i in range(len(stamps)))
            objects.append(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >> /Contents {number + 1} 0 R"
                f" /Annots [{laid}] >>"
            )
            objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
            for x, y, text in stamps:
                drawn = f"BT /F 10 Tf 0 2 Td <{text.encode('utf-16-be').hex()}> Tj ET"
                wide, at = 5 * len(text), len(objects) + 2
                objects.append(
                    f"<< /Type /Annot /Subtype /FreeText /F 4 /Rect [{x} {y - 2} {x + wide} {y + 10}] /AP << /N {at} 0 R >> >>"
                )
                objects.append(
                    f"<< /Type /XObject /Subtype /Form /BBox [0 0 {wide} 12] /Resources << /Font << /F 3 0 R >> >> "
                    f"/Length {len(drawn)} >>\nstream\n{drawn}\nendstream"
                )
            kids.append(f"{number} 0 R")
        objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
        out, offsets = b"%PDF-1.4\n", []
        for number, body in enumerate(objects, start=1):
            offsets.append(len(out))
            out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
        start = len(out)
        out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
        out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
        return out + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()


def png(width: int = 20, height: int = 20) -> bytes:
    """A grey picture: what is no report under any name."""
    raw = b"".join(b"\0" + b"\x80" * width for _ in range(height))

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(raw))
        + chunk(b"IEND", b"")
    )
