//! Error codes and their numbers, the same in every language.
//!
//! Never reorder or remove an entry. Add a new code at the end, and to the vectors and the classes of each language.

use std::fmt;

/// The kind of an error. The numbers are fixed forever: C programs compile them in, and the number of a removed code is
/// never reused.
///
/// A response is mapped to a code by its HTTP status and RingCentral's error code, never by its messages. More codes may
/// be added, so match with a `_` arm.
///
/// # Examples
///
/// ```
/// use ringout_core::ErrorCode;
///
/// assert_eq!((ErrorCode::RateLimited.number(), ErrorCode::RateLimited.as_str()), (6, "RATE_LIMITED"));
/// assert_eq!(ErrorCode::ALL[5], ErrorCode::RateLimited);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u32)]
#[non_exhaustive]
pub enum ErrorCode {
    /// Rejected locally, nothing was sent; [`Error::parameter`](super::Error::parameter) names the argument.
    InvalidArgument = 1,
    /// There is no usable token and nothing to log in with.
    NotLoggedIn = 2,
    /// Bad credentials, an HTTP 401, or a refusal by the OAuth server.
    Unauthorized = 3,
    /// HTTP 403: a permission is missing, international calling is disabled, or funds are short.
    Forbidden = 4,
    /// HTTP 404.
    NotFound = 5,
    /// HTTP 429; [`Error::retry_after`](super::Error::retry_after) says how long to wait.
    RateLimited = 6,
    /// Any other HTTP 4xx.
    Rejected = 7,
    /// HTTP 5xx after the allowed retries.
    Server = 8,
    /// The deadline passed; nothing was placed.
    Timeout = 9,
    /// DNS, connect or TLS failed, or the connection broke; nothing was placed.
    Connection = 10,
    /// The response was invalid or too large, or the request was too large to be sent.
    Protocol = 11,
    /// A cancel token interrupted the operation; nothing was placed.
    Cancelled = 12,
    /// The token store failed.
    Storage = 13,
    /// The request that places a call was sent and no usable response arrived: phones may be ringing. Never retry it
    /// blindly.
    MaybePlaced = 14,
    /// A required pointer was NULL (C only).
    NullPointer = 15,
    /// A string was not valid UTF-8 (C only).
    InvalidUtf8 = 16,
    /// A caught panic or a broken invariant; please report it.
    Internal = 17,
}

impl ErrorCode {
    /// Every code, in the order of its number.
    pub const ALL: [Self; 17] = [
        Self::InvalidArgument,
        Self::NotLoggedIn,
        Self::Unauthorized,
        Self::Forbidden,
        Self::NotFound,
        Self::RateLimited,
        Self::Rejected,
        Self::Server,
        Self::Timeout,
        Self::Connection,
        Self::Protocol,
        Self::Cancelled,
        Self::Storage,
        Self::MaybePlaced,
        Self::NullPointer,
        Self::InvalidUtf8,
        Self::Internal,
    ];

    /// Returns the number, 1 to 17. 0 is OK in C and never an error.
    pub const fn number(self) -> u32 {
        self as u32
    }

    /// Returns the name used in C macros, in Node's `err.code` and in messages, such as `RATE_LIMITED`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidArgument => "INVALID_ARGUMENT",
            Self::NotLoggedIn => "NOT_LOGGED_IN",
            Self::Unauthorized => "UNAUTHORIZED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::RateLimited => "RATE_LIMITED",
            Self::Rejected => "REJECTED",
            Self::Server => "SERVER",
            Self::Timeout => "TIMEOUT",
            Self::Connection => "CONNECTION",
            Self::Protocol => "PROTOCOL",
            Self::Cancelled => "CANCELLED",
            Self::Storage => "STORAGE",
            Self::MaybePlaced => "MAYBE_PLACED",
            Self::NullPointer => "NULL_POINTER",
            Self::InvalidUtf8 => "INVALID_UTF8",
            Self::Internal => "INTERNAL",
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
