"""/tests and /labs for managers: what can be booked, and where; edited in place."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.fsm.state import State
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from actions.booking import slot
from actions.manage import catalogue
from actions.manage.first_run import setup as guide
from db.uow import Uow
from domain.account.actor import Actor
from domain.booking.catalogue import LabTest
from domain.booking.lab import Lab
from domain.manage.catalogue import (
    LAB_FIELDS,
    TEST_FIELDS,
    TRANSLATED,
    Field,
    FieldChange,
    Revision,
    part_missing,
    parts_of,
    still_true,
)
from domain.refusals import Changed, EntryInvalid, NameTaken, NotFound, VisitsAhead
from domain.undo import Undo
from fsm.draft import load, new_intent
from fsm.manage.conversations import EditDraft, Editing
from handlers.account.timezone import ZoneAt
from handlers.dialog import LEAVING, TYPED, Open, ask, begin, finish, leave_for, look_aside, show
from handlers.manage import setup
from handlers.roles import is_manager, router_for
from handlers.turn import Turn
from infra.chart.qr import qr
from screens import refusal
from screens.booking.before import arrival as arrival_screens
from screens.language import translated
from screens.manage import catalogue as screens
from screens.manage import setup as setup_screens
from screens.manage.callbacks import CatalogueDo, LabTap, LabTestTap, Translatable, WordsTap
from screens.screen import Screen

DOOR = "https://t.me/{username}?start=here_{lab}"


def router() -> Router:
    router = router_for(is_manager, "catalogue")
    message, taps = router.message, router.callback_query
    message.register(tests_command, Command("tests", ignore_case=True))
    message.register(tests_left, Editing.test, LEAVING)
    message.register(lab_test_typed, Editing.test, TYPED, Open(EditDraft))
    taps.register(tests_tapped, LabTestTap.filter(F.do == CatalogueDo.LIST))
    taps.register(lab_test_tapped, LabTestTap.filter(F.do == CatalogueDo.OPEN))
    taps.register(retire_tapped, LabTestTap.filter(F.do == CatalogueDo.RETIRE))
    taps.register(again_tapped, LabTestTap.filter(F.do == CatalogueDo.AGAIN))
    message.register(labs_command, Command("labs", ignore_case=True))
    message.register(labs_shown, Editing.lab, LEAVING)
    message.register(lab_typed, Editing.lab, TYPED, Open(EditDraft))
    message.register(place_shared, Editing.lab, F.location, Open(EditDraft))
    taps.register(labs_shown, LabTap.filter(F.do == CatalogueDo.LIST))
    taps.register(lab_tapped, LabTap.filter(F.do == CatalogueDo.OPEN))
    taps.register(here_tapped, LabTap.filter(F.do == CatalogueDo.HERE))
    taps.register(door_tapped, LabTap.filter(F.do == CatalogueDo.DOOR))
    for tap in (LabTestTap, LabTap):
        taps.register(edit_tapped, tap.filter(F.do.in_({CatalogueDo.ADD, CatalogueDo.FIELD})))
    taps.register(word_tapped, WordsTap.filter(F.field))
    taps.register(words_tapped, WordsTap.filter())
    return router


async def words_tapped(_call: CallbackQuery, callback_data: WordsTap, turn: Turn) -> None:
    """[Translations], or those in one language. Raises NotFound."""
    it = await _thing(turn, callback_data.of is Translatable.TEST, callback_data.value)
    language = callback_data.language
    screen = screens.words_in(it, language) if language else screens.languages(it)
    await leave_for(turn, EditDraft, screen)


async def word_tapped(_call: CallbackQuery, callback_data: WordsTap, turn: Turn) -> None:
    """Ask for one of them. Raises NotFound for a forged tap."""
    kind = TESTS if callback_data.of is Translatable.TEST else LABS
    if callback_data.field not in TRANSLATED & {*kind.fields} or not callback_data.language:
        raise NotFound
    await begin(turn)
    draft = EditDraft(
        intent=new_intent(),
        card=turn.tapped,
        number=callback_data.value,
        field=callback_data.field,
        version=callback_data.version,
        language=callback_data.language,
    )
    await ask(turn, draft, _question(kind, draft), kind.waiting)


async def tests_command(_message: Message, turn: Turn) -> None:
    await look_aside(turn)
    await show(turn, await _tests(turn, 0))


async def tests_tapped(_call: CallbackQuery, callback_data: LabTestTap, turn: Turn) -> None:
    await leave_for(turn, EditDraft, await _tests(turn, min(callback_data.value, 10_000)))


async def tests_left(_message: Message, turn: Turn) -> None:
    await leave_for(turn, EditDraft, await _tests(turn, 0))


async def lab_test_tapped(_call: CallbackQuery, callback_data: LabTestTap, turn: Turn) -> None:
    await leave_for(turn, EditDraft, await _test(turn, callback_data.value))


async def retire_tapped(_call: CallbackQuery, callback_data: LabTestTap, turn: Turn) -> None:
    """Take it out of the catalogue; this can be undone for a minute."""
    revision, note, undo = _revision(callback_data), screens.RETIRED, None
    try:
        undo = await turn.write(catalogue.retire, turn.actor, revision, turn.now)
    except Changed:
        note = screens.CHANGED
    await show(turn, await _test(turn, revision.id, translated(note), undo))


async def again_tapped(_call: CallbackQuery, callback_data: LabTestTap, turn: Turn) -> None:
    revision, note = _revision(callback_data), ""
    try:
        await turn.write(catalogue.offer_again, turn.actor, revision, turn.now)
    except Changed:
        note = translated(screens.CHANGED)
    await show(turn, await _test(turn, revision.id, note))


async def labs_command(message: Message, turn: Turn) -> None:
    await look_aside(turn)
    await labs_shown(message, turn)


async def labs_shown(_event: Message | CallbackQuery, turn: Turn) -> None:
    """All of them; whatever was being edited stays as it is."""
    draft = await load(turn.state, EditDraft)
    if draft is not None and draft.guided:
        await setup.leave(turn, draft)
        return
    labs = await turn.read(catalogue.labs, turn.actor)
    await leave_for(turn, EditDraft, screens.labs(labs, turn.actor.is_owner))


async def lab_tapped(_call: CallbackQuery, callback_data: LabTap, turn: Turn) -> None:
    await leave_for(turn, EditDraft, await _lab(turn, callback_data.value))


async def here_tapped(_call: CallbackQuery, callback_data: LabTap, turn: Turn) -> None:
    """The reader works there from now on. Raises NotFound."""
    await turn.write(slot.choose_lab, turn.actor, callback_data.value)
    await show(turn, await _lab(turn, callback_data.value))


async def door_tapped(_call: CallbackQuery, callback_data: LabTap, turn: Turn) -> None:
    """The code for the door, to look at and to print. Raises NotFound."""
    lab = await turn.read(catalogue.lab, turn.actor, callback_data.value)
    address = DOOR.format(username=turn.username, lab=lab.id)
    picture = BufferedInputFile(qr(address), "door.png")
    await turn.bot.send_photo(
        turn.actor.id, picture, caption=arrival_screens.door(lab.name, address)
    )
    await turn.bot.send_document(turn.actor.id, BufferedInputFile(qr(address, "pdf"), "door.pdf"))


async def place_shared(message: Message, draft: EditDraft, turn: Turn, zone_at: ZoneAt) -> None:
    place, note = message.location, ""
    if place is None or not draft.number or draft.field != Field.PIN:
        await ask(turn, draft, _question(LABS, draft), Editing.lab)
        return
    put = catalogue.set_pin
    if draft.guided:
        put = partial(guide.place, zone=zone_at(place.latitude, place.longitude))
    revision = Revision(draft.number, draft.version)
    try:
        await turn.write(
            put,
            turn.actor,
            revision,
            latitude=place.latitude,
            longitude=place.longitude,
            now=turn.now,
        )
    except Changed:
        note = translated(screens.CHANGED)
    await _done(turn, draft, LABS, draft.number, note=note)


async def edit_tapped(_call: CallbackQuery, callback_data: LabTestTap | LabTap, turn: Turn) -> None:
    """Ask for a line of a new one, or for a field's new value."""
    kind = TESTS if isinstance(callback_data, LabTestTap) else LABS
    if callback_data.field not in kind.fields:
        raise NotFound
    await begin(turn)
    draft = EditDraft(
        intent=new_intent(),
        card=turn.tapped,
        number=0 if callback_data.do is CatalogueDo.ADD else callback_data.value,
        field=callback_data.field,
        version=callback_data.version,
    )
    await ask(turn, draft, _question(kind, draft), kind.waiting)


