"""Arithmetic as a witness: figures of one document that confirm or contradict one another.

Belongs here: rate = achieved / target, remaining = target − achieved, total = sum of parts, and what
their outcome does to confidence. Nothing is dropped for failing: a check is noted, a person decides.
"""

from collections.abc import Sequence
from dataclasses import replace

from extractors.values import Figure

#: how far apart two figures of one equation may stand in the text, in characters
_NEAR = 1_500


def witness(figures: Sequence[Figure]) -> list[Figure]:
    """The same figures with `checks` filled and `confidence` moved by them, in the same order.

    A check is `equation:outcome`, outcome `ok` or `off`; each figure that takes part gets it.
    """
    notes: dict[int, set[str]] = {}

    def note(name: str, holds: bool, *indices: int) -> None:
        for index in indices:
            notes.setdefault(index, set()).add(f"{name}:{'ok' if holds else 'off'}")

    levels = [
        (i, f)
        for i, f in enumerate(figures)
        if f.statistic == "level" and f.value_max is None and f.group is None
    ]
    counts = [
        (i, f) for i, f in levels if f.unit in ("person", "household") and f.per is None and f.value > 0
    ]
    for i, rate in levels:
        if rate.measure != "completion_rate" or rate.unit != "percent":
            continue
        pairs = [
            (a, t)
            for a, achieved in counts
            for t, target in counts
            if achieved.role == "achieved"
            and target.role == "target"
            and _same(rate, achieved)
            and _same(rate, target)
            and _near(rate, achieved)
            and _near(rate, target)
        ]
        if pairs:
            fits = [p for p in pairs if _within(figures[p[0]].value / figures[p[1]].value * 100, rate)]
            chosen = fits[0] if fits else pairs[0] if len(pairs) == 1 else None
            if chosen:
                note("rate=achieved/target", bool(fits), i, *chosen)
    for i, rest in counts:
        if rest.role != "remaining":
            continue
        pairs = [
            (a, t)
            for a, achieved in counts
            for t, target in counts
            if achieved.role == "achieved" and target.role == "target" and _same(rest, achieved)
            and _same(rest, target) and _near(rest, achieved) and _near(rest, target)
        ]  # fmt: skip
        if pairs:
            fits = [
                p
                for p in pairs
                if abs(figures[p[1]].value - figures[p[0]].value - rest.value) <= _grain(rest)
            ]
            chosen = fits[0] if fits else pairs[0] if len(pairs) == 1 else None
            if chosen:
                note("remaining=target-achieved", bool(fits), i, *chosen)
    for i, total in counts:
        if total.programme != "social_insurance" or total.role != "achieved":
            continue
        compulsory = [
            j for j, f in counts if f.programme == "compulsory_social_insurance" and _alike(total, f)
        ]
        voluntary = [j for j, f in counts if f.programme == "voluntary_social_insurance" and _alike(total, f)]
        if len(compulsory) == len(voluntary) == 1:
            parts = figures[compulsory[0]].value + figures[voluntary[0]].value
            slack = max(_grain(total), _grain(figures[compulsory[0]]), _grain(figures[voluntary[0]]))
            note("total=sum_of_parts", abs(parts - total.value) <= slack, i, compulsory[0], voluntary[0])
    for i, figure in enumerate(figures):
        if (
            figure.measure == "participation_rate"
            and figure.statistic == "level"
            and figure.unit == "percent"
        ):
            note("share<=100", figure.value <= 100, i)
    return [_with(f, sorted(notes.get(i, ()))) for i, f in enumerate(figures)]


def _same(a: Figure, b: Figure) -> bool:
    return a.programme == b.programme and a.place_text == b.place_text


def _alike(a: Figure, b: Figure) -> bool:
    return (
        a.place_text == b.place_text
        and a.role == b.role
        and a.measure == b.measure
        and _near(a, b)
        and a.as_of == b.as_of
    )


def _near(a: Figure, b: Figure) -> bool:
    return abs(a.number_start - b.number_start) <= _NEAR


def _within(percent: float, rate: Figure) -> bool:
    """Equal within the rounding that the printed rate shows (63,7% stands for 63,65 to 63,75)."""
    decimals = len(rate.number_text.replace(".", ",").partition(",")[2].rstrip("% ").strip())
    return abs(percent - rate.value) <= 0.5 * 10**-decimals + 0.05


def _grain(figure: Figure) -> float:
    """The rounding of a printed count: `14,724 triệu` is known to the thousand."""
    if figure.bound != "exact":
        return max(1.0, 0.05 * figure.value)
    text = figure.number_text
    if any(c.isalpha() for c in text):
        decimals = len(text.partition(",")[2].split()[0]) if "," in text else 0
        scale = (
            figure.value / max(float(text.split()[0].replace(".", "").replace(",", ".") or 1), 1e-9)
            if text.split()[0][:1].isdigit()
            else 1
        )
        return max(1.0, scale * 10**-decimals)
    return 0.5


def _with(figure: Figure, checks: list[str]) -> Figure:
    if not checks:
        return figure
    confidence = figure.confidence
    if any(c.endswith(":off") for c in checks):
        confidence *= 0.6
    elif any(c.endswith(":ok") and not c.startswith("share") for c in checks):
        confidence = 1 - (1 - confidence) * 0.4
    return replace(figure, checks=tuple(checks), confidence=round(confidence, 3))
