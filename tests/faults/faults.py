"""The faults: what each does to a request, and what a client can know afterwards.

A fault's effect says nothing about this library. `rules.py` makes the expected codes from it.
"""

import contextlib
import gzip
import json
import select
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from proxy import CHUNK, Exchange, Proxy, reset, split_head


class Effect(Enum):
    """What a client can know after a fault."""

    # A usable response came.
    FINE = "fine"
    # A usable response came, or one that a strict client refuses.
    LENIENT = "lenient"
    # The connection broke after the request could have left.
    LOST = "lost"
    # A new connection was reset at once, before or after the request could have left.
    DOUBTFUL = "doubtful"
    # A pooled connection broke without a byte of a response.
    STALE = "stale"
    # No connection came about, so nothing was sent.
    UNSENT = "unsent"
    # The same, and another attempt would not help.
    REFUSED = "refused"
    # Nothing came before the deadline.
    STALLED = "stalled"
    # No connection came about before the deadline.
    HELD = "held"
    # What came is not a response.
    GARBLED = "garbled"
    # A response came whose body is not what it should be.
    CUT = "cut"
    # A response with a final status that is not a success.
    STATUS = "status"


@dataclass(frozen=True)
class Fault:
    """One way to break an exchange."""

    name: str
    effect: Effect
    act: Callable[[Exchange, Proxy], None]
    # Where it acts: on a whole request, on the first bytes of one ("early"), on a new connection, on pooled connections when it
    # is armed ("idle"), on the next request of a pooled connection ("stale"), on the next bytes of an open TLS connection.
    layer: str = "request"
    # Whether the simulator processes the request.
    is_processed: bool = False
    # Whether it breaks only a body: a response without one is usable.
    is_in_body: bool = False
    is_tls: bool = False
    status: int = 0
    # Seconds of a Retry-After that a client must obey; None: none that makes sense.
    retry_after: int | None = None
    times: tuple[str, ...] = ("always",)
    deadline_ms: int = 1200
    # What it does to the open connections when it is armed.
    prepare: Callable[[Proxy, list[socket.socket]], None] = lambda proxy, idle: None
    # Whether the operation runs a second time, on what the fault left behind.
    again: bool = False
    # Whether its response says that the limit is used up, so that the next request has to wait.
    is_exhausting: bool = False
    # Whether the connection ends after a response that promised to keep it, so that the next request may be lost on it.
    is_closing: bool = False
    is_short: bool = False

    def arm(self, proxy: Proxy, idle: list[socket.socket]) -> None:
        """Prepares the open connections."""
        self.prepare(proxy, idle)

    def __reduce__(self) -> tuple[Callable[[str], "Fault"], tuple[str]]:
        """Passes to other processes by its name, because functions cannot be pickled."""
        return find, (self.name,)


BOTH = ("once", "always")


def find(name: str) -> Fault:
    """Returns the fault with this name."""
    return next(fault for fault in FAULTS if fault.name == name)


