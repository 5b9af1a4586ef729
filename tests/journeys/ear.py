"""Whoever listens at ``/v1/live``, as the app does: reads the stream as it comes, on a thread."""

import json
import time
from dataclasses import dataclass, field
from threading import Condition, Thread
from typing import Any

import httpx

from tests.journeys.app import App

PATIENCE = 30.0
"""Seconds: of a machine that is busy with other tests."""


@dataclass
class Event:
    kind: str
    id: str
    data: dict[str, Any]


@dataclass
class Ear:
    """Listens from the moment it is made until `close`, or the end. ``text``: all that came."""

    app: App
    last: str | None = None
    status: int = 0
    text: str = ""
    events: list[Event] = field(default_factory=list)
    ended: bool = False
    _news: Condition = field(default_factory=Condition)
    _answer: httpx.Response | None = None

    def __post_init__(self) -> None:
        Thread(target=self._listen, daemon=True).start()
        self._await(lambda: self.status != 0)
        if self.status == 200 and self.last is None:
            self.hear("reset")

    def hear(self, kind: str, **data: Any) -> Event:
        """The event, once it is there."""
        self._await(lambda: self._found(kind, data) is not None, f"{kind} {data}")
        found = self._found(kind, data)
        assert found is not None
        return found

    def topics(self) -> set[str]:
        return {event.data["topic"] for event in self.events if event.kind == "hint"}

    def await_end(self) -> None:
        self._await(lambda: self.ended, "the end")

    def close(self) -> None:
        """Hangs up."""
        if self._answer is not None:
            stream: Any = self._answer.extensions["network_stream"]
            stream.get_extra_info("socket").shutdown(2)
        self.await_end()

    def _found(self, kind: str, data: dict[str, Any]) -> Event | None:
        for event in self.events:
            if event.kind == kind and data.items() <= event.data.items():
                return event
        return None

    def _await(self, there: Any, what: str = "an answer") -> None:
        until = time.monotonic() + PATIENCE
        with self._news:
            while not there():
                left = until - time.monotonic()
                assert left > 0, f"{what} did not come; {self.status} {self.text[-500:]!r}"
                self._news.wait(left)

    def _listen(self) -> None:
        headers = {"Authorization": f"Bearer {self.app.tokens[0]}", "Accept": "text/event-stream"}
        if self.last is not None:
            headers["Last-Event-ID"] = self.last
        url = self.app.url
        try:
            with httpx.stream("GET", f"{url}/v1/live", headers=headers, timeout=30) as answer:
                self._answer = answer
                with self._news:
                    self.status = answer.status_code
                    self._news.notify_all()
                for text in answer.iter_text():
                    self._take(text)
        except httpx.HTTPError:
            pass
        finally:
            with self._news:
                self.ended = True
                self.status = self.status or -1
                self._news.notify_all()

    def _take(self, text: str) -> None:
        with self._news:
            self.text += text
            whole, _, _ = self.text.rpartition("\n\n")
            self.events = [event for one in whole.split("\n\n") if (event := _read(one))]
            self._news.notify_all()


def _read(text: str) -> Event | None:
    fields = dict(line.split(": ", 1) for line in text.split("\n") if ": " in line)
    if "event" not in fields:
        return None
    return Event(fields["event"], fields["id"], json.loads(fields["data"]))
