//! What the platform keeps for a user, beside calls: numbers, the extension, and whether a call could be placed.
//!
//! Lists come in pages; they are read whole, within one deadline.

mod numbers;
mod preflight;

pub use numbers::{ForwardingNumber, PhoneNumber};
pub use preflight::{Check, CheckKind, CheckResult, Preflight};

pub(crate) use preflight::preflight;

use serde::de::DeserializeOwned;

use crate::channel::Channel;
#[cfg(doc)]
use crate::error::ErrorCode;
use crate::error::Result;
use crate::http::{Method, Request, encode_query};
use crate::operation::Operation;
use crate::retry::Repeat;
use crate::wire::{Answer, ForwardingNumberBody, Group, Page, PhoneNumberBody};

/// The records of a page. The platform's default, and what it lets every list have.
const PER_PAGE: &str = "100";
/// A list longer than this is a mistake, the platform's or ours: nobody has so many numbers.
const MOST_PAGES: u32 = 50;

/// The user's numbers that may be shown to a callee.
pub(crate) fn caller_ids(channel: &Channel) -> Result<Vec<PhoneNumber>> {
    let numbers: Vec<PhoneNumberBody> = list(channel, "phone-number", &channel.operation())?;
    Ok(numbers.into_iter().filter(numbers::is_caller_id).filter_map(PhoneNumber::from_wire).collect())
}

/// The numbers that may be rung as the caller by their id.
pub(crate) fn forwarding_numbers(channel: &Channel) -> Result<Vec<ForwardingNumber>> {
    let numbers: Vec<ForwardingNumberBody> = list(channel, "forwarding-number", &channel.operation())?;
    Ok(numbers.into_iter().filter_map(ForwardingNumber::from_wire).collect())
}

/// All records of one of the extension's lists.
fn list<T: DeserializeOwned>(channel: &Channel, name: &str, operation: &Operation) -> Result<Vec<T>> {
    let mut records = Vec::new();
    for number in 1..=MOST_PAGES {
        let query = encode_query([("page", number.to_string().as_str()), ("perPage", PER_PAGE)]);
        let answer = get(channel, &format!("/{name}?{query}"), Group::Light, Repeat::Freely, operation)?;
        let Page { records: more, has_next } = page(channel, &answer)?;
        records.extend(more);
        if !has_next {
            break;
        }
    }
    Ok(records)
}

/// One GET below the extension's path.
pub(crate) fn get(
    channel: &Channel,
    below: &str,
    group: Group,
    repeat: Repeat,
    operation: &Operation,
) -> Result<Answer> {
    let target = format!("{}{below}", channel.extension());
    let path = below.split('?').next().unwrap_or(below);
    let request = Request {
        method: Method::Get,
        target: &target,
        template: &format!("/restapi/v1.0/account/{{accountId}}/extension/{{extensionId}}{path}"),
        body: None,
        group,
        authorization: None,
        keep_headers: false,
    };
    Ok(channel.success(&request, repeat, operation)?)
}

/// The page that an answer holds. A success without one is [`Protocol`](ErrorCode::Protocol).
pub(crate) fn page<T: DeserializeOwned>(channel: &Channel, answer: &Answer) -> Result<Page<T>> {
    Page::parse(&answer.body).ok_or_else(|| channel.unreadable(answer, "hold a list"))
}
