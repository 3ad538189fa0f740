//! Phone numbers: validation and normalization before anything is sent.
//!
//! The check is deliberately coarse. It rejects what cannot be a number, and common spellings that would ring the wrong
//! phone, so that a mistake costs no request and names its argument. Only the platform knows which numbers exist and how
//! long they are in each country. A `+` is neither added nor removed: the documentation shows numbers with and without
//! it.
//!
//! | written | sent |
//! |---|---|
//! | `+1 (650) 555-0100` | `+16505550100`: a `+` and 7 to 15 digits |
//! | `1 650 555 0100` | `16505550100`: 8 to 15 digits, not starting with 0, country code included |
//! | `030 1234567` with a country | `0301234567`: 1 to 15 digits, unchanged |
//! | `101` | `101`: 2 to 6 digits are an extension of the account |
//! | `+16505550100*101` | the same: an extension of a company's main number |
//! | `+44 (0)20 7946 0018` | `+442079460018`: the zero in brackets is for calls within the country |
//! | `112` | nothing: RingOut is not for emergencies |

use std::borrow::Cow;
use std::ops::RangeInclusive;

use crate::base::error::{Error, Result};

/// E.164 allows 15 digits; no number with its country code is shorter than 7.
const DIGITS: RangeInclusive<usize> = 7..=15;
/// Length of a local number, without country and area.
const LOCAL: usize = 7;
/// The vendor's administration pages allow extension numbers up to 999999. A single digit is more likely a mistake.
const EXTENSION: RangeInclusive<usize> = 2..=6;

/// Country codes whose trunk prefix is a 0 that is omitted from abroad (ITU-T E.164, list of dialling procedures), and
/// whose numbers are often written with that 0 in brackets.
const TRUNK_ZERO: [&str; 12] = ["27", "31", "32", "33", "41", "43", "44", "46", "49", "61", "64", "353"];

/// The emergency numbers of every mobile phone (3GPP TS 22.101, section 10.1.1).
const EMERGENCY: [&str; 8] = ["112", "911", "000", "08", "110", "118", "119", "999"];

const ADVICE: &str = "write it in E.164, such as +16505550100";

/// The purpose of a number, which determines the forms that it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NumberForm {
    /// A side of a call: a full number, an extension, or an extension of a main number.
    Party,
    /// The number shown to the callee: a full number.
    CallerId,
}

/// Removes the separators of a number and checks it. With a `country`, a national number is not changed otherwise.
///
/// `parameter` names the argument in the error.
pub(crate) fn normalize(parameter: &str, number: &str, form: NumberForm, has_country: bool) -> Result<String> {
    let written: String = number.chars().filter(|c| !is_separator(*c)).collect();
    if written.chars().all(is_bracket) {
        return Err(Error::invalid(parameter, format_args!("the number is empty; {ADVICE}")));
    }
    read(&written, form, has_country).map_err(|problem| {
        let shown: String = number.chars().take(40).collect();
        Error::invalid(parameter, format_args!("{shown:?} {problem}"))
    })
}

/// Whether two numbers are the same, one of them perhaps written without `+` or without its country code.
///
/// Extensions are compared in full: with another main number, or without one, an extension is a different phone.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    let ((one, one_extension), (other, other_extension)) = (parts(one), parts(other));
    if one_extension.map(digits) != other_extension.map(digits) {
        return false;
    }
    let (one, other) = (digits(one), digits(other));
    let (long, short) = if one.len() < other.len() { (&other, &one) } else { (&one, &other) };
    // A shorter number could be the end of many others.
    long == short || (short.len() >= *DIGITS.start() && long.ends_with(short.as_str()))
}

/// Splits `main*extension`.
pub(crate) fn parts(number: &str) -> (&str, Option<&str>) {
    number.split_once('*').map_or((number, None), |(main, extension)| (main, Some(extension)))
}

/// Whether a normalized number is an extension without its main number.
pub(crate) fn is_extension(number: &str) -> bool {
    EXTENSION.contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
}

/// Parses a number without separators. The error says what is wrong with it.
fn read(written: &str, form: NumberForm, has_country: bool) -> std::result::Result<String, Cow<'static, str>> {
    let (main, extension) = parts(written);
    let bare = without_brackets(main);
    let number = bare.strip_prefix('+').unwrap_or(&bare);
    if !number.chars().chain(extension.unwrap_or_default().chars()).all(|c| c.is_ascii_digit()) {
        return Err("is not a phone number: only digits, separators, a leading + and one * before an extension are \
                    allowed; write it in E.164, such as +16505550100"
            .into());
    }
    if extension.is_none() && EMERGENCY.contains(&number) {
        return Err(format!(
            "is an emergency number, which RingOut must not call; dial it on a phone, or write an extension of \
             that number with its main number, such as +16505550100*{number}"
        )
        .into());
    }
    if let Some(extension) = extension {
        check_extension(extension, form)?;
    }
    let bare = without_trunk_zero(main, bare)?;
    check_length(&bare, form, has_country, extension.is_some())?;
    Ok(match extension {
        Some(extension) => format!("{bare}*{extension}"),
        None => bare,
    })
}

