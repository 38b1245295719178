from datetime import date

import pytest

from extractors.documents.layouts import Layout, LayoutError, built_in


def test_a_mapping_may_start_from_a_built_in_layout():
    layout = Layout.from_mapping(
        {"layout": "vccorp", "lead": ".mo-dau", "valid_from": date(2025, 1, 1)},
        name="bao-mau",
        domains=["bao.example"],
    )
    family = next(known for known in built_in() if known.name == "vccorp")
    assert (layout.container, layout.drop) == (family.container, family.drop)
    assert (layout.name, layout.lead, layout.domains) == ("bao-mau", (".mo-dau",), ("bao.example",))
    assert layout.valid_from == date(2025, 1, 1)


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        ({"container": "div["}, "div\\["),
        ({"container": ["div", 7]}, "7"),
        ({"container": "div", "boddy": "p"}, "boddy"),
        ({"title": "h1"}, "container"),
        ({"layout": "nowhere"}, "nowhere.*vccorp"),
        ({}, "container"),
    ],
)
def test_a_wrong_layout_is_named_with_its_key(mapping, told):
    with pytest.raises(LayoutError, match=f"(?s)bao-mau.*{told}"):
        Layout.from_mapping(mapping, name="bao-mau")


def test_a_layout_serves_its_sites_and_what_is_below_them():
    layout = Layout.from_mapping({"container": "p"}, domains=["bao.example"])
    assert [
        layout.serves(h) for h in ("bao.example", "m.bao.example", "xbao.example", "bao.example.com", "")
    ] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_no_site_has_two_built_in_layouts():
    domains = [domain for layout in built_in() for domain in layout.domains]
    assert len(domains) == len(set(domains))
