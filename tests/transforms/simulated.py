"""A simulated archive with known truth: drives of 63 and 34 provinces over five years, told by outlets that
leave out, round, shorten and err. Values, not texts: what the readers of texts would have given."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from extractors.values import CampaignMention, Document, Figure
from tests.transforms.made import COUNTRY, document, figure, mention

SLOGANS = (
    "Vì một xóm làng không ai thiếu thẻ",
    "Bốn mươi lăm ngày gõ cửa từng nhà",
    "Tiếp bước an sinh, trọn niềm tin yêu",
    "Mùa vàng bảo hiểm xã hội tự nguyện",
    "Trao sổ hôm nay, an nhàn mai sau",
    "Chung tay phủ kín bảo hiểm y tế toàn dân",
)


@dataclass
class Archive:
    documents: list[Document] = field(default_factory=list)
    mentions: list[CampaignMention] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    drive_of: dict[str, int] = field(default_factory=dict)  # document_id → true drive
    truth: dict[tuple, float] = field(default_factory=dict)  # (place, year, role) → true value


def archive(n_documents: int, seed: int) -> Archive:
    """About `n_documents` documents; the same seed gives the same archive."""
    chance = random.Random(seed)
    plan = []
    for year in range(2021, 2026):
        merged = year == 2025
        since = "2025-07-01" if merged else "2008-08-01"
        codes = range(1, 35) if merged else range(1, 64)
        slogan = chance.choice(SLOGANS)
        for place in [COUNTRY, *(f"province:{code:02}@{since}" for code in codes)]:
            # Most provinces launch once in autumn; some in spring too, some twice in autumn.
            launches = [date(year, 11, 1) + timedelta(days=chance.randrange(0, 25))]
            if chance.random() < 0.3 and not merged:
                launches.append(date(year, 5, 1) + timedelta(days=chance.randrange(0, 25)))
            if chance.random() < 0.15:
                launches.append(launches[0] - timedelta(days=chance.randrange(20, 45)))
            names = [slogan if chance.random() < 0.5 else chance.choice(SLOGANS)]
            names += chance.sample([one for one in SLOGANS if one != names[0]], 2)
            plan += [(place, day, f"{name} năm {year}") for day, name in zip(launches, names, strict=False)]
    made = Archive()
    for drive, (place, launch, name) in enumerate(plan):
        _tell(made, chance, drive, place, launch, name, n_documents / len(plan))
    return made


def _tell(
    made: Archive,
    chance: random.Random,
    drive: int,
    place: str,
    launch: date,
    name: str,
    documents: float,
) -> None:
    province = None if place == COUNTRY else place[9:11]
    target, achieved = chance.randrange(20, 400) * 50, chance.randrange(1_000, 25_000)
    end = launch + timedelta(days=50)
    first = len(made.documents)
    for _ in range(max(1, round(chance.expovariate(1 / documents)))):
        number = len(made.documents)
        result = chance.random() < 0.5
        published = (end if result else launch) + timedelta(days=chance.choice((0, 0, 1, 1, 2, 5)))
        official = chance.random() < 0.2
        said, printed, bound = (achieved if result else target), None, "exact"
        if not official and chance.random() < 0.3:
            said = said // 1000 * 1000
            printed, bound = f"{said // 1000} nghìn", "more_than"
        printed = printed or f"{said:,}".replace(",", ".")
        text = f"Bài số {number}: {printed} người."
        one = document(number, text=text, day=published, kind="official_report" if official else "news")
        made.documents.append(one)
        made.drive_of[one.document_id] = drive
        day = None if chance.random() < 0.3 else launch
        if day and chance.random() < 0.05:
            day += timedelta(days=chance.choice((-1, 1)))
        made.mentions.append(
            mention(
                one,
                name=_worded(chance, name),
                launched_on=day,
                ends_on=end if chance.random() < 0.3 else None,
                place_id=place,
                province_2025=province,
            )
        )
        role = "achieved" if result else "target"
        about = {
            "role": role,
            "bound": bound,
            "place_id": place,
            "place_level": place.split(":")[0],
            "province_2025": province,
            "province_id": None if place == COUNTRY else place,
            "period_start": launch,
            "period_end": end,
        }
        made.figures.append(figure(one, printed, said, **about))
        if result or not official:
            made.truth.setdefault((place, launch, role), float(achieved if result else target))
        else:
            made.truth[place, launch, role] = float(target)
    # One outlet errs first and is set right by all who write later.
    if chance.random() < 0.2 and len(made.documents) - first > 1:
        number = len(made.documents)
        wrong = target + 1050
        printed = f"{wrong:,}".replace(",", ".")
        one = document(number, text=f"Tin nhanh {number}: {printed} người.", day=launch - timedelta(days=1))
        targets = [f for f in made.figures[first:] if f.role == "target"]
        if targets:
            made.documents.append(one)
            made.drive_of[one.document_id] = drive
            made.mentions.append(
                mention(
                    one,
                    name=_worded(chance, name),
                    launched_on=launch,
                    place_id=place,
                    province_2025=province,
                )
            )
            given = {name: getattr(targets[0], name) for name in ("place_id", "place_level", "province_2025")}
            given |= {
                name: getattr(targets[0], name) for name in ("province_id", "period_start", "period_end")
            }
            made.figures.append(figure(one, printed, wrong, **given))


def _worded(chance: random.Random, name: str) -> str | None:
    words = name.split()
    return chance.choice(
        (
            name,
            name,
            name.upper(),
            " ".join(words[: max(4, len(words) // 2)]),
            f"Lễ ra quân {name}",
            name.replace("oà", "òa"),
            None,
        )
    )
