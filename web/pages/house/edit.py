"""A form with all fields of a test or a lab: what is changed in it, and who was faster.

It carries what stood there when it was drawn, so that only what somebody has changed is written,
and whoever comes second reads what changed meanwhile beside what they typed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from actions import audit
from domain.booking.catalogue import LabTest
from domain.booking.lab import Lab
from domain.manage.catalogue import COLUMNS, Field, Revision
from domain.refusals import Changed, NotFound, Refusal
from screens import refusal as refusals
from screens.language import language_names, marked, translated
from screens.manage import audit as audit_screens
from screens.manage import catalogue as screens
from web.call import Call
from web.pages.guest import Form
from web.pages.today import number_of
from web.problem import status_of

MET = 412  # precondition failed
WORDS = marked("What else do people call it? All words, in any language, with commas between.")


@dataclass(frozen=True, slots=True)
class Refused:
    """What a form said that could not be kept, and why."""

    form: Form
    why: Refusal

    @property
    def is_late(self) -> bool:
        return isinstance(self.why, Changed)


def texts(it: LabTest | Lab, fields: Sequence[Field]) -> dict[Field, str]:
    """Each field as somebody would type it."""
    return {field: _text(field, getattr(it, COLUMNS[field])) for field in fields}


def _text(field: Field, value: object) -> str:
    return language_names(str(value)) if field is Field.LANGUAGES else str(value)


def typed_in(form: Form, fields: Sequence[Field]) -> dict[Field, str]:
    """What differs from what the form was drawn with."""
    found = {}
    for field in fields:
        was, text = form.get(f"was_{COLUMNS[field]}", ""), form.get(COLUMNS[field], "")
        if _plain(was) != _plain(text):
            found[field] = f"-, {text}" if field is Field.SYNONYMS else text
    return found


def revision_in(call: Call, form: Form) -> Revision:
    """Which one, and as it was seen. Raises NotFound for what no page has sent."""
    version = form.get("version", "")
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise NotFound
    return Revision(number_of(call), int(version))


def drawn(
    it: LabTest | Lab, fields: Sequence[Field], refused: Refused | None = None
) -> dict[str, Any]:
    """The form: as it stands, or as somebody typed it. After a conflict it goes on from today's."""
    now = texts(it, fields)
    was, value, version, wrong = now, dict(now), str(it.version), ""
    if refused is not None and f"was_{COLUMNS[fields[0]]}" in refused.form:
        form = refused.form
        mine = typed_in(form, fields)
        value |= {field: form.get(COLUMNS[field], "") for field in mine}
        if not refused.is_late:
            was = {field: form.get(f"was_{COLUMNS[field]}", "") for field in fields}
            version, wrong = form["version"], getattr(refused.why, "field", "")
    shown = [_field(field, was[field], value[field], wrong) for field in fields]
    return {"fields": shown, "version": version}


def _field(field: Field, was: str, value: str, wrong: str) -> dict[str, Any]:
    return {
        "name": COLUMNS[field],
        "label": translated(screens.LABELS[field]),
        "hint": translated(WORDS if field is Field.SYNONYMS else screens.ASKED[field]),
        "was": was,
        "value": value,
        "is_long": field in {Field.PREPARATION, Field.SYNONYMS, Field.OPENING},
        "is_wrong": field == wrong,
    }


async def why_not(
    call: Call, subject: str, it: LabTest | Lab, fields: Sequence[Field], refused: Refused | None
) -> dict[str, Any]:
    """The sentence and the status of a page; of a conflict who was faster, and with what."""
    if refused is None:
        return {"problem": "", "status": 200, "conflict": None}
    if not refused.is_late:
        status = status_of(refused.why)
        return {"problem": refusals.words(refused.why), "status": status, "conflict": None}
    lab, last = await call.read(audit.last, call.actor, subject, it.id)
    who = Markup(f"{audit_screens.when(last.at, lab)} {audit_screens.act(last)}") if last else ""  # noqa: S704 - escaped there
    conflict = {"who": who, "lines": _differences(texts(it, fields), refused.form, fields)}
    return {"problem": translated(screens.CHANGED), "status": MET, "conflict": conflict}


def _differences(
    now: Mapping[Field, str], form: Form, fields: Sequence[Field]
) -> list[dict[str, str]]:
    mine, found = typed_in(form, fields), []
    for field in fields:
        name = COLUMNS[field]
        was = form.get(f"was_{name}", now[field])
        if _plain(was) != _plain(now[field]):
            label = translated(screens.LABELS[field])
            typed = form.get(name, "") if field in mine else ""
            found.append({"label": label, "was": was, "now": now[field], "mine": typed})
    return found


def _plain(text: str) -> str:
    """Browsers send line breaks their own way."""
    return text.replace("\r\n", "\n").strip()
