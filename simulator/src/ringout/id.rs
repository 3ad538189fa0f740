//! Call ids in both of their forms: a base64 text on `ring-out`, an integer on the older `ringout`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// Which of the two paths a request uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    RingOut,
    Deprecated,
}

/// The first call's number is the one of the vendor's guide.
pub const FIRST: u64 = 234_343_434;

const PREFIX: &str = "cs1718428";
const SUFFIX: &str = "@10.62.29.33";

/// The text form, shaped like the platform's: base64 of `cs` + 18 digits + `@` + an address.
pub fn to_text(number: u64) -> String {
    STANDARD_NO_PAD.encode(format!("{PREFIX}{number:011}{SUFFIX}"))
}

/// Reads either form, on either path: the guide itself uses integers with `ring-out`.
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
