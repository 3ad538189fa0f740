"""Generates errors.json: the table of error codes, and the error that each response status and body shape becomes."""

import json

from output import write_or_check

# Tables have one row per line, up to the maximum line length.
# fmt: off

CODES = [
    (1, "INVALID_ARGUMENT", "InvalidArgumentError", ["ValueError"]),
    (2, "NOT_LOGGED_IN", "NotLoggedInError", []),
    (3, "UNAUTHORIZED", "UnauthorizedError", []),
    (4, "FORBIDDEN", "ForbiddenError", []),
    (5, "NOT_FOUND", "NotFoundError", []),
    (6, "RATE_LIMITED", "RateLimitedError", []),
    (7, "REJECTED", "RejectedError", []),
    (8, "SERVER", "ServerError", []),
    (9, "TIMEOUT", "RequestTimeoutError", ["TimeoutError"]),
    (10, "CONNECTION", "ConnectionFailedError", ["ConnectionError"]),
    (11, "PROTOCOL", "ProtocolError", []),
    (12, "CANCELLED", "OperationCancelledError", []),
    (13, "STORAGE", "StorageError", []),
    (14, "MAYBE_PLACED", "MaybePlacedError", []),
    # C only: no other language can pass a NULL or a string that is not Unicode.
    (15, "NULL_POINTER", None, []),
    (16, "INVALID_UTF8", None, []),
    (17, "INTERNAL", "InternalError", []),
]

# The expectations that all body shapes of a status share.
BY_STATUS = {
    400: {"code": "REJECTED", "retryable": False},
    401: {"code": "UNAUTHORIZED", "retryable": False},
    403: {"code": "FORBIDDEN", "retryable": False},
    404: {"code": "NOT_FOUND", "retryable": False},
    # Without Retry-After, RingCentral's documents ask for at least 30 s.
    429: {"code": "RATE_LIMITED", "retryable": True, "retry_after": 30},
    500: {"code": "SERVER", "retryable": True, "retry_after": None},
    502: {"code": "SERVER", "retryable": True, "retry_after": None},
    503: {"code": "SERVER", "retryable": True, "retry_after": None},
}
CODE_OF_STATUS = {
    400: ("CMN-101", "Parameter [to] value is invalid", "to"),
    401: ("OAU-128", "Access token expired", None),
    403: ("CMN-401", "In order to call this API endpoint, the app needs [RingOut] permission", None),
    404: ("CMN-102", "Resource for parameter [ringOutId] is not found", "ringOutId"),
    429: ("CMN-301", "Request rate exceeded", None),
    500: ("CMN-201", "Service Temporary Unavailable", None),
    502: ("CMN-203", "Internal Error", None),
    503: ("CMN-201", "Service Temporary Unavailable", None),
}
OAUTH_OF_STATUS = {
    400: ("invalid_grant", "OAU-147", "Account is locked out"),
    401: ("invalid_client", "OAU-146", "Invalid client credentials"),
    403: ("unauthorized_client", "OAU-251", "Unauthorized for this grant type"),
    404: ("invalid_request", "CMN-120", "Invalid URI"),
    429: ("rate_limit_exceeded", "CMN-301", "Request rate exceeded"),
    500: ("server_error", "CMN-201", "Service Temporary Unavailable"),
    502: ("server_error", "CMN-203", "Internal Error"),
    503: ("temporarily_unavailable", "CMN-201", "Service Temporary Unavailable"),
}
NOTHING_KNOWN = {"error_code": None, "parameter": None, "oauth_error": None, "details": 0}
HTML = "<!DOCTYPE html>\n<html><head><title>Bad gateway</title></head><body><h1>nginx</h1></body></html>"


def vector(name, status, body, headers=None, not_text=(), **expect):
    """Returns one vector. A string `body` is sent unchanged, any other as JSON."""
    text = body if isinstance(body, str) else json.dumps(body)
    # Each is the response to a status request, which places nothing.
    expect = {"http_status": status, "may_have_placed": False, **expect}
    item = {"name": name, "status": status, "headers": headers or {}, "body": text, "expect": expect}
    return {**item, "not_text": list(not_text)} if not_text else item


