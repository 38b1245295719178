"""How `map.json` was made: province shapes from the coordinates of communes. Run by hand, needs shapely.

    python -m transforms.explorer.build_map …/vietnamadminunits/data/dataset.db data/release/places.parquet

The coordinates are those of the package vietnamadminunits 1.0.4 (MIT, © 2025 Tran Ngoc Minh Hieu), which
gives a point and a bounding box for each of the 10,040 communes of 2025. No border is copied: the land is
the union of discs around the communes' points, a province the part of it that is nearest to its communes.
So the shapes are schematic, good to a few kilometres, and say so on the page. The 34 are unions of the 63.

Hoàng Sa (Đà Nẵng) and Trường Sa (Khánh Hòa) are drawn at their place from the coordinates of their main
islands, which are general knowledge.
"""

import json
import math
import re
import sqlite3
import sys
from collections import defaultdict
from pathlib import Path

import polars as pl

OUT = Path(__file__).with_name("map.json")
#: Pixels of a degree, and the north-western corner of the sheet.
SCALE, WEST, NORTH = 50.0, 101.9, 23.6
WIDTH, HEIGHT = 720, 855
ISLANDS = {
    "hoang_sa": {
        "Hoàng Sa": (111.61, 16.53),
        "Phú Lâm": (112.34, 16.83),
        "Linh Côn": (112.73, 16.67),
        "Tri Tôn": (111.20, 15.78),
        "Quang Hòa": (111.72, 16.45),
        "Bom Bay": (112.52, 16.05),
        "Hữu Nhật": (111.58, 16.50),
        "Đảo Bắc": (112.31, 16.96),
    },
    "truong_sa": {
        "Trường Sa": (111.92, 8.64),
        "Song Tử Tây": (114.33, 11.43),
        "Nam Yết": (114.37, 10.18),
        "Sinh Tồn": (114.33, 9.89),
        "Sơn Ca": (114.48, 10.38),
        "An Bang": (112.92, 7.89),
        "Đá Tây": (112.24, 8.86),
        "Phan Vinh": (113.69, 8.97),
        "Thị Tứ": (114.28, 11.05),
        "Loại Ta": (114.42, 10.67),
        "Vĩnh Viễn": (115.80, 10.73),
        "Bến Lạc": (115.03, 11.07),
        "Sinh Tồn Đông": (114.58, 9.91),
        "Thuyền Chài": (113.30, 8.17),
    },
}
#: Which province of the 63 and of the 34 they belong to.
ISLANDS_OF = {"hoang_sa": ("48", "48"), "truong_sa": ("56", "56")}


def main(database: str, register: str) -> None:
    from shapely import STRtree, union_all
    from shapely.geometry import MultiPoint, MultiPolygon, Point, Polygon
    from shapely.ops import voronoi_diagram

    rows = sqlite3.connect(database).execute(
        "select provinceCode, districtCode, wardLat, wardLon from admin_units_legacy "
        "where wardLat is not null"
    )
    points = defaultdict(set)
    for province, district, lat, lon in rows:
        if district not in ("498", "576") and 8 < lat < 23.5 and 102 < lon < 109.6:
            points[province].add((round(lon, 4), round(lat, 4)))
    # A point far from the rest of its province, amid those of another, was looked up wrongly.
    everything = [(Point(p), code) for code, of in points.items() for p in of]
    tree = STRtree([p for p, _ in everything])
    kept = []
    for point, code in everything:
        near = tree.query(point.buffer(0.12))
        same = sum(everything[i][1] == code for i in near)
        if same * 3 >= len(near):
            kept.append((point, code))
    # Lowlands have a commune every few kilometres, the mountains every twenty: discs, closed, then shrunk.
    land = union_all([point.buffer(0.075) for point, _ in kept]).buffer(0.10).buffer(-0.125)
    coded = {(p.x, p.y): code for p, code in kept}
    cells = voronoi_diagram(MultiPoint([p for p, _ in kept]), envelope=land.envelope.buffer(1))
    inside = STRtree([p for p, _ in kept])
    of_province = defaultdict(list)
    for cell in cells.geoms:
        for i in inside.query(cell):
            if cell.covers(kept[i][0]):
                of_province[coded[kept[i][0].x, kept[i][0].y]].append(cell)
                break
    places = pl.read_parquet(register).filter(
        (pl.col("level") == "province") & pl.col("valid_to").is_not_null()
    )
    to_34 = dict(places.sort("valid_to").select("code", "province_2025").iter_rows())
    shapes = {code: union_all(cells).intersection(land) for code, cells in of_province.items()}
    merged = defaultdict(list)
    for code, shape in shapes.items():
        merged[to_34[code]].append(shape)
    eras = {"63": shapes, "34": {code: union_all(parts) for code, parts in merged.items()}}

    def path_of(shape) -> str:
        parts = list(shape.geoms) if isinstance(shape, MultiPolygon) else [shape]
        parts = [part for part in parts if isinstance(part, Polygon) and part.area > 0.004]
        rings = []
        for part in parts:
            ring = part.simplify(0.018).exterior.coords[:-1]
            rings.append("M" + "L".join("{:g} {:g}".format(*_pixel(x, y)) for x, y in ring) + "Z")
        return "".join(rings)

    sheet = {
        "source": "vietnamadminunits 1.0.4 (MIT, © 2025 Tran Ngoc Minh Hieu): coordinates of communes",
        "width": WIDTH,
        "height": HEIGHT,
        "eras": {
            era: {code: {"path": path_of(shape)} for code, shape in sorted(of.items())}
            for era, of in eras.items()
        },
        "islands": {
            name: {"of": ISLANDS_OF[name], "points": [_pixel(*at) for at in of.values()]}
            for name, of in ISLANDS.items()
        },
    }
    text = json.dumps(sheet, ensure_ascii=False, separators=(",", ":"))
    OUT.write_text(re.sub(r'("[0-9]{2}":\{)', r"\n\1", text) + "\n", encoding="utf-8")
    print({era: len(of) for era, of in eras.items()}, f"{OUT.stat().st_size:,} bytes")


def _pixel(lon: float, lat: float) -> tuple[float, float]:
    """Plate carrée at 16° N."""
    return round((lon - WEST) * SCALE * math.cos(math.radians(16)), 1), round((NORTH - lat) * SCALE, 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