def response(status: str, body: bytes = b"", headers: str = "", kind: str = "application/json") -> bytes:
    """Returns a whole response."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def page(status: str) -> bytes:
    """Returns the page of a gateway."""
    return f"<html><head><title>{status}</title></head><body><h1>{status}</h1><hr>nginx</body></html>".encode()


def sends(*parts: bytes, then: str = "keep") -> Callable[[Exchange, Proxy], None]:
    """Returns a fault that sends its own bytes instead of a response."""

    def act(exchange: Exchange, proxy: Proxy) -> None:
        exchange.send(*parts)
        ends(exchange, then)

    return act


def ends(exchange: Exchange, then: str) -> None:
    """Ends an exchange."""
    if then != "keep":
        {"fin": exchange.finish, "reset": exchange.reset, "hold": exchange.hold}[then]()


def changes(
    change: Callable[[bytes, bytes], bytes | tuple[bytes, ...]], then: str = "keep", pause: float = 0.0
) -> Callable[[Exchange, Proxy], None]:
    """Returns a fault that sends a changed response. `change` gets its head and its body."""

    def act(exchange: Exchange, proxy: Proxy) -> None:
        changed = change(*split_head(exchange.response()))
        parts = changed if isinstance(changed, tuple) else (changed,)
        exchange.send(*parts, pause=pause)
        ends(exchange, then)

    return act


def without_length(head: bytes) -> bytes:
    """Returns a head without its Content-Length and its empty line."""
    lines = head.rstrip(b"\r\n").split(b"\r\n")
    return b"\r\n".join(line for line in lines if not line.lower().startswith(b"content-length:")) + b"\r\n"


def with_headers(head: bytes, *lines: bytes) -> bytes:
    """Returns a head with further lines."""
    return head[:-2] + b"".join(line + b"\r\n" for line in lines) + b"\r\n"


def with_length(head: bytes, length: object) -> bytes:
    """Returns a head with another Content-Length."""
    return without_length(head) + f"Content-Length: {length}\r\n\r\n".encode()


def has_body(head: bytes) -> bool:
    """Whether a response can have a body."""
    return b" 204 " not in head.split(b"\r\n", 1)[0] + b" "


# How much of a response arrives before it is cut.
CUTS: dict[str, Callable[[bytes, bytes], int]] = {
    "0": lambda head, body: 0,
    "1": lambda head, body: 1,
    "20": lambda head, body: 20,
    "before the empty line": lambda head, body: len(head) - 2,
    "before the body": lambda head, body: len(head),
    "half of the body": lambda head, body: len(head) + len(body) // 2,
    "all but a byte": lambda head, body: len(head) + len(body) - 1,
}


def cut_responses() -> list[Fault]:
    """Returns the faults that cut a response off."""
    found = []
    for name, at in CUTS.items():
        in_body = name in ("before the body", "half of the body")

        def first(head: bytes, body: bytes, at: Callable = at) -> bytes:
            return (head + body)[: at(head, body)]

        cut = Fault("", Effect.LOST, sends(), is_processed=True, is_in_body=in_body, times=BOTH)
        found += [
            replace(cut, name=f"reset after response: {name}", act=changes(first, "reset"), is_short=name == "0"),
            replace(cut, name=f"fin after response: {name}", act=changes(first, "fin")),
        ]
        stalled = replace(cut, effect=Effect.STALLED, act=changes(first, "hold"), times=("always",))
        if name in ("0", "20", "before the body", "half of the body"):
            found.append(replace(stalled, name=f"stall after response: {name}", is_short=name == "half of the body"))
    return found


def closed_after_responses() -> list[Fault]:
    """Returns the faults that close a connection that the response promised to keep."""
    whole = Fault("", Effect.FINE, nothing, is_processed=True, again=True, is_closing=True)
    return [
        replace(whole, name="fin after response: all", act=changes(lambda head, body: head + body, "fin")),
        replace(whole, name="reset after response: all", act=changes(lambda head, body: head + body, "reset")),
    ]


def cut_requests() -> list[Fault]:
    """Returns the faults that break a connection while the request is sent."""
    found = []
    for count in (1, 40, 200):
        for then in ("reset", "fin"):

            def act(exchange: Exchange, proxy: Proxy, count: int = count, then: str = then) -> None:
                exchange.receive(count)
                ends(exchange, then)

            name = f"{then} after request: {count}"
            found.append(
                Fault(name, Effect.LOST, act, layer="early", times=BOTH, is_short=name == "reset after request: 40")
            )
    found += [
        Fault("reset after request: all", Effect.LOST, lambda exchange, _: exchange.reset(), times=BOTH),
        Fault("silence", Effect.STALLED, lambda exchange, _: exchange.hold()),
    ]
    return found


def close_all(proxy: Proxy, idle: list[socket.socket]) -> None:
    """Closes the pooled connections with a FIN."""
    for connection in idle:
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_WR)


def reset_all(proxy: Proxy, idle: list[socket.socket]) -> None:
    """Resets the pooled connections."""
    for connection in idle:
        # The thread that reads from it keeps the file open, so that closing alone would send nothing.
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            connection.shutdown(socket.SHUT_RD)
            reset(connection)
    # The RST is sent when the thread has noticed.
    proxy.wait_for_end(idle)


def send_to_all(stray: bytes) -> Callable[[Proxy, list[socket.socket]], None]:
    """Returns a preparation that sends bytes on the pooled connections, and closes them."""

    def prepare(proxy: Proxy, idle: list[socket.socket]) -> None:
        for connection in idle:
            with contextlib.suppress(OSError):
                connection.sendall(stray)
        close_all(proxy, idle)

    return prepare


def refuse(proxy: Proxy, idle: list[socket.socket]) -> None:
    """Closes the port."""
    proxy.refuse()
    close_all(proxy, idle)


def nothing(exchange: Exchange, proxy: Proxy) -> None:
    """Does nothing to a request."""


def ignore(exchange: Exchange, proxy: Proxy) -> None:
    """Keeps a connection without reading from it."""
    exchange.is_closed = True
    proxy.ended.wait(30)


REQUEST_TIMEOUT = response("408 Request Timeout", b"", "Connection: close\r\n", "text/html")


def connections() -> list[Fault]:
    """Returns the faults of connections, new and pooled."""
    new = {"layer": "connection", "prepare": close_all}
    return [
        Fault("refused", Effect.UNSENT, nothing, layer="idle", prepare=refuse, is_short=True),
        Fault("fin at connect", Effect.LOST, lambda exchange, _: exchange.finish(), times=BOTH, **new),
        Fault("reset at connect", Effect.DOUBTFUL, lambda exchange, _: exchange.reset(), times=BOTH, **new),
        Fault("never read", Effect.STALLED, ignore, **new),
        Fault("pooled: fin", Effect.FINE, nothing, layer="idle", prepare=close_all),
        Fault("pooled: reset", Effect.FINE, nothing, layer="idle", prepare=reset_all),
        Fault("pooled: stray 408", Effect.FINE, nothing, layer="idle", prepare=send_to_all(REQUEST_TIMEOUT)),
        Fault("pooled: stray bytes", Effect.FINE, nothing, layer="idle", prepare=send_to_all(b"\r\n\r\n")),
        Fault(
            "pooled: reset on next request",
            Effect.STALE,
            lambda exchange, _: exchange.reset(),
            layer="stale",
            times=("once",),
            is_short=True,
        ),
        Fault(
            "pooled: fin on next request",
            Effect.STALE,
            lambda exchange, _: exchange.finish(),
            layer="stale",
            times=("once",),
        ),
    ]


def slow() -> list[Fault]:
    """Returns the faults that only take time."""

    def late(exchange: Exchange, proxy: Proxy) -> None:
        response = exchange.response()
        time.sleep(0.3)
        exchange.send(response)

    def bytewise(head: bytes, body: bytes) -> tuple[bytes, ...]:
        return tuple(bytes([letter]) for letter in head + body)

    def pieces(head: bytes, body: bytes) -> tuple[bytes, ...]:
        message = head + body
        return tuple(message[at : at + 64] for at in range(0, len(message), 64))

    fine = Fault("", Effect.FINE, nothing, is_processed=True, deadline_ms=3000)
    return [
        replace(fine, name="response after 300 ms", act=late),
        replace(fine, name="drip of 64 bytes", act=changes(pieces, pause=0.005), again=True),
        # A response has some hundred bytes, so this takes longer than the deadline.
        Fault("drip of single bytes", Effect.STALLED, changes(bytewise, pause=0.02), is_processed=True),
    ]


def chunked(head: bytes, *chunks: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    """Returns a chunked response."""
    coded = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks if chunk)
    return without_length(head) + b"Transfer-Encoding: chunked\r\n\r\n" + coded + end


def only_with_body(change: Callable[[bytes, bytes], bytes]) -> Callable[[bytes, bytes], bytes]:
    """Returns a change that leaves a response without a body alone."""
    return lambda head, body: change(head, body) if has_body(head) else head


def lengths() -> list[Fault]:
    """Returns the faults of framing: lengths, chunks, compression."""
    body_fault = Fault("", Effect.FINE, nothing, is_processed=True, is_in_body=True)

    def framed(name: str, effect: Effect, change: Callable, then: str = "keep", **more: Any) -> Fault:
        return replace(body_fault, name=name, effect=effect, act=changes(only_with_body(change), then), **more)

    def gzipped(head: bytes, body: bytes) -> bytes:
        packed = gzip.compress(body)
        return with_headers(with_length(head, len(packed)), b"Content-Encoding: gzip") + packed

    def shorter(head: bytes, body: bytes) -> bytes:
        return with_length(head, len(body) - 3) + body

    return [
        framed(
            "Content-Length 10 too large, then fin", Effect.LOST, lambda h, b: with_length(h, len(b) + 10) + b, "fin"
        ),
        framed("Content-Length 10 too large", Effect.STALLED, lambda h, b: with_length(h, len(b) + 10) + b, "hold"),
        framed("Content-Length 3 too small", Effect.CUT, shorter, again=True),
        framed("Content-Length that is not a number", Effect.LENIENT, lambda h, b: with_length(h, "many") + b, "fin"),
        framed("Content-Length negative", Effect.LENIENT, lambda h, b: with_length(h, -1) + b, "fin"),
        framed(
            "Content-Length of an exabyte, then fin", Effect.GARBLED, lambda h, b: with_length(h, 10**18) + b, "fin"
        ),
        framed(
            "two different Content-Lengths",
            Effect.LENIENT,
            lambda h, b: with_headers(h, b"Content-Length: 1") + b,
            "fin",
        ),
        framed("no length, then fin", Effect.FINE, lambda h, b: without_length(h) + b"\r\n" + b, "fin", again=True),
        framed("chunked", Effect.FINE, lambda h, b: chunked(h, b[:5], b[5:]), again=True),
        framed("chunked with trailers", Effect.LENIENT, lambda h, b: chunked(h, b, end=b"0\r\nX-Trailer: yes\r\n\r\n")),
        framed("chunk with a wrong size", Effect.GARBLED, lambda h, b: chunked(h, end=b"zz\r\n" + b + b"\r\n"), "fin"),
        framed("chunks without an end, then fin", Effect.LOST, lambda h, b: chunked(h, b, end=b""), "fin"),
        framed("chunks without an end", Effect.STALLED, lambda h, b: chunked(h, b, end=b""), "hold"),
        framed("gzip", Effect.GARBLED, gzipped),
        framed("gzip claimed", Effect.GARBLED, lambda h, b: with_headers(h, b"Content-Encoding: gzip") + b),
        framed("body with a NUL", Effect.CUT, lambda h, b: with_length(h, len(b) + 1) + b"\0" + b),
        framed("body that is not UTF-8", Effect.CUT, lambda h, b: with_length(h, len(b) + 2) + b"\xff\xfe" + b),
        framed("body of 2 MB", Effect.GARBLED, lambda h, b: with_length(h, 2**21) + b.ljust(2**21)),
    ]


def heads() -> list[Fault]:
    """Returns the faults of a response's head, and of what is around a response."""
    fault = Fault("", Effect.GARBLED, nothing, is_processed=True)

    def altered(name: str, effect: Effect, change: Callable, then: str = "keep", **more: Any) -> Fault:
        return replace(fault, name=name, effect=effect, act=changes(change, then), **more)

    def first_line(line: bytes) -> Callable[[bytes, bytes], bytes]:
        return lambda head, body: line + head[head.index(b"\r\n") :] + body

    def line_feeds(head: bytes, body: bytes) -> bytes:
        return head.replace(b"\r\n", b"\n") + body

    many = [b"X-Header-%d: value" % number for number in range(500)]
    return [
        altered("garbage before the status line", Effect.GARBLED, lambda h, b: b"garbage\r\n" + h + b, is_short=True),
        altered("binary before the status line", Effect.GARBLED, lambda h, b: b"\0\1\2\xff" + h + b),
        altered("empty line before the status line", Effect.LENIENT, lambda h, b: b"\r\n" + h + b),
        altered("an SSH banner", Effect.GARBLED, lambda h, b: b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "fin"),
        altered("an HTTP/2 preface", Effect.GARBLED, lambda h, b: b"\0\0\x12\4\0\0\0\0\0\0\3\0\0\0\x64", "fin"),
        altered("a TLS alert", Effect.GARBLED, lambda h, b: b"\x15\3\1\0\2\2\x46", "fin"),
        altered("status 000", Effect.GARBLED, first_line(b"HTTP/1.1 000 Nothing")),
        altered("status of four digits", Effect.GARBLED, first_line(b"HTTP/1.1 2000 OK")),
        altered("HTTP/9.9", Effect.GARBLED, first_line(b"HTTP/9.9 200 OK")),
        altered("lines that end with LF", Effect.LENIENT, line_feeds),
        altered("header without a colon", Effect.LENIENT, lambda h, b: with_headers(h, b"no colon") + b),
        altered("header of 20 kB", Effect.GARBLED, lambda h, b: with_headers(h, b"X-Long: " + b"x" * 20000) + b),
        altered("500 headers", Effect.LENIENT, lambda h, b: with_headers(h, *many) + b),
        altered(
            "head without an end", Effect.GARBLED, lambda h, b: with_headers(h, b"X-Long: " + b"x" * 200000), "hold"
        ),
        altered("two responses", Effect.FINE, lambda h, b: (h + b) * 2, again=True, is_short=True),
        altered("bytes after the response", Effect.FINE, lambda h, b: h + b + b"more", again=True),
        altered("half a response after the response", Effect.FINE, lambda h, b: h + b + h[:20], again=True),
        altered("100 before the response", Effect.FINE, lambda h, b: b"HTTP/1.1 100 Continue\r\n\r\n" + h + b),
        altered(
            "103 before the response",
            Effect.LENIENT,
            lambda h, b: b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + h + b,
        ),
        altered(
            "twenty 100s before the response",
            Effect.LENIENT,
            lambda h, b: b"HTTP/1.1 100 Continue\r\n\r\n" * 20 + h + b,
        ),
        altered("only a 100", Effect.STALLED, lambda h, b: b"HTTP/1.1 100 Continue\r\n\r\n", "hold"),
        altered(
            "101",
            Effect.GARBLED,
            lambda h, b: response("101 Switching Protocols", b"", "Upgrade: websocket\r\nConnection: Upgrade\r\n"),
        ),
    ]


