"""/people: whom one books for, their names and birth dates."""

from aiogram import F, Router
from aiogram.filters import Command, StateFilter
from aiogram.types import CallbackQuery, Message

from actions.booking import people, slot
from domain.booking.patient import Patient
from domain.booking.words.person import birth_date
from domain.refusals import BirthDateInvalid, NameInvalid, Refusal, SamePerson
from domain.time.zones import to_wall
from fsm.booking.people import Person, PersonDraft
from fsm.draft import new_intent
from handlers.booking.people import known_patients
from handlers.dialog import LEAVING, TYPED, UNREADABLE, Open, ask, begin, finish, look_aside, show
from handlers.turn import Turn
from screens import refusal
from screens.booking import card as cards
from screens.booking import people as screens
from screens.booking.callbacks import PeopleDo, PeopleTap
from screens.language import Marked, translated


def router() -> Router:
    router = Router(name="people")
    typed, is_open = router.message, Open(PersonDraft)
    typed.register(people_command, Command("people", ignore_case=True))
    typed.register(left_by_word, StateFilter(Person), LEAVING, is_open)
    typed.register(name_typed, Person.naming, TYPED, is_open)
    typed.register(born_typed, Person.giving_born, TYPED, is_open)
    typed.register(unreadable_sent, StateFilter(Person), UNREADABLE, is_open)
    tap = router.callback_query
    tap.register(list_tapped, PeopleTap.filter(F.do == PeopleDo.LIST))
    tap.register(person_opened, PeopleTap.filter(F.do == PeopleDo.OPEN))
    tap.register(change_tapped, PeopleTap.filter(F.do.in_({PeopleDo.NAME, PeopleDo.BORN})))
    tap.register(remove_asked, PeopleTap.filter(F.do == PeopleDo.REMOVE))
    tap.register(remove_confirmed, PeopleTap.filter(F.do == PeopleDo.YES))
    return router


async def people_command(_message: Message, turn: Turn) -> None:
    await look_aside(turn)
    await _list(turn)


async def list_tapped(_call: CallbackQuery, turn: Turn) -> None:
    await begin(turn)
    await _list(turn)


async def person_opened(_call: CallbackQuery, callback_data: PeopleTap, turn: Turn) -> None:
    """Whatever was asked about them is given up. Raises NotFound."""
    await begin(turn)
    await show(turn, screens.person(await turn.read(people.find, turn.actor, callback_data.value)))


async def change_tapped(_call: CallbackQuery, callback_data: PeopleTap, turn: Turn) -> None:
    """Raises NotFound."""
    found = await turn.read(people.find, turn.actor, callback_data.value)
    await begin(turn)
    draft = PersonDraft(
        intent=new_intent(),
        card=turn.tapped,
        patient_id=found.id,
        is_born=callback_data.do is PeopleDo.BORN,
    )
    await _ask(turn, draft, found)


async def left_by_word(_message: Message, draft: PersonDraft, turn: Turn) -> None:
    """Raises NotFound."""
    found = await turn.read(people.find, turn.actor, draft.patient_id)
    await finish(turn, draft, screens.person(found))


async def name_typed(_message: Message, draft: PersonDraft, turn: Turn) -> None:
    """Raises NotFound."""
    try:
        done = await turn.write(people.rename, turn.actor, draft.patient_id, turn.words)
    except (NameInvalid, SamePerson) as refused:
        await _ask_again(turn, draft, refused)
    else:
        await finish(turn, draft, screens.person(done, translated(screens.SAVED)))


async def born_typed(_message: Message, draft: PersonDraft, turn: Turn) -> None:
    """Raises NotFound."""
    try:
        lab = await turn.read(slot.lab_for, turn.actor)
        born = birth_date(turn.words, to_wall(turn.now, lab.zone).date(), turn.actor.locale)
        done = await turn.write(people.set_born, turn.actor, draft.patient_id, born)
    except (BirthDateInvalid, SamePerson) as refused:
        await _ask_again(turn, draft, refused)
    else:
        await finish(turn, draft, screens.person(done, translated(screens.SAVED)))


async def unreadable_sent(_message: Message, draft: PersonDraft, turn: Turn) -> None:
    """Raises NotFound."""
    found = await turn.read(people.find, turn.actor, draft.patient_id)
    await _ask(turn, draft, found, translated(cards.TEXT_ONLY))


async def remove_asked(_call: CallbackQuery, callback_data: PeopleTap, turn: Turn) -> None:
    """Raises NotFound."""
    found = await turn.read(people.find, turn.actor, callback_data.value)
    await show(turn, screens.remove_asked(found))


async def remove_confirmed(_call: CallbackQuery, callback_data: PeopleTap, turn: Turn) -> None:
    """Raises NotFound, also the second time."""
    await turn.write(people.remove, turn.actor, callback_data.value, turn.now)
    await _list(turn, screens.TAKEN_OFF)


async def _list(turn: Turn, note: Marked | None = None) -> None:
    found = await known_patients(turn)
    today = to_wall(turn.now, turn.actor.zone_or("UTC")).date()
    await show(turn, screens.people(found, today, translated(note) if note else ""))


async def _ask_again(turn: Turn, draft: PersonDraft, refused: Refusal) -> None:
    found = await turn.read(people.find, turn.actor, draft.patient_id)
    await _ask(turn, draft, found, refusal.words(refused))


async def _ask(turn: Turn, draft: PersonDraft, it: Patient, note: str = "") -> None:
    if draft.is_born:
        await ask(turn, draft, screens.born_asked(it, note), Person.giving_born)
    else:
        await ask(turn, draft, screens.name_asked(it, note), Person.naming)
