"""/setup for owners: from an empty house to the first booking, one question after the other.

Where one is follows from what there is; the answers go the ways of /labs, /slots and /team, which
come back to `answered`. Ticks on the standard tests ride in their buttons, too, for a restart.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from actions.manage.first_run import setup
from domain.account.actor import Role
from domain.booking.catalogue import LabTest, the_one
from domain.booking.lab import Lab
from domain.manage.catalogue import Field, Revision
from domain.manage.setup import House, Step, codes_of, ticks_of
from domain.manage.standard import Group, standard_tests
from domain.refusals import Changed, EntryInvalid, NotFound
from fsm.draft import Draft, load, new_intent
from fsm.manage.conversations import (
    EditDraft,
    Editing,
    InviteDraft,
    Inviting,
    OpeningHoursDraft,
    Planning,
    SettingUp,
    TicksDraft,
)
from handlers.dialog import LEAVING, TYPED, Open, ask, begin, finish, show
from handlers.roles import is_owner, router_for
from handlers.turn import Turn
from infra.chart.qr import qr
from screens.callback_values import StartDo, StartTap
from screens.language import Marked, translated
from screens.manage import setup as screens
from screens.manage import team as team_screens
from screens.manage.callbacks import SetupDo, SetupTap, TicksDo, TicksTap
from screens.manage.catalogue import CHANGED
from screens.manage.setup import tests as ticking

LINK = "https://t.me/{username}"
FIELDS = {Step.NAME: Field.NAME, Step.ADDRESS: Field.ADDRESS, Step.PIN: Field.PIN}


def router() -> Router:
    router = router_for(is_owner, "setup")
    message, taps = router.message, router.callback_query
    message.register(setup_command, Command("setup", ignore_case=True))
    message.register(left_by_word, SettingUp.ticking, LEAVING)
    message.register(left_by_word, SettingUp.pricing, LEAVING)
    message.register(tests_typed, SettingUp.ticking, TYPED, Open(TicksDraft))
    message.register(prices_typed, SettingUp.pricing, TYPED, Open(TicksDraft))
    taps.register(overview_tapped, StartTap.filter(F.do == StartDo.SETUP))
    taps.register(overview_tapped, SetupTap.filter(F.do == SetupDo.SHOW))
    taps.register(step_tapped, SetupTap.filter(F.do == SetupDo.GO))
    taps.register(later_tapped, SetupTap.filter(F.do == SetupDo.NEXT))
    taps.register(field_tapped, SetupTap.filter(F.do == SetupDo.FIELD))
    taps.register(right_tapped, SetupTap.filter(F.do == SetupDo.RIGHT))
    taps.register(role_tapped, SetupTap.filter(F.do == SetupDo.ROLE))
    taps.register(link_tapped, SetupTap.filter(F.do == SetupDo.LINK))
    taps.register(prices_tapped, TicksTap.filter(F.do == TicksDo.PRICES))
    taps.register(ticks_tapped, TicksTap.filter())
    return router


async def setup_command(_message: Message, turn: Turn) -> None:
    await begin(turn)
    await show(turn, screens.overview(await house_of(turn)))


async def overview_tapped(_call: CallbackQuery, turn: Turn) -> None:
    """All steps; whatever was asked is left."""
    await finish(turn, None, screens.overview(await house_of(turn)))


async def left_by_word(_message: Message, turn: Turn) -> None:
    await leave(turn, await load(turn.state, TicksDraft))


async def step_tapped(_call: CallbackQuery, callback_data: SetupTap, turn: Turn) -> None:
    await begin(turn)
    house = await house_of(turn)
    step = callback_data.step if house.lab else Step.NAME
    await _ask_step(turn, house, step, turn.tapped)


async def later_tapped(_call: CallbackQuery, callback_data: SetupTap, turn: Turn) -> None:
    """This step is left out for now."""
    await begin(turn)
    await go_on(turn, callback_data.step, turn.tapped)


async def field_tapped(_call: CallbackQuery, callback_data: SetupTap, turn: Turn) -> None:
    """Another clock, currency or languages."""
    house = await house_of(turn)
    if house.lab is None or callback_data.field not in screens.STEPS:
        raise NotFound
    await begin(turn)
    await _ask_field(turn, house.lab, callback_data.field, turn.tapped)


async def right_tapped(_call: CallbackQuery, callback_data: SetupTap, turn: Turn) -> None:
    """Clock, currency and languages are as they were shown."""
    house = await house_of(turn)
    if house.lab is None:
        raise NotFound
    seen = Revision(house.lab.id, callback_data.version)
    try:
        await turn.write(setup.confirm, turn.actor, seen, turn.now)
    except Changed:
        await _ask_step(turn, house, Step.BASICS, turn.tapped, note=translated(CHANGED))
        return
    await begin(turn)
    await go_on(turn, Step.BASICS, turn.tapped)


async def role_tapped(_call: CallbackQuery, callback_data: SetupTap, turn: Turn) -> None:
    """A colleague's; their name is asked as /team does."""
    if callback_data.role is Role.PATIENT:
        raise NotFound
    await begin(turn)
    role = callback_data.role
    draft = InviteDraft(intent=new_intent(), card=turn.tapped, role=role, guided=True)
    await ask(turn, draft, team_screens.which_name(role, "", guided=True), Inviting.naming)


