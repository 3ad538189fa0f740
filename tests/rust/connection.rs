//! TLS and proxies: which peers the client trusts, and what the errors say.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use ringout_core::{CallRequest, CancelToken, Client, ErrorCode, Method};
use ringout_simulator::{Certificate, Config};
use ringout_tests::Platform;
use ringout_tests::platform::{CALLS, FOREVER, FROM, TO};
use ringout_tests::timing::{ms, sleep, timed, until};
use serde_json::json;

fn secure(certificate: Certificate) -> Platform {
    Platform::with(Config { tls: Some(certificate), ..Config::default() })
}

fn trusting(platform: &Platform) -> Client {
    platform.builder().ca_bundle(platform.simulator().ca_file().unwrap()).build().unwrap()
}

fn place(client: &Client) -> Result<ringout_core::Call, ringout_core::Error> {
    client.create_call(&CallRequest::to(TO).from(FROM))
}

#[test]
fn a_private_authority_is_trusted_when_it_is_named() {
    let platform = secure(Certificate::Valid);
    place(&trusting(&platform)).unwrap().status().unwrap();
}

#[test]
fn no_other_authority_is_trusted() {
    let unknown = secure(Certificate::Valid);
    let error = place(&unknown.client()).unwrap_err();
    assert_eq!(error.code(), ErrorCode::Connection, "an unknown authority: {error}");
    for certificate in [Certificate::Expired, Certificate::WrongHost, Certificate::SelfSigned] {
        let error = place(&trusting(&secure(certificate))).unwrap_err();
        assert_eq!(error.code(), ErrorCode::Connection, "{certificate:?}: {error}");
        assert!(error.message().contains("certificate"), "{certificate:?}: {error}");
    }
}

#[test]
fn a_ca_bundle_is_read_when_the_client_is_built() {
    let platform = Platform::start();
    let folder = std::env::temp_dir();
    let empty = folder.join(format!("ringout-empty-{}.pem", std::process::id()));
    std::fs::write(&empty, "nothing here").unwrap();
    for path in [&empty, &folder, &folder.join("ringout-missing.pem")] {
        let error = platform.builder().ca_bundle(path).build().unwrap_err();
        assert_eq!((error.code(), error.parameter()), (ErrorCode::InvalidArgument, Some("ca_bundle")));
    }
    std::fs::remove_file(empty).unwrap();
}

#[test]
fn over_tls_too_a_lost_response_may_be_a_call_and_a_failed_handshake_is_not() {
    let platform = secure(Certificate::Valid);
    // No deadline is meant here, also on a busy machine.
    let client = trusting(&platform).with_timeout(ms(60_000)).unwrap();
    place(&client).unwrap();
    platform.delete("journal");
    platform.fault("POST", CALLS, 1, &json!({ "drop": "before-response" }));
    assert_eq!(place(&client).unwrap_err().code(), ErrorCode::MaybePlaced);
    assert_eq!(platform.posts(), 1);

    let token = client.token().unwrap();
    let refused = secure(Certificate::Expired);
    let client = trusting(&refused);
    client.set_token(token);
    assert_eq!(place(&client).unwrap_err().code(), ErrorCode::Connection);
    assert_eq!(refused.posts(), 0);
}

#[test]
fn over_tls_too_a_request_can_be_interrupted() {
    let platform = secure(Certificate::Valid);
    let token = CancelToken::new();
    let client = trusting(&platform).with_timeout(ms(20_000)).unwrap();
    let call = place(&client).unwrap().with_cancel_token(&token);
    platform.fault("GET", CALLS, FOREVER, &json!({ "delay_ms": 60_000 }));
    let canceller = thread::spawn(move || {
        sleep(ms(100));
        token.cancel();
    });
    let (error, took) = timed(|| call.status().unwrap_err());
    assert_eq!(error.code(), ErrorCode::Cancelled);
    assert!(took < ms(8000), "{took:?}");
    canceller.join().unwrap();
}

/// The connections on which the requests for a call arrived, in order.
fn connections(platform: &Platform) -> Vec<u64> {
    platform.journal().iter().filter(|seen| seen.path.starts_with(CALLS)).map(|seen| seen.connection).collect()
}

