//! What JavaScript calls things in the texts of the core.

use ringout_core::{Spelling, Unit};

/// Names are in camel case here, and times in milliseconds.
pub(crate) const NODE: Spelling = Spelling { name, unit: |_| Unit::Milliseconds };

fn name(core: &str) -> Option<String> {
    match core {
        "credentials" => Some("jwt".to_owned()),
        name => camel_case(name),
    }
}

/// `client_id` as `clientId`. Names of environment variables have capitals after their underscores and stay as they are.
fn camel_case(name: &str) -> Option<String> {
    let mut out = String::with_capacity(name.len());
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        match letters.next_if(|next| letter == '_' && next.is_ascii_lowercase()) {
            Some(next) => out.push(next.to_ascii_uppercase()),
            None => out.push(letter),
        }
    }
    (out != name).then_some(out)
}
