//! Errors of the token endpoint and the authorization page.

use serde_json::json;

use super::catalogue::KnownError;
use crate::server::response::Response;

/// `{error, error_description, errors:[{errorCode, message}]}`.
#[derive(Debug, Clone)]
pub struct OAuthError {
    status: u16,
    known: &'static KnownError,
    message: String,
}

impl OAuthError {
    /// Makes any error of the catalogue.
    pub fn from_known(known: &'static KnownError, status: u16) -> OAuthError {
        OAuthError { status, known, message: known.message("") }
    }

    fn from_code(code: &str) -> OAuthError {
        let known = KnownError::of(code);
        OAuthError::from_known(known, known.status)
    }

    fn with_message(self, message: &str) -> OAuthError {
        OAuthError { message: message.into(), ..self }
    }

    /// The request has neither Basic credentials nor a `client_id`.
    pub fn no_client() -> OAuthError {
        OAuthError::from_code("OAU-123").with_message("Client authentication is required")
    }

    /// The Authorization header is not Basic, or not the base64 of `id:secret`.
    pub fn bad_client_header() -> OAuthError {
        OAuthError::from_code("OAU-134")
    }

    pub fn unknown_client() -> OAuthError {
        OAuthError::from_code("OAU-120")
    }

    pub fn wrong_client_secret() -> OAuthError {
        OAuthError::from_code("OAU-146")
    }

    pub fn not_a_form() -> OAuthError {
        OAuthError::from_code("CMN-104")
    }

    pub fn duplicate_parameter() -> OAuthError {
        OAuthError::from_code("OAU-111")
    }

    pub fn missing_parameter(name: &str) -> OAuthError {
        let known = KnownError::of("CMN-101");
        OAuthError { message: known.message(name), ..OAuthError::from_code("CMN-101") }
    }

    pub fn unsupported_grant() -> OAuthError {
        OAuthError::from_code("OAU-250")
    }

    /// The application may not use this grant.
    pub fn grant_not_allowed() -> OAuthError {
        OAuthError::from_code("OAU-251")
    }

    /// 400, unlike a wrong password: the client must not retry.
    pub fn wrong_assertion() -> OAuthError {
        OAuthError { status: 400, ..OAuthError::from_code("OAU-140") }.with_message("Invalid JWT assertion")
    }

    pub fn wrong_password() -> OAuthError {
        OAuthError::from_code("OAU-140")
    }

    pub fn unknown_code() -> OAuthError {
        OAuthError::from_code("OAU-106")
    }

    pub fn expired_code() -> OAuthError {
        OAuthError::from_code("OAU-108")
    }

    pub fn wrong_redirect_uri() -> OAuthError {
        OAuthError::from_code("OAU-109")
    }

    pub fn foreign_code() -> OAuthError {
        OAuthError::from_code("OAU-110")
    }

    /// The PKCE verifier does not match the challenge, is missing, or has no challenge.
    pub fn wrong_verifier() -> OAuthError {
        OAuthError::from_code("OAU-106").with_message("Invalid code verifier")
    }

    pub fn unknown_refresh_token() -> OAuthError {
        OAuthError::from_code("OAU-213")
    }

    pub fn expired_refresh_token() -> OAuthError {
        OAuthError::from_code("OAU-211")
    }

    /// 429 in the OAuth body shape.
    pub fn rate_exceeded(retry_after_s: u64) -> Response {
        OAuthError::from_code("CMN-301").into_response().header("Retry-After", retry_after_s.to_string())
    }

    /// Returns the response to send.
    pub fn into_response(self) -> Response {
        let body = json!({
            "error": self.known.oauth,
            "error_description": self.message,
            "errors": [{ "errorCode": self.known.code, "message": self.message }],
        });
        let response = Response::json(self.status, &body);
        if self.status == 401 && self.known.oauth == "invalid_client" {
            // RFC 6749, 5.2.
            return response.header("WWW-Authenticate", r#"Basic realm="RingCentral REST API""#);
        }
        response
    }
}
