"""The catalogue of rules: every example shows its rule, every rule of the code has an entry."""

import ast
from datetime import UTC, datetime, time
from itertools import product
from pathlib import Path

import pytest

from extractors.language import rules as module
from extractors.language.figures import extract
from extractors.language.rules import Rule, catalogue, why
from extractors.values import Document, Figure

#: The modules that name rules in figures.rules.
SOURCES = (
    *(f"{name}.py" for name in ("figures", "due", "reporting", "when", "numbers")),
    *(
        f"{room}/{path.name}"
        for room in ("meaning", "where")
        for path in sorted((Path(module.__file__).parent / room).glob("*.py"))
    ),
    *(f"tables/{name}.py" for name in ("headings", "reader", "times", "places")),
)
#: Read, but never a figure: in `138/220 người` nothing says whether the second number is a plan or everyone.
NO_FIGURES = {"denominator"}
#: Code that no table reaches: a heading with `hộ gia đình` or `tự nguyện` names its programme by itself.
UNREACHED = {"programme_of_heading_in_caption"}
#: Where a rule of tables found its words: the end of `measure_in_heading` and of its like.
FRAGMENTS = {"in_heading", "of_caption"}
SET_BY = (
    dict.fromkeys(("as_of", "period_start", "period_end"), "time")
    | dict.fromkeys(("place_text", "place_id", "place_level", "place_source"), "place")
    | {"value_max": "value", "unit": "value"}
)


def figures_of(rule: Rule) -> list[Figure]:
    example = rule.example
    document = Document(
        document_id="d",
        version="v",
        title=example.title,
        lead=None,
        text=example.text,
        media_type="text/plain",
        published_at=datetime.combine(example.published, time(5), UTC),
    )
    return list(extract(document).figures)


@pytest.mark.parametrize("name", catalogue())
def test_the_example_shows_the_rule(name):
    rule = catalogue()[name]
    found = figures_of(rule)
    start = rule.example.start
    figure = next((f for f in found if f.number_start >= start and f.number_text == rule.number), None)
    assert figure is not None, [(f.number_text, f.quote) for f in found]
    named = dict(entry.partition("=")[::2] for entry in figure.rules if not entry.startswith("place:"))
    for field, value in rule.becomes.items():
        assert getattr(figure, field) == value, (field, figure.rules)
        said = named.get(SET_BY.get(field, field), "")
        assert said.endswith(name) if name.startswith(":") else said.partition(":")[0] == name, figure.rules


def test_every_entry_says_why_in_one_line():
    for rule in catalogue().values():
        assert rule.why and "\n" not in rule.why and len(rule.why) <= 130, rule.name
        assert rule.number in rule.example.text[rule.example.start :], rule.name


def test_why_of_a_rule_with_a_suffix_says_both():
    both = why("date_before_number:year")
    assert catalogue()["date_before_number"].why in both
    assert catalogue()[":year"].why in both
    assert why("no_such_rule") is None


def test_code_and_catalogue_name_the_same_rules():
    emitted = {name for source in SOURCES for name in emitted_by(source)} - NO_FIGURES - UNREACHED - FRAGMENTS
    named = set(catalogue())
    assert emitted - named == set(), "rules without an entry in rules.yaml"
    assert named - emitted == set(), "entries of rules.yaml that no code names"


# ── what the code names ─────────────────────────────────────────────────────────────────────────────


def emitted_by(source: str) -> set[str]:
    """Rule names in a module: what `_set` is told, what `rules[…]` and `rule` are set to, what `Found` and
    `Times` carry. `rule + ":year"` gives the suffix `:year`."""
    path = Path(module.__file__).parent / source
    found: set[str] = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for function in ast.walk(tree):
        if isinstance(function, ast.ClassDef):
            for node in function.body:  # `rule: str = "no_date_stated"`
                if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "rule":
                    found |= strings(node.value, function)
        if isinstance(function, ast.FunctionDef):
            for value in assigned("rule", function):
                found |= strings(value, function)
            for node in ast.walk(function):
                for expression in rule_expressions(node):
                    found |= strings(expression, function)
    return {name[name.find(":") :] if ":" in name else name for name in found if name}


def rule_expressions(node: ast.AST):
    if isinstance(node, ast.Call):
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        yield from {
            "_set": node.args[3:4],
            "_set_rate": node.args[2:3],
            "Found": node.args[2:3],
            "Times": node.args,
            "_Scalar": node.args[-1:],
            "Number": node.args[-1:],
        }.get(called, ())
        yield from (keyword.value for keyword in node.keywords if keyword.arg == "rule")
    elif isinstance(node, ast.Assign):
        for target, value in one_by_one(node):
            if isinstance(target, ast.Subscript) and ast.unparse(target.value).endswith("rules"):
                yield value
    elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and len(node.value.elts) > 1:
        last = node.value.elts[-1]  # `return mention, "date_before_number"`
        if isinstance(last, ast.Constant | ast.IfExp) and not isinstance(getattr(last, "value", ""), bool):
            yield last


def strings(node: ast.AST | None, function: ast.AST) -> set[str]:
    """The strings that an expression may be, as far as its function tells."""
    if isinstance(node, ast.Constant):
        return {node.value} if isinstance(node.value, str) else set()
    if isinstance(node, ast.IfExp):
        return strings(node.body, function) | strings(node.orelse, function)
    if isinstance(node, ast.BinOp):
        return {
            a + b for a, b in product(strings(node.left, function) or {""}, strings(node.right, function))
        }
    if isinstance(node, ast.FormattedValue):
        return strings(node.value, function) or VERDICTS
    if isinstance(node, ast.JoinedStr):
        parts = [strings(part, function) for part in node.values]
        return {"".join(choice) for choice in product(*parts)}
    if isinstance(node, ast.Name):
        return {s for value in assigned(node.id, function) for s in strings(value, function)}
    return set()


#: `f"{verdict}_word_before"`: what a role word may say
VERDICTS = {"target", "achieved"}


def assigned(name: str, function: ast.AST):
    """What a function assigns to a name, alone or in a tuple, in an assignment or a loop."""
    for node in ast.walk(function):
        for target, value in one_by_one(node):
            if isinstance(target, ast.Name) and target.id == name:
                yield value


def one_by_one(node: ast.AST):
    """(target, value) of an assignment, or of a loop over what is written out; tuples taken apart."""
    if isinstance(node, ast.Assign):
        pairs = [(target, node.value) for target in node.targets]
    elif isinstance(node, ast.For) and isinstance(node.iter, ast.Tuple):
        pairs = [(node.target, item) for item in node.iter.elts]
    else:
        return
    for target, value in pairs:
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            yield from zip(target.elts, value.elts, strict=False)
        else:
            yield target, value


@pytest.mark.parametrize("folder", ["dev", "dev2"])
def test_rules_met_in_texts_are_in_the_catalogue(folder):
    """What the reading of the code above may overlook, our own texts show."""
    met: set[str] = set()
    for path in sorted((Path(__file__).parents[2] / "gold" / folder).glob("*.txt")):
        document = Document(
            document_id="d",
            version="v",
            title=None,
            lead=None,
            text=path.read_text(),
            media_type="text/plain",
        )
        for figure in extract(document).figures:
            named = (e.partition("=")[2] for e in figure.rules if not e.startswith(("place:", "kind=")))
            met |= {part for name in named for part in parts(name)}
    assert len(met) > 50
    assert met - set(catalogue()) == set()


def parts(name: str) -> set[str]:
    """A rule of time and its suffix, as the two entries they have."""
    rule, _, suffix = name.partition(":")
    return {rule, f":{suffix}"} if suffix else {rule}