def redirects() -> list[Fault]:
    """Returns the redirects. Following one would take the token elsewhere."""
    trap = "Location: /trap\r\n"
    return [
        Fault(
            f"{status}",
            Effect.GARBLED,
            sends(response(f"{status} Moved", page("Moved"), trap, "text/html")),
            is_short=status == 307,
        )
        for status in (300, 301, 302, 303, 304, 307, 308)
    ]


AGW_404 = {"errorCode": "AGW-404", "message": "Resource for request [/restapi] is not found", "errors": []}


def gateways() -> list[Fault]:
    """Returns the responses of gateways on the way."""
    found = []
    for status in (
        "403 Forbidden",
        "404 Not Found",
        "405 Method Not Allowed",
        "407 Proxy Authentication Required",
        "408 Request Timeout",
        "413 Content Too Large",
        "418 I'm a teapot",
        "500 Internal Server Error",
        "502 Bad Gateway",
        "503 Service Unavailable",
        "504 Gateway Timeout",
        "599 Unknown",
    ):
        number = int(status[:3])
        fault = Fault(
            f"{number} with a page",
            Effect.STATUS,
            sends(response(status, page(status), kind="text/html")),
            status=number,
        )
        found.append(replace(fault, is_short=number == 404))
    empty = {number: sends(response(f"{number} Status", kind="text/html")) for number in (404, 502, 503, 504)}
    found += [Fault(f"{number} without a body", Effect.STATUS, act, status=number) for number, act in empty.items()]
    closing = sends(response("502 Bad Gateway", page("502"), "Connection: close\r\n", "text/html"), then="fin")
    cut_page = sends(response("502 Bad Gateway", page("502"), kind="text/html")[:-10], then="reset")
    found += [
        Fault("404 AGW-404", Effect.STATUS, sends(response("404 Not Found", json.dumps(AGW_404).encode())), status=404),
        Fault("502 with a page, then fin", Effect.STATUS, closing, status=502),
        Fault("502 with a page that is cut", Effect.STATUS, cut_page, status=502),
        Fault(
            "503 once",
            Effect.STATUS,
            sends(response("503 Service Unavailable")),
            status=503,
            times=("once",),
            deadline_ms=4000,
        ),
        Fault(
            "200 with a page",
            Effect.CUT,
            sends(response("200 OK", page("Log in to the Wi-Fi"), kind="text/html")),
        ),
        Fault("200 without a body", Effect.CUT, sends(response("200 OK"))),
        Fault("200 with null", Effect.CUT, sends(response("200 OK", b"null"))),
        Fault("200 with an array", Effect.CUT, sends(response("200 OK", b"[]"))),
        Fault("200 with deep JSON", Effect.CUT, sends(response("200 OK", b"[" * 50000))),
    ]
    return found