fn check_extension(extension: &str, form: NumberForm) -> std::result::Result<(), Cow<'static, str>> {
    if form == NumberForm::CallerId {
        return Err(format!("has an extension, which the callee cannot be shown; {ADVICE}").into());
    }
    if EXTENSION.contains(&extension.len()) {
        return Ok(());
    }
    Err("has no extension of 2 to 6 digits after the *; write +16505550100*101, for example, or leave out the *".into())
}

fn check_length(
    number: &str,
    form: NumberForm,
    has_country: bool,
    has_extension: bool,
) -> std::result::Result<(), Cow<'static, str>> {
    let digits = number.strip_prefix('+');
    let count = digits.unwrap_or(number).len();
    let problem = if has_country && digits.is_none() {
        // A national number may begin with 0 and be short.
        (!(1..=*DIGITS.end()).contains(&count)).then_some("it must have 1 to 15 digits")
    } else if digits.is_none() && form == NumberForm::Party && !has_extension && EXTENSION.contains(&count) {
        None
    } else if !DIGITS.contains(&count) {
        Some("it must have 7 to 15 digits, or 2 to 6 if it is an extension")
    } else if number.starts_with("00") {
        Some("an international number begins with + and not with 00")
    } else if digits.unwrap_or(number).starts_with('0') {
        Some("it must begin with the country code and not with 0, unless `country` is set")
    } else if digits.is_none() && count == LOCAL {
        Some("7 digits are a local number, which is a different phone in each area; add the country code and area code")
    } else {
        None
    };
    problem.map_or(Ok(()), |problem| Err(format!("is not a phone number: {problem}; {ADVICE}").into()))
}

/// Drops the `(0)` of `+44 (0)20 7946 0018`. `bare` is the number without brackets.
///
/// Where the zero may be part of the number, as in Italy, only the writer knows which of two phones is meant.
fn without_trunk_zero(written: &str, bare: String) -> std::result::Result<String, Cow<'static, str>> {
    let written = written.replace('[', "(").replace(']', ")");
    let Some((before, after)) = written.split_once("(0") else { return Ok(bare) };
    let code = without_brackets(before);
    let code_digits = code.trim_start_matches('+');
    let (has_trunk_zero, is_alone) = (TRUNK_ZERO.contains(&code_digits), after.starts_with(')'));
    let dropped = format!("{code}{}", without_brackets(after));
    match (has_trunk_zero, is_alone) {
        (true, true) if !after.contains("(0)") => Ok(dropped),
        // An area in brackets that starts with 0, such as (07) on the Ivory Coast or (06) in Italy, or such a national
        // number.
        (false, false) => Ok(bare),
        _ if code_digits.is_empty() => Ok(bare),
        _ => Err(format!(
            "has a zero in brackets, which belongs to the number in some countries (Italy) but not in others; write {bare} \
             or {dropped}, whichever is dialled from abroad"
        )
        .into()),
    }
}

fn without_brackets(text: &str) -> String {
    text.chars().filter(|c| !is_bracket(*c)).collect()
}

fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

fn is_bracket(c: char) -> bool {
    matches!(c, '(' | ')' | '[' | ']')
}

/// Characters that only help human readers. Control characters are not among them: a line break means that several
/// numbers were copied.
fn is_separator(c: char) -> bool {
    c == '.' || is_space(c) || is_dash(c) || is_invisible(c)
}

/// Unicode's general category `Zs`: the space, the no-break space, and the spaces of every width.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}')
}

/// Unicode's general category `Pd`, and the minus sign.
fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{58A}' | '\u{5BE}' | '\u{1400}' | '\u{1806}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2212}'
                | '\u{2E17}'
                | '\u{2E1A}'
                | '\u{2E3A}'
                | '\u{2E3B}'
                | '\u{2E40}'
                | '\u{2E5D}'
                | '\u{301C}'
                | '\u{3030}'
                | '\u{30A0}'
                | '\u{FE31}'
                | '\u{FE32}'
                | '\u{FE58}'
                | '\u{FE63}'
                | '\u{FF0D}'
                | '\u{10EAD}'
    )
}

