//! Call requests.

use crate::base::error::{Error, ErrorCode, Result};
use crate::base::line::breaks_a_line;
use crate::base::wire::{CountryBody, CreateBody, FromBody, NumberBody};
use crate::model::phone::{self, NumberForm};

/// A call to place: the caller's phone rings first, then the callee's.
///
/// [`Client::create_call`](crate::Client::create_call) checks everything before it sends anything. An invalid value is
/// [`InvalidArgument`](crate::ErrorCode::InvalidArgument) with the setter's name as [parameter](crate::Error::parameter).
/// A value that is not set is not sent, so that the account's settings apply.
///
/// # Numbers
///
/// Numbers are E.164: a `+` followed by 7 to 15 digits, not starting with 0. The `+` may be left out if there are 8
/// digits or more; 7 digits are a local number, which is refused. With a [`country`](Self::country) a number without `+`
/// is a national one, of 1 to 15 digits. Spaces and dashes of every kind, dots, round and square brackets and invisible
/// marks are removed; anything else, including letters, is refused.
///
/// The caller and the callee may also be an extension of the account (`101`, 2 to 6 digits) or of a main number
/// (`+16505550100*101`).
///
/// The zero of `+44 (0)20 7946 0018` is dropped for countries where it is left out from abroad (+27, +31, +32, +33, +41,
/// +43, +44, +46, +49, +61, +64, +353). After any other country code a `(0)` is refused, because it may be part of the
/// number. Emergency numbers (112, 911, 000, 08, 110, 118, 119, 999) are refused too, because RingOut does not tell the
/// emergency services where the caller is.
///
/// # Examples
///
/// ```
/// use ringout_core::CallRequest;
///
/// let request = CallRequest::to("+1 (650) 555-0100").from("+16505550123").play_prompt(false);
/// ```
///
/// A mistake is found before anything is sent:
///
/// ```
/// use ringout_core::{CallRequest, Client, ErrorCode};
///
/// let client = Client::builder("https://platform.ringcentral.com", "client-id").client_secret("secret").build()?;
/// let error = client.create_call(&CallRequest::to("0650 555 0100")).unwrap_err();
/// assert_eq!((error.code(), error.parameter()), (ErrorCode::InvalidArgument, Some("to")));
/// # Ok::<(), ringout_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct CallRequest {
    to: String,
    from: Option<String>,
    from_forwarding_number: Option<String>,
    caller_id: Option<String>,
    play_prompt: Option<bool>,
    country: Option<String>,
    cancel_on_exit: bool,
    dedupe_key: Option<String>,
}

/// A request whose fields have been checked and normalized.
///
/// The numbers are kept beside the JSON, because a failure without a response must say which call may have been placed.
#[derive(Debug, Clone)]
pub(crate) struct CheckedRequest {
    pub(crate) to: String,
    pub(crate) from: Option<String>,
    pub(crate) from_forwarding_number: Option<String>,
    pub(crate) caller_id: Option<String>,
    pub(crate) json: String,
    pub(crate) cancel_on_exit: bool,
    pub(crate) dedupe_key: Option<String>,
}

impl CallRequest {
    /// Creates a request to call this number: E.164 (`+16505550100`), with or without separators, or an extension
    /// (`101`).
    ///
    /// It is the callee, whose phone rings when the caller has answered, and the only required part of a request.
    pub fn to(number: impl Into<String>) -> Self {
        Self {
            to: number.into(),
            from: None,
            from_forwarding_number: None,
            caller_id: None,
            play_prompt: None,
            country: None,
            cancel_on_exit: false,
            dedupe_key: None,
        }
    }

    /// Sets the caller's number, which rings first. If it is not set, RingCentral uses the user's default forwarding
    /// number. Excludes [`from_forwarding_number`](Self::from_forwarding_number).
    pub fn from(mut self, number: impl Into<String>) -> Self {
        self.from = Some(number.into());
        self
    }

    /// Sets the caller by the id of one of the user's forwarding numbers. Excludes [`from`](Self::from).
    ///
    /// The id has 1 to 20 digits, as in RingCentral's list of forwarding numbers.
    pub fn from_forwarding_number(mut self, id: impl Into<String>) -> Self {
        self.from_forwarding_number = Some(id.into());
        self
    }

    /// Sets the number shown to the callee: one of the user's own with the `CallerId` feature. If it is not set, the
    /// account's setting applies.
    ///
    /// It may be the extension's own number, a mailbox number, or a forwarded local or toll-free one. RingCentral refuses
    /// any other with [`Forbidden`](crate::ErrorCode::Forbidden).
    pub fn caller_id(mut self, number: impl Into<String>) -> Self {
        self.caller_id = Some(number.into());
        self
    }

    /// Sets whether the caller must press 1 before the callee is dialled. If it is not set, the account's setting
    /// applies.
    ///
    /// If the caller does not press 1, the callee's phone never rings.
    pub fn play_prompt(mut self, play: bool) -> Self {
        self.play_prompt = Some(play);
        self
    }

    /// Sets RingCentral's id of the country that national numbers belong to, such as `1`. With it, a number without `+`
    /// is a national one.
    ///
    /// # Examples
    ///
    /// ```
    /// use ringout_core::CallRequest;
    ///
    /// let request = CallRequest::to("650 555 0100").country("1");
    /// ```
    pub fn country(mut self, id: impl Into<String>) -> Self {
        self.country = Some(id.into());
        self
    }

