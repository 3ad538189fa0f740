//! Query parameters of the lists. A value that the OpenAPI description does not allow is an error, and so is a second value of
//! a parameter that is not an array.

use form_urlencoded::Serializer;

use super::timestamp;
use crate::errors::ApiError;
use crate::server::request::Request;

/// Name and value of each parameter, decoded, in the order of the request.
#[derive(Debug)]
pub struct Query(Vec<(String, String)>);

impl Query {
    pub fn of(request: &Request) -> Query {
        Query(request.query().map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// The value of a parameter, if it was given.
    pub fn text(&self, name: &'static str) -> Result<Option<&str>, ApiError> {
        let mut values = self.all(name);
        let value = values.next();
        match values.next() {
            None => Ok(value),
            Some(second) => Err(refused(name, second)),
        }
    }

    /// The value of a parameter that has only these values.
    pub fn choice(&self, name: &'static str, known: &[&'static str]) -> Result<Option<&'static str>, ApiError> {
        self.text(name)?.map(|value| chosen(name, value, known)).transpose()
    }

    /// The values of an array that has only these values. Empty if the parameter was not given.
    pub fn choices(&self, name: &'static str, known: &[&'static str]) -> Result<Vec<&'static str>, ApiError> {
        self.all(name).map(|value| chosen(name, value, known)).collect()
    }

    pub fn flag(&self, name: &'static str) -> Result<Option<bool>, ApiError> {
        Ok(self.choice(name, &["true", "false"])?.map(|value| value == "true"))
    }

    /// A positive number.
    pub fn number(&self, name: &'static str, default: usize) -> Result<usize, ApiError> {
        let Some(value) = self.text(name)? else { return Ok(default) };
        let digits = Some(value).filter(|value| value.bytes().all(|byte| byte.is_ascii_digit()));
        let number = digits.and_then(|value| value.parse().ok()).filter(|number| *number > 0);
        number.ok_or_else(|| refused(name, value))
    }

    /// A date in milliseconds since the Unix epoch.
    pub fn date(&self, name: &'static str) -> Result<Option<i64>, ApiError> {
        let parse = |value| timestamp::parse(value).ok_or_else(|| refused(name, value));
        self.text(name)?.map(parse).transpose()
    }

    /// The query of another page: `page` and `perPage`, and all other parameters as they are.
    pub fn of_page(&self, page: usize, per_page: usize) -> String {
        let mut query = Serializer::new(String::new());
        query.append_pair("page", &page.to_string()).append_pair("perPage", &per_page.to_string());
        query.extend_pairs(self.0.iter().filter(|(name, _)| !["page", "perPage"].contains(&name.as_str())));
        query.finish()
    }

    fn all(&self, name: &'static str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

fn chosen(name: &str, value: &str, known: &[&'static str]) -> Result<&'static str, ApiError> {
    known.iter().find(|known| **known == value).copied().ok_or_else(|| refused(name, value))
}

fn refused(name: &str, value: &str) -> ApiError {
    ApiError::invalid_parameter(name, Some(value.into()))
}
