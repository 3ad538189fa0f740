//! Form-encoded parameters of a body or query. A duplicate is an error.

use std::collections::HashMap;

use form_urlencoded::Parse;

use crate::errors::OAuthError;
use crate::server::request::Request;

/// Parameters by name.
#[derive(Debug)]
pub struct Form(HashMap<String, String>);

impl Form {
    pub fn of_body(request: &Request) -> Result<Form, OAuthError> {
        if request.media_type() != Some("application/x-www-form-urlencoded") {
            return Err(OAuthError::not_a_form());
        }
        Form::collect(form_urlencoded::parse(&request.body))
    }

    pub fn of_query(request: &Request) -> Result<Form, OAuthError> {
        Form::collect(request.query())
    }

    /// Returns a parameter that is present and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub fn required(&self, name: &str) -> Result<&str, OAuthError> {
        self.get(name).ok_or_else(|| OAuthError::missing_parameter(name))
    }

    fn collect(pairs: Parse) -> Result<Form, OAuthError> {
        let mut fields = HashMap::new();
        for (name, value) in pairs {
            if fields.insert(name.into_owned(), value.into_owned()).is_some() {
                return Err(OAuthError::duplicate_parameter());
            }
        }
        Ok(Form(fields))
    }
}
