//! Phone numbers: which the platform takes, and what the last four digits make of a leg.

use super::status::Status;

/// What will happen on a leg once it is rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Answers,
    AnswersAndHangsUp,
    AnswersAfterUndocumentedStatus,
    Fails(Status),
    RingsForever,
    PlatformBreaksDown,
}

/// What happens to the create itself, before any leg is rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    Placed,
    /// The create answers 403 with this status as its error code.
    Refused(Status),
    /// Placed, and gone by the next request.
    Vanishes,
}

/// The fate of a leg with this number: its last four digits, read as a SIP code.
pub fn fate_of(number: &str) -> Fate {
    match last_four(number) {
        "0486" => Fate::Fails(Status::Busy),
        "0408" => Fate::Fails(Status::NoAnswer),
        "0603" => Fate::Fails(Status::Rejected),
        "0500" => Fate::Fails(Status::GenericError),
        "0488" => Fate::Fails(Status::DestinationBlocked),
        "0404" => Fate::Fails(Status::NoSuchUser),
        "0503" => Fate::PlatformBreaksDown,
        "0180" => Fate::RingsForever,
        "0299" => Fate::AnswersAndHangsUp,
        "0700" => Fate::AnswersAfterUndocumentedStatus,
        _ => Fate::Answers,
    }
}

/// Whether a call with this number on one of its sides is placed at all.
pub fn admission_of(number: &str) -> Admission {
    match last_four(number) {
        "0402" => Admission::Refused(Status::NotEnoughFunds),
        "0403" => Admission::Refused(Status::InternationalDisabled),
        "0481" => Admission::Vanishes,
        _ => Admission::Placed,
    }
}

/// Reads a number as the platform does: separators are dropped, a leading `+` is kept. None when it is not E.164
/// (7 to 15 digits without a leading 0), or, with `national`, not 2 to 15 digits; nor `number*extension`, nor an extension
/// alone (2 to 6 digits).
pub fn parse(text: &str, national: bool) -> Option<String> {
    let number: String = text.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')')).collect();
    let (main, extension) = number.split_once('*').unwrap_or((&number, "00"));
    let digits = digits(main);
    let is_number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
    let shortest = if national { 2 } else { 7 };
    let plausible = (shortest..=15).contains(&digits.len()) && (national || !digits.starts_with('0'));
    let taken = is_number(digits) && is_number(extension) && (2..=6).contains(&extension.len());
    (taken && (plausible || is_short(&number))).then_some(number)
}

/// The extension that is to be rung, of a number that was read with the same `national`.
pub fn extension(number: &str, national: bool) -> Option<&str> {
    let behind_main = number.split_once('*').map(|(_, extension)| extension);
    behind_main.or_else(|| (!national && is_short(number)).then_some(number))
}

/// An extension without its main number.
pub fn is_short(number: &str) -> bool {
    (2..=6).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
}

/// The digits alone: `+1 650 555` and `1650555` are the same number.
pub fn digits(number: &str) -> &str {
    number.strip_prefix('+').unwrap_or(number)
}

/// Of `number*extension` those of the number.
fn last_four(number: &str) -> &str {
    let digits = digits(number).split('*').next().unwrap_or_default();
    &digits[digits.len().saturating_sub(4)..]
}

#[cfg(test)]
mod tests {
    use super::{Admission, Fate, admission_of, extension, fate_of, parse};
    use crate::ringout::status::Status;

    #[test]
    fn the_table_of_last_digits() {
        let fates = [
            ("0486", Fate::Fails(Status::Busy)),
            ("0408", Fate::Fails(Status::NoAnswer)),
            ("0603", Fate::Fails(Status::Rejected)),
            ("0500", Fate::Fails(Status::GenericError)),
            ("0488", Fate::Fails(Status::DestinationBlocked)),
            ("0404", Fate::Fails(Status::NoSuchUser)),
            ("0503", Fate::PlatformBreaksDown),
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
    fn extensions_stand_alone_or_behind_a_number() {
        let taken = |text: &str| parse(text, false).map(|number| extension(&number, false).map(str::to_owned));
        assert_eq!(taken("101"), Some(Some("101".into())));
        assert_eq!(taken("+16505550102*101"), Some(Some("101".into())));
        assert_eq!(taken("+16505550102"), Some(None));
        for bad in ["*101", "101*102", "+16505550102*1", "+16505550102*", "+16505550102*1*2", "+101", "1234567*x1"] {
            assert_eq!(parse(bad, false), None, "{bad}");
        }
        assert_eq!(extension("101", true), None, "a national number");
        assert_eq!(fate_of("+16505550486*101"), Fate::Fails(Status::Busy));
    }
}
