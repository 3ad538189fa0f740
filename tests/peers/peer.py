"""Prints what a program sees of an SDK, one line for each fact: `peer.py MODULE`, where MODULE is `ringcentral` or `ringout`.

Only the name of the module differs. Ids, tokens and times, which differ in every run, are not printed. PEER_SIMULATOR and
PEER_SIMULATOR_WITHOUT_REFRESH, which issues no refresh tokens, hold the ready lines of the simulators.
"""

import json
import time
import traceback
import urllib.error
import urllib.parse
import urllib.request
import warnings
from functools import partial

import peer_modules
from peer_common import (
    CALL,
    CALLS,
    CHALLENGE,
    READY,
    REDIRECT,
    SDK,
    SHOWN,
    VERIFIER,
    WITHOUT_REFRESH,
    admin,
    arrived,
    attempt,
    fault,
    logged_in,
    outcome,
    platform_of,
    say,
)


def login_with_jwt():
    """The login of the platform's samples."""
    platform = platform_of()
    say("logged in before", bool(platform.logged_in()))
    response = platform.login(jwt=READY["jwt"])
    say("status", response.response().status_code)
    say("fields", sorted(response.json_dict()))
    say("attributes", [response.json().token_type, response.json().expires_in, response.json().scope])
    data = platform.auth().data()
    say("data", sorted(data))
    say("kept", [data["token_type"], data["expires_in"], data["refresh_token_expires_in"], data["owner_id"]])
    say("expires in an hour", abs(data["expire_time"] - time.time() - 3600) < 60)
    say("access token", platform.auth().access_token() == data["access_token"] == response.json().access_token)
    say("refresh token", platform.auth().refresh_token() == data["refresh_token"] == response.json().refresh_token)
    say("valid", platform.auth().access_token_valid())
    say("logged in", bool(platform.logged_in()))
    say("token requests", len(arrived("POST", "/oauth/token")))


def place_and_follow():
    """A call from its creation to its end, on the path of the samples."""
    platform = logged_in()
    created = platform.post(CALLS, CALL)
    call = created.json()
    say("status", created.response().status_code)
    say("fields", sorted(created.json_dict()))
    say("id is a string", isinstance(call.id, str))
    say("state", vars(call.status))
    say("same in bytes and text", json.loads(created.body()) == json.loads(created.text()) == created.json_dict())
    say("content", created.response().content == created.body())
    say("content type", created.response().headers["content-type"])
    say("other case", created.response().headers.get("X-RATE-LIMIT-GROUP"))
    for path in (f"{CALLS}/{call.id}", f"/account/~/extension/~/ring-out/{call.id}", call.uri):
        admin("POST", "clock", {"advance_ms": 3000})
        say("state", platform.get(path).json_dict()["status"])
    say("body that arrived", json.loads(arrived("POST", "/ring-out")[0]["body"]) == CALL)


def place_on_the_deprecated_path():
    """A call on the deprecated path, whose ids are numbers."""
    platform = logged_in()
    call = platform.post("/account/~/extension/~/ringout", CALL).json()
    say("id is a number", isinstance(call.id, int))
    say("state", platform.get(call.uri).json_dict()["status"])
    attempt("cancel", lambda: platform.delete(f"/account/~/extension/~/ringout/{call.id}"))


def cancel():
    """A call that is cancelled while it rings, then polled after it has gone."""
    platform = logged_in()
    path = f"{CALLS}/{platform.post(CALLS, CALL).json().id}"
    response = platform.delete(path)
    say("cancel", f"{response.response().status_code}, ok {response.ok()}")
    say("body", [response.text(), len(response.body())])
    say("state", platform.get(path).json_dict()["status"])
    attempt("cancel again", lambda: platform.delete(path))
    admin("POST", "clock", {"advance_ms": 60_000})
    attempt("status", lambda: platform.get(path))


