"""Generates cli.json: commands with their set-up, and what they write, the exit code, and the keys of their JSON."""

import cli_place
from cli_case import (
    ACCOUNT,
    BUSY,
    CALLEE,
    CALLER,
    CALLER_BUSY,
    COMPLETED,
    GREEN,
    NO_FUNDS,
    PLACED,
    PLAIN,
    POLLED,
    RED,
    RINGS,
    STOP_CLOCK,
    WAITS,
    advance,
    case,
    fault,
    place,
)
from cli_screens import SCREENS
from output import write_or_check

STATE = {"call_status": None, "caller_status": None, "callee_status": None, "phase": None, "explanation": None}
OUTCOME = dict.fromkeys(["kind", "leg", "status", "connected", "cancelled_by_us", "source", "explanation"])
ERROR = dict.fromkeys(
    [
        "code",
        "number",
        "message",
        "hint",
        "parameter",
        "http_status",
        "error_code",
        "oauth_error",
        "request_id",
        "retry_after",
        "retryable",
        "may_have_placed",
    ]
)
LEG = dict.fromkeys(["leg", "leg_type", "start_time", "duration", "from", "to", "result"])
RECORD = dict.fromkeys(["id", "session_id", "start_time", "duration", "from", "to", "action", "result"])
# The keys of each object. A value names the shape of the object, or of each object of the list, below its key.
SHAPES = {
    "placed": {"type": None, "call_id": None, "state": "state"},
    "state": {"type": None, "call_id": None, "state": "state"},
    "change": {"type": None, "call_id": None, "change": "of change"},
    "outcome": {"type": None, "call_id": None, "outcome": "outcome"},
    "left": {"type": None, "call_id": None, "reason": None},
    "cancel": {"type": None, "call_id": None, "effect": None, "state": "state"},
    "check": {"type": None, "kind": None, "result": None, "explanation": None},
    "preflight": {"type": None, "ok": None},
    "forwarding_number": {"type": None, "number": "forwarding number"},
    "caller_id": {"type": None, "number": "phone number"},
    "log": {"type": None, "log": "log"},
    "result": {
        "type": None, "row": None, "to": None, "call_id": None, "outcome": "outcome", "error": "error", "log": "log",
        "earlier": None,
    },
    "summary": {
        "type": None, "calls": None, "left_out": None, "connected": None, "not_connected": None, "not_placed": None,
        "unknown": None, "in_log": None,
    },
    "authorize": {"type": None, "url": None},
    "logged_in": {"type": None, "token_file": None},
    "logged_out": {"type": None, "token_file": None},
    "error": {"type": None, "error": "error"},
    "journal": {
        "row": None, "occurrence": None, "at": None, "step": None, "to": None, "from": None, "call_id": None,
        "outcome": "outcome", "error": "error", "request": "request",
    },
}  # fmt: skip
OBJECTS = {
    "state": STATE,
    "of change": {"previous": "state", "state": "state", "verdict": "verdict", "earliest": None, "latest": None},
    "verdict": {"kind": None, "reasons": "reason"},
    "reason": dict.fromkeys(["field", "kind", "path", "text"]),
    "outcome": OUTCOME,
    "forwarding number": dict.fromkeys(["id", "phone_number", "label", "kind"]),
    "phone number": dict.fromkeys(["id", "phone_number", "usage_type", "label"]),
    "log": {"matching": None, "record": "record", "candidates": None},
    "record": {**RECORD, "connected": None, "legs": "leg"},
    "leg": LEG,
    "error": {**ERROR, "attempt": "attempt", "details": "detail"},
    "attempt": {"to": None, "from": None, "sent_at": None},
    "detail": dict.fromkeys(
        ["error_code", "message", "parameter_name", "parameter_value", "additional_info", "fields"]
    ),
}


def screens():
    for name, text in SCREENS.items():
        yield case(f"help of {name or 'the program'}", f"{name} --help", stdout=text.splitlines())
    yield case("help without a command", "", stdout=SCREENS[""].splitlines())
    yield case("help, though an argument is missing", "call -h", stdout=SCREENS["call"].splitlines())
    yield case("version", "--version", stdout=["ringout {version}"])


