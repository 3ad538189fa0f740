//! Errors of the API, except the OAuth endpoints.

use serde_json::json;

use super::catalogue::KnownError;
use crate::server::response::Response;

/// `{errorCode, message, parameterName, errors:[{errorCode, message, parameterName, parameterValue}]}`.
#[derive(Debug, Clone)]
pub struct ApiError {
    status: u16,
    known: &'static KnownError,
    parameter: Option<String>,
    value: Option<String>,
    headers: Vec<(&'static str, String)>,
}

impl ApiError {
    /// Makes any error of the catalogue.
    pub fn from_known(known: &'static KnownError, status: u16, parameter: Option<&str>) -> ApiError {
        let parameter = parameter.map(ToOwned::to_owned);
        let mut error = ApiError { status, known, parameter, value: None, headers: vec![] };
        if status == 401 {
            let description = error.message();
            let start = r#"Bearer realm="RingCentral REST API", error="invalid_token""#;
            error.headers.push(("WWW-Authenticate", format!(r#"{start}, error_description="{description}""#)));
        }
        error
    }

    fn from_code(code: &str) -> ApiError {
        let known = KnownError::of(code);
        ApiError::from_known(known, known.status, None)
    }

    fn with_parameter(self, parameter: &str, value: Option<String>) -> ApiError {
        ApiError { parameter: Some(parameter.into()), value, ..self }
    }

    /// 400 CMN-101.
    pub fn invalid_parameter(name: &str, value: Option<String>) -> ApiError {
        ApiError::from_code("CMN-101").with_parameter(name, value)
    }

    /// 403 CMN-101: a number that cannot be the user's caller ID.
    pub fn caller_id_not_allowed(value: String) -> ApiError {
        ApiError { status: 403, ..ApiError::from_code("CMN-101").with_parameter("callerId", Some(value)) }
    }

    /// 400 CMN-102: the body refers to something that does not exist.
    pub fn unknown_reference(name: &str, value: String) -> ApiError {
        ApiError { status: 400, ..ApiError::from_code("CMN-102").with_parameter(name, Some(value)) }
    }

    /// 404 CMN-102: the path refers to something that does not exist.
    pub fn not_found(name: &str) -> ApiError {
        ApiError::from_code("CMN-102").with_parameter(name, None)
    }

    /// 403 for the create. The code is the status that the leg would have had.
    pub fn refused(code: &str, name: &str) -> ApiError {
        ApiError::from_code(code).with_parameter(name, None)
    }

    /// 400 CMN-103.
    pub fn bad_json() -> ApiError {
        ApiError::from_code("CMN-103")
    }

    /// 400 CMN-104.
    pub fn bad_request() -> ApiError {
        ApiError::from_code("CMN-104")
    }

    /// 404 CMN-120.
    pub fn invalid_uri() -> ApiError {
        ApiError::from_code("CMN-120")
    }

    /// 405, with the methods that the path supports.
    pub fn method_not_allowed(allow: &str) -> ApiError {
        ApiError { status: 405, headers: vec![("Allow", allow.into())], ..ApiError::from_code("CMN-202") }
    }

    /// 429 CMN-301.
    pub fn rate_exceeded(retry_after_s: u64) -> ApiError {
        ApiError { headers: vec![("Retry-After", retry_after_s.to_string())], ..ApiError::from_code("CMN-301") }
    }

    /// 401 for the Authorization header or its token.
    pub fn unauthorized(code: &str) -> ApiError {
        ApiError::from_code(code)
    }

    /// Returns the response to send.
    pub fn into_response(self) -> Response {
        let mut detail = json!({ "errorCode": self.known.code, "message": self.message() });
        if let Some(parameter) = &self.parameter {
            detail["parameterName"] = parameter.clone().into();
        }
        let mut body = detail.clone();
        if let Some(value) = self.value {
            detail["parameterValue"] = value.into();
        }
        body["errors"] = json!([detail]);
        let response = Response::json(self.status, &body);
        self.headers.into_iter().fold(response, |response, (name, value)| response.header(name, value))
    }

    fn message(&self) -> String {
        self.known.message(self.parameter.as_deref().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::ApiError;

    #[test]
    fn the_body_has_code_and_parameter_twice() {
        let response = ApiError::invalid_parameter("to.phoneNumber", Some("x".into())).into_response();
        let expected = concat!(
            r#"{"errorCode":"CMN-101","errors":[{"errorCode":"CMN-101","#,
            r#""message":"Parameter [to.phoneNumber] value is invalid","parameterName":"to.phoneNumber","#,
            r#""parameterValue":"x"}],"message":"Parameter [to.phoneNumber] value is invalid","#,
            r#""parameterName":"to.phoneNumber"}"#
        );
        assert_eq!(String::from_utf8(response.body).unwrap(), expected);
    }
}
