"""The gatherer needs a patched process of its own, so each scenario runs in a child."""

import json
import subprocess
import sys
import textwrap

PRELUDE = """
from gevent import monkey
monkey.patch_all()
import json, gevent, django
django.setup()
from tuppence.edge.gather import Gatherer, QueueFull

batches = []
def flush(items):
    batches.append(list(items))
    gevent.sleep(0.02)
    if "bad" in items:
        raise ValueError("bad batch")
    return [item * 2 for item in items]

def code_or_result(gatherer, item):
    try:
        return gatherer.submit(item)
    except Exception as error:
        return getattr(error, "code", type(error).__name__)

def tell(**what):
    print(json.dumps(what))
"""


def scenario(body: str) -> dict:
    done = subprocess.run(
        [sys.executable, "-c", PRELUDE + textwrap.dedent(body)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])


class TestGathering:
    def test_those_who_wait_are_done_together_and_each_gets_its_own_result(self) -> None:
        told = scenario("""
            gatherer = Gatherer(flush, max_batch=4, max_waiting=100)
            jobs = [gevent.spawn(gatherer.submit, n) for n in range(10)]
            gevent.joinall(jobs)
            tell(results=[job.value for job in jobs], sizes=[len(batch) for batch in batches])
        """)
        assert told["results"] == [n * 2 for n in range(10)]
        assert told["sizes"] == [4, 4, 2]

    def test_a_lone_request_waits_for_nobody(self) -> None:
        told = scenario("""
            gatherer = Gatherer(flush, max_batch=4, max_waiting=100)
            tell(results=[gatherer.submit(1), gatherer.submit(2)], batches=batches)
        """)
        assert told == {"results": [2, 4], "batches": [[1], [2]]}

    def test_a_batch_that_fails_is_told_to_all_of_it_and_the_next_goes_on(self) -> None:
        told = scenario("""
            gatherer = Gatherer(flush, max_batch=2, max_waiting=100)
            def submit(item):
                try:
                    return gatherer.submit(item)
                except ValueError as error:
                    return str(error)
            jobs = [gevent.spawn(submit, item) for item in ("a", "bad", "c", "d", "e")]
            gevent.joinall(jobs)
            tell(results=[job.value for job in jobs])
        """)
        assert told["results"] == ["bad batch", "bad batch", "cc", "dd", "ee"]

    def test_a_full_queue_refuses_at_once_and_loses_nothing(self) -> None:
        told = scenario("""
            gatherer = Gatherer(flush, max_batch=2, max_waiting=3)
            def submit(item):
                try:
                    return gatherer.submit(item)
                except QueueFull as full:
                    return [full.status, full.retry_after]
            jobs = [gevent.spawn(submit, n) for n in range(6)]
            gevent.joinall(jobs)
            tell(results=[job.value for job in jobs], again=gatherer.submit(9))
        """)
        refused = [result for result in told["results"] if isinstance(result, list)]
        assert refused == [[503, 1]] * len(refused)
        assert len(refused) == 3
        assert told["again"] == 18

    def test_a_caller_ended_while_it_waits_or_is_about_to_lead_does_not_stop_the_rest(self) -> None:
        told = scenario("""
            gatherer = Gatherer(flush, max_batch=1, max_waiting=100)
            jobs = [gevent.spawn(gatherer.submit, n) for n in range(5)]
            gevent.sleep(0.01)
            jobs[1].kill(block=False)
            jobs[3].kill(block=False)
            gevent.joinall(jobs, timeout=40)
            tell(results=[jobs[n].value for n in (0, 2, 4)], again=gatherer.submit(9),
                 done=[batch[0] for batch in batches])
        """)
        assert told == {"results": [0, 4, 8], "again": 18, "done": [0, 2, 4, 9]}

    def test_a_leader_ended_in_the_middle_leaves_the_others_an_unknown_outcome(self) -> None:
        told = scenario("""
            gatherer = Gatherer(flush, max_batch=3, max_waiting=100, commits=True)
            jobs = [gevent.spawn(code_or_result, gatherer, n) for n in range(5)]
            gevent.sleep(0.01)
            jobs[0].kill(block=False)
            gevent.joinall(jobs, timeout=40)
            tell(results=[job.value for job in jobs[1:]])
        """)
        assert told["results"] == ["outcome_unknown", "outcome_unknown", 6, 8]

    def test_of_a_look_up_that_is_lost_nothing_is_said_to_be_unknown(self) -> None:
        """Nothing was to be done: to repeat it with the same key would be the wrong advice."""
        told = scenario("""
            from django.db import OperationalError
            def lose(items):
                gevent.sleep(0.02)
                raise OperationalError("gone")
            results = {}
            for commits in (False, True):
                gatherer = Gatherer(lose, max_batch=3, max_waiting=100, commits=commits)
                jobs = [gevent.spawn(code_or_result, gatherer, n) for n in range(3)]
                gevent.joinall(jobs, timeout=40)
                results[str(commits)] = [job.value for job in jobs]
            tell(**results)
        """)
        assert told == {"False": ["OperationalError"] * 3, "True": ["outcome_unknown"] * 3}
