//! Logging in and staying logged in: the only folder that writes an Authorization header.
//!
//! One login at a time: whoever finds no usable token becomes the one who logs in, everybody else waits for the result.
//! No lock is held while a request is under way. What a login consists of is in `login`.
//!
//! A session is in one of these states, all under one lock:
//!
//! - It has a token that is fresh: it is used, and nothing else happens. That is the way of nearly every request.
//! - It has none, or one that should be replaced, and nobody logs in: whoever finds it so does, with `login_by` set.
//! - Somebody logs in: everybody else waits, and takes over the result, also if it is a failure. Otherwise a login that
//!   is refused would be repeated by each of a hundred waiting threads. Only an interruption or a deadline is not taken
//!   over, because it is one caller's own: the next one tries.
//! - It is barred: the platform has refused the credentials (until something changes them), or asked for a pause (until
//!   that is over). Every request then fails with what the platform said, and nothing is sent.
//!
//! A token that could not be replaced in time is used to its end, with [`HOLD`] between the tries. A network failure
//! never costs a token. A 401 in spite of all this replaces it once, for the request that got it.

mod authorize;
mod credentials;
mod login;
mod pkce;
mod store;
mod token;

use std::process;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

pub use authorize::Authorization;
pub use credentials::Credentials;
pub use store::{FileTokenStore, StoreError, TokenKey, TokenStore};
pub use token::Token;

pub(crate) use credentials::TokenLifetimes;

use crate::base::cancel::SLICE;
use crate::base::clock::{self, Condition};
use crate::base::error::{Error, ErrorCode, Result};
use crate::base::operation::Operation;
use crate::base::secret::Secret;
use crate::transport::sender::Sender;
use login::{Starting, is_refusal, not_logged_in};
use store::Keeper;

/// How long a token that could not be replaced is used before the next try: a login server that is down is not asked
/// with every request.
const HOLD: Duration = Duration::from_secs(10);

/// What a login needs to know.
///
/// Checked by the builder; nothing here is checked again.
pub(crate) struct AuthSettings {
    pub(crate) origin: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: Option<Secret>,
    pub(crate) credentials: Option<Credentials>,
    pub(crate) lifetimes: TokenLifetimes,
    pub(crate) store: Option<Arc<dyn TokenStore>>,
    pub(crate) user: Option<String>,
}

/// The login of one client.
#[derive(Debug)]
pub(crate) struct Auth {
    origin: String,
    client_id: String,
    client_secret: Option<Secret>,
    /// What follows `Basic` for a confidential app; a public one has no secret, and names itself in the body.
    basic: Option<Secret>,
    lifetimes: TokenLifetimes,
    keeper: Option<Keeper>,
    user: Option<String>,
    session: Mutex<Session>,
    changed: Condition,
}

/// Everything that changes while a client lives. Never locked while anything is sent, stored or asked of the host.
#[derive(Debug, Default)]
struct Session {
    credentials: Option<Arc<Credentials>>,
    token: Option<Arc<Token>>,
    /// The token before it: a request that began with it may still be answered with an echo of it.
    replaced: Option<Arc<Token>>,
    /// The last token that the server refused before its time.
    refused: Option<Arc<Token>>,
    /// The process that logs in, if one does: a child that was forked meanwhile waits for nobody.
    login_by: Option<u32>,
    /// Counts the logins that ended, so that those who waited know that theirs did.
    logins: u64,
    last_failure: Option<Error>,
    /// Until when a token that could not be replaced is used as it is.
    hold: Option<Instant>,
    /// Until when no token request is sent, and the failure that says so.
    barred: Option<(Option<Instant>, Error)>,
}

/// What the caller who asked for a token has to do.
///
/// Decided under the lock, done without it.
enum Turn {
    Use(Arc<Token>),
    LogIn(Starting),
}

impl Auth {
    pub(crate) fn new(settings: AuthSettings) -> Self {
        let AuthSettings { origin, client_id, client_secret, credentials, lifetimes, store, user } = settings;
        let basic = client_secret
            .as_ref()
            .map(|secret| Secret::new(BASE64_STANDARD.encode(format!("{client_id}:{}", secret.expose()))));
        Self {
            origin,
            client_id,
            client_secret,
            basic,
            lifetimes,
            keeper: store.map(Keeper::new),
            user,
            session: Mutex::new(Session { credentials: credentials.map(Arc::new), ..Session::default() }),
            changed: Condition::new(),
        }
    }

    pub(crate) fn client_id(&self) -> &str {
        &self.client_id
    }

    /// Logs in with these credentials, and keeps them to log in again when the token ends. A refusal changes nothing:
    /// what was there before stays.
    pub(crate) fn log_in(&self, credentials: Credentials, sender: &Sender, operation: &Operation) -> Result<()> {
        credentials.check()?;
        let from = Starting { credentials: Some(Arc::new(credentials)), explicit: true, ..Starting::default() };
        let mut session = self.idle(operation)?;
        session.begin_login();
        drop(session);
        self.run_login(&from, sender, operation).map(drop)
    }

