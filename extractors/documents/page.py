"""What one page holds and states."""

from dataclasses import dataclass, field

from extractors.documents.dates import Moment

#: Fewer words in the body are no article but a gallery, a video page or a list.
MIN_WORDS = 20


@dataclass(slots=True)
class Page:
    """What one page holds and states. `paragraphs` are the body alone, each one line, cleaned."""

    title: str | None = None
    lead: str | None = None
    paragraphs: list[str] = field(default_factory=list)
    author: str | None = None
    publisher: str | None = None
    published: Moment | None = None
    modified: Moment | None = None
    canonical_url: str | None = None
    layout: str | None = None  # name of the layout that fitted; None: none fitted
