//! HTTPS with valid and invalid certificates.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;

use ringout_simulator::{Certificate, Config, Simulator};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

type Tls = StreamOwned<ClientConnection, TcpStream>;

fn start(kind: Certificate) -> Simulator {
    Simulator::start(Config { tls: Some(kind), ..Config::default() }).unwrap()
}

/// Connects and trusts only the simulator's authority.
fn connect(simulator: &Simulator) -> Tls {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(simulator.ca_file().unwrap()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_root_certificates(roots).with_no_client_auth();
    let connection = ClientConnection::new(Arc::new(config), ServerName::try_from("127.0.0.1").unwrap()).unwrap();
    let address = simulator.url().strip_prefix("https://").unwrap();
    StreamOwned::new(connection, TcpStream::connect(address).unwrap())
}

fn request(tls: &mut Tls, head: &str, body: &str) -> (String, std::io::Result<()>) {
    let text = format!(
        "{head} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    if let Err(error) = tls.write_all(text.as_bytes()) {
        return (String::new(), Err(error));
    }
    let mut response = vec![];
    let end = tls.read_to_end(&mut response).map(|_| ());
    (String::from_utf8_lossy(&response).into_owned(), end)
}

#[test]
fn a_client_that_trusts_the_authority_connects() {
    let simulator = start(Certificate::Valid);
    let file = simulator.ca_file().unwrap().to_owned();
    let (response, end) = request(&mut connect(&simulator), "GET /_simulator/clock", "");
    assert!(response.starts_with("HTTP/1.1 200") && end.is_ok(), "{response} {end:?}");
    drop(simulator);
    assert!(!file.exists(), "the file is removed");
}

#[test]
fn invalid_certificates_are_rejected() {
    for kind in [Certificate::Expired, Certificate::WrongHost, Certificate::SelfSigned] {
        let simulator = start(kind);
        let (_, end) = request(&mut connect(&simulator), "GET /_simulator/clock", "");
        assert_eq!(end.unwrap_err().kind(), ErrorKind::InvalidData, "{kind:?}");
    }
}

#[test]
fn faults_work_under_tls() {
    let simulator = start(Certificate::Valid);
    let fault = |fault: &str| {
        let body = format!(r#"{{"fault":{fault}}}"#);
        request(&mut connect(&simulator), "POST /_simulator/faults", &body).1.unwrap();
        request(&mut connect(&simulator), "GET /restapi", "")
    };
    assert_eq!(fault(r#"{"reset":true}"#).1.unwrap_err().kind(), ErrorKind::ConnectionReset);
    let (cut, end) = fault(r#"{"close_after_bytes":9}"#);
    assert_eq!((cut.as_str(), end.unwrap_err().kind()), ("HTTP/1.1 ", ErrorKind::UnexpectedEof), "no closing alert");
}
