"""The OpenAPI 3.1 document, made of the table of routes and of the models that check requests."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from domain import refusals
from domain.account.access import Scope
from domain.refusals import Refusal
from web.api.route import Route, Table
from web.problem import FAULTS, TYPE, Fault, code_of, status_for

Json = dict[str, Any]
REF = "#/components/schemas/{model}"
PROBLEM = {"$ref": REF.format(model="Problem")}
NAMES = {
    "domain__booking__booking__Status": "BookingStatus",
    "domain__messages__schedule__Status": "MessageStatus",
}
"""Of enumerations with one name in two wings."""
SHAPE = "Shape"
ALWAYS: tuple[type[Refusal], ...] = (refusals.KeyInvalid, refusals.ScopeMissing)
ABOUT = """
Programs book, read and send through the doors of the chat: the same rules, news, undo and audit.

* **Keys.** An owner makes one in the chat with /keys. Send it as `Authorization: Bearer sb_…`, or
  as `X-API-Key`. A key has scopes, and can do no more than its maker, who has to be an owner. Each
  route says its scope; without it the answer is 403 `scope_missing`.
* **Once.** What makes something new needs an `Idempotency-Key`; other writes take one. The same
  request again within 48 hours does nothing and is answered as the first; another request with the
  same key is refused with 422 `intent_reused`.
* **Versions.** A booking's `ETag` can be sent as `If-Match`. If it has changed since, nothing is
  done, and the answer, 412 `version_changed`, has it as it is now in `current`.
* **Pages.** `limit` items come at once; send `next` as `cursor` for those after them.
* **Times** are in UTC (RFC 3339), with the name of the time zone beside them.
* **Share.** `RateLimit-Limit` requests a minute, and as many at once after a rest.
  `RateLimit-Reset` is in seconds.
* **Problems** are RFC 9457 with a `code` for programs and a sentence for people. An unknown route
  is 404 `no_such_route`, an unknown method 405 `method_not_allowed`.
