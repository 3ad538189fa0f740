//! Faults: what the next requests get instead of, or together with, their answers.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::errors::catalogue::Known;
use crate::server::request::Request;
use crate::server::response::Response;

/// One way for an exchange to go wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// This answer instead, made as long as `body_bytes` says; the request is not processed.
    Answer { status: u16, body: Option<Value>, body_bytes: usize, headers: Map<String, Value> },
    /// This documented error instead, in the body shape of the path; the request is not processed.
    Error { known: &'static Known, status: Option<u16>, parameter: Option<String>, headers: Map<String, Value> },
    /// Processed, and answered so many real milliseconds late.
    DelayMs(u64),
    /// Processed; spaces after the body make it so many bytes long.
    BodyBytes(usize),
    /// Closed (FIN) without an answer.
    Drop(Moment),
    /// Reset (RST) without an answer.
    Reset(Moment),
    /// Processed; so many bytes of the answer, head included, then closed.
    CloseAfterBytes(usize),
    /// Processed; the head and so many bytes of the body (without a number: half of it), then closed.
    Truncate(Option<usize>),
    /// Processed; the first half of the body, with a correct Content-Length.
    MalformedJson,
    /// Processed; a Content-Length that is wrong by so much.
    WrongLength(i64),
    /// Processed; one byte of the answer at a time, so many real milliseconds apart.
    DripMs(u64),
    /// Processed and answered in full; then the connection, which promised to stay, is dead.
    StaleKeepAlive(StaleWhen),
}

/// Whether the request took effect before its answer was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Moment {
    BeforeProcessing,
    BeforeAnswer,
}

/// When a stale connection dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StaleWhen {
    AtOnce,
    OnNextRequest,
}

impl Fault {
    /// Whether the request is processed although its answer is spoiled or lost.
    pub fn lets_through(&self) -> bool {
        use Moment::BeforeProcessing;
        !matches!(
            self,
            Fault::Answer { .. } | Fault::Error { .. } | Fault::Drop(BeforeProcessing) | Fault::Reset(BeforeProcessing)
        )
    }

    /// Whether anything is sent back.
    pub fn answers(&self) -> bool {
        !matches!(self, Fault::Drop(_) | Fault::Reset(_))
    }

    /// The answer of a fault that has its own.
    pub fn own_answer(&self, path: &str) -> Option<Response> {
        let (mut response, headers) = match self {
            Fault::Answer { status, body, body_bytes, headers } => {
                (spelled(*status, body.as_ref()).padded(*body_bytes), headers)
            }
            Fault::Error { known, status, parameter, headers } => {
                (known.answer(path, *status, parameter.as_deref()), headers)
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

/// JSON values are sent as JSON; a string is sent as it is, as JSON if it reads as JSON and as HTML if it does not.
fn spelled(status: u16, body: Option<&Value>) -> Response {
    match body {
        None => Response::empty(status),
        Some(Value::String(text)) if serde_json::from_str::<Value>(text).is_err() => {
            Response::text(status, "text/html", text.as_bytes())
        }
        Some(Value::String(text)) => Response::text(status, "application/json;charset=utf-8", text.as_bytes()),
        Some(other) => Response::json(status, other),
    }
}

/// A fault with the requests it waits for.
#[derive(Debug, Clone)]
pub struct Rule {
    pub id: u64,
    /// In upper case, or `*`.
    pub method: String,
    /// A prefix of the path, or `*`.
    pub path: String,
    /// None: for ever.
    pub times_left: Option<u64>,
    pub used: u64,
    pub fault: Fault,
    /// The fault as it was asked for.
    pub spec: Value,
}

impl Rule {
    fn matches(&self, request: &Request) -> bool {
        (self.method == "*" || self.method == request.method)
            && (self.path == "*" || request.path().starts_with(&self.path))
    }
}

/// The rules in the order they were made; the first that matches takes the request.
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

    /// Adds a rule; its id counts from 1.
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

    /// The fault for this request, used up by one.
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
