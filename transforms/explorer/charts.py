"""Charts as SVG text: the map, the timeline, a province's targets and results, its coverage.

Drawn here, so that pages show and print them without a script. Colours come from the style sheet by class;
shapes and labels tell the same as colours do.
"""

import json
import math
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from markupsafe import Markup, escape

from transforms.places import MERGER

Words = Callable[..., str]
SHEET = json.loads(Path(__file__).with_name("map.json").read_text(encoding="utf-8"))


def map_svg(era: str, names: dict[str, str], page_of: Callable[[str], str], words: Words) -> Markup:
    """The provinces of one era, each a link to its page. `page_of(code)` is the page's address."""
    parts = []
    islands = {spot["of"][0 if era == "63" else 1]: spot["points"] for spot in SHEET["islands"].values()}
    for code, shape in SHEET["eras"][era].items():
        name = names.get(code, code)
        dots = "".join(f'<circle cx="{x:g}" cy="{y:g}" r="3"/>' for x, y in islands.get(code, ()))
        parts.append(
            f'<a href="{escape(page_of(code))}" data-code="{code}" aria-label="{escape(name)}">'
            f'<title>{escape(name)}</title><path d="{shape["path"]}"/>{dots}</a>'
        )
    labels = []
    for name, spot in SHEET["islands"].items():
        x = sum(at[0] for at in spot["points"]) / len(spot["points"])
        y = max(at[1] for at in spot["points"]) + 22
        lines = words(name).replace(" (", "\n(").split("\n")
        lines = "".join(
            f'<tspan x="{x:.0f}" dy="{1.15 * bool(at)}em">{escape(one)}</tspan>'
            for at, one in enumerate(lines)
        )
        labels.append(f'<text class="sea" y="{y:.0f}" text-anchor="middle">{lines}</text>')
    return Markup(
        f'<svg class="map" data-era="{era}" viewBox="0 0 {SHEET["width"]} {SHEET["height"]}" role="group" '
        f'aria-label="{escape(words("map"))}, {escape(words("era_" + era))}">'
        '<defs><pattern id="none-{0}" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="6" height="6" class="none-back"/>'
        '<line x1="0" y1="0" x2="0" y2="6" class="none-line"/></pattern></defs>'.format(era)
        + "".join(parts)
        + "".join(labels)
        + "</svg>"
    )


def timeline_svg(counts: dict[tuple[int, int], int], words: Words) -> Markup:
    """Launches by (year, month); a dot's area is their number. Years without any are there too."""
    years = range(min(counts)[0], max(counts)[0] + 1)
    months = words("months").split()
    left, top, column, row = 52, 26, 46, 34
    most = max(counts.values())
    marks = [_text(left + column * (at + 0.5), 16, name, "middle") for at, name in enumerate(months)]
    for at, year in enumerate(years):
        y = top + row * (at + 0.5)
        marks.append(f'<line class="grid" x1="{left}" x2="{left + 12 * column}" y1="{y:g}" y2="{y:g}"/>')
        marks.append(_text(left - 10, y + 5, year, "end"))
        for month, name in enumerate(months, start=1):
            n = counts.get((year, month), 0)
            if n:
                radius = max(4, 15 * (n / most) ** 0.5)
                x = left + column * (month - 0.5)
                said = escape(f"{name} {year}: {n} {words('launched_n')}")
                marks.append(f'<circle class="dot" cx="{x:g}" cy="{y:g}" r="{radius:.1f}">')
                marks.append(f"<title>{said}</title></circle>")
                if radius > 8:
                    marks.append(_text(x, y + 4, n, "middle", "in"))
    height = top + row * len(years) + 6
    return _svg(left + 12 * column + 4, height, marks, words("timeline"), "timeline")


def bars_svg(groups: Sequence[tuple[str, list[tuple[str, float, str]]]], label: str) -> Markup:
    """Groups of horizontal bars: (heading, [(class, value, text)]). One scale for all."""
    most = max((value for _, bars in groups for _, value, _ in bars), default=0) or 1
    left, width, y, marks = 230, 680, 8, []
    for heading, bars in groups:
        first = y
        for kind, value, text in bars:
            length = max(1.5, (width - left - 150) * max(value, 0) / most)
            marks.append(f'<rect class="bar {kind}" x="{left}" y="{y}" width="{length:.1f}" height="15"/>')
            marks.append(_text(left + length + 6, y + 12, text))
            y += 18
        marks.append(_text(left - 8, (first + y) / 2 + 3, heading, "end", "head"))
        y += 9
    return _svg(width, y, marks, label, "bars")


