//! No secret is shown in any error message, `Debug` output or log line, whatever the server echoes and whatever fails.
//!
//! The secrets are long and unusual. A piece of 16 characters counts as the secret, because a message cut off in the
//! middle of a token still shows most of it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::collections::HashSet;
use std::fmt::Debug;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use log::{LevelFilter, Log, Metadata, Record};
use ringout_core::{
    Authorization, CallRequest, Client, ClientBuilder, Credentials, Error, ErrorCode, FileTokenStore, Method, Result,
    StoreError, Token, TokenKey, TokenStore, WaitOptions,
};
use ringout_tests::operations::Operation;
use ringout_tests::server::{ClosedPort, GOOD_CALL, Received, Reply, Server, json_response, response};
use ringout_tests::timing::{ms, until};
use ringout_tests::vectors::{all_texts, report};
use serde_json::{Value, json};

/// Has every kind of character that another encoding would change.
const CLIENT_SECRET: &str = "CANARY-secret+with/odd=characters&more:than~enough";
const PASSWORD: &str = "CANARY password+with/odd=charäcters&more than enough";
const CODE: &str = "CANARY-code+with/odd=characters&more-than-enough";
const VERIFIER: &str = "CANARY-verifier-with-characters-more-than-enough";
const REFRESH: &str = "CANARY-refresh-token-with-characters-more-than-enough";

/// As long as a real one.
fn jwt() -> String {
    format!("CANARY-jwt.{}", long_text("jwt", 900))
}

fn access_token() -> String {
    format!("CANARY-access.{}", long_text("acc", 900))
}

/// A string without repeated pieces.
fn long_text(what: &str, length: usize) -> String {
    (0..).map(|n| format!("{what}{n:x}-")).flat_map(|piece| piece.chars().collect::<Vec<_>>()).take(length).collect()
}

/// Keeps every log line of this process, at the lowest level.
struct Lines(Mutex<Vec<String>>);

static LINES: Lines = Lines(Mutex::new(Vec::new()));

impl Log for Lines {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        self.0.lock().unwrap().push(format!("{} {}: {}", record.level(), record.target(), record.args()));
    }

    fn flush(&self) {}
}

/// Empties the log, and makes the tests take turns, so that each sees only its own lines.
fn listen() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    // An error means that another test of this process has set it already.
    let _ = log::set_logger(&LINES);
    log::set_max_level(LevelFilter::Trace);
    LINES.0.lock().unwrap().clear();
    turn
}

fn lines() -> Vec<String> {
    LINES.0.lock().unwrap().clone()
}

/// How many bytes of a secret count as all of it.
const PIECE: usize = 16;

/// Every piece of every secret.
struct Secrets(HashSet<Vec<u8>>);

impl Secrets {
    /// The secrets of these tests, in every spelling that a server received.
    fn sent_to(received: &[Received]) -> Self {
        let mut secrets = Self(HashSet::new());
        for secret in [CLIENT_SECRET, PASSWORD, CODE, VERIFIER, REFRESH] {
            secrets.add(secret);
        }
        secrets.add(&jwt());
        secrets.add(&access_token());
        for request in received {
            // The scheme is not secret.
            let sent = request.header("authorization").into_iter().chain(request.header("proxy-authorization"));
            sent.filter_map(|value| value.split_once(' ')).for_each(|(_, secret)| secrets.add(secret));
            let fields = request.body.split('&').filter_map(|field| field.split_once('='));
            fields.filter(|(name, _)| FIELDS.contains(name)).for_each(|(_, secret)| secrets.add(secret));
        }
        secrets
    }

    fn add(&mut self, secret: &str) {
        self.0.extend(secret.as_bytes().windows(PIECE).map(<[u8]>::to_vec));
    }

    /// Describes a leak into a string.
    fn check(&self, what: &str, text: &str) -> Option<String> {
        let at = text.as_bytes().windows(PIECE).position(|piece| self.0.contains(piece))?;
        let shown = &text.as_bytes()[at.saturating_sub(40)..at + PIECE];
        Some(format!("{what} shows {:?}", String::from_utf8_lossy(shown)))
    }
}

/// The secret fields of a token request.
const FIELDS: [&str; 6] = ["assertion", "password", "code", "code_verifier", "refresh_token", "token"];

