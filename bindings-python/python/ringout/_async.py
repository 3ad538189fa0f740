"""The client for asyncio: the same operations, which are awaited."""

from __future__ import annotations

import asyncio
import inspect
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
    """An operation that runs on one of the core's threads.

    Cancelling it interrupts the core, and takes effect when the core has ended, which takes about 100 ms at most. By then
    it is known what came of it.
    """

    answer: T | None = None
    """What the core answered, also if nobody takes it any more."""
    lost: BaseException | None = None
    """What is lost if nobody takes the answer, where it is more than an interruption."""

    def __init__(self, event_loop: asyncio.AbstractEventLoop, interrupt: Callable[[], bool]) -> None:
        super().__init__(loop=event_loop)
        self._interrupt = interrupt
        self._cancelled_with: tuple[Any, ...] | None = None

    def cancel(self, msg: Any = None) -> bool:
        if self.done():
            return False
        self._cancelled_with = (msg,)
        # What has not begun never will; what has is going to be settled.
        return self._interrupt() or super().cancel(msg)

    def settle(self, answer: T, failure: BaseException | None, lost: BaseException | None) -> None:
        """Called by the native half, on the loop's thread, when the core has ended."""
        if self.done():
            return
        self.answer, self.lost = answer, lost
        if self._cancelled_with is not None:
            super().cancel(*self._cancelled_with)
        elif failure is not None:
            self.set_exception(failure)
        else:
            self.set_result(answer)


async def ended(operation: Operation[T]) -> T:
    """What an operation comes to."""
    try:
        return await operation
    except asyncio.CancelledError as interruption:
        if not operation.cancelled():
            # The core was quicker. Its exception, if it is one, has now been seen.
            operation.exception()
        interruption.__context__ = operation.lost
        raise
    finally:
        # The operation holds its exception, which holds this frame.
        del operation