def every_shape(status):
    """Every body shape that RingCentral, its OAuth server and proxies are known to send."""
    common = BY_STATUS[status]
    code, message, parameter = CODE_OF_STATUS[status]
    detail = {"errorCode": code, "message": message}
    if parameter:
        detail.update(parameterName=parameter, parameterValue="x")
    error, oauth_code, description = OAUTH_OF_STATUS[status]
    oauth = {"error": error, "error_description": description}
    oauth_detail = {"errorCode": oauth_code, "message": description}
    # A refused grant has status 400, but means that the credentials were refused.
    refused = {**common, "code": "UNAUTHORIZED" if status == 400 else common["code"]}

    expected = {**common, "error_code": code, "parameter": parameter, "oauth_error": None, "text": [str(status), code, message]}
    yield vector(f"{status} full body", status, {**detail, "errors": [detail]}, **expected, details=1)
    yield vector(f"{status} only errors[]", status, {"errors": [detail]}, **expected, details=1)
    yield vector(f"{status} no errors[]", status, {"errorCode": code, "message": message},
                 **{**expected, "parameter": None}, details=0)
    yield vector(f"{status} OAuth with errors[]", status, {**oauth, "errors": [oauth_detail]}, **refused,
                 error_code=oauth_code, parameter=None, oauth_error=error, details=1, text=[str(status), description])
    yield vector(f"{status} OAuth without errors[]", status, oauth, **refused,
                 error_code=None, parameter=None, oauth_error=error, details=0, text=[str(status), description])
    yield vector(f"{status} OAuth, only the error", status, {"error": error}, **refused,
                 error_code=None, oauth_error=error, details=0, text=[str(status), error])

    unknown = {**common, **NOTHING_KNOWN, "text": [str(status)]}
    yield vector(f"{status} empty body", status, "", **unknown)
    yield vector(f"{status} white space", status, " \r\n ", **unknown)
    yield vector(f"{status} HTML", status, HTML, **unknown)
    yield vector(f"{status} text", status, "upstream connect error or disconnect/reset before headers", **unknown)
    yield vector(f"{status} half of a JSON body", status, '{"errorCode":"CMN-1', **unknown)
    yield vector(f"{status} a JSON array", status, ["CMN-101", "text", "invalid_grant"], **unknown)
    yield vector(f"{status} errors[] without its object", status, [detail], **unknown)
    yield vector(f"{status} a JSON string", status, '"nope"', **unknown)
    yield vector(f"{status} a JSON number", status, "42", **unknown)
    yield vector(f"{status} JSON null", status, "null", **unknown)
    yield vector(f"{status} an empty object", status, {}, **unknown)
    yield vector(f"{status} an object about something else", status, {"hello": {"errorCode": "CMN-999"}}, **unknown)
    yield vector(f"{status} nulls", status, {"errorCode": None, "message": None, "errors": None}, **unknown)
    yield vector(f"{status} an empty errors[]", status, {"errors": []}, **unknown)
    yield vector(f"{status} numbers instead of strings", status, {"errorCode": 101, "message": 5, "errors": [{"errorCode": 101}]},
                 **common, error_code="101", parameter=None, oauth_error=None, details=1)
    yield vector(f"{status} errors that is not a list", status, {"errorCode": code, "message": message, "errors": "CMN-999"},
                 **common, error_code=code, parameter=None, oauth_error=None, details=0)
    yield vector(f"{status} an object in error", status, {"error": {"code": status, "message": "nested"}},
                 **common, error_code=None, parameter=None, oauth_error=None, details=0)
    yield vector(f"{status} deeply nested nonsense", status, "[" * 300 + "]" * 300, **unknown)


