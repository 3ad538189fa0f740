//! The user's account: numbers, the extension, the call log, and a preflight check.
//!
//! Lists come in pages. They are read completely, within one deadline.

pub(crate) mod call_log;
mod numbers;
mod preflight;

pub use numbers::{ForwardingNumber, PhoneNumber};
pub use preflight::{Check, CheckKind, CheckResult, Preflight};

pub(crate) use preflight::preflight;

use crate::api::Api;
#[cfg(doc)]
use crate::base::error::ErrorCode;
use crate::base::error::Result;
use crate::base::operation::Operation;
use crate::base::wire::{Group, HttpResponse, JsonObject, Page};
use crate::transport::http::{Method, Request, encode_query};
use crate::transport::limits::Permit;
use crate::transport::retry::RetryPolicy;
use numbers::UserNumber;

/// The records of a page: the platform's default, which every list allows. The detailed records of a hundred calls stay
/// far below the limit on the size of a response.
const PER_PAGE: &str = "100";

/// A list of the extension.
#[derive(Debug)]
pub(crate) struct List<'a> {
    pub(crate) name: &'a str,
    pub(crate) query: &'a [(&'a str, &'a str)],
    pub(crate) group: Group,
    pub(crate) retry_policy: RetryPolicy,
    /// The permit for the first page, if the caller already has one.
    pub(crate) permit: Option<Permit<'a>>,
    /// Pages after this are not read.
    pub(crate) max_pages: u32,
}

/// A longer list is a mistake of the platform or of this client; no user has that many numbers.
const MAX_PAGES_OF_NUMBERS: u32 = 50;

/// Lists the user's numbers that may be shown to a callee.
pub(crate) fn caller_ids(api: &Api) -> Result<Vec<PhoneNumber>> {
    let numbers = phone_numbers(api, &api.operation())?;
    Ok(numbers.into_iter().filter(|number| number.is_caller_id).map(|number| number.number).collect())
}

/// Lists the numbers whose id can be used as `from`.
pub(crate) fn forwarding_numbers(api: &Api, operation: &Operation) -> Result<Vec<ForwardingNumber>> {
    let mut numbers = Vec::new();
    each_number(api, "forwarding-number", operation, &mut |record| numbers.extend(ForwardingNumber::read(record)))?;
    Ok(numbers)
}

fn phone_numbers(api: &Api, operation: &Operation) -> Result<Vec<UserNumber>> {
    let mut numbers = Vec::new();
    each_number(api, "phone-number", operation, &mut |record| numbers.extend(UserNumber::read(record)))?;
    Ok(numbers)
}

fn each_number(api: &Api, name: &str, operation: &Operation, take: &mut dyn FnMut(JsonObject<'_>)) -> Result<()> {
    let (group, retry_policy, max_pages) = (Group::Light, RetryPolicy::Idempotent, MAX_PAGES_OF_NUMBERS);
    each_record(api, List { name, query: &[], group, retry_policy, permit: None, max_pages }, operation, take)
}

/// Reads a list page by page and calls `take` for each record. A success that is not a page is
/// [`Protocol`](ErrorCode::Protocol).
pub(crate) fn each_record(
    api: &Api,
    mut list: List<'_>,
    operation: &Operation,
    take: &mut dyn FnMut(JsonObject<'_>),
) -> Result<()> {
    for number in 1..=list.max_pages {
        let number = number.to_string();
        let paging = [("page", number.as_str()), ("perPage", PER_PAGE)];
        let query = encode_query(list.query.iter().copied().chain(paging));
        let response =
            get(api, &format!("/{}?{query}", list.name), list.group, list.retry_policy, list.permit.take(), operation)?;
        let page = Page::parse(&response.body).ok_or_else(|| api.unreadable(&response, "does not hold a list"))?;
        // Records are shown unchanged.
        api.refuse_echo(&response)?;
        page.records().for_each(&mut *take);
        if !page.has_next {
            break;
        }
    }
    Ok(())
}

/// Sends one GET below the extension's path.
fn get(
    api: &Api,
    below: &str,
    group: Group,
    retry_policy: RetryPolicy,
    permit: Option<Permit<'_>>,
    operation: &Operation,
) -> Result<HttpResponse> {
    let target = format!("{}{below}", api.extension());
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
    Ok(api.success(&request, retry_policy, permit, operation)?)
}
