//! The blocking operations of a client, and servers that block them at every stage.

use std::time::Duration;

use ringout_core::{CallRequest, Client, ClientBuilder, Credentials, ErrorCode, Method, Result, WaitOptions};

use crate::platform::{FROM, TO};
use crate::server::{self, FullBacklog, GOOD_CALL, GOOD_TOKEN, Mute, Reply, Server, json_response};
use crate::timing::ms;

/// An operation that sends requests to the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// `login`
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
    /// Every operation.
    pub const ALL: [Self; 7] =
        [Self::Login, Self::Create, Self::Status, Self::Cancel, Self::Request, Self::Post, Self::Wait];

    /// Runs the operation. Only a wait uses `timeout`.
    pub fn run(self, client: &Client, timeout: Duration) -> Result<()> {
        let call = || client.call("raw-1");
        match self {
            Self::Login => client.login(Credentials::jwt("jwt.of.the-suites")),
            Self::Create => client.create_call(&CallRequest::to(TO).from(FROM)).map(drop),
            Self::Status => call()?.status().map(drop),
            Self::Cancel => call()?.cancel().map(drop),
            Self::Request => client.request(Method::Get, "/restapi/v1.0/x", &[], None).map(drop),
            Self::Post => client.request(Method::Post, "/restapi/v1.0/x", &[], Some("{}")).map(drop),
            Self::Wait => call()?.wait(&WaitOptions::default().timeout(timeout)).map(drop),
        }
    }

    /// Whether the request may have taken effect although its response is lost.
    pub fn creates(self) -> bool {
        matches!(self, Self::Create | Self::Post)
    }
}

/// A server that blocks operations at one stage.
pub struct StuckServer {
    name: &'static str,
    url: String,
    stage: Stage,
    _server: Box<dyn std::any::Any + Send + Sync>,
}

/// The stage at which operations block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Before any request is sent.
    Connecting,
    /// During the login.
    Login,
    /// During every request except the login.
    AfterLogin,
}

impl StuckServer {
    /// Starts one server for each way to block and each stage.
    pub fn all() -> Vec<Self> {
        let full = FullBacklog::start();
        let connecting = Self::new("connecting", full.url(), Stage::Connecting, full);
        let mute = Mute::start();
        let url = format!("https://{}", mute.authority());
        let shaking_hands = Self::new("the TLS handshake", url, Stage::Connecting, mute);
        let mut all = vec![connecting, shaking_hands];
        let token = || json_response(200, GOOD_TOKEN);
        let call = || json_response(200, GOOD_CALL);
        all.extend(Self::at_login_and_after("nothing", token, call, |_| Reply::Silence));
        all.extend(Self::at_login_and_after("a drip", token, call, |bytes| Reply::Drip(bytes, ms(40))));
        all.extend(Self::at_login_and_after("half of the head", token, call, |bytes| {
            Reply::Half(bytes[..30].to_vec())
        }));
        all.extend(Self::at_login_and_after("half of the body", token, call, |bytes| {
            Reply::Half(bytes[..bytes.len() - 5].to_vec())
        }));
        all
    }

    /// Starts a server that blocks the login, and one that blocks every other request.
    fn at_login_and_after(
        name: &'static str,
        token: impl Fn() -> Vec<u8> + Send + Sync + Copy + 'static,
        call: impl Fn() -> Vec<u8> + Send + Sync + Copy + 'static,
        reply: impl Fn(Vec<u8>) -> Reply + Send + Sync + Copy + 'static,
    ) -> [Self; 2] {
        let at_login = Server::start(move |_| reply(token()));
        let after = Server::with_login(move |_| reply(call()));
        [
            Self::new(name, at_login.url(), Stage::Login, at_login),
            Self::new(name, after.url(), Stage::AfterLogin, after),
        ]
    }

    fn new(name: &'static str, url: String, stage: Stage, server: impl std::any::Any + Send + Sync) -> Self {
        Self { name, url, stage, _server: Box::new(server) }
    }

    /// Returns a builder of clients for this server.
    pub fn builder(&self) -> ClientBuilder {
        server::builder(&self.url)
    }

    /// Whether this server blocks the operation.
    pub fn blocks(&self, operation: Operation) -> bool {
        self.stage != Stage::AfterLogin || operation != Operation::Login
    }

    /// Returns the error code that a blocked operation ends with: `MaybePlaced` if a create was sent, otherwise `code`.
    pub fn expected_code(&self, operation: Operation, code: ErrorCode) -> ErrorCode {
        let sent = self.stage == Stage::AfterLogin;
        if sent && operation.creates() { ErrorCode::MaybePlaced } else { code }
    }

    /// Describes an operation at this server for test messages.
    pub fn describe(&self, operation: Operation) -> String {
        format!("{operation:?} at {} ({:?})", self.name, self.stage)
    }
}

impl std::fmt::Debug for StuckServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StuckServer").field("name", &self.name).field("stage", &self.stage).finish_non_exhaustive()
    }
}
