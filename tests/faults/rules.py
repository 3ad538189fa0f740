"""What must come of an operation on which a fault acts: the codes, the calls placed, the number of requests.

These rules follow the documents of the library (the table of errors in the README, "What it does for you"), not its code.
"""

from dataclasses import dataclass
from typing import Any

from faults import Effect, Fault

# What a target request looks like: its method, and a part of its path.
OPERATIONS: dict[str, tuple[str, str]] = {
    "login": ("POST", "/oauth/token"),
    # A create that has to log in first, with the fault on the login.
    "create_login": ("POST", "/oauth/token"),
    "create": ("POST", "/ring-out"),
    "request_post": ("POST", "/ring-out"),
    "place_all": ("POST", "/ring-out"),
    "status": ("GET", "/ring-out/"),
    "cancel": ("DELETE", "/ring-out/"),
    "wait": ("GET", "/ring-out/"),
    "watch": ("GET", "/ring-out/"),
    "preflight": ("GET", "/"),
    "forwarding_numbers": ("GET", "/forwarding-number"),
    "caller_ids": ("GET", "/phone-number"),
    "call_log": ("GET", "/call-log"),
    "request": ("GET", "/"),
    "logout": ("POST", "/oauth/revoke"),
}
LOGINS = ("login", "create_login")
# They send the request that must never be sent twice.
CREATES = ("create", "request_post", "place_all")
FOLLOWS = ("wait", "watch")
# Their responses have no body that matters.
WITHOUT_BODY = ("cancel", "logout")
# They return a body as it is.
RAW = ("request", "request_post")
# Reading twice is harmless, so what a fault leaves behind can be seen.
READS = ("status", "forwarding_numbers", "caller_ids", "call_log", "request")

STATUS_CODES = {401: "UNAUTHORIZED", 403: "FORBIDDEN", 404: "NOT_FOUND", 429: "RATE_LIMITED"}
# A connection broke, and another attempt may help.
BROKEN = (Effect.LOST, Effect.DOUBTFUL, Effect.STALE, Effect.UNSENT)
# How long an operation may go on after its deadline, in seconds.
GRACE = 1.5


@dataclass(frozen=True)
class Case:
    """One operation with one fault in one language."""

    operation: str
    fault: Fault
    times: str
    language: str

    @property
    def name(self) -> str:
        """The name in reports."""
        return f"{self.language} {self.operation}: {self.fault.name} ({self.times})"

    @property
    def is_harmless(self) -> bool:
        """Whether the fault is in a body that the response to this operation does not have."""
        return self.fault.is_in_body and self.operation in WITHOUT_BODY

    @property
    def again(self) -> bool:
        """Whether the operation runs a second time, without the fault."""
        return self.fault.again and self.operation in READS

    @property
    def deadline_ms(self) -> int:
        """The timeout of the operation. It leaves a busy machine time for other attempts: after 0.5 s, or after 1 s."""
        if self.fault.effect not in BROKEN:
            return self.fault.deadline_ms
        return max(self.fault.deadline_ms, 3000 if self.times == "once" else 1450)

    @property
    def total_ms(self) -> int:
        """The timeout of a whole batch."""
        return 1500 if self.fault.status == 429 and self.times == "always" else 2 * self.deadline_ms + 1500

    @property
    def limit(self) -> float:
        """The deadline of the operation in seconds."""
        return (self.total_ms if self.operation == "place_all" else self.deadline_ms) / 1000

    @property
    def effect(self) -> Effect:
        """What the client can know."""
        return Effect.FINE if self.is_harmless else self.fault.effect


def places(case: Case) -> bool:
    """Whether the fault is on the request that must never be sent twice."""
    # A client that has to log in first has no pooled connection before the create.
    is_after_login = case.operation == "create_login" and case.effect is Effect.STALE
    return case.operation in CREATES or is_after_login


def code_of_status(status: int) -> str:
    """Returns the code of a response that is not a success."""
    return STATUS_CODES.get(status, "REJECTED" if status < 500 else "SERVER")


def is_waited_out(case: Case) -> bool:
    """Whether the client has time to send the request again after a response that asks for a pause."""
    return case.times == "once" and (
        case.fault.status == 429 or (case.fault.status == 503 and case.operation not in CREATES)
    )


def codes(case: Case) -> set[str]:
    """Returns the codes that the operation may end with. For a batch, those of the request that the fault acts on."""
    once, operation = case.times == "once", case.operation
    if operation == "logout":
        return {"OK"}
    if operation in FOLLOWS:
        # A poll that fails makes a wait only slower, except where the next one would fail in the same way for good.
        return {"FORBIDDEN"} if case.fault.status == 403 else {"OK"}
    is_create = places(case)
    lost = "MAYBE_PLACED" if is_create else "PROTOCOL"
    found = {
        Effect.FINE: {"OK"},
        Effect.LENIENT: {"OK", lost},
        Effect.LOST: {"MAYBE_PLACED"} if is_create else {"OK"} if once else {"CONNECTION"},
        Effect.DOUBTFUL: {"OK" if once else "CONNECTION", *(["MAYBE_PLACED"] if is_create else [])},
        Effect.STALE: {"OK", "MAYBE_PLACED"} if is_create else {"OK"},
        Effect.UNSENT: {"OK"} if once else {"CONNECTION"},
        Effect.REFUSED: {"CONNECTION"},
        Effect.STALLED: {"MAYBE_PLACED"} if is_create else {"TIMEOUT"},
        Effect.HELD: {"TIMEOUT", "CONNECTION"},
        Effect.GARBLED: {lost},
        Effect.CUT: {"OK"} if operation in RAW or operation in WITHOUT_BODY else {lost},
        Effect.STATUS: {"OK"} if is_waited_out(case) else {code_of_status(case.fault.status)},
    }[case.effect]
    if operation == "preflight":
        # What could not be checked stands in the report. Only a deadline leaves none.
        return found & {"TIMEOUT"} or ({"OK", "TIMEOUT"} if case.fault.status == 429 else {"OK"})
    if operation == "cancel" and case.effect is Effect.LOST and case.fault.is_processed and not once:
        # The first attempt ended the call, so the next one finds no call. A cut 404 does not say that it is about the call.
        return {"CONNECTION", "NOT_FOUND", "OK"}
    if operation == "place_all" and case.fault.status == 429 and not is_waited_out(case):
        # A batch waits for its turn until its own timeout.
        return {"RATE_LIMITED", "TIMEOUT"}
    if operation in LOGINS and is_waited_out(case):
        # RingCentral's guide: logins are 10 s apart, which is longer than these deadlines.
        return {"OK", code_of_status(case.fault.status)}
    return found


