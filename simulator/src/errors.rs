//! The platform's error answers: every body shape, status, code and parameter name in one place.

use serde::Serialize;
use serde_json::{Value, json};

use crate::server::response::Response;

/// An error of the API proper: `{errorCode, message, errors:[{errorCode, message, parameterName, parameterValue}]}`.
#[derive(Debug, Clone)]
pub struct ApiError {
    status: u16,
    code: &'static str,
    message: String,
    parameter: Option<Parameter>,
    headers: Vec<(&'static str, String)>,
}

#[derive(Debug, Clone, Serialize)]
struct Parameter {
    #[serde(rename = "parameterName")]
    name: String,
    #[serde(rename = "parameterValue", skip_serializing_if = "Option::is_none")]
    value: Option<String>,
}

impl ApiError {
    fn new(status: u16, code: &'static str, message: impl Into<String>) -> ApiError {
        ApiError { status, code, message: message.into(), parameter: None, headers: vec![] }
    }

    fn about(mut self, name: &str, value: Option<String>) -> ApiError {
        self.parameter = Some(Parameter { name: name.into(), value });
        self
    }

    /// 400 CMN-101.
    pub fn invalid_parameter(name: &str, value: Option<String>) -> ApiError {
        ApiError::new(400, "CMN-101", format!("Parameter [{name}] value is invalid")).about(name, value)
    }

    /// 403 CMN-101: a number that is not the user's to show.
    pub fn caller_id_not_allowed(value: String) -> ApiError {
        let name = "callerId";
        ApiError::new(403, "CMN-101", format!("Parameter [{name}] value is invalid")).about(name, Some(value))
    }

    /// 400 CMN-102: the body names something that does not exist.
    pub fn unknown_reference(name: &str, value: String) -> ApiError {
        ApiError::new(400, "CMN-102", format!("Resource for parameter [{name}] is not found")).about(name, Some(value))
    }

    /// 404 CMN-102: the path names something that does not exist.
    pub fn not_found(name: &str) -> ApiError {
        ApiError::new(404, "CMN-102", format!("Resource for parameter [{name}] is not found")).about(name, None)
    }

    /// 403 on the create itself; the code is the status that the leg would have had.
    pub fn refused(code: &'static str, name: &str) -> ApiError {
        let message = match code {
            "NotEnoughFunds" => "There are not enough funds to place this call",
            _ => "International calling is disabled for this extension",
        };
        ApiError::new(403, code, message).about(name, None)
    }

    /// 400 CMN-103.
    pub fn bad_json() -> ApiError {
        ApiError::new(400, "CMN-103", "JSON can't be parsed.")
    }

    /// 400 CMN-104.
    pub fn bad_request() -> ApiError {
        ApiError::new(400, "CMN-104", "Cannot parse request")
    }

    /// 404 CMN-120.
    pub fn invalid_uri() -> ApiError {
        ApiError::new(404, "CMN-120", "Invalid URI")
    }

    /// 405, with the methods that the path does take.
    pub fn method_not_allowed(allow: &str) -> ApiError {
        let mut error = ApiError::new(405, "CMN-202", "Operation is not supported");
        error.headers.push(("Allow", allow.into()));
        error
    }

    /// 429 CMN-301.
    pub fn rate_exceeded(retry_after_s: u64) -> ApiError {
        let mut error = ApiError::new(429, "CMN-301", "Request rate exceeded");
        error.headers.push(("Retry-After", retry_after_s.to_string()));
        error
    }

    /// 401 with one of the codes that say what is wrong with the Authorization header or its token.
    pub fn unauthorized(code: &'static str) -> ApiError {
        let message = match code {
            "OAU-123" => "Invalid Authorization header value",
            "OAU-128" => "Access token expired",
            "OAU-129" => "Access token corrupted",
            "OAU-134" => "Invalid Authorization header",
            "OAU-149" => "Unparsable access token",
            _ => "Authorization method not supported",
        };
        let mut error = ApiError::new(401, code, message);
        let challenge =
            format!(r#"Bearer realm="RingCentral REST API", error="invalid_token", error_description="{message}""#);
        error.headers.push(("WWW-Authenticate", challenge));
        error
    }

    /// The answer to send.
    pub fn into_response(self) -> Response {
        let mut detail = json!({ "errorCode": self.code, "message": self.message });
        let mut body = detail.clone();
        if let (Some(parameter), Value::Object(detail)) = (self.parameter, &mut detail) {
            detail.insert("parameterName".into(), parameter.name.clone().into());
            if let Some(value) = parameter.value {
                detail.insert("parameterValue".into(), value.into());
            }
            body["parameterName"] = parameter.name.into();
        }
        body["errors"] = json!([detail]);
        let response = Response::json(self.status, &body);
        self.headers.into_iter().fold(response, |response, (name, value)| response.header(name, value))
    }
}

/// An error of the token endpoint: `{error, error_description, errors:[{errorCode, message}]}`.
#[derive(Debug, Clone)]
pub struct OAuthError {
    status: u16,
    error: &'static str,
    code: &'static str,
    message: String,
}

impl OAuthError {
    fn new(status: u16, error: &'static str, code: &'static str, message: impl Into<String>) -> OAuthError {
        OAuthError { status, error, code, message: message.into() }
    }

