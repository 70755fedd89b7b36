"""Seats of a day: by the hour, of an hour by slot, of one slot; more or fewer with a tap."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from html import escape

from domain.booking.lab import Lab
from domain.time.zones import to_wall
from domain.undo import Undo
from screens.counted import counted
from screens.desk.day import day_name
from screens.keyboard import Row, back, button, grid, keyboard
from screens.manage.callbacks import SeatsDo, SeatsTap, SessionDo, SessionTap
from screens.messages.compose import lines
from screens.moment import clock
from screens.screen import Screen, Translate
from screens.undo import undo_button

Seats = tuple[int, datetime, int, int, bool]
"""Slot's id, start (aware UTC), capacity, seats taken, whether it is open."""


def day(
    lab: Lab, wanted: date, found: Sequence[Seats], notes: tuple[str, Undo | None], t: Translate
) -> Screen:
    """All hours of a day, a button each; [−] and [+] for all of them."""
    note, undo = notes
    title = f"<b>{day_name(wanted, wanted - timedelta(days=9), t)}</b>, {escape(lab.name)}"
    ordinal = wanted.toordinal()
    turns = [
        button("‹", SeatsTap(do=SeatsDo.SHOW, day=ordinal - 1)),
        back(SessionTap(do=SessionDo.LIST), t),
        button("›", SeatsTap(do=SeatsDo.SHOW, day=ordinal + 1)),
    ]
    if not found:
        none = t("There are no slots on this day.")
        return Screen(lines(note, title, none), keyboard([turns]))
    hours: dict[int, list[Seats]] = {}
    for one in found:
        hours.setdefault(to_wall(one[1], lab.zone).hour, []).append(one)
    taps = [
        button(
            f"{hour:02}: {_taken(part)}",
            SeatsTap(do=SeatsDo.SHOW, day=ordinal, hour=hour + 1),
        )
        for hour, part in hours.items()
    ]
    head = t("{taken} seats taken, in {n} times.").format(taken=_taken(found), n=len(found))
    rows = [*grid(taps, 3), _more(ordinal, 0, 0, t("all day"), t), *_undo(undo, t), turns]
    return Screen(lines(note, title, head), keyboard(rows))


def hour(
    lab: Lab, wanted: date, found: Sequence[Seats], notes: tuple[str, Undo | None], t: Translate
) -> Screen:
    """The slots of one hour, [−] and [+] for each and for all. found: one at least."""
    note, undo = notes
    ordinal, number = wanted.toordinal(), to_wall(found[0][1], lab.zone).hour + 1
    rows: list[Row] = []
    for one in found:
        label = f"{clock(to_wall(one[1], lab.zone))}: {one[3]}/{one[2]}"
        rows.append(_more(ordinal, number, one[0], label if one[4] else f"{label} ⛔", t))
    rows.append(_more(ordinal, number, 0, t("all of them"), t))
    title = f"<b>{day_name(wanted, wanted - timedelta(days=9), t)}, {number - 1:02}:00</b>"
    to_day = back(SeatsTap(do=SeatsDo.SHOW, day=ordinal), t)
    how = t("Taken of all seats. Tap − or + to change.")
    return Screen(lines(note, title, how), keyboard([*rows, *_undo(undo, t), [to_day]]))


def changed(number: int, left: int, t: Translate) -> str:
    """A note."""
    done = (
        counted(number, t("Changed: one time."), t("Changed: {n} times."))
        if number
        else t("Nothing was changed.")
    )
    if not left:
        return done
    full = t("{n} stay as they are: all their seats are taken. /close moves people elsewhere.")
    return f"{done} {full.format(n=left)}"


def _more(day: int, hour: int, slot: int, label: str, t: Translate) -> Row:
    def tap(do: SeatsDo) -> SeatsTap:
        return SeatsTap(do=do, day=day, hour=hour, slot=slot)

    shown = SeatsTap(do=SeatsDo.SHOW, day=day, hour=hour)
    return [
        button(t("−"), tap(SeatsDo.FEWER)),
        button(label, shown),
        button(t("+"), tap(SeatsDo.MORE)),
    ]


def _taken(found: Sequence[Seats]) -> str:
    return f"{sum(one[3] for one in found)}/{sum(one[2] for one in found)}"


def _undo(undo: Undo | None, t: Translate) -> list[Row]:
    return [[undo_button(undo, t)]] if undo else []
