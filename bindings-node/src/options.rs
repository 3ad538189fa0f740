//! Options from JavaScript, and their conversion to the core's types.

use std::time::Duration;

use napi_derive::napi;
use ringout_core::{CallPath, CallRequest, Client, ClientBuilder, Credentials, Error, ErrorCode, Result};
use ringout_core::{RateLimit, Unit, Until, WaitOptions};

use crate::ledger::Ledger;
use crate::store::TokenStore;

/// The options of `new Client`. Times are in milliseconds.
#[napi(object, object_to_js = false)]
pub struct ClientOptions {
    /// The platform's URL.
    pub server: String,
    /// The app's client id.
    pub client_id: String,
    /// The app's secret, absent for a public app.
    pub client_secret: Option<String>,
    /// The JWT credential.
    pub jwt: Option<String>,
    /// The id of the account.
    pub account_id: Option<String>,
    /// The id of the extension.
    pub extension_id: Option<String>,
    /// The name of a `CallPath`.
    pub call_path: Option<String>,
    /// The timeout for connecting.
    pub connect_timeout: Option<f64>,
    /// The timeout of every operation except a create.
    pub request_timeout: Option<f64>,
    /// The timeout of a create.
    pub create_timeout: Option<f64>,
    /// Whether `http://` to other machines is allowed.
    pub allow_insecure_http: Option<bool>,
    /// The lifetime to request for access tokens.
    pub access_token_ttl: Option<f64>,
    /// The lifetime to request for refresh tokens.
    pub refresh_token_ttl: Option<f64>,
    /// The path of the token file.
    pub token_file: Option<String>,
    /// The user's name in the key of the stored token.
    pub token_user: Option<String>,
    /// The proxy's URL, or an empty string for none.
    pub proxy: Option<String>,
    /// The path of a PEM file with certificate authorities.
    pub ca_bundle: Option<String>,
    /// The app's name and version for `User-Agent`.
    pub app: Option<App>,
    /// The name of a `RateLimit`.
    pub rate_limit: Option<String>,
    /// How long the ledger remembers a key.
    pub dedupe_lifetime: Option<f64>,
    /// The part of the limits for this client.
    pub share: Option<f64>,
}

/// What the facade's objects store.
pub(crate) struct Stores {
    pub(crate) token_store: Option<TokenStore>,
    pub(crate) ledger: Option<Ledger>,
    pub(crate) budget: Option<Ledger>,
}

/// The app that uses the library, for `User-Agent`.
#[napi(object, object_to_js = false)]
pub struct App {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl ClientOptions {
    pub(crate) fn build(self, stores: Stores) -> Result<Client> {
        let mut builder = self.times(Client::builder(&*self.server, &*self.client_id))?;
        builder = with(builder, self.client_secret, ClientBuilder::client_secret);
        builder = with(builder, self.jwt.map(Credentials::jwt), ClientBuilder::credentials);
        builder = with(builder, self.account_id, ClientBuilder::account_id);
        builder = with(builder, self.extension_id, ClientBuilder::extension_id);
        builder = with(builder, call_path(self.call_path.as_deref())?, ClientBuilder::call_path);
        builder = with(builder, self.allow_insecure_http, ClientBuilder::allow_insecure_http);
        builder = with(builder, self.token_file, ClientBuilder::token_file);
        builder = with(builder, stores.token_store, ClientBuilder::token_store);
        builder = with(builder, stores.ledger, ClientBuilder::ledger);
        builder = with(builder, stores.budget, ClientBuilder::budget);
        builder = with(builder, self.share, ClientBuilder::share);
        builder = with(builder, self.token_user, ClientBuilder::token_user);
        builder = with(builder, self.proxy, ClientBuilder::proxy);
        builder = with(builder, self.ca_bundle, ClientBuilder::ca_bundle);
        builder = with(builder, self.rate_limit.as_deref().map(rate_limit).transpose()?, ClientBuilder::rate_limit);
        with(builder, self.app, |builder, app| builder.app(app.name, app.version)).build()
    }

