"""Proof that the suite can fail: each canary breaks one thing, and the suite must notice exactly that.

A canary is a case with a mistake in a rule, in the proxy or in the driver. They run after the cases, also in the short form.
"""

from collections.abc import Callable
from dataclasses import replace

import rules
from faults import FAULTS, Effect, Fault
from lane import Lane, Verdict
from proxy import Exchange, Proxy
from rules import Case

BY_NAME = {fault.name: fault for fault in FAULTS}


def run(lane: Lane, operation: str, fault: Fault, times: str = "always") -> Verdict:
    """Runs a case in the lane of a canary."""
    return lane.run(Case(operation, fault, times, lane.language))


def places_twice(lane: Lane) -> Verdict:
    """A proxy that sends each create to the simulator twice."""

    def act(exchange: Exchange, proxy: Proxy) -> None:
        exchange.response()
        exchange.send(exchange.response())

    return run(lane, "create", Fault("canary", Effect.FINE, act, is_processed=True))


def expects_another_code(lane: Lane) -> Verdict:
    """A rule that expects a success after a 404."""
    return run(lane, "status", replace(BY_NAME["404 with a page"], effect=Effect.FINE))


def hides_a_call(lane: Lane) -> Verdict:
    """A rule that says that the simulator processed nothing, where it did."""
    return run(lane, "create", replace(BY_NAME["reset after response: 0"], is_processed=False))


def is_late(lane: Lane) -> Verdict:
    """A deadline that the driver does not know of, one that was over before the operation."""
    fault = replace(BY_NAME["response after 300 ms"], deadline_ms=3000)
    case = EarlyCase("status", fault, "always", lane.language)
    return lane.run(case)


class EarlyCase(Case):
    """A case whose operation would have had to end long ago."""

    @property
    def limit(self) -> float:
        """A deadline that no operation can keep."""
        return -rules.GRACE


def shows_a_secret(lane: Lane) -> Verdict:
    """A secret that the library cannot know: the callee's number, which an error about a lost create must show."""
    lane.secrets.add(lane.given(Case("create", BY_NAME["silence"], "always", lane.language))["to"])
    lane.number -= 1
    return run(lane, "create", BY_NAME["silence"])


def logs_a_secret(lane: Lane) -> Verdict:
    """A log line with the JWT in it."""
    lane.driver.log.put(f"debug {lane.ready['jwt']}")
    return run(lane, "status", BY_NAME["response after 300 ms"])


def sends_too_much(lane: Lane) -> Verdict:
    """Requests that the rules forbid: they expect a response that is not repeated, where the proxy breaks the connection."""
    fault = replace(BY_NAME["reset after response: 0"], effect=Effect.GARBLED)
    return run(lane, "caller_ids", fault)


def crashes(lane: Lane) -> Verdict:
    """A driver that is killed while it waits for a response."""

    def act(exchange: Exchange, proxy: Proxy) -> None:
        lane.driver.process.kill()
        exchange.hold()

    return run(lane, "status", Fault("canary", Effect.STALLED, act))


CANARIES: dict[str, tuple[Callable[[Lane], Verdict], str]] = {
    "a proxy that places twice": (places_twice, "placed_twice"),
    "another code": (expects_another_code, "wrong_code"),
    "a call that was placed in secret": (hides_a_call, "wrong_code"),
    "an operation that is late": (is_late, "hung"),
    "a secret in a text": (shows_a_secret, "leaked"),
    "a secret in the log": (logs_a_secret, "leaked"),
    "too many requests": (sends_too_much, "flooded"),
    "a driver that crashes": (crashes, "crashed"),
}


def unnoticed() -> list[str]:
    """Runs the canaries. Returns those that the suite did not notice."""
    lane = Lane("rust", is_tls=False)
    try:
        return [name for name, (canary, kind) in CANARIES.items() if not canary(lane).problems()[kind]]
    finally:
        lane.end()
