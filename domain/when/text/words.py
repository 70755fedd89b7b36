"""The words of time that every grammar rule is written in.

A language (`domain/when/languages`) maps what people type to these words, so that one grammar
reads all of them. A number in words is `#9`, an ordinal `#9th`, an hour counted as in Russian
`#9of` (within the ninth hour), a feast `@12-25`.
"""

WEEKDAYS = {
    name: number
    for number, name in enumerate(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )
}
"""Monday is 0."""

PLURALS = {f"{name}s": number for name, number in WEEKDAYS.items()}

MONTHS = {
    name: number
    for number, name in enumerate(
        (
            *("january", "february", "march", "april", "may", "june", "july", "august"),
            *("september", "october", "november", "december"),
        ),
        start=1,
    )
}

UNITS = {
    name: name for name in ("second", "minute", "hour", "day", "week", "fortnight", "month", "year")
}
UNITS |= {"hour~": "hour", "day~": "day", "day/pm": "day"}
"""`day/pm` is the Russian дня: 3 дня is three days, в 3 дня is 3 p.m. `day~` may stand before a
day of the month: dia 15. `hour~` is the word of a language that says o'clock with it, too: heure,
hora, час."""

PARTS = frozenset(
    (
        "morning",
        "midday",
        "afternoon",
        "day/pm",
        "evening",
        "night",
        "tonight",
        "dawn",
        "early",
        "late",
    )
)
NEAR = frozenset(("today", "tomorrow", "overmorrow", "yesterday"))

VALUES = {f"#{number}": number for number in range(1001)}
ORDINALS = {f"#{number}th": number for number in range(1, 32)} | {"second": 2}
HOURS_OF = {f"#{number}of": number for number in range(1, 13)}
HALVED = {"#1.5": 1.5, "#2.5": 2.5, "#3.5": 3.5}
SUFFIXES = frozenset(("st", "nd", "rd", "th"))

ANDS = frozenset(("and", "and+", "&"))
"""`and+` is the word of a language that adds minutes to the hour with it: y, e, et."""
FROM_TO = frozenset(("-", "\u2013", "\u2014", "to", "until", "a~"))
"""Between the ends of a range."""
EVERY = frozenset(
    (
        *("every", "daily", "weekly", "monthly", "yearly", "hourly", "nightly", "fortnightly"),
        *("quarterly", "weekdays", "weekends", *PLURALS, "once", "times", "twice", "unsure"),
    )
)
"""A text with one of these may repeat."""

STRONG = frozenset(
    (
        *(*WEEKDAYS, *PLURALS, *MONTHS, *UNITS, *PARTS, *NEAR, *EVERY),
        *("weekday", "weekend", "noon", "midnight", "next", "coming", "o'clock", "opener", "later"),
        *("halfto", "plushalf", "plusquarter", "minusquarter", "half", "quarter", "afternext"),
    )
)
"""Words that tell a language when its own form of them is used."""
