//! The spelling of the core's names in C, for error messages.

use ringout_core::{Spelling, Unit};

/// Parameters of time have a unit in their name, and functions a prefix.
pub(crate) const C: Spelling = Spelling { name, unit };

fn name(core: &str) -> Option<String> {
    Some(match core {
        "connect_timeout" | "request_timeout" | "create_timeout" | "timeout" => format!("{core}_ms"),
        "access_token_ttl" | "refresh_token_ttl" | "dedupe_lifetime" => format!("{core}_s"),
        "sent_at" => "sent_at_unix_ms".to_owned(),
        "app" => "app_name".to_owned(),
        "credentials" => "jwt".to_owned(),
        "call_log" | "from_env" => format!("ringout_client_{core}"),
        _ => return None,
    })
}

fn unit(core: &str) -> Unit {
    if core.ends_with("_ttl") || core == "dedupe_lifetime" { Unit::Seconds } else { Unit::Milliseconds }
}
