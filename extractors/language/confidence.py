"""How sure a figure is, from the rules that made it.

Belongs here: what each weak rule costs. A figure whose fields all come from words of its own clause
starts at `STATED`; each field that was carried over from elsewhere, or left open, takes its share.
The shares are set so that, on our gold, of the figures at 0.9 nine in ten are right in every field
(`make accuracy` prints the reliability table).
"""

from collections.abc import Mapping

STATED = 0.95
#: rule → factor; a rule that is not named costs nothing
COSTS = {
    "programme_earlier_in_sentence": 0.9,
    "programme_later_in_sentence": 0.9,
    "programme_of_sentence_before": 0.8,
    "programme_as_subject": 0.85,
    "percent_after_count": 0.9,
    "percent_after_count_and_target": 0.9,
    "share_taking_part": 0.9,
    "count_measured_against_target": 0.9,
    "role_earlier_in_sentence": 0.92,
    "goes_on_with_the_targets": 0.85,
    "achieved_by_default": 0.95,
    "above_or_below": 0.85,
    "rise_or_fall": 0.92,
    "change_in_percent": 0.9,
    "one_each_in_order": 0.9,
    "date_of_sentence_before": 0.85,
    "date_earlier_in_sentence": 0.95,
    "date_after_the_list": 0.93,
    "place_of_sentence_before": 0.85,
    "place_later_in_sentence": 0.85,
    "place_of_the_article": 0.85,
    "one_number_for_two_places": 0.8,
    "several_groups": 0.85,
    "this_number": 0.85,
    "base_by_programme": 0.98,
}


def confidence(rules: Mapping[str, str], *, suspect: bool, in_title: bool) -> float:
    """0–1 from the rules of a figure's fields; `suspect`: the number's own form is doubtful."""
    value = STATED
    for rule in rules.values():
        value *= COSTS.get(rule.partition(":")[0], 1.0)
    if suspect:
        value *= 0.7
    if in_title:
        value *= 0.85
    return round(value, 3)
