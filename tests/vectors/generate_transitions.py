"""Generates transitions.json: the verdict on each status transition.

Written only from RingCentral's flow charts and value tables, and independent of the Rust code on purpose: a mistake copied
from one to the other would go unnoticed. The rules are tables here and matches there.
"""

import itertools

from output import write_or_check

# Tables have one row per line, up to the maximum line length.
# fmt: off

STATUSES = [
    "Unknown", "InProgress", "Success", "Finished", "Busy", "NoAnswer", "Rejected", "GenericError",
    "InternationalDisabled", "DestinationBlocked", "NotEnoughFunds", "NoSuchUser",
    "RingOutFromThisNumberIsNotSupported", "CannotReach", "NoAnsweringMachine", "NoSessionFound", "Error", "Invalid",
]
FAILED_LEG = STATUSES[4:13]
RANKS = ["Unchanged", "Documented", "Skipped", "Undocumented", "Impossible"]
SKIPPED_PATH = "InProgress > Success > Finished"

# Documented transitions of each machine. NoSessionFound and Invalid can follow any status.
EDGES = {
    "leg": {"InProgress": ["Success", *FAILED_LEG], "Success": ["Finished"]},
    "call": {"InProgress": ["Success", "CannotReach", "NoAnsweringMachine", "Error"]},
}
SKIPS = {"leg": {("InProgress", "Finished")}, "call": set()}
# Values that are documented only for the other machine.
FOREIGN = {
    "leg": {"CannotReach", "NoAnsweringMachine", "Error"},
    "call": {"Finished", *FAILED_LEG},
}
# Final values of each machine. `Success` is final for a call, whose end shows only on the legs.
ENDED = {
    "leg": {"Finished", *FAILED_LEG, "NoSessionFound"},
    "call": {"Success", "CannotReach", "NoAnsweringMachine", "Error", "NoSessionFound"},
}


def known(text):
    """Returns the documented status for a string on the wire, or None if it is undocumented."""
    if text == "NosuchUser":
        return "NoSuchUser"
    return text if text in STATUSES[1:] else None


def step(machine, before, after):
    """Returns the verdict on one field."""
    old, new = known(before), known(after)
    if (old or before) == (new or after):
        return "Unchanged"
    if new in ("NoSessionFound", "Invalid"):
        return "Documented"
    if old == "Invalid" or old is None or new is None:
        return "Undocumented"
    if old in FOREIGN[machine]:
        return "Undocumented"
    if new in FOREIGN[machine]:
        return "Impossible" if old in ENDED[machine] else "Undocumented"
    if new in EDGES[machine].get(old, ()):
        return "Documented"
    return "Skipped" if (old, new) in SKIPS[machine] else "Impossible"


def combination_is_documented(state):
    """Whether this combination of statuses is documented."""
    call, caller, callee = map(known, state)
    if call == "InProgress":
        # The caller is rung first, and once both have answered the call is no longer in progress.
        return (caller, callee) in {("InProgress", "InProgress"), ("Success", "InProgress")}
    if call == "Success":
        return {caller, callee} <= {"Success", "Finished"}
    if call == "CannotReach":
        return caller in FAILED_LEG or callee in FAILED_LEG
    return call in ("NoAnsweringMachine", "Error", "Invalid", "NoSessionFound")


def phase(state):
    """Returns the phase of a call."""
    names = tuple(map(known, state))
    if any(name and STATUSES.index(name) >= 3 for name in names):
        return "Ended"
    return {
        ("InProgress", "InProgress", "InProgress"): "RingingCaller",
        ("InProgress", "Success", "InProgress"): "RingingCallee",
        ("Success", "Success", "Success"): "Connected",
    }.get(names, "Unknown")


def triple(name, before, after):
    """Returns a vector for one transition of a whole call."""
    fields = [("call", "call"), ("caller", "leg"), ("callee", "leg")]
    steps = [(field, step(machine, *pair)) for (field, machine), pair in zip(fields, zip(before, after))]
    if not combination_is_documented(after):
        steps.append(("combination", "Undocumented"))
    worst = max((verdict for _, verdict in steps), key=RANKS.index)
    reasons = [[field, verdict] for field, verdict in steps if RANKS.index(verdict) >= RANKS.index("Skipped")]
    path = SKIPPED_PATH if any(verdict == "Skipped" for _, verdict in steps) else None
    return {
        "name": name, "from": list(before), "to": list(after), "verdict": worst, "phase": phase(after),
        "reasons": reasons, "path": path,
    }


