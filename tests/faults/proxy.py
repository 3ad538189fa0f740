"""The proxy between client and simulator. It passes everything on, except where the armed fault breaks it.

A proxy serves one lane, whose cases run one after another. `arm` puts a fault in front of the next requests, `disarm`
ends it, closes every connection, and returns what was seen.
"""

import contextlib
import select
import socket
import struct
import threading
import time
from dataclasses import dataclass, field

CHUNK = 65536


def reset(connection: socket.socket) -> None:
    """Closes a connection with a RST."""
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def drain(connection: socket.socket) -> None:
    """Reads until the client leaves or the case ends."""
    with contextlib.suppress(OSError):
        while connection.recv(CHUNK):
            pass


def split_head(message: bytes) -> tuple[bytes, bytes]:
    """Splits a message into its head, with the empty line, and its body."""
    head, separator, body = message.partition(b"\r\n\r\n")
    return head + separator, body


def read_message(connection: socket.socket) -> bytes:
    """Reads a request or a response with a Content-Length. Empty if the connection ends before it is whole."""
    message = b""
    while b"\r\n\r\n" not in message:
        if not (more := connection.recv(CHUNK)):
            return b""
        message += more
    head, body = split_head(message)
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    missing = int(lengths[0] if lengths else 0) - len(body)
    while missing > 0:
        if not (more := connection.recv(CHUNK)):
            return b""
        message += more
        missing -= len(more)
    return message


@dataclass
class Exchange:
    """One request, or one connection before its first request, in the hands of a fault."""

    connection: socket.socket
    upstream_address: tuple[str, int]
    # Empty for a fault that acts before the request is read.
    request: bytes = b""
    upstream: socket.socket | None = None
    is_closed: bool = False

    def receive(self, count: int) -> None:
        """Reads exactly this many bytes of the request."""
        while count > 0 and (more := self.connection.recv(count)):
            count -= len(more)

    def connect(self) -> socket.socket:
        """Returns the connection to the simulator."""
        if self.upstream is None:
            self.upstream = socket.create_connection(self.upstream_address)
            self.upstream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self.upstream

    def response(self) -> bytes:
        """Lets the simulator process the request, and returns its response."""
        upstream = self.connect()
        upstream.sendall(self.request)
        return read_message(upstream)

    def send(self, *parts: bytes, pause: float = 0.0) -> None:
        """Sends bytes to the client, with a pause after each part."""
        for part in parts:
            self.connection.sendall(part)
            if pause:
                time.sleep(pause)

    def reset(self) -> None:
        """Ends the connection with a RST."""
        self.is_closed = True
        reset(self.connection)

    def finish(self) -> None:
        """Ends the connection with a FIN, and reads what the client still sends."""
        self.is_closed = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
        drain(self.connection)

    def hold(self) -> None:
        """Keeps the connection open and silent for as long as the client stays."""
        self.is_closed = True
        drain(self.connection)


@dataclass
class Armed:
    """A fault in front of the requests of one operation."""

    fault: object
    # Whether a request is one that the fault is for.
    is_target: object
    # How often it still applies; -1: always.
    left: int
    # When each target request, or each connection that was broken before its request, arrived.
    seen: list[float] = field(default_factory=list)
    # Requests for a place that only a client which follows a redirect would ask for.
    trapped: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self) -> bool:
        """Returns whether the fault applies to the next request."""
        with self.lock:
            is_hit = self.left != 0
            self.left -= is_hit
            return is_hit

    def count(self) -> None:
        """Counts a request, or a connection that is broken before its request."""
        with self.lock:
            self.seen.append(time.monotonic())


class Proxy:
    """Listens on a port of this machine, and passes requests on to a simulator."""

    def __init__(self, upstream: tuple[str, int], is_tls: bool) -> None:
        self.upstream = upstream
        self.is_tls = is_tls
        self.armed: Armed | None = None
        self.open: set[socket.socket] = set()
        self.lock = threading.Lock()
        self.ended = threading.Event()
        self.address = ("127.0.0.1", 0)
        self.listen()

    def listen(self) -> None:
        """Opens the port, the same one as before if there was one."""
        self.listener = socket.create_server(self.address, backlog=64)
        self.address = self.listener.getsockname()
        threading.Thread(target=self.accept, args=(self.listener,), daemon=True).start()

    def accept(self, listener: socket.socket) -> None:
        """Starts a thread for each connection until the listener is closed."""
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                with self.lock:
                    self.open.add(connection)
                threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def refuse(self) -> None:
        """Closes the port, so that connections to it are refused."""
        # Closing alone does not wake up the thread in `accept`.
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def arm(self, armed: Armed) -> None:
        """Puts a fault in front of the next requests."""
        self.ended = threading.Event()
        with self.lock:
            idle = list(self.open)
        armed.fault.arm(self, idle)
        self.armed = armed

    def disarm(self) -> Armed:
        """Ends the fault and every connection."""
        armed, self.armed = self.armed, None
        self.ended.set()
        with self.lock:
            connections = list(self.open)
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        if self.listener.fileno() < 0:
            self.listen()
        return armed

    def wait_for_end(self, connections: list[socket.socket]) -> None:
        """Waits until these connections are closed, for a second at most."""
        deadline = time.monotonic() + 1
        while self.open.intersection(connections) and time.monotonic() < deadline:
            time.sleep(0.001)

    def serve(self, connection: socket.socket) -> None:
        """Serves one connection, whatever becomes of it."""
        exchange = Exchange(connection, self.upstream)
        try:
            with contextlib.suppress(OSError):
                if not self.is_broken_at("connection", exchange):
                    self.pass_bytes(exchange) if self.is_tls else self.pass_requests(exchange)
        finally:
            connection.close()
            with self.lock:
                self.open.discard(connection)
            if exchange.upstream:
                exchange.upstream.close()

    def is_broken_at(self, layer: str, exchange: Exchange) -> bool:
        """Applies a fault of this layer, if one is armed. Returns whether the connection is over."""
        armed = self.armed
        if armed is None or armed.fault.layer != layer or not armed.take():
            return False
        armed.count()
        armed.fault.act(exchange, self)
        return exchange.is_closed

    def pass_requests(self, exchange: Exchange) -> None:
        """Passes HTTP requests on."""
        connection, served = exchange.connection, 0
        # Without taking it out, because a fault may want to read only a part of the request.
        while connection.recv(1, socket.MSG_PEEK):
            if self.is_broken_at("early", exchange):
                return
            if served and self.is_broken_at("stale", exchange):
                return
            exchange.request = read_message(connection)
            if not exchange.request:
                return
            armed = self.armed
            method, path = exchange.request.split(b" ", 2)[:2]
            if armed and b"/trap" in path:
                armed.trapped += 1
            if armed and armed.is_target(method.decode(), path.decode()):
                armed.count()
                if armed.fault.layer == "request" and armed.take():
                    armed.fault.act(exchange, self)
                    if exchange.is_closed:
                        return
                    served += 1
                    continue
            exchange.send(exchange.response())
            served += 1

    def pass_bytes(self, exchange: Exchange) -> None:
        """Passes bytes on without reading them, for TLS."""
        client, upstream = exchange.connection, exchange.connect()
        while True:
            readable, _, _ = select.select([client, upstream], [], [])
            if client in readable:
                # With TLS every record of the client is a sign of a request on an open connection.
                if self.is_broken_at("tls record", exchange):
                    return
                if not (sent := client.recv(CHUNK)):
                    return
                upstream.sendall(sent)
            if upstream in readable:
                if not (received := upstream.recv(CHUNK)):
                    return
                client.sendall(received)
