"""Dates that exist, and the next year that has them."""

from datetime import date

from domain.when.grammar.parts import Day, Impossible, Now

YEARS_AHEAD = 9  # within which 29 February returns


def real(year: int, month: int, day: int) -> date | None:
    """The date, or None if there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def coming(month: int, day: int, now: Now) -> Day | Impossible:
    """This day of this year or the first year that has it."""
    years = range(now.today.year, now.today.year + YEARS_AHEAD)
    dates = [found for year in years if (found := real(year, month, day))]
    ahead = tuple(found for found in dates if found >= now.today)
    return Day(ahead, feast=(month, day)) if ahead else Impossible()


def in_year(year: int, month: int, day: int) -> Day | Impossible:
    """A full date."""
    found = real(year, month, day)
    return Day((found,)) if found else Impossible()
