"""Messages by email: the worker's parts on real servers, a real SMTP server among them."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from actions.account import email
from actions.account.email import Mint
from actions.booking import booking
from domain.account.email import code_of
from domain.keys import Keys
from infra import telegram
from infra.mail import sender as mail
from tests.support.bookings import ALICE, BOB, furnish, slot_at, wish
from tests.support.bot_api import BotApi, refusal
from tests.support.mail_server import CUT, Post, mail_server
from tests.support.mailing import ANN, FROM, prove, run, write
from tests.support.messages import row, stage
from tests.support.waiting import once_true
from tests.support.worker_parts import TOKEN, opened, status, working
from workers.delivery.send import LEASE, LEFT
from workers.delivery.waiting_line import AT_ONCE, PER_SECOND, Gate
from workers.deps import Deps, open_deps

SECOND = timedelta(seconds=1)


def soon() -> datetime:
    return datetime.now(UTC).replace(microsecond=0) + 3 * SECOND


@pytest.fixture
async def post() -> AsyncGenerator[Post, None]:
    async with mail_server() as running:
        yield running


@pytest.fixture
async def deps(
    database_url: str, redis_url: str, api: BotApi, post: Post
) -> AsyncGenerator[Deps, None]:
    mail = {"smtp_url": post.url, "mail_from": FROM}
    async with opened(database_url, redis_url, api, **mail) as deps:
        await furnish(deps.database)
        yield deps


async def again_now(deps: Deps, message_id: int) -> None:
    """Its next try is due."""
    await run(
        deps.database,
        "UPDATE scheduled_messages SET fire_at = date_trunc('second', clock_timestamp())"
        " WHERE id = :id",
        id=message_id,
    )


async def tries(deps: Deps) -> list[tuple[str, str | None]]:
    async with deps.database.read() as uow:
        rows = await uow.all(text("SELECT outcome, error FROM delivery_attempts ORDER BY id"))
    return [(each.outcome, each.error) for each in rows]


async def test_a_message_goes_by_mail_at_its_second(deps: Deps, post: Post, api: BotApi) -> None:
    own = await prove(deps.database, ALICE, TOKEN)
    bold = {"type": "bold", "offset": 0, "length": 4}
    made = await write(deps.database, ALICE, "Call mum\nat <9>", soon(), own, entities=[bold])
    async with working(deps):
        (came,) = await post.came(1)
        sent = await status(deps.database, made.id, "sent")
    assert 0 <= (sent.sent_at - sent.due_at).total_seconds() < 5
    assert (came["To"], came["Subject"]) == (ANN, "Call mum")
    plain, html = came.iter_parts()
    assert plain.get_content().splitlines() == ["Call mum", "at <9>"]
    assert "<b>Call</b> mum<br>at &lt;9&gt;" in html.get_content()
    assert api.calls == []


async def test_what_is_deferred_comes_on_the_next_try_under_the_same_id(
    deps: Deps, post: Post
) -> None:
    post.to_data.append("451 4.7.1 Greylisted")
    own = await prove(deps.database, ALICE, TOKEN)
    made = await write(deps.database, ALICE, "Tea", soon(), own)
    other = await write(deps.database, ALICE, "Coffee", soon() + 60 * SECOND, own)

    async def is_deferred() -> bool:
        return bool((await row(deps.database, made.id)).attempts == 1)

    async with working(deps):
        await once_true(is_deferred)
        waiting = await row(deps.database, made.id)
        assert (waiting.status, waiting.in_doubt) == ("scheduled", False)
        assert waiting.last_error == "mail_deferred: 451 4.7.1 Greylisted"
        assert timedelta(minutes=3) < waiting.fire_at - waiting.due_at <= timedelta(minutes=5)
        await again_now(deps, made.id)
        await status(deps.database, made.id, "sent")
        await again_now(deps, other.id)
        await status(deps.database, other.id, "sent")
    first, second, third = [came["Message-ID"] for came in post.mails]
    assert first == second != third
    assert [outcome for outcome, _ in await tries(deps)] == ["later", "delivered", "delivered"]


async def test_what_is_refused_is_dead_at_once_and_its_author_told(
    deps: Deps, post: Post, api: BotApi
) -> None:
    post.to_rcpt.append("550 5.1.1 No such user")
    own = await prove(deps.database, ALICE, TOKEN)
    made = await write(deps.database, ALICE, "Tea", soon(), own)
    async with working(deps):
        dead = await status(deps.database, made.id, "dead")
        (call,) = await api.came(1)
    assert (dead.attempts, dead.last_error) == (1, "mail_refused: 550 5.1.1 No such user")
    assert call["chat_id"] == ALICE.id
    assert "could not be sent: the mail server refused it." in call["text"]
    assert post.mails == []


async def test_a_mail_cut_off_after_data_is_in_doubt_and_sent_again(deps: Deps, post: Post) -> None:
    post.to_data.append(CUT)
    own = await prove(deps.database, ALICE, TOKEN)
    made = await write(deps.database, ALICE, "Tea", soon(), own)

    async def is_in_doubt() -> bool:
        return bool((await row(deps.database, made.id)).in_doubt)

    async with working(deps):
        await once_true(is_in_doubt)
        await again_now(deps, made.id)
        sent = await status(deps.database, made.id, "sent")
    assert (sent.attempts, sent.in_doubt) == (2, True)
    assert len({came["Message-ID"] for came in post.mails}) == 1
    assert len(post.mails) == 2


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE addresses SET unsubscribed_at = now() WHERE id = :id",
        "UPDATE addresses SET confirmed_at = NULL WHERE id = :id",
        "DELETE FROM addresses WHERE id = :id",
        "UPDATE addresses SET account_id = 7000000002 WHERE id = :id",
    ],
    ids=["unsubscribed", "not confirmed", "removed", "somebody else's"],
)
async def test_an_address_that_is_gone_gets_nothing_and_the_author_is_told(
    deps: Deps, post: Post, api: BotApi, change: str
) -> None:
    own = await prove(deps.database, ALICE, TOKEN)
    made = await write(deps.database, ALICE, "Tea", soon(), own)
    await run(deps.database, change, id=own)
    async with working(deps):
        dead = await status(deps.database, made.id, "dead")
        (call,) = await api.came(1)
    assert dead.last_error == "address_gone"
    assert "its address is not confirmed any more" in call["text"]
    assert post.mails == []
    assert (dead.attempts, dead.begun_at) == (0, None)


async def test_what_one_account_unsubscribed_gets_nothing_from_another(
    deps: Deps, post: Post
) -> None:
    own = await prove(deps.database, ALICE, TOKEN)
    others = await prove(deps.database, BOB, TOKEN, "ann+spam@example.org")
    made = await write(deps.database, ALICE, "Tea", soon(), own)
    async with deps.database.begin() as uow:
        await email.unsubscribe(uow, others, datetime.now(UTC))
    async with working(deps):
        assert (await status(deps.database, made.id, "dead")).last_error == "address_gone"
    assert post.mails == []


async def asked_for(deps: Deps, seed: str) -> Any:
    """The row of a code's mail."""
    async with deps.database.begin() as uow:
        await email.ask_code(uow, ALICE, ANN, Mint(seed, Keys(TOKEN)), now=datetime.now(UTC))
        return await uow.first(
            text("SELECT * FROM scheduled_messages WHERE intent = :i"), {"i": f"code:{seed}"}
        )


