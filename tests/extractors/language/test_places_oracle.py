"""Five hundred and more unit names in context, drawn from an independent list: found, and rightly?

The sentences are written here; the names and codes come from ../shared/geo, which is only read.
"""

import csv
import random
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from extractors.language.places import DocumentPlaces, register

GEO = Path(__file__).resolve().parents[3].parent / "shared" / "geo"
pytestmark = pytest.mark.skipif(not GEO.exists(), reason="../shared/geo is not here")

TYPES = ("Thành phố", "Thị xã", "Thị trấn", "Đặc khu", "Phường", "Quận", "Huyện", "Tỉnh", "Xã")
OLD, NEW = date(2025, 5, 5), date(2025, 10, 10)
EACH = 25


def rows(name: str) -> list[dict]:
    with (GEO / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def split(full_name: str) -> tuple[str, str]:
    """`Phường Trúc Bạch` → (`phường Trúc Bạch`, `Trúc Bạch`)."""
    kind = next(t for t in TYPES if full_name.startswith(t + " "))
    return kind.lower() + full_name[len(kind) :], full_name[len(kind) + 1 :]


def abbreviated(full_name: str) -> str:
    """`thị xã Sơn Tây` → `TX. Sơn Tây`."""
    short = {"thành phố": "TP.", "thị xã": "TX.", "thị trấn": "TT."}
    whole, name = split(full_name[0].upper() + full_name[1:])
    kind = whole[: -len(name) - 1]
    return f"{short.get(kind, kind[0].upper() + '.')} {name}"


def plain(text: str) -> str:
    text = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(c for c in text if not unicodedata.combining(c))


def answer(text: str, name: str, code: str, level: str, day: date, published: date | None = None) -> str:
    """`right`, `null` (left open), `missed` (no mention) or `wrong`."""
    places = DocumentPlaces(text, published or day)
    at = text.rindex(name)
    mention = next((m for m in places.mentions if m.start < at + len(name) and at < m.end), None)
    if mention is None:
        return "missed"
    place = places.resolve(mention, day)
    if place.place_id is None:
        return "null"
    return "right" if place.place_id.startswith(f"{level}:{code}@") else "wrong"


@pytest.fixture(scope="module")
def answers() -> dict[str, Counter]:
    """Kind of context → how the names in it were answered."""
    chance = random.Random(2025)
    units = register()
    communes = rows("commune_map.csv")
    old = list({r["old_code"]: r for r in communes if r["old_code"]}.values())
    new = list({r["new_code"]: r for r in communes}.values())
    provinces = {(r["era"], r["code"]): r for r in rows("provinces.csv")}
    found: dict[str, Counter] = {}

    def ask(kind: str, text: str, name: str, code: str, level: str, day: date, *published: date) -> None:
        found.setdefault(kind, Counter())[answer(text, name, code, level, day, *published)] += 1

    for row in chance.sample(old, EACH):
        commune, bare = split(row["old_name"])
        code = row["old_code"]
        district = units.on("district", row["old_district_code"], OLD).full_name
        province, province_bare = split(provinces["pre2025", row["old_province_code"]]["full_name"])
        whole = f"Tại {commune}, {district}, {province}, đợt này có thêm 120 người tham gia."
        ask("old, parents", whole, commune, code, "commune", OLD)
        ask("old, parents, no accents", plain(whole), plain(commune), code, "commune", OLD)
        short = f"Ở {abbreviated(commune)}, {abbreviated(district)}, {province_bare} có 120 người."
        ask("old, abbreviated", short, abbreviated(commune), code, "commune", OLD)
        shouted = f"{commune} ({district}, {province_bare}) ra quân".upper()
        ask("old, capitals", shouted, commune.upper(), code, "commune", OLD)
        later = f"{province_bare} nhìn lại\nTại {commune} (cũ), {district} (cũ), khi ấy có 120 người."
        ask("old, told later", later, commune, code, "commune", OLD, NEW)
        headed = f"{district} ({province_bare}) ra quân\nHôm qua, {commune} có thêm 120 người."
        ask("old, district in title", headed, commune, code, "commune", OLD)
        in_brackets = f"Tại {commune} ({district}), đợt này có thêm 120 người."
        ask("old, district in brackets", in_brackets, commune, code, "commune", OLD)
        before = f"BHXH {district} đã họp.\nRiêng {commune} có thêm 120 người."
        ask("old, district before", before, commune, code, "commune", OLD)
        if not bare.isdigit():
            without = (
                f"Tại {bare}, {split(district[0].upper() + district[1:])[1]}, {province_bare}, có 120 người."
            )
            ask("old, no type, parents", without, bare, code, "commune", OLD)
        beside = [r for r in old if r["old_district_code"] == row["old_district_code"] and r is not row]
        if len(beside) > 1:
            one, two = (split(r["old_name"])[0] for r in chance.sample(beside, 2))
            listed = f"Ba nơi về đích sớm là {commune}, {one} và {two}."
            ask("old, two siblings", listed, commune, code, "commune", OLD)
        ask("old, alone", f"Tại {commune} có thêm 120 người.", commune, code, "commune", OLD)
    for row in chance.sample(new, EACH):
        commune, bare = split(row["new_name"])
        code = row["new_code"]
        province, province_bare = split(provinces["post2025", row["new_province_code"]]["full_name"])
        whole = f"Tại {commune}, {province}, đợt này có thêm 120 người tham gia."
        ask("new, province", whole, commune, code, "commune", NEW)
        ask("new, province, no accents", plain(whole), plain(commune), code, "commune", NEW)
        titled = f"{province_bare} ra quân\nRiêng {commune} có thêm 120 người."
        ask("new, province in title", titled, commune, code, "commune", NEW)
        if bare != province_bare:
            ask(
                "new, no type, province in title",
                f"{province_bare} ra quân\nTại {bare}, có thêm 120 người.",
                bare,
                code,
                "commune",
                NEW,
            )
        agency = f"BHXH {province} cho biết: UBND {commune} vận động được 120 người."
        ask("new, agencies", agency, commune, code, "commune", NEW)
        behind = f"Đại diện {commune} phát biểu. Sau đó đoàn về {province}."
        ask("new, province behind", behind, commune, code, "commune", NEW)
        without = f"Tại {bare} ({province_bare}), đợt này có thêm 120 người."
        ask("new, no type, province", without, bare, code, "commune", NEW)
    districts = [u for u in units.units if u.level == "district" and u.valid_on(OLD)]
    for unit in chance.sample(districts, EACH):
        name, province = unit.full_name, units.parent(unit)
        text = f"{province.name} ra quân\nBHXH {name} có thêm 120 người."
        ask("district", text, name, unit.code, "district", OLD)
        ask(
            "district, old",
            f"{province.full_name}: {name} (cũ) có 120 người.",
            name,
            unit.code,
            "district",
            NEW,
        )
        ask(
            "district, capitals",
            f"BHXH {name}, {province.full_name} ra quân".upper(),
            name.upper(),
            unit.code,
            "district",
            OLD,
        )
        if not unit.name.isdigit():
            today = units.on("province", units.province_2025(unit), NEW).name
            base = f"{today} ra quân\nBHXH cơ sở {unit.name} có thêm 120 người."
            ask("district, its agency today", base, unit.name, unit.code, "district", NEW)
        whole = plain(f"BHXH {name}, {province.full_name}, dot nay co them 120 nguoi tham gia.")
        ask("district, no accents", whole, plain(name), unit.code, "district", OLD)
    for (era, code), row in provinces.items():
        day = OLD if era == "pre2025" else date(2026, 6, 1)
        name = split(row["full_name"])[0]
        ask("province", f"BHXH {name} có thêm 120 người.", name, code, "province", day)
        ask("province, no type", f"Ở {row['name']} có thêm 120 người.", row["name"], code, "province", day)
    return found


def test_five_hundred_names_are_found_and_named_rightly(answers):
    total = sum((c for kind, c in answers.items() if kind != "old, alone"), Counter())
    assert total.total() >= 500
    assert total["right"] >= 0.98 * total.total(), answers
    assert total["wrong"] <= total["null"] + total["missed"] + 2, answers


@pytest.mark.parametrize("kind", ["old, parents", "old, parents, no accents", "new, province", "province"])
def test_a_stated_parent_settles_every_name(answers, kind):
    assert set(answers[kind]) == {"right"}, answers[kind]


def test_a_name_alone_is_right_or_open_but_not_wrong(answers):
    assert set(answers["old, alone"]) <= {"right", "null"} and answers["old, alone"]["null"] > 0
