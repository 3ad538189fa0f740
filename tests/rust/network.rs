//! Errors about the network: which server, what failed, and which setting fixes it.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use ringout_core::{CallRequest, Client, Credentials, Error, ErrorCode, Method, Token};
use ringout_simulator::{Certificate, Config};
use ringout_tests::Platform;
use ringout_tests::platform::{CALLS, FOREVER, FROM, TO};
use ringout_tests::server::{
    ClosedPort, FullBacklog, GOOD_CALL, GOOD_TOKEN, Reply, Server, builder, json_response, response,
};
use ringout_tests::timing::ms;
use serde_json::json;

fn secure(certificate: Certificate) -> Platform {
    Platform::with(Config { tls: Some(certificate), ..Config::default() })
}

fn ask(client: &Client) -> Error {
    client.request(Method::Get, "/restapi/v1.0/x", &[], None).unwrap_err()
}

/// The message of a failed connection, which names the server.
fn no_connection(error: &Error, to: &str) -> String {
    assert_eq!(error.code(), ErrorCode::Connection, "{error}");
    let text = error.message().strip_prefix(&format!("cannot connect to {to}: ")).map(str::to_owned);
    text.unwrap_or_else(|| panic!("{to} is not named in {error}"))
}

#[test]
fn a_missing_connection_says_to_whom_and_why() {
    let closed = ClosedPort::take();
    let text = no_connection(&ask(&builder(&closed.url()).build().unwrap()), &closed.url());
    assert_eq!(text, "connection refused; nothing is listening there");

    let full = FullBacklog::start();
    let client = builder(&full.url()).connect_timeout(ms(100)).build().unwrap();
    let error = ask(&client.with_timeout(ms(5000)).unwrap());
    assert_eq!(no_connection(&error, &full.url()), "no response within the connect timeout of 100ms");

    let url = "https://platform.invalid:8443";
    let text = no_connection(&ask(&builder(url).proxy("").build().unwrap()), url);
    assert_eq!(text, "the name platform.invalid cannot be resolved; check the name and this machine's DNS settings");

    let closes = Server::start(|_| Reply::Last(Vec::new()));
    let error = ask(&closes.client());
    let text = format!(
        "the connection to {} broke before the response was complete: the other side closed the connection",
        closes.url()
    );
    assert_eq!((error.code(), error.message()), (ErrorCode::Connection, &*text));
}

#[test]
fn a_refused_certificate_says_which_setting_fixes_it() {
    let unknown = secure(Certificate::Valid);
    let url = unknown.simulator().url().to_owned();
    let text = no_connection(&ask(&unknown.client()), &url);
    assert!(text.contains("`ca_bundle`") && text.contains("SSL_CERT_FILE"), "{text}");
    for (certificate, says) in [
        (Certificate::Expired, "its certificate has expired"),
        (Certificate::WrongHost, "its certificate is for another name"),
        (Certificate::SelfSigned, "its certificate is not trusted: no authority in `ca_bundle`"),
    ] {
        let platform = secure(certificate);
        let client = platform.builder().ca_bundle(platform.simulator().ca_file().unwrap()).build().unwrap();
        let error = ask(&client);
        let text = no_connection(&error, platform.simulator().url());
        assert!(text.starts_with(says), "{certificate:?}: {text}");
        assert!(!error.is_retryable(), "{certificate:?}");
    }
}

#[test]
fn a_connection_that_would_fail_again_is_tried_once() {
    let token = || Token::from_json(r#"{"access_token":"kept-token"}"#).unwrap();
    for logged_in in [false, true] {
        let (address, connections) = plain_http();
        let client = builder(&format!("https://{address}")).build().unwrap();
        if logged_in {
            client.set_token(token());
        }
        let (error, login) = (ask(&client), client.login(Credentials::jwt("jwt.of.the-suites")));
        for error in [error, login.unwrap_err()] {
            let text = no_connection(&error, &format!("https://{address}"));
            assert_eq!(text, format!("it does not speak TLS; did you mean http://{address}?"));
        }
        assert_eq!(connections.load(Ordering::SeqCst), 2, "logged in: {logged_in}");
    }
}

/// A server without TLS that gets a TLS greeting, and its count of connections.
fn plain_http() -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, connections) = (listener.local_addr().unwrap(), Arc::<AtomicUsize>::default());
    let counted = Arc::clone(&connections);
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            counted.fetch_add(1, Ordering::SeqCst);
            // Read first, because closing a socket with unread bytes resets the connection.
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
        }
    });
    (address, connections)
}