def wrong_usage():
    mistakes = [
        ("", "nonsense", "unknown command nonsense"),
        ("", "--json", "unknown option --json"),
        ("call", "", "--to is missing"),
        ("call", f"--to {CALLEE} --wat", "unknown option --wat"),
        ("call", f"--to {CALLEE} --cancel-on-tim", "unknown option --cancel-on-tim"),
        ("call", f"--to {CALLEE} twice", "unexpected argument twice"),
        ("call", "--to", "--to needs a value"),
        ("call", f"--to {CALLEE} --wait=1", "--wait takes no value"),
        ("call", f"--to {CALLEE} --timeout 5", "--timeout needs --wait"),
        ("call", f"--to {CALLEE} --cancel-on-exit", "--cancel-on-exit needs --wait"),
        ("call", f"--to {CALLEE} --wait --timeout 1m", '--timeout: "1m" is not a number of seconds'),
        ("call", f"--to {CALLEE} --wait --timeout=-5", '--timeout: "-5" is not a number of seconds'),
        ("call", f"--to {CALLEE} --wait --timeout inf", '--timeout: "inf" is not a number of seconds'),
        ("call", f"--to {CALLEE} --wait --until over", '--until: "over" is not one of ended, answered'),
        ("status", "", "ID is missing"),
        ("watch", "1 2", "unexpected argument 2"),
        ("log", f"--to {CALLEE}", "--sent-at is missing"),
        ("log", f"--to {CALLEE} --sent-at 2026-01-31",
         '--sent-at: "2026-01-31" is not a time with a time zone, such as 2026-01-31T09:30:00Z'),
        ("log", f"--to {CALLEE} --sent-at 2026-02-31T09:30:00Z",
         '--sent-at: "2026-02-31T09:30:00Z" is not a time with a time zone, such as 2026-01-31T09:30:00Z'),
        ("place", "--journal calls.log", "FILE is missing"),
        ("place", "calls.csv", "--journal is missing"),
        ("place", "calls.csv --journal calls.log --max 0", '--max: "0" is not a number from 1 on'),
        ("preflight", f"--from {CALLER}", "--from needs --to"),
        ("numbers", "all", "unexpected argument all"),
        ("login", "--redirect-uri https://example.com/",
         '--redirect-uri: "https://example.com/" is not a URL on this machine, such as http://127.0.0.1:8765/'),
        ("login", "--redirect-uri http://127.0.0.1/",
         '--redirect-uri: "http://127.0.0.1/" is not a URL on this machine, such as http://127.0.0.1:8765/'),
    ]  # fmt: skip
    for command, arguments, message in mistakes:
        program = f"ringout {command}".strip()
        yield case(f"usage: {program} {arguments}", f"{command} {arguments}", 2,
                   stderr=[f"{program}: {message}", f"help: {program} --help"], requests=0)  # fmt: skip


