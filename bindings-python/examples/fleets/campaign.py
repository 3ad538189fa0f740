"""Sends the calls of a CSV file to the workers of `campaign_tasks.py`, and shows how far they are.

    python campaign.py calls.csv

The file has the columns `to` and `from`, and optionally `key`. Without a key, the name of the file and the number of the line are the
key of a call. Run it again at any time, also with more lines: calls that were placed are not placed again.
"""

import argparse
import csv
import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from campaign_tasks import LIMITS, OUTCOMES, PHASES, app, calls, redis
from rich.console import Group
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn
from rich.table import Table


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Reads the calls of the file."""
    with path.open(newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            yield {"to": row["to"], "from_": row["from"], "dedupe_key": row.get("key") or f"{path.stem}:{line}"}


def send(requests: list[dict[str, str]]) -> None:
    """Sends a task for each call."""
    with app.producer_pool.acquire() as producer:
        for request in requests:
            calls.place.apply_async(kwargs=request, producer=producer)


def counts(keys: list[str]) -> Counter[str]:
    """Counts the calls of this campaign by their phase or outcome."""
    found = [redis.hmget(name, keys) for name in (OUTCOMES, PHASES)]
    return Counter(outcome or phase or "Waiting" for outcome, phase in zip(*found, strict=True))


def limits() -> Iterator[tuple[str, ...]]:
    """Yields the rate limits, each as the worker knows it for which the least is left."""
    known = [limit for text in redis.hvals(LIMITS) for limit in json.loads(text)]
    for name in sorted({limit["name"] for limit in known}):
        of_name = [limit for limit in known if limit["name"] == name]
        told = [limit for limit in of_name if limit["remaining"] is not None]
        least = min(told, key=lambda limit: limit["remaining"]) if told else of_name[0]
        wait = max(limit["retry_after"] for limit in of_name)
        left = "?" if least["remaining"] is None else str(least["remaining"])
        yield name, f"{least['limit']} in {least['window']:.0f} s", left, f"{wait:.0f} s" if wait else "-"


def screen(bar: Progress, found: Counter[str]) -> Group:
    """Returns what is shown."""
    of_calls = Table("calls", "", title_justify="left")
    for name, count in found.most_common():
        of_calls.add_row(name, str(count))
    of_limits = Table("limit", "allows", "left", "wait")
    for row in limits():
        of_limits.add_row(*row)
    return Group(bar, of_calls, of_limits)


def main() -> None:
    """Sends the calls, and waits until all are done."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    requests = list(rows(parser.parse_args().file))
    keys = [request["dedupe_key"] for request in requests]
    send(requests)
    bar = Progress("done", BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    task = bar.add_task("", total=len(keys))
    with Live(screen(bar, Counter()), refresh_per_second=4) as live:
        done = 0
        while done < len(keys):
            done = sum(outcome is not None for outcome in redis.hmget(OUTCOMES, keys))
            bar.update(task, completed=done)
            live.update(screen(bar, counts(keys)))
            time.sleep(0.25)


if __name__ == "__main__":
    main()
