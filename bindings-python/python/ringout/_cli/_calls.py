"""The commands `call`, `status`, `watch` and `cancel`."""

from __future__ import annotations

import argparse
from typing import Any

from .. import Call, CallState, Outcome, RingOutError
from ._client import connect
from ._output import GREEN, YELLOW, Output, Part, Stopped


def call(options: argparse.Namespace, output: Output) -> int:
    """Places a call."""
    with connect(options) as client:
        # The library hangs up if the command is stopped while it waits for the response.
        placed = client.create_call(**call_arguments(options), cancel_on_exit=options.cancel_on_exit)
        output.record("placed", call_id=placed.id, state=placed.state)
        output.line(f"call {placed.id} placed", f": {placed.state}" if placed.state else "")
        return _follow(placed, options, output) if options.wait else 0


def watch(options: argparse.Namespace, output: Output) -> int:
    """Follows a call."""
    with connect(options) as client:
        return _follow(client.call(options.id), options, output)


def status(options: argparse.Namespace, output: Output) -> int:
    """Polls a call once."""
    with connect(options) as client:
        state = client.call(options.id).status()
        output.record("state", call_id=options.id, state=state)
        output.line(f"{state}: {state.explain()}")
        return 0


def cancel(options: argparse.Namespace, output: Output) -> int:
    """Cancels a call."""
    with connect(options) as client:
        _show_cancel(client.call(options.id), output)
        return 0


def call_arguments(options: argparse.Namespace) -> dict[str, Any]:
    """Returns the arguments of a call request."""
    return {
        "to": options.to,
        "from_": options.from_,
        "from_forwarding_number": options.forwarding_number,
        "caller_id": options.caller_id,
        "play_prompt": options.prompt,
        "country": options.country,
    }


def outcome_parts(outcome: Outcome) -> tuple[Part, str]:
    """Returns the text of an outcome. Its kind is green if the call connected."""
    return (GREEN if outcome.connected else YELLOW, outcome.kind), f": {outcome.explanation}"


def _follow(call: Call, options: argparse.Namespace, output: Output) -> int:
    try:
        watch = call.watch(
            until=options.until or "ended", timeout=options.timeout, cancel_on_timeout=options.cancel_on_timeout
        )
        with output.live(lambda elapsed: f"{elapsed:5.0f} s  {_both_legs(call.state)}"):
            for change in watch:
                output.record("change", call_id=call.id, change=change)
                if output.is_live:
                    output.redraw()
                else:
                    output.line(f"{change.latest:5.1f} s  {change.state}")
    except (RingOutError, Stopped) as stop:
        _leave(call, options, output, stop)
        raise
    output.record("outcome", call_id=call.id, outcome=watch.outcome)
    output.line(*outcome_parts(watch.outcome))
    return 0 if watch.outcome.connected else 1


def _both_legs(state: CallState | None) -> str:
    if state is None:
        return "waiting for the state of the call"
    return f"caller {state.caller_status}, callee {state.callee_status}: {state.explain()}"


def _leave(call: Call, options: argparse.Namespace, output: Output, stop: BaseException) -> None:
    """Ends the call, or says that it goes on. This is the one place where a command is left before the end of its call."""
    try:
        output.record("left", call_id=call.id, reason=str(stop) if isinstance(stop, Stopped) else "error")
    except Stopped:
        pass
    if not options.cancel_on_exit:
        output.note(f"call {call.id} goes on; follow it with `ringout watch {call.id}`")
        output.note(f"or end it with `ringout cancel {call.id}`")
        return
    try:
        _show_cancel(call, output, is_note=True)
    except RingOutError as error:
        output.note(f"call {call.id} was not cancelled and may go on: {error}")


def _show_cancel(call: Call, output: Output, is_note: bool = False) -> None:
    effect = call.cancel()
    text = f"call {call.id}: {effect}: {call.state.explain()}" if call.state else f"call {call.id}: {effect}"
    if is_note:
        output.note(text)
    else:
        output.record("cancel", call_id=call.id, effect=effect, state=call.state)
        output.line(text)
