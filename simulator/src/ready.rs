//! What a client needs to connect: the ready line of the binary, which the admin API returns too.

use std::path::Path;

use serde_json::{Value, json};

use crate::account::numbers;
use crate::identity::Identity;

/// URL, credentials, the numbers that can be the caller ID, and the file with the authority to trust.
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
    })
}