def odd_messages():
    noisy = "first line\r\nsecond line\t\x1b[31mred\x07\x00 end"
    yield vector("400 control characters and newlines in the message", 400, {"errorCode": "CMN-101", "message": noisy},
                 code="REJECTED", error_code="CMN-101", text=["first line", "second line", "end"])
    yield vector("400 control characters in every field", 400,
                 {"errorCode": "CMN\n101", "message": "a\nb", "errors": [{"errorCode": "x\ny", "parameterName": "to\r\n"}]},
                 code="REJECTED", details=1)
    yield vector("400 a message of 10,000 characters", 400, {"errorCode": "CMN-101", "message": "long " * 2000},
                 code="REJECTED", error_code="CMN-101", text=["CMN-101: long long"])
    yield vector("400 a message of 2,000 characters outside ASCII", 400, {"message": "é" * 2000},
                 code="REJECTED", text=["éééé"])
    yield vector("400 other scripts in the message", 400, {"errorCode": "CMN-101", "message": "Номер «+1» ☎ 无效"},
                 code="REJECTED", text=["Номер «+1» ☎ 无效"])
    yield vector("400 formatting marks in the message", 400, {"errorCode": "CMN-101", "message": "%s %n {} {0} $x"},
                 code="REJECTED", text=["%s %n {} {0} $x"])
    yield vector("400 100 errors", 400, {"errors": [{"errorCode": f"CMN-{n}", "message": "x"} for n in range(100)]},
                 code="REJECTED", error_code="CMN-0", details=100)
    yield vector("400 the parameter is in the second of two errors", 400,
                 {"errors": [{"errorCode": "CMN-104", "message": "Cannot parse request"},
                             {"errorCode": "CMN-101", "message": "x", "parameterName": "callerId"}]},
                 code="REJECTED", error_code="CMN-104", parameter="callerId", details=2)
    yield vector("400 values that are not strings in errors[]", 400,
                 {"errorCode": "CMN-101", "message": "x",
                  "errors": [{"errorCode": "CMN-101", "parameterName": "to", "parameterValue": {"phoneNumber": 1},
                              "additionalInfo": [1, 2]}]},
                 code="REJECTED", error_code="CMN-101", parameter="to", details=1)
    others = {"permissionName": "RingOut", "count": 5, "isFinal": False, "nothing": None, "list": [1, "two"],
              "object": {"a": {"b": None}}, "": "no name", "quote\"\\": "\u00e9 \u2028 \\u"}
    yield vector("400 other fields in errors[]", 400,
                 {"errorCode": "CMN-101", "errors": [{**others, "errorCode": "CMN-101", "message": ["odd"]}]},
                 code="REJECTED", details=1, fields={**others, "message": ["odd"]})
    yield vector("400 no other fields in errors[]", 400,
                 {"errors": [{"errorCode": "CMN-101", "message": "x", "parameterName": None, "parameterValue": 1,
                              "additionalInfo": "y"}]}, code="REJECTED", details=1, fields={})


def odd_fields():
    """An unexpected field does not hide the others."""
    detail = {"errorCode": "CMN-101", "message": "Parameter [to] value is invalid", "parameterName": "to"}
    expected = {"code": "REJECTED", "error_code": "CMN-101", "parameter": "to", "text": ["CMN-101", detail["message"]]}
    for name, odd in {"a string": "CMN-999", "a number": 7, "null": None, "a list": ["CMN-999"], "a boolean": True}.items():
        yield vector(f"400 {name} before the object in errors[]", 400, {"errors": [odd, detail]}, **expected, details=1)
        yield vector(f"400 {name} after the object in errors[]", 400, {"errors": [detail, odd]}, **expected, details=1)
    yield vector("400 an entry of errors[] with a list for a name", 400,
                 {"errors": [{"errorCode": "CMN-101", "message": detail["message"], "parameterName": ["to"]}, detail]},
                 **expected, details=2)
    yield vector("400 an empty errorCode, and one in errors[]", 400, {"errorCode": "", "errors": [detail]}, **expected, details=1)
    yield vector("400 empty strings, and others in errors[]", 400,
                 {"errorCode": "", "message": "", "error": "", "error_description": "", "errors": [detail]}, **expected,
                 oauth_error=None, details=1)
    for status in (400, 401, 403, 404, 500):
        yield vector(f"{status} an empty errorCode", status, {"errorCode": "", "message": "", "parameterName": ""},
                     **BY_STATUS[status], **NOTHING_KNOWN, text=[str(status)])
    for name, body in {"only the error": {"error": "Bad Request"},
                       "the path": {"timestamp": 1763667000000, "status": 400, "error": "Bad Request", "path": "/restapi"},
                       "a message": {"error": "Bad Request", "message": "Required header is not present"}}.items():
        yield vector(f"400 from a gateway, with {name}", 400, body, code="REJECTED", error_code=None, parameter=None,
                     details=0, retryable=False, hint=None)