#[test]
fn a_server_that_speaks_tls_is_recognised_on_an_http_url() {
    let platform = secure(Certificate::Valid);
    let url = platform.simulator().url().replace("https://", "http://");
    let error = ask(&builder(&url).build().unwrap());
    assert_eq!(error.code(), ErrorCode::Protocol, "{error}");
    assert_eq!(error.message(), format!("{url} responds with TLS; write https:// in the server's URL"));
}

#[test]
fn a_proxy_that_is_in_the_way_is_named_and_says_why() {
    let target = "https://platform.invalid";
    for (status, login, says) in [
        (407, "", "it requires a login (407); write user:password@ before the host in its URL"),
        (407, "user:secret-of-the-proxy@", "it rejects the user name and password in its URL (407)"),
        (403, "", "it does not allow connections to https://platform.invalid (403)"),
        (502, "", "it cannot reach https://platform.invalid (502)"),
    ] {
        let proxy = Server::start(move |_| Reply::Last(response(status, "text/plain", "", "")));
        let url = proxy.url().replace("http://", &format!("http://{login}"));
        let error = ask(&builder(target).proxy(url).build().unwrap());
        assert_eq!(no_connection(&error, &format!("the proxy {}", proxy.url())), says);
        assert_eq!(error.is_retryable(), status == 502, "{status}");
        assert_eq!(proxy.connections() == 1, status != 502, "{status}: {} tries", proxy.connections());
    }
    let closed = ClosedPort::take();
    let error = ask(&builder(target).proxy(closed.url()).build().unwrap());
    assert_eq!(
        no_connection(&error, &format!("the proxy {}", closed.url())),
        "connection refused; nothing is listening there"
    );
    let silent = Server::start(|_| Reply::Last(Vec::new()));
    let error = ask(&builder(target).proxy(silent.url()).build().unwrap());
    assert_eq!(
        no_connection(&error, &format!("the proxy {}", silent.url())),
        "it closed the connection without a response"
    );
    let no_proxy = Server::start(|_| Reply::Last(b"SSH-2.0-OpenSSH_9.2\r\n\r\n".to_vec()));
    let error = ask(&builder(target).proxy(no_proxy.url()).build().unwrap());
    assert_eq!(
        no_connection(&error, &format!("the proxy {}", no_proxy.url())),
        "its response is not that of an HTTP proxy"
    );
}

#[test]
fn no_request_accepts_a_compressed_response() {
    let server = Server::with_login(|_| Reply::Bytes(json_response(200, GOOD_CALL)));
    server.client().create_call(&CallRequest::to(TO).from(FROM)).unwrap();
    let received = server.received();
    assert_eq!(received.len(), 2);
    assert!(received.iter().all(|request| request.header("accept-encoding") == Some("identity")), "{received:?}");
}

