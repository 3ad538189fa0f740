"""The commands `login` and `logout`. A login waits for RingCentral's page to redirect the browser to this machine."""

from __future__ import annotations

import argparse
import os
import queue
import sys
import threading
import webbrowser
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .. import Authorization, Client, InvalidArgumentError, RequestTimeoutError, RingOutError, StorageError
from ._client import VARIABLE, connect, token_file
from ._output import GREEN, Output
from ._usage import UsageError, quoted

if TYPE_CHECKING:
    from typing_extensions import Self

_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>ringout</title></head>
<body style="font-family: sans-serif; margin: 4em"><h1>{title}</h1><p>{text}</p></body></html>
"""
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    # The URL of the page has the authorization code.
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Connection": "close",
}


def login(options: argparse.Namespace, output: Output) -> int:
    """Logs in through RingCentral's page."""
    path = token_file(options)
    _prepare(path, options)
    before = _version(path)
    with connect(options) as client, _Listener(options.redirect_uri, client) as listener:
        url = listener.authorization.url
        output.record("authorize", url=url)
        output.line("Log in here:")
        output.line(f"  {url}")
        if not options.no_browser:
            # A text browser would take the terminal, so it runs on a thread.
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
        listener.wait(options.login_timeout)
    if _version(path) == before:
        raise StorageError(f"the token could not be saved in {path}")
    output.record("logged_in", token_file=str(path))
    output.line((GREEN, "Logged in."), f" The token is in {path}")
    if os.environ.get("RC_USER_JWT"):
        output.note("RC_USER_JWT is set, so other commands log in with it; unset it to use this login")
    return 0


def logout(options: argparse.Namespace, output: Output) -> int:
    """Ends the session."""
    path = token_file(options)
    with connect(options) as client:
        client.logout()
    output.record("logged_out", token_file=str(path))
    output.line(f"Logged out. {path} has no token any more")
    return 0


def _prepare(path: Path, options: argparse.Namespace) -> None:
    """Makes the client keep its token in this file."""
    os.environ[VARIABLE] = str(path)
    if not options.token_file:
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"{path.parent} cannot be created: {error.strerror}") from None


def _version(path: Path) -> tuple[int, int] | None:
    """Identifies the content of a file that is replaced when it is written."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


class _Listener:
    """An HTTP server on this machine that receives the redirect."""

    def __init__(self, redirect_uri: str, client: Client) -> None:
        host, port, self.path = _loopback(redirect_uri)
        self.client = client
        self.results: queue.Queue[RingOutError | None] = queue.Queue()
        self.lock = threading.Lock()
        self.is_over = False
        try:
            self.server = _Server((host, port), self)
        except OSError as error:
            problem = f"{redirect_uri} is not available ({error.strerror}); choose another port with --redirect-uri"
            raise UsageError(problem, "login") from None
        self.origin = f"http://{host}:{self.server.server_address[1]}"
        self.authorization: Authorization = client.authorize_url(f"{self.origin}{self.path}")

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def wait(self, timeout: float) -> None:
        """Waits for the end of the login. Raises its error."""
        try:
            error = self.results.get(timeout=min(timeout, threading.TIMEOUT_MAX))
        except queue.Empty:
            raise RequestTimeoutError(f"the login was not finished within {timeout:g} s") from None
        if error:
            raise error

    def receive(self, target: str, show: Callable[[int, str, str], None]) -> None:
        """Completes the login with a redirect. Shows a page with this status, title and text."""
        if urlsplit(target).path != self.path:
            return show(404, "Not found", "This is not the page that RingCentral redirects to.")
        with self.lock:
            if self.is_over:
                return show(410, "Already used", "The login has ended. You can close this page.")
            result: RingOutError | None = None
            try:
                self.client.login_redirect(f"{self.origin}{target}", self.authorization)
            except InvalidArgumentError:
                # The redirect of another login, or a page that guesses. The login goes on.
                return show(400, "Not accepted", "This redirect does not belong to the login that was started.")
            except RingOutError as error:
                result = error
                page = (403, "Not logged in", "The terminal shows the reason. You can close this page.")
            else:
                page = (200, "Logged in", "You can close this page and return to the terminal.")
            self.is_over = True
            try:
                show(*page)
            finally:
                # The program may end as soon as it has the result, so the browser gets its page before.
                self.results.put(result)


class _Server(ThreadingHTTPServer):
    # The program does not wait for a browser that keeps a connection open.
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], listener: _Listener) -> None:
        self.listener = listener
        super().__init__(address, _Handler)

    def handle_error(self, *_: object) -> None:
        """Ignores a connection that fails; `socketserver` would print a traceback."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 10

    def do_GET(self) -> None:
        self.server.listener.receive(self.path, self._show)

    def _show(self, status: int, title: str, text: str) -> None:
        body = _PAGE.format(title=title, text=text).encode()
        self.send_response(status)
        for name, value in {**_HEADERS, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Writes nothing: the path has the authorization code."""

    def version_string(self) -> str:
        return "ringout"


def _loopback(redirect_uri: str) -> tuple[str, int, str]:
    """Returns the address and the path of a redirect URI on this machine."""
    problem = UsageError(
        f"--redirect-uri: {quoted(redirect_uri)} is not a URL on this machine, such as http://127.0.0.1:8765/", "login"
    )
    try:
        parts = urlsplit(redirect_uri)
        port = parts.port
    except ValueError:
        raise problem from None
    if parts.scheme != "http" or parts.hostname not in ("127.0.0.1", "localhost") or port is None:
        raise problem
    if parts.query or parts.fragment or parts.username is not None:
        raise problem
    return parts.hostname, port, parts.path or "/"


if sys.platform == "win32":
    # There, a second server could take a port that is in use.
    _Server.allow_reuse_address = False
