"""Days that are over or near, as staff name them in seven languages: 'last week', 'ноябрь'."""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from domain.manage.line.dates import Days
from domain.manage.line.words import Calendar, Words, calendars, cut
from domain.typed_text import one_line

FORMS = """
today: today | heute | hoy | hoje | aujourd'hui | сегодня | आज | aaj
yesterday: yesterday | gestern | ayer | ontem | hier | вчера | बीता कल | बीते कल
tomorrow: tomorrow | morgen | mañana | amanhã | demain | завтра
week0: this week | week | diese woche | in dieser woche | woche | esta semana | semana
week0: nesta semana
week0: cette semaine | semaine | эта неделя | эту неделю | на этой неделе | неделя | неделю
week0: इस सप्ताह | इस हफ्ते | सप्ताह | हफ्ता | is hafte
week-1: last week | previous week | the last week | past week | letzte woche | vorige woche
week-1: vergangene woche | letzter woche | la semana pasada | semana pasada | última semana
week-1: a semana passada | semana passada | na semana passada | la semaine dernière
week-1: semaine dernière | la semaine passée | semaine passée | прошлая неделя | прошлую неделю
week-1: на прошлой неделе | за прошлую неделю | पिछले सप्ताह | पिछले हफ्ते | पिछला हफ्ता
week-1: पिछला सप्ताह | pichle hafte
month0: this month | month | diesen monat | dieser monat | in diesem monat | monat | este mes | mes
month0: este mês | neste mês | mês | ce mois | ce mois-ci | mois | этот месяц | в этом месяце
month0: месяц | इस महीने | महीना | is mahine
month-1: last month | previous month | the last month | past month | letzten monat | letzter monat
month-1: vorigen monat | im letzten monat | vergangenen monat | el mes pasado | mes pasado
month-1: o mês passado | mês passado | no mês passado | le mois dernier | mois dernier
month-1: le mois passé | прошлый месяц | в прошлом месяце | за прошлый месяц | पिछले महीने
month-1: पिछला महीना | pichle mahine
year0: this year | year | dieses jahr | in diesem jahr | jahr | este año | año | este ano | ano
year0: cette année | année | этот год | в этом году | год | इस साल | साल | इस वर्ष
year-1: last year | previous year | letztes jahr | voriges jahr | el año pasado | año pasado
year-1: o ano passado | ano passado | no ano passado | l'année dernière | année dernière
year-1: прошлый год | в прошлом году | за прошлый год | पिछले साल | पिछला साल | पिछले वर्ष
"""
FILLERS = frozenset(
    cut(
        "of for from in on the a de del la el los las von vom für im am der die das du des le les"
        " pour da do dos das para за с на के की का लिए ke ki ka"
    )
)
DAY, AGO = timedelta(days=1), timedelta(days=364)


def read_days(text: str, today: date) -> tuple[date, date] | None:
    """The first and the last day that the words name, both counted; None if they name none.

    today: of the lab's calendar. What has no year is the last that has begun.
    """
    line = cut(one_line(text))
    words = _bare(line)
    if (named := _forms().get(words) or _forms().get(line)) is not None:
        return _named(named, today)
    for calendar in calendars().values():
        found = _month(calendar, words, today) or _dates(calendar, line, today)
        if found is not None:
            return found
    return None


def month_of(year: int, month: int) -> tuple[date, date]:
    """Its first and its last day. Raises ValueError."""
    first = date(year, month, 1)
    return first, first.replace(day=monthrange(year, month)[1])


def _bare(words: Words) -> Words:
    """Without small words around what is named: 'for last week', 'पिछले हफ्ते की'."""
    said = [at for at, word in enumerate(words) if word not in FILLERS]
    return words[said[0] : said[-1] + 1] if said else ()


def _named(name: str, today: date) -> tuple[date, date]:
    days = {"today": today, "yesterday": today - DAY, "tomorrow": today + DAY}
    if name in days:
        return days[name], days[name]
    before = name.endswith("-1")
    if name.startswith("week"):
        monday = today - today.weekday() * DAY - 7 * before * DAY
        return monday, monday + 6 * DAY
    if name.startswith("year"):
        return date(today.year - before, 1, 1), date(today.year - before, 12, 31)
    inside = today.replace(day=1) - DAY if before else today
    return month_of(inside.year, inside.month)


def _month(calendar: Calendar, words: Words, today: date) -> tuple[date, date] | None:
    """'november', 'november 2025', '2026-11'."""
    if len(words) == 3 and words[1] == "-" and len(words[0]) == 4 and len(words[2]) <= 2:
        year, number = words[0], words[2]
        if year.isdecimal() and number.isdecimal() and 1 <= int(number) <= 12 and int(year):
            return month_of(int(year), int(number))
    named = calendar.month(words, 0)
    if named is None:
        return None
    rest = tuple(word for word in words[named[1] :] if word not in FILLERS)
    if not rest:
        return month_of(today.year - (named[0] > today.month), named[0])
    is_year = len(rest) == 1 and rest[0].isdecimal() and len(rest[0]) == 4 and int(rest[0])
    return month_of(int(rest[0]), named[0]) if is_year else None


def _dates(calendar: Calendar, line: Words, today: date) -> tuple[date, date] | None:
    """'24-26 nov', '2026-11-01 to 2026-11-15'."""
    for words in (line, _bare(line)):
        try:
            found = Days(calendar, today - AGO).dates(words, 0)
        except (ValueError, OverflowError):
            continue
        if found is not None and found.length == len(words) and found.first <= found.last:
            return found.first, found.last
    return None


@lru_cache(maxsize=1)
def _forms() -> dict[Words, str]:
    lines = (line.partition(": ") for line in FORMS.strip().splitlines())
    return {cut(form): name for name, _, forms in lines for form in forms.split(" | ")}
