"""Every fact that is stated has its rule, or a reason for none; the app knows every topic."""

import re
from pathlib import Path

from tuppence.reach.live.topics import RULES, UNTOLD

HOUSE = Path(__file__).parents[3]
APP = HOUSE.parents[1] / "web" / "src"
_STATED = re.compile(
    r'^\s*(?:TOPIC|topic|[A-Z_]+)(?:: ClassVar\[str\])? = "([a-z_]+\.[a-z_]+)"', re.M
)


def stated() -> set[str]:
    """The topics of all rooms' events.py."""
    return {
        topic
        for path in HOUSE.rglob("events.py")
        for topic in _STATED.findall(path.read_text(encoding="utf-8"))
    }


class TestEveryFact:
    def test_is_told_or_is_not_for_a_reason(self) -> None:
        assert len(stated()) > 50
        assert stated() - RULES.keys() - UNTOLD.keys() == set()
        assert RULES.keys() & UNTOLD.keys() == set()

    def test_that_has_a_rule_is_stated(self) -> None:
        assert RULES.keys() - stated() == set()
        assert UNTOLD.keys() - stated() <= {"stack.probed"}


class TestTheApp:
    def test_knows_every_topic_and_no_other(self) -> None:
        table = (APP / "live" / "topics.ts").read_text(encoding="utf-8")
        known = set(re.findall(r"^  ([a-z]+): \[", table, re.M))
        assert known == {rule.topic for rules in RULES.values() for rule in rules}
