//! Client settings: the struct, and its conversion to the core's builder.

use std::ffi::c_char;
use std::mem::offset_of;
use std::ptr;
use std::time::Duration;

use ringout_core::{CallPath, Client, ClientBuilder, Credentials, RateLimit, Result};

use crate::ledger::{self, CLedger, ringout_ledger};
use crate::memory::{self, Growable};
use crate::names::{self, Names};
use crate::token_store::{self, Store, ringout_token_store};

/// The current path, `ring-out`, whose call ids are strings.
pub const RINGOUT_CALL_PATH_RING_OUT: u32 = 0;
/// The path `ringout`, which RingCentral has deprecated, and whose call ids are numbers.
pub const RINGOUT_CALL_PATH_DEPRECATED: u32 = 1;

/// A request over the rate limit waits for its turn if its deadline allows that.
pub const RINGOUT_RATE_LIMIT_WAIT: u32 = 0;
/// A request over the rate limit fails at once with `RINGOUT_RATE_LIMITED` and the time to wait.
pub const RINGOUT_RATE_LIMIT_FAIL_FAST: u32 = 1;

/// The library's default, for every timeout.
pub const RINGOUT_DEFAULT_TIMEOUT: u32 = 4_294_967_295;

/// The settings of a client. Initialise with `RINGOUT_CONFIG_INIT`, then set `server`, `client_id` and any other field.
/// `ringout_client_new()` checks and copies everything.
///
/// Each operation has one deadline, which covers waiting for a rate limit, connecting, logging in and retries.
///
/// A setting is the field if set, else the environment for `proxy` and `ca_bundle`, else the default.
/// `ringout_client_from_env()` also reads the server, the app and the JWT from the environment.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ringout_config {
    /// The size of the struct. `RINGOUT_CONFIG_INIT` sets it.
    pub struct_size: u32,
    /// Which of RingCentral's two paths for RingOut to use: a `RINGOUT_CALL_PATH_...`.
    pub call_path: u32,
    /// The time to establish a connection, including name lookup and TLS, in milliseconds: 1 to 3600000, or
    /// `RINGOUT_DEFAULT_TIMEOUT` for 5 s. It is part of the operation's deadline, not added to it.
    pub connect_timeout_ms: u32,
    /// The deadline of any operation that does not place a call, in milliseconds: 1 to 3600000, or
    /// `RINGOUT_DEFAULT_TIMEOUT` for 30 s. Waiting for the end of a call has its own timeout.
    pub request_timeout_ms: u32,
    /// The deadline for placing a call, in milliseconds: 1 to 3600000, or `RINGOUT_DEFAULT_TIMEOUT` for 30 s. If it
    /// passes after the request was sent, the error is `RINGOUT_MAYBE_PLACED`, so do not set it tightly.
    pub create_timeout_ms: u32,
    /// The requested lifetime of access tokens in seconds: 600 to 3600, or 0 for RingCentral's default.
    pub access_token_ttl_s: u32,
    /// The requested lifetime of refresh tokens in seconds: 1 to 31536000, or 0 for RingCentral's default, 7 days.
    pub refresh_token_ttl_s: u32,
    /// The reaction to rate limits: a `RINGOUT_RATE_LIMIT_...`.
    pub rate_limit: u32,
    /// Nonzero allows `http://` to other machines, which sends tokens in the clear. This machine is always allowed.
    pub allow_insecure_http: u32,
    /// RingCentral's URL, "https://platform.ringcentral.com" in production. Required.
    pub server: *const c_char,
    /// The client id of the app, from the developer console. Required.
    pub client_id: *const c_char,
    /// The client secret of the app; NULL for a public app.
    pub client_secret: *const c_char,
    /// The JWT credential for the login, which the first request does; NULL if your program logs in with
    /// `ringout_client_login_jwt()` or another login function.
    pub jwt: *const c_char,
    /// The account id; NULL for the account of the user who logs in.
    pub account_id: *const c_char,
    /// The extension id; NULL for the extension of the user who logs in.
    pub extension_id: *const c_char,
    /// The path of a file that keeps tokens between runs and shares them between processes. Only its owner can read it.
    /// NULL keeps tokens in memory.
    pub token_file: *const c_char,
    /// The user's name in the key of the saved token; NULL to derive it from the credentials. Set it if several users
    /// log in on RingCentral's page.
    pub token_user: *const c_char,
    /// The proxy, "http://user:password@host:port"; "" for none. NULL for the proxy of `ALL_PROXY`, `HTTPS_PROXY` or
    /// `HTTP_PROXY`, except for servers on this machine and those that match `NO_PROXY`, which is read as curl reads
    /// it.
    pub proxy: *const c_char,
    /// The path of a PEM file with the certificate authorities to trust. NULL for those of `SSL_CERT_FILE` and
    /// `SSL_CERT_DIR` (on Linux), or else the system's.
    pub ca_bundle: *const c_char,
    /// The name of your app, sent in `User-Agent`; NULL for none.
    pub app_name: *const c_char,
    /// The version of your app; required with `app_name`, NULL without.
    pub app_version: *const c_char,
    /// Your own token store, instead of `token_file`; NULL for none.
    pub token_store: *const ringout_token_store,
    /// Your own ledger, for requests with a `dedupe_key`; NULL for none. Set `token_user` if the JWT may be replaced while
    /// keys are in use, because the user is part of each key.
    pub ledger: *const ringout_ledger,
    /// How long the ledger remembers a key after its last change, in seconds: 3600 to 31536000, or 0 for 7 days. It
    /// should be longer than any queue may deliver a job again.
    pub dedupe_lifetime_s: u64,
    /// Where all workers of a fleet account for RingCentral's rate limits together; NULL for none. It may be the struct of
    /// `ledger`. If it fails or takes longer than 5 s, the client says so in the log, pauses for a window of the
    /// limit and goes on with its `share`.
    pub budget: *const ringout_ledger,
    /// The part of RingCentral's limits for this client without a budget, and while it fails: more than 0 and at most 1, or
    /// 0 for the default, which is 1 without a budget and 0.1 with one. For N workers, 1/N.
    pub share: f64,
}