    /// Neither Basic nor `client_id`.
    pub fn no_client() -> OAuthError {
        OAuthError::new(401, "invalid_client", "OAU-123", "Client authentication is required")
    }

    /// An Authorization header that is not Basic, or not base64 of `id:secret`.
    pub fn bad_client_header() -> OAuthError {
        OAuthError::new(401, "invalid_client", "OAU-134", "Invalid Authorization header")
    }

    pub fn unknown_client() -> OAuthError {
        OAuthError::new(401, "invalid_client", "OAU-120", "Wrong Application ID")
    }

    pub fn wrong_client_secret() -> OAuthError {
        OAuthError::new(401, "invalid_client", "OAU-146", "Invalid client credentials")
    }

    pub fn not_a_form() -> OAuthError {
        OAuthError::new(400, "invalid_request", "CMN-104", "Cannot parse request")
    }

    pub fn duplicate_parameter() -> OAuthError {
        OAuthError::new(400, "invalid_request", "OAU-111", "Request parameter duplication detected")
    }

    pub fn missing_parameter(name: &str) -> OAuthError {
        OAuthError::new(400, "invalid_request", "CMN-101", format!("Parameter [{name}] value is invalid"))
    }

    pub fn unsupported_grant() -> OAuthError {
        OAuthError::new(400, "unsupported_grant_type", "OAU-250", "Unsupported grant type")
    }

    /// The application may not use this grant.
    pub fn grant_not_allowed() -> OAuthError {
        OAuthError::new(403, "unauthorized_client", "OAU-251", "Unauthorized for this grant type")
    }

    pub fn wrong_assertion() -> OAuthError {
        OAuthError::new(400, "invalid_grant", "OAU-140", "Invalid JWT assertion")
    }

    pub fn wrong_password() -> OAuthError {
        OAuthError::new(401, "invalid_grant", "OAU-140", "Invalid resource owner credentials.")
    }

    pub fn unknown_code() -> OAuthError {
        OAuthError::new(400, "invalid_grant", "OAU-106", "Invalid authorization code")
    }

    pub fn expired_code() -> OAuthError {
        OAuthError::new(400, "invalid_grant", "OAU-108", "Authorization code is expired")
    }

    pub fn wrong_redirect_uri() -> OAuthError {
        OAuthError::new(400, "invalid_grant", "OAU-109", "Redirect URIs do not match")
    }

    pub fn code_of_another_client() -> OAuthError {
        OAuthError::new(400, "invalid_grant", "OAU-110", "Authorization code was not issued for this application")
    }

    /// The PKCE verifier is not the one of the challenge, or is missing, or was not asked for.
    pub fn wrong_verifier() -> OAuthError {
        OAuthError::new(400, "invalid_grant", "OAU-106", "Invalid code verifier")
    }

    pub fn unknown_refresh_token() -> OAuthError {
        OAuthError::new(400, "invalid_grant", "OAU-213", "Token not found")
    }

    pub fn dead_refresh_token() -> OAuthError {
        OAuthError::new(400, "invalid_grant", "OAU-211", "Token revoked")
    }

    /// 429, in the OAuth shape.
    pub fn rate_exceeded(retry_after_s: u64) -> Response {
        let error = OAuthError::new(429, "rate_limit_exceeded", "CMN-301", "Request rate exceeded");
        error.into_response().header("Retry-After", retry_after_s.to_string())
    }

    /// The answer to send.
    pub fn into_response(self) -> Response {
        let body = json!({
            "error": self.error,
            "error_description": self.message,
            "errors": [{ "errorCode": self.code, "message": self.message }],
        });
        Response::json(self.status, &body)
    }
}
