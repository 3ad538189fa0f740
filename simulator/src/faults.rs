//! Fault injection: rules that replace, damage or delay the responses of matching requests.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::errors::catalogue::KnownError;
use crate::server::request::Request;
use crate::server::response::Response;

/// One fault. "Processed" means that the request takes effect before its response is damaged or lost.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// Not processed; sends this response, its body padded to `body_bytes`.
    Response { status: u16, body: Option<Value>, body_bytes: usize, headers: Map<String, Value> },
    /// Not processed; sends this documented error, in the body shape of the path.
    Error { known: &'static KnownError, status: Option<u16>, parameter: Option<String>, headers: Map<String, Value> },
    /// Processed; the response is delayed by this many real milliseconds.
    DelayMs(u64),
    /// Processed; the body is padded with spaces to this many bytes.
    BodyBytes(usize),
    /// Closes the connection (FIN) without a response.
    Drop(Moment),
    /// Resets the connection (RST) without a response.
    Reset(Moment),
    /// Processed; sends this many bytes of the response, head included, then closes.
    CloseAfterBytes(usize),
    /// Processed; sends the head and this many bytes of the body (`None`: half of it), then closes.
    Truncate(Option<usize>),
    /// Processed; sends the first half of the body with a matching Content-Length.
    MalformedJson,
    /// Processed; adds this to the Content-Length.
    WrongLength(i64),
    /// Processed; sends the response byte by byte, this many real milliseconds apart.
    DripMs(u64),
    /// Processed; sends the whole response with keep-alive, then closes the connection.
    StaleKeepAlive(StaleWhen),
}

/// Whether the connection breaks before or after the request is processed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Moment {
    BeforeProcessing,
    BeforeResponse,
}

/// When a stale connection closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StaleWhen {
    AtOnce,
    OnNextRequest,
}

impl Fault {
    /// Whether the request is processed.
    pub fn is_processed(&self) -> bool {
        use Moment::BeforeProcessing;
        !matches!(
            self,
            Fault::Response { .. }
                | Fault::Error { .. }
                | Fault::Drop(BeforeProcessing)
                | Fault::Reset(BeforeProcessing)
        )
    }

    /// Whether any part of a response is sent.
    pub fn sends_response(&self) -> bool {
        !matches!(self, Fault::Drop(_) | Fault::Reset(_))
    }

    /// The response that this fault sends instead of the real one, if it does.
    pub fn replacement(&self, path: &str) -> Option<Response> {
        let (mut response, headers) = match self {
            Fault::Response { status, body, body_bytes, headers } => {
                (raw_response(*status, body.as_ref()).padded(*body_bytes), headers)
            }
            Fault::Error { known, status, parameter, headers } => {
                (known.response(path, *status, parameter.as_deref()), headers)
            }
            _ => return None,
        };
        for (name, value) in headers {
            response.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
            let text = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
            response = response.header(name.clone(), text);
        }
        Some(response)
    }
}

/// Sends a string unchanged, as JSON if it parses as JSON and as HTML otherwise. Sends any other value as JSON.
fn raw_response(status: u16, body: Option<&Value>) -> Response {
    match body {
        None => Response::empty(status),
        Some(Value::String(text)) if serde_json::from_str::<Value>(text).is_err() => {
            Response::text(status, "text/html", text.as_bytes())
        }
        Some(Value::String(text)) => Response::text(status, "application/json;charset=utf-8", text.as_bytes()),
        Some(other) => Response::json(status, other),
    }
}

/// A fault and the requests that it applies to.
#[derive(Debug, Clone)]
pub struct Rule {
    pub id: u64,
    /// Upper case, or `*`.
    pub method: String,
    /// Path prefix, or `*`.
    pub path: String,
    /// `None`: unlimited.
    pub times_left: Option<u64>,
    pub used: u64,
    pub fault: Fault,
    /// The JSON from which the fault was read.
    pub spec: Value,
}

impl Rule {
    fn matches(&self, request: &Request) -> bool {
        (self.method == "*" || self.method == request.method)
            && (self.path == "*" || request.path().starts_with(&self.path))
    }
}

/// The rules in order of creation. The first that matches a request applies.
#[derive(Debug, Default)]
pub struct Faults {
    rules: Vec<Rule>,
    made: u64,
}

impl Faults {
    pub fn new(rules: Vec<Rule>) -> Faults {
        let mut faults = Faults::default();
        for rule in rules {
            faults.add(rule);
        }
        faults
    }

    /// Adds a rule and returns its id, counted from 1.
    pub fn add(&mut self, mut rule: Rule) -> u64 {
        self.made += 1;
        rule.id = self.made;
        self.rules.push(rule);
        self.made
    }

    pub fn clear(&mut self) {
        self.rules.clear();
    }

    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Returns the fault for this request and counts one use of its rule.
    pub fn take(&mut self, request: &Request) -> Option<Fault> {
        let position = self.rules.iter().position(|rule| rule.matches(request))?;
        let rule = &mut self.rules[position];
        rule.used += 1;
        let fault = rule.fault.clone();
        if let Some(left) = &mut rule.times_left {
            *left -= 1;
            if *left == 0 {
                self.rules.remove(position);
            }
        }
        Some(fault)
    }
}
