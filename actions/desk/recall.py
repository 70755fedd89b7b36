"""Who is asked back: the desk sets it and ends it, the patient puts it off or ends it."""

from dataclasses import replace
from datetime import datetime

from actions import audit
from actions.booking import slot
from actions.found import existing
from db.booking import catalogue as catalogue_rows
from db.desk import phone_call as caller_rows
from db.desk import recall as rows
from db.uow import Uow
from domain.account.actor import Actor, only_desk
from domain.audit import Entry
from domain.booking.booking import Wish
from domain.desk.recall import (
    ASKED,
    LEAST,
    MOST,
    REST,
    Asked,
    KnownRecall,
    Proposal,
    Question,
    Recall,
    SilentRecall,
    State,
    days_in,
    may_answer,
    usual,
    wanted_at,
)
from domain.refusals import Changed, NotFound, RecallUnclear

SHOWN = 50
TIMES = 3


async def of_patient(uow: Uow, actor: Actor, patient_id: int) -> list[KnownRecall]:
    """A patient's. Raises NotFound below the desk."""
    only_desk(actor)
    return await rows.of_patient(uow, patient_id)


async def patient_of(uow: Uow, actor: Actor, recall_id: int) -> int:
    """Whose it is. Raises NotFound."""
    only_desk(actor)
    return existing(await rows.find(uow, recall_id)).patient_id


async def silent(uow: Uow, actor: Actor) -> list[SilentRecall]:
    """Those of the actor's lab that nobody answered. Raises NotFound below the desk."""
    only_desk(actor)
    lab = await slot.lab_for(uow, actor)
    return await rows.silent(uow, lab.id, SHOWN)


async def set_days(
    uow: Uow, actor: Actor, patient_id: int, test_id: int, *, days: int, now: datetime
) -> int:
    """Ask a patient back every so many days; its id. The one there is gets this length.

    Raises NotFound, RecallUnclear.
    """
    only_desk(actor)
    if not LEAST <= days <= MOST:
        raise RecallUnclear
    existing(await caller_rows.find(uow, patient_id, now))
    existing(await catalogue_rows.find_test(uow, test_id))
    lab = await slot.lab_for(uow, actor)
    number = await rows.set_recall(uow, patient_id, test_id, lab_id=lab.id, days=days, now=now)
    facts = {"patient": patient_id, "test": test_id, "days": days}
    await audit.note(uow, Entry(now, actor.id, "recall_set", "recall", number, after=facts))
    return number


async def set_by_line(uow: Uow, actor: Actor, booking_id: int, line: str, *, now: datetime) -> int:
    """'HbA1c every 90 days', for the patient of a visit; without a test for that of the visit.

    Raises NotFound, RecallUnclear.
    """
    only_desk(actor)
    test_id, patient_id = existing(await rows.of_booking(uow, booking_id))
    named = await slot.read_request(uow, line)
    test, rest = (named[0].id, named[1]) if named else (test_id, line)
    return await set_days(uow, actor, patient_id, test, days=days_in(rest), now=now)


async def end(uow: Uow, actor: Actor, recall_id: int, *, now: datetime) -> None:
    """The desk ends it; a second time does nothing. Raises NotFound."""
    only_desk(actor)
    found = existing(await rows.find(uow, recall_id))
    if await rows.end(uow, recall_id, actor.id, now):
        await rows.unstage(uow, found)
        await audit.note(uow, Entry(now, actor.id, "recall_ended", "recall", recall_id))


async def called(uow: Uow, actor: Actor, recall_id: int, *, version: int, now: datetime) -> None:
    """The desk has called: the next time counts from now. Raises NotFound, Changed."""
    only_desk(actor)
    found = existing(await rows.find(uow, recall_id))
    if found.state != State.SILENT or found.version != version:
        raise Changed
    if not await rows.change(uow, anew(found, now), look_at=now):
        raise Changed
    await audit.note(uow, Entry(now, actor.id, "recall_called", "recall", recall_id))


async def mine(uow: Uow, actor: Actor, recall_id: int) -> Asked:
    """One of the actor's own patients', as they are told of it. Raises NotFound."""
    found = (await rows.asked(uow, [recall_id])).get(recall_id)
    if found is None or found.recall.account_id != actor.id:
        raise NotFound
    return found


async def put_off(
    uow: Uow, actor: Actor, recall_id: int, *, seen: Question, now: datetime
) -> Recall:
    """Not now: once more in a week, and after that at the next time. A second tap does nothing.

    seen: the question that was tapped. Raises NotFound, Changed for an older question.
    """
    found = (await mine(uow, actor, recall_id)).recall
    may_answer(found, seen.round, now)
    if found.state != State.ACTIVE or found.asked != seen.asked:
        raise Changed
    if found.is_put_off:
        return found
    if found.asked >= ASKED:
        after, look_at = anew(found, now), now
    else:
        after, look_at = replace(found, is_put_off=True, asked_at=now), now + REST
    if not await rows.change(uow, after, look_at=look_at):
        raise Changed
    return after


async def stop(uow: Uow, actor: Actor, recall_id: int, *, now: datetime) -> None:
    """The patient ends it; a second time does nothing. Raises NotFound."""
    found = await mine(uow, actor, recall_id)
    if await rows.end(uow, recall_id, actor.id, now):
        await rows.unstage(uow, found.recall)


async def propose(uow: Uow, it: Recall, now: datetime) -> Proposal:
    """When they could come: their usual time, or else the free ones nearest to it."""
    lab = await slot.find_lab(uow, it.lab_id)
    habit = usual(await rows.past_visits(uow, it.patient_id, now), lab.zone)
    at = wanted_at(habit, lab.zone, now)
    found = await slot.nearest_free(uow, lab, at, now, count=TIMES, test_id=it.test_id)
    same = tuple(one for one in found if one.starts_at == at)
    if same and habit:
        return Proposal(same, is_usual=True, has_habit=True)
    return Proposal(found, is_usual=False, has_habit=habit is not None)


async def question(
    uow: Uow, actor: Actor, recall_id: int, seen: Question, *, now: datetime
) -> tuple[Asked, Proposal]:
    """What the actor is asked, if it is open. Raises NotFound, Changed."""
    found = await mine(uow, actor, recall_id)
    may_answer(found.recall, seen.round, now)
    return found, await propose(uow, found.recall, now)


def wish_of(it: Asked, slot_id: int, seen: Question) -> Wish:
    """What a tap below a question books, once for each question."""
    return Wish(
        slot_id=slot_id,
        test_id=it.recall.test_id,
        name=it.name,
        phone=it.phone,
        is_self=it.is_self,
        intent=f"recall:{it.recall.id}:{seen.round}:{seen.asked}",
        patient_id=it.recall.patient_id,
    )


def anew(it: Recall, now: datetime) -> Recall:
    """From now on the next time is waited for."""
    return replace(
        it,
        state=State.ACTIVE,
        since=now,
        asked=0,
        asked_at=None,
        is_put_off=False,
        round=it.round + 1,
    )