async def link_tapped(_call: CallbackQuery, turn: Turn) -> None:
    """For patients: as words and as a picture."""
    address = LINK.format(username=turn.username)
    picture = BufferedInputFile(qr(address), "patients.png")
    await turn.bot.send_photo(turn.actor.id, picture, caption=screens.link(address).text)


async def ticks_tapped(_call: CallbackQuery, callback_data: TicksTap, turn: Turn) -> None:
    """A group, a tick, all of a group, or back to the groups."""
    lab, offered = await turn.read(setup.offered_codes, turn.actor)
    ticks, group = await _ticks(turn, callback_data), callback_data.group
    codes = list(standard_tests())
    if callback_data.do is TicksDo.TICK:
        if codes[callback_data.number] not in offered:
            ticks ^= 1 << callback_data.number
    elif callback_data.do is TicksDo.ALL:
        ticks |= ticks_of([c for c, one in standard_tests().items() if one.group is group])
        ticks &= ~ticks_of(offered)
    shown = "" if callback_data.do is TicksDo.GROUPS else group.value
    await _ask_ticks(turn, ticks, turn.tapped, (lab, offered), group=shown)


async def tests_typed(_message: Message, draft: TicksDraft, turn: Turn) -> None:
    """'CBC, TSH, vitamin D': ticks for each, in any language."""
    lab, offered = await turn.read(setup.offered_codes, turn.actor)
    found, unknown = _named(turn.words)
    ticks = draft.ticks | ticks_of(set(found) - offered)
    note = ticking.not_known(unknown[0]) if unknown else ""
    await _ask_ticks(turn, ticks, draft.card, (lab, offered), note=note)


async def prices_tapped(_call: CallbackQuery, callback_data: TicksTap, turn: Turn) -> None:
    await _ask_prices(turn, await _ticks(turn, callback_data), turn.tapped)


async def prices_typed(_message: Message, draft: TicksDraft, turn: Turn) -> None:
    """Those with a price can be booked from now on; the others are asked for again."""
    codes = codes_of(draft.ticks)
    try:
        done = await turn.write(setup.offer, turn.actor, codes, turn.words, now=turn.now)
    except EntryInvalid as refused:
        await _ask_prices(turn, draft.ticks, draft.card, note=ticking.unread(refused), draft=draft)
        return
    note = ticking.added(done.added)
    if done.left:
        await _ask_prices(turn, ticks_of(done.left), draft.card, note=note, draft=draft)
    else:
        await go_on(turn, Step.TESTS, draft.card, note=note, draft=draft)


async def house_of(turn: Turn) -> House:
    return await turn.read(setup.house, turn.actor, turn.owners, turn.now)


async def go_on(
    turn: Turn, after: Step, card: int | None, *, note: str = "", draft: Draft | None = None
) -> None:
    """The next step that is not done; all of them at the end. draft: of what has been answered."""
    house = await house_of(turn)
    step = house.next_after(after)
    if step is None:
        await finish(turn, draft, screens.overview(house, note))
    else:
        await _ask_step(turn, house, step, card, note=note)