    /// Replaces the token now, whether or not it is about to end.
    pub(crate) fn refresh(&self, sender: &Sender, operation: &Operation) -> Result<()> {
        let mut session = self.idle(operation)?;
        // Not the one that is to be replaced, should the store have it.
        let from = Starting { refused: session.token.clone(), ..session.starting() };
        session.begin_login();
        drop(session);
        self.run_login(&from, sender, operation).map(drop)
    }

    /// Forgets the token and the credentials, here and in the store, then ends the session on the platform.
    pub(crate) fn log_out(&self, sender: &Sender, operation: &Operation) -> Result<()> {
        let mut session = self.idle(operation)?;
        let gone = std::mem::take(&mut *session);
        session.logins = gone.logins;
        // Nobody looks into the store before it has forgotten the token as well.
        session.begin_login();
        drop(session);
        let kept = self.forget(gone.credentials.as_deref(), operation);
        self.lock().login_by = None;
        self.changed.notify_all();
        if let Some(token) = &gone.token {
            self.revoke(token, sender, operation);
        }
        let secrets = gone.credentials.iter().flat_map(|credentials| credentials.secrets());
        let tokens = gone.token.iter().flat_map(|token| token.secrets());
        kept.map_err(|error| error.scrubbed(self.own_secrets().chain(secrets).chain(tokens)))
    }

    pub(crate) fn token(&self) -> Option<Arc<Token>> {
        self.lock().token.clone()
    }

    /// Takes a token that the caller kept.
    pub(crate) fn set_token(&self, token: Token) {
        let mut session = self.lock();
        session.token = Some(Arc::new(token));
        session.barred = None;
    }

    /// The value of the Authorization header, after logging in if necessary.
    ///
    /// Sends nothing while the token is fresh.
    pub(crate) fn bearer(&self, sender: &Sender, operation: &Operation) -> Result<Bearer> {
        match self.turn(operation)? {
            Turn::Use(token) => Ok(Bearer(token)),
            Turn::LogIn(from) => self.run_login(&from, sender, operation).map(Bearer),
        }
    }

    /// The server refused this token before its time: it is not offered again. False if nothing could replace it.
    ///
    /// The token stays where it is until it is replaced, marked by `refused`, so that its refresh token can still be
    /// used.
    pub(crate) fn discard(&self, refused: &Bearer) -> bool {
        let mut session = self.lock();
        let has_refresh = refused.0.refresh().is_some();
        session.refused = Some(Arc::clone(&refused.0));
        has_refresh || session.credentials.is_some() || self.keeper.is_some()
    }

    /// Blanks out every secret of this login in an error, and the token that was sent, which may have been replaced
    /// since: a server may echo what it was sent.
    pub(crate) fn scrub(&self, error: Error, used: Option<&Bearer>) -> Error {
        let session = self.lock();
        let credentials = session.credentials.clone();
        let tokens = [session.token.clone(), session.replaced.clone()];
        drop(session);
        let credentials = credentials.iter().flat_map(|credentials| credentials.secrets());
        let tokens = tokens.iter().flatten().chain(used.map(|bearer| &bearer.0)).flat_map(|token| token.secrets());
        error.scrubbed(self.own_secrets().chain(credentials).chain(tokens))
    }

    fn own_secrets(&self) -> impl Iterator<Item = &Secret> {
        self.client_secret.iter().chain(&self.basic)
    }

