"""Every deed of every handler is done once, whichever of its calls to Telegram fails, and how."""

from collections.abc import AsyncIterator, Iterator
from itertools import product

import pytest
import pytest_asyncio

from bot import dispatcher as dispatching
from bot.calls import patience
from db.base import open_engine
from db.uow import Database
from tests.support import servers
from tests.support.clinic import open_clinic
from tests.support.once import desk, judge, manage, messages, patient, recalls
from tests.support.once.disturbance import Harm
from tests.support.once.scenario import SCENARIOS, Scenario
from tests.support.once.stand import Stand, standing
from tests.support.once.writers import writers

pytestmark = pytest.mark.timeout(120)
SCENES = (desk, manage, messages, patient, recalls)
"""Modules that enter their scenarios when they are read."""
KEPT = (Harm.ERROR, Harm.LIMIT, Harm.CUT, Harm.INTERRUPTED, Harm.KILLED, Harm.KILLED_LATER)
FORGETFUL = (Harm.KILLED_LATER,)


def harms_of(count: int) -> Iterator[tuple[Harm, int, bool]]:
    """What happens at which of so many calls, and whether conversations survive a process."""
    for is_kept, harms in ((True, KEPT), (False, FORGETFUL)):
        yield from ((harm, call, is_kept) for harm, call in product(harms, range(count)))
        yield Harm.LOST, -1, is_kept


@pytest.fixture(scope="module")
def clinic_database(postgres_server: str, template_database: str) -> Iterator[str]:
    """The name of a database with a small clinic, to copy from."""

    async def open_it(url: str) -> None:
        engine = open_engine(url)
        await open_clinic(Database(engine), days=3)
        await engine.dispose()

    with servers.database(postgres_server, template_database) as url:
        servers.run(open_it(url))
        yield servers.name_of(url)


@pytest.fixture(scope="module")
def own_database(postgres_server: str, clinic_database: str) -> Iterator[str]:
    with servers.database(postgres_server, clinic_database) as url:
        yield url


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stand(own_database: str, redis_server: str) -> AsyncIterator[Stand]:
    """One for all scenarios; pauses are short."""
    waits, patched = patience.pause_after, pytest.MonkeyPatch()
    short = lambda error, pause: waits(error, pause) and 0.001  # noqa: E731
    patched.setattr(patience, "pause_after", short)
    patched.setattr(dispatching, "PATIENCE", 5.0)
    async with standing(own_database, redis_server) as made:
        yield made
    patched.undo()


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda it: it.name)
async def test_a_disturbed_deed_leaves_what_an_undisturbed_one_leaves(
    stand: Stand, scenario: Scenario
) -> None:
    await stand.clear()
    await scenario.way(stand)
    await stand.keep()
    before = await judge.tables(stand.connection)
    await stand.again(Harm.NONE)
    assert stand.handler == scenario.handler
    wanted, chats = await judge.tables(stand.connection), judge.chats(stand.world)
    wrong = []
    for harm, position, is_kept in harms_of(len(stand.calls())):
        struck = await stand.again(harm, position, is_kept=is_kept)
        assert harm is Harm.LOST or struck.hit, "the call did not come"
        found = await judge.tables(stand.connection)
        if not is_kept and not stand.is_done(found):
            told = judge.difference(before, found)  # what was forgotten was not done
        else:
            told = judge.difference(wanted, found)
            if judge.chats(stand.world) != chats:
                shown = judge.chats(stand.world, stand.doubled(harm))
                told += judge.difference(chats, shown)
        if told:
            where = "Redis" if is_kept else "memory"
            wrong += [f"{harm}, call {position} {''.join(struck.hit)}, {where}:", *told]
    assert not wrong, "\n".join(wrong)


def test_every_handler_that_writes_has_a_scenario() -> None:
    assert writers() == {scenario.handler for scenario in SCENARIOS}


TOGETHER = ("seats_added", "note_typed", "invited", "wrong_pin", "planned", "booked", "joined")


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("name", TOGETHER)
async def test_two_processes_that_are_brought_one_update_at_once_do_it_once(
    stand: Stand, name: str
) -> None:
    (scenario,) = [one for one in SCENARIOS if one.way.__name__ == name]
    await stand.clear()
    await scenario.way(stand)
    await stand.keep()
    await stand.again(Harm.NONE)
    wanted = judge.without_ids(await judge.tables(stand.connection))
    for _ in range(5):
        await stand.twice_at_once()
        found = judge.without_ids(await judge.tables(stand.connection))
        wrong = judge.difference(wanted, found)
        assert not wrong, "\n".join(wrong)
        assert not [line for line in stand.lines() if line["outcome"] == "failed"]