    /// Sets whether to hang the call up if the request that places it is interrupted. Off by default.
    ///
    /// A request that was sent when a [`CancelToken`](crate::CancelToken) interrupts it may have placed the call, so
    /// [`Client::create_call`](crate::Client::create_call) fails with [`MaybePlaced`](crate::ErrorCode::MaybePlaced)
    /// either way. With this option a thread of the client waits up to five seconds for the response. If the response
    /// has the id of a call, the thread cancels that call. The log has what became of it: a warning if no response came,
    /// because the phones may be ringing.
    ///
    /// Other methods ignore the option. For [`Client::place_all`](crate::Client::place_all) use
    /// [`WaitOptions::cancel_on_exit`](crate::WaitOptions::cancel_on_exit), which hangs up the calls it has placed.
    pub fn cancel_on_exit(mut self, cancel: bool) -> Self {
        self.cancel_on_exit = cancel;
        self
    }

    /// Sets the key under which this call is placed at most once, in all processes that share a
    /// [`Ledger`](crate::Ledger), such as the id of a job that a queue may deliver twice. Requires
    /// [`ClientBuilder::ledger`](crate::ClientBuilder::ledger).
    ///
    /// The key has 1 to 256 bytes and no control characters. It belongs to one pair of numbers; with another one the
    /// request is [`InvalidArgument`](crate::ErrorCode::InvalidArgument). If the call of the key exists,
    /// [`Client::create_call`](crate::Client::create_call) returns it instead of placing another one, and
    /// [`Call::adopted`](crate::Call::adopted) is true. After the
    /// [lifetime](crate::ClientBuilder::dedupe_lifetime) of the key it may be used again.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use ringout_core::{CallRequest, Client, WaitOptions};
    ///
    /// # fn job(client: &Client, job_id: &str) -> ringout_core::Result<()> {
    /// let request = CallRequest::to("+16505550100").from("+16505550123").dedupe_key(job_id);
    /// let call = client.create_call(&request)?;
    /// let outcome = call.wait(&WaitOptions::default())?;
    /// if call.claim_outcome()? {
    ///     println!("only one worker reports this: {outcome}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn dedupe_key(mut self, key: impl Into<String>) -> Self {
        self.dedupe_key = Some(key.into());
        self
    }

    pub(crate) fn check(&self) -> Result<CheckedRequest> {
        let national = self.country.is_some();
        let to = phone::normalize("to", &self.to, NumberForm::Party, national)?;
        if self.from.is_some() && self.from_forwarding_number.is_some() {
            return Err(Error::invalid(
                "from",
                "a number and the id of a forwarding number are both set; set only one of them",
            ));
        }
        let from = self
            .from
            .as_ref()
            .map(|number| phone::normalize("from", number, NumberForm::Party, national))
            .transpose()?;
        let caller_id = self.caller_id.as_ref();
        let caller_id = caller_id
            .map(|number| phone::normalize("caller_id", number, NumberForm::CallerId, national))
            .transpose()?;
        check_digits("from_forwarding_number", self.from_forwarding_number.as_deref())?;
        check_digits("country", self.country.as_deref())?;

        self.dedupe_key.as_deref().map_or(Ok(()), check_key)?;
        let from_body = match (&from, &self.from_forwarding_number) {
            (Some(number), _) => Some(FromBody::PhoneNumber(number)),
            (None, Some(id)) => Some(FromBody::ForwardingNumberId(id)),
            (None, None) => None,
        };
        let body = CreateBody {
            from: from_body,
            to: NumberBody { phone_number: &to },
            caller_id: caller_id.as_deref().map(|phone_number| NumberBody { phone_number }),
            play_prompt: self.play_prompt,
            country: self.country.as_deref().map(|id| CountryBody { id }),
        };
        let unwritable = |_| Error::new(ErrorCode::Internal, "a request could not be written as JSON");
        let json = serde_json::to_string(&body).map_err(unwritable)?;
        let from_forwarding_number = self.from_forwarding_number.clone();
        let (cancel_on_exit, dedupe_key) = (self.cancel_on_exit, self.dedupe_key.clone());
        Ok(CheckedRequest { to, from, from_forwarding_number, caller_id, json, cancel_on_exit, dedupe_key })
    }
}

/// What the dedupe keys of no request begin with, because the library's own entries of a ledger do.
pub(crate) const RESERVED_PREFIX: &str = "ringout:";

/// Checks a dedupe key. A store may use it as a part of a key of its own, and it is shown in the log.
pub(crate) fn check_key(key: &str) -> Result<()> {
    const MAX: usize = 256;
    let problem = if key.is_empty() {
        "is empty; give a key that is the same whenever this call is meant, or omit it"
    } else if key.len() > MAX {
        "is longer than 256 bytes"
    } else if key.contains(breaks_a_line) {
        "contains control characters"
    } else if key.starts_with(RESERVED_PREFIX) {
        "begins with \"ringout:\", which is for what the library itself keeps in a ledger"
    } else {
        return Ok(());
    };
    Err(Error::invalid("dedupe_key", problem))
}

/// Checks the id of a country or a forwarding number, which consist of digits.
fn check_digits(parameter: &str, id: Option<&str>) -> Result<()> {
    match id {
        Some(id) if id.is_empty() || id.len() > 20 || !id.bytes().all(|b| b.is_ascii_digit()) => {
            Err(Error::invalid(parameter, "is not an id; RingCentral's ids have 1 to 20 digits"))
        }
        _ => Ok(()),
    }
}