def errors():
    """Every error code that a command can meet, as 10 + its number."""
    call = f"call --to {CALLEE} --from {CALLER}"
    yield case("error 1: an unset variable", call, 11, environment={"RC_SERVER_URL": None}, stderr=[
        "ringout call: INVALID_ARGUMENT: RC_SERVER_URL: the environment variable is not set; set it to {any}"])  # fmt: skip
    yield case(
        "error 1: a wrong option", "call --to abc", 11, stderr=['ringout call: INVALID_ARGUMENT: --to: "abc" {any}']
    )
    yield case("error 1: an option with another name in the library", f"call --to {CALLEE} --from x --caller-id {CALLER}", 11,
               stderr=['ringout call: INVALID_ARGUMENT: --from: "x" {any}'])  # fmt: skip
    yield case("error 1: a timeout", "status 1 --request-timeout 0", 11,
               stderr=["ringout status: INVALID_ARGUMENT: {any}"])  # fmt: skip
    yield case("error 2: not logged in", call, 12, environment={"RC_USER_JWT": None},
               stderr=["ringout call: NOT_LOGGED_IN: not logged in: {any}", "hint: ringout login"])  # fmt: skip
    yield case("error 3: a wrong JWT", call, 13, environment={"RC_USER_JWT": "a.wrong.jwt"},
               stderr=["ringout call: UNAUTHORIZED: {any}", "hint: check the JWT {any}", "request id: {any}"])  # fmt: skip
    yield case("error 4: a number that costs too much", f"call --to {NO_FUNDS} --from {CALLER}", 14,
               stderr=["ringout call: FORBIDDEN: the server responded with 403 {any}", "{optional}hint: {any}",
                       "request id: {any}"])  # fmt: skip
    yield case("error 5: an unknown call", "status 1", 15, stderr=[
        "ringout status: NOT_FOUND: the server responded with 404 CMN-102: Resource for parameter [ringOutId] is not found",
        "request id: {any}"])  # fmt: skip
    limited = fault({"status": 429, "headers": {"Retry-After": "60"}, "body": "{}"})
    yield case("error 6: over the limit", "status 1 --request-timeout 1", 16, before=[limited],
               stderr=["ringout status: RATE_LIMITED: {any}", "{optional}hint: {any}", "{optional}request id: {any}"])  # fmt: skip
    yield case("error 7: an unknown extension", f"call --to 555 --from {CALLER}", 17,
               stderr=["ringout call: REJECTED: the server responded with 400 CMN-101{any}", "{optional}hint: {any}",
                       "request id: {any}"])  # fmt: skip
    yield case("error 8: a broken server", "status 1 --request-timeout 1", 18, before=[fault({"status": 500, "body": "{}"})],
               stderr=["ringout status: SERVER: {any}", "{optional}request id: {any}"])  # fmt: skip
    yield case("error 9: a slow server", "status 1 --request-timeout 0.3", 19, before=[fault({"delay_ms": 5000})],
               stderr=["ringout status: TIMEOUT: {any}"])  # fmt: skip
    yield case("error 10: no server", call, 20, environment={"RC_SERVER_URL": "http://127.0.0.1:1"},
               stderr=["ringout call: CONNECTION: {any}"])  # fmt: skip
    yield case("error 11: half of a response", "status {call}", 21, before=[place(), fault({"malformed_json": True})],
               stderr=["ringout status: PROTOCOL: {any}", "{optional}request id: {any}"])  # fmt: skip
    yield case("error 13: a token file in a folder that is not there", f"{call} --token-file nowhere/token.json", 23,
               stderr=["ringout call: STORAGE: {any}"])  # fmt: skip
    lost = fault({"drop": "before-response"}, "POST")
    yield case("error 14: a lost response", call, 24, before=[lost], placed=1, stderr=[
        f"ringout call: MAYBE_PLACED: the call from {CALLER} to {CALLEE} was sent and may have been placed: {{any}}",
        f"check: ringout log --to '{CALLEE}' --from '{CALLER}' --sent-at {{time}}"])  # fmt: skip
    yield case("error 14 as JSON", f"{call} --json", 24, before=[lost], placed=1, stderr=["{any}", "check: {any}"],
               json=[{"type": "error", "error": {"code": "MAYBE_PLACED", "number": 14, "may_have_placed": True,
                                                 "attempt": {"to": CALLEE, "from": CALLER}}}])  # fmt: skip
    yield case("error 5 as JSON", "status 1 --json", 15, stderr=["{any}", "request id: {any}"],
               json=[{"type": "error", "error": {"code": "NOT_FOUND", "number": 5, "error_code": "CMN-102",
                                                 "parameter": "ringOutId", "http_status": 404}}])  # fmt: skip
    yield case("error 1 as JSON", f"call --to {CALLEE} --from x --json", 11, stderr=["{any}"],
               json=[{"type": "error", "error": {"code": "INVALID_ARGUMENT", "parameter": "from"}}])  # fmt: skip


