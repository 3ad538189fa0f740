//! Python's spelling of parameter names and units in the core's messages.

use ringout_core::{Spelling, Unit};

/// Python keywords get a trailing underscore, and durations are in seconds.
pub const PYTHON: Spelling = Spelling { name, unit: |_| Unit::Seconds };

fn name(core: &str) -> Option<String> {
    let name = match core {
        "from" => "from_",
        "app" => "app_name",
        "credentials" => "jwt",
        _ => return None,
    };
    Some(name.to_owned())
}
