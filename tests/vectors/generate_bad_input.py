"""Generates bad_input.json: the expected results of invalid arguments, servers and network failures."""

import json

from output import write_or_check
from phone_numbers import FROM, TO, links, other_numbers_sent, refused_numbers, sent_numbers, special_numbers

# Tables have one row per line, up to the maximum line length.
# fmt: off

# For responses on loopback, on a machine that is busy with other tests.
QUICK = 1.0
# For the cases that wait for it, after a login and a request on a busy machine, and those of a server that fails: the pauses before
# their next attempts are longer, so that the first failure is the result.
DEADLINE = 2.0
# For all others, which a busy machine must not end.
NEVER = 30.0
# A deadline is met within 0.25 s. The rest is for the busy machine.
AT_THE_DEADLINE = DEADLINE + 0.5

CALLS = "/restapi/v1.0/account"
TOKEN = "/restapi/oauth/token"
HTML = "<!DOCTYPE html>\n<html><body><h1>502 Bad Gateway</h1></body></html>"
MIB = 1024 * 1024
TOO_LARGE = {"code": "PROTOCOL", "retryable": False, "text": ["larger than"]}
CASES = []


def case(name, operation, *, code, arguments=None, client=None, faults=(), posts=0, placed=None, within=QUICK,
         not_in=(), not_text=(), sent=None, returns=None, **expect):
    """Adds a case. `expect` has the other fields that the error must have."""
    if code != "OK":
        expect.setdefault("may_have_placed", code == "MAYBE_PLACED")
    if operation == "create_call":
        arguments = {"to": TO, "from": FROM, **(arguments or {})}
    timeout = DEADLINE if any(is_late(each["fault"]) for each in faults) else NEVER
    vector = {
        "name": name, "client": {"request_timeout": timeout, "create_timeout": timeout, **(client or {})},
        "faults": list(faults), "operation": operation, "arguments": arguments or {},
        "expect": {"code": code, **expect}, "posts": posts, "within": within,
    }
    if placed is not None:
        vector["placed"] = placed
    if sent is not None:
        vector["sent"] = json.dumps(sent, separators=(",", ":"))
    if returns is not None:
        vector["returns"] = returns
    if not_in:
        vector["not_in"] = list(not_in)
    if not_text:
        vector["not_text"] = list(not_text)
    CASES.append(vector)


def is_late(what):
    """Whether a response comes after the deadline, or a next attempt would."""
    return "drip_ms" in what or what.get("delay_ms", 0) > 1000 * DEADLINE or what.get("status", 0) >= 500


def fault(method, path, times=0, **what):
    """Returns a fault of the simulator. `times` 0 means every time."""
    return {"method": method, "path": path, "times": times, "fault": what}


def on_create(times=0, **what):
    return fault("POST", CALLS, times, **what)


def numbers():
    for source in (refused_numbers, special_numbers, sent_numbers, other_numbers_sent, links):
        source(case)
    case("from and from_forwarding_number", "create_call", arguments={"from_forwarding_number": "402780006008"},
         code="INVALID_ARGUMENT", parameter="from")
    for parameter in ("from_forwarding_number", "country"):
        for name, value in {"empty": "", "a word": "US", "a sign": "-1", "a slash": "1/2", "21 digits": "1" * 21,
                            "a line feed": "1\n", "10,000 digits": "1" * 10_000}.items():
            arguments = {parameter: value, "from": None if parameter == "from_forwarding_number" else FROM}
            case(f"{parameter}: {name}", "create_call", arguments=arguments, code="INVALID_ARGUMENT", parameter=parameter)
    for name, value in {"empty": "", "a line feed": "1\n", "a line separator": "1\u2028", "257 bytes": "é" * 128 + "x",
                        "with a client that has no ledger": "job-1"}.items():
        # The packages over the C library cannot be given a ledger yet, so their requests have no key.
        case(f"dedupe_key: {name}", "create_call", arguments={"dedupe_key": value}, code="INVALID_ARGUMENT",
             parameter="dedupe_key", not_in=["php", "ruby", "go", "java", "csharp"])
    for name, arguments in {
        "with separators": {"to": "+1 (650) 555-0100", "from": "1.650.555.0110"},
        "with square brackets": {"to": "+1 [650] 555 0100"},
        "without a plus": {"to": "16505550100", "from": "16505550110"},
        "of 15 digits": {"to": "+123456789012345"},
        "of 7 digits": {"to": "+1234567"},
        "national, with a country": {"to": "030 1234567", "country": "49"},
        "by a forwarding number": {"from": None, "from_forwarding_number": "402780006008"},
        "without a from": {"from": None},
        "with everything": {"caller_id": "+16505550101", "play_prompt": True, "country": "1"},
    }.items():
        case(f"a good call, {name}", "create_call", arguments=arguments, code="OK", posts=1, placed=1)
    for digits, code in (("0402", "NotEnoughFunds"), ("0403", "InternationalDisabled")):
        case(f"RingCentral refuses with {code}", "create_call", arguments={"to": f"+1650555{digits}"}, code="FORBIDDEN",
             http_status=403, error_code=code, parameter="to.phoneNumber", posts=1, placed=0)
    case("a caller ID that is not the user's", "create_call", arguments={"caller_id": "+16505550199"}, code="FORBIDDEN",
         http_status=403, error_code="CMN-101", parameter="callerId", posts=1, placed=0)
    case("a forwarding number that is not the user's", "create_call", code="REJECTED", http_status=400, posts=1, placed=0,
         arguments={"from": None, "from_forwarding_number": "1"}, error_code="CMN-102", parameter="from.forwardingNumberId")