def calls():
    call = f"call --to {CALLEE} --from {CALLER}"
    yield case("call", call, stdout=[PLACED], placed=1)
    yield case("call with every option", f"{call} --caller-id +16505550101 --no-prompt --country 1", stdout=[PLACED], placed=1,
               sent={"from": {"phoneNumber": CALLER}, "to": {"phoneNumber": CALLEE},
                     "callerId": {"phoneNumber": "+16505550101"}, "playPrompt": False, "country": {"id": "1"}})  # fmt: skip
    yield case("call from a forwarding number", f"call --to {CALLEE} --forwarding-number 402780006008 --prompt",
               stdout=[PLACED], placed=1)  # fmt: skip
    yield case("call as JSON", f"{call} --json", placed=1,
               json=[{"type": "placed", "call_id": "{id}", "state": {"call_status": "InProgress", "phase": "RingingCaller"}}])  # fmt: skip
    answered = {"after": PLACED, "step": advance(2.5)}
    connected = {"after": "{seconds} s  call InProgress, caller Success, callee InProgress", "step": advance(3)}
    hung_up = {"after": "{seconds} s  call Success, caller Success, callee Success", "step": advance(11)}
    changes = [
        "{seconds} s  call InProgress, caller Success, callee InProgress",
        "{seconds} s  call Success, caller Success, callee Success",
        "{seconds} s  call Success, caller Finished, callee Finished",
    ]
    yield case("call and wait", f"{call} --wait", before=[STOP_CLOCK], during=[answered, connected, hung_up],
               stdout=[PLACED, *changes, COMPLETED])  # fmt: skip
    yield case("call and wait for the answer", f"{call} --wait --until answered", before=[STOP_CLOCK],
               during=[answered, connected],
               stdout=[PLACED, *changes[:2], "Answered: the caller and the callee are connected"])  # fmt: skip
    busy = f"call --to {CALLEE} --from {CALLER_BUSY} --wait"
    busy_line = "{seconds} s  call CannotReach, caller Busy, callee InProgress"
    ends = [{"after": PLACED, "step": advance(3)}]
    yield case("call a phone that is busy", busy, 1, before=[STOP_CLOCK], during=ends, stdout=[PLACED, busy_line, BUSY])
    yield case("call a phone that is busy, as JSON", f"{busy} --json", 1, json=[
        {"type": "placed"},
        {"type": "change", "change": {"state": {"caller_status": "Busy", "phase": "Ended"}, "verdict": {"kind": "Documented"}}},
        {"type": "outcome", "outcome": {"kind": "Busy", "leg": "caller", "connected": False, "source": "Status"}}])  # fmt: skip
    still = "StillInProgress: the call has not ended yet: the caller's phone is ringing"
    yield case("a wait that times out", f"{call} --wait --timeout 0.5", 1, before=[STOP_CLOCK], stdout=[PLACED, still])
    yield case("a wait that times out and cancels", f"{call} --wait --timeout 0.5 --cancel-on-timeout", 1, before=[STOP_CLOCK],
               requests_of={"DELETE /ring-out/": 1},
               stdout=[PLACED, "{optional}{seconds} s  call CannotReach, caller Rejected, callee {any}",
                       "Cancelled: {any}"])  # fmt: skip


def interruptions():
    call = f"call --to {CALLEE} --from {WAITS} --wait"
    interrupt = [{"after_request": POLLED, "signal": "SIGINT"}]
    goes_on = ["call {id} goes on; follow it with `ringout watch {id}`", "or end it with `ringout cancel {id}`"]
    ended = "call {id}: HungUp: the call has ended: {any}"
    yield case("Ctrl-C leaves the call", call, 130, during=interrupt, stdout=[PLACED],
               stderr=[*goes_on, "ringout: interrupted"], requests_of={"DELETE /ring-out/": 0})  # fmt: skip
    yield case("Ctrl-C cancels the call", f"{call} --cancel-on-exit", 130, during=interrupt, stdout=[PLACED],
               stderr=[ended, "ringout: interrupted"], requests_of={"DELETE /ring-out/": 1})  # fmt: skip
    yield case("SIGTERM cancels the call", f"{call} --cancel-on-exit", 143,
               during=[{"after_request": POLLED, "signal": "SIGTERM"}], stdout=[PLACED],
               stderr=[ended, "ringout: terminated"], requests_of={"DELETE /ring-out/": 1})  # fmt: skip
    yield case("a closed terminal cancels the call", f"{call} --cancel-on-exit", 129,
               during=[{"after_request": POLLED, "signal": "SIGHUP"}], stdout=[PLACED],
               stderr=[ended, "ringout: the terminal was closed"], requests_of={"DELETE /ring-out/": 1})  # fmt: skip
    yield case("Ctrl-C as JSON", f"{call} --json", 130, during=interrupt, stderr=[*goes_on, "ringout: interrupted"],
               json=[{"type": "placed"}, {"type": "left", "reason": "interrupted"}])  # fmt: skip
    # The second poll follows the line of the first.
    seen = [{"after_request": ["GET", "/ring-out/", 2], "signal": "SIGINT"}]
    yield case("Ctrl-C while watching", "watch {call}", 130, before=[STOP_CLOCK, place(to=WAITS)], during=seen,
               stdout=["{seconds} s  " + RINGS], stderr=[*goes_on, "ringout: interrupted"])  # fmt: skip
    yield case("Ctrl-C while the call is placed", call, 130, before=[fault({"delay_ms": 5000}, "POST")],
               during=[{"after_request": ["POST", "/ring-out"], "signal": "SIGINT"}], placed=1,
               stderr=["ringout call: MAYBE_PLACED: {any}", f"check: ringout log --to '{CALLEE}' --from '{WAITS}' --sent-at {{time}}",
                       "ringout: interrupted"])  # fmt: skip
    yield case("Ctrl-C cancels a call that is being placed", f"{call} --cancel-on-exit", 130,
               before=[fault({"delay_ms": 1500}, "POST")], placed=1, requests_of={"DELETE /ring-out/": 1},
               during=[{"after_request": ["POST", "/ring-out"], "signal": "SIGINT"}],
               stderr=["ringout call: MAYBE_PLACED: {any}", "check: {any}", "ringout: interrupted"])  # fmt: skip
    yield case("Ctrl-C during a request", "status 1", 130, before=[fault({"delay_ms": 5000}, "GET")],
               during=[{"after_request": POLLED, "signal": "SIGINT"}], stderr=["ringout: interrupted"])  # fmt: skip
    yield case("an error while waiting says that the call goes on", f"{call} --request-timeout 1", 13,
               during=[{"after_request": POLLED, "step": fault({"error": "OAU-128", "status": 401})},
                       {"after_request": POLLED, "step": fault({"status": 400, "body": '{"error":"invalid_client"}'},
                                                               path="/restapi/oauth")}],
               stdout=[PLACED], stderr=[*goes_on, "ringout call: UNAUTHORIZED: {any}", "{optional}hint: {any}",
                                        "{optional}request id: {any}"])  # fmt: skip


