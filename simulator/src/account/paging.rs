//! Pagination in the platform's format: `records`, `paging` and `navigation`.

use serde_json::{Value, json};

use super::query::Query;
use crate::errors::ApiError;

const PER_PAGE: usize = 100;
const MAX_PER_PAGE: usize = 1000;

/// Returns the page of `items` that the query selects, each written by `record`. `uri` is the URI of the list. The links to
/// other pages keep the query, so that they lead to the same list.
pub fn page<T>(uri: &str, query: &Query, items: &[T], record: impl Fn(&T) -> Value) -> Result<Value, ApiError> {
    let (number, per_page) = (query.number("page", 1)?, query.number("perPage", PER_PAGE)?.min(MAX_PER_PAGE));
    let total = items.len();
    let pages = total.div_ceil(per_page).max(1);
    let start = ((number - 1).saturating_mul(per_page)).min(total);
    let shown: Vec<Value> = items.iter().skip(start).take(per_page).map(record).collect();
    let link = |number: usize| json!({ "uri": format!("{uri}?{}", query.of_page(number, per_page)) });
    let mut navigation = json!({ "firstPage": link(1), "lastPage": link(pages) });
    if number > 1 {
        navigation["previousPage"] = link((number - 1).min(pages));
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