def read_lists():
    """Lists of objects, with queries."""
    platform = logged_in()
    numbers = platform.get("/account/~/extension/~/phone-number", {"page": 1, "perPage": 2}).json()
    say("records", [record.phoneNumber for record in numbers.records])
    say("paging", vars(numbers.paging))
    say("a list has objects", "CallerId" in numbers.records[0].features)
    say("query", arrived("GET", "/phone-number")[0]["path"].partition("?")[2])
    platform.get("/account/~/extension/~/forwarding-number?page=1", {"usage": ["a", "b"]})
    say("query", arrived("GET", "/forwarding-number")[0]["path"].partition("?")[2])
    platform.get("/account/~/extension/~/forwarding-number", {"name": "a b&c", "number": "+1"})
    say("query", arrived("GET", "/forwarding-number")[1]["path"].partition("?")[2])


def name_keywords():
    """Fields whose names are keywords of the language."""
    body = {"from": 1, "class": {"not": 2}, "import": [{"in": 3}], "other": None}
    fault("GET", CALLS, {"status": 200, "body": body, "headers": {"Content-Type": "application/json"}})
    fields = logged_in().get(f"{CALLS}/1").json()
    say("values", [fields.from_, fields.class_.not_, fields.import_[0].in_, fields.other])


def send_invalid_requests():
    """Requests that the platform refuses."""
    platform = logged_in()
    attempt("no to", lambda: platform.post(CALLS, {"from": {"phoneNumber": "+16505550123"}}))
    attempt("bad number", lambda: platform.post(CALLS, {"to": {"phoneNumber": "12"}}))
    attempt("not our number", lambda: platform.post(CALLS, {**CALL, "callerId": {"phoneNumber": "+12125550100"}}))
    attempt("no such call", lambda: platform.get(f"{CALLS}/nothing"))
    attempt("no such path", lambda: platform.get("/restapi/v1.0/nowhere"))
    attempt("put", lambda: platform.put(CALLS, CALL))
    attempt("patch", lambda: platform.patch(CALLS, CALL))
    attempt("delete with a body", lambda: platform.delete(CALLS, {"keep": True}))
    say("body that arrived", json.loads(arrived("DELETE", CALLS)[0]["body"]))
    nothing = platform.delete(f"{CALLS}/{platform.post(CALLS, CALL).json().id}")
    say("json of nothing", "works" if outcome(nothing.json_dict)[1] is None else "raises")


def exceed_the_rate_limit():
    """A create over the rate limit."""
    platform = logged_in()
    fault("POST", CALLS, {"error": "CMN-301", "headers": {"Retry-After": "60"}})
    error = attempt("create", lambda: platform.post(CALLS, CALL))
    say("retry after", error.api_response().response().headers["Retry-After"])
    attempt("again at once", lambda: platform.post(CALLS, CALL))
    say("creates", len(arrived("POST", "/ring-out")))


def fail_with_503():
    """A create that fails with 503."""
    platform = logged_in()
    fault("POST", CALLS, {"status": 503, "body": "<html>down</html>"})
    _, error = outcome(lambda: platform.post(CALLS, CALL))
    say("create", [error.api_response().response().status_code, error.api_response().text()])
    say("creates", len(arrived("POST", "/ring-out")))


def lose_a_response():
    """A create whose connection breaks after the platform has placed the call."""
    platform = logged_in()
    fault("POST", CALLS, {"drop": "before-response"})
    attempt("create", lambda: platform.post(CALLS, CALL))
    say("creates", len(arrived("POST", "/ring-out")))


def retry_a_get():
    """A GET that fails with 503 once."""
    platform = logged_in()
    path = f"{CALLS}/{platform.post(CALLS, CALL).json().id}"
    fault(
        "GET",
        CALLS,
        {"status": 503, "headers": {"Retry-After": "0"}, "body": {"errorCode": "CMN-201", "message": "Down"}},
    )
    attempt("status", lambda: platform.get(path))


def expire_the_token():
    """A token that expires early."""
    platform = platform_of()
    platform.login(jwt=READY["jwt"])
    admin("POST", "tokens/expire", {})
    attempt("status", lambda: platform.get("/account/~/extension/~"))
    fault("GET", "/restapi/v1.0/account", {"error": "OAU-151"})
    attempt("refused for another reason", lambda: platform.get("/account/~/extension/~"))


