"""For managers: who did what, and the lab in numbers."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web
from markupsafe import Markup

from actions import audit
from actions.manage import stats
from domain.manage.stats import Numbers, Span, Visits, after, before, totals
from screens.language import translated
from screens.manage import audit as audit_screens
from screens.manage import stats as stats_screens
from web.call import Call
from web.pages.draw import shown
from web.pages.today import asked_day

ENTRIES = 40  # of the audit on a page
TALL, WIDE, GAP = 160, 24, 6  # of a chart's bars, in its own units
MOST_WIDE = 7  # bars that fill the width
SPANS = {"day": Span.DAY, "week": Span.WEEK, "month": Span.MONTH}


async def audit_page(call: Call) -> web.Response:
    """Who did what, the newest first."""
    words, older = call.request.query.get("q", ""), call.request.query.get("before", "")
    number = int(older) if older.isascii() and older.isdigit() and len(older) < 19 else 0
    found = await call.read(audit.read, call.actor, words, number, now=call.now, most=ENTRIES)
    entries = [
        {
            "when": audit_screens.when(one.at, found.lab),
            "act": Markup(audit_screens.act(one)),  # noqa: S704 - escaped there
            "before": Markup(audit_screens.facts(one.before)),  # noqa: S704
            "after": Markup(audit_screens.facts(one.after)),  # noqa: S704
        }
        for one in found.entries
    ]
    last = found.entries[-1].id if found.entries and not found.is_last else 0
    hint = translated(audit_screens.HINT)
    return await shown(call, "audit.html", entries=entries, words=words, last=last, hint=hint)


async def numbers_page(call: Call) -> web.Response:
    """A day, a week or a month of the lab."""
    name = call.request.query.get("span", "week")
    span = SPANS.get(name, Span.WEEK)
    lab, found = await call.read(stats.numbers, call.actor, span, asked_day(call), now=call.now)
    return await shown(
        call,
        "numbers.html",
        lab=lab,
        title=stats_screens.period(found.period),
        span=name if name in SPANS else "week",
        earlier=before(found.period).first,
        later=after(found.period).first,
        period=found.period,
        lines=[Markup(one) for one in stats_screens.facts(found)],  # noqa: S704 - HTML of screens
        sums=totals(found),
        bars=_bars(found),
        size=(max(MOST_WIDE, len(_open_parts(found))) * (WIDE + GAP), TALL),
    )


def _bars(it: Numbers) -> list[dict[str, Any]]:
    """A bar for each part: who came, who did not, who is to come, what is free, from below."""
    most = max((max(one.seats, one.booked) for one in it.visits), default=0) or 1
    drawn = []
    for place, one in enumerate(_open_parts(it)):
        counts = (
            ("came", one.seen),
            ("missed", one.missed),
            ("booked", max(0, one.booked - one.seen - one.missed)),
            ("free", max(0, one.seats - one.booked)),
        )
        label = stats_screens.label(it.period.span, one.wall)
        drawn.append({"label": label, "counts": dict(counts), "parts": _stack(counts, most, place)})
    return drawn


def _open_parts(it: Numbers) -> Sequence[Visits]:
    """Of a day the hours from the first with seats to the last; of longer times every day."""
    if it.period.span is not Span.DAY:
        return it.visits
    busy = [place for place, one in enumerate(it.visits) if one.seats or one.booked]
    return it.visits[busy[0] : busy[-1] + 1] if busy else ()


def _stack(counts: Sequence[tuple[str, int]], most: int, place: int) -> list[dict[str, object]]:
    parts, y = [], float(TALL)
    for name, count in counts:
        height = TALL * count / most
        y -= height
        if count:
            x = place * (WIDE + GAP)
            parts.append({"name": name, "x": x, "y": round(y, 2), "height": round(height, 2)})
    return parts
