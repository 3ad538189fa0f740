"""Scenarios for the submodules of `ringcentral`, its argument forms, and what few programs use. `peer.py` runs them."""

import importlib
import json
import urllib.parse
from functools import partial

import requests
from peer_common import (
    BASE,
    CALL,
    CALLS,
    CHALLENGE,
    READY,
    REDIRECT,
    SDK,
    admin,
    arrived,
    attempt,
    fault,
    logged_in,
    module,
    outcome,
    platform_of,
    say,
)


def import_from_submodules():
    """Names that programs import from submodules."""
    exception = module("http.api_exception").ApiException
    error = outcome(lambda: logged_in().get("/nowhere"))[1]
    say("caught", [type(error) is exception, exception is module("http").ApiException])
    say("response", type(error.api_response()) is module("http.api_response").ApiResponse)
    platform = SDK("id", "secret", "http://127.0.0.1:1").platform()
    say("platform", type(platform) is module("platform").Platform is module("platform.platform").Platform)
    say("auth", type(platform.auth()) is module("platform.auth").Auth)
    say("SDK", SDK is module("sdk").SDK is importlib.import_module(BASE).SDK)
    say("events", sorted(name for name in vars(module("platform.events").Events) if name[0] != "_"))
    say("constants", [module("platform.platform").TOKEN_ENDPOINT, module("platform.platform").KNOWN_PREFIXES])
    core = module("core")
    say(
        "core",
        [core.urlencode({"a": "b c"}), core.base64encode("\u00e9"), core.tostr(b"x"), list(core.iterator({"a": 1}))],
    )
    say("cleaned", core.clean_decrypted(" a\x05b \x10"))
    found = module("http.json_object").unfold([{"from": {"to": 1}}])[0]
    say("unfolded", [found.from_.to, module("http.json_object").safe_name("import")])


def reset_the_token():
    """A token that is forgotten, as a queue worker does after a 401."""
    platform = platform_of()
    platform.login(jwt=READY["jwt"])
    kept = platform.auth().data()
    say("reset", platform.auth().reset())
    say("data", platform.auth().data())
    say("valid", [platform.auth().access_token_valid(), platform.auth().refresh_token_valid()])
    say("logged in", bool(platform.logged_in()))
    attempt("refresh", platform.refresh)
    attempt("create", lambda: platform.post(CALLS, CALL))
    say("creates", len(arrived("POST", "/ring-out")))
    say("revoked", admin("GET", "state")["tokens"]["revoked"])
    platform.auth().set_data(kept)
    attempt("create", lambda: platform.post(CALLS, CALL))
    platform.auth().reset()
    platform.login(jwt=READY["jwt"])
    attempt("create", lambda: platform.post(CALLS, CALL))
    auth = module("platform.auth").Auth()
    say("alone", [auth.set_data({"access_token": "x", "expires_in": 60}).access_token(), auth.access_token_valid()])
    platform = platform_of()
    platform.auth().set_data({"refresh_token": kept["refresh_token"], "refresh_token_expires_in": 60})
    say("refresh token only", [platform.auth().access_token(), platform.auth().access_token_valid()])
    attempt("refresh", platform.refresh)
    platform.auth().set_data(
        {"access_token": "", "expire_time": 0, "refresh_token": "", "refresh_token_expire_time": 0}
    )
    say("logged in", bool(platform.logged_in()))


def read_an_error():
    """The text, the arguments and the methods of an exception and its response."""
    platform = logged_in()
    exception = module("http.api_exception").ApiException
    error = outcome(lambda: platform.get(f"{CALLS}/nothing", {"a": "b"}))[1]
    text = str(error)
    say("text", [text.startswith("HTTP 404 "), "CMN-102" in text, "ringOutId" in text, error.args == (text,)])
    response = error.api_response()
    say("error", [response.error().startswith('HTTP 404 {"'), "CMN-102" in response.error()])
    say(
        "request", [response.request().method, response.request().url.replace(READY["url"], "SERVER").partition("?")[0]]
    )
    say("raw", hasattr(response.raw(), "read"))
    say("reason", response.response().reason)
    ok = platform.get("/account/~/extension/~")
    say("no error", [ok.error(), ok.response().reason, ok.response().encoding.lower()])
    say("multipart", "raises" if outcome(ok.multipart)[1] is not None else "works")
    say("nothing known", [str(exception(None)), str(exception(None, previous=None))])
    say("of a response", str(exception(module("http").ApiResponse(response=response.response()))).partition(" {")[0])


