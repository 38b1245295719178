"""Rows of tables → figures, with the same columns as a sentence.

A cell is read from the words over it (its heading), beside it (the row's name), and above the table
(caption, title of the document), the nearer before the farther. Rows whose name is a place give places;
rows whose name is an indicator (`Số người tham gia BHXH tự nguyện`) give the programme and the measure. How
a row stands in the text: `extractors.documents.table_lines`.

Belongs here: headings (`headings`, `words`), numbers of a column (`cells`), times, places of rows, sums
(`reader`). Does not belong here: words for programmes, groups and actors (`vocabulary.yaml`), dates
(`dates`), units of administration (`places`).
"""

from extractors.language.tables.reader import read_tables

__all__ = ["read_tables"]
