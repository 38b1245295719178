"""What the numbers of a sentence say: who is counted, what about them, and in which role.

Belongs here: the rules that turn the words around a number into programme, measure, statistic,
role, base, group, per and bound. Does not belong here: dates (`when.py`) and places (`where`).

Clause structure decides, not distance. Words that follow the number and its noun come first
(`4.000 người │ tham gia BHXH tự nguyện`), then the clause before it (`số người tham gia … là │`),
then the number before in the same sentence, if nothing new was begun (`, đạt 89,5% │ mục tiêu`),
then the sentence before. Every decision leaves the name of its rule.
"""

from extractors.language.clauses import View, Window
from extractors.language.meaning.claim import Carry, Claim
from extractors.language.meaning.reader import Reader

__all__ = ["Carry", "Claim", "read"]


def read(seen: View, carry: Carry) -> tuple[list[Claim], Carry, list[tuple[Window, str]]]:
    """The claims of a sentence, what it hands on, and the numbers that were nearly claims with why not."""
    return Reader(seen, carry).read()