    fn times(&self, mut builder: ClientBuilder) -> Result<ClientBuilder> {
        type Setter = fn(ClientBuilder, Duration) -> ClientBuilder;
        let times: [(&str, Option<f64>, Setter); 6] = [
            ("connect_timeout", self.connect_timeout, ClientBuilder::connect_timeout),
            ("request_timeout", self.request_timeout, ClientBuilder::request_timeout),
            ("create_timeout", self.create_timeout, ClientBuilder::create_timeout),
            ("access_token_ttl", self.access_token_ttl, ClientBuilder::access_token_ttl),
            ("refresh_token_ttl", self.refresh_token_ttl, ClientBuilder::refresh_token_ttl),
            ("dedupe_lifetime", self.dedupe_lifetime, ClientBuilder::dedupe_lifetime),
        ];
        for (parameter, time, set) in times {
            let time = time.map(|time| duration(parameter, time)).transpose()?;
            builder = with(builder, time, set);
        }
        Ok(builder)
    }
}

/// The call to place with `client.createCall`.
#[napi(object, object_to_js = false)]
pub struct CreateCallOptions {
    /// The callee's number.
    pub to: String,
    /// The caller's number.
    pub from: Option<String>,
    /// The caller, by the id of a forwarding number.
    pub from_forwarding_number: Option<String>,
    /// The number shown to the callee.
    pub caller_id: Option<String>,
    /// Whether the caller must press 1 before the callee is dialled.
    pub play_prompt: Option<bool>,
    /// The platform's id of the country of national numbers.
    pub country: Option<String>,
    /// Whether to hang up if the request is aborted after it was sent.
    pub cancel_on_exit: Option<bool>,
    /// The key under which the call is placed at most once.
    pub dedupe_key: Option<String>,
}

impl CreateCallOptions {
    pub(crate) fn into_request(self) -> CallRequest {
        let mut request = CallRequest::to(self.to);
        request = with(request, self.from, CallRequest::from);
        request = with(request, self.from_forwarding_number, CallRequest::from_forwarding_number);
        request = with(request, self.caller_id, CallRequest::caller_id);
        request = with(request, self.play_prompt, CallRequest::play_prompt);
        request = with(request, self.country, CallRequest::country);
        request = with(request, self.dedupe_key, CallRequest::dedupe_key);
        with(request, self.cancel_on_exit, CallRequest::cancel_on_exit)
    }
}

/// The options of `call.wait` and `call.watch`, and part of those of `client.placeAll`.
#[napi(object, object_to_js = false)]
pub struct WaitSettings {
    /// The name of an `Until`.
    pub until: Option<String>,
    /// The longest time to wait, in milliseconds.
    pub timeout: Option<f64>,
    /// Whether to hang up when the timeout passes.
    pub cancel_on_timeout: Option<bool>,
    /// Whether to hang up if the wait is left without an outcome.
    pub cancel_on_exit: Option<bool>,
}

impl WaitSettings {
    pub(crate) fn into_options(self) -> Result<WaitOptions> {
        let mut options = WaitOptions::default();
        options = with(options, until(self.until.as_deref())?, WaitOptions::until);
        let timeout = self.timeout.map(|timeout| duration("timeout", timeout)).transpose()?;
        options = with(options, timeout, WaitOptions::timeout);
        options = with(options, self.cancel_on_timeout, WaitOptions::cancel_on_timeout);
        Ok(with(options, self.cancel_on_exit, WaitOptions::cancel_on_exit))
    }
}

fn call_path(name: Option<&str>) -> Result<Option<CallPath>> {
    choose("call_path", name, &[CallPath::RingOut, CallPath::Deprecated], |path| path.as_str())
}

pub(crate) fn rate_limit(name: &str) -> Result<RateLimit> {
    let chosen = choose("rate_limit", Some(name), &[RateLimit::Wait, RateLimit::FailFast], |limit| limit.as_str())?;
    Ok(chosen.unwrap_or_default())
}

fn until(name: Option<&str>) -> Result<Option<Until>> {
    choose("until", name, &[Until::Ended, Until::Answered], |until| until.as_str())
}

/// Returns the choice with this name, or an error that lists the names.
pub(crate) fn choose<T: Copy>(
    parameter: &str,
    name: Option<&str>,
    choices: &[T],
    as_str: impl Fn(&T) -> &'static str,
) -> Result<Option<T>> {
    let Some(name) = name else { return Ok(None) };
    let names = || choices.iter().map(&as_str).collect::<Vec<_>>().join(" or ");
    let chosen = choices.iter().find(|choice| as_str(choice) == name);
    chosen.copied().map(Some).ok_or_else(|| unknown(parameter, name, &names()))
}

/// Converts milliseconds to a duration.
pub(crate) fn duration(parameter: &str, milliseconds: f64) -> Result<Duration> {
    ringout_core::time(parameter, milliseconds, Unit::Milliseconds)
}

/// Converts a whole number of at least 1. `Infinity` is the largest.
pub(crate) fn count(parameter: &str, number: f64) -> Result<usize> {
    let whole = if number == f64::INFINITY { Some(usize::MAX) } else { number.to_string().parse().ok() };
    whole
        .filter(|whole| *whole > 0)
        .ok_or_else(|| invalid(parameter, &format!("{number} is not a whole number greater than 0")))
}

/// Sets a value if there is one, and keeps the core's default otherwise.
fn with<T, V>(target: T, value: Option<V>, set: impl FnOnce(T, V) -> T) -> T {
    match value {
        Some(value) => set(target, value),
        None => target,
    }
}

fn unknown(parameter: &str, name: &str, allowed: &str) -> Error {
    let shown: String = name.chars().take(40).collect();
    invalid(parameter, &format!("{shown:?} is not valid; use {allowed}"))
}

fn invalid(parameter: &str, problem: &str) -> Error {
    Error::from_binding(ErrorCode::InvalidArgument, Some(parameter), format!("{parameter}: {problem}"))
}