I, S, F = "InProgress", "Success", "Finished"
STARTED, RINGING, CONNECTED, ENDED_WELL = (I, I, I), (I, S, I), (S, S, S), (S, F, F)
ENDED_BUSY = ("CannotReach", S, "Busy")

# The two flow charts of the guide, column by column. Each step in them must be Documented.
CHARTS = {
    "successful call": [STARTED, RINGING, CONNECTED, ENDED_WELL],
    "failed call": [STARTED, RINGING, ENDED_BUSY],
}


def charted():
    for chart, columns in CHARTS.items():
        for column in columns:
            yield triple(f"{chart}: {state_name(column)} stays", column, column)
        for before, after in itertools.pairwise(columns):
            vector = triple(f"{chart}: {state_name(before)} to {state_name(after)}", before, after)
            assert vector["verdict"] == "Documented" and not vector["reasons"], vector
            yield vector


def state_name(state):
    return "/".join(state)


def failures():
    """Each failed value on each leg, in one step and with steps skipped."""
    for status in [*FAILED_LEG, "NosuchUser"]:
        yield triple(f"caller {status}", STARTED, ("CannotReach", status, I))
        yield triple(f"callee {status}", RINGING, ("CannotReach", S, status))
        yield triple(f"both {status}", STARTED, ("CannotReach", status, status))
        yield triple(f"callee {status}, the caller's answer unseen", STARTED, ("CannotReach", S, status))
    yield triple("seen in the field: the caller failed, the callee answered", STARTED, ("CannotReach", "GenericError", S))
    for call in ("NoAnsweringMachine", "Error", "Invalid", "NoSessionFound"):
        for before in (STARTED, RINGING, CONNECTED, ENDED_WELL, ENDED_BUSY):
            yield triple(f"{call} after {state_name(before)}", before, (call, *before[1:]))
            yield triple(f"{call} after {state_name(before)}, on the legs too", before, (call, call, call))
    yield triple("the caller cancelled", RINGING, ("CannotReach", "Finished", "Rejected"))
    yield triple("cancelled while ringing the caller", STARTED, ("CannotReach", "Rejected", "Rejected"))


def skips():
    yield triple("the callee's answer unseen", RINGING, ENDED_WELL)
    yield triple("both answers unseen", STARTED, ENDED_WELL)
    yield triple("only the caller's answer unseen", STARTED, (S, F, S))
    yield triple("only the callee's answer unseen", STARTED, (S, S, F))
    yield triple("connected without the ringing", STARTED, CONNECTED)
    yield triple("one leg hung up first: caller", CONNECTED, (S, F, S))
    yield triple("one leg hung up first: callee", CONNECTED, (S, S, F))
    yield triple("the other leg follows", (S, F, S), ENDED_WELL)
    yield triple("the caller came and went while the callee was rejected", STARTED, ("CannotReach", F, "Rejected"))
    yield triple("a skip in a call that ends as NoAnsweringMachine", STARTED, ("NoAnsweringMachine", F, I))
    yield triple("a skip beside an undocumented combination", STARTED, (I, F, I))
    yield triple("a skip beside an impossible step", (I, I, "Busy"), (S, F, S))


