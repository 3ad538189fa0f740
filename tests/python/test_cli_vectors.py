"""Every case of tests/vectors/cli.json: arguments, screens, exit codes and JSON of the command `ringout`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from command import VECTORS, Case
from simulator import Simulator

CASES: list[dict[str, Any]] = [case for case in VECTORS["cases"] if "python" not in case.get("not_in", [])]
SIMULATORS = 6


class Results:
    """What is wrong with each case. Several simulators run them at the same time, because most wait."""

    def __init__(self, folder: Path, wanted: set[str]) -> None:
        self.folder = folder
        cases = [case for case in CASES if case["name"] in wanted]
        number = min(SIMULATORS, len(cases))
        with ThreadPoolExecutor(number) as pool:
            shares = pool.map(self.run_share, (cases[first::number] for first in range(number)))
            self.found = {name: found for share in shares for name, found in share.items()}

    def run_share(self, cases: list[dict[str, Any]]) -> dict[str, list[str]]:
        simulator = Simulator()
        try:
            return {case["name"]: Case(simulator, case, self.new_folder(case)).run() for case in cases}
        finally:
            simulator.stop()

    def new_folder(self, case: dict[str, Any]) -> Path:
        folder = self.folder / re.sub(r"\W", "-", case["name"])[:100]
        folder.mkdir()
        return folder


@pytest.fixture(scope="module")
def results(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Results]:
    chosen = {item.callspec.params["case"]["name"] for item in request.session.items if hasattr(item, "callspec")
              and "case" in item.callspec.params and item.fspath == request.node.fspath}  # fmt: skip
    yield Results(tmp_path_factory.mktemp("cli cases"), chosen)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_command(results: Results, case: dict[str, Any]) -> None:
    assert results.found[case["name"]] == []
