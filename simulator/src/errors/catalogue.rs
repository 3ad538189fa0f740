//! Catalogue of the documented error codes, each with its status and message.

use super::{ApiError, OAuthError};
use crate::server::response::Response;

/// One documented error.
#[derive(Debug, PartialEq, Eq)]
pub struct KnownError {
    pub code: &'static str,
    /// Usual status. CMN-101 and CMN-102 occur with others too.
    pub status: u16,
    /// `{}` is replaced by the parameter's name.
    message: &'static str,
    /// `error` of the OAuth body shape.
    pub oauth: &'static str,
}

const fn api(status: u16, code: &'static str, message: &'static str) -> KnownError {
    oauth(status, code, "invalid_request", message)
}

const fn oauth(status: u16, code: &'static str, oauth: &'static str, message: &'static str) -> KnownError {
    KnownError { code, status, message, oauth }
}

static CATALOGUE: [KnownError; 48] = [
    api(400, "CMN-101", "Parameter [{}] value is invalid"),
    api(404, "CMN-102", "Resource for parameter [{}] is not found"),
    api(400, "CMN-103", "JSON can't be parsed."),
    api(400, "CMN-104", "Cannot parse request"),
    api(400, "CMN-108", "Parameter [{}] value in request body doesn't match specified in path"),
    api(403, "CMN-109", "Feature not available"),
    api(404, "CMN-120", "Invalid URI"),
    oauth(500, "CMN-201", "server_error", "Service Temporary Unavailable"),
    oauth(501, "CMN-202", "server_error", "Operation is not supported"),
    oauth(500, "CMN-203", "server_error", "Internal Server Error"),
    oauth(429, "CMN-301", "rate_limit_exceeded", "Request rate exceeded"),
    oauth(429, "CMN-302", "rate_limit_exceeded", "Request rate exceeded"),
    oauth(429, "CMN-303", "rate_limit_exceeded", "Can not resolve API plan. Rate limits undefined"),
    oauth(429, "CMN-304", "rate_limit_exceeded", "Duplicate concurrent request. Try again later"),
    oauth(429, "CMN-310", "rate_limit_exceeded", "Global request rate exceeded"),
    api(403, "CMN-401", "In order to call this API endpoint, application needs to have [RingOut] permission"),
    api(403, "CMN-402", "Administrator permission required"),
    api(403, "CMN-403", "The feature is not available for this extension type"),
    api(403, "CMN-404", "Attempt to access another extension"),
    api(401, "CMN-405", "Login to extension required"),
    api(403, "CMN-408", "In order to call this API endpoint, user needs to have [RingOut] permission"),
    api(401, "AGW-402", "Authorization header is not specified"),
    api(403, "NotEnoughFunds", "There are not enough funds to place this call"),
    api(403, "InternationalDisabled", "International calling is disabled for this extension"),
    oauth(400, "OAU-106", "invalid_grant", "Invalid authorization code"),
    oauth(400, "OAU-108", "invalid_grant", "Authorization code is expired"),
    oauth(400, "OAU-109", "invalid_grant", "Redirect URIs do not match"),
    oauth(400, "OAU-110", "invalid_grant", "Authorization code was not issued for this application"),
    oauth(400, "OAU-111", "invalid_request", "Request parameter duplication detected"),
    oauth(403, "OAU-112", "unauthorized_client", "The client is unauthorized for the required grant type"),
    oauth(401, "OAU-120", "invalid_client", "Wrong Application ID"),
    oauth(401, "OAU-121", "invalid_client", "Wrong Application"),
    oauth(401, "OAU-123", "invalid_client", "Invalid Authorization header value"),
    oauth(403, "OAU-125", "unauthorized_client", "Grant type is not allowed for application"),
    oauth(401, "OAU-128", "invalid_token", "Access token expired"),
    oauth(401, "OAU-129", "invalid_token", "Access token corrupted"),
    oauth(401, "OAU-134", "invalid_client", "Invalid Authorization header"),
    oauth(401, "OAU-140", "invalid_grant", "Invalid resource owner credentials"),
    oauth(401, "OAU-146", "invalid_client", "Invalid client credentials"),
    oauth(400, "OAU-147", "invalid_grant", "The account is locked out due to multiple unsuccessful logon attempts."),
    oauth(
        400,
        "OAU-148",
        "invalid_grant",
        "The account is locked out due to multiple unsuccessful logon attempts. Please use Single Sign-on way to \
         authenticate.",
    ),
    oauth(401, "OAU-149", "invalid_token", "Unparsable access token"),
    oauth(401, "OAU-151", "invalid_client", "Authorization method not supported"),
    oauth(401, "OAU-168", "invalid_grant", "Password grant is not allowed because MFA is required."),
    oauth(400, "OAU-211", "invalid_grant", "Token revoked"),
    oauth(400, "OAU-213", "invalid_grant", "Token not found"),
    oauth(400, "OAU-250", "unsupported_grant_type", "Unsupported grant type"),
    oauth(403, "OAU-251", "unauthorized_client", "Unauthorized for this grant type"),
];

/// Used for a code that is missing from the catalogue, which the tests rule out.
static UNKNOWN: KnownError = api(500, "CMN-203", "Internal Server Error");

impl KnownError {
    /// Finds the error with this code.
    pub fn find(code: &str) -> Option<&'static KnownError> {
        CATALOGUE.iter().find(|known| known.code == code)
    }

    /// Returns the error with this code, which must be in the catalogue.
    pub fn of(code: &str) -> &'static KnownError {
        debug_assert!(KnownError::find(code).is_some(), "{code} is not in the catalogue");
        KnownError::find(code).unwrap_or(&UNKNOWN)
    }

    /// The message for this parameter.
    pub fn message(&self, parameter: &str) -> String {
        self.message.replace("{}", parameter)
    }

    /// Returns the response in the body shape of `path`.
    pub fn response(&'static self, path: &str, status: Option<u16>, parameter: Option<&str>) -> Response {
        let status = status.unwrap_or(self.status);
        if path.starts_with("/restapi/oauth/") {
            return OAuthError::from_known(self, status).into_response();
        }
        ApiError::from_known(self, status, parameter).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::{CATALOGUE, KnownError};

    #[test]
    fn codes_are_unique() {
        for known in &CATALOGUE {
            assert_eq!(KnownError::find(known.code), Some(known));
        }
    }

    #[test]
    fn the_shape_follows_the_path() {
        let text = |path: &str| String::from_utf8(KnownError::of("OAU-128").response(path, None, None).body).unwrap();
        assert!(text("/restapi/oauth/token").starts_with(r#"{"error":"invalid_token""#));
        assert!(text("/restapi/v1.0/account/~").starts_with(r#"{"errorCode":"OAU-128""#));
    }
}