def may_have_placed(case: Case, code: str) -> bool:
    """Whether the error must say that phones may be ringing."""
    if not places(case) or case.operation == "place_all" or code == "OK":
        return False
    status = case.fault.status
    is_refused = status == 503 and case.fault.retry_after is not None
    return code == "MAYBE_PLACED" or (
        case.effect is Effect.STATUS and (status == 408 or status >= 500) and not is_refused
    )


def placed(case: Case, codes_seen: list[str]) -> set[int]:
    """Returns how many calls the simulator may have placed for these codes."""
    if case.operation not in (*CREATES, "create_login"):
        return {0}
    certain = sum(code.rstrip("+") == "OK" for code in codes_seen)
    if case.fault.effect is Effect.CUT and not case.fault.is_processed and case.operation == "request_post":
        # A page that claims to be a success, and was asked for as it is.
        certain = 0
    if case.fault.is_closing:
        # The simulator has not seen what was sent on the connection that it had closed.
        return {certain}
    if case.operation == "create_login" or not case.fault.is_processed:
        return {certain}
    # The simulator has processed what the client got no usable response to.
    return {certain + sum(code == "MAYBE_PLACED" for code in codes_seen)}


def most_requests(case: Case, took: float) -> int:
    """Returns the most requests that may have been sent in this time."""
    fault, jitter = case.fault, 0.05

    def passed(*pauses: float) -> int:
        return sum(took + jitter >= pause for pause in pauses)

    if fault.status == 429 or (fault.status == 503 and fault.retry_after is not None):
        # Refusals in a row double the wait, which is 30 s without a time that makes sense.
        first = max(1, 30 if fault.retry_after is None else fault.retry_after)
        most = 1 + passed(first, 3 * first, 7 * first)
    elif case.operation in FOLLOWS:
        # A poll that fails is repeated after a random part of 0.5, 1, 2, ... s. More than this is one in 100,000 runs.
        most = 4 + 2 * max(1, int(took))
    elif fault.effect in (Effect.UNSENT, Effect.DOUBTFUL) or (fault.effect in BROKEN and not places(case)):
        # A stale connection is replaced at once, then two attempts follow after 0.5 and 1 s.
        most = 2 + passed(0.5, 1.5)
    elif fault.status == 408 or fault.status >= 500:
        most = 1 + (0 if case.operation in CREATES else passed(2, 6))
    else:
        most = 1
    # The login before a create is a request to the target as well.
    most += case.again + (places(case) and case.operation == "create_login")
    # A preflight sends three requests, and this batch two.
    return most * {"preflight": 3, "place_all": 2}.get(case.operation, 1)


def wrong_codes(case: Case, result: dict[str, Any]) -> list[str]:
    """Returns what is wrong with the codes and the results of an operation."""
    code, detail = result["code"], result["detail"]
    allowed, found = codes(case), []
    if case.operation == "place_all":
        seen = [part.rstrip("+") for part in code.split(",")]
        others = allowed | ({"OK"} if case.times == "once" else set())
        # The second request waits for its turn, which does not come before the end.
        others |= {"RATE_LIMITED", "TIMEOUT"} if case.fault.is_exhausting else set()
        # The second create may leave before the FIN or the RST arrives. Whether it was processed, no client can know.
        others |= {"MAYBE_PLACED"} if case.fault.is_closing else set()
        if len(seen) != 2 or seen[0] not in others or seen[1] not in others:
            found.append(f"{code} instead of {sorted(allowed)}")
        if case.times == "once" and seen.count("OK") == 0:
            found.append(f"{code}: one fault has spoiled both requests")
        return found
    if code not in allowed:
        found.append(f"{code} instead of {sorted(allowed)}")
    if result["may_have_placed"] != may_have_placed(case, code):
        found.append(f"{code} with may_have_placed {result['may_have_placed']}")
    if case.again and result["again"] != "OK":
        found.append(f"the next request ends with {result['again']}")
    if code == "OK":
        found += wrong_detail(case, detail)
    return found


def wrong_detail(case: Case, detail: str) -> list[str]:
    """Returns what is wrong with the result of an operation that succeeded."""
    is_broken = case.effect not in (Effect.FINE, Effect.LENIENT)
    if case.operation in FOLLOWS:
        kinds = {"StillInProgress", "Completed"}
        if case.effect is Effect.FINE:
            kinds = {"Completed"}
        elif is_broken and case.times == "always":
            kinds = {"StillInProgress"}
        return [] if detail in kinds else [f"{detail} instead of {sorted(kinds)}"]
    if case.operation == "preflight" and is_broken and case.times == "always":
        is_told = "Unknown" in detail or "Failed" in detail
        return [] if is_told else ["the report says that everything was checked"]
    return []
