//! Every operation that blocks, and every place where it can.

use std::time::Duration;

use ringout_core::{CallRequest, Client, ClientBuilder, Credentials, ErrorCode, Method, Result, WaitOptions};

use crate::platform::{FROM, TO};
use crate::server::{self, FullBacklog, GOOD_CALL, GOOD_TOKEN, Mute, Reply, Server, json_response};
use crate::timing::ms;

/// An operation that asks the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// The explicit login.
    Login,
    /// `create_call`
    Create,
    /// `status`
    Status,
    /// `cancel`
    Cancel,
    /// `request` with GET
    Request,
    /// `request` with POST
    Post,
    /// `wait`
    Wait,
}

impl Operation {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Login, Self::Create, Self::Status, Self::Cancel, Self::Request, Self::Post, Self::Wait];

    /// Runs it; a wait for at most `patience`.
    pub fn run(self, client: &Client, patience: Duration) -> Result<()> {
        let call = || client.call("raw-1");
        match self {
            Self::Login => client.login(Credentials::jwt("jwt.of.the-suites")),
            Self::Create => client.create_call(&CallRequest::to(TO).from(FROM)).map(drop),
            Self::Status => call()?.status().map(drop),
            Self::Cancel => call()?.cancel().map(drop),
            Self::Request => client.request(Method::Get, "/restapi/v1.0/x", &[], None).map(drop),
            Self::Post => client.request(Method::Post, "/restapi/v1.0/x", &[], Some("{}")).map(drop),
            Self::Wait => call()?.wait(&WaitOptions::default().timeout(patience)).map(drop),
        }
    }

    /// Whether a lost answer may mean that something was done.
    pub fn creates(self) -> bool {
        matches!(self, Self::Create | Self::Post)
    }
}

/// A server at which operations get stuck.
pub struct Place {
    /// Where, in words.
    pub name: &'static str,
    url: String,
    /// Whether only the login gets stuck, or only what comes after it; both where it is before either.
    stuck: Stuck,
    _server: Box<dyn std::any::Any + Send + Sync>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stuck {
    Connecting,
    AtLogin,
    AfterLogin,
}

impl Place {
    /// All of them, each with a server of its own.
    pub fn all() -> Vec<Self> {
        let full = FullBacklog::start();
        let connecting = Self::new("connecting", full.url(), Stuck::Connecting, full);
        let mute = Mute::start();
        let url = format!("https://{}", mute.authority());
        let shaking_hands = Self::new("the TLS handshake", url, Stuck::Connecting, mute);
        let mut all = vec![connecting, shaking_hands];
        let token = || json_response(200, GOOD_TOKEN);
        let call = || json_response(200, GOOD_CALL);
        all.extend(Self::stuck_both("nothing", token, call, |_| Reply::Silence));
        all.extend(Self::stuck_both("a drip", token, call, |bytes| Reply::Drip(bytes, ms(40))));
        all.extend(Self::stuck_both("half of the head", token, call, |bytes| Reply::Half(bytes[..30].to_vec())));
        all.extend(Self::stuck_both("half of the body", token, call, |bytes| {
            Reply::Half(bytes[..bytes.len() - 5].to_vec())
        }));
        all
    }

    /// A place whose login answers in some way, and one whose other requests do.
    fn stuck_both(
        name: &'static str,
        token: impl Fn() -> Vec<u8> + Send + Sync + Copy + 'static,
        call: impl Fn() -> Vec<u8> + Send + Sync + Copy + 'static,
        reply: impl Fn(Vec<u8>) -> Reply + Send + Sync + Copy + 'static,
    ) -> [Self; 2] {
        let at_login = Server::start(move |_| reply(token()));
        let after = Server::with_login(move |_| reply(call()));
        [
            Self::new(name, at_login.url(), Stuck::AtLogin, at_login),
            Self::new(name, after.url(), Stuck::AfterLogin, after),
        ]
    }

    fn new(name: &'static str, url: String, stuck: Stuck, server: impl std::any::Any + Send + Sync) -> Self {
        Self { name, url, stuck, _server: Box::new(server) }
    }

    /// The settings of a client for it.
    pub fn builder(&self) -> ClientBuilder {
        server::builder(&self.url)
    }

    /// Whether this operation gets stuck here.
    pub fn stops(&self, operation: Operation) -> bool {
        self.stuck != Stuck::AfterLogin || operation != Operation::Login
    }

    /// The code of an operation that ends here with `otherwise`, unless it was a create that may have been placed.
    pub fn code(&self, operation: Operation, otherwise: ErrorCode) -> ErrorCode {
        let sent = self.stuck == Stuck::AfterLogin;
        if sent && operation.creates() { ErrorCode::MaybePlaced } else { otherwise }
    }

    /// Where it is, with the operation.
    pub fn describe(&self, operation: Operation) -> String {
        format!("{operation:?} at {} ({:?})", self.name, self.stuck)
    }
}

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Place").field("name", &self.name).field("stuck", &self.stuck).finish_non_exhaustive()
    }
}
