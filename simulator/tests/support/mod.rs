//! Blocking test client: a simulator with a stopped clock, and requests as JSON values.
#![allow(dead_code, reason = "every test binary uses its own part")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use ringout_simulator::{Config, Simulator};
use serde_json::{Value, json};

pub const EXTENSION: &str = "/restapi/v1.0/account/~/extension/~";
pub const RING_OUT: &str = "/restapi/v1.0/account/~/extension/~/ring-out";
pub const TOKEN: &str = "/restapi/oauth/token";
pub const JWT_GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// A response.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub text: String,
}

impl Response {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error} in {}", self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Status, code and parameter of an error response.
    pub fn error(&self) -> (u16, String, String) {
        let error = &self.json()["errors"][0];
        let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
        (self.status, text("errorCode"), text("parameterName"))
    }
}

/// A running simulator and a logged-in client.
pub struct Lab {
    pub simulator: Simulator,
    pub agent: ureq::Agent,
    pub token: String,
}

impl Lab {
    pub fn new() -> Lab {
        Lab::with(Config::default())
    }

    pub fn with(config: Config) -> Lab {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().new_agent();
        let mut lab = Lab { simulator: Simulator::start(config).unwrap(), agent, token: String::new() };
        lab.admin("POST", "clock", &json!({ "running": false }));
        lab.token = lab.login().json()["access_token"].as_str().unwrap().into();
        lab
    }

    pub fn login(&self) -> Response {
        self.token_request(&[("grant_type", JWT_GRANT), ("assertion", self.simulator.jwt())])
    }

    /// Sends a form to the token endpoint, from the app with a secret.
    pub fn token_request(&self, form: &[(&str, &str)]) -> Response {
        self.form(TOKEN, Some((self.simulator.client_id(), self.simulator.client_secret())), form)
    }

    pub fn form(&self, path: &str, client: Option<(&str, &str)>, form: &[(&str, &str)]) -> Response {
        let mut request = self.agent.post(format!("{}{path}", self.simulator.url()));
        if let Some((id, secret)) = client {
            request = request.header("Authorization", basic(id, secret));
        }
        response(request.send_form(form.iter().copied()))
    }

    /// Sends a request with the access token. `path` starts with `/restapi`.
    pub fn api(&self, method: &str, path: &str, body: &Value) -> Response {
        self.send(method, path, Some(&format!("Bearer {}", self.token)), &to_text(body))
    }

    pub fn send(&self, method: &str, path: &str, authorization: Option<&str>, body: &str) -> Response {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.simulator.url()));
        if let Some(value) = authorization {
            request = request.header("Authorization", value);
        }
        if !body.is_empty() {
            request = request.header("Content-Type", "application/json");
        }
        response(self.agent.run(request.body(body.to_owned()).unwrap()))
    }

    /// Sends an admin request, which must succeed.
    pub fn admin(&self, method: &str, path: &str, body: &Value) -> Value {
        let response = self.admin_response(method, path, body);
        assert_eq!(response.status, 200, "{method} {path} {body}: {}", response.text);
        response.json()
    }

    pub fn admin_response(&self, method: &str, path: &str, body: &Value) -> Response {
        self.send(method, &format!("/_simulator/{path}"), None, &to_text(body))
    }

    pub fn advance(&self, ms: u64) {
        self.admin("POST", "clock", &json!({ "advance_ms": ms }));
    }

    pub fn fault(&self, method: &str, path: &str, fault: &Value) {
        self.admin("POST", "faults", &json!({ "method": method, "path": path, "fault": fault }));
    }

    /// Places a call and returns its id.
    pub fn place(&self, to: &str) -> String {
        self.place_from(self.simulator.numbers()[0], to)
    }

    pub fn place_from(&self, from: &str, to: &str) -> String {
        let body = json!({ "from": { "phoneNumber": from }, "to": { "phoneNumber": to } });
        let response = self.api("POST", RING_OUT, &body);
        assert_eq!(response.status, 200, "{}", response.text);
        response.json()["id"].as_str().unwrap().to_owned()
    }

    /// Polls a call: `call/caller/callee`, or the status of the error response.
    pub fn shown(&self, id: &str) -> String {
        let response = self.api("GET", &format!("{RING_OUT}/{id}"), &Value::Null);
        if response.status != 200 {
            return response.status.to_string();
        }
        let status = &response.json()["status"];
        ["callStatus", "callerStatus", "calleeStatus"].map(|name| status[name].as_str().unwrap()).join("/")
    }

    pub fn journal(&self) -> Vec<Value> {
        self.admin("GET", "journal", &Value::Null)["requests"].as_array().unwrap().clone()
    }

    /// Sends raw bytes. Returns all bytes received and how the connection ended.
    pub fn raw(&self, request: &str) -> (Vec<u8>, std::io::Result<()>) {
        let mut socket = self.connect();
        socket.write_all(request.as_bytes()).unwrap();
        let mut bytes = vec![];
        let end = socket.read_to_end(&mut bytes).map(|_| ());
        (bytes, end)
    }

    pub fn connect(&self) -> TcpStream {
        TcpStream::connect(self.simulator.url().trim_start_matches("http://")).unwrap()
    }

    /// A raw GET of the extension, with `Connection: close` unless `keep_alive`.
    pub fn extension_request(&self, keep_alive: bool) -> String {
        let connection = if keep_alive { "keep-alive" } else { "close" };
        let token = &self.token;
        format!(
            "GET {EXTENSION} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nConnection: {connection}\r\n\r\n"
        )
    }
}

fn to_text(body: &Value) -> String {
    if body.is_null() { String::new() } else { body.to_string() }
}

fn response(result: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Response {
    let mut response = result.unwrap();
    Response {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        text: response.body_mut().read_to_string().unwrap(),
    }
}

fn basic(id: &str, secret: &str) -> String {
    use base64::Engine as _;
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("{id}:{secret}")))
}