def existing_calls():
    rings = f"{RINGS}: the caller's phone is ringing"
    yield case("status", "status {call}", before=[STOP_CLOCK, place()], stdout=[rings])
    yield case("status as JSON", "status {call} --json", before=[STOP_CLOCK, place()],
               json=[{"type": "state", "call_id": "{call}", "state": {"explanation": "the caller's phone is ringing"}}])  # fmt: skip
    yield case("status of an option that comes first", "status --json {call}", before=[STOP_CLOCK, place()],
               json=[{"type": "state", "call_id": "{call}"}])  # fmt: skip
    busy = [STOP_CLOCK, place(from_=CALLER_BUSY), advance(3)]
    yield case("watch a call that has ended", "watch {call}", 1, before=busy,
               stdout=["{seconds} s  call CannotReach, caller Busy, callee InProgress", BUSY])  # fmt: skip
    yield case("watch a call that has ended well", "watch {call}", 0, before=[STOP_CLOCK, place(), advance(16)],
               stdout=["{seconds} s  call Success, caller Finished, callee Finished", COMPLETED])  # fmt: skip
    yield case("cancel", "cancel {call}", before=[STOP_CLOCK, place()], requests_of={"DELETE /ring-out/": 1},
               stdout=["call {call}: HungUp: the call has ended: {any}"])  # fmt: skip
    yield case("cancel as JSON", "cancel {call} --json", before=[STOP_CLOCK, place()],
               json=[{"type": "cancel", "call_id": "{call}", "effect": "HungUp", "state": {"phase": "Ended"}}])  # fmt: skip
    yield case("cancel a call that has ended", "cancel {call}", before=busy,
               stdout=["call {call}: AlreadyEnded: the call has ended: the caller's phone was busy"])  # fmt: skip


