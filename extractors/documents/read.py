"""Bytes of a capture → Document, whatever their format; or why there is none.

Pure: no clock, no network. The same capture and the same rules give the same document.
"""

import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import regex

from extractors.documents import text as lines
from extractors.documents.containers import Unreadable
from extractors.documents.dates import Moment
from extractors.documents.html import read_page
from extractors.documents.layouts import Layout
from extractors.documents.plain_text import PlainText, read_plain_text
from extractors.documents.reports import read_report, report_type
from extractors.sources.subject import PROGRAMMES, unaccented
from extractors.sources.urls import canonical_url
from extractors.values import Capture, Document, Rejection


def _version() -> str:
    """The rules are versioned by their own bytes: a change of them makes the documents of all days stale."""
    here = Path(__file__).parent
    beside = [here.parent / "sources" / name for name in ("urls.py", "subject.py")]
    files = sorted((*here.glob("*.py"), *here.glob("*.yaml"), *beside))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files))
    return f"documents-{digest.hexdigest()[:12]}"


#: version of the cleaning rules, as documents.extractor carries it
DOCUMENTS_VERSION = _version()

HTML = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one capture, and how it was read (which `sources.drift` watches)."""

    outcome: Document | Rejection
    layout: str | None = None  # the layout that read the page; None: none fitted, or it is no page
    kept_out: tuple[Rejection, ...] = ()  # parts of the file that the document does not hold

    @property
    def fields(self) -> frozenset[str]:
        """The fields that a page gave: some of title, lead, text, author, published."""
        found = self.outcome
        if isinstance(found, Rejection):
            return frozenset()
        given = {"title": found.title, "lead": found.lead, "text": found.text, "author": found.author}
        given["published"] = found.published_at
        return frozenset(name for name, value in given.items() if value)

    @property
    def words(self) -> int:
        """Of the reading text."""
        return 0 if isinstance(self.outcome, Rejection) else len(self.outcome.text.split())


def read_document(capture: Capture, content: bytes, layouts: Sequence[Layout] = ()) -> Document | Rejection:
    """The document that `content`, the bytes of `capture`, holds; a Rejection where it holds none.

    `layouts` are those of the capture's source; they go before the built-in ones.
    """
    return read_capture(capture, content, layouts).outcome


def read_capture(capture: Capture, content: bytes, layouts: Sequence[Layout] = ()) -> Reading:
    """As `read_document`, with the layout that read the page."""
    layout = None
    if not content.strip():
        return _rejected(capture, "empty_file", "holds nothing; save or fetch the page again")
    media_type = capture.media_type.split(";")[0].strip().lower()
    if (report := report_type(content, media_type)) is not None:
        try:
            page = read_report(content, report)
        except Unreadable as refused:
            return _rejected(capture, refused.reason, refused.what)
        kind, stated = "official_report", page.published
        published, modified, canonical = page.published, None, None
    elif media_type in HTML:
        page = read_page(content, url=capture.url, day=capture.day, layouts=layouts)
        if page is None:
            return _rejected(capture, "no_article", "is a page without an article, or no readable page")
        kind, stated, layout = "news", page.published, page.layout
        published, modified = page.published, page.modified
        canonical = page.canonical_url
    elif media_type == "text/plain":
        decoded = lines.decode(content)
        if decoded is None:
            return _rejected(capture, "unreadable_text", "is in no known encoding; save it as UTF-8")
        page = read_plain_text(decoded)
        if page is None:
            return _rejected(capture, "no_article", "holds no paragraph of text")
        kind, stated = "official_report" if page.is_report else "news", page.published
        published, modified, canonical = page.published, None, None
    else:
        return _rejected(capture, "format_not_read_yet", f"is {media_type}, which is not read yet")
    if capture.published_at and (stated is None or media_type not in HTML):
        # A page states its own time; of a bare text the archive's index knows better.
        published = Moment(capture.published_at, capture.published_at.isoformat()[-6:], True)
    if canonical is None and capture.url:
        canonical = canonical_url(capture.url)
    text = "\n".join(part for part in (page.title, page.lead, *page.paragraphs) if part)
    language = lines.language_of(text)
    document = Document(
        document_id=document_id(canonical if capture.url else None, capture.sha256),
        version=capture.sha256,
        title=page.title,
        lead=page.lead,
        text=text,
        media_type=media_type,
        url=capture.url,
        archive_path=capture.archive_path,
        canonical_url=canonical,
        source=capture.source,
        publisher=capture.publisher or page.publisher,
        language=language,
        author=page.author,
        published_at=published.at if published else None,
        published_offset=published.offset if published else None,
        modified_at=modified.at if modified else None,
        captured_at=capture.captured_at,
        kind=kind,
        is_relevant=language == "vi" and is_relevant(text),
        extractor=DOCUMENTS_VERSION,
    )
    hidden = page.hidden if isinstance(page, PlainText) else []
    return Reading(document, layout, tuple(_kept_out(document, hidden)))


#: Hidden rows, columns and sheets told one by one; a filter hides thousands of rows.
_TOLD = 200


def _kept_out(document: Document, hidden: Sequence[str]) -> Iterator[Rejection]:
    """What of a workbook nobody who opens it sees: some of it may count all the same."""
    told = [("hidden_" + one.split()[0], *one.partition(": ")[::2], "is") for one in hidden[:_TOLD]]
    if (more := len(hidden) - _TOLD) > 0:
        told.append(("hidden_row", f"{more:,} more rows, columns or sheets", "", "are"))
    for reason, where, text, are in told:
        yield Rejection(
            kind="figure",
            reason=reason,
            detail=f"{where} {are} hidden in the workbook; show what counts, save and import it again.",
            document_id=document.document_id,
            version=document.version,
            archive_path=document.archive_path,
            url=document.url,
            quote=text or None,
        )


def document_id(canonical: str | None, sha256: str) -> str:
    """Stable id: of the canonical URL where the URL is known, else of the file's content."""
    digest = hashlib.sha256(canonical.encode()).hexdigest() if canonical else sha256
    return f"d{digest[:16]}"


_PROGRAMME = regex.compile("|".join(sorted({unaccented(word) for word in PROGRAMMES})))
_ENROLMENT = regex.compile(
    r"\b(?:tham gia|bao phu|nguoi dong|(?:co|cap|mua) the|mua bhyt|doi tuong|phat trien|ra quan|van dong"
    r"|chi tieu)\b"
)


def is_relevant(text: str) -> bool:
    """Whether a text, accented or not, speaks of enrolment in BHXH, BHYT or BHTN."""
    folded = unaccented(unicodedata.normalize("NFC", text))
    return bool(_PROGRAMME.search(folded) and _ENROLMENT.search(folded))


def _rejected(capture: Capture, reason: str, what: str) -> Reading:
    address = capture.archive_path or capture.url or capture.sha256
    rejection = Rejection(
        kind="document",
        reason=reason,
        detail=f"{address!r} {what}",
        version=capture.sha256,
        archive_path=capture.archive_path,
        url=capture.url,
    )
    return Reading(rejection)