#[test]
fn requests_one_after_another_share_a_connection() {
    for tls in [None, Some(Certificate::Valid)] {
        let platform = Platform::with(Config { tls, ..Config::default() });
        let client = if tls.is_some() { trusting(&platform) } else { platform.client() };
        let call = place(&client).unwrap();
        for number in 0..20 {
            call.status().unwrap();
            // At once, and after a while.
            sleep(ms(if number % 5 == 0 { 150 } else { 0 }));
        }
        let connections = connections(&platform);
        assert_eq!(connections, [connections[0]; 21], "{tls:?}");
    }
}

/// An HTTP proxy that opens or refuses tunnels and keeps the heads of the requests for them.
struct Tunnels {
    url: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Tunnels {
    fn start(open: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://ringer:proxy-password@{}", listener.local_addr().unwrap());
        let heads: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = Arc::clone(&heads);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let kept = Arc::clone(&kept);
                thread::spawn(move || tunnel(client, open, &kept));
            }
        });
        Self { url, heads }
    }
}

fn tunnel(mut client: TcpStream, open: bool, heads: &Mutex<Vec<String>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if client.read(&mut byte).unwrap_or(0) == 0 {
            return;
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let target = head.split(' ').nth(1).unwrap().to_owned();
    heads.lock().unwrap().push(head);
    if !open {
        let _ = client.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
        return;
    }
    client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
    let mut server = TcpStream::connect(target).unwrap();
    let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    let back = thread::spawn(move || std::io::copy(&mut to, &mut from));
    let _ = std::io::copy(&mut client, &mut server);
    let _ = server.shutdown(std::net::Shutdown::Both);
    let _ = back.join();
}

#[test]
fn a_proxy_is_used_with_its_password() {
    let (platform, proxy) = (secure(Certificate::Valid), Tunnels::start(true));
    let builder = platform.builder().ca_bundle(platform.simulator().ca_file().unwrap());
    place(&builder.proxy(&*proxy.url).build().unwrap()).unwrap().status().unwrap();
    let heads = proxy.heads.lock().unwrap();
    assert!(heads[0].starts_with("CONNECT 127.0.0.1:"), "{heads:?}");
    // ringer:proxy-password
    assert!(heads[0].contains("Basic cmluZ2VyOnByb3h5LXBhc3N3b3Jk"));
}

#[test]
fn a_proxy_that_refuses_places_nothing_and_its_password_is_not_shown() {
    let (platform, proxy) = (secure(Certificate::Valid), Tunnels::start(false));
    let builder = platform.builder().ca_bundle(platform.simulator().ca_file().unwrap()).proxy(&*proxy.url);
    assert!(!format!("{builder:?}").contains("proxy-password"));
    let client = builder.build().unwrap();
    client.set_token(ringout_core::Token::from_json(r#"{"access_token":"kept-token"}"#).unwrap());
    let error = place(&client).unwrap_err();
    assert_eq!(error.code(), ErrorCode::Connection, "after a refused tunnel the create was not sent: {error}");
    assert!(error.message().contains("407"), "{error}");
    for text in [format!("{error:?}"), error.to_string(), format!("{client:?}")] {
        assert!(!text.contains("proxy-password") && !text.contains("cmluZ2Vy"), "{text}");
    }
}

#[test]
fn a_broken_tunnel_differs_from_a_lost_response() {
    let (platform, proxy) = (secure(Certificate::Expired), Tunnels::start(true));
    let builder = platform.builder().ca_bundle(platform.simulator().ca_file().unwrap()).proxy(&*proxy.url);
    let client = builder.build().unwrap();
    client.set_token(ringout_core::Token::from_json(r#"{"access_token":"kept-token"}"#).unwrap());
    assert_eq!(place(&client).unwrap_err().code(), ErrorCode::Connection, "the handshake failed inside the tunnel");
}

/// Runs a process with this environment, which has a second to request a call from another machine. Returns its
/// requests to a proxy.
fn with_environment(variables: &[(&str, &str)]) -> (Child, Tunnels) {
    let proxy = Tunnels::start(false);
    let mut process = Command::new(env!("CARGO_BIN_EXE_waiter"));
    for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
        process.env_remove(name).env_remove(name.to_lowercase());
    }
    process.envs(variables.iter().map(|(name, value)| (name, value.replace("{proxy}", &proxy.url))));
    // The name does not exist, so without a proxy nothing leaves this machine.
    process.args(["https://platform.invalid", "id", "secret", "jwt", "1"]);
    let mut child = process.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"raw-1\n").unwrap();
    (child, proxy)
}

#[test]
fn the_proxy_of_the_environment_is_the_first_that_can_be_used() {
    const SOCKS: (&str, &str) = ("ALL_PROXY", "socks5://127.0.0.1:1");
    for variables in [
        &[("HTTPS_PROXY", "{proxy}")][..],
        &[SOCKS, ("HTTPS_PROXY", "{proxy}")],
        &[SOCKS, ("all_proxy", "socks4://127.0.0.1:1"), ("http_proxy", "{proxy}")],
        &[("ALL_PROXY", ""), ("HTTPS_PROXY", "no proxy"), ("https_proxy", "{proxy}")],
        &[("ALL_PROXY", "{proxy}"), ("HTTPS_PROXY", "http://127.0.0.1:1")],
        &[
            SOCKS,
            ("HTTPS_PROXY", "{proxy}"),
            ("NO_PROXY", "localhost,elsewhere.invalid,latform.invalid,platform.invalid:8443"),
        ],
    ] {
        let (mut child, proxy) = with_environment(variables);
        until(&format!("a request with {variables:?}"), || !proxy.heads.lock().unwrap().is_empty());
        child.kill().unwrap();
        child.wait().unwrap();
        let heads = proxy.heads.lock().unwrap();
        assert!(heads[0].starts_with("CONNECT platform.invalid:443 "), "{heads:?}");
        // ringer:proxy-password
        assert!(heads[0].contains("Basic cmluZ2VyOnByb3h5LXBhc3N3b3Jk"));
    }
}

#[test]
fn hosts_that_need_no_proxy_are_contacted_directly() {
    let socks = ("ALL_PROXY", "socks5://127.0.0.1:1");
    let exceptions =
        ["platform.invalid", "*", ".invalid", "invalid", ".platform.invalid", "localhost PLATFORM.invalid:443"];
    let excepted = exceptions.into_iter().flat_map(|hosts| [("NO_PROXY", hosts), ("no_proxy", hosts)]);
    let mut environments: Vec<_> = excepted.map(|hosts| vec![socks, ("HTTPS_PROXY", "{proxy}"), hosts]).collect();
    environments.push(vec![socks]);
    let processes: Vec<_> = environments.iter().map(|variables| with_environment(variables)).collect();
    for ((child, proxy), variables) in processes.into_iter().zip(&environments) {
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), "raw-1 StillInProgress\n");
        assert!(proxy.heads.lock().unwrap().is_empty(), "{variables:?}");
    }
}

#[test]
fn a_proxy_url_is_checked_when_the_client_is_built() {
    let platform = Platform::start();
    for odd in ["not a url", "socks5://127.0.0.1:1080", "ftp://host:1"] {
        let error = platform.builder().proxy(odd).build().unwrap_err();
        assert_eq!((error.code(), error.parameter()), (ErrorCode::InvalidArgument, Some("proxy")), "{odd}");
    }
    let none = platform.builder().proxy("").build().unwrap();
    none.request(Method::Get, "/restapi/v1.0/account/~/extension/~", &[], None).unwrap();
}

#[test]
fn a_timeout_can_be_given_to_one_handle() {
    let platform = Platform::start();
    let client = platform.builder().request_timeout(ms(20_000)).build().unwrap();
    let call = place(&client).unwrap();
    platform.fault("GET", CALLS, FOREVER, &json!({ "delay_ms": 60_000 }));
    let hasty = client.with_timeout(ms(200)).unwrap();
    let (error, took) = timed(|| hasty.call(call.id()).unwrap().status().unwrap_err());
    assert_eq!(error.code(), ErrorCode::Timeout);
    assert!(took < ms(8000), "{took:?}");
    assert_eq!(client.with_timeout(ms(0)).unwrap_err().parameter(), Some("timeout"));
}
