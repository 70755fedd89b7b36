"""`slotbell when`: how a text would be understood, for people and for scoring."""

import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import click

from domain.time.zones import find_zone, is_zone, to_instant_lenient
from domain.when import Answer, Ask, Understood, parse_when, warm
from screens.moment import moment


@click.command()
@click.argument("text", required=False, default="")
@click.option("--zone", "zone_name", default="UTC", show_default=True, help="IANA zone or a city.")
@click.option("--now", "now_text", default="", help="ISO 8601; local to the zone without offset.")
@click.option("--locale", default="en", show_default=True, help="Such as en-US or de.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--jsonl", is_flag=True, help="Read JSON lines with id, text, tz, now, locale.")
def when(
    text: str, zone_name: str, now_text: str, locale: str, *, as_json: bool, jsonl: bool
) -> None:
    """Say when TEXT is, as the bot would understand it."""
    if jsonl:
        for line in _answers():
            click.echo(line)
        return
    zone = _zone(zone_name)
    now = _now(now_text, zone)
    answer = parse_when(text, now, zone, locale)
    if as_json:
        click.echo(json.dumps(_fields(answer), ensure_ascii=False))
    else:
        click.echo(_sentence(answer, zone, now))


def _zone(name: str) -> str:
    zone = name if is_zone(name) else find_zone(name)
    if zone is None:
        raise click.BadParameter(f"no time zone is called {name}", param_hint="--zone")
    return zone


def _now(text: str, zone: str) -> datetime:
    if not text:
        return datetime.now(UTC)
    try:
        now = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter("must be ISO 8601", param_hint="--now") from None
    return now if now.tzinfo else to_instant_lenient(now, zone)


def _answers() -> Iterator[str]:
    """One answer a line on standard input; `ms` is the time of the parse alone."""
    warm()
    for line in sys.stdin:
        if not line.strip():
            continue
        asked = json.loads(line)
        zone = _zone(asked.get("tz", "UTC"))
        now = _now(asked.get("now", ""), zone)
        start = time.perf_counter()
        answer = parse_when(asked["text"], now, zone, asked.get("locale", "en"))
        spent = (time.perf_counter() - start) * 1000
        found = {"id": asked.get("id"), **_fields(answer), "ms": round(spent, 3)}
        yield json.dumps(found, ensure_ascii=False)


def _fields(answer: Answer) -> dict[str, Any]:
    fields: dict[str, Any] = dict.fromkeys(("instant", "rest", "rrule", "ask", "why"))
    fields["options"] = []
    if isinstance(answer, Understood):
        fields |= {"instant": _iso(answer), "rest": answer.rest, "rrule": answer.recurrence}
        fields["options"] = [_iso(other) for other in answer.others]
    elif isinstance(answer, Ask):
        fields |= {"ask": str(answer.reason), "options": [_iso(item) for item in answer.options]}
        fields["rest"] = answer.options[0].rest
    else:
        fields["why"] = str(answer.why)
    return fields


def _iso(item: Understood) -> str:
    return item.at.isoformat()


def _sentence(answer: Answer, zone: str, now: datetime) -> str:
    """For people: by clocks in `zone`, and the instant in UTC."""

    def words(item: Understood) -> str:
        return f"{moment(item.at, zone, now)} ({item.at:%Y-%m-%dT%H:%M:%SZ})"

    if isinstance(answer, Understood):
        every = " or ".join(words(item) for item in (answer, *answer.others))
        every = f"{every}, again by {answer.recurrence}" if answer.recurrence else every
        return f"{every}, message: {answer.rest}" if answer.rest else every
    if isinstance(answer, Ask):
        return f"ask ({answer.reason}): {' or '.join(words(item) for item in answer.options)}"
    return f"unclear ({answer.why})"