// SAFETY: repr(C), `struct_size` comes first, integers and pointers only, and a test compares the end of the last field
// with the size.
unsafe impl Growable for ringout_config {
    const FIRST_SIZE: usize = offset_of!(Self, token_store) + size_of::<*const ringout_token_store>();
    const UNSET: Self = Self {
        struct_size: 0,
        call_path: RINGOUT_CALL_PATH_RING_OUT,
        connect_timeout_ms: RINGOUT_DEFAULT_TIMEOUT,
        request_timeout_ms: RINGOUT_DEFAULT_TIMEOUT,
        create_timeout_ms: RINGOUT_DEFAULT_TIMEOUT,
        access_token_ttl_s: 0,
        refresh_token_ttl_s: 0,
        rate_limit: RINGOUT_RATE_LIMIT_WAIT,
        allow_insecure_http: 0,
        server: ptr::null(),
        client_id: ptr::null(),
        client_secret: ptr::null(),
        jwt: ptr::null(),
        account_id: ptr::null(),
        extension_id: ptr::null(),
        token_file: ptr::null(),
        token_user: ptr::null(),
        proxy: ptr::null(),
        ca_bundle: ptr::null(),
        app_name: ptr::null(),
        app_version: ptr::null(),
        token_store: ptr::null(),
        ledger: ptr::null(),
        dedupe_lifetime_s: 0,
        budget: ptr::null(),
        share: 0.0,
    };
}

/// Converts the settings of `ringout_client_new()`.
///
/// # Safety
/// `config` is NULL or a struct as the header describes it.
pub(crate) unsafe fn builder(config: *const ringout_config) -> Result<Builder> {
    // SAFETY: guaranteed by this function's contract.
    unsafe {
        let config = memory::growable(config, "config")?;
        let text = |text, name| memory::optional_text(text, name);
        let server = memory::text(config.server, "server")?;
        let client_id = memory::text(config.client_id, "client_id")?;
        let jwt = text(config.jwt, "jwt")?.map(Credentials::jwt);
        let token_file = text(config.token_file, "token_file")?;
        let token_store = token_store::store(config.token_store)?;
        let ledger = ledger::ledger(config.ledger, ["ledger", "ledger.load", "ledger.swap"])?;
        let budget = ledger::ledger(config.budget, ["budget", "budget.load", "budget.swap"])?;

        let mut builder = numbers(Client::builder(server, client_id), &config)?;
        builder = set(builder, text(config.client_secret, "client_secret")?, ClientBuilder::client_secret);
        builder = set(builder, jwt, ClientBuilder::credentials);
        builder = set(builder, text(config.account_id, "account_id")?, ClientBuilder::account_id);
        builder = set(builder, text(config.extension_id, "extension_id")?, ClientBuilder::extension_id);
        builder = set(builder, token_file, ClientBuilder::token_file);
        builder = set(builder, token_store.clone(), ClientBuilder::token_store);
        builder = set(builder, ledger.clone(), ClientBuilder::ledger);
        builder = set(builder, budget.clone(), ClientBuilder::budget);
        builder = set(builder, (config.share != 0.0).then_some(config.share), ClientBuilder::share);
        builder = set(builder, text(config.token_user, "token_user")?, ClientBuilder::token_user);
        builder = set(builder, text(config.proxy, "proxy")?, ClientBuilder::proxy);
        builder = set(builder, text(config.ca_bundle, "ca_bundle")?, ClientBuilder::ca_bundle);
        if !config.app_name.is_null() || !config.app_version.is_null() {
            let (name, version) = (config.app_name, config.app_version);
            builder = builder.app(memory::text(name, "app_name")?, memory::text(version, "app_version")?);
        }
        Ok(Builder { core: builder, token_store, ledger, budget })
    }
}

