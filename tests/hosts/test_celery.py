"""The Celery example, with a worker and a queue in files."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Start, await_line
from simulator import CALLEE, CALLER, Simulator

# Sends a task and prints its result. A process of its own, because the app reads its configuration when it is imported.
SEND = """
import json, sys
from celery_tasks import ring
result = ring.apply_async(json.loads(sys.argv[1]), **json.loads(sys.argv[2]))
result.get(timeout=60, propagate=False)
print(json.dumps({"state": result.state, "result": str(result.result), "traceback": result.traceback}))
"""


@pytest.fixture
def queue(tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch) -> Callable[..., subprocess.Popen[str]]:
    """Starts a worker, and returns a function that sends a task to it."""
    (tmp_path / "queue").mkdir()
    (tmp_path / "results").mkdir()
    folder = str(tmp_path / "queue")
    settings = {
        "broker_transport_options": {"data_folder_in": folder, "data_folder_out": folder, "control_folder": folder},
        "result_backend": f"file://{tmp_path}/results",
        "worker_hijack_root_logger": False,
    }
    (tmp_path / "celery_config.py").write_text("".join(f"{name} = {value!r}\n" for name, value in settings.items()))
    monkeypatch.setenv("CELERY_BROKER_URL", "filesystem://")
    monkeypatch.setenv("CELERY_CONFIG", "celery_config")
    monkeypatch.setenv("MORE_PATHS", str(tmp_path))
    worker = start(
        sys.executable, "-m", "celery", "--app", "celery_tasks", "worker", "--concurrency", "1", "-l", "INFO"
    )
    await_line(worker, r"(celery@\S+) ready")
    return lambda to, **options: start(sys.executable, "-c", SEND, json.dumps([to, CALLER]), json.dumps(options))


def result(sent: subprocess.Popen[str]) -> dict[str, Any]:
    output, _ = sent.communicate(timeout=90)
    assert sent.returncode == 0, output
    parsed: dict[str, Any] = json.loads(output.splitlines()[-1])
    return parsed


def test_a_task_returns_the_outcome(simulator: Simulator, queue: Callable[..., subprocess.Popen[str]]) -> None:
    sent = queue(CALLEE)
    simulator.wait_for_request("GET", "/ring-out/")
    simulator.advance(20)
    done = result(sent)
    assert done["state"] == "SUCCESS" and "Completed" in done["result"], done
    assert not simulator.requests("DELETE")


def test_a_task_over_its_time_limit_hangs_up(simulator: Simulator, queue: Callable[..., subprocess.Popen[str]]) -> None:
    done = result(queue(CALLEE, soft_time_limit=4))
    assert done["state"] == "FAILURE" and "SoftTimeLimitExceeded" in done["traceback"], done
    assert len(simulator.requests("DELETE")) == 1


def test_a_task_whose_phones_may_ring_is_not_tried_again(
    simulator: Simulator, queue: Callable[..., subprocess.Popen[str]]
) -> None:
    simulator.fault({"drop": "before-response"}, "POST")
    done = result(queue(CALLEE))
    assert done["state"] == "FAILURE" and "MaybePlacedError" in done["traceback"], done
    assert len(simulator.requests("POST", "/ring-out")) == 1
