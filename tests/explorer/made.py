"""Made releases for the tests of the explorer: any number of figures, and one page that means harm."""

import random
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import polars as pl

from transforms.panel import panel
from transforms.release import write_candidate
from transforms.schema import TABLES, conform, empty

SLOGANS = ("Vì một xóm làng có thẻ", "Mùa vàng an sinh", "Gõ cửa từng nhà", "Trao sổ hôm nay")
VOLUNTARY, HOUSEHOLD, NEW = "voluntary_social_insurance", "household_health_insurance", "new_participants"
#: Sentence, programme, measure, role; `{}` is the number.
SAYINGS = (
    ("Đợt này {place} phấn đấu vận động {} người tham gia BHXH tự nguyện.", VOLUNTARY, NEW, "target"),
    ("Kết thúc đợt, {place} vận động được {} người tham gia BHXH tự nguyện.", VOLUNTARY, NEW, "achieved"),
    ("Cùng thời gian {place} có thêm {} người tham gia BHYT hộ gia đình.", HOUSEHOLD, NEW, "achieved"),
    ("Chỉ tiêu giao cho {place} là {} người tham gia BHYT hộ gia đình.", HOUSEHOLD, NEW, "target"),
    ("Đến nay {place} có {} người tham gia BHXH tự nguyện.", VOLUNTARY, "participants", "achieved"),
    ("Bao phủ BHYT của {place} đạt {} dân số.", "health_insurance", "participation_rate", "achieved"),
)


def harm(script: str = "window.harmed=1") -> dict[str, str]:
    """Texts of a page that means harm."""
    return {
        "title": f"<script>{script}</script><img src=x onerror={script}>Ra quân \u202eược\u202c </title>",
        "publisher": f'Báo " onmouseover="{script}" x=\'</script><svg onload={script}>',
        "author": f"javascript:{script} \u2067'\"><iframe srcdoc='<script>parent.{script}</script>'>",
        "before": f"</bdi></blockquote><script>{script}</script> ${{{script}}} {{{{7*7}}}} \u2028 <!-- ",
        "name": f"--></script><script>{script}</script> Đợt \u202e000.4",
        "place": f"<b onclick={script}>Hà Nội</b>",
    }


def release(
    folder: Path, n_figures: int, places: pl.DataFrame, *, seed: int = 1, hostile: bool = False
) -> Path:
    """Write a release of `n_figures` figures (and one hostile page with two more); returns `folder`."""
    chance = random.Random(seed)
    known = {row["place_id"]: row for row in places.iter_rows(named=True)}
    provinces = [row for row in known.values() if row["level"] == "province"]
    communes: dict[str, list[dict]] = {}
    for row in known.values():
        if row["level"] == "commune" and row["valid_to"] is None:
            communes.setdefault(row["province_2025"], []).append(row)
    documents, figures, campaigns = [], [], []
    while len(figures) < n_figures:
        launched = date(chance.randrange(2017, 2026), chance.choice((3, 5, 10, 11)), chance.randrange(1, 28))
        valid = [
            row for row in provinces
            if row["valid_from"] <= launched and (row["valid_to"] is None or launched <= row["valid_to"])
        ]  # fmt: skip
        place = chance.choice(valid)
        number = len(documents)
        name = f"{chance.choice(SLOGANS)} {launched.year}"
        campaign = f"drive-{number}"
        told = []
        for _ in range(min(8, n_figures - len(figures))):
            where = place
            if launched >= date(2025, 7, 1) and chance.random() < 0.4:
                where = chance.choice(communes[place["province_2025"]])
            told.append((where, *chance.choice(SAYINGS)))
        document = _document(number, name, launched, chance)
        text = document["title"]
        for at, (where, sentence, *meaning) in enumerate(told):
            percent = meaning[1] == "participation_rate"
            if percent:
                value = round(chance.uniform(60, 99), 1)
                printed = f"{value:.1f}%".replace(".", ",")
            else:
                value = chance.randrange(20, 400) * 50
                printed = f"{value:,}".replace(",", ".")
            quote = sentence.replace("{place}", f"{where['type']} {where['name']}").replace("{}", printed)
            start = len(text) + 1
            text += "\n" + quote
            figures.append(
                _figure(f"f{number}-{at}", document, quote, start, printed, value, meaning, where, launched)
                | {"campaign_id": campaign}
            )
        documents.append(document | {"text": text})
        campaigns.append(_campaign(campaign, name, launched, place, document, len(told)))
    if hostile:
        document, figures_of, campaign = _harmful(places)
        documents.append(document)
        figures += figures_of
        campaigns.append(campaign)
    tables = {
        "documents": _frame("documents", documents),
        "figures": _frame("figures", figures),
        "campaigns": _frame("campaigns", campaigns),
        "places": places,
        "rejected": empty("rejected"),
    }
    tables["panel"] = panel(tables["figures"], tables["documents"])
    write_candidate(tables, folder, version="2026.01.02", code_version="0")
    return folder


