//! Call ids in both forms: a base64 string on `ring-out`, an integer on the older `ringout`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// Path of a request: `ring-out` or `ringout`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    RingOut,
    Deprecated,
}

/// Number of the first call, from RingCentral's guide.
pub const FIRST: u64 = 234_343_434;

const PREFIX: &str = "cs1718428";
const SUFFIX: &str = "@10.62.29.33";

/// Formats an id like the platform's: base64 of `cs`, 18 digits, `@` and an address.
pub fn to_text(number: u64) -> String {
    STANDARD_NO_PAD.encode(format!("{PREFIX}{number:011}{SUFFIX}"))
}

/// Parses either form. Both paths accept both, because RingCentral's guide uses integers with `ring-out`.
pub fn parse(text: &str) -> Option<u64> {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    let decoded = String::from_utf8(STANDARD_NO_PAD.decode(text.trim_end_matches('=')).ok()?).ok()?;
    decoded.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{FIRST, parse, to_text};

    #[test]
    fn both_forms_name_the_same_call() {
        let text = to_text(FIRST);
        assert_eq!(text.len(), "Y3MxNzE4NDI4NDkyODg0NDM5MDJAMTAuNjIuMjkuMzM".len());
        assert_eq!(parse(&text), Some(FIRST));
        assert_eq!(parse("234343434"), Some(FIRST));
        for bad in ["", "x", "-1", "Y3Mx", "99999999999999999999999"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
