"""What the Python scenarios share: the package that is tested, the simulators' admin API, and how facts are printed."""

import base64
import hashlib
import importlib
import json
import os
import sys
import urllib.request

SDK = importlib.import_module(sys.argv[1]).SDK
# Where the submodules are: `from ringcentral.http` becomes `from ringout.compat.http`.
BASE = {"ringout": "ringout.compat"}.get(sys.argv[1], sys.argv[1])
READY = json.loads(os.environ["PEER_SIMULATOR"])
WITHOUT_REFRESH = json.loads(os.environ["PEER_SIMULATOR_WITHOUT_REFRESH"])
CALLS = "/restapi/v1.0/account/~/extension/~/ring-out"
CALL = {"from": {"phoneNumber": "+16505550123"}, "to": {"phoneNumber": "+16505550100"}, "playPrompt": False}
REDIRECT = "http://127.0.0.1:1/callback?from=login"
# For each error, whether its text contains a secret.
SHOWN = []
VERIFIER = "a-verifier-of-43-characters-at-the-very-least"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


def say(what, value):
    """Prints one line of the transcript."""
    print(f"  {what}: {value if isinstance(value, str) and value else json.dumps(value, sort_keys=True)}", flush=True)


def admin(method, path, body=None, ready=READY):
    """Sends a request to the simulator's admin API."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{ready['url']}/_simulator/{path}", data, method=method)
    with urllib.request.urlopen(request) as response:
        return json.loads(response.read() or b"null")


def fault(method, path, what, times=1):
    """Makes the next requests of this kind fail."""
    admin("POST", "faults", {"method": method, "path": path, "times": times, "fault": what})


def arrived(method, part):
    """Returns the requests of this kind that have arrived."""
    journal = admin("GET", "journal")["requests"]
    return [entry for entry in journal if entry["method"] == method and part in entry["path"]]


def platform_of(ready=READY, secret=None):
    """Creates a platform that prints its events."""
    secret = ready["client_secret"] if secret is None else secret
    platform = SDK(ready["client_id"], secret, ready["url"]).platform()
    for name in ("loginSuccess", "loginError", "refreshSuccess", "refreshError", "logoutSuccess", "logoutError"):
        platform.on(name, lambda result, name=name: say("event", f"{name} {kind_of(result)}"))
    return platform


def kind_of(result):
    """Describes the argument of an event."""
    return "with an exception" if isinstance(result, Exception) else f"with a response {result.response().status_code}"


def logged_in(**settings):
    """Creates a platform that is logged in with a JWT and does not print its events."""
    platform = SDK(READY["client_id"], READY["client_secret"], READY["url"], **settings).platform()
    platform.login(jwt=READY["jwt"])
    return platform


def outcome(operation):
    """Returns the result and the error of an operation, of which one is None."""
    try:
        return operation(), None
    except Exception as error:  # noqa: BLE001 - like the platform's samples, which catch everything
        return None, error


def attempt(what, operation):
    """Runs an operation. Prints and returns its response or its error."""
    response, error = outcome(operation)
    if error is not None:
        say(what, "raises")
        describe(error)
        return error
    say(what, f"{response.response().status_code}, ok {response.ok()}")
    return response


def describe(error):
    """Prints what a program can find out about an error."""
    SHOWN.append(has_secret(f"{error} {error!r}"))
    response = error.api_response().response() if hasattr(error, "api_response") else None
    if response is None:
        say("  response", "none")
        return
    body = json.loads(error.api_response().text() or "{}")
    first = body.get("errors", [{}])[0]
    say("  response", f"{response.status_code}, ok {error.api_response().ok()}")
    say("  errorCode", body.get("errorCode", first.get("errorCode")))
    say("  parameterName", body.get("parameterName"))
    say("  error", body.get("error"))
    say("  message of the platform is included", body.get("message", body.get("error_description", "")) in str(error))


def has_secret(text):
    """Whether a text contains an access token, a client secret or a JWT."""
    basic = base64.b64encode(f"{READY['client_id']}:{READY['client_secret']}".encode()).decode()
    return any(secret in text for secret in (READY["client_secret"], READY["jwt"], basic, "U0pDMTJ"))


def module(name):
    """Imports a submodule of the package."""
    return importlib.import_module(f"{BASE}.{name}")
