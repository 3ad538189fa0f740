"""The asyncio client: the operations of `Client` and `Call` as coroutines."""

from __future__ import annotations

import asyncio
import inspect
import re
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar

from ._native import Call, Change, Client, Outcome, Placed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Iterable
    from typing import Literal

    from typing_extensions import Self

    from ._enums import RateLimit, Until
    from ._native import Authorization, CallRequest, CallState, JournalEntry, Limit, Token

    Journal = Callable[[JournalEntry], object]

P = ParamSpec("P")
T = TypeVar("T")


class Operation(asyncio.Future[T], Generic[T]):
    """The future of an operation that runs on one of the core's threads.

    Cancelling it interrupts the core. The future is cancelled when the core has stopped, within about 100 ms, so that the result
    is known by then.
    """

    value: T | None = None
    """The value that the core returned, also after a cancellation."""
    unclaimed_error: BaseException | None = None
    """The error to report if the task is cancelled and never receives the value, such as a call that may have been placed."""

    def __init__(self, event_loop: asyncio.AbstractEventLoop, interrupt: Callable[[], bool]) -> None:
        super().__init__(loop=event_loop)
        self.interrupt = interrupt
        self._cancelled_with: tuple[Any, ...] | None = None

    def cancel(self, msg: Any = None) -> bool:
        if self.done():
            return False
        self._cancelled_with = (msg,)
        # An operation that is running will call `settle`. One that is not will never start.
        return self.interrupt() or super().cancel(msg)

    def settle(self, value: T, failure: BaseException | None, unclaimed_error: BaseException | None) -> None:
        """Called by the native module on the loop's thread when the core has finished."""
        if self.done():
            return
        self.value, self.unclaimed_error = value, unclaimed_error
        if self._cancelled_with is not None:
            super().cancel(*self._cancelled_with)
        elif failure is not None:
            self.set_exception(failure)
        else:
            self.set_result(value)


async def result_of(operation: Operation[T]) -> T:
    """Awaits an operation, and attaches the unclaimed error to a `CancelledError` as its context."""
    try:
        return await operation
    except asyncio.CancelledError as cancellation:
        if not operation.cancelled():
            # The core finished first. This marks its exception as retrieved.
            operation.exception()
        cancellation.__context__ = operation.unclaimed_error
        abandon(operation)
        raise
    except GeneratorExit:
        # The coroutine was closed, perhaps after its event loop.
        operation.interrupt()
        abandon(operation)
        raise
    finally:
        # The operation holds its exception, which holds this frame.
        del operation


def abandon(operation: Operation[Any]) -> None:
    """Hangs up a call that was placed with `cancel_on_exit` and that the task never receives."""
    if isinstance(operation.value, Call):
        operation.value._abandon()


