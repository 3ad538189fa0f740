//! The platform's error answers: every status, code, message, parameter name and body shape in one place.

mod api;
pub mod catalogue;
mod oauth;

pub use api::ApiError;
pub use oauth::OAuthError;