async def answered(turn: Turn, draft: EditDraft, note: str = "") -> None:
    """A question about the lab was answered; of the clock and the like the rest is shown again."""
    step = screens.STEPS[Field(draft.field)]
    if step is Step.BASICS:
        await _ask_step(turn, await house_of(turn), step, draft.card, note=note)
    else:
        await go_on(turn, step, draft.card, note=note or screens.saved(step), draft=draft)


async def leave(turn: Turn, draft: Draft | None) -> None:
    """Back to all steps."""
    await finish(turn, draft, screens.overview(await house_of(turn)))


async def _ask_step(
    turn: Turn, house: House, step: Step, card: int | None, *, note: str = ""
) -> None:
    if step in FIELDS:
        await _ask_field(turn, house.lab, FIELDS[step], card, note=note)
    elif step is Step.BASICS and house.lab is not None:
        screen = screens.basics(house.lab, turn.actor.locale, turn.now, note)
        draft = EditDraft(intent=new_intent(), card=card)
        await finish(turn, draft, screen)
    elif step is Step.HOURS:
        hours = OpeningHoursDraft(intent=new_intent(), card=card, guided=True)
        await ask(turn, hours, screens.hours(note), Planning.typing)
    elif step is Step.TESTS:
        known = await turn.read(setup.offered_codes, turn.actor)
        await _ask_ticks(turn, 0, card, known, note=note)
    else:
        await finish(turn, EditDraft(intent=new_intent(), card=card), screens.colleague(note))


async def _ask_field(
    turn: Turn, lab: Lab | None, field: Field, card: int | None, *, note: str = ""
) -> None:
    draft = EditDraft(
        intent=new_intent(),
        card=card,
        number=lab.id if lab else 0,
        field=field,
        version=lab.version if lab else 0,
        guided=True,
    )
    await ask(turn, draft, screens.question(field, note), Editing.lab)


async def _ticks(turn: Turn, tap: TicksTap) -> int:
    """As the conversation knows them; two taps in a hurry carry the same old ones."""
    draft = await load(turn.state, TicksDraft)
    return draft.ticks if draft else tap.ticks & (1 << len(standard_tests())) - 1


async def _ask_ticks(
    turn: Turn,
    ticks: int,
    card: int | None,
    known: tuple[Lab, frozenset[str]],
    *,
    group: str = "",
    note: str = "",
) -> None:
    lab, offered = known
    draft = await load(turn.state, TicksDraft) or TicksDraft(intent=new_intent(), card=card)
    screen = ticking.groups(ticks, offered, note)
    if group:
        screen = ticking.group(Group(group), ticks, offered, lab)
    await ask(turn, replace(draft, ticks=ticks, group=group), screen, SettingUp.ticking)


async def _ask_prices(
    turn: Turn, ticks: int, card: int | None, *, note: str = "", draft: TicksDraft | None = None
) -> None:
    lab, offered = await turn.read(setup.offered_codes, turn.actor)
    ticks &= ~ticks_of(offered)
    if not ticks:
        none: Marked = ticking.NONE_TICKED
        await _ask_ticks(turn, 0, card, (lab, offered), note=note or translated(none))
        return
    draft = draft or await load(turn.state, TicksDraft)
    draft = replace(draft or TicksDraft(intent=new_intent(), card=card), ticks=ticks)
    screen = ticking.prices(codes_of(ticks), lab, ticks, note)
    await ask(turn, draft, screen, SettingUp.pricing)


def _named(text: str) -> tuple[list[str], list[str]]:
    """Codes of the standard tests that are typed, and what is none."""
    tests = [
        LabTest(number, code, one.name(), "", one.minutes, Decimal(0), "", synonyms=one.synonyms())
        for number, (code, one) in enumerate(standard_tests().items())
    ]
    parts = [part.strip() for part in text.replace("\n", ",").replace(";", ",").split(",")]
    meant = {part: the_one(tests, part) for part in parts[:60] if part}
    found: Sequence[str] = [test.code for test in meant.values() if test]
    return list(found), [part for part, test in meant.items() if test is None]