/// Checks every line.
fn log_leaks(secrets: &Secrets) -> Vec<String> {
    lines().iter().filter_map(|line| secrets.check("a log line", line)).take(3).collect()
}

#[test]
fn no_dump_in_the_log_shows_what_is_sent() {
    let _turn = listen();
    let token = token_json().to_string();
    let server = Server::start(move |request| {
        Reply::Bytes(json_response(200, if request.is_login() { &token } else { GOOD_CALL }))
    });
    Operation::Create.run(&builder(&server.url()).build().unwrap(), ms(0)).unwrap();
    let secrets = Secrets::sent_to(&server.received());
    report("dumps", lines().len(), &log_leaks(&secrets));
}

fn builder(url: &str) -> ClientBuilder {
    Client::builder(url, "app")
        .client_secret(CLIENT_SECRET)
        .credentials(Credentials::jwt(jwt()))
        .request_timeout(ms(400))
        .create_timeout(ms(400))
}

fn token_json() -> Value {
    json!({ "access_token": access_token(), "refresh_token": REFRESH, "expires_in": 3600 })
}

/// Everything in a request, as a string that a server could put into a response.
fn echo(request: &Received) -> String {
    let authorization = request.header("authorization").unwrap_or_default();
    format!("{authorization} was sent with {} to {}", request.body, request.target)
}

fn error_body(text: &str) -> String {
    let entry = json!({ "errorCode": text, "message": text, "parameterName": text, "parameterValue": text, "additionalInfo": [text], "permissionName": text, "other": { text: [text] } });
    let mut body = entry.clone();
    body["errors"] = json!([entry]);
    body["error"] = text.into();
    body["error_description"] = text.into();
    body.to_string()
}

/// The bytes with which a server responds to a request.
type Echo = fn(&Received) -> Vec<u8>;

/// The ways in which a server echoes a request.
const ECHOES: [(&str, Echo); 14] = [
    ("an OAuth error", |request| {
        let body = json!({ "error": "invalid_grant", "error_description": echo(request) });
        json_response(400, &body.to_string())
    }),
    ("400, every field", |request| json_response(400, &error_body(&echo(request)))),
    ("401, every field", |request| json_response(401, &error_body(&echo(request)))),
    ("403, every field", |request| json_response(403, &error_body(&echo(request)))),
    ("404, every field", |request| json_response(404, &error_body(&echo(request)))),
    ("429, every field", |request| json_response(429, &error_body(&echo(request)))),
    ("500, every field", |request| json_response(500, &error_body(&echo(request)))),
    ("403, cut in the middle of a secret", |request| {
        json_response(403, &error_body(&format!("{}{}", "x".repeat(520), echo(request))))
    }),
    ("403, the secret without its scheme", |request| {
        let value = request.header("authorization").unwrap_or_default();
        json_response(403, &error_body(value.split_once(' ').map_or("", |(_, secret)| secret)))
    }),
    ("403, in the headers", |request| {
        let text = echo(request);
        let more =
            format!("RCRequestId: {text}\r\nRetry-After: {text}\r\nX-Echo: {text}\r\nX-Rate-Limit-Group: {text}\r\n");
        response(403, &text, &more, "{}")
    }),
    ("302, in its location", |request| {
        response(302, "text/plain", &format!("Location: /{}\r\n", echo(request).replace(' ', "-")), "")
    }),
    ("200 of another type", |request| response(200, &echo(request), "", &echo(request))),
    ("403, in its reason phrase", |request| {
        format!("HTTP/1.1 403 {}\r\nContent-Length: 0\r\n\r\n", echo(request)).into_bytes()
    }),
    ("no HTTP", |request| format!("{}\r\n\r\n", echo(request)).into_bytes()),
];

/// Everything in a request as a server reads it: unescaped, with Basic decoded.
fn read_by_server(request: &Received) -> String {
    let authorization = request.header("authorization").unwrap_or_default();
    let fields = request.body.split('&').filter_map(|field| field.split_once('='));
    let fields = fields.map(|(name, value)| format!("{name} is {}", percent_decoded(value)));
    format!("{authorization} {CLIENT_SECRET} {}", fields.collect::<Vec<_>>().join(" "))
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escape = after.get(..2).filter(|_| *first == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = escape.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).unwrap()
}

type Spelling = fn(&str) -> String;

