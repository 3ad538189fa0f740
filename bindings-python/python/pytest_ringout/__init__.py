"""Pytest fixtures for programs that use RingOut, on an offline RingCentral. They need no import.

pytest loads this module in every run, so it is not part of the package `ringout`, and imports `ringout` only for a fixture.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ringout import Client
    from ringout.testing import Simulator

__all__ = ["ringout_client", "ringout_simulator", "ringout_simulator_options"]


@pytest.fixture(scope="session")
def ringout_simulator_options() -> dict[str, Any]:
    """The arguments of `ringout.testing.Simulator` for `ringout_simulator`. Define it in your conftest.py to change them."""
    return {}


@pytest.fixture(scope="session")
def _ringout_simulator(ringout_simulator_options: dict[str, Any]) -> Iterator[Simulator]:
    from ringout.testing import Simulator

    with Simulator(**ringout_simulator_options) as simulator:
        yield simulator


@pytest.fixture
def ringout_simulator(_ringout_simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> Simulator:
    """A `ringout.testing.Simulator`, started once and reset for each test.

    During the test, the variables that `Client.from_env` and RingCentral's samples read lead to it.
    """
    _ringout_simulator.reset()
    for name, value in _ringout_simulator.environment.items():
        monkeypatch.setenv(name, value)
    return _ringout_simulator


@pytest.fixture
def ringout_client(ringout_simulator: Simulator) -> Iterator[Client]:
    """A `ringout.Client` of `ringout_simulator`, closed after the test."""
    with ringout_simulator.client() as client:
        yield client