def retry_after():
    # The longest wait is an hour. These are longer than the deadline, because the client would sit out a shorter one.
    rate = {"errorCode": "CMN-301", "message": "Request rate exceeded"}
    for name, value, seconds in [
        ("in seconds", "7", 7), ("of a day", "86400", 3600), ("with spaces around it", " 12 ", 12),
        ("absent", None, 30), ("negative", "-5", 30), ("not a number", "a while", 30),
        ("empty", "", 30), ("with a fraction", "1.5", 30), ("too large for any clock", "9" * 30, 30),
        ("of 64 bits", str(2**64 - 1), 30), ("of 63 bits", str(2**63 - 1), 30), ("of a year", "31536000", 3600),
        ("over a year", "31536001", 30), ("as a date in the year 9999", "Fri, 31 Dec 9999 23:59:59 GMT", 30),
    ]:
        headers = {} if value is None else {"Retry-After": value}
        yield vector(f"429 Retry-After {name}", 429, rate, headers, code="RATE_LIMITED", retry_after=seconds,
                     retryable=True)
    yield vector("429 retry-after in lower case", 429, rate, {"retry-after": "9"}, code="RATE_LIMITED", retry_after=9)
    # Long enough that a retry would pass the deadline.
    yield vector("503 Retry-After", 503, "", {"Retry-After": "120"}, code="SERVER", retry_after=120, retryable=True)
    yield vector("503 Retry-After negative", 503, "", {"Retry-After": "-1"}, code="SERVER", retry_after=None)


def request_ids():
    body = {"errorCode": "CMN-104", "message": "Cannot parse request"}
    for spelling in ("RCRequestId", "rcrequestid", "RCREQUESTID", "RcRequestID"):
        yield vector(f"400 request id as {spelling}", 400, body, {spelling: "abc-123"}, code="REJECTED",
                     request_id="abc-123", text=["Cannot parse request (request id abc-123)"])
    for status in (403, 500):
        yield vector(f"{status} request id", status, "", {"RCRequestId": "5e0fd23a-8a51"}, request_id="5e0fd23a-8a51",
                     code=BY_STATUS[status]["code"], text=["(request id 5e0fd23a-8a51)"])
    yield vector("403 request id after a hint", 403, api_error("InternationalDisabled", "x"), {"RCRequestId": "abc-123"},
                 code="FORBIDDEN", hint=["international calls"], text=[") (request id abc-123)"])
    # What is not an id stays out of the text: it may be anything that a proxy adds.
    for what, odd in (("with spaces", "call +1 900 now"), ("of 200 characters", "0123456789" * 20)):
        yield vector(f"400 request id {what}", 400, body, {"RCRequestId": odd}, code="REJECTED", request_id=odd,
                     not_text=["request id"])


def api_error(code, message, parameter=None, **fields):
    detail = {"errorCode": code, "message": message, **fields}
    if parameter:
        detail["parameterName"] = parameter
    return {**detail, "errors": [detail]}


def hints():
    """Hints from RingCentral's FAQ and error reference."""
    line = "Mailbox has no permission to this action"
    for status in (400, 403):
        yield vector(f"{status} no line assigned", status, api_error("CMN-101", line), hint=["line", "101"],
                     code=BY_STATUS[status]["code"], text=[line])
    yield vector("403 no line assigned, in errors[] only", 403, {"errors": [{"errorCode": "CMN-408", "message": line}]},
                 code="FORBIDDEN", hint=["line"])
    yield vector("403 a caller ID that is not the user's", 403,
                 api_error("CMN-101", "Parameter [callerId] value is invalid", "callerId"),
                 code="FORBIDDEN", error_code="CMN-101", parameter="callerId", hint=["CallerId feature"])
    yield vector("403 a caller ID that is not the user's, by its number", 403,
                 api_error("CMN-101", "Parameter [callerId.phoneNumber] value is invalid", "callerId.phoneNumber"),
                 code="FORBIDDEN", parameter="callerId.phoneNumber", hint=["CallerId feature"])
    for parameter in ("to.phoneNumber", "from.phoneNumber", "phoneNumber"):
        yield vector(f"400 {parameter} is not E.164", 400,
                     api_error("CMN-101", f"Parameter [{parameter}] value is invalid", parameter),
                     code="REJECTED", parameter=parameter, hint=[f"write {parameter} in E.164"])
    # Not the response to a login, so the grant is not known.
    for code in ("OAU-112", "OAU-125", "OAU-251"):
        yield vector(f"403 {code}: a grant is not enabled", 403,
                     {"error": "unauthorized_client", "error_description": "Unauthorized for this grant type",
                      "errors": [{"errorCode": code, "message": "Unauthorized for this grant type"}]},
                     code="FORBIDDEN", error_code=code, oauth_error="unauthorized_client", hint=["grant"],
                     not_text=["JWT"])
    for status, code in ((400, "UNAUTHORIZED"), (401, "UNAUTHORIZED"), (403, "FORBIDDEN")):
        yield vector(f"{status} a grant is not enabled, without errors[]", status,
                     {"error": "unauthorized_client", "error_description": "Unauthorized for this grant type"},
                     code=code, error_code=None, oauth_error="unauthorized_client", details=0, hint=["grant"])
    yield vector("404 needs no hint", 404, api_error("CMN-102", "Resource for parameter [ringOutId] is not found", "ringOutId"),
                 code="NOT_FOUND", hint=None)