def name_arguments():
    """Arguments by position and by name, and of other types than strings."""
    for arguments, named in (
        ((READY["username"], 101, READY["password"]), {}),
        ((READY["username"], None, READY["password"]), {}),
        ((), {"username": READY["username"], "extension": 101, "password": READY["password"]}),
        (("", "", "", "", "", READY["jwt"]), {}),
        ((None, None, None, None, None, READY["jwt"], None), {}),
        ((), {"jwt": READY["jwt"].encode()}),
    ):
        attempt("login", partial(platform_of().login, *arguments, **named))
    platform = logged_in(redirect_uri=None, known_prefixes=None)
    attempt("get", partial(platform.get, url="/account/~", query_params={"a": 1}, headers=None, skip_auth_check=False))
    attempt("get", partial(platform.get, "/account/~", (("a", 1),), {"Accept": "application/json"}, False))
    say("query", [entry["path"].partition("?")[2] for entry in arrived("GET", "/account/~")])
    replaced = {"Authorization": "mine", "User-Agent": "mine", "X-User-Agent": "mine"}
    attempt("get", partial(platform.get, "/account/~/extension/~", headers=replaced))
    say("replaced", "mine" not in arrived("GET", "/extension/~")[0]["headers"].values())
    for method in ("post", "put", "patch", "delete"):
        send = getattr(platform, method)
        attempt(method, partial(send, CALLS, CALL, {"x": "1"}, {"Content-Type": "application/json"}, False))
        attempt(method, partial(send, url=CALLS, body=CALL, query_params={"x": "1"}))
    say("queries", [entry["path"].partition("?")[2] for entry in arrived("POST", "/ring-out")])
    positional = SDK(
        READY["client_id"], READY["client_secret"], READY["url"], "peer", "1.0", REDIRECT, ["/mine"]
    ).platform()
    named = SDK(
        key=READY["client_id"], secret=READY["client_secret"], server=READY["url"], known_prefixes=["/mine"]
    ).platform()
    say("prefixes", [positional.create_url("/mine/x"), named.create_url("/scim/x")])
    say("url", named.create_url(url="/x", add_server=False, add_method="PUT", add_token=True))
    platform = module("platform").Platform(
        module("http").Client(), READY["client_id"], READY["client_secret"], READY["url"]
    )
    attempt("platform", lambda: platform.login(jwt=READY["jwt"]))


def make_login_urls():
    """The URL of the login page with each option, with the import that version 0.9.2 lacks."""
    module("platform.platform").urllib = urllib
    platform = platform_of()
    for arguments, named in (
        ((REDIRECT,), {}),
        ((REDIRECT, "a state&more"), {}),
        ((REDIRECT,), {"state": "s", "challenge": CHALLENGE}),
        ((REDIRECT, "", "plain/text", "plain"), {}),
        ((), {"redirect_uri": REDIRECT, "challenge": CHALLENGE, "challenge_method": "S256"}),
    ):
        url = urllib.parse.urlsplit(platform.login_url(*arguments, **named))
        say("page", [f"{url.scheme}://{url.netloc}" == READY["url"], url.path])
        query = urllib.parse.parse_qs(url.query)
        say("query", {name: value for name, value in query.items() if name != "client_id"})