/// A string in which every character is escaped but letters, digits and those to keep.
fn escaped(text: &str, keep: &str, escape: impl Fn(char) -> String) -> String {
    let kept = |c: char| c.is_ascii_alphanumeric() || keep.contains(c);
    text.chars().map(|c| if kept(c) { c.to_string() } else { escape(c) }).collect()
}

fn percent(c: char) -> String {
    c.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
}

/// The encodings in which servers, gateways and frameworks echo a request.
const SPELLINGS: [(&str, Spelling); 15] = [
    ("as HTML", |text| text.replace('&', "&amp;").replace('\'', "&#x27;").replace('"', "&quot;").replace('<', "&lt;")),
    ("as HTML with numbers", |text| escaped(text, "", |c| format!("&#{};", u32::from(c)))),
    ("as HTML in HTML", |text| escaped(text, " ", |c| format!("&amp;#x{:X};", u32::from(c)))),
    ("as a component of a URL", |text| escaped(text, "-_.!~*'()", percent)),
    ("as Python quotes it", |text| escaped(text, "/-_.~", percent)),
    ("as a whole URL", |text| escaped(text, ";,/?:@&=+$-_.!~*'()#", percent)),
    ("as a form", |text| escaped(text, "-_.* ", percent).replace(' ', "+")),
    ("as a form in lower case", |text| escaped(text, "-_.* ", percent).replace(' ', "+").to_lowercase()),
    ("in a URL in a URL", |text| escaped(text, "", percent).replace('%', "%25")),
    ("as a URL in Latin-1", |text| escaped(text, "", percent).replace("%C3%A4", "%E4")),
    ("as a JSON string", |text| escaped(text, " +/=&", |c| format!("\\u{:04x}", u32::from(c)))),
    ("as Python shows bytes", |text| {
        escaped(text, " +/=&", |c| c.to_string().bytes().map(|b| format!("\\x{b:02x}")).collect::<Vec<_>>().concat())
    }),
    ("in upper case", str::to_uppercase),
    ("in lower case", str::to_lowercase),
    ("with other blanks", |text| text.replace(' ', "\u{a0}")),
];

#[test]
fn no_error_shows_an_echo_in_another_encoding() {
    let _turn = listen();
    let mut found = Vec::new();
    for (name, spell) in SPELLINGS {
        let server = Server::start(move |request| {
            Reply::Last(json_response(400, &error_body(&spell(&read_by_server(request)))))
        });
        let logged_in = Server::start(move |request| {
            if request.is_login() {
                return Reply::Last(json_response(200, &token_json().to_string()));
            }
            Reply::Last(json_response(403, &error_body(&spell(&read_by_server(request)))))
        });
        let mut errors = failed_logins(&server);
        for (server, operation) in
            [(&server, Operation::Create), (&logged_in, Operation::Create), (&logged_in, Operation::Request)]
        {
            let client = builder(&server.url()).build().unwrap();
            errors.push((format!("{operation:?}"), operation.run(&client, ms(50)).unwrap_err()));
        }
        let mut secrets = Secrets::sent_to(&server.received());
        for secret in [CLIENT_SECRET, PASSWORD, CODE, VERIFIER, REFRESH, &jwt(), &access_token()] {
            secrets.add(&spell(secret));
        }
        found.extend(
            errors.iter().filter_map(|(what, error)| secrets.check(&format!("{what}, {name},"), &all_texts(error))),
        );
    }
    report("spellings", SPELLINGS.len(), &found);
}

#[test]
fn no_error_shows_a_secret_that_is_cut_short() {
    let _turn = listen();
    let (jwt, access) = (jwt(), access_token());
    let mut found = Vec::new();
    for length in [8, 12, 15, 40] {
        for secret in [&jwt, &access] {
            // Without their common beginning: a few words that many other strings share.
            let secret = &secret[secret.len() - 880..];
            for part in [&secret[..length], &secret[secret.len() - length..], &secret[5..5 + length]] {
                let text = format!("<{part}>");
                let server = Server::start(move |request| {
                    Reply::Last(if request.is_login() {
                        json_response(200, &token_json().to_string())
                    } else {
                        json_response(403, &error_body(&text))
                    })
                });
                let error = Operation::Request.run(&builder(&server.url()).build().unwrap(), ms(0)).unwrap_err();
                found.extend(all_texts(&error).contains(part).then(|| format!("{part} is in {error}")));
            }
        }
    }
    report("pieces", 24, &found);
}