def permissions():
    """The hint names the permission that the response names."""
    where = {"CMN-401": "to the app in the developer console", "CMN-408": "to the user's role"}
    for code, place in where.items():
        yield vector(f"403 {code}: the RingOut permission is missing", 403, api_error(code, "needs [RingOut] permission"),
                     code="FORBIDDEN", error_code=code, hint=["add the RingOut permission", place])
        yield vector(f"403 {code} names another permission", 403,
                     api_error(code, "In order to call this API endpoint, it needs to have [ReadCallLog] permission",
                          permissionName="ReadCallLog"),
                     code="FORBIDDEN", error_code=code, hint=["add the ReadCallLog permission", place],
                     not_text=["RingOut"], fields={"permissionName": "ReadCallLog"})
        yield vector(f"403 {code} names the permission only in its message", 403,
                     api_error(code, "In order to call this API endpoint, it needs to have [ReadAccounts] permission"),
                     code="FORBIDDEN", hint=["add the ReadAccounts permission", place], not_text=["RingOut"], fields={})
        yield vector(f"403 {code} names no permission: the hint names the one of the request", 403,
                     api_error(code, "No permission"),
                     code="FORBIDDEN", hint=["add the RingOut permission", place])
    # Seen in the field: the code at the top level is that of a class of errors.
    name = {"permissionName": "ReadAccounts"}
    message = "In order to call this API endpoint, application needs to have [ReadAccounts] permission"
    yield vector("403 CMN-401 under InsufficientPermissions", 403,
                 {"errorCode": "InsufficientPermissions", "message": message, **name,
                  "errors": [{"errorCode": "CMN-401", "message": message, **name}]},
                 code="FORBIDDEN", error_code="InsufficientPermissions", hint=["ReadAccounts"], fields=name)
    yield vector("403 CMN-401, the permission only beside errors[]", 403,
                 {"errorCode": "CMN-401", "message": "x", **name, "errors": [{"errorCode": "CMN-401"}]},
                 code="FORBIDDEN", hint=["ReadAccounts"], fields={})
    for kind, odd in {"a sentence": "and (call +1 900 555 0199 now", "a line feed": "Ring\nOut", "an empty string": "",
                      "a list": ["x"], "65 characters": "x" * 65, "a direction mark": "\u202eRingOut"}.items():
        yield vector(f"403 CMN-401, the permission's name is {kind}", 403, api_error("CMN-401", "x", permissionName=odd),
                     code="FORBIDDEN", hint=["add the RingOut permission"], fields={"permissionName": odd})


def features_and_numbers():
    """Hints for unavailable features and refused numbers."""
    yield vector("403 a feature that is not available: international calls", 403,
                 api_error("FeatureNotAvailable", "The requested feature is not available", feature="InternationalCalls"),
                 code="FORBIDDEN", error_code="FeatureNotAvailable", hint=["may not make international calls"],
                 fields={"feature": "InternationalCalls"})
    yield vector("403 a feature that is not available", 403,
                 api_error("FeatureNotAvailable", "The requested feature is not available", feature="Conferencing"),
                 code="FORBIDDEN", hint=["Conferencing"], fields={"feature": "Conferencing"})
    yield vector("403 a feature that is not available, without its name", 403,
                 api_error("FeatureNotAvailable", "The requested feature is not available"), code="FORBIDDEN", hint=None)
    yield vector("403 InternationalDisabled has a hint", 403, api_error("InternationalDisabled", "x"), code="FORBIDDEN",
                 error_code="InternationalDisabled", hint=["international calls"])
    yield vector("400 TEL-108 about the caller's number", 400,
                 api_error("TEL-108", "phoneNumber specified in the field [from] is empty or invalid"),
                 code="REJECTED", error_code="TEL-108", parameter="from.phoneNumber", hint=["from.phoneNumber", "forwarding"])
    yield vector("400 TEL-108 that does not name the leg", 400, api_error("TEL-108", "phoneNumber is invalid"),
                 code="REJECTED", parameter="from.phoneNumber", hint=["from.phoneNumber"])
    yield vector("400 TEL-108 about the callee's number", 400,
                 api_error("TEL-108", "phoneNumber specified in the field [to] is empty or invalid"),
                 code="REJECTED", parameter="to.phoneNumber", hint=["to.phoneNumber"])
    yield vector("400 TEL-108 names the parameter itself", 400, api_error("TEL-108", "x", "callerId"), code="REJECTED",
                 parameter="callerId", hint=["callerId"])


