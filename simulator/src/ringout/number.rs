//! Phone numbers: parsing, and the fate that the last four digits give a leg.

use super::status::Status;

/// Fate of a leg once it is rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Answers,
    AnswersAndHangsUp,
    AnswersAfterUndocumentedStatus,
    Fails(Status),
    RingsForever,
    PlatformFails,
}

/// Fate of the create, before any leg is rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    Placed,
    /// The create gets 403 with this status as its error code.
    Refused(Status),
    /// Placed, and gone at the next request.
    Vanishes,
}

/// Returns the fate of a leg with this number. Most of the digits are SIP codes.
pub fn fate_of(number: &str) -> Fate {
    match last_four(number) {
        "0486" => Fate::Fails(Status::Busy),
        "0408" => Fate::Fails(Status::NoAnswer),
        "0603" => Fate::Fails(Status::Rejected),
        "0500" => Fate::Fails(Status::GenericError),
        "0488" => Fate::Fails(Status::DestinationBlocked),
        "0404" => Fate::Fails(Status::NoSuchUser),
        "0503" => Fate::PlatformFails,
        "0180" => Fate::RingsForever,
        "0299" => Fate::AnswersAndHangsUp,
        "0700" => Fate::AnswersAfterUndocumentedStatus,
        _ => Fate::Answers,
    }
}

/// Returns the fate of a create with this number on either side.
pub fn admission_of(number: &str) -> Admission {
    match last_four(number) {
        "0402" => Admission::Refused(Status::NotEnoughFunds),
        "0403" => Admission::Refused(Status::InternationalDisabled),
        "0481" => Admission::Vanishes,
        _ => Admission::Placed,
    }
}

/// Parses a number as the platform does, without separators and with its `+`, if it has one.
///
/// Accepts E.164 (7 to 15 digits without a leading 0), `number*extension`, and an extension alone (2 to 6 digits). With
/// `national`, a number has 2 to 15 digits. Returns `None` for anything else.
pub fn parse(text: &str, national: bool) -> Option<String> {
    let number: String = text.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')')).collect();
    let (main, extension) = number.split_once('*').unwrap_or((&number, "00"));
    let digits = digits(main);
    let is_number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
    let min = if national { 2 } else { 7 };
    let plausible = (min..=15).contains(&digits.len()) && (national || !digits.starts_with('0'));
    let valid = is_number(digits) && is_number(extension) && (2..=6).contains(&extension.len());
    (valid && (plausible || is_short(&number))).then_some(number)
}

/// Returns the extension in a number that was parsed with the same `national`.
pub fn extension(number: &str, national: bool) -> Option<&str> {
    let behind_main = number.split_once('*').map(|(_, extension)| extension);
    behind_main.or_else(|| (!national && is_short(number)).then_some(number))
}

/// Whether this is an extension without a main number.
pub fn is_short(number: &str) -> bool {
    (2..=6).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
}

/// Strips the `+`, so that both spellings of a number compare equal.
pub fn digits(number: &str) -> &str {
    number.strip_prefix('+').unwrap_or(number)
}

/// The last four digits. For `number*extension`, those of the number.
fn last_four(number: &str) -> &str {
    let digits = digits(number).split('*').next().unwrap_or_default();
    &digits[digits.len().saturating_sub(4)..]
}

#[cfg(test)]
mod tests {
    use super::{Admission, Fate, admission_of, extension, fate_of, parse};
    use crate::ringout::status::Status;

    #[test]
    fn the_last_four_digits_select_the_fate() {
        let fates = [
            ("0486", Fate::Fails(Status::Busy)),
            ("0408", Fate::Fails(Status::NoAnswer)),
            ("0603", Fate::Fails(Status::Rejected)),
            ("0500", Fate::Fails(Status::GenericError)),
            ("0488", Fate::Fails(Status::DestinationBlocked)),
            ("0404", Fate::Fails(Status::NoSuchUser)),
            ("0503", Fate::PlatformFails),
            ("0180", Fate::RingsForever),
            ("0299", Fate::AnswersAndHangsUp),
            ("0700", Fate::AnswersAfterUndocumentedStatus),
            ("0100", Fate::Answers),
        ];
        for (digits, fate) in fates {
            assert_eq!(fate_of(&format!("+1650555{digits}")), fate, "{digits}");
            assert_eq!(admission_of(&format!("1650555{digits}")), Admission::Placed, "{digits}");
        }
        assert_eq!(admission_of("+16505550402"), Admission::Refused(Status::NotEnoughFunds));
        assert_eq!(admission_of("+16505550403"), Admission::Refused(Status::InternationalDisabled));
        assert_eq!(admission_of("+16505550481"), Admission::Vanishes);
    }

    #[test]
    fn numbers_are_e164_with_or_without_a_plus() {
        assert_eq!(parse("+1 (650) 555-0100", false).as_deref(), Some("+16505550100"));
        assert_eq!(parse("13445554444", false).as_deref(), Some("13445554444"));
        for bad in ["", "+", "1", "+123456", "1234567890123456", "0016505550100", "+1650555010x", "++16505550100"] {
            assert_eq!(parse(bad, false), None, "{bad}");
        }
        assert_eq!(parse("030 1234", true).as_deref(), Some("0301234"), "a national number keeps its trunk prefix");
    }

    #[test]
    fn extensions_are_accepted_alone_or_after_a_number() {
        let accepted = |text: &str| parse(text, false).map(|number| extension(&number, false).map(str::to_owned));
        assert_eq!(accepted("101"), Some(Some("101".into())));
        assert_eq!(accepted("+16505550102*101"), Some(Some("101".into())));
        assert_eq!(accepted("+16505550102"), Some(None));
        for bad in ["*101", "101*102", "+16505550102*1", "+16505550102*", "+16505550102*1*2", "+101", "1234567*x1"] {
            assert_eq!(parse(bad, false), None, "{bad}");
        }
        assert_eq!(extension("101", true), None, "a national number");
        assert_eq!(fate_of("+16505550486*101"), Fate::Fails(Status::Busy));
    }
}