    /// Decides under the lock who does what.
    ///
    /// The counter `logins` tells the login that a thread waited for from one that had failed before it came.
    fn turn(&self, operation: &Operation) -> Result<Turn> {
        let mut session = self.lock();
        loop {
            if let Some(token) = session.usable() {
                return Ok(Turn::Use(token));
            }
            if !session.is_login_under_way() {
                session.check_bar()?;
                let from = session.starting();
                if from.credentials.is_none() && from.token.is_none() && self.keeper.is_none() {
                    return Err(not_logged_in());
                }
                session.begin_login();
                return Ok(Turn::LogIn(from));
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
    ///
    /// The only way through `obtain`. Whoever calls it has set `login_by`; [`finish_login`](Self::finish_login)
    /// takes it back when this returns or unwinds.
    fn run_login(&self, from: &Starting, sender: &Sender, operation: &Operation) -> Result<Arc<Token>> {
        struct Finish<'a>(&'a Auth, &'a Starting, Option<Result<Arc<Token>>>);
        impl Drop for Finish<'_> {
            fn drop(&mut self) {
                self.0.finish_login(self.1, self.2.take());
            }
        }
        let mut finish = Finish(self, from, None);
        let mut result = self.obtain(from, sender, operation).map(Arc::new);
        if let (Err(error), Some(token)) = (&result, &from.token) {
            // A token that could not be replaced in time is still a token.
            let refused = from.refused.as_ref().is_some_and(|refused| refused.is_same(token));
            if !from.explicit && !is_refusal(error) && !refused && token.is_alive(clock::now()) {
                result = Ok(Arc::clone(token));
            }
        }
        let secrets =
            || from.credentials.iter().flat_map(|c| c.secrets()).chain(from.token.iter().flat_map(|t| t.secrets()));
        let result = result.map_err(|error| error.scrubbed(self.own_secrets().chain(secrets())));
        finish.2 = Some(result.clone());
        result
    }

    /// Enters the result and wakes everybody, whatever it is. `None` stands for a panic.
    fn finish_login(&self, from: &Starting, result: Option<Result<Arc<Token>>>) {
        let mut session = self.lock();
        session.login_by = None;
        session.logins += 1;
        session.last_failure = None;
        match result {
            Some(Ok(token)) => session.enter(from, token),
            Some(Err(error)) => session.fail(from, error),
            None => session.last_failure = Some(Error::new(ErrorCode::Internal, "the login panicked")),
        }
        drop(session);
        self.changed.notify_all();
    }

    /// The session, as soon as nobody logs in.
    fn idle(&self, operation: &Operation) -> Result<MutexGuard<'_, Session>> {
        let mut session = self.lock();
        while session.is_login_under_way() {
            session = self.wait(session, operation)?;
        }
        Ok(session)
    }

    /// Waits for news of the session for one slice, and then asks the host: the lock is given up and taken again, so
    /// the caller must look at the session anew.
    fn wait<'a>(&'a self, session: MutexGuard<'a, Session>, operation: &Operation) -> Result<MutexGuard<'a, Session>> {
        operation.check("the login of another thread did not end")?;
        let slice = operation.remaining().min(SLICE);
        let (session, timed_out) = self.changed.wait_timeout(&self.session, session, slice);
        if !timed_out {
            return Ok(session);
        }
        // The host may take a lock of its own to answer, so ours is not held meanwhile.
        drop(session);
        operation.token.poll();
        Ok(self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    fn is_login_under_way(&self) -> bool {
        self.login_by == Some(process::id())
    }

    fn begin_login(&mut self) {
        self.login_by = Some(process::id());
    }

    /// The token, if it need not be replaced and has not been refused.
    fn usable(&self) -> Option<Arc<Token>> {
        let now = clock::now();
        let held = self.hold.is_some_and(|until| now < until);
        let good = |token: &Token| token.is_fresh(now) || (held && token.is_alive(now));
        let refused = |token: &Token| self.refused.as_ref().is_some_and(|refused| refused.is_same(token));
        self.token.as_ref().filter(|token| good(token) && !refused(token)).cloned()
    }

    fn starting(&self) -> Starting {
        Starting {
            credentials: self.credentials.clone(),
            token: self.token.clone(),
            refused: self.refused.clone(),
            explicit: false,
        }
    }

    /// The platform has said no to these credentials for good, or asked to be left alone for a while.
    fn check_bar(&mut self) -> Result<()> {
        match &self.barred {
            None => Ok(()),
            Some((None, error)) => Err(error.clone()),
            Some((Some(until), error)) => match until.saturating_duration_since(clock::now()) {
                Duration::ZERO => {
                    self.barred = None;
                    Ok(())
                }
                left => Err(error.clone().with_retry_after(left)),
            },
        }
    }

    /// An explicit login replaces the credentials; one of our own goes on with those that are there. A code is not
    /// kept.
    fn enter(&mut self, from: &Starting, token: Arc<Token>) {
        if from.explicit {
            self.credentials = from.credentials.clone().filter(|credentials| credentials.is_reusable());
        }
        let replaced = token.is_fresh(clock::now());
        self.hold = (!replaced).then(|| clock::deadline_after(HOLD));
        self.replaced = self.token.replace(token).or(self.replaced.take());
        self.refused = None;
        self.barred = None;
    }

    /// What a failed login changes: whether and when the next one is tried, and after a refusal that the refresh token
    /// is not offered again. The access token stays.
    fn fail(&mut self, from: &Starting, error: Error) {
        // One caller's interruption or deadline is not the others': they go on and log in themselves.
        if matches!(error.code(), ErrorCode::Cancelled | ErrorCode::Timeout) {
            return;
        }
        if let Some(wait) = error.retry_after() {
            // What was refused for good is not allowed again by a limit that passes.
            if !matches!(self.barred, Some((None, _))) {
                self.barred = Some((Some(clock::deadline_after(wait)), error.clone()));
            }
        } else if is_refusal(&error) && !from.explicit {
            // Asking again would change nothing, and could lock the account. A new login is a new attempt.
            self.barred = Some((None, error.clone()));
            self.token = self.token.take().map(|token| Arc::new(token.without_refresh()));
        }
        self.last_failure = Some(error);
    }
}

/// A token that is on its way with a request.
#[derive(Debug, Clone)]
pub(crate) struct Bearer(Arc<Token>);

impl Bearer {
    pub(crate) fn header(&self) -> &str {
        self.0.bearer()
    }
}