/// Invisible characters of Unicode's general category `Cf` (`Default_Ignorable_Code_Point`): the soft hyphen, zero-width
/// marks, direction marks, the byte order mark, tags.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{206F}' | '\u{FEFF}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0001}' | '\u{E0020}'..='\u{E007F}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(number: &str, has_country: bool) -> String {
        normalize("to", number, NumberForm::Party, has_country)
            .unwrap_or_else(|error| format!("refused: {}", error.message()))
    }

    #[test]
    fn forms_that_are_sent() {
        for (number, wanted) in [
            ("+1 (650) 555-0100", "+16505550100"),
            ("1.650.555.0100", "16505550100"),
            ("(+44) (0)20 7946 0018", "+442079460018"),
            ("+353 [0] 1 234 5678", "+35312345678"),
            ("44 (0)20 7946 0018", "442079460018"),
            ("+39 (06) 1234 5678", "+390612345678"),
            ("+225 (07) 12 34 56 78", "+2250712345678"),
            ("101", "101"),
            ("12 34-56", "123456"),
            ("+1 650 555 0100 * 101", "+16505550100*101"),
            ("16505550100*000", "16505550100*000"),
            ("+44 (0)20 7946 0018*101", "+442079460018*101"),
        ] {
            assert_eq!(sent(number, false), wanted);
        }
        for (number, wanted) in [
            ("(0)20 7946 0018", "02079460018"),
            ("5", "5"),
            ("+49 (0)30 123", "+4930123"),
            ("030 12345*11", "03012345*11"),
        ] {
            assert_eq!(sent(number, true), wanted);
        }
    }

    #[test]
    fn forms_that_are_refused() {
        for (number, problem) in [
            ("+39 (0)6 1234 5678", "write +390612345678 or +39612345678"),
            ("+44 (020) 7946 0018", "write +4402079460018 or +442079460018"),
            ("+44 (0)20 (0)7946", "in brackets"),
            ("+1 (0)650 555 0100", "write +106505550100 or +16505550100"),
            ("555-0100", "local number"),
            ("0049 30 1234567", "begins with +"),
            ("030 1234567", "unless `country` is set"),
            ("7", "2 to 6"),
            ("+101", "7 to 15"),
            ("112", "emergency"),
            ("+9-1-1", "emergency"),
            ("+16505550100*1", "2 to 6 digits"),
            ("+16505550100*", "2 to 6 digits"),
            ("*101", "7 to 15"),
            ("101*102", "7 to 15"),
            ("+16505550100*1*2", "only digits"),
            ("\u{FEFF}( )\u{200B}", "empty"),
        ] {
            let result = sent(number, false);
            assert!(result.starts_with("refused") && result.contains(problem), "{number}: {result}");
        }
        assert!(sent("1-1-0", true).contains("emergency"));
        for number in ["101", "+16505550100*101"] {
            assert!(normalize("caller_id", number, NumberForm::CallerId, false).is_err());
        }
    }

    #[test]
    fn every_kind_of_separator_is_removed() {
        let kinds = "\u{A0}\u{1680}\u{2000}\u{200A}\u{202F}\u{205F}\u{3000}\u{2010}\u{2011}\u{2015}\u{2212}\u{FF0D}\u{FE58}\
                     \u{AD}\u{61C}\u{200B}\u{200F}\u{202A}\u{202E}\u{2060}\u{2066}\u{2069}\u{FEFF}\u{E0020}";
        for mark in kinds.chars() {
            assert_eq!(sent(&format!("{mark}+1{mark}650 5550100{mark}"), false), "+16505550100", "{mark:?}");
        }
        for mark in "\t\n\u{2028}\u{600}\u{FF08}/".chars() {
            assert!(sent(&format!("+1650{mark}5550100"), false).contains("only digits"), "{mark:?}");
        }
    }

    #[test]
    fn different_spellings_of_a_number_are_the_same() {
        for (one, other, same) in [
            ("+16505550100", "16505550100", true),
            ("6505550100", "+16505550100", true),
            ("0100", "+16505550100", false),
            ("101", "101", true),
            ("101", "+16505550101", false),
            ("+16505550100*101", "16505550100*101", true),
            ("+16505550100*101", "16505550100*102", false),
            ("+16505550100*101", "+16505550100", false),
            ("+16505550100*101", "101", false),
            ("+16505550100*101", "16505550100101", false),
        ] {
            assert_eq!(is_same(one, other), same, "{one} {other}");
            assert_eq!(is_same(other, one), same, "{other} {one}");
        }
    }
}
