//! What a client needs to connect: the ready line of the binary, which the admin API returns too.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use crate::account::numbers;
use crate::identity::Identity;

/// The variables that make a program use the simulator: those of RingCentral's samples and, for HTTPS, those with which OpenSSL,
/// Node and Python's `requests` trust the simulator's authority.
pub fn environment(url: &str, identity: &Identity, ca_file: Option<&Path>) -> BTreeMap<&'static str, String> {
    let mut variables = BTreeMap::from([
        ("RC_SERVER_URL", url.to_owned()),
        ("RC_APP_CLIENT_ID", identity.client_id.clone()),
        ("RC_APP_CLIENT_SECRET", identity.client_secret.clone()),
        ("RC_USER_JWT", identity.jwt.clone()),
    ]);
    if let Some(file) = ca_file {
        for name in ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE"] {
            variables.insert(name, file.display().to_string());
        }
    }
    variables
}

/// URL, credentials, the numbers that can be the caller ID, the file with the authority to trust,
/// and the variables.
pub fn ready(url: &str, identity: &Identity, ca_file: Option<&Path>) -> Value {
    json!({
        "url": url,
        "client_id": identity.client_id,
        "client_secret": identity.client_secret,
        "jwt": identity.jwt,
        "numbers": numbers::caller_ids().collect::<Vec<_>>(),
        "ca_file": ca_file,
        "public_client_id": identity.public_client_id,
        "username": identity.username,
        "password": identity.password,
        "environment": environment(url, identity, ca_file),
    })
}
