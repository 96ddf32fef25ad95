"""What a new server does before anyone asks."""

import anyio

from flopwise.web import warming
from flopwise.web.limits import Limits
from flopwise.web.workers import Workers


def test_each_worker_has_made_pages_and_waits_for_more():
    async def begin(workers):
        async with warming.warmed(workers, 2)(None):
            assert workers.working == 0
            started = set(workers._all)
            assert len(started) == 2
            await workers.carry_out(warming.made)
            assert set(workers._all) == started

    anyio.run(begin, Workers(Limits(workers=2)))


def test_a_machine_too_slow_for_it_serves_all_the_same():
    async def begin(workers):
        with anyio.fail_after(60):
            async with warming.warmed(workers, 1)(None):
                assert workers.working == 0

    anyio.run(begin, Workers(Limits(workers=1, working=0.01)))


def test_none_of_these_pages_goes_wrong(caplog):
    warming.made()
    assert not caplog.records