def limits() -> list[Fault]:
    """Returns the odd Retry-After and rate-limit headers."""
    past, future = "Wed, 21 Oct 2015 07:28:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"
    found = []
    for value in ("0", "-1", "1.5", "soon", "99999999999999999999", past, future, ""):
        limited = response("429 Too Many Requests", b"", f"Retry-After: {value}\r\n")
        obeyed = 1 if value in ("0", past) else None
        name = f"429 Retry-After: {value}"
        found.append(Fault(name, Effect.STATUS, sends(limited), status=429, retry_after=obeyed))
    once = response("429 Too Many Requests", b"", "Retry-After: 0\r\n")
    found.append(
        Fault("429 once", Effect.STATUS, sends(once), status=429, retry_after=1, times=("once",), deadline_ms=3500)
    )
    for value in ("0", "7", "soon", future):
        busy = response("503 Service Unavailable", page("503"), f"Retry-After: {value}\r\n", "text/html")
        told = int(value) if value.isdigit() else None
        found.append(Fault(f"503 Retry-After: {value}", Effect.STATUS, sends(busy), status=503, retry_after=told))
    for name, headers in {
        "limit 0": (b"X-Rate-Limit-Limit: 0", b"X-Rate-Limit-Remaining: 0", b"X-Rate-Limit-Window: 60"),
        "limit of a word": (b"X-Rate-Limit-Limit: many", b"X-Rate-Limit-Remaining: few", b"X-Rate-Limit-Window: long"),
        "limit without end": (
            b"X-Rate-Limit-Limit: 99999999999",
            b"X-Rate-Limit-Remaining: 99999999999",
            b"X-Rate-Limit-Window: 0",
        ),
        "negative limit": (b"X-Rate-Limit-Limit: -5", b"X-Rate-Limit-Remaining: -1", b"X-Rate-Limit-Window: -60"),
    }.items():

        def change(head: bytes, body: bytes, headers: tuple[bytes, ...] = headers) -> bytes:
            lines = [line for line in head[:-4].split(b"\r\n") if not line.lower().startswith(b"x-rate-limit")]
            return with_headers(b"\r\n".join(lines) + b"\r\n\r\n", b"X-Rate-Limit-Group: light", *headers) + body

        found.append(
            Fault(f"headers: {name}", Effect.FINE, changes(change), is_processed=True, is_exhausting=name == "limit 0")
        )
    return found


