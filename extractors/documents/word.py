"""DOCX, and the XML of Word 2003 → paragraphs and tables, in order. (Files of before that: `word97`.)

Read with lxml from the file's own XML: python-docx has no order of paragraphs and tables together, and
merged cells have to be followed by hand with it too.
"""

from collections.abc import Iterator

from lxml import etree

from extractors.documents import legacy
from extractors.documents import text as lines
from extractors.documents.containers import Unreadable, open_zip, read_member
from extractors.documents.tables import MAX_COLUMNS, Grid

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: Word 2003 wrote the same elements under another name, sections and changes around them.
_W2003 = b"http://schemas.microsoft.com/office/word/2003/wordml"
_AROUND = {
    f"{{http://schemas.microsoft.com/office/word/2003/auxHint}}{name}" for name in ("sect", "sub-section")
}
_CHANGE = "{http://schemas.microsoft.com/aml/2001/core}annotation"
_AROUND |= {f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "customXml")}
_AROUND |= {_CHANGE, "{http://schemas.microsoft.com/aml/2001/core}content"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = {f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "txbxContent")}


def read_docx(content: bytes) -> Iterator[str | Grid]:
    """Paragraphs (one line each) and grids of a DOCX file, from top to bottom. Raises Unreadable."""
    archive = open_zip(content)
    if "word/document.xml" not in archive.namelist():
        raise Unreadable("damaged_file", "is a zip file without a Word document; open and save it again")
    yield from _read_xml(read_member(archive, "word/document.xml"))


def read_word_xml(content: bytes) -> Iterator[str | Grid]:
    """The same of an XML file: of Word 2003, or the parts of a DOCX in one. Raises Unreadable."""
    return _read_xml(content.replace(_W2003, _W[1:-1].encode()))


def _read_xml(content: bytes) -> Iterator[str | Grid]:
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=False)
        root = etree.fromstring(content, parser)
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable(
            "damaged_file", f"is no readable Word document ({error}); open and save it again"
        ) from None
    body = next(root.iter(f"{_W}body"), None)
    codec = legacy.detect(" ".join(node.text or "" for node in root.iter(f"{_W}t")))
    for node in _flattened(body) if body is not None else ():
        if node.tag == f"{_W}p":
            yield from _paragraphs(node, codec)
        else:
            yield _grid(node, codec)


def _flattened(body: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables of the body, those inside content controls too."""
    for node in body:
        if node.tag == f"{_W}tbl" and next(node.iterdescendants(f"{_W}tbl"), None) is not None:
            for row in _children(node, "tr"):  # it only places what stands in its cells
                for cell in _children(row, "tc"):
                    yield from _flattened(cell)
        elif node.tag in (f"{_W}p", f"{_W}tbl"):
            yield node
            for box in node.iterdescendants(f"{_W}txbxContent"):
                # the same box stands there twice, once for readers of before 2010
                if next(box.iterancestors(_FALLBACK), None) is None:
                    yield from _flattened(box)
        elif node.tag in _AROUND and not _is_deleted(node):
            yield from _flattened(node)


def _is_deleted(node: etree._Element) -> bool:
    """A deletion of Word 2003, or a row that was deleted, where changes are kept."""
    change = node.get(f"{_W}type", "") if node.tag == _CHANGE else ""
    return change == "Word.Deletion" or node.tag == f"{_W}tr" and node.find(f"{_W}trPr/{_W}del") is not None


def _paragraphs(node: etree._Element, codec: str | None) -> Iterator[str]:
    for part in _text(node, codec).split("\n"):
        if line := lines.one_line(part):
            yield line


def _text(node: etree._Element, codec: str | None) -> str:
    """The words of a paragraph or cell; breaks and ends of paragraphs as line breaks. Deletions are left
    out."""
    parts: list[str] = []
    pending: list[tuple[etree._Element, bool]] = [(node, False)]
    while pending:
        here, leaving = pending.pop()
        if leaving:
            parts.append("\n")
            continue
        if here.tag in _SKIPPED or _is_deleted(here) or here.tag == f"{_W}r" and _is_unseen(here, parts):
            continue
        if here.tag == f"{_W}t":
            parts.append(_read(here, codec))
        elif here.tag in (f"{_W}tab", f"{_W}ptab"):
            parts.append(" ")
        elif here.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif here.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif here.tag == f"{_W}softHyphen":
            parts.append(legacy.convert("\u00ad", codec))  # ư of TCVN3
        elif here.tag == f"{_W}p" and here is not node:
            pending.append((here, True))
        pending.extend((child, False) for child in reversed(here) if isinstance(child.tag, str))
    return "".join(parts)


def _is_unseen(run: etree._Element, before: list[str]) -> bool:
    """Hidden text, or the raised mark of a footnote: `1.250¹` is no 1.2501."""
    properties = run.find(f"{_W}rPr")
    if properties is None:
        return False
    hidden = properties.find(f"{_W}vanish")
    if hidden is not None and hidden.get(f"{_W}val", "1") not in ("0", "false", "off"):
        return True
    raised = properties.find(f"{_W}vertAlign")
    lifted = properties.find(f"{_W}position")  # in half points, minus: lowered
    if (raised is None or raised.get(f"{_W}val") != "superscript") and (
        lifted is None or not lifted.get(f"{_W}val", "0").isdigit() or lifted.get(f"{_W}val") == "0"
    ):
        return False
    text = "".join(node.text or "" for node in run.iter(f"{_W}t"))
    return lines.is_footnote_mark(text, "".join(before[-3:]))


def _read(node: etree._Element, codec: str | None) -> str:
    """The text of a run, in Unicode: its font tells an old encoding, else the document as a whole does."""
    run = node.getparent()
    properties = run.find(f"{_W}rPr") if run is not None else None
    fonts = properties.find(f"{_W}rFonts") if properties is not None else None
    name = fonts.get(f"{_W}ascii") or fonts.get(f"{_W}hAnsi") if fonts is not None else None
    of_font, upper = legacy.of_font(name)
    return legacy.convert(node.text or "", of_font or codec, upper)


def _grid(table: etree._Element, codec: str | None) -> Grid:
    grid = Grid([])
    above: dict[int, str] = {}  # column → text of the cell that is merged downward
    for row in _children(table, "tr"):
        cells: list[str] = []
        r = len(grid.rows)
        for cell in _children(row, "tc"):
            if len(cells) >= MAX_COLUMNS:
                break
            properties = cell.find(f"{_W}tcPr")
            span, merge = 1, None
            if properties is not None:
                wide = properties.find(f"{_W}gridSpan")
                value = wide.get(f"{_W}val", "1") if wide is not None else "1"
                span = (
                    min(int(value), MAX_COLUMNS) if value.isascii() and value.isdigit() and int(value) else 1
                )
                merge = properties.find(f"{_W}vMerge")
                merge = properties.find(f"{_W}vmerge") if merge is None else merge
            c = len(cells)
            text = lines.lines_of(_text(cell, codec))
            goes_on = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
            if goes_on:
                text = above.get(c, "")
            for column in range(c, c + span):
                if column > c or goes_on:
                    grid.covered.add((r, column))
                if merge is not None:
                    above[column] = text
                else:
                    above.pop(column, None)
            cells += [text] * span
        grid.rows.append(cells)
    return grid


def _children(node: etree._Element, name: str) -> Iterator[etree._Element]:
    for child in node:
        if _is_deleted(child):
            continue
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag in _AROUND:
            yield from _children(child, name)
