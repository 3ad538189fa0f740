//! What the fuzzer runs: each target is a function that takes arbitrary bytes and panics if a promise is broken.
//!
//! `make fuzz` runs every target with inputs that libFuzzer invents, guided by the code that they reach. The tests below
//! run the same functions on the inputs in `corpus/`, so that what was found once stays found without a fuzzer.

#![allow(clippy::expect_used, reason = "a broken promise is a panic, which the fuzzer reports")]

mod c_library;
mod journal;
mod ledger;
mod responses;
mod simulator;
mod token_file;
mod values;

/// A function that takes arbitrary bytes.
pub type Target = fn(&[u8]);

/// The targets by name, which is also the name of a folder in `corpus/`.
pub const TARGETS: [(&str, Target); 7] = [
    ("responses", responses::run),
    ("values", values::run),
    ("token_file", token_file::run),
    ("journal", journal::run),
    ("ledger", ledger::run),
    ("c_library", c_library::run),
    ("simulator", simulator::run),
];

/// Runs the target with this name.
///
/// # Panics
///
/// If a promise is broken, or there is no such target.
pub fn run(name: &str, data: &[u8]) {
    let target = TARGETS.iter().find(|(target, _)| *target == name);
    let (_, run) = target.unwrap_or_else(|| panic!("there is no target {name}"));
    run(data);
}

/// Panics if a text could forge a second line of a log, or contains a secret.
///
/// # Panics
///
/// As it says.
fn check_text(text: &str, secrets: &[&str]) {
    let breaks = |c: char| {
        c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!text.contains(breaks), "a text of more than one line: {text:?}");
    for secret in secrets {
        assert!(!text.contains(secret), "a text with a secret: {text:?}");
    }
}

/// Whether an input contains a secret. Errors quote the arguments of a program, so such an input proves nothing.
fn contains_any(data: &[u8], secrets: &[&str]) -> bool {
    let text = String::from_utf8_lossy(data);
    secrets.iter().any(|secret| text.contains(secret))
}

#[cfg(test)]
mod tests {
    use super::TARGETS;
    use std::fs;
    use std::path::Path;

    #[test]
    fn the_inputs_that_once_mattered() {
        for (name, run) in TARGETS {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
            let mut inputs: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
            inputs.sort();
            assert!(!inputs.is_empty(), "{name} has no inputs");
            for input in inputs {
                println!("{}", input.display());
                run(&fs::read(&input).unwrap());
            }
        }
    }
}
