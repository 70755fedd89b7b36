"""What phrases of time look like, whatever the language.

`match(line, at, now)` of a module answers the longest piece of its kind that begins at a token,
and the index behind it.
"""
