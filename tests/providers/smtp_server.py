"""An SMTP server on loopback that fails on command, and keeps a record of what it really has.

A fault is planted at a verb, at the `GREETING`, within a message (`BODY`) or at its end (`DOT`), and happens
once. The server refuses before it does anything, so that a refused recipient is none.
"""

import asyncio
import socket
import ssl
import threading
from collections import defaultdict, deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from warnings import catch_warnings, simplefilter

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

VERBS = ("EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "QUIT")


@dataclass(frozen=True)
class Say:
    """Answers with these bytes instead.

    `and_keep` the message all the same, which an honest server does not.
    """

    words: bytes
    and_keep: bool = False
    and_close: bool = False


@dataclass(frozen=True)
class Drop:
    """Breaks the connection off; `kept` says whether the message at its end was kept first."""

    kept: bool = False


@dataclass(frozen=True)
class Silence:
    """Says nothing more, and reads nothing more."""

    kept: bool = False


@dataclass(frozen=True)
class Await:
    """Awaits a message although there is nobody to give it to, as RFC 2920 allows; `heard` has it."""


Fault = Say | Drop | Silence | Await


@dataclass
class Behaviour:
    """What a server is like."""

    implicit_tls: ssl.SSLContext | None = None
    starttls: ssl.SSLContext | None = None
    pipelining: bool = False
    password: str = ""
    auth_methods: tuple[str, ...] = ("PLAIN", "LOGIN")
    idle: float = 60
    faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))


class Server:
    """The server in a thread of its own; use it as a context manager. `messages` is what it has."""

    def __init__(self, behaviour: Behaviour | None = None) -> None:
        self.behaviour = behaviour or Behaviour()
        self.messages: list[tuple[str, tuple[str, ...], bytes]] = []
        self.heard: list[str] = []
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def plant(self, verb: str, *faults: Fault) -> None:
        """Make the next uses of `verb` fail, one after the other."""
        self.behaviour.faults[verb].extend(faults)

    def __enter__(self) -> "Server":
        self._thread.start()
        self.port = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._leave(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _listen(self) -> int:
        listening = socket.create_server(("127.0.0.1", 0))
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)  # what is sent waits there
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # asyncio forgets it for this socket
        self._server = await self._loop.create_server(
            self._converse, sock=listening, ssl=self.behaviour.implicit_tls
        )
        return int(self._server.sockets[0].getsockname()[1])

    def _converse(self) -> "_Conversation":
        with catch_warnings():  # that one signs in without TLS, which on loopback one may
            simplefilter("ignore", UserWarning)
            return _Conversation(self, self._loop)

    async def _leave(self) -> None:
        self._server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)


class _Conversation(SMTP):
    """One connection."""

    def __init__(self, server: Server, loop: asyncio.AbstractEventLoop) -> None:
        self._house = server
        wanted = server.behaviour
        super().__init__(
            self,
            hostname="localhost",
            loop=loop,
            timeout=wanted.idle,
            data_size_limit=64 * 1024 * 1024,
            tls_context=wanted.starttls,
            auth_required=bool(wanted.password),
            auth_require_tls=False,
            authenticator=self._knows if wanted.password else None,
            auth_exclude_mechanism={"PLAIN", "LOGIN"} - set(wanted.auth_methods),
        )

    async def fails(self, verb: str) -> bool:
        """Do what was planted at `verb`; say whether there was anything."""
        self._house.heard.append(verb)
        planted = self._house.behaviour.faults.get(verb)
        if not planted:
            return False
        await self.fail(planted.popleft())
        return True

    async def fail(self, fault: Fault) -> None:
        transport = self.transport
        assert isinstance(transport, asyncio.Transport)
        match fault:
            case Say():
                transport.write(fault.words)
                if fault.and_close:
                    transport.close()
                    await asyncio.sleep(3600)
            case Await():
                await self.push("354 go on")
                message = await self._reader.readuntil(b".\r\n")
                self._house.heard.append(message.decode())
                await self.push("554 no valid recipients")
            case Drop():
                transport.abort()
            case Silence():
                with suppress(RuntimeError):
                    transport.pause_reading()
                await asyncio.sleep(3600)

    async def _handle_client(self) -> None:
        if not await self.fails("GREETING"):
            await super()._handle_client()

    async def handle_EHLO(
        self, server: Any, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        if self._house.behaviour.pipelining:
            responses.insert(1, "250-PIPELINING")
        return responses

    async def smtp_DATA(self, arg: str) -> None:
        if await self.fails("DATA"):
            return
        planted = self._house.behaviour.faults.get("BODY")
        if planted:
            await self.push("354 go on")
            await self._reader.readuntil(b"\r\n")
            await self.fail(planted.popleft())
            return
        await super().smtp_DATA(arg)

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        planted = self._house.behaviour.faults.get("DOT")
        fault = planted.popleft() if planted else None
        content = envelope.content
        assert isinstance(content, bytes)
        kept = (
            fault is None
            or (isinstance(fault, Say) and (fault.words[:1] == b"2" or fault.and_keep))
            or (isinstance(fault, Drop | Silence) and fault.kept)
        )
        if kept:
            self._house.messages.append((envelope.mail_from or "", tuple(envelope.rcpt_tos), content))
        if fault is None:
            return "250 2.0.0 kept"
        if isinstance(fault, Say) and not fault.and_close:
            return fault.words.decode("latin-1").removesuffix("\r\n")
        await self.fail(fault)
        return "250 too late"

    def _knows(
        self, server: Any, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        return AuthResult(success=data.password.decode() == self._house.behaviour.password, handled=False)


def _failing(verb: str) -> Any:
    usual = getattr(SMTP, f"smtp_{verb}")

    async def command(self: _Conversation, arg: str) -> None:
        if not await self.fails(verb):
            await usual(self, arg)

    return command


for _verb in VERBS:
    if _verb != "DATA":
        setattr(_Conversation, f"smtp_{_verb}", _failing(_verb))