def fail_to_log_in():
    """Logins that the platform refuses."""
    attempt("wrong secret", lambda: platform_of(secret="wrong").login(jwt=READY["jwt"]))
    attempt("wrong JWT", lambda: platform_of().login(jwt="eyJ.wrong.jwt"))
    attempt("wrong password", lambda: platform_of().login(READY["username"], "", "wrong"))
    attempt("wrong code", lambda: platform_of().login(code="wrong", redirect_uri=REDIRECT))
    attempt("nothing to log in with", lambda: platform_of().login())
    platform = platform_of()
    attempt("request without a login", lambda: platform.get("/account/~/extension/~"))
    say("requests", len(arrived("GET", "/restapi")))


def login_with_a_password():
    """The password grant, which the platform is retiring."""
    for extension in ("101", ""):
        platform = platform_of()
        attempt("login", partial(platform.login, READY["username"], extension, READY["password"]))
        attempt("create", partial(platform.post, CALLS, CALL))


def consent(url, choice):
    """Returns the query of the login page's redirect."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    try:
        urllib.request.build_opener(Stay).open(f"{url}&consent={choice}")
    except urllib.error.HTTPError as redirect:
        return urllib.parse.parse_qs(urllib.parse.urlsplit(redirect.headers["Location"]).query)


def page(challenge=""):
    """Returns the URL of the login page, written by hand."""
    query = {"response_type": "code", "client_id": READY["client_id"], "redirect_uri": REDIRECT, "state": "a state"}
    if challenge:
        query |= {"code_challenge": challenge, "code_challenge_method": "S256"}
    return f"{READY['url']}/restapi/oauth/authorize?{urllib.parse.urlencode(query)}"


def login_with_a_code():
    """A login through the login page."""
    platform = platform_of()
    code = consent(page(), "allow")["code"][0]
    attempt("login", lambda: platform.login(code=code, redirect_uri=REDIRECT))
    attempt("create", lambda: platform.post(CALLS, CALL))
    attempt("the same code", lambda: platform_of().login(code=code, redirect_uri=REDIRECT))
    code = consent(page(CHALLENGE), "allow")["code"][0]
    attempt("no verifier", lambda: platform_of().login(code=code, redirect_uri=REDIRECT))
    code = consent(page(CHALLENGE), "allow")["code"][0]
    attempt("a verifier", lambda: platform_of().login(code=code, redirect_uri=REDIRECT, verifier=VERIFIER))
    platform = SDK(READY["client_id"], READY["client_secret"], READY["url"], "peer", "1.0", REDIRECT).platform()
    code = consent(page(), "allow")["code"][0]
    attempt("the SDK's redirect URI", lambda: platform.login("", "", "", code))


def make_a_login_url():
    """The URL of the login page, made by the SDK."""
    url, error = outcome(lambda: platform_of().login_url("http://localhost:1/callback", "a state", CHALLENGE, "S256"))
    if error is not None:
        say("login_url", "raises")
        return
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
    say("fields", sorted(query))
    say("given", [query["redirect_uri"], query["state"], query["code_challenge"] == [CHALLENGE]])
    say("redirect", sorted(consent(url, "allow")))


def refresh():
    """A refresh, on request and after the token has expired."""
    platform = platform_of()
    platform.login(jwt=READY["jwt"])
    before = platform.auth().data()
    response = attempt("refresh", platform.refresh)
    after = platform.auth().data()
    say("fields", sorted(response.json_dict()))
    say("new tokens", [after[name] != before[name] for name in ("access_token", "refresh_token")])
    attempt("create", lambda: platform.post(CALLS, CALL))
    platform.auth().set_data({**after, "expire_time": time.time() - 1})
    say("valid", platform.auth().access_token_valid())
    attempt("create with an old token", lambda: platform.post(CALLS, CALL))
    say("valid", platform.auth().access_token_valid())
    say("replaced", platform.auth().access_token() != after["access_token"])
    admin("POST", "tokens/expire", {"refresh": True})
    fault("POST", "/restapi/oauth/token", {"error": "OAU-140", "status": 400}, times=0)
    attempt("refresh with an old token", platform.refresh)


def refresh_without_a_refresh_token():
    """An app without refresh tokens."""
    platform = platform_of(WITHOUT_REFRESH)
    platform.login(jwt=WITHOUT_REFRESH["jwt"])
    say("refresh token", platform.auth().refresh_token())
    attempt("refresh", platform.refresh)
    platform.auth().set_data({"expire_time": time.time() - 1})
    say("logged in", bool(platform.logged_in()))


def log_out():
    """A logout."""
    platform = platform_of()
    platform.login(jwt=READY["jwt"])
    attempt("logout", platform.logout)
    data = platform.auth().data()
    say("data", [data["access_token"], data["refresh_token"], data["expire_time"]])
    say("revoked", admin("GET", "state")["tokens"]["revoked"])
    say("logged in", bool(platform.logged_in()))
    attempt("create", lambda: platform.post(CALLS, CALL))
    say("creates", len(arrived("POST", "/ring-out")))


def save_the_token():
    """A saved token that another instance uses."""
    kept = json.loads(json.dumps(logged_in().auth().data()))
    platform = platform_of()
    platform.auth().set_data(kept)
    say("same", {name: platform.auth().data()[name] == kept[name] for name in ("access_token", "refresh_token")})
    say("same times", abs(platform.auth().data()["expire_time"] - kept["expire_time"]) < 2)
    say("logged in", bool(platform.logged_in()))
    attempt("create", lambda: platform.post(CALLS, CALL))
    say("token requests", len(arrived("POST", "/oauth/token")))
    say("set nothing", platform.auth().set_data(None).data()["access_token"] == kept["access_token"])


def make_urls():
    """URLs for other clients."""
    platform = logged_in()
    token = platform.auth().access_token()
    for arguments in (
        ("/account/~/extension/~",),
        ("/restapi/v1.0/account/~", True),
        ("/account/~", True, "PUT"),
        ("/account/~?a=b", False, "PUT", True),
        ("/scim/v2/Users", True),
        ("http://localhost:1/x", True),
    ):
        url = platform.create_url(*arguments)
        say("url", url.replace(READY["url"], "SERVER").replace(token, "TOKEN"))


def add_handlers():
    """Handlers that are added, removed and used once."""
    platform = SDK(READY["client_id"], READY["client_secret"], READY["url"]).platform()
    called = []

    def removed(_):
        called.append("removed")

    platform.on("loginSuccess", removed, lambda _: called.append("kept"))
    platform.once("loginSuccess", lambda _: called.append("once"))
    platform.off("loginSuccess", removed)

    @platform.on("logoutSuccess")
    def _(_):
        called.append("decorated")

    platform.login(jwt=READY["jwt"])
    platform.login(jwt=READY["jwt"])
    platform.logout()
    say("called", called)


def keep_secrets():
    """All errors of this run."""
    say("errors", len(SHOWN))
    say("that show a secret", sum(SHOWN))


SCENARIOS = (
    login_with_jwt,
    place_and_follow,
    place_on_the_deprecated_path,
    cancel,
    read_lists,
    name_keywords,
    send_invalid_requests,
    exceed_the_rate_limit,
    fail_with_503,
    lose_a_response,
    retry_a_get,
    expire_the_token,
    fail_to_log_in,
    login_with_a_password,
    login_with_a_code,
    make_a_login_url,
    refresh,
    refresh_without_a_refresh_token,
    log_out,
    save_the_token,
    make_urls,
    add_handlers,
    *peer_modules.SCENARIOS,
    keep_secrets,
)

# Hides deprecation notices, which are not compared.
warnings.simplefilter("ignore")
for scenario in SCENARIOS:
    print(f"== {scenario.__name__}: {scenario.__doc__}", flush=True)
    for simulator in (READY, WITHOUT_REFRESH):
        admin("POST", "reset", {}, simulator)
        admin("POST", "clock", {"running": False}, simulator)
    _, failure = outcome(scenario)
    if failure is not None:
        say("ENDS WITH", type(failure).__name__)
        traceback.print_exception(failure)