def ids():
    bad = {
        "empty": "", "a dot": ".", "two dots": "..", "CR": "x\ry", "LF": "x\ny", "CR and LF": "x\r\nX-Injected: 1",
        "a tab": "x\ty", "10,000 characters": "x" * 10_000, "257 characters": "x" * 257, "DEL": "x\x7f",
    }
    for name, value in bad.items():
        for operation in ("call", "status", "cancel"):
            case(f"{operation} of an id that is {name}", operation, arguments={"id": value}, code="INVALID_ARGUMENT",
                 parameter="id")
    case("call of an id with a NUL", "call", arguments={"id": "x\0y"}, code="INVALID_ARGUMENT", parameter="id", not_in=["c"])
    # Escaped as one segment of the path, so they name an unknown call and no other resource.
    strange = {
        "a slash": "a/b", "two dots and slashes": "../../../oauth/token", "a question mark": "x?access_token=1",
        "a fragment": "x#y", "a percent": "%2e%2e%2f", "a space": "x y", "a backslash": "..\\..", "a quote": "x'\"y",
        "other scripts": "идентификатор", "256 characters": "x" * 256, "a plus and an ampersand": "x+y&z=1",
        "a tilde": "~", "three dots": "...", "an integer too large": "9" * 40, "a negative integer": "-1",
    }
    for name, value in strange.items():
        case(f"status of an id with {name}", "status", arguments={"id": value}, code="NOT_FOUND", http_status=404,
             error_code="CMN-102", parameter="ringOutId")
        case(f"cancel of an id with {name}", "cancel", arguments={"id": value}, code="OK")
        case(f"call of an id with {name}", "call", arguments={"id": value}, code="OK")


def servers():
    bad = {
        "empty": "", "blank": " ", "no scheme": "platform.ringcentral.com", "no host": "https://", "no host but a port": "https://:443",
        "a path": "https://platform.ringcentral.com/restapi", "two slashes at the end": "https://platform.ringcentral.com//",
        "a query": "https://platform.ringcentral.com?x=1", "a fragment": "https://platform.ringcentral.com#x",
        "http to a public host": "http://platform.ringcentral.com", "http to a private network": "http://10.0.0.1",
        "http to a name like this machine's": "http://localhost.example.com", "http to an address like this machine's": "http://127.0.0.1.example.com",
        "a file": "file:///etc/passwd", "ftp": "ftp://platform.ringcentral.com", "one slash": "https:/platform.ringcentral.com",
        "a scheme only": "https", "port 0": "https://platform.ringcentral.com:0", "port 65536": "https://platform.ringcentral.com:65536",
        "a port that is a word": "https://platform.ringcentral.com:https", "an empty port": "https://platform.ringcentral.com:",
        "a port with a sign": "http://127.0.0.1:+80",
        "a space in the host": "https://platform ringcentral.com", "a line feed": "https://platform.ringcentral.com\n",
        "CR and LF": "https://platform.ringcentral.com\r\nX-Injected: 1", "a backslash": "https://platform.ringcentral.com\\@example.com",
        "an empty label": "https://platform..ringcentral.com", "a label of 64 characters": f"https://{'x' * 64}.com",
        "10,000 characters": f"https://{'x.' * 5000}com", "another script": "https://плaтфopмa.example",
        "half an IPv6 address": "https://[::1", "not an IPv6 address": "https://[platform]",
    }
    for name, server in bad.items():
        case(f"server: {name}", "build", client={"server": server}, code="INVALID_ARGUMENT", parameter="server", within=0.5)
    for name, server in {"a user name": "https://user@platform.ringcentral.com",
                         "a password": "https://user:hunter2-hunter2@platform.ringcentral.com"}.items():
        case(f"server: {name}", "build", client={"server": server}, code="INVALID_ARGUMENT", parameter="server",
             not_text=["hunter2"], within=0.5)
    case("server: a NUL", "build", client={"server": "https://platform\0.ringcentral.com"}, code="INVALID_ARGUMENT",
         parameter="server", not_in=["c"], within=0.5)
    for name, server in {"https": "https://platform.ringcentral.com", "a slash at the end": "https://platform.ringcentral.com/",
                         "a port": "https://platform.ringcentral.com:8443", "capitals": "HTTPS://Platform.RingCentral.Com",
                         "http to this machine by name": "http://localhost:1", "http to this machine by IPv6": "http://[::1]:1",
                         "http to this machine": "http://127.0.0.2"}.items():
        case(f"a good server: {name}", "build", client={"server": server}, code="OK", within=0.5)
    for name, value in {"empty": "", "a space": "client id", "a colon": "client:id", "a line feed": "client\n",
                        "CR and LF": "client\r\nX-Injected: 1", "another script": "клиент"}.items():
        case(f"client_id: {name}", "build", client={"client_id": value}, code="INVALID_ARGUMENT", parameter="client_id",
             within=0.5)
    for name, value in {"empty": "", "a space": "hunter2 hunter2", "a line feed": "hunter2-hunter2\n",
                        "another script": "секрет-секрет"}.items():
        case(f"client_secret: {name}", "build", client={"client_secret": value}, code="INVALID_ARGUMENT",
             parameter="client_secret", not_text=["hunter2", "секрет"], within=0.5)
    for name in ("request_timeout", "create_timeout"):
        case(f"{name}: two hours", "build", client={name: 7200}, code="INVALID_ARGUMENT", parameter=name, within=0.5)
        # In C, 0 means the default.
        case(f"{name}: zero", "build", client={name: 0}, code="INVALID_ARGUMENT", parameter=name, not_in=["c"], within=0.5)