#[test]
fn no_value_read_from_a_response_shows_an_echo() {
    let _turn = listen();
    let server = Server::start(|request| {
        let token = request.header("authorization").unwrap_or_default().replace("Bearer ", "");
        let call = |id: &str, status: &str| {
            let status = json!({ "callStatus": status, "callerStatus": status, "calleeStatus": "InProgress" });
            json!({ "id": id, "status": status }).to_string()
        };
        let record = json!({ "id": 1, "phoneNumber": "+16505550100", "label": token, "features": ["CallerId"], "result": token });
        Reply::Bytes(json_response(
            200,
            &match (&*request.method, request.is_login()) {
                (_, true) => token_json().to_string(),
                ("POST", _) if request.body.contains("+16505550109") => call(&token, "InProgress"),
                ("POST", _) => call("raw-1", &token),
                _ if request.target.contains("/ring-out/") => call("raw-1", &format!("was {token}")),
                _ => json!({ "records": [record], "paging": { "page": 1, "totalPages": 1 } }).to_string(),
            },
        ))
    });
    let client = builder(&server.url()).build().unwrap();
    let call = client.create_call(&CallRequest::to("+16505550100")).unwrap();
    let placed = format!("{call:?} {:?}", call.state());
    assert!(placed.contains("[redacted]"), "{placed}");
    let state = call.status().unwrap();
    let unusable = client.create_call(&CallRequest::to("+16505550109")).unwrap_err();
    assert_eq!(unusable.code(), ErrorCode::MaybePlaced, "{unusable}");
    let lists = [client.caller_ids().map(drop), client.forwarding_numbers().map(drop), call.log().map(drop)];
    let secrets = Secrets::sent_to(&server.received());
    let mut found: Vec<String> =
        [placed, format!("{state:?} {state}"), format!("{:?}", call.outcome()), all_texts(&unusable)]
            .iter()
            .filter_map(|text| secrets.check("a value", text))
            .collect();
    for list in lists {
        let error = list.unwrap_err();
        assert_eq!(error.code(), ErrorCode::Protocol, "{error}");
        found.extend(secrets.check("a list", &all_texts(&error)));
    }
    found.extend(log_leaks(&secrets));
    report("values", 7, &found);
}

/// The results of one kind of echo.
struct Echoed {
    errors: Vec<(String, Error)>,
    /// The limits that the client reports, whose names come from the server.
    limits: Vec<(String, String)>,
    secrets: Secrets,
}

#[test]
fn no_error_shows_what_a_server_echoes() {
    let _turn = listen();
    let shown = |echoed: &Echoed| {
        let errors = echoed.errors.iter().map(|(what, error)| (what, all_texts(error)));
        let mut texts = errors.chain(echoed.limits.iter().map(|(what, text)| (what, text.clone())));
        texts.find_map(|(what, text)| echoed.secrets.check(what, &text))
    };
    let failures: Vec<String> = echo_everything().iter().filter_map(shown).collect();
    report("echoes", 2 * ECHOES.len(), &failures);
}

#[test]
fn no_log_line_shows_what_a_server_echoes() {
    let _turn = listen();
    let secrets = Secrets(echo_everything().into_iter().flat_map(|echoed| echoed.secrets.0).collect());
    report("log lines", lines().len(), &log_leaks(&secrets));
}