async def lab_test_typed(_message: Message, draft: EditDraft, turn: Turn) -> None:
    await _keep(turn, draft, TESTS)


async def lab_typed(_message: Message, draft: EditDraft, turn: Turn) -> None:
    """A pin is a place, whatever is typed."""
    if draft.field == Field.PIN:
        await ask(turn, draft, _question(LABS, draft), Editing.lab)
    else:
        await _keep(turn, draft, GUIDED if draft.guided else LABS)


async def _keep(turn: Turn, draft: EditDraft, kind: "Catalogue") -> None:
    """Add or change what was typed; what cannot be kept is asked for again."""
    number, note = draft.number, ""
    words: str | Sequence[str] = turn.words
    try:
        if not number and not draft.guided:
            words = parts_of(kind.whole, draft.parts, turn.words)
            if part_missing(kind.whole, words):
                await _ask_part(turn, replace(draft, parts=words), kind)
                return
        if number:
            seen = Revision(number, draft.version)
            edit = FieldChange(seen, Field(draft.field), turn.words, draft.language)
            known = (await _thing(turn, kind is TESTS, number)).translations
            await turn.write(kind.change, turn.actor, edit, turn.now)
            if not draft.language and still_true(known, edit.field) != known:
                note = translated(screens.WORDS_GONE)
        else:
            number = await turn.write(kind.add, turn.actor, words, turn.now)
    except (EntryInvalid, NameTaken, VisitsAhead) as refused:
        draft = draft if isinstance(refused, EntryInvalid) else replace(draft, parts=())
        await _ask_part(turn, draft, kind, refusal.words(refused))
        return
    except Changed:
        note = translated(screens.CHANGED)
    await _done(turn, draft, kind, number, note=note)