def logins():
    case("a good login", "login", code="OK")
    wrong = {"client_secret": "wrong-wrong-wrong-wrong"}
    for operation in ("login", "create_call", "request"):
        arguments = {"method": "GET", "path": f"{CALLS}/~/extension/~"} if operation == "request" else None
        case(f"wrong secret: {operation}", operation, client=wrong, arguments=arguments, code="UNAUTHORIZED",
             http_status=401, error_code="OAU-146", oauth_error="invalid_client", not_text=["wrong-wrong"], placed=0)
        case(f"wrong JWT: {operation}", operation, client={"jwt": "eyJ.wrong-wrong-wrong.x"}, arguments=arguments, placed=0,
             code="UNAUTHORIZED", http_status=400, error_code="OAU-140", oauth_error="invalid_grant", not_text=["wrong-wrong"])
    case("wrong client id", "login", client={"client_id": "unknown"}, code="UNAUTHORIZED", http_status=401,
         error_code="OAU-120", oauth_error="invalid_client")
    for status, code in ((403, "OAU-251"), (400, "OAU-112"), (401, "OAU-125")):
        body = {"error": "unauthorized_client", "error_description": "Unauthorized for this grant type", "errors": [{"errorCode": code}]}
        case(f"the JWT grant is not enabled for the app: {status} {code}", "login",
             faults=[fault("POST", TOKEN, status=status, body=body)], http_status=status, error_code=code,
             code="FORBIDDEN" if status == 403 else "UNAUTHORIZED", hint=["the JWT grant"])
    for name, jwt in {"empty": "", "blank": "  ", "a space": "hunter2 hunter2", "a line feed": "hunter2\nhunter2",
                      "CR and LF": "hunter2\r\nX-Injected: 1"}.items():
        case(f"JWT: {name}", "login", client={"jwt": jwt}, code="INVALID_ARGUMENT", parameter="jwt", not_text=["hunter2"])
    case("JWT: 100,000 characters", "login", client={"jwt": "x" * 100_000}, code="UNAUTHORIZED", http_status=400)
    case("JWT: form characters are escaped", "login", client={"jwt": "a&client_id=b&assertion=c+d%20e"},
         code="UNAUTHORIZED", http_status=400, error_code="OAU-140")

    for name, what, expect in [
        ("HTML", {"status": 200, "body": HTML}, {"code": "PROTOCOL"}),
        ("an empty body", {"status": 200}, {"code": "PROTOCOL"}),
        ("half of the body", {"malformed_json": True}, {"code": "PROTOCOL"}),
        ("an array", {"status": 200, "body": ["token", 3600]}, {"code": "PROTOCOL"}),
        ("an empty token", {"status": 200, "body": {"access_token": "", "expires_in": 3600}}, {"code": "PROTOCOL"}),
        ("a token with a line feed", {"status": 200, "body": {"access_token": "hunter2\r\nX-Injected: 1"}},
         {"code": "PROTOCOL", "not_text": ["hunter2"]}),
        ("a token that is a number", {"status": 200, "body": {"access_token": 5}}, {"code": "PROTOCOL"}),
        ("a redirect", {"status": 302, "headers": {"Location": "{closed}/elsewhere"}}, {"code": "PROTOCOL", "http_status": 302}),
        ("429", {"status": 429, "headers": {"Retry-After": "60"}}, {"code": "RATE_LIMITED", "http_status": 429, "retry_after": 60}),
        ("503", {"status": 503, "headers": {"Retry-After": "60"}}, {"code": "SERVER", "http_status": 503, "retry_after": 60}),
        ("500", {"status": 500}, {"code": "SERVER", "http_status": 500}),
        ("a locked account", {"status": 400, "body": {"error": "invalid_grant", "errors": [{"errorCode": "OAU-147"}]}},
         {"code": "UNAUTHORIZED", "http_status": 400, "error_code": "OAU-147"}),
        ("nothing until the deadline", {"delay_ms": 5000}, {"code": "TIMEOUT", "within": AT_THE_DEADLINE}),
        ("single bytes, slowly", {"drip_ms": 100}, {"code": "TIMEOUT", "within": AT_THE_DEADLINE}),
        ("no response", {"drop": "before-response"}, {"code": "CONNECTION", "within": AT_THE_DEADLINE}),
        ("a reset", {"reset": True}, {"code": "CONNECTION", "within": AT_THE_DEADLINE}),
        ("a truncated response", {"truncate": True}, {"code": "CONNECTION", "within": AT_THE_DEADLINE}),
    ]:
        for operation in ("login", "create_call"):
            case(f"the token endpoint sends {name}: {operation}", operation, faults=[fault("POST", TOKEN, **what)],
                 placed=0, **expect)
    case("a login that succeeds the second time", "login", faults=[fault("POST", TOKEN, 1, reset=True)], code="OK",
         within=AT_THE_DEADLINE)


