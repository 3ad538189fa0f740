"""Calls in Temporal: a workflow for each call, whose activities place it and follow it to its end.

    pip install temporalio redis
    temporal server start-dev
    python temporal_calls.py                                    # a worker; run as many as you like
    temporal workflow execute --task-queue calls --type CallWorkflow --workflow-id order-4711 \\
        --input '{"to": "+16505550100", "from_": "+16505550123"}'

The workflow's id is the dedupe key, so choose one that belongs to the call.

- `place` may run again after its worker has died: the ledger knows whether the request was sent. Temporal tries an activity again without
  end, so the errors say what it may do. `MaybePlacedError`, and what the same request would meet again, ends the workflow. At the rate
  limit, the next attempt begins when RingCentral allows one.
- `follow` may run for hours. It sends heartbeats, so that another worker takes over half a minute after one has died.
- The outcome is the result of the workflow, which Temporal keeps, so nothing has to claim it.

Temporal's `max_task_queue_activities_per_second` limits all workers together. It knows neither RingCentral's windows nor its penalties,
so use it as a coarse ceiling only.
"""

import asyncio
import os
from datetime import timedelta
from typing import Any

from temporalio import activity, workflow
from temporalio.client import Client as Temporal
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker

with workflow.unsafe.imports_passed_through():
    from redis import Redis

    from ringout import AsyncClient, OutcomeKind, RingOutError, StorageError
    from ringout.redis import RedisLedger, RedisTokenStore

HEARTBEAT = 10.0


class Calls:
    """The activities, for one client."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    @activity.defn
    async def place(self, request: dict[str, Any]) -> str:
        """Places the call of this workflow and returns its id."""
        try:
            call = await self._client.create_call(**request, dedupe_key=activity.info().workflow_id)
        except RingOutError as error:
            raise for_temporal(error) from error
        return call.id

    @activity.defn
    async def follow(self) -> dict[str, Any] | None:
        """Waits until the call of this workflow ends, and returns the dict of its outcome."""
        try:
            call = await self._client.find_call(activity.info().workflow_id)
            if call is None:
                return None
            while True:
                activity.heartbeat()
                outcome = await call.wait(timeout=HEARTBEAT)
                if outcome.kind is not OutcomeKind.STILL_IN_PROGRESS:
                    return outcome.to_dict()
        except RingOutError as error:
            raise for_temporal(error) from error


def for_temporal(error: RingOutError) -> ApplicationError:
    """Returns an error that says whether and when Temporal may try again."""
    # A store that fails has prevented the request.
    may_retry = (error.retryable or isinstance(error, StorageError)) and not error.may_have_placed
    pause = timedelta(seconds=error.retry_after) if error.retry_after else None
    return ApplicationError(str(error), type=error.code, non_retryable=not may_retry, next_retry_delay=pause)


@workflow.defn
class CallWorkflow:
    """Places a call, and returns how it ended."""

    @workflow.run
    async def run(self, request: dict[str, Any]) -> dict[str, Any] | None:
        """Takes the arguments of `create_call`."""
        policy = RetryPolicy(initial_interval=timedelta(seconds=2), maximum_interval=timedelta(minutes=5))
        # Longer than the client's create timeout.
        place = {"start_to_close_timeout": timedelta(seconds=60), "retry_policy": policy}
        await workflow.execute_activity_method(Calls.place, request, **place)
        follow = {"start_to_close_timeout": timedelta(hours=12), "heartbeat_timeout": timedelta(seconds=3 * HEARTBEAT)}
        return await workflow.execute_activity_method(Calls.follow, **follow, retry_policy=policy)


def client() -> AsyncClient:
    """Makes the client of this worker."""
    redis = Redis.from_url(os.environ.get("REDIS_URL", "redis://localhost:6379/0"), socket_timeout=5)
    return AsyncClient(
        os.environ["RC_SERVER_URL"],
        os.environ["RC_APP_CLIENT_ID"],
        os.environ.get("RC_APP_CLIENT_SECRET"),
        jwt=os.environ["RC_USER_JWT"],
        token_store=RedisTokenStore(redis),
        ledger=RedisLedger(redis),
        budget=RedisLedger(redis),
    )


async def main() -> None:
    """Runs a worker."""
    temporal = await Temporal.connect(os.environ.get("TEMPORAL_ADDRESS", "localhost:7233"))
    calls = Calls(client())
    await Worker(temporal, task_queue="calls", workflows=[CallWorkflow], activities=[calls.place, calls.follow]).run()


if __name__ == "__main__":
    asyncio.run(main())