/// Every kind of echo, at the login and after it.
fn echo_everything() -> Vec<Echoed> {
    thread::scope(|scope| {
        let ways = ECHOES.iter().flat_map(|(name, reply)| [(name, *reply, true), (name, *reply, false)]);
        let running: Vec<_> =
            ways.map(|(name, reply, at_login)| scope.spawn(move || echo_to_all(name, reply, at_login))).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

/// Runs every operation on a server that echoes.
fn echo_to_all(name: &str, reply: Echo, at_login: bool) -> Echoed {
    let server = Server::start(move |request| {
        if request.is_login() && !at_login {
            Reply::Bytes(json_response(200, &token_json().to_string()))
        } else {
            Reply::Last(reply(request))
        }
    });
    let stage = if at_login { "at the login" } else { "after it" };
    let (mut errors, mut limits) = (Vec::new(), Vec::new());
    for operation in Operation::ALL {
        let client = builder(&server.url()).build().unwrap();
        let what = format!("{operation:?} after {name}, {stage},");
        errors.extend(operation.run(&client, ms(50)).err().map(|error| (what.clone(), error)));
        limits.push((what, format!("{:?}", client.limits())));
    }
    let logins = failed_logins(&server).into_iter();
    errors.extend(logins.map(|(login, error)| (format!("{login} after {name}, {stage},"), error)));
    Echoed { errors, limits, secrets: Secrets::sent_to(&server.received()) }
}

/// The other ways to log in, each with another secret.
fn failed_logins(server: &Server) -> Vec<(String, Error)> {
    let client =
        || Client::builder(server.url(), "app").client_secret(CLIENT_SECRET).request_timeout(ms(400)).build().unwrap();
    let authorization = Authorization::new("https://app.example/back", "state-1", VERIFIER);
    let redirect =
        format!("https://app.example/back?state=state-1&code={}", CODE.replace('&', "%26").replace('+', "%2B"));
    let kept = client();
    kept.set_token(Token::from_json(&token_json().to_string()).unwrap());
    let results = [
        ("a password", client().login(Credentials::password("+16505550101", None, PASSWORD))),
        ("a code", client().login(Credentials::code(CODE, "https://app.example/back", Some(VERIFIER.to_owned())))),
        ("a redirect", client().login_redirect(&redirect, &authorization)),
        ("a refresh", kept.refresh()),
        ("a logout", kept.logout()),
    ];
    results.into_iter().filter_map(|(name, result)| Some((name.to_owned(), result.err()?))).collect()
}

#[test]
fn no_debug_shows_a_secret() {
    let _turn = listen();
    let token = token_json().to_string();
    let server = Server::start(move |request| {
        Reply::Bytes(json_response(200, if request.is_login() { &token } else { GOOD_CALL }))
    });
    let client = builder(&server.url()).build().unwrap();
    client.login(Credentials::jwt(jwt())).unwrap();
    let call = client.create_call(&CallRequest::to("+16505550100")).unwrap();
    let response = client.request(Method::Get, "/x", &[("token", "y")], None).unwrap();
    let authorization = client.authorize_url("https://app.example/back").unwrap();

    let mut secrets = Secrets::sent_to(&server.received());
    secrets.add(authorization.verifier());
    let mut found = Vec::new();
    let mut shown = |what: &str, value: &dyn Debug| {
        found.extend(secrets.check(what, &format!("{value:?}{value:#?}")));
    };
    shown("a client", &client);
    shown("a builder", &builder(&server.url()).proxy(format!("http://user:{PASSWORD}@127.0.0.1:1")));
    shown(
        "a builder with a password in its URL",
        &Client::builder(format!("https://user:{REFRESH}@example.com"), "app"),
    );
    shown("a JWT", &Credentials::jwt(jwt()));
    shown("a password", &Credentials::password("user", Some("101".into()), PASSWORD));
    shown("a code", &Credentials::code(CODE, "https://app.example/back", Some(VERIFIER.into())));
    shown("a token", &client.token().unwrap());
    shown("an authorization", &authorization);
    shown("a kept authorization", &Authorization::new("https://app.example/back", "s", VERIFIER));
    shown("a call", &call);
    shown("a watch", &call.watch(&WaitOptions::default()));
    shown("a response", &response);
    shown("a token store", &FileTokenStore::new("tokens.json"));
    found.extend(log_leaks(&secrets));
    report("values", 13, &found);
}

#[test]
fn no_refused_argument_is_shown_if_it_may_be_a_secret() {
    let _turn = listen();
    let closed = ClosedPort::take();
    let url = closed.url();
    let bad = |secret: &str| format!("{secret}\n");
    let client = builder(&url).build().unwrap();
    let authorization = Authorization::new("https://app.example/back", "state-1", VERIFIER);
    let results: [(&str, Result<()>); 10] = [
        ("a client secret", builder(&url).client_secret(bad(CLIENT_SECRET)).build().map(drop)),
        ("a JWT", builder(&url).credentials(Credentials::jwt(format!("{} {}", jwt(), jwt()))).build().map(drop)),
        ("a JWT at a login", client.login(Credentials::jwt(format!("{}\n{}", jwt(), jwt())))),
        ("a proxy", builder(&url).proxy(format!("socks5://user:{REFRESH}@127.0.0.1:1")).build().map(drop)),
        ("half a proxy", builder(&url).proxy(format!("user:{PASSWORD}")).build().map(drop)),
        ("a server", Client::builder(format!("https://user:{REFRESH}@example.com"), "app").build().map(drop)),
        ("a token", Token::from_json(&format!("{{\"access_token\":\"{REFRESH}\",\"expires_in\":")).map(drop)),
        ("a token of the wrong shape", Token::from_json(&format!("[\"{REFRESH}\"]")).map(drop)),
        ("a redirect", client.login_redirect(&format!("https://app.example/back?code={CODE}"), &authorization)),
        ("a path", client.request(Method::Get, &format!("/x y?access_token={REFRESH}"), &[], None).map(drop)),
    ];
    let secrets = Secrets::sent_to(&[]);
    let mut found = log_leaks(&secrets);
    for (what, result) in results {
        let error = result.expect_err(what);
        assert_eq!(error.code(), ErrorCode::InvalidArgument, "{what}: {error}");
        found.extend(secrets.check(what, &all_texts(&error)));
    }
    report("arguments", 10, &found);
}

#[test]
fn a_token_that_was_replaced_in_the_meantime_stays_secret() {
    let _turn = listen();
    let old = format!("CANARY-old.{}", long_text("old", 100));
    let first = old.clone();
    let server = Server::start(move |request| {
        let logins = request.connection;
        if request.is_login() {
            let token = if logins == 0 { first.clone() } else { access_token() };
            return Reply::Last(json_response(200, &json!({ "access_token": token, "expires_in": 3600 }).to_string()));
        }
        Reply::Late(ms(300), json_response(403, &error_body(&echo(request))))
    });
    let client = builder(&server.url()).request_timeout(ms(20_000)).build().unwrap();
    let error = thread::scope(|scope| {
        let asking = scope.spawn(|| Operation::Request.run(&client, ms(0)).unwrap_err());
        until("the request", || server.received().len() == 2);
        client.login(Credentials::jwt(jwt())).unwrap();
        asking.join().unwrap()
    });
    assert_eq!(error.code(), ErrorCode::Forbidden);
    let mut secrets = Secrets::sent_to(&[]);
    secrets.add(&old);
    let found = secrets.check("the error", &all_texts(&error));
    report("errors", 1, &found.into_iter().collect::<Vec<_>>());
}

#[test]
fn a_proxy_that_echoes_its_password_leaks_it_nowhere() {
    let _turn = listen();
    let proxy = Server::start(|request| {
        let sent = request.header("proxy-authorization").unwrap_or_default();
        Reply::Last(response(407, sent, &format!("X-Echo: {sent}\r\n"), sent))
    });
    let address = proxy.url().replace("http://", "");
    let client = builder("https://127.0.0.1:1").proxy(format!("http://user:{REFRESH}@{address}")).build().unwrap();
    let error = Operation::Request.run(&client, ms(0)).unwrap_err();
    assert_eq!(error.code(), ErrorCode::Connection, "{error}");
    let secrets = Secrets::sent_to(&proxy.received());
    let mut found = log_leaks(&secrets);
    found.extend(secrets.check("the error", &all_texts(&error)));
    report("errors", 1, &found);
}

/// A store whose error contains the token that it failed to save.
#[derive(Debug)]
struct TalkativeStore;

impl TokenStore for TalkativeStore {
    fn load(&self, _: &TokenKey) -> std::result::Result<Option<String>, StoreError> {
        Ok(None)
    }

    fn save(&self, _: &TokenKey, token: Option<&str>) -> std::result::Result<(), StoreError> {
        Err(format!("cannot save {}", token.unwrap_or_default()).into())
    }
}

#[test]
fn a_store_that_fails_shows_no_token() {
    let _turn = listen();
    let token = token_json().to_string();
    let server = Server::start(move |request| {
        Reply::Bytes(json_response(200, if request.is_login() { &token } else { GOOD_CALL }))
    });
    let client = builder(&server.url()).token_store(TalkativeStore).build().unwrap();
    Operation::Request.run(&client, ms(0)).unwrap();
    let secrets = Secrets::sent_to(&server.received());
    let mut found = log_leaks(&secrets);
    if let Err(error) = client.logout() {
        found.extend(secrets.check("the logout", &all_texts(&error)));
    }
    report("stores", 1, &found);
}