def creations():
    for path in ("ring-out", "ringout"):
        lost_creates(path)
        create_responses(path)
    shapes = {
        "full body": {"errorCode": "X-1", "message": "m", "errors": [{"errorCode": "X-1", "message": "m", "parameterName": "p"}]},
        "only errors[]": {"errors": [{"errorCode": "X-1", "message": "m", "parameterName": "p"}]},
        "OAuth": {"error": "invalid_request", "error_description": "m", "errors": [{"errorCode": "X-1", "message": "m"}]},
        "OAuth without errors[]": {"error": "invalid_request", "error_description": "m"},
        "empty body": "", "HTML": HTML, "text": "no", "array": [1, 2], "JSON string": '"no"', "half JSON": '{"errorCode":"X',
        "numbers": {"errorCode": 1, "message": 2, "errors": [3]},
    }
    codes = {400: "REJECTED", 401: "UNAUTHORIZED", 403: "FORBIDDEN", 404: "NOT_FOUND", 429: "RATE_LIMITED", 500: "SERVER"}
    for status, code in codes.items():
        for shape, body in shapes.items():
            has_code = isinstance(body, dict) and "X-1" in json.dumps(body)
            # A 401 without a code is retried once after a new login: it placed nothing.
            retried = status == 401 and not has_code and shape != "numbers"
            refused = status == 400 and "OAuth" in shape
            case(f"a create with a {status} response, {shape}", "create_call", code="UNAUTHORIZED" if refused else code,
                 faults=[on_create(status=status, body=body)], http_status=status, posts=2 if retried else 1, placed=0,
                 retryable=code == "RATE_LIMITED", may_have_placed=code == "SERVER",
                 **({"error_code": "X-1"} if has_code else {}))


MAYBE = {"retryable": False, "text": [TO, "may have been placed"]}


def on_path(path):
    """Returns a function that adds cases of a create on this path."""

    def creates(name, code, *faults, posts=1, **expect):
        case(f"{path}: {name}", "create_call", client={"call_path": path}, code=code, faults=faults, posts=posts, **expect)

    return creates


