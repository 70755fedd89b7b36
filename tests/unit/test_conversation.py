"""A repeated update finds the conversation of its first coming, and harms no later one."""

from aiogram.fsm.context import FSMContext
from aiogram.fsm.storage.base import StorageKey

from fsm.desk.conversations import NoteDraft, Noting
from fsm.draft import Conversation, MemoryStorage, load, save

KEY = StorageKey(1, 7, 7)
NOTE = NoteDraft(intent="n1", booking_id=3)


async def opened(storage: MemoryStorage, before: str | None = None) -> Conversation:
    context = FSMContext(storage, KEY)
    return Conversation.of(context, await context.get_state(), before)


async def begun() -> MemoryStorage:
    storage = MemoryStorage(lambda: 0.0)
    conversation = await opened(storage)
    await save(conversation, NOTE)
    await conversation.set_state(Noting.writing)
    await conversation.keep()
    return storage


async def test_what_was_forgotten_or_ended_is_found_again() -> None:
    first = await opened(await begun())
    before = await first.before()
    again = await opened(MemoryStorage(lambda: 0.0), before)
    assert await again.get_state() == Noting.writing.state
    assert await load(again, NoteDraft) == NOTE


async def test_what_was_found_is_told_though_the_update_has_changed_it() -> None:
    conversation = await opened(await begun())
    before = await conversation.before()
    later = await opened(await begun())
    await later.clear()
    assert await later.before() == before


async def test_a_repeated_update_ends_its_own_conversation_and_no_other() -> None:
    storage = await begun()
    before = await (await opened(storage)).before()
    again = await opened(storage, before)
    await again.clear()
    await again.keep()
    assert await (await opened(storage)).get_state() is None
    other = await opened(storage)
    await save(other, NoteDraft(intent="n2", booking_id=4))
    await other.set_state(Noting.writing)
    await other.keep()
    late = await opened(storage, before)
    await late.clear()
    await late.keep()
    assert await load(await opened(storage), NoteDraft) == NoteDraft(intent="n2", booking_id=4)