#[test]
fn a_response_that_is_compressed_anyway_is_reported_as_such() {
    const SAYS: &str = "the response is compressed with gzip although the request asks for none; a gateway or proxy on the way does this";
    let gzip = |status| response(status, "application/json", "Content-Encoding: gzip\r\n", "\u{1f}8b");
    let at_login = Server::start(move |_| Reply::Bytes(gzip(200)));
    let error = ask(&at_login.client());
    assert_eq!((error.code(), error.message()), (ErrorCode::Protocol, SAYS), "the login");

    let after = Server::with_login(move |_| Reply::Bytes(gzip(200)));
    let client = after.client();
    let error = ask(&client);
    assert_eq!((error.code(), error.message()), (ErrorCode::Protocol, SAYS));
    let error = client.create_call(&CallRequest::to(TO).from(FROM)).unwrap_err();
    assert_eq!(error.code(), ErrorCode::MaybePlaced);
    assert!(error.message().contains(SAYS), "{error}");

    let refused = Server::with_login(move |_| Reply::Bytes(gzip(403)));
    let error = ask(&refused.client());
    assert_eq!(error.code(), ErrorCode::Forbidden);
    let says = "the server responded with 403 and a body compressed with gzip, which no request asks for; a gateway or proxy on the way does this";
    assert_eq!(error.message(), says);

    let odd = |coding: &str| response(200, "application/json", &format!("Content-Encoding: {coding}\r\n"), GOOD_TOKEN);
    for coding in ["deflate", "br", "zstd"] {
        let server = Server::start(move |_| Reply::Bytes(odd(coding)));
        assert!(ask(&server.client()).message().contains(&format!("compressed with {coding} ")), "{coding}");
    }
    let plain = Server::start(move |request| {
        Reply::Bytes(if request.is_login() {
            odd("identity")
        } else {
            response(200, "a/b", "Content-Encoding: gzip\r\n", "")
        })
    });
    let response = plain.client().request(Method::Get, "/restapi/v1.0/x", &[], None);
    assert_eq!(response.unwrap().status(), 200, "nothing is compressed in an empty body");
}

#[test]
fn a_wait_that_sees_only_compressed_responses_ends_at_its_timeout() {
    let platform = Platform::start();
    let call = platform.client().create_call(&CallRequest::to(TO).from(FROM)).unwrap();
    platform.fault(
        "GET",
        CALLS,
        FOREVER,
        &json!({ "status": 200, "headers": { "Content-Encoding": "gzip" }, "body": "x" }),
    );
    assert_eq!(call.status().unwrap_err().code(), ErrorCode::Protocol);
    let outcome = call.wait(&ringout_core::WaitOptions::default().timeout(ms(200))).unwrap();
    assert_eq!(outcome.kind.as_str(), "StillInProgress");
}

/// The result of a process with these variables that requests a call unknown to the simulator.
fn in_environment(platform: &Platform, variables: &[(&str, &OsStr)]) -> String {
    let simulator = platform.simulator();
    let mut process = Command::new(env!("CARGO_BIN_EXE_waiter"));
    process.env_remove("SSL_CERT_FILE").env_remove("SSL_CERT_DIR").envs(variables.iter().copied());
    process.args([simulator.url(), simulator.client_id(), simulator.client_secret(), simulator.jwt(), "1"]);
    let mut child = process.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"unknown\n").unwrap();
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
}

#[test]
fn the_authorities_of_the_environment_replace_the_systems() {
    const TRUSTED: &str = "unknown EndedUnknown\n";
    const REFUSED: &str = "unknown StillInProgress\n";
    let platform = secure(Certificate::Valid);
    let file = platform.simulator().ca_file().unwrap();
    let folder = std::env::temp_dir().join(format!("ringout-authorities-{}", std::process::id()));
    let empty = folder.join("empty");
    fs::create_dir_all(&empty).unwrap();
    fs::copy(file, folder.join("authority.pem")).unwrap();
    let folders = std::env::join_paths([&empty, &folder]).unwrap();
    let (file, missing) = (file.as_os_str(), folder.join("missing").into_os_string());
    for (variables, learns) in [
        (&[("SSL_CERT_FILE", file)][..], TRUSTED),
        (&[("SSL_CERT_DIR", folder.as_os_str())], TRUSTED),
        (&[("SSL_CERT_DIR", &folders)], TRUSTED),
        (&[("SSL_CERT_FILE", &missing), ("SSL_CERT_DIR", &folders)], TRUSTED),
        (&[("SSL_CERT_FILE", file), ("SSL_CERT_DIR", empty.as_os_str())], TRUSTED),
        (&[("SSL_CERT_FILE", &missing)], REFUSED),
        (&[("SSL_CERT_DIR", empty.as_os_str())], REFUSED),
        (&[], REFUSED),
    ] {
        assert_eq!(in_environment(&platform, variables), learns, "{variables:?}");
    }
    fs::remove_dir_all(folder).unwrap();
}