def lost_creates(path):
    """Cases of a create whose connection breaks."""
    creates, maybe = on_path(path), MAYBE
    creates("a good create", "OK", placed=1)
    creates("dropped before the response", "MAYBE_PLACED", on_create(drop="before-response"), placed=1, **maybe)
    creates("dropped before processing", "MAYBE_PLACED", on_create(drop="before-processing"), placed=0, **maybe)
    creates("reset before the response", "MAYBE_PLACED", on_create(reset=True), placed=1, **maybe)
    creates("reset before processing", "MAYBE_PLACED", on_create(reset="before-processing"), placed=0, **maybe)
    creates("the response is truncated", "MAYBE_PLACED", on_create(truncate=True), placed=1, **maybe)
    creates("the response without its body", "MAYBE_PLACED", on_create(truncate=0), placed=1, **maybe)
    for count in (0, 1, 20, 100):
        creates(f"the response is cut after {count} bytes", "MAYBE_PLACED", on_create(close_after_bytes=count), placed=1, **maybe)
    creates("a Content-Length that is too large", "MAYBE_PLACED", on_create(wrong_length=10), placed=1, **maybe)
    creates("a Content-Length that is too small", "MAYBE_PLACED", on_create(wrong_length=-10), placed=1, **maybe)
    creates("a response of half JSON", "MAYBE_PLACED", on_create(malformed_json=True), placed=1, **maybe)
    late = {**maybe, "within": AT_THE_DEADLINE}
    creates("a response after the deadline", "MAYBE_PLACED", on_create(delay_ms=5000), placed=1, **late)
    creates("a response in single bytes, slowly", "MAYBE_PLACED", on_create(drip_ms=100), placed=1, **late)
    creates("a slow response before the deadline", "OK", on_create(delay_ms=300), placed=1)
    creates("a connection closed after the response", "OK", on_create(stale_keep_alive=True), placed=1)
    creates("a connection that closes on the next request", "OK", on_create(stale_keep_alive="on-next-request"), placed=1)
    creates("401 once, then no response", "MAYBE_PLACED", on_create(1, status=401), on_create(drop="before-response"), posts=2,
            placed=1, **maybe)
    case(f"{path}: connection refused", "create_call", client={"server": "{closed}", "call_path": path}, code="CONNECTION",
         within=AT_THE_DEADLINE, retryable=True)


def create_responses(path):
    """Cases of a create whose response is not a call."""
    creates, maybe = on_path(path), MAYBE
    for name, body in {"HTML": HTML, "an empty body": "", "text": "OK", "null": "null", "an array": ["abc", ["InProgress"] * 3],
                       "no id": {"status": {"callStatus": "InProgress"}}, "an id of null": {"id": None, "status": {}},
                       "an empty id": {"id": "", "status": {}}, "an id that is an object": {"id": {}, "status": {}},
                       "an id with a line break": {"id": "a\r\nb", "status": {}}, "an id of 257 bytes": {"id": "x" * 257, "status": {}},
                       "an id that is a relative path": {"id": "..", "status": {}},
                       "a status without its keys": {"id": "abc", "status": ["InProgress"] * 3}}.items():
        for status in (200, 201):
            creates(f"{status} with {name}", "MAYBE_PLACED",
                    on_create(status=status, body=body, headers={"RCRequestId": "5e0fd23a-8a51"}), http_status=status,
                    request_id="5e0fd23a-8a51", **maybe)
    creates("204", "MAYBE_PLACED", on_create(status=204), http_status=204, **maybe)
    creates("201 with a call", "OK", on_create(status=201, body={"id": 7, "status": {"callStatus": "InProgress"}}))
    # The response does not say whether the call was placed, and a retry could ring both phones again.
    unknown = {"retryable": False, "may_have_placed": True, "hint": ["may have been placed", "check before placing it again"]}
    for status, code in ((408, "REJECTED"), (500, "SERVER"), (502, "SERVER"), (503, "SERVER"), (504, "SERVER")):
        creates(f"{status}", code, on_create(status=status), http_status=status, **unknown)
    for name, value in {"a word": "later", "an empty string": "", "a negative number": "-1"}.items():
        creates(f"503 with {name} in Retry-After", "SERVER", on_create(status=503, headers={"Retry-After": value}),
                http_status=503, retry_after=None, **unknown)
    for status, code in ((408, "REJECTED"), (500, "SERVER"), (502, "SERVER"), (504, "SERVER")):
        creates(f"{status} with Retry-After", code, on_create(status=status, headers={"Retry-After": "60"}),
                http_status=status, **unknown)
    # A 503 with Retry-After means that nothing was done. Here the wait would pass the deadline.
    creates("503 with Retry-After", "SERVER", on_create(status=503, headers={"Retry-After": "60"}),
            http_status=503, retry_after=60, retryable=True, hint=None)
    creates("429 with Retry-After", "RATE_LIMITED", on_create(status=429, headers={"Retry-After": "60"}),
            http_status=429, retry_after=60, retryable=True)
    # Neither a success nor a refusal.
    for status in (301, 302, 303, 307, 308):
        moved = on_create(status=status, headers={"Location": "{simulator}" + CALLS + "/~/extension/~/ring-out"})
        creates(f"{status}", "MAYBE_PLACED", moved, http_status=status, **maybe)
    for status in (101, 300, 304, 600, 999):
        creates(f"{status}", "MAYBE_PLACED", on_create(status=status), http_status=status, **maybe)
    for code in ("OAU-128", "OAU-129", "OAU-149"):
        body = {"errorCode": code, "message": "m", "errors": [{"errorCode": code, "message": "m"}]}
        creates(f"401 {code} once", "OK", on_create(1, status=401, body=body), posts=2, placed=1)
        creates(f"401 {code} every time", "UNAUTHORIZED", on_create(status=401, body=body), posts=2, placed=0,
                http_status=401, error_code=code, retryable=False)
    creates("401 without a body, once", "OK", on_create(1, status=401), posts=2, placed=1)
    creates("401 with HTML, once", "OK", on_create(1, status=401, body=HTML), posts=2, placed=1)
    creates("401 with an empty errorCode, once", "OK", on_create(1, status=401, body={"errorCode": ""}), posts=2, placed=1)
    for code in ("OAU-120", "OAU-121", "OAU-151", "OAU-168", "CMN-405", "AGW-402"):
        creates(f"401 {code} is final", "UNAUTHORIZED", on_create(status=401, body={"errorCode": code}), placed=0,
                http_status=401, error_code=code)