def echoes() -> list[Fault]:
    """Returns the responses that show what was sent, with its secrets."""

    def secrets_of(request: bytes) -> str:
        head, body = split_head(request)
        lines = [line for line in head.split(b"\r\n") if line.lower().startswith(b"authorization:")]
        return b" ".join([*(line.split(b" ", 1)[1] for line in lines), body]).decode()

    def in_json(exchange: Exchange, proxy: Proxy) -> None:
        said = secrets_of(exchange.request)
        error = {
            "errorCode": "CMN-101",
            "message": f"bad: {said}",
            "parameterName": said,
            "parameterValue": said,
            "x": said,
        }
        exchange.send(response("400 Bad Request", json.dumps({**error, "errors": [error]}).encode()))

    def in_page(exchange: Exchange, proxy: Proxy) -> None:
        exchange.send(response("502 Bad Gateway", exchange.request, kind="text/html"))

    def in_headers(exchange: Exchange, proxy: Proxy) -> None:
        said = secrets_of(exchange.request).replace("\r\n", " ")
        headers = f"RCRequestId: {said}\r\nX-Rate-Limit-Group: {said}\r\n"
        exchange.send(response(f"400 {said}", b"", headers, f"text/{said}"))

    def in_success(exchange: Exchange, proxy: Proxy) -> None:
        exchange.send(response("200 OK", json.dumps({"echo": secrets_of(exchange.request)}).encode()))

    return [
        Fault("echo in JSON", Effect.STATUS, in_json, status=400, is_short=True),
        Fault("echo in a page", Effect.STATUS, in_page, status=502),
        Fault("echo in headers", Effect.STATUS, in_headers, status=400),
        Fault("echo in a success", Effect.CUT, in_success),
    ]