def other_statuses():
    for status in (402, 405, 406, 409, 410, 413, 415, 418, 422, 451, 499):
        yield vector(f"{status} is rejected", status, {"errorCode": "CMN-202", "message": "not supported"},
                     code="REJECTED", error_code="CMN-202", retryable=False)
    yield vector("408 is retryable", 408, "", code="REJECTED", retryable=True)
    for status in (501, 504, 507, 599):
        yield vector(f"{status} is a server error", status, HTML, code="SERVER", retryable=True)
    for status in (300, 301, 302, 303, 307, 308):
        yield vector(f"{status} is not followed", status, "", {"Location": "http://127.0.0.1:9/elsewhere"},
                     code="PROTOCOL", retryable=False, text=["redirect"])
    for status in (600, 999):
        yield vector(f"{status} is not an HTTP status", status, "", code="PROTOCOL", retryable=False)
    for code in ("OAU-120", "OAU-121", "OAU-123", "OAU-128", "OAU-129", "OAU-134", "OAU-140", "OAU-149", "OAU-151",
                 "OAU-168", "CMN-405", "AGW-402"):
        yield vector(f"401 {code}", 401, {"errorCode": code, "message": "x"}, code="UNAUTHORIZED", error_code=code,
                     retryable=False)
    for code in ("OAU-140", "OAU-147", "OAU-148"):
        yield vector(f"400 {code} without an OAuth error", 400, {"errorCode": code, "message": "x"}, code="UNAUTHORIZED",
                     error_code=code, oauth_error=None)
    for code in ("InternationalDisabled", "NotEnoughFunds"):
        yield vector(f"403 {code}", 403, {"errorCode": code, "message": "x"}, code="FORBIDDEN", error_code=code)
    for code in ("CMN-302", "CMN-303", "CMN-304", "CMN-310"):
        yield vector(f"429 {code}", 429, {"errorCode": code, "message": "x"}, code="RATE_LIMITED", error_code=code,
                     retry_after=30)


def not_a_call():
    """Successful responses that are not a call."""
    for name, body in {
        "an empty body": "", "HTML": HTML, "text": "OK", "half of a call": '{"status":{"callStat', "an array": [],
        "a call without its keys": ["x", ["InProgress", "InProgress", "InProgress"]], "null": "null", "a string": '"x"',
        "no status": {"uri": "x"}, "an empty id": {"id": "", "status": {}}, "a status that is a string": {"status": "Success"},
        "another id": {"id": "x", "status": {"callStatus": "Success"}}, "another number": {"id": 1, "status": {}},
        "an id that is a list": {"id": [], "status": {}},
        "a status without its keys": {"status": ["InProgress", "InProgress", "InProgress"]},
        "statuses that are numbers": {"status": {"callStatus": 1, "callerStatus": 1, "calleeStatus": 1}},
    }.items():
        yield vector(f"200 {name}", 200, body, {"RCRequestId": "5e0fd23a-8a51"}, code="PROTOCOL", retryable=False,
                     error_code=None, details=0, request_id="5e0fd23a-8a51")
    for status in (201, 202, 204, 206):
        yield vector(f"{status} is not a call", status, "", {"RCRequestId": "5e0fd23a-8a51"}, code="PROTOCOL", retryable=False,
                     request_id="5e0fd23a-8a51")


def main():
    codes = [
        {"number": number, "code": code, "class": name, "python_bases": bases, **({} if name else {"only": "c"})}
        for number, code, name, bases in CODES
    ]
    responses = [item for status in BY_STATUS for item in every_shape(status)]
    for source in (odd_messages, odd_fields, retry_after, request_ids, hints, permissions, features_and_numbers, other_statuses, not_a_call):
        responses.extend(source())
    for item in responses:
        # Short if there would be a pause and a next attempt within it. A busy machine must not end the others.
        item["request_timeout"] = 1.5 if item["status"] == 429 or item["status"] >= 500 else 30.0
    assert len({item["name"] for item in responses}) == len(responses)
    write_or_check("errors.json", {"codes": codes, "responses": responses})


if __name__ == "__main__":
    main()