def follow_events():
    """The arguments of handlers: what the method returns or raises."""
    platform = SDK(READY["client_id"], READY["client_secret"], READY["url"]).platform()
    seen = []
    for name in ("loginSuccess", "loginError", "refreshSuccess", "refreshError", "logoutSuccess"):
        platform.on(name, lambda result, name=name: seen.append((name, result)))
    results = [platform.login(jwt=READY["jwt"]), platform.refresh(), platform.logout()]
    results += [outcome(lambda: platform.login(jwt="wrong"))[1], outcome(platform.refresh)[1]]
    say("same", [name for (name, result), returned in zip(seen, results) if result is returned])
    say("handlers", {name: len(handlers) for name, handlers in platform.events.items()})
    say("called", platform.trigger("mine"))
    platform.once("mine")(lambda *values, **named: say("arguments", [values, named]))
    say("called", [platform.trigger("mine", 1, two=2), platform.trigger("mine", 1)])
    say("off", [platform.off("loginError"), platform.off(), len(platform.events)])


def send_requests_by_hand():
    """Requests that are created, completed and sent in steps."""
    platform = logged_in()
    token = platform.auth().access_token()
    client = module("http.client").Client()
    request = client.create_request("POST", CALLS, {"a": ["b", 1]}, CALL)
    say("created", [request.method, request.url, json.loads(request.data) == CALL, dict(request.headers)])
    form = client.create_request(
        "POST", "/x", body={"a": "b c"}, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    say("form", form.data)
    say("empty", [client.create_request().method, bool(client.create_request(url="/x", body={}).data)])
    inflated = platform.inflate_request(request)
    say("same", inflated is request)
    say("inflated", inflated.url.replace(READY["url"], "SERVER"))
    say("headers", sorted(inflated.headers))
    say("authorization", inflated.headers["Authorization"].replace(token, "TOKEN"))
    say(
        "not authorized",
        sorted(platform.inflate_request(client.create_request(url="/x"), skip_auth_check=True).headers),
    )
    theirs = requests.Request("GET", "/account/~/extension/~", params={"a": "b"})
    with requests.Session() as session:
        say("another client", session.send(platform.inflate_request(theirs).prepare()).status_code)
    theirs = requests.Request("POST", CALLS, json=CALL)
    attempt("their request", lambda: platform.send_request(theirs))
    theirs = requests.Request("GET", READY["url"] + CALLS + "/nothing", params={"a": ["b", "c"]}).prepare()
    attempt("their prepared request", lambda: platform.send_request(theirs))
    say("queries", [entry["path"].partition("?")[2] for entry in arrived("GET", "/extension/~")])
    attempt("sent", lambda: platform.send_request(client.create_request("POST", CALLS, body=CALL)))
    attempt("refused", lambda: platform.send_request(client.create_request("GET", f"{CALLS}/nothing")))
    say("bodies", [json.loads(entry["body"]) == CALL for entry in arrived("POST", "/ring-out")])


def read_a_batch():
    """A response that contains several."""
    parts = [{"response": [{"status": 200}, {"status": 404}]}, {"id": 1}, {"errorCode": "CMN-102"}]
    body = "".join(f"--x\r\nContent-Type: application/json\r\n\r\n{json.dumps(part)}\r\n" for part in parts) + "--x--"
    fault("GET", CALLS, {"status": 207, "body": body, "headers": {"Content-Type": "multipart/mixed; boundary=x"}})
    first, second = logged_in().get(f"{CALLS}/1,2").multipart()
    say("first", [first.ok(), first.json().id, first.response().status_code])
    say("second", [second.ok(), second.json_dict(), second.error().strip()])


def use_what_is_not_supported():
    """Uploads and WebSockets."""
    sdk = SDK("id", "secret", "http://127.0.0.1:1")
    builder = sdk.create_multipart_builder().set_body({"a": 1}).add(("a.txt", "x"), "file").set_multipart_mixed(False)
    say("builder", [builder.body(), builder.contents()])
    say("upload", "raises" if outcome(lambda: builder.request("/fax"))[1] else "works")
    say("socket", "raises" if outcome(sdk.create_web_socket_client)[1] else "works")
    say("names", module("websocket").WebSocketEvents.receiveMessage)


SCENARIOS = (
    import_from_submodules,
    reset_the_token,
    read_an_error,
    name_arguments,
    make_login_urls,
    follow_events,
    send_requests_by_hand,
    read_a_batch,
    use_what_is_not_supported,
)
