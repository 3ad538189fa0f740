//! How JavaScript spells names and times in the core's error messages.

use ringout_core::{Spelling, Unit};

/// Names in camel case, times in milliseconds.
pub(crate) const NODE: Spelling = Spelling { name, unit: |_| Unit::Milliseconds };

fn name(core: &str) -> Option<String> {
    match core {
        "credentials" => Some("jwt".to_owned()),
        name => camel_case(name),
    }
}

/// Converts `client_id` to `clientId`. Environment variables have capitals after their underscores and stay unchanged.
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