/// A client builder and the C stores in it.
pub(crate) struct Builder {
    core: ClientBuilder,
    token_store: Option<Store>,
    ledger: Option<CLedger>,
    budget: Option<CLedger>,
}

impl Builder {
    pub(crate) fn build(self) -> Result<Client> {
        let client = self.core.build()?;
        self.token_store.iter().for_each(Store::adopt);
        self.ledger.iter().chain(&self.budget).for_each(CLedger::adopt);
        Ok(client)
    }
}

fn numbers(builder: ClientBuilder, config: &ringout_config) -> Result<ClientBuilder> {
    let seconds = |seconds: u64| (seconds != 0).then(|| Duration::from_secs(seconds));
    let mut builder = builder
        .call_path(call_path(config.call_path)?)
        .rate_limit(rate_limit(config.rate_limit)?)
        .allow_insecure_http(config.allow_insecure_http != 0);
    builder = set(builder, timeout(config.connect_timeout_ms), ClientBuilder::connect_timeout);
    builder = set(builder, timeout(config.request_timeout_ms), ClientBuilder::request_timeout);
    builder = set(builder, timeout(config.create_timeout_ms), ClientBuilder::create_timeout);
    builder = set(builder, seconds(config.access_token_ttl_s.into()), ClientBuilder::access_token_ttl);
    builder = set(builder, seconds(config.refresh_token_ttl_s.into()), ClientBuilder::refresh_token_ttl);
    Ok(set(builder, seconds(config.dedupe_lifetime_s), ClientBuilder::dedupe_lifetime))
}

/// Applies a setter if there is a value.
pub(crate) fn set<B, T>(builder: B, value: Option<T>, setter: impl FnOnce(B, T) -> B) -> B {
    match value {
        Some(value) => setter(builder, value),
        None => builder,
    }
}

/// Converts a timeout; `None` for the library's default.
pub(crate) fn timeout(milliseconds: u32) -> Option<Duration> {
    (milliseconds != RINGOUT_DEFAULT_TIMEOUT).then(|| Duration::from_millis(milliseconds.into()))
}

static CALL_PATHS: Names =
    Names::new(|| names::table([CallPath::RingOut, CallPath::Deprecated].map(|path| (path as u32, path.as_str()))));

/// Returns the last segment of the path of a `RINGOUT_CALL_PATH_...`, such as "ring-out". Never NULL, valid forever.
#[unsafe(no_mangle)]
pub extern "C" fn ringout_call_path_name(call_path: u32) -> *const c_char {
    names::name(&CALL_PATHS, call_path)
}

fn call_path(number: u32) -> Result<CallPath> {
    match number {
        RINGOUT_CALL_PATH_RING_OUT => Ok(CallPath::RingOut),
        RINGOUT_CALL_PATH_DEPRECATED => Ok(CallPath::Deprecated),
        other => Err(memory::invalid("call_path", format_args!("{other} is not a RINGOUT_CALL_PATH_..."))),
    }
}

pub(crate) fn rate_limit(number: u32) -> Result<RateLimit> {
    match number {
        RINGOUT_RATE_LIMIT_WAIT => Ok(RateLimit::Wait),
        RINGOUT_RATE_LIMIT_FAIL_FAST => Ok(RateLimit::FailFast),
        other => Err(memory::invalid("rate_limit", format_args!("{other} is not a RINGOUT_RATE_LIMIT_..."))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_field_cannot_overlap_padding() {
        let end = offset_of!(ringout_config, share) + size_of::<f64>();
        assert_eq!(size_of::<ringout_config>(), end);
    }
}
