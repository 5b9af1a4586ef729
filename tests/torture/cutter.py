"""A TCP proxy before the web server that is told to cut: what a bad network does to callers."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum


class Way(Enum):
    """What happens to what passes."""

    THROUGH = "passes"
    ANSWERS_LOST = "requests arrive, answers are cut off"
    REFUSED = "no connection is made"


class Cutter:
    """Listens on ``port`` of the loopback address once `start` returns."""

    def __init__(self, to_port: int) -> None:
        self._to_port = to_port
        self._way = Way.THROUGH
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.port = 0

    def start(self) -> None:
        self._thread.start()
        listening = asyncio.run_coroutine_threadsafe(self._listen(), self._loop)
        self.port = listening.result(10)

    def stop(self) -> None:
        self.cut()
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def cut(self) -> int:
        """Resets every connection there is; gives how many."""

        async def abort() -> int:
            count = len(self._writers)
            for writer in self._writers:
                _reset(writer)
            return count

        return asyncio.run_coroutine_threadsafe(abort(), self._loop).result(10)

    @contextmanager
    def way(self, way: Way) -> Iterator[None]:
        self._way = way
        try:
            yield
        finally:
            self._way = Way.THROUGH

    async def _listen(self) -> int:
        self._server = await asyncio.start_server(self._meet, "127.0.0.1", 0, backlog=1024)
        return int(self._server.sockets[0].getsockname()[1])

    async def _end(self) -> None:
        """Leaves nothing for the garbage collector to end at a time of its own choosing."""
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            if self._way is Way.REFUSED:
                return
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self._to_port)
            self._writers.add(inner_writer)
            try:
                await asyncio.gather(
                    self._pass(reader, inner_writer, answers=False),
                    self._pass(inner_reader, writer, answers=True),
                )
            finally:
                self._writers.discard(inner_writer)
                _reset(inner_writer)
        except OSError:
            pass
        finally:
            self._writers.discard(writer)
            _reset(writer)

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, answers: bool
    ) -> None:
        while data := await reader.read(65536):
            if answers and self._way is Way.ANSWERS_LOST:
                break
            writer.write(data)
            await writer.drain()
        # Either end's end is both ends' end: nobody here half-closes.
        raise ConnectionResetError


def _reset(writer: asyncio.StreamWriter) -> None:
    """Closes with a RST, as a router does that forgot the connection."""
    with suppress(OSError):
        inner = writer.get_extra_info("socket")
        linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
        inner.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()
