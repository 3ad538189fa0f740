//! Arbitrary bytes to the simulator's port.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::OnceLock;
use std::time::Duration;

use ringout_simulator::{Config, Simulator};

/// The simulator of this process.
fn simulator() -> &'static Simulator {
    static SIMULATOR: OnceLock<Simulator> = OnceLock::new();
    SIMULATOR.get_or_init(|| Simulator::start(Config::default()).expect("a simulator starts"))
}

pub fn run(data: &[u8]) {
    let address = simulator().url().trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(&address).expect("the simulator accepts connections");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a socket has a timeout");
    // It may have refused the request and closed the connection before it has read everything.
    let _ = stream.write_all(data).and_then(|()| stream.shutdown(Shutdown::Write));
    let mut response = Vec::new();
    if let Err(error) = stream.read_to_end(&mut response) {
        assert!(
            !matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut),
            "no end of the response"
        );
    }
    assert!(response.is_empty() || response.starts_with(b"HTTP/1.1 "), "not HTTP: {response:?}");
}
