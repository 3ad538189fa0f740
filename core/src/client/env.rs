//! Environment variables. No other file reads them.
//!
//! The names of the server, the app and the JWT are those of RingCentral's official samples. Of all settings, only the proxy
//! takes its default from here.

#![allow(clippy::disallowed_methods)] // this is the one place

use std::env::{self, VarError};
use std::sync::atomic::{AtomicBool, Ordering};

use log::{LevelFilter, Log};

use super::ClientBuilder;
use crate::auth::Credentials;
use crate::base::error::{Error, Result};
use crate::base::logging;
use crate::base::secret::Secret;
use crate::transport::http::ProxyChoice;

const SERVER: &str = "RC_SERVER_URL";
const CLIENT_ID: &str = "RC_APP_CLIENT_ID";
const CLIENT_SECRET: &str = "RC_APP_CLIENT_SECRET";
const JWT: &str = "RC_USER_JWT";
const TOKEN_FILE: &str = "RINGOUT_TOKEN_FILE";
const LOG_LEVEL: &str = "RINGOUT_LOG";

/// Reads the settings from the environment. The secret may be missing for a public app, the JWT for a program that logs in
/// itself, and the token file for a program that keeps its token in memory.
pub(crate) fn builder() -> Result<ClientBuilder> {
    let server = required(SERVER, "the server's URL, such as https://platform.ringcentral.com")?;
    let client_id = required(CLIENT_ID, "the client id of the app from the developer console")?;
    let mut builder = ClientBuilder::new(server, client_id);
    if let Some(secret) = optional(CLIENT_SECRET)? {
        builder = builder.client_secret(secret);
    }
    if let Some(jwt) = optional(JWT)? {
        builder = builder.credentials(Credentials::jwt(jwt));
    }
    if let Some(file) = optional(TOKEN_FILE)? {
        builder = builder.token_file(file);
    }
    Ok(builder)
}

/// Reads the proxies in the order in which they are tried, which is the one most programs use.
pub(crate) fn proxy() -> ProxyChoice {
    let all = ["ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];
    let filled = |name: &&str| env::var(name).ok().filter(|value| !value.is_empty());
    let exceptions = ["NO_PROXY", "no_proxy"].iter().find_map(filled).unwrap_or_default();
    ProxyChoice::Environment { urls: all.iter().filter_map(filled).map(Secret::new).collect(), exceptions }
}

/// Installs the log of a program that cannot install one for the `log` crate itself: `host` receives the records up to the level
/// of [`set_log_level`](crate::set_log_level), and standard error those up to the level in `RINGOUT_LOG`. Only the first call has an
/// effect.
pub fn install_log(host: &'static dyn Log) {
    static IS_INSTALLED: AtomicBool = AtomicBool::new(false);
    if IS_INSTALLED.swap(true, Ordering::AcqRel) {
        return;
    }
    let level = optional(LOG_LEVEL).and_then(|level| level.as_deref().map_or(Ok(LevelFilter::Off), parse_level));
    logging::install(host, *level.as_ref().unwrap_or(&LevelFilter::Warn));
    if let Err(error) = level {
        log::warn!(target: "ringout", "{}", error.message());
    }
}

fn parse_level(level: &str) -> Result<LevelFilter> {
    match level.to_ascii_lowercase().as_str() {
        "off" => Ok(LevelFilter::Off),
        "error" => Ok(LevelFilter::Error),
        "warn" => Ok(LevelFilter::Warn),
        "info" => Ok(LevelFilter::Info),
        "debug" => Ok(LevelFilter::Debug),
        _ => {
            let problem = format_args!("{level:?} is not one of off, error, warn, info and debug");
            Err(Error::invalid(LOG_LEVEL, problem))
        }
    }
}

/// Returns the variable that a setting comes from, so that an error can name it.
pub(crate) fn variable_of(parameter: &str) -> Option<&'static str> {
    match parameter {
        "server" => Some(SERVER),
        "client_id" => Some(CLIENT_ID),
        "client_secret" => Some(CLIENT_SECRET),
        "jwt" => Some(JWT),
        _ => None,
    }
}

fn required(name: &str, what: &str) -> Result<String> {
    optional(name)?
        .ok_or_else(|| Error::invalid(name, format_args!("the environment variable is not set; set it to {what}")))
}

/// Treats an empty variable as missing, because shells and compose files turn unset variables into empty ones.
fn optional(name: &str) -> Result<Option<String>> {
    match env::var(name) {
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(Error::invalid(name, "the environment variable is not valid UTF-8")),
    }
}