def coverage_svg(
    series: Sequence[tuple[str, list[tuple[date, float, str]]]], words: Words, number: Callable, label: str
) -> Markup:
    """Series of one unit over time: (name, [(day, value, text)]); each its own line, mark and label."""
    points = [point for _, of in series for point in of]
    first = min(point[0] for point in points).year
    last = max(point[0] for point in points).year + 1
    ticks = _ticks(max(point[1] for point in points))
    most = ticks[-1] or 1
    left, top, width, height = 64, 18, 440, 200
    total = (date(last, 1, 1) - date(first, 1, 1)).days

    def x(day: date) -> float:
        return left + width * (day - date(first, 1, 1)).days / total

    def y(value: float) -> float:
        return top + height * (1 - max(value, 0) / most)

    marks = []
    for value in ticks:
        level = f'y1="{y(value):.1f}" y2="{y(value):.1f}"'
        marks.append(f'<line class="grid" x1="{left}" x2="{left + width}" {level}/>')
        said = f"{number(value / 1e6)} {words('million')}" if most >= 1e6 and value else number(value)
        marks.append(_text(left - 6, y(value) + 4, said, "end"))
    for year in range(first, last, max(1, (last - first) // 8)):
        marks.append(_text(x(date(year, 7, 1)), top + height + 18, year, "middle"))
    if date(first, 1, 1) < MERGER < date(last, 1, 1):
        at = x(MERGER)
        ends = f'y1="{top - 4}" y2="{top + height}"'
        marks.append(f'<line class="merger" x1="{at:.1f}" x2="{at:.1f}" {ends}/>')
        marks.append(_text(at - 4, top - 6, words("merger"), "end", "merger"))
    legend_y = top + height + 40
    for at, (name, of) in enumerate(series):
        kind = f"s{at % 6}"
        if len(of) > 1:
            route = " ".join(f"{x(day):.1f},{y(value):.1f}" for day, value, _ in of)
            marks.append(f'<polyline class="line {kind}" points="{route}"/>')
        for day, value, text in of:
            marks.append(f'<g class="mark {kind}"><title>{escape(name)}, {escape(text)}</title>')
            marks.append(f"{_mark(at, x(day), y(value))}</g>")
        marks.append(f'<g class="mark {kind}">{_mark(at, left + 8, legend_y - 4)}</g>')
        marks.append(_text(left + 22, legend_y, name))
        legend_y += 18
    return _svg(left + width + 16, legend_y, marks, label, "coverage")


def _text(x: float, y: float, said: object, anchor: str = "start", kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text{named} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(said)}</text>'


def _ticks(most: float) -> list[float]:
    """Round numbers from 0 to at least `most`, four to seven of them."""
    if most <= 0:
        return [0, 1]
    power = 10 ** math.floor(math.log10(most / 4))
    step = next(power * n for n in (1, 2, 2.5, 5, 10) if most / (power * n) <= 5)
    return [round(step * at, 6) for at in range(math.ceil(most / step - 1e-9) + 1)]


def _mark(at: int, x: float, y: float) -> str:
    """Circle, square, triangle or diamond: told apart without colour."""
    shape = at % 4
    if shape == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>'
    if shape == 1:
        return f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8"/>'
    ways = "M{0:.1f} {1:.1f}l5 9h-10z" if shape == 2 else "M{0:.1f} {1:.1f}l5 5.5l-5 5.5l-5 -5.5z"
    return f'<path d="{ways.format(x, y - 5.5)}"/>'


def _svg(width: float, height: float, marks: list[str], label: str, kind: str) -> Markup:
    box = f'viewBox="0 0 {width:g} {height:g}"'
    named = f'role="img" aria-label="{escape(label)}"'
    return Markup(f'<svg class="chart {kind}" {box} {named}>{"".join(marks)}</svg>')