async def test_only_the_newest_code_is_mailed(deps: Deps, post: Post) -> None:
    old, new = await asked_for(deps, "old"), await asked_for(deps, "new")
    async with working(deps):
        assert (await status(deps.database, old.id, "cancelled")).last_error == "dropped"
        await status(deps.database, new.id, "sent")
    (came,) = post.mails
    assert code_of("new", TOKEN) in came["Subject"]
    assert code_of("new", TOKEN) not in str(new)
    assert new.lane == 0


async def test_a_code_that_cannot_be_mailed_is_told(deps: Deps, post: Post, api: BotApi) -> None:
    post.to_rcpt.append("550 5.1.1 No such user")
    code = await asked_for(deps, "seed")
    async with working(deps):
        await status(deps.database, code.id, "dead")
        (call,) = await api.came(1)
    told = "I could not mail the code to a…@example.org: the mail server refused it."
    assert told in call["text"]


async def test_a_code_that_is_too_old_is_not_mailed(deps: Deps, post: Post) -> None:
    code = await asked_for(deps, "seed")
    assert code.stale_after - code.due_at <= timedelta(minutes=15)
    await run(deps.database, "UPDATE scheduled_messages SET stale_after = now()")
    async with working(deps):
        assert (await status(deps.database, code.id, "dead")).last_error == "stale"
    assert post.mails == []


