"""The activities of the Temporal example, each in Temporal's environment for tests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import temporal_calls
from temporalio import workflow
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

from conftest import CALLER, Connection, placed
from ringout.redis import RedisLedger
from simulator import CALLEE, EVERYTHING, Simulator

REQUEST = {"to": CALLEE, "from_": CALLER}


@pytest.fixture
def calls(simulator: Simulator, connection: Connection) -> Callable[[], temporal_calls.Calls]:
    """Returns the activities of one more worker."""
    return lambda: temporal_calls.Calls(simulator.async_client(ledger=RedisLedger(connection)))


def failure(activity: Any, *arguments: Any) -> ApplicationError:
    """Runs an activity that fails."""
    with pytest.raises(ApplicationError) as raised:
        asyncio.run(ActivityEnvironment().run(activity, *arguments))
    return raised.value


def test_a_call_is_placed_once_and_followed_to_its_end(
    simulator: Simulator, calls: Callable[[], temporal_calls.Calls], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(temporal_calls, "HEARTBEAT", 0.2)
    simulator.start_clock(speed=10)
    heartbeats = []

    async def main() -> None:
        environment = ActivityEnvironment()
        environment.on_heartbeat = lambda *details: heartbeats.append(details)
        assert await environment.run(calls().follow) is None
        ids = await asyncio.gather(*(environment.run(calls().place, REQUEST) for _ in range(3)))
        assert len(set(ids)) == 1
        outcome = await environment.run(calls().follow)
        assert outcome is not None and outcome["kind"] == "Completed"
        # Also after the end.
        assert await environment.run(calls().follow) == outcome

    asyncio.run(main())
    assert placed(simulator) == 1 and len(heartbeats) > 2


def test_errors_say_what_temporal_may_do(simulator: Simulator, calls: Callable[[], temporal_calls.Calls]) -> None:
    simulator.fault({"status": 429, "headers": {"Retry-After": "40"}}, "POST", EVERYTHING, times=1)
    limited = failure(calls().place, REQUEST)
    assert limited.type == "RATE_LIMITED" and not limited.non_retryable
    assert limited.next_retry_delay is not None and limited.next_retry_delay > timedelta(seconds=30)
    simulator.fault({"drop": "before-response"}, "POST", EVERYTHING, times=1)
    lost = failure(calls().place, REQUEST)
    assert (lost.type, lost.non_retryable) == ("MAYBE_PLACED", True)
    wrong = failure(calls().place, {"to": "mother"})
    assert (wrong.type, wrong.non_retryable) == ("INVALID_ARGUMENT", True)


def test_the_workflow_runs_in_the_sandbox() -> None:
    """Temporal imports the module again in the sandbox in which workflows run, and refuses what is not deterministic."""

    async def main() -> None:
        definition = workflow._Definition.must_from_class(temporal_calls.CallWorkflow)
        SandboxedWorkflowRunner().prepare_workflow(definition)

    asyncio.run(main())
