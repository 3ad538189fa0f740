//! What Python calls things in the texts of the core.

use ringout_core::{Spelling, Unit};

/// Keywords of the language end with an underscore here, and times are in seconds.
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
