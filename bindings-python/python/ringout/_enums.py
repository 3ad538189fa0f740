"""Enums. Each member is also a `str`, so `outcome.kind == "Busy"` and `outcome.kind is OutcomeKind.BUSY` are both true."""

from enum import Enum


class _StringEnum(str, Enum):
    """The base class of all enums. `str()` and format specs use the value."""

    def __str__(self) -> str:
        return str.__str__(self)

    def __format__(self, format_spec: str) -> str:
        return str.__format__(self, format_spec)

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"


class Phase(_StringEnum):
    """The phase of a call."""

    UNKNOWN = "Unknown"
    """The statuses match no documented phase."""
    RINGING_CALLER = "RingingCaller"
    """The caller's phone rings."""
    RINGING_CALLEE = "RingingCallee"
    """The caller has answered, and the callee's phone rings."""
    CONNECTED = "Connected"
    """Both have answered."""
    ENDED = "Ended"
    """The call has ended, successfully or not."""


class OutcomeKind(_StringEnum):
    """How a call ended."""

    STILL_IN_PROGRESS = "StillInProgress"
    """The end has not been seen yet, for example because the timeout of the wait passed."""
    ANSWERED = "Answered"
    """Both phones were answered. Only the outcome of a wait for `answered`."""
    COMPLETED = "Completed"
    """Both legs were connected, then hung up."""
    BUSY = "Busy"
    """A phone was busy."""
    NO_ANSWER = "NoAnswer"
    """A phone was not answered in time."""
    REJECTED = "Rejected"
    """A phone rejected the call, or the caller hung up while the callee's phone rang."""
    CANCELLED = "Cancelled"
    """This handle cancelled the call, and RingCentral confirmed it."""
    BLOCKED = "Blocked"
    """International calling, the destination, or RingOut from this number is not allowed."""
    NOT_ENOUGH_FUNDS = "NotEnoughFunds"
    """The account lacks funds."""
    NO_SUCH_USER = "NoSuchUser"
    """The user does not exist."""
    FAILED = "Failed"
    """The phone network or RingCentral failed."""
    ENDED_UNKNOWN = "EndedUnknown"
    """The call vanished before its end was seen, or all polls got a 404 for two minutes."""


class Leg(_StringEnum):
    """A side of a call."""

    CALLER = "caller"
    """The side that rings first."""
    CALLEE = "callee"
    """The side that is called."""


class OutcomeSource(_StringEnum):
    """What an outcome is based on."""

    STATUS = "Status"
    """The polled statuses."""
    GONE = "Gone"
    """The call had vanished; the outcome follows from the states seen before."""
    CALL_LOG = "CallLog"
    """RingCentral's call log."""


class VerdictKind(_StringEnum):
    """How a transition compares with RingCentral's documentation, from best to worst."""

    UNCHANGED = "Unchanged"
    """Nothing changed."""
    DOCUMENTED = "Documented"
    """Each changed status took one documented step."""
    SKIPPED = "Skipped"
    """A documented path through states that were not seen."""
    UNDOCUMENTED = "Undocumented"
    """An undocumented value or combination. Continue, and report it."""
    IMPOSSIBLE = "Impossible"
    """The transition leaves an ended state or goes backwards."""


class Field(_StringEnum):
    """A part of a call's state."""

    CALL = "call"
    """The status of the call."""
    CALLER = "caller"
    """The status of the caller's leg."""
    CALLEE = "callee"
    """The status of the callee's leg."""
    COMBINATION = "combination"
    """The combination of the three statuses."""


class CancelEffect(_StringEnum):
    """The effect of a cancel."""

    HUNG_UP = "HungUp"
    """The caller's phone was ringing, and the next poll confirms the end."""
    ACCEPTED = "Accepted"
    """RingCentral accepted the cancel, but the caller had already answered or the end is not confirmed. See `Call.state`."""
    ALREADY_ENDED = "AlreadyEnded"
    """The call had ended before."""


class DialScheme(_StringEnum):
    """The app that a dial link opens."""

    RC_MOBILE = "rcmobile"
    """RingCentral's app."""
    TEL = "tel"
    """The device's default app for calls."""


class Until(_StringEnum):
    """What to wait for."""

    ENDED = "ended"
    """The end of the call."""
    ANSWERED = "answered"
    """Both phones are answered, or the call ends before that."""


class RateLimit(_StringEnum):
    """What to do with a request over RingCentral's rate limit."""

    WAIT = "wait"
    """Wait, if the operation's timeout allows."""
    FAIL_FAST = "fail-fast"
    """Raise `RateLimitedError` at once."""


class CallPath(_StringEnum):
    """Which of RingCentral's two API paths to use."""

    RING_OUT = "ring-out"
    """The current path. Its call ids are strings."""
    DEPRECATED = "ringout"
    """Deprecated by RingCentral. Its call ids are numbers, which this library converts to `str`."""


class CheckKind(_StringEnum):
    """The kind of a preflight check."""

    LOGIN = "Login"
    """The server responds and accepts the credentials."""
    PERMISSION = "Permission"
    """The app has the `RingOut` permission, and those that the other checks need."""
    EXTENSION = "Extension"
    """The extension is enabled, and RingOut is one of its features."""
    LINE = "Line"
    """The extension has a direct number or a digital line."""
    FROM = "From"
    """There is a phone to ring first: that of the request, or one of the user's forwarding numbers."""
    CALLER_ID = "CallerId"
    """There is a number to show to the callee: that of the request, or any."""
    DESTINATION = "Destination"
    """The callee is in the user's country, or international calls are allowed. Checked only if `to` is given."""
    CLOCK = "Clock"
    """This machine's clock agrees with the server's."""


class CheckResult(_StringEnum):
    """The result of a check."""

    PASSED = "Passed"
    """No problem found."""
    WARNING = "Warning"
    """A call may fail or behave unexpectedly."""
    FAILED = "Failed"
    """A call would fail."""
    UNKNOWN = "Unknown"
    """The check was not possible."""


class LogMatch(_StringEnum):
    """How certain it is that a record of the call log is the call, from least to most."""

    NONE = "None"
    """No record matches. RingCentral may write it some time after the call has ended."""
    AMBIGUOUS = "Ambiguous"
    """Several records match equally well. The one nearest in time is returned."""
    LIKELY = "Likely"
    """One record matches, but the caller's number was unknown or the times are minutes apart."""
    CERTAIN = "Certain"
    """One RingOut record matches, with both numbers, within seconds."""


class JournalStep(_StringEnum):
    """The step that an entry of a `Client.place_all` journal records."""

    PLACING = "Placing"
    """The request is about to be sent."""
    PLACED = "Placed"
    """RingCentral has accepted the request."""
    NOT_PLACED = "NotPlaced"
    """The call was not placed. No phone rings."""
    MAYBE_PLACED = "MaybePlaced"
    """The request was sent, and no usable response arrived. Phones may be ringing."""
    ENDED = "Ended"
    """The call has ended, or its wait has timed out."""
