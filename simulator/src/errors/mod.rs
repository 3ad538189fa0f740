//! Error responses of the platform: every status, code, message, parameter name and body shape.

mod api;
pub mod catalogue;
mod oauth;

pub use api::ApiError;
pub use oauth::OAuthError;
