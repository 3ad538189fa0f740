"""The enums. Each member is also its text: `outcome.kind == "Busy"` and `outcome.kind is OutcomeKind.BUSY` both hold."""

from enum import Enum


class _Text(str, Enum):
    """What the enums have in common."""

    def __str__(self) -> str:
        return str.__str__(self)

    def __format__(self, format_spec: str) -> str:
        return str.__format__(self, format_spec)

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"


class Phase(_Text):
    """Where in its life a call is."""

    UNKNOWN = "Unknown"
    """The three statuses fit no documented phase."""
    RINGING_CALLER = "RingingCaller"
    """The caller's phone rings."""
    RINGING_CALLEE = "RingingCallee"
    """The caller has answered, the callee's phone rings."""
    CONNECTED = "Connected"
    """Both have answered."""
    ENDED = "Ended"
    """It is over, well or not."""


class OutcomeKind(_Text):
    """How a call ended, in one word."""

    STILL_IN_PROGRESS = "StillInProgress"
    """The wait's deadline passed, or nobody has waited yet: the call may still ring or talk."""
    ANSWERED = "Answered"
    """Both legs answered; only when waiting for the answer."""
    COMPLETED = "Completed"
    """Connected, then hung up."""
    BUSY = "Busy"
    """A phone was busy."""
    NO_ANSWER = "NoAnswer"
    """A phone was not answered in time."""
    REJECTED = "Rejected"
    """A phone rejected the call, or the caller hung up while the callee was ringing."""
    CANCELLED = "Cancelled"
    """This handle cancelled it, and the platform confirmed."""
    BLOCKED = "Blocked"
    """Not allowed: international calling, the destination, or RingOut from this number."""
    NOT_ENOUGH_FUNDS = "NotEnoughFunds"
    """The account has not enough funds."""
    NO_SUCH_USER = "NoSuchUser"
    """There is no such user."""
    FAILED = "Failed"
    """The phone network or the platform failed."""
    ENDED_UNKNOWN = "EndedUnknown"
    """It vanished before its end was seen, or every poll was answered 404 for two minutes."""


class Leg(_Text):
    """One of the two sides of a call."""

    CALLER = "caller"
    """The side that is rung first."""
    CALLEE = "callee"
    """The side that is called."""


class OutcomeSource(_Text):
    """Where the knowledge of an outcome comes from."""

    STATUS = "Status"
    """The statuses that were polled."""
    GONE = "Gone"
    """The call was gone, and what was seen before says the rest."""
    CALL_LOG = "CallLog"
    """The call log."""


class VerdictKind(_Text):
    """How an observed step compares with the documents, from best to worst."""

    UNCHANGED = "Unchanged"
    """Nothing changed."""
    DOCUMENTED = "Documented"
    """Each changed status took one documented step."""
    SKIPPED = "Skipped"
    """Legal, through a state that was not seen."""
    UNDOCUMENTED = "Undocumented"
    """A value or a combination that the documents do not have: carry on, and report it."""
    IMPOSSIBLE = "Impossible"
    """It leaves an ended state, or goes back."""


class Field(_Text):
    """Which part of a state a reason is about."""

    CALL = "call"
    """The status of the call."""
    CALLER = "caller"
    """The status of the caller's leg."""
    CALLEE = "callee"
    """The status of the callee's leg."""
    COMBINATION = "combination"
    """The three together."""


class CancelEffect(_Text):
    """What a cancel came to."""

    HUNG_UP = "HungUp"
    """It was ringing the caller, and the next status confirms the end."""
    ACCEPTED = "Accepted"
    """The platform took it, but the caller had already answered, or the end is not confirmed: see `Call.state`."""
    ALREADY_ENDED = "AlreadyEnded"
    """The call was over before."""


class DialScheme(_Text):
    """Which app a dial link is for."""

    RC_MOBILE = "rcmobile"
    """RingCentral's own."""
    TEL = "tel"
    """Whatever the device has for calls."""


class Until(_Text):
    """What to wait for."""

    ENDED = "ended"
    """The end of the call."""
    ANSWERED = "answered"
    """Both sides have answered, or the call has ended without that."""


class RateLimit(_Text):
    """What happens to a request that the platform's limits do not allow yet."""

    WAIT = "wait"
    """It waits, if its deadline allows."""
    FAIL_FAST = "fail-fast"
    """It is a `RateLimitedError` at once."""


class CallPath(_Text):
    """Which of the platform's two paths for the same operations is used."""

    RING_OUT = "ring-out"
    """The current one, whose ids are texts."""
    DEPRECATED = "ringout"
    """Deprecated by the platform; its ids are numbers, here in a `str` like all others."""


class CheckKind(_Text):
    """What a preflight checks."""

    LOGIN = "Login"
    """The server answers, and the credentials are taken."""
    PERMISSION = "Permission"
    """The app has the `RingOut` permission, and those to read what else is checked."""
    EXTENSION = "Extension"
    """The extension is enabled, and RingOut is one of its features."""
    LINE = "Line"
    """The extension has a direct number or a digital line."""
    FROM = "From"
    """There is a phone to ring first: the request's, or one of the user's forwarding numbers."""
    CALLER_ID = "CallerId"
    """There is a number to show to the callee: the request's, or any."""
    DESTINATION = "Destination"
    """The callee is in the user's own country, or calls abroad are allowed. Only with a request."""
    CLOCK = "Clock"
    """This machine's clock agrees with the server's."""


class CheckResult(_Text):
    """What came of a check."""

    PASSED = "Passed"
    """Nothing is wrong."""
    WARNING = "Warning"
    """A call may go wrong, or not as expected."""
    FAILED = "Failed"
    """A call would fail."""
    UNKNOWN = "Unknown"
    """It could not be checked."""


class LogMatch(_Text):
    """How sure it is that a record of the call log is the call, from least to most."""

    NONE = "None"
    """No record fits. The platform may write it some time after the call has ended."""
    AMBIGUOUS = "Ambiguous"
    """Several records fit equally well; the one nearest in time is given."""
    LIKELY = "Likely"
    """One record fits, though something could not be compared: the caller's number was not known, or the times are minutes
    apart."""
    CERTAIN = "Certain"
    """One record fits, a RingOut with both numbers, and within seconds."""


class JournalStep(_Text):
    """What an entry of the journal of `Client.place_all` is about."""

    PLACING = "Placing"
    """The request is about to be sent."""
    PLACED = "Placed"
    """The platform has accepted it."""
    NOT_PLACED = "NotPlaced"
    """No phone rings for it."""
    MAYBE_PLACED = "MaybePlaced"
    """It was sent, and no usable answer came: phones may be ringing."""
    ENDED = "Ended"
    """The call is over, or was waited for long enough."""
