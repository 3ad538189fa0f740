//! Pagination in the platform's format: `records`, `paging` and `navigation`.

use serde_json::{Value, json};

use crate::errors::ApiError;
use crate::server::request::Request;

const PER_PAGE: usize = 100;
const MAX_PER_PAGE: usize = 1000;

/// Returns the page of `records` that the query selects. `uri` is the URI of the list.
pub fn page(uri: &str, request: &Request, records: Vec<Value>) -> Result<Value, ApiError> {
    let (number, per_page) = (number(request, "page", 1)?, number(request, "perPage", PER_PAGE)?.min(MAX_PER_PAGE));
    let total = records.len();
    let pages = total.div_ceil(per_page).max(1);
    let start = ((number - 1).saturating_mul(per_page)).min(total);
    let shown: Vec<Value> = records.into_iter().skip(start).take(per_page).collect();
    let link = |number: usize| json!({ "uri": format!("{uri}?page={number}&perPage={per_page}") });
    let mut navigation = json!({ "firstPage": link(1), "lastPage": link(pages) });
    if number > 1 {
        navigation["previousPage"] = link(number - 1);
    }
    if number < pages {
        navigation["nextPage"] = link(number + 1);
    }
    let mut paging = json!({ "page": number, "perPage": per_page, "totalPages": pages, "totalElements": total });
    if !shown.is_empty() {
        paging["pageStart"] = start.into();
        paging["pageEnd"] = (start + shown.len() - 1).into();
    }
    Ok(json!({ "records": shown, "paging": paging, "navigation": navigation }))
}

fn number(request: &Request, name: &str, default: usize) -> Result<usize, ApiError> {
    let Some((_, value)) = request.query().find(|(known, _)| known == name) else { return Ok(default) };
    match value.parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(ApiError::invalid_parameter(name, Some(value.into_owned()))),
    }
}
