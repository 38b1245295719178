"""Made values for the tests of `transforms`: small documents whose figures hold by construction."""

from datetime import UTC, date, datetime
from hashlib import sha256

from extractors.values import CampaignMention, Document, Figure

HA_NOI, TAY_NINH, COUNTRY = "province:01@2025-07-01", "province:80@2025-07-01", "country:VN@1945-09-02"


def document(
    number: int | str = 1,
    *,
    text: str = "Hà Nội vận động 4.000 người tham gia BHXH tự nguyện.",
    day: date | None = date(2025, 11, 15),
    **rest: object,
) -> Document:
    published = datetime(day.year, day.month, day.day, 1, tzinfo=UTC) if day else None
    given = {
        "document_id": f"doc-{number}",
        "version": sha256(f"{number}{text}".encode(errors="replace")).hexdigest(),
        "title": None,
        "lead": None,
        "text": text,
        "media_type": "text/html",
        "published_at": published,
        "is_relevant": True,
        "extractor": "1",
    }
    return Document(**(given | rest))


def figure(
    of: Document,
    number_text: str = "4.000",
    value: float = 4000,
    *,
    figure_id: str | None = None,
    **rest: object,
) -> Figure:
    """A figure of the one sentence of `of`; what `rest` does not say is a target of Hà Nội for 2025."""
    start = of.text.index(number_text)
    given = {
        "figure_id": figure_id or f"{of.document_id}-{number_text}-{start}",
        "document_id": of.document_id,
        "version": of.version,
        "number_text": number_text,
        "value": value,
        "unit": "person",
        "bound": "exact",
        "programme": "voluntary_social_insurance",
        "measure": "new_participants",
        "statistic": "level",
        "role": "target",
        "period_start": date(2025, 1, 1),
        "period_end": date(2025, 12, 31),
        "place_text": "Hà Nội",
        "place_id": HA_NOI,
        "place_level": "province",
        "place_source": "stated",
        "province_id": HA_NOI,
        "province_2025": "01",
        "quote": of.text,
        "quote_start": 0,
        "quote_end": len(of.text),
        "number_start": start,
        "number_end": start + len(number_text),
        "confidence": 0.9,
        "extractor": "1",
    }
    return Figure(**(given | rest))


def mention(of: Document, **rest: object) -> CampaignMention:
    given = {
        "document_id": of.document_id,
        "name": "Một trăm ngày vì mọi nhà",
        "launched_on": date(2025, 11, 15),
        "starts_on": None,
        "ends_on": None,
        "place_id": HA_NOI,
        "province_2025": "01",
        "organisers": ("BHXH TP. Hà Nội",),
        "programmes": ("voluntary_social_insurance",),
    }
    return CampaignMention(**(given | rest))
