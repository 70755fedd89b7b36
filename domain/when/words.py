"""The English words of time, and how people shorten them."""

WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            ("monday", "mon"),
            ("tuesday", "tue", "tues"),
            ("wednesday", "wed", "weds"),
            ("thursday", "thu", "thur", "thurs"),
            ("friday", "fri"),
            ("saturday", "sat"),
            ("sunday", "sun"),
        )
    )
    for name in names
}
"""Monday is 0."""

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sep", "sept"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}

UNITS = {
    name: unit
    for unit, names in {
        "second": ("second", "seconds", "sec", "secs", "s"),
        "minute": ("minute", "minutes", "min", "mins", "m"),
        "hour": ("hour", "hours", "hr", "hrs", "h"),
        "day": ("day", "days", "d"),
        "week": ("week", "weeks", "wk", "wks", "w"),
        "fortnight": ("fortnight", "fortnights"),
        "month": ("month", "months"),
        "year": ("year", "years", "yr", "yrs"),
    }.items()
    for name in names
}
SHORT_UNITS = frozenset("smhdw")
"""Units only when glued to their number: '30m'."""

COUNTED = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen twenty
"""
ORDERED = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
COUNTS = {word: number for number, word in enumerate(COUNTED.split())}
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "ninety": 90, "sixty": 60}
ORDINALS = {word: number for number, word in enumerate(ORDERED.split(), start=1)}
SUFFIXES = frozenset(("st", "nd", "rd", "th"))

ALIASES = {
    "tmrw": "tomorrow",
    "tommorow": "tomorrow",
    "tommarow": "tomorrow",
    "tomarow": "tomorrow",
    "wensday": "wednesday",
    "wendsday": "wednesday",
    "thirday": "thursday",
    "febuary": "february",
    "tmr": "tomorrow",
    "tmw": "tomorrow",
    "tmrow": "tomorrow",
    "tomo": "tomorrow",
    "2morrow": "tomorrow",
    "2day": "today",
    "tdy": "today",
    "tonite": "tonight",
    "2nite": "tonight",
    "nxt": "next",
    "nex": "next",
    "aftr": "after",
    "wknd": "weekend",
    "evng": "evening",
    "mrng": "morning",
    "morn": "morning",
    "aft": "afternoon",
    "arvo": "afternoon",
    "nite": "night",
    "midday": "noon",
    "noontime": "noon",
    "oclock": "o'clock",
    "wks": "weeks",
    "comming": "coming",
    "upcoming": "coming",
}
"""Short and careless forms -> the word."""

MENDABLE = frozenset(
    (
        *(name for name in WEEKDAYS if len(name) > 5),
        *(name for name in MONTHS if len(name) > 5),
        *("tomorrow", "today", "tonight", "morning", "evening", "afternoon", "midnight"),
        *("weekend", "minutes", "minute", "fortnight"),
    )
)
"""Words recognised with one letter wrong."""

NEVER_MENDED = frozenset(
    (
        *(f"{name}s" for name in WEEKDAYS if len(name) > 5),
        *("mourning", "warning", "moaning", "evenings", "evening's", "mornings", "afternoons"),
        *("weekends", "minuted", "minuet", "toady", "toddy", "sundae", "sundry", "augusta"),
    )
)
"""Words of their own that are one letter away."""
