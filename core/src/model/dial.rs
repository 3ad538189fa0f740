//! Dial links: make an app on the user's device place the call, without RingOut.

use crate::base::error::{Error, Result};
use crate::model::phone::{self, NumberForm};

/// The app that a dial link opens. The numbers are the same in every language and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(u32)]
pub enum DialScheme {
    /// `rcmobile://`, which only RingCentral's apps handle.
    #[default]
    RcMobile = 0,
    /// `tel:` (RFC 3966), which the device's default calling app handles.
    Tel = 1,
}

impl DialScheme {
    /// Returns the scheme, such as `rcmobile`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RcMobile => "rcmobile",
            Self::Tel => "tel",
        }
    }
}

/// Returns a link that dials a number: `rcmobile://call?number=16505550100` or `tel:+16505550100`. Sends nothing.
///
/// An invalid number is [`InvalidArgument`](crate::ErrorCode::InvalidArgument); the rules are those of
/// [`CallRequest`](crate::CallRequest) without a country. An extension alone is refused for [`Tel`](DialScheme::Tel),
/// because an app other than RingCentral's would dial it as a public number. The link formats are those of RingCentral's
/// guide and of RFC 3966.
///
/// # Examples
///
/// ```
/// use ringout_core::{DialScheme, dial_uri};
///
/// assert_eq!(dial_uri("+1 (650) 555-0100", DialScheme::RcMobile)?, "rcmobile://call?number=16505550100");
/// assert_eq!(dial_uri("+1 (650) 555-0100", DialScheme::Tel)?, "tel:+16505550100");
/// assert_eq!(dial_uri("+16505550100*101", DialScheme::Tel)?, "tel:+16505550100;ext=101");
/// # Ok::<(), ringout_core::Error>(())
/// ```
pub fn dial_uri(number: &str, scheme: DialScheme) -> Result<String> {
    let number = phone::normalize("number", number, NumberForm::Party, false)?;
    match (scheme, phone::parts(&number)) {
        // A plus in a query would be read as a space.
        (DialScheme::RcMobile, _) => Ok(format!("rcmobile://call?number={}", number.trim_start_matches('+'))),
        (DialScheme::Tel, (main, Some(extension))) => Ok(format!("tel:{main};ext={extension}")),
        (DialScheme::Tel, _) if phone::is_extension(&number) => Err(Error::invalid(
            "number",
            format_args!(
                "{number:?} is an extension, which only RingCentral's apps can dial; write it with its main number, such as \
                 +16505550100*{number}"
            ),
        )),
        (DialScheme::Tel, _) => Ok(format!("tel:{number}")),
    }
}
