"""The tables that units fill in, in the database."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from db.errors import SubmissionUnreadable
from db.store import Store, Transaction, engine_of
from db.tables import submissions
from handlers.errors import Conflict
from handlers.ports import Saving
from knowledge.forms.submission import Did, Status, Submission, held_by
from tests.contract.samples import FORM, NOW, filled, following, insist, saving, submission


async def save(store: Store, *savings: Saving) -> None:
    """Store submissions in a transaction of their own."""
    async with store.work() as memory:
        await memory.submissions.save(savings)


async def load(store: Store, *ids: str) -> dict[str, Submission]:
    """Submissions by id."""
    async with store.work() as memory:
        return dict(await memory.submissions.load(ids))


async def test_a_submission_comes_back_as_it_was(store: Store) -> None:
    first = submission("a", earlier={"visits": "12"}, earlier_year=2025)
    second = filled(first, "12345678901234567890.10")
    await save(store, saving(first))
    await save(store, saving(second, first))
    assert await load(store, "a", "unknown") == {"a": second}
    assert await load(store) == {}
    async with store.work() as memory:
        await memory.submissions.save([])


@pytest.mark.parametrize("version", [0, 1, 2, 4])
async def test_a_submission_that_does_not_follow_the_stored_one_is_refused_with_all_others(store: Store, version: int) -> None:
    first, beside = submission("a"), submission("b", "卫辉市科协")
    second = filled(first, "1")
    await save(store, saving(first), saving(beside))
    await save(store, saving(second, first))
    wrong = msgspec.structs.replace(filled(first, "2"), version=version)
    for savings in ([saving(wrong, first)], [saving(filled(beside, "3"), beside), saving(wrong, first), saving(submission("c", "辉县市科协"))]):
        with pytest.raises(Conflict):
            await save(store, *savings)
    assert await load(store, "a", "b", "c") == {"a": second, "b": beside}
    async with store.work() as memory:
        assert [change.did for change in await memory.submissions.history("a")] == [Did.BEGAN, Did.SET]


async def test_a_submission_that_follows_one_which_is_not_there_is_refused(store: Store) -> None:
    with pytest.raises(Conflict):
        await save(store, saving(filled(submission("a"), "1"), submission("a")))
    assert await load(store, "a") == {}


async def test_several_steps_of_one_submission_may_be_stored_together(store: Store) -> None:
    first = submission("a")
    second = filled(first, "1", "m1")
    third = filled(second, "2", "m2")
    await save(store, saving(first), saving(second, first, "m1"), saving(third, second, "m2"))
    fourth = filled(third, "3", "m3")
    fifth = filled(fourth, "4", "m4")
    await save(store, saving(fourth, third, "m3"), saving(fifth, fourth, "m4"))
    assert await load(store, "a") == {"a": fifth}
    async with store.work() as memory:
        assert [change.after for change in await memory.submissions.history("a")] == ["红旗区科协", "1", "2", "3", "4"]
    with pytest.raises(Conflict):
        await save(store, saving(msgspec.structs.replace(fifth, version=6), fifth), saving(msgspec.structs.replace(fifth, version=8), fifth))


async def test_a_unit_has_one_live_table_of_a_form(store: Store) -> None:
    first = submission("a", " 红旗区  科协")
    await save(store, saving(first))
    with pytest.raises(Conflict):
        await save(store, saving(submission("b")))
    await save(store, saving(submission("c", "卫辉市科协")))
    cancelled = following(first, status=Status.CANCELLED)
    await save(store, saving(submission("b")), saving(cancelled, first))
    with pytest.raises(Conflict):
        await save(store, saving(following(cancelled, status=Status.DRAFT), cancelled))
    assert await load(store, "a") == {"a": cancelled}


async def test_of_many_who_begin_at_once_one_is_first(store: Store, other: Store) -> None:
    async def begin(of: Store, key: str) -> bool:
        try:
            async with of.work() as memory:
                await memory.submissions.of_form("a", "t")
                await memory.submissions.save([saving(submission(key))])
        except Conflict:
            return False
        return True

    assert sum(await asyncio.gather(*(begin((store, other)[number % 2], f"s{number}") for number in range(8)))) == 1
    async with store.work() as memory:
        assert len(await memory.submissions.of_form("a", "t")) == 1


async def test_two_submissions_cannot_have_one_number(store: Store) -> None:
    first, second = submission("a"), submission("b", "卫辉市科协")
    await save(store, saving(first), saving(second))
    await save(store, saving(following(first, number="2026-1"), first))
    with pytest.raises(Conflict):
        await save(store, saving(following(second, number="2026-1"), second))
    with pytest.raises(Conflict):
        await save(store, saving(submission("c", "辉县市科协", number="2026-1")))
    await save(store, saving(following(second, number="2026-2"), second))


async def test_lists_leave_out_cancelled_ones_and_keep_their_orders(store: Store) -> None:
    def begun(key: str, unit: str, after: int, **more: object) -> Submission:
        moment = NOW + timedelta(minutes=after)
        return submission(key, unit, begun_at=moment, changed_at=moment, **more)

    a = begun("a", "红旗区 科协", 3)
    b = begun("b", "卫辉市科协", 1, people=("console:wang", "console:li"))
    c = begun("c", "辉县市科协", 2)
    d = msgspec.structs.replace(begun("d", "红旗区科协", 0), form=msgspec.structs.replace(FORM, id="u"))
    e = msgspec.structs.replace(begun("e", "卫辉市科协", 4), notice="z")
    await save(store, *(saving(one) for one in (a, b, c, d, e)))
    late = following(b, changed_at=NOW + timedelta(hours=1), status=Status.SUBMITTED)
    gone = following(c, status=Status.CANCELLED)
    await save(store, saving(late, b), saving(gone, c))
    async with store.work() as memory:
        assert await memory.submissions.of_form("a", "t") == (late, a)
        assert await memory.submissions.of_form("a", "v") == ()
        assert await memory.submissions.of_person("console:wang") == (late, e, a, d)
        assert await memory.submissions.of_person("console:li") == (late,)
        assert await memory.submissions.of_person("console:nobody") == ()
        assert await memory.submissions.of_unit("红旗区 科协 ") == (a, d)
        assert await memory.submissions.of_unit("辉县市科协") == ()
        assert await memory.submissions.units() == ("红旗区科协", "卫辉市科协")
        assert await memory.submissions.load(["c"]) == {"c": gone}


async def test_whoever_works_on_a_table_finds_it(store: Store) -> None:
    first = submission("a")
    await save(store, saving(first))
    second = following(held_by(first, "wecom:li"))
    await save(store, saving(second, first))
    await save(store, saving(following(held_by(second, None)), second))
    async with store.work() as memory:
        assert [one.version for one in await memory.submissions.of_person("wecom:li")] == [3]
        assert [one.version for one in await memory.submissions.of_person("console:wang")] == [3]


async def test_the_history_tells_every_change_in_order(store: Store) -> None:
    first = submission("a")
    second = filled(first, "1", "m1")
    third = held_by(filled(second, "2", "m2"), "wecom:li")
    expected = [*saving(first).changes, *saving(second, first, "m1").changes, *saving(third, second, "m2").changes]
    await save(store, saving(first))
    await save(store, saving(second, first, "m1"))
    await save(store, saving(third, second, "m2"))
    async with store.work() as memory:
        assert await memory.submissions.history("a") == tuple(expected)
        assert await memory.submissions.history("unknown") == ()
    assert [change.did for change in expected] == [Did.BEGAN, Did.SET, Did.SET, Did.TURN]


async def test_a_stored_submission_that_cannot_be_read_is_named(store: Store, url: str) -> None:
    await save(store, saving(submission("a")), saving(submission("b", "卫辉市科协")))
    engine = engine_of(url)
    async with engine.begin() as connection:
        await connection.execute(update(submissions).where(submissions.c.id == "b").values(body='{"id": 1}'))
    await engine.dispose()
    assert list(await load(store, "a")) == ["a"]
    with pytest.raises(SubmissionUnreadable, match="b"):
        await load(store, "a", "b")


async def test_the_database_itself_refuses_a_status_that_is_none(store: Store, url: str) -> None:
    await save(store, saving(submission("a")))
    engine = engine_of(url)
    for wrong in ({"status": "lost"}, {"version": 0}):
        with pytest.raises(IntegrityError):
            async with engine.begin() as connection:
                await connection.execute(update(submissions).values(**wrong))
    await engine.dispose()


async def test_more_submissions_than_one_statement_asks_for(store: Store) -> None:
    many = {f"s{number:03}": submission(f"s{number:03}", f"单位{number}") for number in range(230)}
    await save(store, *map(saving, many.values()))
    assert await load(store, *many) == many
    after = [filled(one, "1") for one in many.values()]
    await save(store, *map(saving, after, many.values()))
    assert list((await load(store, *many)).values()) == after


async def test_no_acknowledged_figure_is_lost(store: Store, other: Store) -> None:
    """Eight writers add to the same figure, fifty times each."""
    first = submission("a")
    await save(store, saving(first))
    acknowledged = 0

    async def writer(of: Store, name: int) -> None:
        nonlocal acknowledged
        for number in range(50):

            async def add(memory: Transaction, key: str = f"{name}-{number}") -> None:
                before = (await memory.submissions.load(["a"]))["a"]
                after = filled(before, str(int(before.value("visits") or 0) + 1), key)
                await memory.submissions.save([saving(after, before, key)])

            await insist(of, add)
            acknowledged += 1

    await asyncio.gather(*(writer((store, other)[name % 2], name) for name in range(8)))
    found = (await load(store, "a"))["a"]
    assert (found.value("visits"), acknowledged, found.version) == ("400", 400, 401)
    async with store.work() as memory:
        keys = [change.key for change in await memory.submissions.history("a") if change.did is Did.SET]
    assert sorted(keys) == sorted(f"{name}-{number}" for name in range(8) for number in range(50))
