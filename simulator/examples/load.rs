//! Load test: places 100,000 calls, then polls them as fast as the simulator responds.
//!
//! `cargo run --release -p ringout-simulator --example load [calls] [seconds]`
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a measurement reads the real clock and may stop")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ringout_simulator::{Config, Simulator};

const PATH: &str = "/restapi/v1.0/account/~/extension/~/ring-out";
const CLIENTS: usize = 8;

fn main() {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<u64>().unwrap());
    let (calls, seconds) = (arguments.next().unwrap_or(100_000), arguments.next().unwrap_or(5));
    let simulator = Simulator::start(Config::default()).unwrap();
    let mut client = Client::log_in(&simulator);
    let before = resident_kb();
    let started = Instant::now();
    let body = r#"{"from":{"phoneNumber":"+16505550101"},"to":{"phoneNumber":"+16505550180"}}"#;
    let ids: Vec<String> = (0..calls).map(|_| id_of(&client.request("POST", PATH, body))).collect();
    println!(
        "{calls} live calls placed in {:.1} s, {} MB more",
        started.elapsed().as_secs_f64(),
        (resident_kb() - before) / 1024
    );
    let total = Mutex::new(0);
    let until = Instant::now() + Duration::from_secs(seconds);
    std::thread::scope(|scope| {
        for offset in 0..CLIENTS {
            let mut client = Client::connect(&simulator, client.authorization.clone());
            let (total, ids) = (&total, &ids);
            scope.spawn(move || {
                let mut count = 0_u64;
                for id in ids.iter().cycle().skip(offset * 101) {
                    if Instant::now() >= until {
                        break;
                    }
                    client.request("GET", &format!("{PATH}/{id}"), "");
                    count += 1;
                }
                *total.lock().unwrap() += count;
            });
        }
    });
    println!("{} status requests a second over {CLIENTS} connections", *total.lock().unwrap() / seconds);
}

/// One keep-alive connection, logged in.
struct Client {
    socket: BufReader<TcpStream>,
    authorization: String,
}

impl Client {
    /// Connects with the `authorization` of another client: an app can have only five sessions, and this test has eight clients.
    fn connect(simulator: &Simulator, authorization: String) -> Client {
        let stream = TcpStream::connect(simulator.url().trim_start_matches("http://")).unwrap();
        stream.set_nodelay(true).unwrap();
        Client { socket: BufReader::new(stream), authorization }
    }

    fn log_in(simulator: &Simulator) -> Client {
        let basic = STANDARD.encode(format!("{}:{}", simulator.client_id(), simulator.client_secret()));
        let mut client = Client::connect(simulator, format!("Basic {basic}"));
        let grant = "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer";
        let form = format!("grant_type={grant}&assertion={}", simulator.jwt());
        let response = client.request("POST", "/restapi/oauth/token", &form);
        let token = response.split("\"access_token\":\"").nth(1).unwrap().split('"').next().unwrap();
        client.authorization = format!("Bearer {token}");
        client
    }

    fn request(&mut self, method: &str, path: &str, body: &str) -> String {
        let kind = if path.contains("oauth") { "application/x-www-form-urlencoded" } else { "application/json" };
        let (length, authorization) = (body.len(), &self.authorization);
        let head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {authorization}\r\n");
        let text = format!("{head}Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}");
        self.socket.get_mut().write_all(text.as_bytes()).unwrap();
        self.read_response()
    }

    fn read_response(&mut self) -> String {
        let (mut line, mut length) = (String::new(), 0);
        self.socket.read_line(&mut line).unwrap();
        assert!(line.contains(" 200 "), "{line}");
        while !line.trim().is_empty() {
            line.clear();
            self.socket.read_line(&mut line).unwrap();
            if let Some(value) = line.strip_prefix("Content-Length: ") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        self.socket.read_exact(&mut body).unwrap();
        String::from_utf8(body).unwrap()
    }
}

fn id_of(response: &str) -> String {
    response.split("\"id\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// Resident memory of this process; 0 without /proc.
fn resident_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