def undocumented_combinations():
    strange = {
        "the callee answered before the caller": (I, I, S),
        "both answered, the call still in progress": (I, S, S),
        "in progress with a finished caller": (I, F, I),
        "in progress with a busy callee": (I, S, "Busy"),
        "in progress with a vanished leg": (I, S, "NoSessionFound"),
        "in progress with an invalid leg": (I, "Invalid", I),
        "in progress with an undocumented leg": (I, S, "Diverted"),
        "connected with a ringing callee": (S, S, I),
        "connected with two ringing legs": (S, I, I),
        "connected with a busy callee": (S, S, "Busy"),
        "connected with a vanished leg": (S, "NoSessionFound", S),
        "cannot reach, and neither leg failed": ("CannotReach", S, I),
        "cannot reach, and both legs ring": ("CannotReach", I, I),
        "cannot reach, and both legs finished": ("CannotReach", F, F),
        "the call is Finished": ("Finished", F, F),
        "the call is Busy": ("Busy", S, "Busy"),
        "the call is Unknown": ("Unknown", I, I),
        "all statuses are empty": ("", "", ""),
        "the call is spelled in lower case": ("success", "success", "success"),
        "a leg has the call's value": (I, S, "CannotReach"),
        "all statuses are undocumented": ("Forked", "Forked", "Forked"),
    }
    for name, state in strange.items():
        assert not combination_is_documented(state), state
        yield triple(f"{name}: from the start", STARTED, state)
        yield triple(f"{name}: after the caller's answer", RINGING, state)
        yield triple(f"{name}: unchanged", state, state)
        yield triple(f"{name}: and back to a documented state", state, RINGING)
    yield triple("one undocumented value after another", (I, S, "Diverted"), (I, S, "Forked"))
    yield triple("two spellings of one value", ("CannotReach", "NosuchUser", I), ("CannotReach", "NoSuchUser", I))
    yield triple("found again after Invalid", ("Invalid", "Invalid", "Invalid"), CONNECTED)
    yield triple("Invalid after NoSessionFound", ("NoSessionFound",) * 3, ("Invalid",) * 3)
    yield triple("NoSessionFound after Invalid", ("Invalid",) * 3, ("NoSessionFound",) * 3)
    for value in ("CannotReach", "NoAnsweringMachine", "Error"):
        yield triple(f"an answered leg turns {value}", CONNECTED, ("Error", value, S))
        yield triple(f"a leg leaves {value}", ("Error", value, S), ("Error", S, S))
    yield triple("the call leaves a leg's value", ("Finished", F, F), ENDED_WELL)


def impossible_steps():
    backwards = {
        "a hung-up leg talks again": (ENDED_WELL, CONNECTED),
        "a hung-up leg rings again": (ENDED_WELL, STARTED),
        "only one leg talks again": (ENDED_WELL, (S, F, S)),
        "an answered caller rings again": (RINGING, STARTED),
        "a connected call rings the callee again": (CONNECTED, RINGING),
        "a connected call starts again": (CONNECTED, STARTED),
        "a busy callee answers": (ENDED_BUSY, CONNECTED),
        "a busy callee rings": (ENDED_BUSY, RINGING),
        "a busy callee did not answer": (ENDED_BUSY, ("CannotReach", S, "NoAnswer")),
        "an answered leg turns busy": (CONNECTED, ("CannotReach", S, "Busy")),
        "a finished leg turns busy": (ENDED_WELL, ("Error", F, "Busy")),
        "a busy leg is finished": (ENDED_BUSY, ("CannotReach", "Busy", F)),
        "a failed call continues": (("NoAnsweringMachine", I, I), STARTED),
        "a failed call fails in another way": (("NoAnsweringMachine", S, "Busy"), ENDED_BUSY),
        "an error becomes a success": (("Error", S, S), CONNECTED),
        "a connected call cannot be reached": ((S, S, F), ("CannotReach", S, F)),
        "a vanished call is back": (("NoSessionFound",) * 3, CONNECTED),
        "a vanished call rings": (("NoSessionFound",) * 3, STARTED),
        "a vanished leg is back": ((I, "NoSessionFound", I), STARTED),
        "a finished leg has the call's value": (ENDED_WELL, ("Error", "Error", F)),
        "a vanished leg has the call's value": (("NoSessionFound",) * 3, ("NoSessionFound", "CannotReach", "NoSessionFound")),
        "a connected call is Finished": (CONNECTED, ("Finished", F, F)),
        "a failed call is Busy": (ENDED_BUSY, ("Busy", S, "Busy")),
        "a vanished call is Finished": (("NoSessionFound",) * 3, ("Finished",) * 3),
    }
    for name, (before, after) in backwards.items():
        vector = triple(name, before, after)
        assert vector["verdict"] == "Impossible", vector
        yield vector


def main():
    product = {
        machine: [[step(machine, before, after) for after in STATUSES] for before in STATUSES]
        for machine in ("leg", "call")
    }
    sources = (charted, failures, skips, undocumented_combinations, impossible_steps)
    triples = [vector for source in sources for vector in source()]
    assert len({vector["name"] for vector in triples}) == len(triples)
    write_or_check("transitions.json", {"statuses": STATUSES, **product, "triples": triples})


if __name__ == "__main__":
    main()