def requests():
    get = {"method": "GET", "path": f"{CALLS}/~/extension/~"}
    case("a good request", "request", arguments=get, code="OK")
    bad = {
        "empty": "", "no slash": "restapi/v1.0", "a whole URL": "https://example.com/restapi", "two slashes": "//example.com/x",
        "a space": "/restapi/v1.0/a b", "CR and LF": "/restapi/v1.0 HTTP/1.1\r\nX-Injected: 1", "a line feed": "/x\ny",
        "a fragment": "/restapi#x", "a backslash": "/\\example.com", "two dots": "/restapi/../oauth", "two dots at the end": "/restapi/..",
        "a dot": "/./restapi", "another script": "/путь", "a tab": "/x\ty",
    }
    for name, path in bad.items():
        case(f"path: {name}", "request", arguments={"method": "GET", "path": path}, code="INVALID_ARGUMENT", parameter="path")
    for method in ("", "FETCH", "GET /x HTTP/1.1\r\n", "G\u0415T"):
        case(f"method: {json.dumps(method)}", "request", arguments={**get, "method": method}, code="INVALID_ARGUMENT",
             parameter="method", text=["GET, POST, PUT, PATCH and DELETE"])
    case("path: 10,000 characters", "request", arguments={"method": "GET", "path": "/restapi/" + "x" * 10_000},
         code="NOT_FOUND", http_status=404, error_code="CMN-120")
    case("an unknown path", "request", arguments={"method": "GET", "path": "/restapi/v1.0/nothing"}, code="NOT_FOUND",
         http_status=404, error_code="CMN-120")
    case("a method that the path does not support", "request", arguments={**get, "method": "PUT", "body": "{}"},
         code="REJECTED", http_status=405, error_code="CMN-202")
    calls = {"method": "POST", "path": f"{CALLS}/~/extension/~/ring-out"}
    good = json.dumps({"to": {"phoneNumber": TO}})
    case("a create by request", "request", arguments={**calls, "body": good}, code="OK", posts=1, placed=1)
    for name, body, code, parameter in [
        ("half JSON", '{"to":', "CMN-103", None), ("a body that is not JSON", "to=1", "CMN-103", None),
        ("an empty body", "", "CMN-103", None),
        ("an array", "[]", "CMN-104", None), ("to that is an array", '{"to":[{"phoneNumber":"+16505550100"}]}', "CMN-101", "to"),
        ("no `to`", "{}", "CMN-101", "to"), ("an empty number", '{"to":{"phoneNumber":""}}', "CMN-101", "to.phoneNumber"),
    ]:
        case(f"a create by request with {name}", "request", arguments={**calls, "body": body}, code="REJECTED",
             http_status=400, error_code=code, parameter=parameter, posts=1, placed=0)
    case("a POST by request without a response", "request", arguments={**calls, "body": good}, code="MAYBE_PLACED",
         faults=[on_create(drop="before-response")], posts=1, placed=1, retryable=False)
    case("a POST by request with a response after the deadline", "request", arguments={**calls, "body": good},
         code="MAYBE_PLACED", faults=[on_create(delay_ms=5000)], posts=1, placed=1, within=AT_THE_DEADLINE)
    for name, headers, retryable in (("503", {}, False), ("503 with Retry-After", {"Retry-After": "60"}, True)):
        case(f"a POST by request: {name}", "request", arguments={**calls, "body": good}, code="SERVER",
             faults=[on_create(status=503, headers=headers)], posts=1, placed=0, http_status=503, retryable=retryable,
             may_have_placed=not retryable)
    for status, code in ((303, "MAYBE_PLACED"), (408, "REJECTED"), (500, "SERVER"), (504, "SERVER"), (999, "MAYBE_PLACED")):
        case(f"a POST by request: {status}", "request", arguments={**calls, "body": good}, code=code,
             faults=[on_create(status=status)], posts=1, placed=0, http_status=status, retryable=False, may_have_placed=True)
    case("a request returns any 200 response", "request", arguments=get, code="OK",
         faults=[fault("GET", CALLS, status=200, body=HTML)])
    case("connection refused: request", "request", client={"server": "{closed}"}, arguments=get, code="CONNECTION",
         within=AT_THE_DEADLINE)
    case("connection refused: login", "login", client={"server": "{closed}"}, code="CONNECTION", within=AT_THE_DEADLINE)


