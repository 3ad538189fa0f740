//! Phone numbers, checked before anything is sent.
//!
//! The check is coarse on purpose: it catches what cannot be a number, so that a mistake costs no request and names its
//! argument. Which numbers exist, and how long they are in which country, only the platform knows. A `+` is left as it
//! was given: the documents show numbers with and without it.

use crate::base::error::{Error, Result};

/// E.164 allows 15 digits; no number of a country with its code is shorter than 7.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// Whether two numbers are the same, one of them perhaps written without `+` or without its country code.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    let digits = |number: &str| number.bytes().filter(u8::is_ascii_digit).collect::<Vec<u8>>();
    let (one, other) = (digits(one), digits(other));
    let (long, short) = if one.len() < other.len() { (&other, &one) } else { (&one, &other) };
    // Fewer digits than a number has are the end of many numbers.
    long == short || (short.len() >= *DIGITS.start() && long.ends_with(short))
}

/// A number with its separators removed. With a `country` a national number is left as it is apart from them.
///
/// `parameter` names the argument in the error.
pub(crate) fn normalize(parameter: &str, number: &str, has_country: bool) -> Result<String> {
    if number.trim().is_empty() {
        return Err(Error::invalid(parameter, "the number is empty; write it in E.164, such as +16505550100"));
    }
    let plain: String = number.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')' | '[' | ']')).collect();
    let digits = plain.strip_prefix('+').unwrap_or(&plain);
    let problem = if !digits.bytes().all(|b| b.is_ascii_digit()) {
        Some("only digits, separators and a leading + may stand in it")
    } else if has_country && !plain.starts_with('+') {
        // A national number may begin with 0 and be short.
        (digits.is_empty() || digits.len() > *DIGITS.end()).then_some("it must have 1 to 15 digits")
    } else if !DIGITS.contains(&digits.len()) {
        Some("it must have 7 to 15 digits")
    } else if digits.starts_with('0') {
        Some("it must begin with the country code, not 0")
    } else {
        None
    };
    match problem {
        None => Ok(plain),
        Some(problem) => {
            let shown: String = number.chars().take(40).collect();
            Err(Error::invalid(
                parameter,
                format_args!("{shown:?} is not a phone number: {problem}; write it in E.164, such as +16505550100"),
            ))
        }
    }
}