def after_greeting(*parts: bytes, then: str) -> Callable[[Exchange, Proxy], None]:
    """Returns a fault that reads the greeting of the client, sends its own bytes, and ends."""

    def act(exchange: Exchange, proxy: Proxy) -> None:
        exchange.connection.recv(CHUNK)
        exchange.send(*parts)
        ends(exchange, then)

    return act


def in_greeting_of_server(part: Callable[[int], int], then: str) -> Callable[[Exchange, Proxy], None]:
    """Returns a fault that passes on a part of the greeting of the server, and ends."""

    def act(exchange: Exchange, proxy: Proxy) -> None:
        exchange.connect().sendall(exchange.connection.recv(CHUNK))
        greeting = exchange.connect().recv(CHUNK)
        exchange.send(greeting[: part(len(greeting))])
        ends(exchange, then)

    return act


def in_response(count: int, then: str) -> Callable[[Exchange, Proxy], None]:
    """Returns a fault that passes on the first bytes of a response on an open connection, and ends."""

    def act(exchange: Exchange, proxy: Proxy) -> None:
        client, upstream = exchange.connection, exchange.connect()
        # The head and the body of a request may come one after the other.
        while upstream not in select.select([client, upstream], [], [])[0]:
            upstream.sendall(client.recv(CHUNK))
        exchange.send(upstream.recv(CHUNK)[:count])
        ends(exchange, then)

    return act