def takes_settings_of(
    make: Callable[P, Client],
) -> Callable[[Callable[..., None]], Callable[Concatenate[Any, P], None]]:
    """Gives a constructor the signature of `Client`, and passes the client to it."""

    def constructor(initialize: Callable[..., None]) -> Callable[Concatenate[Any, P], None]:
        @wraps(initialize)
        def __init__(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> None:
            initialize(self, make(*args, **kwargs)._asynchronous())

        return __init__

    return constructor


def with_await(documentation: str | None) -> str | None:
    """Returns the documentation of a blocking operation with its examples for asyncio."""
    if documentation is None:
        return None
    coroutines = r"\b(client\.(?!call\(|place_all|limits|authorize_url|with_)|call\.(?!watch))(\w+\()"
    examples = r"^( *(?:>>>|\.\.\.) .*)$"

    def awaiting(example: re.Match[str]) -> str:
        return re.sub(coroutines, r"await \1\2", re.sub(r"(?<=>>> )(for|with)\b", r"async \1", example[1]))

    return re.sub(examples, awaiting, documentation, flags=re.MULTILINE)


def coroutine(method: Callable[Concatenate[Any, P], T]) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]:
    """Makes a coroutine function of a method of `Client` or `Call`, with its signature and documentation."""

    @wraps(method)
    async def asynchronous(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> T:
        # The stubs describe the blocking client. The method of an asynchronous client returns an `Operation` instead.
        # Not a variable, because it holds its exception, which holds this frame.
        value: T = await result_of(method(self._native, *args, **kwargs))  # type: ignore[arg-type]
        return value

    asynchronous.__doc__ = with_await(method.__doc__)
    return asynchronous


def coroutine_for_call(
    method: Callable[Concatenate[Any, P], Call],
) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, AsyncCall]]:
    """Like `coroutine`, for a method that returns a call."""
    place = coroutine(method)

    @wraps(method)
    async def asynchronous(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> AsyncCall:
        return AsyncCall(await place(self, *args, **kwargs))

    asynchronous.__doc__ = place.__doc__
    return asynchronous


def coroutine_for_optional_call(
    method: Callable[Concatenate[Any, P], Call | None],
) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, AsyncCall | None]]:
    """Like `coroutine`, for a method that may return a call."""
    find = coroutine(method)

    @wraps(method)
    async def asynchronous(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> AsyncCall | None:
        found = await find(self, *args, **kwargs)
        return None if found is None else AsyncCall(found)

    asynchronous.__doc__ = find.__doc__
    return asynchronous


class AsyncWatch:
    """An asynchronous iterator over the changes of a call, from `AsyncCall.watch`. It can only be used in the event loop in which
    it was created, and ends when a task that waits for it is cancelled. Deleting it stops the delivery of changes, and with
    `cancel_on_exit` hangs up."""

    def __init__(self, call: Call, **options: Any) -> None:
        self._call = call
        self._end: Outcome | None = None
        self._is_over = False
        self._waiting = 0
        # Gets each change, then the end. The subscription refers only to the queue, so that this object can be deleted.
        self._events: asyncio.Queue[Change | Outcome | BaseException] = asyncio.Queue()
        self._subscription: object = call._follow(self._events.put_nowait, **options)

    @property
    def outcome(self) -> Outcome:
        """How the call ended, from the states seen so far. The kind is `StillInProgress` until the end is seen."""
        return self._call.outcome if self._end is None else self._end

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Change:
        if self._is_over:
            raise StopAsyncIteration
        self._waiting += 1
        try:
            event = await self._events.get()
        except asyncio.CancelledError as cancellation:
            self._finish(cancellation)
            raise
        finally:
            self._waiting -= 1
        if isinstance(event, Change):
            return event
        self._finish(event)
        if not isinstance(event, BaseException):
            raise StopAsyncIteration
        try:
            raise event
        finally:
            # The exception holds this frame.
            del event

    def _finish(self, end: Outcome | BaseException) -> None:
        self._is_over, self._subscription = True, None
        # An exception is not kept: it holds the frames of the program, and with them perhaps this object.
        if isinstance(end, Outcome):
            self._end = end
        # Wakes other tasks that wait for the next change.
        if self._waiting:
            self._events.put_nowait(end)


class AsyncCall:
    """A RingOut call for asyncio, from `AsyncClient.create_call` or `AsyncClient.call`. Has the operations of `Call` as
    coroutines.

    Deleting the object does not end the call. An `async with` block hangs it up at the end of the block, also when the task is
    cancelled, unless the call is over or `detach` was called in the block:

        async with await client.create_call(to="+16505550100", from_="+16505550123") as call:
            if (await call.wait(until="answered", timeout=60)).kind == "Answered":
                call.detach()
    """

    def __init__(self, native: Call) -> None:
        self._native = native

    @property
    def id(self) -> str:
        """RingCentral's id of the call, an opaque string."""
        return self._native.id

    @property
    def adopted(self) -> bool:
        """Whether the call was placed by another request with the same `dedupe_key`, in this process or another, and not by the
        one that returned this object."""
        return self._native.adopted

    @property
    def state(self) -> CallState | None:
        """The last known state, or None if none is known yet. Sends nothing."""
        return self._native.state

    @property
    def outcome(self) -> Outcome:
        """How the call ended, from the states seen so far. The kind is `StillInProgress` until the end is seen. Sends nothing."""
        return self._native.outcome

    status = coroutine(Call.status)
    take_lease = coroutine(Call.take_lease)
    claim_outcome = coroutine(Call.claim_outcome)
    log = coroutine(Call.log)
    cancel = coroutine(Call.cancel)

    async def wait(
        self,
        *,
        until: Until | Literal["ended", "answered"] = "ended",
        timeout: float | None = None,
        cancel_on_timeout: bool = False,
        cancel_on_exit: bool = False,
    ) -> Outcome:
        watch = self.watch(
            until=until, timeout=timeout, cancel_on_timeout=cancel_on_timeout, cancel_on_exit=cancel_on_exit
        )
        async for _ in watch:
            pass
        return watch.outcome

    def watch(
        self,
        *,
        until: Until | Literal["ended", "answered"] = "ended",
        timeout: float | None = None,
        cancel_on_timeout: bool = False,
        cancel_on_exit: bool = False,
    ) -> AsyncWatch:
        """Returns an asynchronous iterator over the changes of the call, which stops when `wait` would return. Takes the same
        arguments as `wait`. Deleting it stops the delivery of changes, and with `cancel_on_exit` hangs up, which a `break` in
        `async for change in call.watch(cancel_on_exit=True)` does."""
        return AsyncWatch(
            self._native,
            until=until,
            timeout=timeout,
            cancel_on_timeout=cancel_on_timeout,
            cancel_on_exit=cancel_on_exit,
        )

    def detach(self) -> None:
        """Lets the call go on: no `async with` block and no wait with `cancel_on_exit` that has begun hangs it up. Sends
        nothing."""
        self._native.detach()

    async def __aenter__(self) -> Self:
        self._native.__enter__()
        return self

    async def __aexit__(self, *_exception: object) -> None:
        # Begins to hang up, whether or not this task may wait for the effect.
        leave: Callable[[], Any] = self._native.__exit__
        operation = leave()
        if operation is not None:
            await result_of(operation)

    wait.__doc__ = with_await(Call.wait.__doc__)

    def __repr__(self) -> str:
        return repr(self._native).replace("Call", "AsyncCall", 1)

    def to_dict(self) -> dict[str, Any]:
        """Returns the `id`, the `state` and the `outcome` as a dict of plain JSON types. Sends nothing."""
        return self._native.to_dict()


class JournalWriter:
    """Calls a journal, a function or a coroutine function, on the loop's thread, and reports when the entry is written."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        # The loop only holds weak references to tasks.
        self._tasks: set[asyncio.Future[object]] = set()

    def __call__(self, entry: JournalEntry, done: Callable[[BaseException | None], None]) -> None:
        try:
            written = self._journal(entry)
            if inspect.isawaitable(written):
                self._report_end(asyncio.ensure_future(written), done)
                return
        except BaseException as failure:
            done(failure)
            if not isinstance(failure, Exception):
                raise
        else:
            done(None)

    def _report_end(self, task: asyncio.Future[object], done: Callable[[BaseException | None], None]) -> None:
        def end(_: object) -> None:
            self._tasks.discard(task)
            done(asyncio.CancelledError("cancelled") if task.cancelled() else task.exception())

        self._tasks.add(task)
        task.add_done_callback(end)


class AsyncPlaceAll:
    """An asynchronous iterator over the results of `AsyncClient.place_all`, each a `Placed`. It can only be used in the event
    loop in which it was created, by one task at a time.

    If the task is cancelled, no more calls are placed. A second loop over the same object returns the remaining results at once:
    `OperationCancelledError`, with the call if one was placed. No more calls are placed once the object is deleted.
    """

    def __init__(
        self, client: Client, requests: Iterable[CallRequest], journal: Journal | None, **options: Any
    ) -> None:
        writer = JournalWriter(journal) if callable(journal) else journal
        self._native = client._place_all(requests, journal=writer, **options)
        self._remaining: int = self._native.requests
        self._waiting = False
        # The operation in flight, or one that was interrupted and whose value is still to be returned.
        self._operation: Operation[Placed[Call] | None] | None = None

    @property
    def remaining(self) -> int:
        """The number of requests without a result."""
        return self._remaining

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Placed[AsyncCall]:
        placed = self._take_retained() or await self._next()
        if placed is None:
            raise StopAsyncIteration
        self._remaining -= 1
        call = placed.call and AsyncCall(placed.call)
        return Placed(placed.index, call, placed.outcome, placed.error)

    def _take_retained(self) -> Placed[Call] | None:
        """Returns the result that arrived together with a cancellation, if any."""
        operation = self._operation
        if self._waiting or (operation and not operation.done()):
            raise RuntimeError("another task is already waiting for these results")
        self._operation = None
        return operation.value if operation else None

    async def _next(self) -> Placed[Call] | None:
        operation: Operation[Placed[Call] | None] = self._native.next()
        self._operation, self._waiting = operation, True
        try:
            placed = await result_of(operation)
        except GeneratorExit:
            # The awaiting coroutine was closed.
            operation.cancel()
            raise
        finally:
            self._waiting = False
            del operation
        self._operation = None
        return placed


class AsyncClient:
    """A client for asyncio. Takes the settings of `Client`, and has its operations as coroutines.

        async with AsyncClient.from_env() as client:
            call = await client.create_call(to="+16505550100", from_="+16505550123")
            async for change in call.watch():
                print(change.state)
            print(call.outcome)

    Requests run on the library's own threads. Waiting for any number of calls takes no thread. One client can be used by several
    event loops in several threads.

    Cancelling the task interrupts the operation within about 100 ms. If the operation had an effect, the `__context__` of the
    `CancelledError` says so: `MaybePlacedError` means that the call may have been placed.
    """

    __signature__ = inspect.signature(Client)

    @takes_settings_of(Client)
    def __init__(self, native: Client) -> None:
        self._native = native

    @classmethod
    def _of(cls, native: Client) -> Self:
        client = cls.__new__(cls)
        client._native = native
        return client

    @classmethod
    def from_env(cls) -> Self:
        """Creates a client from the environment variables `RC_SERVER_URL`, `RC_APP_CLIENT_ID`, `RC_APP_CLIENT_SECRET` (not for
        public apps) and `RC_USER_JWT` (optional if you call `login`). Sends nothing; the first request logs in.

        Raises `InvalidArgumentError` with the variable's name in `parameter` if one is missing or wrong."""
        return cls._of(Client.from_env()._asynchronous())

    def with_timeout(self, timeout: float) -> Self:
        """Returns the same client with another timeout for each operation, also those of its calls: in seconds, 0.001 to 3600.
        Closing one client closes both."""
        return self._of(self._native.with_timeout(timeout))

    def with_rate_limit(self, rate_limit: RateLimit | Literal["wait", "fail-fast"]) -> Self:
        """Returns the same client with another `RateLimit` behaviour. Closing one client closes both."""
        return self._of(self._native.with_rate_limit(rate_limit))

    login = coroutine(Client.login)
    login_redirect = coroutine(Client.login_redirect)
    refresh = coroutine(Client.refresh)
    logout = coroutine(Client.logout)

    def authorize_url(self, redirect_uri: str) -> Authorization:
        """Begins a login through RingCentral's login page and returns an `Authorization`. Sends nothing. Send the user to its
        `url`."""
        return self._native.authorize_url(redirect_uri)

    @property
    def token(self) -> Token | None:
        """The current token, or None before the first login. Sends nothing."""
        return self._native.token

    def set_token(self, token: Token) -> None:
        """Uses a saved token from now on."""
        self._native.set_token(token)

    def limits(self) -> list[Limit]:
        """Returns RingCentral's rate limits as far as the client knows them: one `Limit` each for `Light`, `Heavy` and `Auth`.
        Sends nothing. Other programs of the same user and app share these limits."""
        return self._native.limits()

    create_call = coroutine_for_call(Client.create_call)
    find_call = coroutine_for_optional_call(Client.find_call)

    def place_all(
        self,
        requests: Iterable[CallRequest],
        *,
        until: Until | Literal["ended", "answered"] = "ended",
        timeout: float | None = None,
        cancel_on_timeout: bool = False,
        total_timeout: float | None = None,
        concurrency: int | None = None,
        journal: Callable[[JournalEntry], Awaitable[object] | object] | None = None,
    ) -> AsyncPlaceAll:
        options = {
            "until": until,
            "timeout": timeout,
            "cancel_on_timeout": cancel_on_timeout,
            "total_timeout": total_timeout,
            "concurrency": concurrency,
        }
        return AsyncPlaceAll(self._native, requests, journal, **options)

    place_all.__doc__ = f"""{with_await(Client.place_all.__doc__)}

The iterator is asynchronous. The `journal` is called on the event loop's thread, and may be a coroutine function."""

    caller_ids = coroutine(Client.caller_ids)
    forwarding_numbers = coroutine(Client.forwarding_numbers)
    preflight = coroutine(Client.preflight)
    call_log = coroutine(Client.call_log)

    def call(self, id: str) -> AsyncCall:
        """Returns an `AsyncCall` for a known id, to resume an earlier call. Sends nothing; the state is None until the first
        poll."""
        return AsyncCall(self._native.call(id))

    request = coroutine(Client.request)
    send = coroutine(Client.send)

    async def close(self) -> None:
        """Closes the client and its calls. Operations in flight raise `OperationCancelledError`, and every later operation
        raises `InvalidArgumentError`. `id`, `state` and `outcome` of a call can still be read. Calls on RingCentral go on. Can
        be called more than once."""
        self._native.close()

    def __repr__(self) -> str:
        return repr(self._native).replace("Client", "AsyncClient", 1)

    async def __aenter__(self) -> Self:
        self._native.__enter__()
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self.close()