def settings_of(make: Callable[P, Client]) -> Callable[[Callable[..., None]], Callable[Concatenate[Any, P], None]]:
    """For a constructor that takes the settings of `Client`, and whose function gets the client."""

    def constructor(initialize: Callable[..., None]) -> Callable[Concatenate[Any, P], None]:
        @wraps(initialize)
        def __init__(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> None:
            initialize(self, make(*args, **kwargs)._asynchronous())

        return __init__

    return constructor


def twin(method: Callable[Concatenate[Any, P], T]) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]:
    """The twin of a method of `Client` or `Call`, with its signature and its documentation."""

    @wraps(method)
    async def asynchronous(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> T:
        # The stubs say what the native half answers to a client that blocks; the others get an `Operation`.
        operation: Any = method(self._native, *args, **kwargs)
        answer: T = await ended(operation)
        return answer

    return asynchronous


def twin_placing(
    method: Callable[Concatenate[Any, P], Call],
) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, AsyncCall]]:
    """The same for a method that answers with a call."""
    place = twin(method)

    @wraps(method)
    async def asynchronous(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> AsyncCall:
        return AsyncCall(await place(self, *args, **kwargs))

    return asynchronous


class AsyncWatch:
    """The changes of a call, from `AsyncCall.watch`: an asynchronous iterator. It belongs to the loop that it was made in, and
    is over when a task that waits for it is cancelled. Dropping it ends the following."""

    def __init__(self, call: Call, **options: Any) -> None:
        self._call = call
        self._end: Outcome | BaseException | None = None
        # Called with each change, then with the end. It knows nothing of this object, which is dropped by its user.
        self._news: asyncio.Queue[Change | Outcome | BaseException] = asyncio.Queue()
        self._following: object = call._follow(self._news.put_nowait, **options)

    @property
    def outcome(self) -> Outcome:
        """How the call came out, going by what was seen so far."""
        return self._end if isinstance(self._end, Outcome) else self._call.outcome

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Change:
        if self._end is not None:
            raise StopAsyncIteration
        try:
            news = await self._news.get()
        except asyncio.CancelledError as interruption:
            self._finish(interruption)
            raise
        if isinstance(news, Change):
            return news
        self._finish(news)
        if isinstance(news, BaseException):
            raise news
        raise StopAsyncIteration

    def _finish(self, end: Outcome | BaseException) -> None:
        self._end, self._following = end, None
        # For other tasks that wait for the same.
        self._news.put_nowait(end)


class AsyncCall:
    """`Call` for asyncio, from `AsyncClient.create_call` or `AsyncClient.call`: the same operations, which are awaited.

    Dropping it does nothing to the call.
    """

    def __init__(self, native: Call) -> None:
        self._native = native

    @property
    def id(self) -> str:
        """The platform's id. Opaque: nothing can be read from it."""
        return self._native.id

    @property
    def state(self) -> CallState | None:
        """What was last seen, without asking; None if nothing was seen yet."""
        return self._native.state

    @property
    def outcome(self) -> Outcome:
        """How the call ended, going by what was seen, without asking. While it has not, the kind is `StillInProgress`."""
        return self._native.outcome

    status = twin(Call.status)
    log = twin(Call.log)
    cancel = twin(Call.cancel)

    async def wait(
        self,
        *,
        until: Until | Literal["ended", "answered"] = "ended",
        timeout: float | None = None,
        cancel_on_timeout: bool = False,
    ) -> Outcome:
        watch = self.watch(until=until, timeout=timeout, cancel_on_timeout=cancel_on_timeout)
        async for _ in watch:
            pass
        return watch.outcome

    def watch(
        self,
        *,
        until: Until | Literal["ended", "answered"] = "ended",
        timeout: float | None = None,
        cancel_on_timeout: bool = False,
    ) -> AsyncWatch:
        """Follows the call change by change: an asynchronous iterator that ends when `wait` would. Takes what `wait` takes.
        Dropping it ends the following."""
        return AsyncWatch(self._native, until=until, timeout=timeout, cancel_on_timeout=cancel_on_timeout)

    wait.__doc__ = Call.wait.__doc__

    def __repr__(self) -> str:
        return repr(self._native).replace("Call", "AsyncCall", 1)


class Scribe:
    """Has a journal written on the loop's thread, where the native half calls this: a function, or a coroutine function."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        # A loop keeps no task alive.
        self._tasks: set[asyncio.Future[object]] = set()

    def __call__(self, entry: JournalEntry, done: Callable[[BaseException | None], None]) -> None:
        try:
            written = self._journal(entry)
            if inspect.isawaitable(written):
                self._follow(asyncio.ensure_future(written), done)
                return
        except BaseException as failure:
            done(failure)
            if not isinstance(failure, Exception):
                raise
        else:
            done(None)

    def _follow(self, task: asyncio.Future[object], done: Callable[[BaseException | None], None]) -> None:
        def end(_: object) -> None:
            self._tasks.discard(task)
            done(asyncio.CancelledError("cancelled") if task.cancelled() else task.exception())

        self._tasks.add(task)
        task.add_done_callback(end)


class AsyncPlaceAll:
    """The results of many calls, from `AsyncClient.place_all`: an asynchronous iterator of `Placed`. It belongs to the loop
    that it was made in; one task at a time may use it.

    When the task is cancelled, nothing more is placed. Another loop over the same object then gives, at once, the rest of the
    results: `OperationCancelledError`, with the call where one was placed. Dropping it ends the placing.
    """

    def __init__(
        self, client: Client, requests: Iterable[CallRequest], journal: Journal | None, **options: Any
    ) -> None:
        scribe = Scribe(journal) if callable(journal) else journal
        self._native = client._place_all(requests, journal=scribe, **options)
        self._remaining: int = self._native.requests
        self._waiting = False
        # What is waited for, or was interrupted: its answer is for whoever asks again.
        self._operation: Operation[Placed[Call] | None] | None = None

    @property
    def remaining(self) -> int:
        """How many requests have no result yet."""
        return self._remaining

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Placed[AsyncCall]:
        placed = self._left() or await self._next()
        if placed is None:
            raise StopAsyncIteration
        self._remaining -= 1
        call = placed.call and AsyncCall(placed.call)
        return Placed(placed.index, call, placed.outcome, placed.error)

    def _left(self) -> Placed[Call] | None:
        """The result that came together with an interruption, if there is one."""
        operation = self._operation
        if self._waiting or (operation and not operation.done()):
            raise RuntimeError("these results are being waited for already, by another task")
        self._operation = None
        return operation.answer if operation else None

    async def _next(self) -> Placed[Call] | None:
        operation: Operation[Placed[Call] | None] = self._native.next()
        self._operation, self._waiting = operation, True
        try:
            placed = await ended(operation)
        except GeneratorExit:
            # Nobody waits for it any more.
            operation.cancel()
            raise
        finally:
            self._waiting = False
            del operation
        self._operation = None
        return placed


class AsyncClient:
    """`Client` for asyncio: takes the same settings and has the same operations, which are awaited.

        async with AsyncClient.from_env() as client:
            call = await client.create_call(to="+16505550100", from_="+16505550123")
            async for change in call.watch():
                print(change.state)
            print(call.outcome)

    Requests run on threads of the library's own; waiting for calls takes none, however many there are. One client may be
    used by several event loops in several threads.

    Cancelling the task interrupts the operation. It ends within about 100 ms, and if it came to more than that, this is the
    `__context__` of the `CancelledError`: a `MaybePlacedError` says that the call may have been placed.
    """

    __signature__ = inspect.signature(Client)

    @settings_of(Client)
    def __init__(self, native: Client) -> None:
        self._native = native

    @classmethod
    def _of(cls, native: Client) -> Self:
        client = cls.__new__(cls)
        client._native = native
        return client

    @classmethod
    def from_env(cls) -> Self:
        """A client from `RC_SERVER_URL`, `RC_APP_CLIENT_ID`, `RC_APP_CLIENT_SECRET` (not for public apps) and `RC_USER_JWT`
        (or log in yourself). Sends nothing: the first request logs in."""
        return cls._of(Client.from_env()._asynchronous())

    def with_timeout(self, timeout: float) -> Self:
        """The same client with this deadline, in seconds, for each of its operations, and those of its calls. Both are closed
        together."""
        return self._of(self._native.with_timeout(timeout))

    def with_rate_limit(self, rate_limit: RateLimit | Literal["wait", "fail-fast"]) -> Self:
        """The same client with another way to take the platform's limits, a `RateLimit`. Both are closed together."""
        return self._of(self._native.with_rate_limit(rate_limit))

    login = twin(Client.login)
    login_redirect = twin(Client.login_redirect)
    refresh = twin(Client.refresh)
    logout = twin(Client.logout)

    def authorize_url(self, redirect_uri: str) -> Authorization:
        """Begins a login through the platform's page. Sends nothing: send the user to the `url` of what is returned."""
        return self._native.authorize_url(redirect_uri)

    @property
    def token(self) -> Token | None:
        """The token in use, for those who keep it themselves. None if there is none."""
        return self._native.token

    def set_token(self, token: Token) -> None:
        """Goes on with a token that was kept."""
        self._native.set_token(token)

    def limits(self) -> list[Limit]:
        """Tells what the client knows of the platform's limits: one `Limit` each for `Light`, `Heavy` and `Auth`. Sends
        nothing."""
        return self._native.limits()

    create_call = twin_placing(Client.create_call)

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

    place_all.__doc__ = f"""{Client.place_all.__doc__}

The iterator is an asynchronous one. The `journal` is called on the event loop's thread, and may be a coroutine function."""

    caller_ids = twin(Client.caller_ids)
    forwarding_numbers = twin(Client.forwarding_numbers)
    preflight = twin(Client.preflight)
    call_log = twin(Client.call_log)

    def call(self, id: str) -> AsyncCall:
        """A handle for a call whose id is known. Sends nothing; its state is not known until it is asked for."""
        return AsyncCall(self._native.call(id))

    request = twin(Client.request)
    send = twin(Client.send)

    async def close(self) -> None:
        """Ends the use of the client and its calls: what is being waited for ends with `OperationCancelledError`, and every
        later operation is an `InvalidArgumentError`. What is known of a call (`id`, `state`, `outcome`) can still be read.
        Calls on the platform go on. Closing twice is fine."""
        self._native.close()

    async def __aenter__(self) -> Self:
        self._native.__enter__()
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self.close()
