"""Calls as Celery tasks: each call is placed at most once and its outcome reported once, however often a task is delivered.

    from celery import Celery
    from ringout.celery import CallTasks

    app = Celery("calls", broker="redis://localhost")
    calls = CallTasks(app, make_client, report)
    calls.place.delay(to="+16505550100", from_="+16505550123", dedupe_key="order-4711")

It does not import Celery; it uses the app of your program.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ._enums import OutcomeKind
from ._errors import RateLimitedError, RingOutError, StorageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

    from ._native import Call, CallState, Client, Outcome

__all__ = ["CallTasks"]

# In seconds. A longer countdown would be held by one worker, and lost with it until the broker delivers the task again.
_MAX_COUNTDOWN = 300.0
# After the first failure. It doubles with each further one.
_FIRST_PAUSE = 2.0
# How long the library may search the call log for a call that has vanished.
_LOG_TIMEOUT = 300.0
# Between the attempts to claim an outcome in a ledger that fails.
_CLAIM_PAUSES = (0.5, 1.0, 2.0, 4.0)


class CallTasks:
    """Two Celery tasks for a client with a `ledger`: `place` places a call, and `follow` waits for its end and reports it.

    - `app`: the Celery app.
    - `client`: returns the `Client`, once it is needed in a worker's process: a function with `functools.cache`.
    - `report`: called with the `dedupe_key` and the `Outcome` of each call. Once for a key, by the worker that has claimed the
      outcome. A worker that dies in between has claimed it even so.
    - `progress`: called with the `dedupe_key` and the `CallState` at each change that a worker sees. May be called twice for one.
    - `name`: what the names of the tasks begin with: `ringout.place` and `ringout.follow`.
    - `follow_for`: for how many seconds a task follows a call before it passes the call on, such as to a worker that is not shutting
      down.
    - `max_failures`: how often a task is tried again after an error, with growing pauses. Rate limits do not count.

    Both tasks are acknowledged when they are done, and delivered again if their worker dies. A task that runs twice does no harm.

    - A call is placed again only if no phone can have rung. `MaybePlacedError` is never tried again. Your program may send the same
      task later: it does not place the call, and finds it once the call log has it.
    - A call that another worker follows is looked at again when that one's lease is over.
    - With `RateLimitedError` the task is tried again after `retry_after`. By default the client waits for its rate limit first, up to
      its `create_timeout`, which keeps the queue short of tasks that come back. Do not set `rate_limit="fail-fast"` here.

    Following needs no processor, so run it in threads, and keep it from waiting behind calls that are not placed yet:

        app.conf.task_routes = {"ringout.follow": {"queue": "follow"}}

        celery --app tasks worker --queues celery --concurrency 2
        celery --app tasks worker --queues follow --pool threads --concurrency 100

    With Redis as the broker, the tasks of a dead worker come back after `visibility_timeout`, one hour by default. Ten minutes is better;
    less than five would deliver tasks again that wait for their time.

        app.conf.broker_transport_options = {"visibility_timeout": 600}

    A call that never ends is followed forever. Errors that end a task are Celery's to report, with `task_failure` or `link_error`.

    Example:
        >>> from celery import Celery
        >>> from ringout.celery import CallTasks
        >>> app = Celery("calls", broker="redis://localhost")
        >>> calls = CallTasks(app, client, report=lambda key, outcome: print(key, outcome))
        >>> calls.place.delay(to="+16505550100", from_="+16505550123", dedupe_key="order-4711")
    """

    place: Any
    """The Celery task that places a call. Takes the arguments of `Client.create_call`; without a `dedupe_key` the task's id is the
    key, so that it must be sent with an id of yours if it may be sent twice. Returns a dict with `dedupe_key`, `call_id` and
    `adopted`."""
    follow: Any
    """The Celery task that waits for the end of a call. Takes the `dedupe_key`. Returns a dict with `dedupe_key`, `outcome` (the
    dict of an `Outcome`, or None if the key has no call) and `reported`, whether this task has reported it."""

    def __init__(
        self,
        app: Any,
        client: Callable[[], Client],
        report: Callable[[str, Outcome], object] | None = None,
        *,
        progress: Callable[[str, CallState], object] | None = None,
        name: str = "ringout",
        follow_for: float = 30.0,
        max_failures: int = 8,
    ) -> None:
        self._client, self._report, self._progress = client, report, progress
        self._follow_for, self._max_failures = follow_for, max_failures

        def place(task: Any, **arguments: Any) -> dict[str, Any]:
            return self._place(task, arguments)

        def follow(task: Any, **arguments: Any) -> dict[str, Any]:
            return self._follow(task, arguments)

        # Retries are limited here, because Celery would count those that only wait.
        options = {"bind": True, "acks_late": True, "reject_on_worker_lost": True, "max_retries": None}
        self.place = app.task(name=f"{name}.place", **options)(place)
        self.follow = app.task(name=f"{name}.follow", **options)(follow)

    def _place(self, task: Any, arguments: dict[str, Any]) -> dict[str, Any]:
        request = {name: value for name, value in arguments.items() if name != "failures"}
        key = request["dedupe_key"] = request.get("dedupe_key") or task.request.id
        try:
            call = self._client().create_call(**request)
            # One that another worker has placed is followed by that one, unless it has died.
            left = call.take_lease() if call.adopted else None
        except RingOutError as error:
            self._try_again(task, arguments, error)
        follow = {"dedupe_key": key, "handed_over": left is None}
        self.follow.apply_async(kwargs=follow, countdown=min(left or 0.0, _MAX_COUNTDOWN))
        return {"dedupe_key": key, "call_id": call.id, "adopted": call.adopted}

    def _follow(self, task: Any, arguments: dict[str, Any]) -> dict[str, Any]:
        key = arguments["dedupe_key"]
        # The lease is that of the worker that has handed the call over. A task that is delivered again was handed to another one.
        is_mine = arguments.get("handed_over", False) and not (task.request.delivery_info or {}).get("redelivered")
        try:
            call = self._client().find_call(key)
            if call is None:
                return {"dedupe_key": key, "outcome": None, "reported": False}
            left = None if is_mine else call.take_lease()
            has_ended = left is None and self._watch(key, call)
            reported = has_ended and _claim(call)
        except RingOutError as error:
            self._try_again(task, arguments, error)
        if left is not None:
            raise task.retry(countdown=min(left, _MAX_COUNTDOWN), kwargs={"dedupe_key": key})
        if not has_ended:
            raise task.retry(countdown=0, kwargs={"dedupe_key": key, "handed_over": True})
        if reported and self._report is not None:
            self._report(key, call.outcome)
        return {"dedupe_key": key, "outcome": call.outcome.to_dict(), "reported": reported}

    def _watch(self, key: str, call: Call) -> bool:
        """Follows the call for a while. Returns whether it has ended."""
        until = time.monotonic() + self._follow_for
        for change in call.watch(timeout=self._follow_for):
            if self._progress is not None:
                self._progress(key, change.state)
        if time.monotonic() < until:
            return True
        if call.outcome.kind is OutcomeKind.STILL_IN_PROGRESS:
            return False
        # The call has vanished, and may be explained by the call log. Another task would begin the search again.
        call.wait(timeout=_LOG_TIMEOUT)
        return True

    def _try_again(self, task: Any, arguments: dict[str, Any], error: RingOutError) -> NoReturn:
        """Tries the task again later if that is safe and may help; otherwise raises the error."""
        if isinstance(error, RateLimitedError):
            countdown = error.retry_after or _FIRST_PAUSE
            raise task.retry(exc=error, countdown=min(countdown, _MAX_COUNTDOWN), kwargs=arguments)
        failures = arguments.get("failures", 0)
        # A store that fails has prevented the request.
        is_safe = (error.retryable or isinstance(error, StorageError)) and not error.may_have_placed
        if not is_safe or failures >= self._max_failures:
            raise error
        countdown = min(_FIRST_PAUSE * 2**failures, _MAX_COUNTDOWN)
        raise task.retry(exc=error, countdown=countdown, kwargs={**arguments, "failures": failures + 1})


def _claim(call: Call) -> bool:
    """Claims the outcome. Only this object knows whether a claim that failed was written, so another task could not repeat it."""
    for pause in _CLAIM_PAUSES:
        try:
            return call.claim_outcome()
        except StorageError:
            time.sleep(pause)
    return call.claim_outcome()