def _frame(name: str, rows: list[dict]) -> pl.DataFrame:
    schema = TABLES[name].schema
    return conform(pl.DataFrame([{key: row.get(key) for key in schema} for row in rows], schema=schema), name)


def _document(number: int | str, name: str, launched: date, chance: random.Random) -> dict:
    published = datetime(launched.year, launched.month, launched.day, 2, tzinfo=UTC) + timedelta(days=20)
    return {
        "document_id": f"d{number}",
        "version": sha256(f"{number}".encode()).hexdigest(),
        "url": f"https://bao-mau.example/{number}.html",
        "publisher": chance.choice(("Báo Mẫu", "Đài Mẫu", "Cổng BHXH Mẫu")),
        "title": f"Ra quân: {name}",
        "published_at": published,
        "captured_at": published + timedelta(days=1),
        "media_type": "text/html",
        "kind": chance.choice(("news", "official_report")),
        "is_relevant": True,
        "extractor": "1",
    }


def _figure(figure_id, document, quote, start, printed, value, meaning, where, launched) -> dict:
    programme, measure, role = meaning
    rate = measure == "participation_rate"
    flow = measure == "new_participants"
    at = start + quote.index(printed)
    new = launched >= date(2025, 7, 1)
    return {
        "figure_id": figure_id,
        "document_id": document["document_id"],
        "version": document["version"],
        "number_text": printed,
        "value": float(value),
        "unit": "percent" if rate else "person",
        "bound": "exact",
        "programme": programme,
        "measure": measure,
        "statistic": "level",
        "role": role,
        "base": "population" if rate else None,
        "as_of": None if flow else launched,
        "period_start": launched if flow else None,
        "period_end": launched + timedelta(days=30) if flow else None,
        "place_text": where["name"],
        "place_id": where["place_id"],
        "place_level": where["level"],
        "place_source": "stated",
        "province_2025": where["province_2025"],
        "province_pre2025": None if new else where["province_pre2025"],
        "quote": quote,
        "quote_start": start,
        "quote_end": start + len(quote),
        "number_start": at,
        "number_end": at + len(printed),
        "confidence": 0.9,
        "checks": ["rate=achieved/target:ok"] if role == "achieved" else [],
        "rules": ["value=integer", "role=made"],
        "extractor": "1",
    }


def _campaign(campaign, name, launched, place, document, n) -> dict:
    return {
        "campaign_id": campaign,
        "name": name,
        "year": launched.year,
        "launched_on": launched,
        "starts_on": launched,
        "ends_on": launched + timedelta(days=30),
        "place_id": place["place_id"],
        "province_2025": place["province_2025"],
        "organisers": ["BHXH tỉnh", "Bưu điện tỉnh"],
        "programmes": ["voluntary_social_insurance", "household_health_insurance"],
        "document_ids": [document["document_id"]],
        "linked_by": ["launch day"],
        "n_figures": n,
    }


def _harmful(places: pl.DataFrame) -> tuple[dict, list[dict], dict]:
    """A page whose every text means harm, with two figures, one behind letters of two UTF-16 units."""
    bad = harm()
    place = places.row(by_predicate=pl.col("place_id") == "province:01@2025-07-01", named=True)
    document = _document("harm", "", date(2025, 11, 3), random.Random(0)) | {
        "url": "javascript:window.harmed=1//https://bao-mau.example/",
        "canonical_url": "JaVaScRiPt:window.harmed=1",
        "archive_path": "<img src=x onerror=window.harmed=1>.html",
        "title": bad["title"],
        "publisher": bad["publisher"],
        "author": bad["author"],
    }
    quotes = [
        f"😀 𝐇à Nội {bad['before']} đạt 4.321 người <script>window.harmed=1</script> tham gia \u202e12.",
        "=cmd|'/C calc'!A0 còn 1.234 người; " + "rất dài " * 400,
    ]
    text, figures = bad["title"], []
    for at, (quote, printed, value) in enumerate(zip(quotes, ("4.321", "1.234"), (4321, 1234), strict=True)):
        start = len(text) + 1
        text += "\n" + quote
        meaning = (VOLUNTARY, NEW, "achieved")
        figures.append(
            _figure(f"harm<{at}>&", document, quote, start, printed, value, meaning, place, date(2025, 11, 3))
            | {
                "campaign_id": "drive<harm>",
                "place_text": bad["place"],
                "rules": [bad["before"]],
                "checks": [f"{bad['name']}:<b>"],
            }  # fmt: skip
        )
    campaign = _campaign("drive<harm>", bad["name"], date(2025, 11, 3), place, document, 2)
    return document | {"text": text}, figures, campaign | {"organisers": [bad["publisher"]]}
