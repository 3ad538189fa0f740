"""Sends requests that schemathesis generates from OpenAPI descriptions: RingCentral's, and that of the admin API.

Every response must be one that the description has, and a request that it does not allow must be refused. The requests are the
same in each run, because the seed is fixed.
"""

import base64
import json
import re
import subprocess
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import programs
from programs import TARGET

HERE = Path(__file__).resolve().parent
REQUIREMENTS = HERE / "descriptions" / "requirements.txt"
VENV = TARGET / "peers-schemathesis"
GENERATED = re.compile(r"(\d+) generated, \1 passed")


@dataclass(frozen=True)
class Description:
    """A description, and the checks that it cannot pass, each with its reason beside it."""

    name: str
    location: str
    excluded_checks: tuple[str, ...]
    # Values that exist, for the parameters of paths.
    parameters: dict[str, str]
    options: tuple[str, ...] = ()


def descriptions(ready: dict[str, Any], call: str) -> list[Description]:
    """Returns the descriptions. `call` is the id of a call."""
    return [
        Description(
            "RingCentral's API",
            str(corrected(HERE / "descriptions" / "ringout-openapi.json", call)),
            # It names no status of an error, and allows calls without numbers and a page 0.
            ("status_code_conformance", "positive_data_acceptance"),
            {"accountId": "~", "extensionId": "~"},
        ),
        Description(
            "the admin API",
            f"{ready['url']}/_simulator/openapi.json",
            # Some rules are in words only: a fault has exactly one kind.
            ("positive_data_acceptance",),
            {"id": call, "leg": "caller"},
            # This response never ends.
            ("--exclude-path", "/_simulator/events"),
        ),
    ]


def corrected(published: Path, call: str) -> Path:
    """Writes RingCentral's description with what its guide and its responses contradict, and a call that exists. Returns the
    file.
    """
    description = json.loads(published.read_text())
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            for parameter in operation.get("parameters", []):
                if parameter["name"] == "ringoutId":
                    parameter["schema"] = {"type": "string", "enum": [call]}
            content = operation["responses"].get("default", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema", {}).get("properties", {})
            if "ringoutId" in path and method == "get":
                # The deprecated path returns a number.
                schema["id"]["type"] = ["string", "integer"] if "/ringout/" in path else "string"
            for status in schema.get("status", {}).get("properties", {}).values():
                status["enum"] += ["CannotReach", "NoAnsweringMachine", "NoSessionFound", "Error"]
    # Types in a list are of version 3.1.
    description["openapi"] = "3.1.0"
    file = VENV / "ringcentral.json"
    file.write_text(json.dumps(description))
    return file


def send(url: str, body: bytes, headers: dict[str, str]) -> Any:
    """Sends a POST and returns the JSON of the response."""
    with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=30) as response:
        return json.load(response)


def log_in(ready: dict[str, Any]) -> str:
    """Returns an access token."""
    grant = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": ready["jwt"]}
    basic = base64.b64encode(f"{ready['client_id']}:{ready['client_secret']}".encode()).decode()
    body = urllib.parse.urlencode(grant).encode()
    return str(send(f"{ready['url']}/restapi/oauth/token", body, {"Authorization": f"Basic {basic}"})["access_token"])


def place(ready: dict[str, Any], token: str) -> str:
    """Places a call that waits for people, and returns its id."""
    phones = {"from": {"phoneNumber": "+16505550180"}, "to": {"phoneNumber": "+14155550180"}}
    # On the deprecated path, whose ids are numbers and valid on both.
    url = f"{ready['url']}/restapi/v1.0/account/~/extension/~/ringout"
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return str(send(url, json.dumps(phones).encode(), headers)["id"])


def check(number: int) -> tuple[int, int]:
    """Runs schemathesis on a simulator of its own. Shows its output if it found something, and returns (1, 0) if it did not."""
    with programs.simulator() as ready:
        token = log_in(ready)
        description = descriptions(ready, place(ready, token))[number]
        folder = VENV / f"run-{number}"
        folder.mkdir(exist_ok=True)
        parameters = [f'"path.{name}" = "{value}"' for name, value in description.parameters.items()]
        (folder / "schemathesis.toml").write_text("\n".join(["[parameters]", *parameters, ""]))
        command = [str(VENV / "bin" / "st"), "--no-color", "run", description.location, "--url", ready["url"]]
        command += ["--header", f"Authorization: Bearer {token}", "--seed", "1", "--phases", "coverage,fuzzing"]
        command += ["--max-examples", "10", "--request-timeout", "30", "--continue-on-failure", "--warnings", "off"]
        command += ["--checks", "all", "--exclude-checks", ",".join(description.excluded_checks), *description.options]
        # In its own folder, where it keeps a database of failures and finds its settings.
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600, check=False)
    generated = GENERATED.search(done.stdout)
    if done.returncode != 0 or generated is None:
        print(f"FAILED  schemathesis ({description.name})\n{done.stdout}{done.stderr}", flush=True)
        return 0, 1
    print(f"schemathesis ({description.name}): {generated[1]} requests as described", flush=True)
    return 1, 0


def run() -> tuple[int, int]:
    """Checks both descriptions at the same time. Returns how many passed and failed."""
    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(check, range(2)))
    passed, failed = (sum(column) for column in zip(*counts, strict=True))
    return passed, failed
