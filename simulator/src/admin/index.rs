//! The list of admin requests, and their OpenAPI description.

use serde_json::{Value, json};

use super::input::AdminError;

/// Method, path and summary of every admin request.
pub const REQUESTS: [(&str, &str, &str); 21] = [
    ("GET", "", "Lists the admin requests"),
    ("GET", "openapi.json", "Describes the admin requests for tools (OpenAPI 3.1)"),
    ("GET", "state", "Counts calls, tokens, connections, requests and responses"),
    ("POST", "reset", "Restores the initial state"),
    ("GET", "calls", "Lists the readable calls in pages"),
    ("GET", "calls/{id}", "Shows a call with its timeline"),
    ("POST", "calls/{id}/{leg}/{action}", "Lets a phone answer, press 1, hang up, be busy, not answer, reject or fail"),
    ("GET", "clock", "Shows the simulated time"),
    ("POST", "clock", "Stops, starts, speeds up or advances the clock"),
    ("GET", "journal", "Shows the latest API requests"),
    ("DELETE", "journal", "Empties the journal"),
    ("GET", "journal/{number}", "Shows one request of the journal"),
    ("GET", "faults", "Lists the rules for faults"),
    ("POST", "faults", "Adds a rule for faults"),
    ("DELETE", "faults", "Removes all rules for faults"),
    ("GET", "limits", "Shows the rate limits and what is left of them"),
    ("POST", "limits", "Sets the rate limits"),
    ("POST", "tokens/expire", "Expires all access tokens"),
    ("GET", "ready", "Shows the ready line, which connects a client"),
    ("GET", "overview", "Shows everything at one moment, to catch up with the events"),
    ("GET", "events", "Streams the changes of calls, the requests and the admin changes (server-sent events)"),
];

const OPENAPI: &str = include_str!("../../openapi.json");

/// GET /_simulator/.
pub fn list() -> Value {
    let requests = REQUESTS.iter().map(|(method, path, summary)| {
        json!({ "method": method, "path": format!("{}{path}", super::PREFIX), "summary": summary })
    });
    json!({ "requests": requests.collect::<Vec<_>>() })
}

/// GET openapi.json.
pub fn openapi() -> Result<Value, AdminError> {
    serde_json::from_str(OPENAPI).map_err(|error| AdminError::invalid(error.to_string()))
}

/// The methods of a path for the Allow header; `None` if there is no such path.
pub fn allowed(segments: &[&str]) -> Option<String> {
    let is_path = |pattern: &str| {
        let pattern: Vec<&str> = pattern.split('/').collect();
        let mut pairs = pattern.iter().zip(segments);
        pattern.len() == segments.len() && pairs.all(|(part, segment)| part.starts_with('{') || part == segment)
    };
    let mut methods: Vec<&str> =
        REQUESTS.iter().filter(|(_, path, _)| is_path(path)).map(|(method, ..)| *method).collect();
    if methods.is_empty() {
        return None;
    }
    if methods[0] == "GET" {
        methods.insert(1, "HEAD");
    }
    methods.push("OPTIONS");
    Some(methods.join(", "))
}
