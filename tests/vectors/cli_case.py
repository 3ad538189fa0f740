"""What the cases of cli.json are made of: numbers, lines, and steps of the set-up."""

CALLER, CALLEE = "+16505550123", "+16505550100"
CALLER_BUSY, NOT_ANSWERED, NO_FUNDS, WAITS = "+16505550486", "+16505550408", "+16505550402", "+16505550180"
ACCOUNT = "/restapi/v1.0/account"
RINGS = "call InProgress, caller InProgress, callee InProgress"
PLACED = f"call {{id}} placed: {RINGS}"
BUSY = "Busy: the caller failed with Busy: the phone is busy"
COMPLETED = "Completed: the caller and the callee talked, then hung up"
GREEN, RED, YELLOW, PLAIN = "\x1b[32m", "\x1b[31m", "\x1b[33m", "\x1b[0m"


def case(name, arguments, exit=0, stdout=(), stderr=(), **rest):
    """Returns one case. `arguments` is split at spaces unless it is a list."""
    arguments = arguments.split() if isinstance(arguments, str) else arguments
    return {"name": name, "arguments": arguments, "exit": exit, "stdout": list(stdout), "stderr": list(stderr), **rest}


def admin(method, path, body=None):
    return {"admin": [method, path, body]}


def fault(fault, method="*", path=ACCOUNT, times=0):
    return admin("POST", "faults", {"method": method, "path": path, "times": times, "fault": fault})


def place(to=CALLEE, from_=CALLER):
    """Places the call that `{call}` is the id of."""
    return {"place": {"to": to, "from": from_}}


def advance(seconds):
    return admin("POST", "clock", {"advance_ms": round(seconds * 1000)})


STOP_CLOCK = admin("POST", "clock", {"running": False})
POLLED = ["GET", "/ring-out/"]