def handshakes() -> list[Fault]:
    """Returns the faults of TLS."""

    broken = Fault("", Effect.UNSENT, nothing, layer="connection", is_tls=True, prepare=close_all, times=BOTH)
    refused = replace(broken, effect=Effect.REFUSED, times=("always",))
    record = replace(
        broken, layer="tls record", effect=Effect.LOST, prepare=nothing_to_prepare, is_processed=True, times=("once",)
    )
    return [
        replace(broken, name="TLS: reset before the greeting", act=lambda exchange, _: exchange.reset()),
        replace(broken, name="TLS: fin after the greeting", act=after_greeting(then="fin"), is_short=True),
        replace(broken, name="TLS: reset after the greeting", act=after_greeting(then="reset")),
        replace(
            broken, name="TLS: reset after a byte of the server", act=in_greeting_of_server(lambda size: 1, "reset")
        ),
        replace(
            broken, name="TLS: fin in the server's greeting", act=in_greeting_of_server(lambda size: size // 2, "fin")
        ),
        replace(broken, name="TLS: fin at its last byte", act=in_greeting_of_server(lambda size: size - 1, "fin")),
        replace(broken, name="TLS: alert internal_error", act=after_greeting(b"\x15\3\3\0\2\2\x50", then="fin")),
        replace(refused, name="TLS: alert handshake_failure", act=after_greeting(b"\x15\3\3\0\2\2\x28", then="fin")),
        replace(refused, name="TLS: plain HTTP", act=after_greeting(response("400 Bad Request"), then="fin")),
        replace(refused, name="TLS: garbage", act=after_greeting(b"\xde\xad\xbe\xef" * 8, then="fin")),
        replace(refused, name="TLS: silence", effect=Effect.HELD, act=after_greeting(then="hold")),
        replace(
            refused,
            name="TLS: stall in the server's greeting",
            effect=Effect.HELD,
            act=in_greeting_of_server(lambda size: size // 2, "hold"),
        ),
        replace(record, name="TLS: fin in the response", act=in_response(30, "fin")),
        replace(record, name="TLS: reset in the response", act=in_response(30, "reset")),
    ]


def nothing_to_prepare(proxy: Proxy, idle: list[socket.socket]) -> None:
    """Leaves the open connections alone."""


def all_faults() -> list[Fault]:
    """Returns every fault. One that runs the operation a second time applies once."""
    found = [
        *cut_requests(),
        *cut_responses(),
        *closed_after_responses(),
        *connections(),
        *slow(),
        *lengths(),
        *heads(),
        *redirects(),
        *gateways(),
        *limits(),
        *echoes(),
        *handshakes(),
    ]
    return [replace(fault, times=("once",)) if fault.again else fault for fault in found]


FAULTS = all_faults()
