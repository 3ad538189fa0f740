//! Logging in and staying logged in: the only file that writes an Authorization header.
//!
//! One login at a time: whoever finds no usable token becomes the one who logs in, everybody else waits for the result. No
//! lock is held while a request is under way.

mod credentials;
mod token;

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

pub use credentials::Credentials;
use token::Token;

use crate::cancel::SLICE;
use crate::clock::{self, Operation, Stop};
use crate::error::{self, Error, ErrorCode, Result};
use crate::http::{Body, Method, Request};
use crate::secret::Secret;
use crate::sender::Sender;

const TOKEN_PATH: &str = "/restapi/oauth/token";

/// The login of one client.
#[derive(Debug)]
pub(crate) struct Auth {
    client_id: String,
    client_secret: Option<Secret>,
    /// `Basic ...` of a confidential app; a public one has no secret, and names itself in the body.
    basic: Option<Secret>,
    session: Mutex<Session>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Session {
    credentials: Option<Arc<Credentials>>,
    token: Option<Arc<Token>>,
    login_under_way: bool,
    /// Counts the logins that ended, so that those who waited know that theirs did.
    logins: u64,
    last_failure: Option<Error>,
}

/// What the caller who asked for a token has to do.
enum Turn {
    Use(Arc<Token>),
    LogIn(Arc<Credentials>),
}

impl Auth {
    pub(crate) fn new(client_id: String, client_secret: Option<Secret>, credentials: Option<Credentials>) -> Self {
        let basic = client_secret.as_ref().map(|secret| {
            Secret::new(format!("Basic {}", BASE64_STANDARD.encode(format!("{client_id}:{}", secret.expose()))))
        });
        let session = Session { credentials: credentials.map(Arc::new), ..Session::default() };
        Self { client_id, client_secret, basic, session: Mutex::new(session), changed: Condvar::new() }
    }

    pub(crate) fn client_id(&self) -> &str {
        &self.client_id
    }

    /// Logs in with these credentials, and keeps them to log in again when the token ends. A refusal changes nothing: what
    /// was there before stays.
    pub(crate) fn log_in(&self, credentials: Credentials, sender: &Sender, operation: &Operation) -> Result<()> {
        credentials.check()?;
        let credentials = Arc::new(credentials);
        let mut session = self.lock();
        while session.login_under_way {
            session = self.wait(session, operation)?;
        }
        session.login_under_way = true;
        drop(session);
        self.run_login(&credentials, sender, operation).map(drop)
    }

    /// The value of the Authorization header, after logging in if necessary.
    pub(crate) fn bearer(&self, sender: &Sender, operation: &Operation) -> Result<Bearer> {
        match self.turn(operation)? {
            Turn::Use(token) => Ok(Bearer(token)),
            Turn::LogIn(credentials) => self.run_login(&credentials, sender, operation).map(Bearer),
        }
    }

    /// The server refused this token before its time: it is not offered again.
    pub(crate) fn discard(&self, refused: &Bearer) {
        let mut session = self.lock();
        if session.token.as_ref().is_some_and(|token| Arc::ptr_eq(token, &refused.0)) {
            session.token = None;
        }
    }

    /// Blanks out every secret of this login in an error: a server may echo what it was sent.
    pub(crate) fn scrub(&self, error: Error) -> Error {
        let session = self.lock();
        let (credentials, token) = (session.credentials.clone(), session.token.clone());
        drop(session);
        let stored = self.client_secret.iter().chain(self.basic.iter());
        let session = credentials.iter().flat_map(|c| c.secrets()).chain(token.iter().map(|t| t.secret()));
        error.scrubbed(stored.chain(session))
    }

