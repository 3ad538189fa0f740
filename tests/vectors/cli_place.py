"""The cases of the command `place`."""

import json

from cli_case import BUSY, CALLEE, CALLER, CALLER_BUSY, NO_FUNDS, POLLED, STOP_CLOCK, WAITS, advance, case, fault, place

PLACE = "place calls.csv --journal calls.log"
FIRST = f"   1  {CALLEE}     {BUSY}"
SECOND = f"   2  {CALLER_BUSY}     {BUSY}"
TWO = f"to,from\n{CALLEE},{CALLER_BUSY}\n{CALLER_BUSY},{CALLER_BUSY}\n"
ONE = f"to,from\n{CALLEE},{CALLER_BUSY}\n"


def journal(step, row=1, to=CALLEE, from_=CALLER_BUSY, call_id=None, outcome=None, at="{now}"):
    line = {"row": row, "occurrence": 1, "at": at, "step": step, "to": to, "from": from_, "call_id": call_id}
    request = {"to": to, "from": from_}
    return json.dumps({**line, "outcome": outcome, "error": None, "request": request}) + "\n"


def busy_calls(number, first=1):
    """Lets each call end when it is placed. `first` is the number of the first request that places one."""
    return [
        {"after_request": ["POST", "/ring-out", count], "step": advance(3)} for count in range(first, first + number)
    ]


def new_calls():
    yield case("place", PLACE, 1, files={"calls.csv": TWO}, before=[STOP_CLOCK], during=busy_calls(2), placed=2, journal=[
        {"row": 1, "occurrence": 1, "step": "Placing", "to": CALLEE, "from": CALLER_BUSY, "request": {"to": CALLEE, "from": CALLER_BUSY}},
        {"row": 1, "step": "Placed", "call_id": "{id}"},
        {"row": 1, "step": "Ended", "outcome": {"kind": "Busy", "connected": False}},
        {"row": 2, "step": "Placing", "call_id": None}, {"row": 2, "step": "Placed"}, {"row": 2, "step": "Ended"}],
        stdout=[FIRST, SECOND, "2 of 2 calls: 2 not connected"])  # fmt: skip
    yield case("place as JSON", f"{PLACE} --json", 1, files={"calls.csv": TWO}, before=[STOP_CLOCK], during=busy_calls(2), placed=2, json=[
        {"type": "result", "row": 1, "to": CALLEE, "call_id": "{id}", "outcome": {"kind": "Busy"}, "error": None, "earlier": False},
        {"type": "result", "row": 2},
        {"type": "summary", "calls": 2, "left_out": 0, "connected": 0, "not_connected": 2, "unknown": 0}])  # fmt: skip
    yield case("place some", f"{PLACE} --max 1", 1, files={"calls.csv": TWO}, before=[STOP_CLOCK], during=busy_calls(1), placed=1,
               stdout=[FIRST, "1 of 2 calls: 1 not connected; 1 left for the next run"])  # fmt: skip


def resumed_calls():
    busy = {
        "kind": "Busy", "leg": "caller", "status": "Busy", "connected": False, "cancelled_by_us": False, "source": "Status",
        "explanation": "the caller failed with Busy: the phone is busy",
    }  # fmt: skip
    yield case("place resumes after an end", PLACE, 1, before=[STOP_CLOCK], during=busy_calls(1), placed=1,
               files={"calls.csv": TWO, "calls.log": journal("Placing") + journal("Placed", call_id="1") + journal("Ended", call_id="1", outcome=busy)},
               stdout=[f"{FIRST} (earlier run)", SECOND, "2 of 2 calls: 2 not connected"])  # fmt: skip
    yield case("place knows a number in another spelling", PLACE, 1, placed=0,
               files={"calls.csv": 'From,To\n,"+1 (650) 555-0100"\n', "calls.log": journal("Ended", call_id="1", outcome=busy)},
               stdout=[f"   1  +1 (650) 555-0100 {BUSY} (earlier run)", "1 of 1 calls: 1 not connected"])  # fmt: skip
    yield case("place resumes a call in progress", PLACE, 1, before=[STOP_CLOCK, place(from_=CALLER_BUSY), advance(3)], placed=1,
               files={"calls.csv": ONE, "calls.log": journal("Placing") + journal("Placed", call_id="{call}")},
               journal=[{"step": "Placing"}, {"step": "Placed"}, {"step": "Ended", "call_id": "{call}", "outcome": {"kind": "Busy"}}],
               stdout=[f"{FIRST} (earlier run)", "1 of 1 calls: 1 not connected"])  # fmt: skip
    yield case("place looks up a call that was being placed", PLACE, 1, before=[STOP_CLOCK, place(from_=CALLER_BUSY), advance(3)],
               placed=1, files={"calls.csv": ONE, "calls.log": journal("Placing")}, stdout=[
        f"   1  {CALLEE}     Certain match: Busy, 2 s, {{time}}, from {CALLER_BUSY} to {CALLEE} (earlier run)",
        "1 of 1 calls: 1 not connected"])  # fmt: skip
    yield case("place does not place a call that may have been placed", PLACE, 24, placed=0,
               files={"calls.csv": ONE, "calls.log": journal("Placing") + journal("MaybePlaced")}, stdout=[
        f"   1  {CALLEE}     may have been placed; no record in the call log (yet) (earlier run)",
        "1 of 1 calls: 1 may have been placed"])  # fmt: skip
    yield case("place places a call that was not placed", PLACE, 1, before=[STOP_CLOCK], during=busy_calls(1), placed=1,
               files={"calls.csv": ONE, "calls.log": journal("Placing") + journal("NotPlaced")},
               stdout=[FIRST, "1 of 1 calls: 1 not connected"])  # fmt: skip
    yield case("place drops half a line of the journal", PLACE, 1, before=[STOP_CLOCK], during=busy_calls(1), placed=1,
               files={"calls.csv": ONE, "calls.log": journal("Placing")[:-20]},
               journal=[{"step": "Placing"}, {"step": "Placed"}, {"step": "Ended"}],
               stdout=[FIRST, "1 of 1 calls: 1 not connected"])  # fmt: skip