async def test_a_mail_server_that_hangs_holds_up_no_chat(
    deps: Deps, post: Post, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "BUSY_FOR", 0.1)
    post.gate.clear()
    own = await prove(deps.database, ALICE, TOKEN)
    at = soon() + 10 * SECOND
    for number in range(3 * AT_ONCE):
        await write(deps.database, ALICE, f"mail {number}", at, own)
    await stage(deps.database, at, 100, author=ALICE.id, recipient=None, ring=True)
    async with working(deps):
        await api.came(100)
        assert len(post.mails) <= mail.CONNECTIONS, "the others wait"
        post.gate.set()
        await post.came(3 * AT_ONCE)
        await once_true(lambda: _all_sent(deps))
    assert len({came["Message-ID"] for came in post.mails}) == 3 * AT_ONCE == len(post.mails)


async def _all_sent(deps: Deps) -> bool:
    async with deps.database.read() as uow:
        found = await uow.first(
            text("SELECT id FROM scheduled_messages WHERE status IN ('scheduled', 'sending')")
        )
    return found is None


async def test_without_a_mail_server_of_ours_a_message_waits(
    deps: Deps, api: BotApi, post: Post
) -> None:
    own = await prove(deps.database, ALICE, TOKEN)
    made = await write(deps.database, ALICE, "Tea", soon(), own)
    async with open_deps(
        deps.settings.model_copy(update={"smtp_url": type(deps.settings.smtp_url)("")})
    ) as mute:

        async def is_tried() -> bool:
            return bool((await row(deps.database, made.id)).attempts == 1)

        async with working(mute):
            await once_true(is_tried)
    waiting = await row(deps.database, made.id)
    assert waiting.status == "scheduled"
    assert waiting.last_error == "mail_not_reached: SMTP_URL is not set"


def test_a_mail_is_over_before_its_lease_is() -> None:
    assert mail.TIMEOUT <= telegram.TIMEOUT < LEFT < LEASE


def test_the_gate_lets_few_in_and_not_too_fast() -> None:
    gate = Gate()
    answers = [gate.ask(100.0, 0.0) for _ in range(20)]
    going = [answer.delay for answer in answers if answer.may_go]
    assert len(going) == AT_ONCE
    assert going == pytest.approx([number / PER_SECOND for number in range(AT_ONCE)])
    gate.leave()
    assert not gate.ask(100.0, 0.0).may_go, "the pace is kept"
    assert gate.ask(101.0, 0.0).may_go
    assert not gate.ask(102.0, 0.0).may_go
    assert Gate().ask(100.0, 0.14).delay == pytest.approx(0.14)


async def test_a_reminder_is_mailed_to_who_has_blocked_the_chat(
    deps: Deps, post: Post, api: BotApi
) -> None:
    await prove(deps.database, ALICE, TOKEN)
    api.answers.append(refusal(403, "Forbidden: bot was blocked by the user"))
    slot = await slot_at(deps.database, soon() + timedelta(hours=30))
    async with deps.database.begin() as uow:
        await booking.book(uow, ALICE, wish(slot), soon())
    due_now = "due_at = date_trunc('second', clock_timestamp())"
    await run(
        deps.database,
        f"UPDATE scheduled_messages SET {due_now}, {due_now.replace('due_at', 'fire_at')}"
        " WHERE content ->> 'hours' = '24'",
    )
    async with working(deps):
        (came,) = await post.came(1)
    assert (came["To"], came["Subject"][:16]) == (ANN, "Your appointment")
    plain, html = came.iter_parts()
    assert "Your appointment is tomorrow" in plain.get_content()
    assert "Complete blood count" not in plain.get_content(), "others may see it, too"
    assert "<" not in plain.get_content()
    assert "<b>Your appointment" in html.get_content()
    assert len(api.calls) == 1
