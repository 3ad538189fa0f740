//! Errors of the token endpoint and the authorize page.

use serde_json::json;

use super::catalogue::Known;
use crate::server::response::Response;

/// `{error, error_description, errors:[{errorCode, message}]}`.
#[derive(Debug, Clone)]
pub struct OAuthError {
    status: u16,
    known: &'static Known,
    message: String,
}

impl OAuthError {
    /// Any row of the catalogue.
    pub fn known(known: &'static Known, status: u16) -> OAuthError {
        OAuthError { status, known, message: known.message("") }
    }

    fn of(code: &str) -> OAuthError {
        let known = Known::of(code);
        OAuthError::known(known, known.status)
    }

    fn saying(self, message: &str) -> OAuthError {
        OAuthError { message: message.into(), ..self }
    }

    /// Neither Basic nor `client_id`.
    pub fn no_client() -> OAuthError {
        OAuthError::of("OAU-123").saying("Client authentication is required")
    }

    /// An Authorization header that is not Basic, or not base64 of `id:secret`.
    pub fn bad_client_header() -> OAuthError {
        OAuthError::of("OAU-134")
    }

    pub fn unknown_client() -> OAuthError {
        OAuthError::of("OAU-120")
    }

    pub fn wrong_client_secret() -> OAuthError {
        OAuthError::of("OAU-146")
    }

    pub fn not_a_form() -> OAuthError {
        OAuthError::of("CMN-104")
    }

    pub fn duplicate_parameter() -> OAuthError {
        OAuthError::of("OAU-111")
    }

    pub fn missing_parameter(name: &str) -> OAuthError {
        let known = Known::of("CMN-101");
        OAuthError { message: known.message(name), ..OAuthError::of("CMN-101") }
    }

    pub fn unsupported_grant() -> OAuthError {
        OAuthError::of("OAU-250")
    }

    /// The application may not use this grant.
    pub fn grant_not_allowed() -> OAuthError {
        OAuthError::of("OAU-251")
    }

    /// 400, unlike a wrong password: nobody is to try again.
    pub fn wrong_assertion() -> OAuthError {
        OAuthError { status: 400, ..OAuthError::of("OAU-140") }.saying("Invalid JWT assertion")
    }

    pub fn wrong_password() -> OAuthError {
        OAuthError::of("OAU-140")
    }

    pub fn unknown_code() -> OAuthError {
        OAuthError::of("OAU-106")
    }

    pub fn expired_code() -> OAuthError {
        OAuthError::of("OAU-108")
    }

    pub fn wrong_redirect_uri() -> OAuthError {
        OAuthError::of("OAU-109")
    }

    pub fn code_of_another_client() -> OAuthError {
        OAuthError::of("OAU-110")
    }

    /// The PKCE verifier is not the one of the challenge, or is missing, or was not asked for.
    pub fn wrong_verifier() -> OAuthError {
        OAuthError::of("OAU-106").saying("Invalid code verifier")
    }

    pub fn unknown_refresh_token() -> OAuthError {
        OAuthError::of("OAU-213")
    }

    pub fn dead_refresh_token() -> OAuthError {
        OAuthError::of("OAU-211")
    }

    /// 429, in the OAuth shape.
    pub fn rate_exceeded(retry_after_s: u64) -> Response {
        OAuthError::of("CMN-301").into_response().header("Retry-After", retry_after_s.to_string())
    }

    /// The answer to send.
    pub fn into_response(self) -> Response {
        let body = json!({
            "error": self.known.oauth,
            "error_description": self.message,
            "errors": [{ "errorCode": self.known.code, "message": self.message }],
        });
        Response::json(self.status, &body)
    }
}
