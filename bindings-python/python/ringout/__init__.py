"""Place, follow and cancel RingCentral RingOut calls.

RingOut rings one phone, then another, and connects them:

    from ringout import Client

    with Client.from_env() as client:
        call = client.create_call(to="+16505550100", from_="+16505550123")
        for change in call.watch():
            print(f"{change.latest:5.1f} s  {change.state}")
        print(call.outcome)

`Client` logs in and places calls; a `Call` has its status, waits for the end, follows each change, and hangs up. A
`CallState` is what the platform says of a call, an `Outcome` is how it ended, and `check_transition` tells whether one
state may follow another. Whatever fails raises a `RingOutError`.

Programs for the platform's own package run with `from ringout import SDK` in the place of its import.

Times are in seconds. Everything that blocks does so without the GIL, and ends with Ctrl-C.
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
    CallState,
    Change,
    Client,
    ErrorDetail,
    Outcome,
    Reason,
    Response,
    Token,
    Verdict,
    Watch,
    __version__,
    check_transition,
)
from ._status import Status

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._enums import (
        CallPath,
        CancelEffect,
        Field,
        Leg,
        OutcomeKind,
        OutcomeSource,
        Phase,
        RateLimit,
        Until,
        VerdictKind,
    )
    from .sdk import SDK

__all__ = [
    "SDK",
    "Attempt",
    "Authorization",
    "Call",
    "CallPath",
    "CallState",
    "CancelEffect",
    "Change",
    "Client",
    "ConnectionFailedError",
    "ErrorDetail",
    "Field",
    "ForbiddenError",
    "InternalError",
    "InvalidArgumentError",
    "Leg",
    "MaybePlacedError",
    "NotFoundError",
    "NotLoggedInError",
    "OperationCancelledError",
    "Outcome",
    "OutcomeKind",
    "OutcomeSource",
    "Phase",
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
    "UnauthorizedError",
    "Until",
    "Verdict",
    "VerdictKind",
    "Watch",
    "__version__",
    "check_transition",
]

_ENUMS = {
    "CallPath",
    "CancelEffect",
    "Field",
    "Leg",
    "OutcomeKind",
    "OutcomeSource",
    "Phase",
    "RateLimit",
    "Until",
    "VerdictKind",
}


def __getattr__(name: str) -> object:
    # Python's own `enum` takes longer to import than all of this package, as does what `sdk` needs; many programs never
    # name a member, or the SDK.
    found: object
    if name in _ENUMS:
        from . import _enums

        found = getattr(_enums, name)
    elif name == "SDK":
        from .sdk import SDK as found
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
