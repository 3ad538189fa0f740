//! GET account and GET extension.

use serde_json::json;

use super::numbers;
use crate::identity::{ACCOUNT_ID, EXTENSION_ID, EXTENSION_NUMBER};
use crate::server::response::Response;

/// Absolute URI of the only account.
fn account_uri(url: &str) -> String {
    format!("{url}/restapi/v1.0/account/{ACCOUNT_ID}")
}

/// Absolute URI of the only extension.
pub fn extension_uri(url: &str) -> String {
    format!("{}/extension/{EXTENSION_ID}", account_uri(url))
}

/// Returns the account, which the extension names.
pub fn account(url: &str) -> Response {
    let operator = json!({ "id": EXTENSION_ID.parse::<u64>().unwrap_or_default(), "uri": extension_uri(url),
                "extensionNumber": EXTENSION_NUMBER });
    let body = json!({
        "id": ACCOUNT_ID.parse::<u64>().unwrap_or_default(),
        "uri": account_uri(url),
        "mainNumber": numbers::main_number(),
        "operator": operator,
        "setupWizardState": "Completed",
        "status": "Confirmed",
    });
    Response::json(200, &body)
}

/// Returns the extension that every login belongs to.
pub fn extension(url: &str) -> Response {
    let body = json!({
        "id": EXTENSION_ID.parse::<u64>().unwrap_or_default(),
        "uri": extension_uri(url),
        "extensionNumber": EXTENSION_NUMBER,
        "account": { "id": ACCOUNT_ID, "uri": account_uri(url) },
        "contact": { "firstName": "Jane", "lastName": "Smith", "email": "jane.smith@example.com",
                     "businessPhone": numbers::DIRECT },
        "name": "Jane Smith",
        "type": "User",
        "status": "Enabled",
        "permissions": { "admin": { "enabled": true }, "internationalCalling": { "enabled": false } },
        "regionalSettings": { "homeCountry": numbers::country() },
        "serviceFeatures": [
            { "featureName": "RingOut", "enabled": true },
            { "featureName": "CallForwarding", "enabled": true },
            { "featureName": "InternationalCalling", "enabled": false, "reason": "AccountLimitation" },
        ],
        "setupWizardState": "Completed",
        "hidden": false,
    });
    Response::json(200, &body)
}
