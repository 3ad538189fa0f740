//! Arguments as JavaScript has them, and their values in the core.

use std::time::Duration;

use napi_derive::napi;
use ringout_core::{CallPath, CallRequest, Client, ClientBuilder, Credentials, Error, ErrorCode, Method, Result};
use ringout_core::{Until, WaitOptions};

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
}

impl ClientOptions {
    pub(crate) fn build(self) -> Result<Client> {
        let mut builder = Client::builder(self.server, self.client_id);
        builder = with(builder, self.client_secret, ClientBuilder::client_secret);
        builder = with(builder, self.jwt.map(Credentials::jwt), ClientBuilder::credentials);
        builder = with(builder, self.account_id, ClientBuilder::account_id);
        builder = with(builder, self.extension_id, ClientBuilder::extension_id);
        builder = with(builder, call_path(self.call_path.as_deref())?, ClientBuilder::call_path);
        let connect = duration("connect_timeout", self.connect_timeout)?;
        builder = with(builder, connect, ClientBuilder::connect_timeout);
        let request = duration("request_timeout", self.request_timeout)?;
        builder = with(builder, request, ClientBuilder::request_timeout);
        let create = duration("create_timeout", self.create_timeout)?;
        builder = with(builder, create, ClientBuilder::create_timeout);
        with(builder, self.allow_insecure_http, ClientBuilder::allow_insecure_http).build()
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

/// The argument of `call.wait` and `call.watch`.
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
        options = with(options, duration("timeout", self.timeout)?, WaitOptions::timeout);
        Ok(with(options, self.cancel_on_timeout, WaitOptions::cancel_on_timeout))
    }
}

pub(crate) fn method(name: &str) -> Result<Method> {
    Method::parse(name).ok_or_else(|| unknown("method", name, "GET, POST, PUT, PATCH or DELETE"))
}

fn call_path(name: Option<&str>) -> Result<Option<CallPath>> {
    choose("call_path", name, &[CallPath::RingOut, CallPath::Deprecated], |path| path.as_str())
}

fn until(name: Option<&str>) -> Result<Option<Until>> {
    choose("until", name, &[Until::Ended, Until::Answered], |until| until.as_str())
}

/// The choice with this name.
fn choose<T: Copy>(
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

/// Milliseconds as a duration. What is too long for one, `Infinity` too, is the longest there is.
fn duration(parameter: &str, milliseconds: Option<f64>) -> Result<Option<Duration>> {
    match milliseconds {
        Some(time) if time.is_nan() || time < 0.0 => {
            Err(invalid(parameter, &format!("{time} is not a time in milliseconds")))
        }
        time => Ok(time.map(|time| Duration::try_from_secs_f64(time / 1000.0).unwrap_or(Duration::MAX))),
    }
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