async def _ask_part(turn: Turn, draft: EditDraft, kind: "Catalogue", note: str = "") -> None:
    """The question that is open: of a new one the part that is missing, if any is known."""
    missing = part_missing(kind.whole, draft.parts) if draft.parts else None
    screen = _question(kind, draft, note)
    if missing is not None:
        screen = screens.ask(missing, note, kind.left)
    await ask(turn, draft, screen, kind.waiting)


async def _done(turn: Turn, draft: EditDraft, kind: "Catalogue", number: int, *, note: str) -> None:
    if draft.guided:
        await setup.answered(turn, draft, note)
    elif draft.language:
        it = await _thing(turn, kind is TESTS, number)
        await finish(turn, draft, screens.words_in(it, draft.language, note))
    else:
        await finish(turn, draft, await kind.card(turn, number, note))


def _question(kind: "Catalogue", draft: EditDraft, note: str = "") -> Screen:
    if draft.guided:
        return setup_screens.question(Field(draft.field), note)
    opened = kind.left.model_copy(update={"do": CatalogueDo.OPEN, "value": draft.number})
    if draft.language:
        return screens.ask_words(Field(draft.field), draft.language, note, opened)
    return screens.ask(Field(draft.field), note, opened) if draft.number else kind.ask_new(note)


def _revision(tap: LabTestTap) -> Revision:
    return Revision(tap.value, tap.version)


async def _tests(turn: Turn, page: int) -> Screen:
    return screens.tests(await turn.read(catalogue.tests, turn.actor), page)


async def _thing(turn: Turn, is_test: bool, number: int) -> LabTest | Lab:
    if is_test:
        return (await turn.read(catalogue.test, turn.actor, number))[0]
    return await turn.read(catalogue.lab, turn.actor, number)


async def _test(turn: Turn, test_id: int, note: str = "", undo: Undo | None = None) -> Screen:
    test, visits_ahead = await turn.read(catalogue.test, turn.actor, test_id)
    return screens.lab_test(test, visits_ahead, note, undo)


async def _lab(turn: Turn, lab_id: int, note: str = "") -> Screen:
    lab = await turn.read(catalogue.lab, turn.actor, lab_id)
    here = await turn.read(slot.lab_for, turn.actor)
    return screens.lab(lab, is_here=here.id == lab_id, note=note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Tests or labs, which are edited the same way."""

    whole: Field
    left: LabTestTap | LabTap
    fields: Collection[Field]
    waiting: State
    ask_new: Callable[[str], Screen]
    add: Callable[[Uow, Actor, Any, datetime], Awaitable[int]]  # words, or parts if not guided
    change: Callable[[Uow, Actor, FieldChange, datetime], Awaitable[None]]
    card: Callable[[Turn, int, str], Awaitable[Screen]]


TESTS = Catalogue(
    whole=Field.TEST,
    left=LabTestTap(do=CatalogueDo.LIST),
    fields=TEST_FIELDS,
    waiting=Editing.test,
    ask_new=screens.ask_test,
    add=catalogue.add_test,
    change=catalogue.change_test,
    card=_test,
)
LABS = Catalogue(
    whole=Field.LAB,
    left=LabTap(do=CatalogueDo.LIST),
    fields=LAB_FIELDS,
    waiting=Editing.lab,
    ask_new=screens.ask_lab,
    add=catalogue.add_lab,
    change=catalogue.change_lab,
    card=_lab,
)
GUIDED = replace(LABS, add=guide.open_lab, change=guide.change_lab)
"""The first lab in the setup."""
