"""Statuses of calls and legs."""

from __future__ import annotations

from . import _native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar


class Status(str):
    """The status of a call or of one of its legs: a `str` with a number and an explanation.

    Each documented value has one object, so `Status("Busy") is Status.BUSY`, and it equals its string. An undocumented value is
    kept unchanged and has the number 0.
    """

    __slots__ = ()

    IN_PROGRESS: ClassVar[Status]
    SUCCESS: ClassVar[Status]
    FINISHED: ClassVar[Status]
    BUSY: ClassVar[Status]
    NO_ANSWER: ClassVar[Status]
    REJECTED: ClassVar[Status]
    GENERIC_ERROR: ClassVar[Status]
    INTERNATIONAL_DISABLED: ClassVar[Status]
    DESTINATION_BLOCKED: ClassVar[Status]
    NOT_ENOUGH_FUNDS: ClassVar[Status]
    NO_SUCH_USER: ClassVar[Status]
    RING_OUT_FROM_THIS_NUMBER_IS_NOT_SUPPORTED: ClassVar[Status]
    CANNOT_REACH: ClassVar[Status]
    NO_ANSWERING_MACHINE: ClassVar[Status]
    NO_SESSION_FOUND: ClassVar[Status]
    ERROR: ClassVar[Status]
    INVALID: ClassVar[Status]
    DOCUMENTED: ClassVar[tuple[Status, ...]]
    """Every documented value, in the order of their numbers from 1 to 17."""

    def __new__(cls, text: str) -> Status:  # noqa: PYI034 (each documented value has one object)
        text = _native.text_of_status(text)
        return _DOCUMENTED.get(text) or super().__new__(cls, text)

    @property
    def number(self) -> int:
        """The number, 1 to 17; 0 for an undocumented value. The numbers are the same in every language."""
        return _native.number_of_status(self)

    def explain(self) -> str:
        """Returns the meaning, as a sentence without a full stop."""
        return _native.explain_status(self)

    def __repr__(self) -> str:
        return f"Status({str(self)!r})"


def _constant(text: str) -> str:
    """Returns the name of the constant: NO_SUCH_USER for NoSuchUser."""
    return "".join(f"_{letter}" if letter.isupper() else letter for letter in text).lstrip("_").upper()


_DOCUMENTED: dict[str, Status] = {text: str.__new__(Status, text) for text in _native.documented_statuses()}
Status.DOCUMENTED = tuple(_DOCUMENTED.values())
for _status in Status.DOCUMENTED:
    setattr(Status, _constant(_status), _status)