def following():
    """Cases of status and cancel with faults."""
    broken = {
        "dropped": ({"drop": "before-response"}, "CONNECTION"), "reset": ({"reset": True}, "CONNECTION"),
        "truncated": ({"truncate": True}, "CONNECTION"), "cut in the head": ({"close_after_bytes": 20}, "CONNECTION"),
        "late": ({"delay_ms": 5000}, "TIMEOUT"), "sent in single bytes, slowly": ({"drip_ms": 100}, "TIMEOUT"),
    }
    for method, operation in (("GET", "status"), ("DELETE", "cancel")):
        for name, (what, code) in broken.items():
            if (method, name) == ("DELETE", "truncated"):
                continue  # a 204 has no body to truncate
            case(f"{operation}: the response is {name}", operation, faults=[fault(method, CALLS, **what)], code=code,
                 within=AT_THE_DEADLINE, retryable=True)
        for name in ("dropped", "reset", "cut in the head"):
            case(f"{operation}: the first response is {name}", operation, faults=[fault(method, CALLS, 1, **broken[name][0])],
                 code="OK", within=AT_THE_DEADLINE)
        for status, code in ((400, "REJECTED"), (403, "FORBIDDEN"), (429, "RATE_LIMITED"), (500, "SERVER"), (503, "SERVER")):
            case(f"{operation}: {status}", operation, faults=[fault(method, CALLS, status=status)], code=code,
                 http_status=status)
        case(f"{operation}: 401 once", operation, faults=[fault(method, CALLS, 1, status=401)], code="OK")
        case(f"{operation}: 401 every time", operation, faults=[fault(method, CALLS, status=401)],
             code="UNAUTHORIZED", http_status=401)
        case(f"{operation} on a stale connection", operation, code="OK",
             faults=[fault(method, CALLS, 1, stale_keep_alive="on-next-request")])
    for name, what in {"half JSON": {"malformed_json": True}, "a Content-Length that is too small": {"wrong_length": -10},
                       "HTML": {"status": 200, "body": HTML}, "an empty body": {"status": 200}, "204": {"status": 204}}.items():
        case(f"status: a response with {name}", "status", faults=[fault("GET", CALLS, **what)], code="PROTOCOL", retryable=False)
    case("status: a response with a Content-Length that is too large", "status", faults=[fault("GET", CALLS, wrong_length=10)],
         code="CONNECTION", within=AT_THE_DEADLINE)
    case("status: a response without statuses", "status", code="OK",
         faults=[fault("GET", CALLS, status=200, body={"status": {}})])
    case("status: statuses of null", "status", code="OK", faults=[
        fault("GET", CALLS, status=200, body={"id": None, "status": {"callStatus": None, "callerStatus": None, "calleeStatus": None}})])
    for status in (400, 404):
        for name, body in {
            "in the list": {"errorCode": "CMN-102", "errors": [{"errorCode": "CMN-102", "parameterName": "ringOutId"}]},
            "in the other spelling": {"errorCode": "CMN-102", "parameterName": "ringoutId"}, "without a parameter": {"errorCode": "CMN-102"},
        }.items():
            case(f"cancel: {status} CMN-102 {name}", "cancel", code="OK",
                 faults=[fault("DELETE", CALLS, status=status, body=body)])
    # From a gateway, or about another resource than the call.
    for name, body, code in [("HTML", HTML, None), ("an empty body", None, None),
                             ("AGW-404", {"errorCode": "AGW-404"}, "AGW-404"), ("CMN-120", {"errorCode": "CMN-120"}, "CMN-120")]:
        for method, operation in (("GET", "status"), ("DELETE", "cancel")):
            case(f"{operation}: 404 with {name}", operation, code="NOT_FOUND", http_status=404, error_code=code,
                 faults=[fault(method, CALLS, status=404, **({} if body is None else {"body": body}))])
    case("cancel: 404 for the extension", "cancel", code="NOT_FOUND", http_status=404, faults=[
        fault("DELETE", CALLS, status=404, body={"errorCode": "CMN-102", "errors": [{"errorCode": "CMN-102", "parameterName": "extensionId"}]})])
    case("cancel: the status afterwards is forbidden", "cancel", faults=[fault("GET", CALLS, status=403)], code="OK")


