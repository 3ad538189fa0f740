"""Place, follow and cancel RingCentral RingOut calls.

RingOut rings one phone, then another, and connects them:

    from ringout import Client

    with Client.from_env() as client:
        call = client.create_call(to="+16505550100", from_="+16505550123")
        for change in call.watch():
            print(f"{change.latest:5.1f} s  {change.state}")
        print(call.outcome)

`Client` logs in and places calls. `Call` polls a call, waits for its end, yields each change, and cancels it. `CallState` is the
state of a call, and `Outcome` is how it ended. `check_transition` judges whether one state may follow another.

`Client.place_all` places many calls within RingCentral's rate limits. `Client.preflight` reports what would make a call fail.
`Call.log` finds a call in RingCentral's call log. `AsyncClient` has the same operations for asyncio.

Programs written for RingCentral's own package, `ringcentral`, run with `from ringout import SDK` as their import.

Every failed operation raises a `RingOutError`; an argument of the wrong type raises `TypeError`. Times are in seconds, as `int`
or `float`. Operations release the GIL while they block, and Ctrl-C interrupts them.
"""

from ._errors import (
    ConnectionFailedError,
    ForbiddenError,
    InternalError,
    InvalidArgumentError,
    MaybePlacedError,
    NotFoundError,
    NotLoggedInError,
    OperationCancelledError,
    ProtocolError,
    RateLimitedError,
    RejectedError,
    RequestTimeoutError,
    RingOutError,
    ServerError,
    StorageError,
    UnauthorizedError,
)
from ._native import (
    Attempt,
    Authorization,
    Call,
    CallLog,
    CallRequest,
    CallState,
    Change,
    Check,
    Client,
    ErrorDetail,
    ForwardingNumber,
    JournalEntry,
    LedgerKey,
    Limit,
    LogLeg,
    LogRecord,
    Outcome,
    PhoneNumber,
    PlaceAll,
    Placed,
    Preflight,
    Reason,
    Response,
    Token,
    TokenKey,
    Verdict,
    Watch,
    __version__,
    check_transition,
    dial_uri,
)
from ._status import Status

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._async import AsyncCall, AsyncClient, AsyncPlaceAll, AsyncWatch
    from ._enums import (
        CallPath,
        CancelEffect,
        CheckKind,
        CheckResult,
        DialScheme,
        Field,
        JournalStep,
        Leg,
        LogMatch,
        OutcomeKind,
        OutcomeSource,
        Phase,
        RateLimit,
        Until,
        VerdictKind,
    )
    from ._store import Ledger, LockingTokenStore, TokenStore
    from .sdk import SDK

__all__ = [
    "SDK",
    "AsyncCall",
    "AsyncClient",
    "AsyncPlaceAll",
    "AsyncWatch",
    "Attempt",
    "Authorization",
    "Call",
    "CallLog",
    "CallPath",
    "CallRequest",
    "CallState",
    "CancelEffect",
    "Change",
    "Check",
    "CheckKind",
    "CheckResult",
    "Client",
    "ConnectionFailedError",
    "DialScheme",
    "ErrorDetail",
    "Field",
    "ForbiddenError",
    "ForwardingNumber",
    "InternalError",
    "InvalidArgumentError",
    "JournalEntry",
    "JournalStep",
    "Ledger",
    "LedgerKey",
    "Leg",
    "Limit",
    "LockingTokenStore",
    "LogLeg",
    "LogMatch",
    "LogRecord",
    "MaybePlacedError",
    "NotFoundError",
    "NotLoggedInError",
    "OperationCancelledError",
    "Outcome",
    "OutcomeKind",
    "OutcomeSource",
    "Phase",
    "PhoneNumber",
    "PlaceAll",
    "Placed",
    "Preflight",
    "ProtocolError",
    "RateLimit",
    "RateLimitedError",
    "Reason",
    "RejectedError",
    "RequestTimeoutError",
    "Response",
    "RingOutError",
    "ServerError",
    "Status",
    "StorageError",
    "Token",
    "TokenKey",
    "TokenStore",
    "UnauthorizedError",
    "Until",
    "Verdict",
    "VerdictKind",
    "Watch",
    "__version__",
    "check_transition",
    "dial_uri",
]

# Names that are imported on first use. `enum`, `typing` and `asyncio` take longer to import than this whole package, and many
# programs need none of them.
_LAZY = {
    "_async": {"AsyncCall", "AsyncClient", "AsyncPlaceAll", "AsyncWatch"},
    "_enums": {
        "CallPath",
        "CancelEffect",
        "CheckKind",
        "CheckResult",
        "DialScheme",
        "Field",
        "JournalStep",
        "Leg",
        "LogMatch",
        "OutcomeKind",
        "OutcomeSource",
        "Phase",
        "RateLimit",
        "Until",
        "VerdictKind",
    },
    "_store": {"Ledger", "LockingTokenStore", "TokenStore"},
    "sdk": {"SDK"},
}


def __getattr__(name: str) -> object:
    for module, names in _LAZY.items():
        if name in names:
            value = getattr(__import__(f"{__name__}.{module}", fromlist=[name]), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
