//! Arguments as JavaScript has them, and their values in the core.

use std::time::Duration;

use napi_derive::napi;
use ringout_core::{CallPath, CallRequest, Client, ClientBuilder, Credentials, Error, ErrorCode, Result};
use ringout_core::{RateLimit, Unit, Until, WaitOptions};

use crate::store::TokenStore;

/// The argument of `new Client`. Times are in milliseconds.
#[napi(object, object_to_js = false)]
pub struct ClientOptions {
    /// The platform's URL.
    pub server: String,
    /// The app's client id.
    pub client_id: String,
    /// The app's secret; none for a public app.
    pub client_secret: Option<String>,
    /// What to log in with.
    pub jwt: Option<String>,
    /// The account.
    pub account_id: Option<String>,
    /// The extension.
    pub extension_id: Option<String>,
    /// The name of a `CallPath`.
    pub call_path: Option<String>,
    /// How long making a connection may take.
    pub connect_timeout: Option<f64>,
    /// How long any operation but a create may take.
    pub request_timeout: Option<f64>,
    /// How long a create may take.
    pub create_timeout: Option<f64>,
    /// Whether plain http to other machines is allowed.
    pub allow_insecure_http: Option<bool>,
    /// How long access tokens shall live.
    pub access_token_ttl: Option<f64>,
    /// How long refresh tokens shall live.
    pub refresh_token_ttl: Option<f64>,
    /// The file that keeps tokens.
    pub token_file: Option<String>,
    /// The user's name in the key of the token.
    pub token_user: Option<String>,
    /// A proxy's URL.
    pub proxy: Option<String>,
    /// A PEM file of certificate authorities.
    pub ca_bundle: Option<String>,
    /// The user's own app.
    pub app: Option<App>,
    /// The name of a `RateLimit`.
    pub rate_limit: Option<String>,
}

/// The user's own app, as the platform sees it.
#[napi(object, object_to_js = false)]
pub struct App {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl ClientOptions {
    pub(crate) fn build(self, store: Option<TokenStore>) -> Result<Client> {
        let mut builder = self.times(Client::builder(&*self.server, &*self.client_id))?;
        builder = with(builder, self.client_secret, ClientBuilder::client_secret);
        builder = with(builder, self.jwt.map(Credentials::jwt), ClientBuilder::credentials);
        builder = with(builder, self.account_id, ClientBuilder::account_id);
        builder = with(builder, self.extension_id, ClientBuilder::extension_id);
        builder = with(builder, call_path(self.call_path.as_deref())?, ClientBuilder::call_path);
        builder = with(builder, self.allow_insecure_http, ClientBuilder::allow_insecure_http);
        builder = with(builder, self.token_file, ClientBuilder::token_file);
        builder = with(builder, store, ClientBuilder::token_store);
        builder = with(builder, self.token_user, ClientBuilder::token_user);
        builder = with(builder, self.proxy, ClientBuilder::proxy);
        builder = with(builder, self.ca_bundle, ClientBuilder::ca_bundle);
        builder = with(builder, self.rate_limit.as_deref().map(rate_limit).transpose()?, ClientBuilder::rate_limit);
        with(builder, self.app, |builder, app| builder.app(app.name, app.version)).build()
    }

    fn times(&self, mut builder: ClientBuilder) -> Result<ClientBuilder> {
        type Set = fn(ClientBuilder, Duration) -> ClientBuilder;
        let times: [(&str, Option<f64>, Set); 5] = [
            ("connect_timeout", self.connect_timeout, ClientBuilder::connect_timeout),
            ("request_timeout", self.request_timeout, ClientBuilder::request_timeout),
            ("create_timeout", self.create_timeout, ClientBuilder::create_timeout),
            ("access_token_ttl", self.access_token_ttl, ClientBuilder::access_token_ttl),
            ("refresh_token_ttl", self.refresh_token_ttl, ClientBuilder::refresh_token_ttl),
        ];
        for (parameter, time, set) in times {
            let time = time.map(|time| duration(parameter, time)).transpose()?;
            builder = with(builder, time, set);
        }
        Ok(builder)
    }
}

/// The argument of `client.createCall`.
#[napi(object, object_to_js = false)]
pub struct CreateCallOptions {
    /// The callee's number.
    pub to: String,
    /// The caller's number.
    pub from: Option<String>,
    /// The caller, by the id of a forwarding number.
    pub from_forwarding_number: Option<String>,
    /// The number that the callee sees.
    pub caller_id: Option<String>,
    /// Whether the caller must press 1.
    pub play_prompt: Option<bool>,
    /// The platform's id of the country of national numbers.
    pub country: Option<String>,
}

impl CreateCallOptions {
    pub(crate) fn into_request(self) -> CallRequest {
        let mut request = CallRequest::to(self.to);
        request = with(request, self.from, CallRequest::from);
        request = with(request, self.from_forwarding_number, CallRequest::from_forwarding_number);
        request = with(request, self.caller_id, CallRequest::caller_id);
        request = with(request, self.play_prompt, CallRequest::play_prompt);
        with(request, self.country, CallRequest::country)
    }
}

/// The argument of `call.wait` and `call.watch`, and a part of that of `client.placeAll`.
#[napi(object, object_to_js = false)]
pub struct WaitSettings {
    /// The name of an `Until`.
    pub until: Option<String>,
    /// How long to wait at most, in milliseconds.
    pub timeout: Option<f64>,
    /// Whether to hang up when the timeout passes.
    pub cancel_on_timeout: Option<bool>,
}

impl WaitSettings {
    pub(crate) fn into_options(self) -> Result<WaitOptions> {
        let mut options = WaitOptions::default();
        options = with(options, until(self.until.as_deref())?, WaitOptions::until);
        let timeout = self.timeout.map(|timeout| duration("timeout", timeout)).transpose()?;
        options = with(options, timeout, WaitOptions::timeout);
        Ok(with(options, self.cancel_on_timeout, WaitOptions::cancel_on_timeout))
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

/// The choice with this name.
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

/// Milliseconds as a duration.
pub(crate) fn duration(parameter: &str, milliseconds: f64) -> Result<Duration> {
    ringout_core::time(parameter, milliseconds, Unit::Milliseconds)
}

/// A whole number of things, at least one; `Infinity` for any.
pub(crate) fn count(parameter: &str, number: f64) -> Result<usize> {
    let whole = if number == f64::INFINITY { Some(usize::MAX) } else { number.to_string().parse().ok() };
    whole
        .filter(|whole| *whole > 0)
        .ok_or_else(|| invalid(parameter, &format!("{number} is not a whole number above 0")))
}

/// Sets what was given, and leaves the core's default where nothing was.
fn with<T, V>(target: T, value: Option<V>, set: impl FnOnce(T, V) -> T) -> T {
    match value {
        Some(value) => set(target, value),
        None => target,
    }
}

fn unknown(parameter: &str, name: &str, allowed: &str) -> Error {
    let shown: String = name.chars().take(40).collect();
    invalid(parameter, &format!("{shown:?} is none of the names it may have: {allowed}"))
}

fn invalid(parameter: &str, problem: &str) -> Error {
    Error::from_binding(ErrorCode::InvalidArgument, Some(parameter), format!("{parameter}: {problem}"))
}