""".strip()
SCOPES = {
    Scope.READ: "the catalogue, free times, bookings, patients",
    Scope.BOOK: "make, move and cancel bookings; add patients",
    Scope.MESSAGES: "messages and series of the key's maker",
    Scope.STAFF: "what became of reports, and what has happened",
}
SHARE: Json = {
    name: {"schema": {"type": "integer"}, "description": about}
    for name, about in (
        ("RateLimit-Limit", "requests a minute"),
        ("RateLimit-Remaining", "that are left now"),
        ("RateLimit-Reset", "seconds until all are left again"),
    )
}
INTENT: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{1,200}$", "maxLength": 200},
    "description": "names this request, so that it is done once",
}
IF_MATCH: Json = {
    "name": "If-Match",
    "in": "header",
    "schema": {"type": "string"},
    "description": 'the ETag of the booking as it was seen, such as "3"',
}
NUMBER: Json = {
    "name": "id",
    "in": "path",
    "required": True,
    "schema": {"type": "integer", "minimum": 1, "maximum": 2**63 - 1},
}


def document(routes: Table) -> Json:
    """All of it."""
    schemas = _schemas(routes)
    queries = {route.asked: schemas[route.asked.__name__] for route in routes if _has_query(route)}
    paths: dict[str, Json] = defaultdict(dict)
    for route in routes:
        paths[route.path][route.method.lower()] = _operation(route, queries)
    for query in queries:
        schemas.pop(query.__name__, None)
    bearer = {"type": "http", "scheme": "bearer"}
    header = {"type": "apiKey", "in": "header", "name": "X-API-Key"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Slotbell", "version": "1", "description": ABOUT},
        "servers": [{"url": "/api/v1"}],
        "paths": dict(paths),
        "components": {
            "schemas": schemas | {"Problem": _problem(routes)},
            "securitySchemes": {"key": bearer, "header": header},
        },
    }


def codes_of(route: Route[Any]) -> dict[HTTPStatus, list[str]]:
    """Every code that a problem of this route can have, by its status."""
    found: dict[HTTPStatus, list[str]] = defaultdict(list)
    for fault in _faults(route):
        found[FAULTS[fault][0]].append(fault)
    repeated = (refusals.IntentReused, refusals.DoneBefore) if route.is_write else ()
    for refusal in dict.fromkeys((*ALWAYS, *repeated, *route.all_refusals)):
        found[status_for(refusal)].append(code_of(refusal))
    return dict(found)


def _faults(route: Route[Any]) -> Iterable[Fault]:
    yield from (Fault.KEY_MISSING, Fault.TOO_MANY_REQUESTS, Fault.BUG, Fault.OUTAGE)
    if route.asked.model_fields:
        yield Fault.NOT_UNDERSTOOD
    if route.is_write:
        yield from (Fault.INTENT_INVALID, Fault.TOO_LARGE, Fault.TOO_SLOW, Fault.CUT_OFF)
        yield from (Fault.NOT_JSON, Fault.MEDIA_TYPE)
    if route.is_once:
        yield Fault.INTENT_MISSING
    if route.is_guarded:
        yield Fault.VERSION_CHANGED


def _schemas(routes: Table) -> Json:
    """What is sent as it is checked, what is answered as it is written."""
    modes: tuple[JsonSchemaMode, JsonSchemaMode] = ("validation", "serialization")
    wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {}
    for route in routes:
        if route.asked.model_fields:
            wanted[route.asked, modes[0]] = None
        wanted[route.answer, modes[1]] = None
    found = models_json_schema(list(wanted), ref_template=REF)[1]["$defs"]
    return {_named(name): _renamed(schema) for name, schema in found.items()}


def _named(name: str) -> str:
    """As programs know it: Booking for BookingShape."""
    return NAMES.get(name, name.removesuffix(SHAPE))


def _renamed(value: Any) -> Any:
    """The same with the names that programs know, and without the titles made of them."""
    if isinstance(value, Mapping):
        kept = (item for item in value.items() if item[0] != "title" or isinstance(item[1], dict))
        return {key: _renamed(item) for key, item in kept}
    if isinstance(value, list):
        return [_renamed(item) for item in value]
    begin, is_reference, name = str(value).partition(REF.format(model=""))
    return begin + is_reference + _named(name) if is_reference else value


def _has_query(route: Route[Any]) -> bool:
    return not route.is_write and bool(route.asked.model_fields)


def _operation(route: Route[Any], queries: Mapping[type[BaseModel], Json]) -> Json:
    answers: Json = {str(int(route.status)): _success(route)}
    for status, codes in sorted(codes_of(route).items()):
        content = {TYPE: {"schema": PROBLEM}}
        answers[str(int(status))] = {"description": ", ".join(sorted(codes)), "content": content}
    operation: Json = {
        "operationId": route.name,
        "summary": route.about,
        "description": f"Scope `{route.scope}`: {SCOPES[route.scope]}.",
        "tags": [route.path.split("/")[1]],
        "security": [{"key": [str(route.scope)]}, {"header": [str(route.scope)]}],
        "parameters": [*_parameters(route), *_query(queries.get(route.asked, {}))],
        "responses": answers,
    }
    if route.is_write and route.asked.model_fields:
        schema = {"$ref": REF.format(model=route.asked.__name__)}
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    return operation


def _success(route: Route[Any]) -> Json:
    headers = dict(SHARE)
    if route.is_versioned:
        headers["ETag"] = {"schema": {"type": "string"}, "description": "version of the booking"}
    if route.is_once:
        headers["Location"] = {"schema": {"type": "string"}, "description": "of what was made"}
    schema = {"$ref": REF.format(model=_named(route.answer.__name__))}
    return {
        "description": (route.answer.__doc__ or "").splitlines()[0],
        "headers": headers,
        "content": {"application/json": {"schema": schema}},
    }


def _parameters(route: Route[Any]) -> Iterable[Json]:
    if route.has_number:
        yield NUMBER
    if route.is_write:
        yield INTENT | {"required": route.is_once}
    if route.is_guarded:
        yield IF_MATCH


def _query(schema: Json) -> Iterable[Json]:
    required = schema.get("required", ())
    for name, field in schema.get("properties", {}).items():
        known = {key: item for key, item in field.items() if key != "anyOf"}
        (one, *_null) = field.get("anyOf", [{}])  # left out is the one way to say nothing
        shape = {key: item for key, item in (one | known).items() if item is not None}
        about = shape.pop("description", "")
        found = {"name": name, "in": "query", "required": name in required, "schema": shape}
        yield found | ({"description": about} if about else {})


def _problem(routes: Table) -> Json:
    """With every code that there is."""
    codes = {code for route in routes for found in codes_of(route).values() for code in found}
    text, count = {"type": "string"}, {"type": "integer"}
    error = {"type": "object", "properties": {"where": text, "what": text}}
    return {
        "type": "object",
        "description": "RFC 9457. Facts of a refusal, such as nearest or limit, stand beside.",
        "required": ["type", "title", "status", "code", "detail"],
        "properties": {
            "type": text,
            "title": text,
            "status": count,
            "code": {"type": "string", "enum": sorted(codes | set(Fault))},
            "detail": text | {"description": "a sentence for people"},
            "errors": {"type": "array", "items": error, "description": "what is wrong where"},
            "reference": text | {"description": "of a bug, as it stands in the log"},
        },
        "additionalProperties": True,
    }