def failures():
    yield case("place meets a lost response", PLACE, 24, before=[fault({"drop": "before-response"}, "POST")], placed=1,
               files={"calls.csv": ONE}, journal=[{"step": "Placing"}, {"step": "MaybePlaced", "error": {"code": "MAYBE_PLACED"}}],
               stdout=[f"   1  {CALLEE}     MAYBE_PLACED: {{any}}", "1 of 1 calls: 1 may have been placed"])  # fmt: skip
    yield case("place meets a refusal", PLACE, 14, before=[STOP_CLOCK], during=busy_calls(1, first=2), placed=1, files={"calls.csv": f"to;from\n{NO_FUNDS};\n{CALLEE};{CALLER_BUSY}\n"},
               stdout=[f"   1  {NO_FUNDS}     FORBIDDEN: {{any}}", f"   2  {CALLEE}     {BUSY}",
                       "2 of 2 calls: 1 not connected, 1 not placed"])  # fmt: skip
    yield case("place a list of numbers with options", f"place numbers.txt --journal calls.log --from {CALLER_BUSY} --concurrency 2", 1,
               before=[STOP_CLOCK], during=busy_calls(1), placed=1, files={"numbers.txt": f"\n{CALLEE}\n\n"}, stdout=[FIRST, "1 of 1 calls: 1 not connected"])  # fmt: skip
    yield case("place the same number twice", f"{PLACE} --from {CALLER_BUSY}", 1, before=[STOP_CLOCK], during=busy_calls(2), placed=2,
               files={"calls.csv": f"{CALLEE}\n{CALLEE}\n"},
               journal=[{"row": 1, "occurrence": 1}, {"row": 1}, {"row": 1}, {"row": 2, "occurrence": 2}, {"row": 2}, {"row": 2}],
               stdout=[FIRST, FIRST.replace("1", "2", 1), "2 of 2 calls: 2 not connected"])  # fmt: skip
    yield case("place checks every number first", PLACE, 11, placed=0, files={"calls.csv": f"to\n{CALLEE}\nabc\n"},
               stderr=['ringout place: INVALID_ARGUMENT: row 2 of calls.csv, to: "abc" {any}'])  # fmt: skip
    yield case("Ctrl-C while placing", PLACE, 130, files={"calls.csv": f"to,from\n{CALLEE},{WAITS}\n{CALLER},{WAITS}\n"}, placed=1,
               during=[{"after_request": POLLED, "signal": "SIGINT"}],
               stderr=["1 call goes on; run the same command again to resume", "ringout: interrupted"])  # fmt: skip


def wrong_files():
    files = [
        ("a file that is not there", {}, "calls.csv cannot be read: No such file or directory"),
        ("a file without rows", {"calls.csv": "to,from\n\n"}, "calls.csv has no calls"),
        ("an empty file", {"calls.csv": ""}, "calls.csv has no calls"),
        ("a file without a header", {"calls.csv": f"{CALLEE},{CALLER}\n"}, "calls.csv has no column `to` in its first line"),
        ("a row without a number", {"calls.csv": f"to,from\n,{CALLER}\n"}, "calls.csv: row 1 has no number in the column `to`"),
        ("a wrong prompt", {"calls.csv": f"to,play_prompt\n{CALLEE},maybe\n"},
         'calls.csv: row 1: play_prompt is "maybe", not true or false'),
        ("a journal that is another file", {"calls.csv": ONE, "calls.log": "hello\n"}, "line 1 of calls.log is not an entry of a journal"),
    ]  # fmt: skip
    for name, content, message in files:
        yield case(f"place: {name}", PLACE, 2, files=content, placed=0,
                   stderr=[f"ringout place: {message}", "help: ringout place --help"])  # fmt: skip


PARTS = [new_calls, resumed_calls, failures, wrong_files]