def account():
    passed = [
        "Login      ",
        "Permission ",
        "Extension  ",
        "Line       ",
        "From       ",
        "CallerId   ",
        "Destination",
        "Clock      ",
    ]
    yield case("preflight", f"preflight --to {CALLEE}", stdout=[f"{name} Passed: {{any}}" for name in passed])
    yield case(
        "preflight without a call",
        "preflight",
        stdout=[f"{name} Passed: {{any}}" for name in passed if name != "Destination"],
    )
    yield case("preflight that fails", "preflight", 1, environment={"RC_USER_JWT": "a.wrong.jwt"},
               stdout=["Login       Failed: the server responded with 400 OAU-140: Invalid JWT assertion{any}"])  # fmt: skip
    yield case("preflight as JSON", "preflight --json", json=[
        *({"type": "check", "kind": name.strip(), "result": "Passed"} for name in passed if name != "Destination"),
        {"type": "preflight", "ok": True}])  # fmt: skip
    yield case("preflight in colours", "preflight", environment={"FORCE_COLOR": "1"},
               stdout=[f"{name} {GREEN}Passed{PLAIN}: {{any}}" for name in passed if name != "Destination"])  # fmt: skip
    yield case("preflight without colours", "preflight", environment={"FORCE_COLOR": "1", "NO_COLOR": "1"},
               stdout=[f"{name} Passed: {{any}}" for name in passed if name != "Destination"])  # fmt: skip
    yield case("an error in colours", "call", 2, environment={"FORCE_COLOR": "3"},
               stderr=[f"{RED}ringout call: {PLAIN}--to is missing", "help: ringout call --help"])  # fmt: skip
    yield case("no colours with FORCE_COLOR=0", "call", 2, environment={"FORCE_COLOR": "0"},
               stderr=["ringout call: --to is missing", "help: ringout call --help"])  # fmt: skip
    lists = [
        "phones that can ring first, for --forwarding-number ID or --from NUMBER:",
        "  402780006008   +16505550110     Work",
        "  402780006009   +16505550111     Mobile",
        "numbers that callees may see, for --caller-id NUMBER:",
        "  1162820004     +16505550101     DirectNumber",
        "  1162820005     +16505550102     MainCompanyNumber",
        "  1162820006     +18005550103     ForwardedNumber",
    ]
    yield case("numbers", "numbers", stdout=lists)
    yield case("numbers as JSON", "numbers --json", json=[
        {"type": "forwarding_number", "number": {"id": "402780006008", "phone_number": "+16505550110", "kind": "Work"}},
        {"type": "forwarding_number"},
        {"type": "caller_id", "number": {"phone_number": "+16505550101", "usage_type": "DirectNumber", "label": None}},
        {"type": "caller_id"}, {"type": "caller_id"}])  # fmt: skip
    evil = '{"records":[{"id":"1","phoneNumber":"+16505550110","label":"\\u001b[31mB\\u00fcro\\n","type":"Home"}],"navigation":{}}'
    path = f"{ACCOUNT}/~/extension/~/forwarding-number"
    yield case("a name with control characters", "numbers", before=[fault({"status": 200, "body": evil}, path=path)],
               stdout=[lists[0], r"  1              +16505550110     \x1b[31mBüro\n, Home", *lists[3:]])  # fmt: skip
    when = "2026-01-31T09:30:00Z"
    yield case(
        "log without a record", f"log --to {CALLEE} --sent-at {when}", 1, stdout=["no record in the call log (yet)"]
    )
    ended = [STOP_CLOCK, place(from_=CALLER_BUSY), advance(3)]
    yield case("log", f"log --to {CALLEE} --from {CALLER_BUSY} --sent-at {{now}}", before=ended, stdout=[
        f"Certain match: Busy, 2 s, {{time}}, from {CALLER_BUSY} to {CALLEE}", "  caller: Busy, 0 s"])  # fmt: skip
    yield case("log as JSON", f"log --to {CALLEE} --from {CALLER_BUSY} --sent-at {{now}} --json", before=ended, json=[
        {"type": "log", "log": {"matching": "Certain", "candidates": 1,
                                "record": {"result": "Busy", "connected": False, "from": CALLER_BUSY, "to": CALLEE, "legs": [{"leg": "caller"}]}}}])  # fmt: skip


def others():
    yield case("logout", "logout --token-file token.json", stdout=["Logged out. token.json has no token any more"])
    yield case("login that nobody finishes", "login --no-browser --redirect-uri http://127.0.0.1:0/ --login-timeout 0.2", 19,
               stdout=["Log in here:", "  {simulator}/restapi/oauth/authorize?{any}"],
               stderr=["ringout login: TIMEOUT: the login was not finished within 0.2 s"])  # fmt: skip
    yield case("a simulator that is not there", "simulator", 2, environment={"RINGOUT_SIMULATOR": "nowhere/simulator"},
               stderr=["ringout simulator: nowhere/simulator cannot be started: No such file or directory", "help: {any}"])  # fmt: skip
    yield case("a token file", "preflight --token-file token.json", stdout=["{any}"] * 7, creates=["token.json"])


def main():
    parts = [screens, wrong_usage, errors, calls, interruptions, existing_calls, account, *cli_place.PARTS, others]
    cases = [item for part in parts for item in part()]
    names = [item["name"] for item in cases]
    assert len(set(names)) == len(names), "two cases have the same name"
    write_or_check("cli.json", {"lines": SHAPES, "objects": OBJECTS, "cases": cases})


if __name__ == "__main__":
    main()
