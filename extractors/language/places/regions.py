"""Regional offices of BHXH Việt Nam, which stood between its provincial ones from March to June 2025.

- From 2025-03-01, Decision 391/QĐ-BTC of 2025-02-26: 35 offices. Only the first ten are set down, as listed
  by Báo Đồng Khởi (a143179, on names, seats and areas of the 35 offices).
- From 2025-06-01, Decision 1733/QĐ-BTC of 2025-05-12: 34 offices, each of one province of the 34. Two
  articles of thuvienphapluat.vn repeat its annex; the first day is that of notices 712/TB-BHXH (Lâm Đồng) and
  3537/TB-BHXH (TP.HCM) of 2025-05-30.
- Decision 2286/QĐ-BTC of 2025-06-30 made them the offices of the 34 provinces; a later text that still
  speaks of a region means the second list.
"""

from datetime import date

_SECOND_LIST = date(2025, 6, 1)

#: number of the office → codes of its provinces, of the 63
_FROM_MARCH = {
    "I": ("01",), "II": ("79",), "III": ("92",), "IV": ("74",), "V": ("75",), "VI": ("38",), "VII": ("40",),
    "VIII": ("31", "34"), "IX": ("20", "04"), "X": ("19", "06"),
}  # fmt: skip
_FROM_JUNE = {
    "I": ("01",), "II": ("14",), "III": ("11",), "IV": ("12",), "V": ("20",), "VI": ("38",), "VII": ("40",),
    "VIII": ("22",), "IX": ("04",), "X": ("19", "06"), "XI": ("24", "27"), "XII": ("33", "34"),
    "XIII": ("30", "31"), "XIV": ("35", "37", "36"), "XV": ("42",), "XVI": ("44", "45"), "XVII": ("15", "10"),
    "XVIII": ("26", "25", "17"), "XIX": ("02", "08"), "XX": ("46",), "XXI": ("62", "51"),
    "XXII": ("48", "49"), "XXIII": ("64", "52"), "XXIV": ("58", "56"), "XXV": ("68", "67", "60"),
    "XXVI": ("66", "54"),
    "XXVII": ("77", "74", "79"), "XXVIII": ("75", "70"), "XXIX": ("72", "80"), "XXX": ("92", "94", "93"),
    "XXXI": ("86", "83", "84"), "XXXII": ("96", "95"), "XXXIII": ("87", "82"), "XXXIV": ("91", "89"),
}  # fmt: skip


def regional_offices(day: date | None) -> dict[str, tuple[str, ...]]:
    """Number of each office whose provinces are known → their codes, as a text of that day means it."""
    return _FROM_MARCH if day is not None and day < _SECOND_LIST else _FROM_JUNE
