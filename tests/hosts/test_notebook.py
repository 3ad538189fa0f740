"""The notebook, executed by a kernel."""

from __future__ import annotations

import os

import nbformat
from nbclient import NotebookClient

from conftest import EXAMPLES, PACKAGE
from simulator import Simulator


def test_the_notebook(simulator: Simulator) -> None:
    simulator.ask("POST", "clock", {"running": True, "speed": 4})
    notebook = nbformat.read(EXAMPLES / "notebook.ipynb", as_version=4)
    environment = {**os.environ, **simulator.environment, "PYTHONPATH": str(PACKAGE)}
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute(env=environment, cwd=str(EXAMPLES))
    outputs = [cell["outputs"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert "call Success, caller Finished, callee Finished" in outputs[1][-1]["text"]
    assert "COMPLETED" in outputs[2][0]["data"]["text/plain"]
    assert not simulator.requests("DELETE")