    /// Decides under the lock who does what.
    fn turn(&self, operation: &Operation) -> Result<Turn> {
        let mut session = self.lock();
        loop {
            if let Some(token) = session.token.as_ref().filter(|token| token.is_usable(clock::now())) {
                return Ok(Turn::Use(Arc::clone(token)));
            }
            if !session.login_under_way {
                let credentials = session.credentials.clone().ok_or_else(not_logged_in)?;
                session.login_under_way = true;
                return Ok(Turn::LogIn(credentials));
            }
            let before = session.logins;
            session = self.wait(session, operation)?;
            // The login this thread waited for has failed: so has its own request, without one more token request.
            if let Some(failure) = session.last_failure.as_ref().filter(|_| session.logins != before) {
                return Err(failure.clone());
            }
        }
    }

    /// Logs in without holding the lock, and tells everybody who waits, also when it panics.
    fn run_login(&self, credentials: &Arc<Credentials>, sender: &Sender, operation: &Operation) -> Result<Arc<Token>> {
        struct Finish<'a>(&'a Auth, Option<Result<(Arc<Credentials>, Arc<Token>)>>);
        impl Drop for Finish<'_> {
            fn drop(&mut self) {
                self.0.finish_login(self.1.take());
            }
        }
        let mut finish = Finish(self, None);
        let result = self.request_token(credentials, sender, operation).map(Arc::new);
        let result = result.map_err(|error| error.scrubbed(self.client_secret.iter().chain(credentials.secrets())));
        finish.1 = Some(result.clone().map(|token| (Arc::clone(credentials), token)));
        result
    }

    fn finish_login(&self, result: Option<Result<(Arc<Credentials>, Arc<Token>)>>) {
        let mut session = self.lock();
        session.login_under_way = false;
        session.logins += 1;
        session.last_failure = None;
        match result {
            Some(Ok((credentials, token))) => {
                session.credentials = Some(credentials);
                session.token = Some(token);
            }
            // One caller's interruption or deadline is not the others': they go on and log in themselves.
            Some(Err(error)) if matches!(error.code(), ErrorCode::Cancelled | ErrorCode::Timeout) => {}
            Some(Err(error)) => session.last_failure = Some(error),
            None => session.last_failure = Some(Error::new(ErrorCode::Internal, "the login panicked")),
        }
        drop(session);
        self.changed.notify_all();
    }

    fn request_token(&self, credentials: &Credentials, sender: &Sender, operation: &Operation) -> Result<Token> {
        let form = credentials.form(self.basic.is_none().then_some(self.client_id.as_str()));
        let request = Request {
            method: Method::Post,
            target: TOKEN_PATH,
            template: TOKEN_PATH,
            body: Some(Body::Form(form.expose())),
            authorization: self.basic.as_ref().map(Secret::expose),
        };
        let answer = sender.log_in(&request, operation)?;
        if answer.is_success() { Token::from_answer(&answer, clock::now()) } else { Err(error::from_answer(&answer)) }
    }

    fn wait<'a>(&'a self, session: MutexGuard<'a, Session>, operation: &Operation) -> Result<MutexGuard<'a, Session>> {
        match operation.stop() {
            Some(Stop::Deadline) => Err(Error::new(ErrorCode::Timeout, "the login did not end before the deadline")),
            Some(Stop::Interrupted) => Err(Error::new(ErrorCode::Cancelled, "the operation was interrupted")),
            None => {
                let slice = operation.remaining().min(SLICE);
                let (session, waited) =
                    self.changed.wait_timeout(session, slice).unwrap_or_else(PoisonError::into_inner);
                if !waited.timed_out() {
                    return Ok(session);
                }
                // The host may take a lock of its own to answer, so ours is not held meanwhile.
                drop(session);
                operation.token.poll();
                Ok(self.lock())
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A token that is on its way with a request.
#[derive(Debug, Clone)]
pub(crate) struct Bearer(Arc<Token>);

impl Bearer {
    pub(crate) fn header(&self) -> &str {
        self.0.bearer.expose()
    }
}

fn not_logged_in() -> Error {
    Error::new(ErrorCode::NotLoggedIn, "not logged in: log in with a JWT first, or set RC_USER_JWT")
}
