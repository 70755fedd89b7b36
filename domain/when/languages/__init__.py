"""The words of each language: one file is all that a further language needs.

WORDS: a line for each meaning, `words of the grammar: form | form`. A form may be several words;
a `?` behind a meaning marks a form that is more often something else. `#5..: five | six / siz`
counts on: the second place is #6, which has two forms; so do days, months and `#5th`.
SHARED: forms that tell nothing about the language. NEVER_MENDED: words one letter away from a
form that are their own.
"""