def messages():
    """Cases of what a message must and must not contain."""
    for name, body in {"string": '"nope"', "number": "42", "null": "null", "array": "[]", "object": "{}"}.items():
        case(f"a JSON {name} as a body is not reported as something else", "status", code="SERVER", http_status=500,
             faults=[fault("GET", CALLS, status=500, body=body)], not_text=["not JSON"])
    for name, body in {"HTML": HTML, "half JSON": '{"errorCode":"X', "a string without quotes": "nope"}.items():
        case(f"a body that is {name} is reported as not JSON", "status", code="SERVER", http_status=500, text=["not JSON"],
             faults=[fault("GET", CALLS, status=500, body=body)])
    # Two of these end a line in many viewers; the others reverse the text that follows, so it could be mistaken for another.
    marks = "\u2028\u2029\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    spoilt = "".join(f"{mark}part{number}" for number, mark in enumerate(marks))
    for operation, method, status in (("status", "GET", 400), ("create_call", "POST", 403), ("cancel", "DELETE", 500)):
        case(f"line separators and direction marks in the message: {operation}", operation, http_status=status,
             code={400: "REJECTED", 403: "FORBIDDEN", 500: "SERVER"}[status], posts=int(method == "POST"),
             faults=[fault(method, CALLS, status=status, body={"message": spoilt})],
             text=[f"part{number}" for number in range(len(marks))], not_text=list(marks))
    case("line separators and direction marks in the message of a login", "login", code="UNAUTHORIZED", http_status=400,
         faults=[fault("POST", TOKEN, status=400, body={"error": "invalid_grant", "error_description": spoilt})],
         text=["part12"], not_text=list(marks))
    case("line separators and direction marks in an argument", "create_call", arguments={"to": "+1650\u2028555\u202e0100"},
         code="INVALID_ARGUMENT", parameter="to", not_text=list(marks))


def large_responses():
    """Cases of large bodies, valid JSON padded with spaces. The limit is 1 MiB."""
    get = {"method": "GET", "path": f"{CALLS}/~/extension/~"}
    for name, size in {"1 MiB": MIB, "a byte more than 1 MiB": MIB + 1, "2 MiB": 2 * MIB}.items():
        fits = size <= MIB
        for operation, method, arguments in (("status", "GET", None), ("request", "GET", get), ("login", "POST", None)):
            path = TOKEN if operation == "login" else CALLS
            case(f"{operation}: a response with {name} of JSON", operation, arguments=arguments, within=AT_THE_DEADLINE,
                 faults=[fault(method, path, body_bytes=size)], **({"code": "OK"} if fits else TOO_LARGE))
        # The call was placed, but its id is lost.
        for path in ("ring-out", "ringout"):
            case(f"{path}: a response with {name} of JSON", "create_call", client={"call_path": path}, posts=1, placed=1,
                 faults=[on_create(body_bytes=size)], within=AT_THE_DEADLINE,
                 **({"code": "OK"} if fits else {**TOO_LARGE, "code": "MAYBE_PLACED", "text": ["may have been placed"]}))
    # The status makes a response a refusal, whatever the length of its body.
    for status, code in ((400, "REJECTED"), (403, "FORBIDDEN"), (404, "NOT_FOUND"), (429, "RATE_LIMITED"), (500, "SERVER")):
        for operation, method in (("status", "GET"), ("create_call", "POST")):
            case(f"{operation}: {status} with 2 MiB of JSON", operation, code=code, http_status=status,
                 posts=int(method == "POST"), placed=int(method == "GET"), within=AT_THE_DEADLINE,
                 may_have_placed=(method, status) == ("POST", 500),
                 faults=[fault(method, CALLS, status=status, body={"errorCode": "X-1"}, body_bytes=2 * MIB)])
    case("cancel: the status afterwards has 2 MiB of JSON", "cancel", code="OK", faults=[fault("GET", CALLS, body_bytes=2 * MIB)],
         within=AT_THE_DEADLINE)


def main():
    for add in (numbers, ids, servers, logins, creations, requests, following, messages, large_responses):
        add()
    names = [vector["name"] for vector in CASES]
    assert len(set(names)) == len(names), [name for name in names if names.count(name) > 1]
    write_or_check("bad_input.json", {"cases": CASES})


if __name__ == "__main__":
    main()
