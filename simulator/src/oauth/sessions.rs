//! Sessions and their tokens: lifetimes, refresh token rotation with a grace period, up to five sessions per app.

use super::client::App;
use crate::random::Random;

/// Sessions per app. A sixth login ends the oldest.
const MAX_SESSIONS: usize = 5;
/// How long a used refresh token stays valid after the first use of the new access token.
const GRACE_MS: u64 = 10_000;
/// How long a used refresh token stays valid if the new access token is not used.
const UNUSED_GRACE_MS: u64 = 3_600_000;
/// Prefix of every token. Any other token cannot be parsed.
const TOKEN_PREFIX: &str = "U0pDMTJQMDFQQVMwMH";

/// Token lifetimes of a session, in simulated milliseconds.
#[derive(Debug, Clone, Copy)]
pub struct Lifetimes {
    pub access_ms: u64,
    /// `None`: no refresh token.
    pub refresh_ms: Option<u64>,
}

/// An open session.
#[derive(Debug, Clone)]
pub struct Session {
    pub app: App,
    pub id: String,
    pub endpoint_id: String,
    pub access: Token,
    pub refresh: Option<Token>,
    previous: Option<Token>,
    access_was_used: bool,
    lifetimes: Lifetimes,
}

/// A token and the simulated time when it expires.
#[derive(Debug, Clone)]
pub struct Token {
    pub text: String,
    pub expires_at: u64,
}

/// Why a refresh token is rejected.
#[derive(Debug, PartialEq, Eq)]
pub enum RefreshError {
    Unknown,
    Expired,
}

/// All sessions, oldest first, and counters.
#[derive(Debug, Default)]
pub struct Sessions {
    open: Vec<Session>,
    pub issued: u64,
    pub refreshed: u64,
    pub revoked: u64,
}

impl Sessions {
    /// Opens a session. At the limit, ends the app's oldest one.
    pub fn open(&mut self, app: App, lifetimes: Lifetimes, now: u64, random: &mut Random) -> &Session {
        let of_app = |session: &&Session| session.app == app;
        if self.open.iter().filter(of_app).count() >= MAX_SESSIONS
            && let Some(oldest) = self.open.iter().position(|session| session.app == app)
        {
            self.open.remove(oldest);
        }
        self.issued += 1;
        let at = self.open.len();
        self.open.push(Session {
            app,
            id: random.base64url(2),
            endpoint_id: random.base64url(2),
            access: Token::new(random, now + lifetimes.access_ms),
            refresh: lifetimes.refresh_ms.map(|ms| Token::new(random, now + ms)),
            previous: None,
            access_was_used: false,
            lifetimes,
        });
        &self.open[at]
    }

    /// Returns the app that `access` was issued to, or the error code for an invalid token.
    pub fn check(&mut self, access: &str, now: u64) -> Result<App, &'static str> {
        if !access.starts_with(TOKEN_PREFIX) {
            return Err("OAU-149");
        }
        let session = self.open.iter_mut().find(|session| session.access.text == access).ok_or("OAU-129")?;
        if now >= session.access.expires_at {
            return Err("OAU-128");
        }
        session.mark_used(now);
        Ok(session.app)
    }

    /// Returns a new pair of tokens for a refresh token, or the current pair for one that was just used.
    pub fn refresh(&mut self, app: App, text: &str, now: u64, random: &mut Random) -> Result<&Session, RefreshError> {
        let known = |token: &Option<Token>| token.as_ref().is_some_and(|token| token.text == text);
        let position = self.open.iter().position(|s| s.app == app && (known(&s.refresh) || known(&s.previous)));
        let session = &mut self.open[position.ok_or(RefreshError::Unknown)?];
        let current = known(&session.refresh);
        let token = if current { &session.refresh } else { &session.previous };
        if token.as_ref().is_none_or(|token| now >= token.expires_at) {
            return Err(RefreshError::Expired);
        }
        if current {
            session.rotate(now, random);
            self.refreshed += 1;
        }
        Ok(session)
    }

    /// Ends the session of an access or refresh token.
    pub fn revoke(&mut self, app: App, text: &str) {
        let known = |token: &Option<Token>| token.as_ref().is_some_and(|token| token.text == text);
        let before = self.open.len();
        self.open.retain(|session| {
            let named = session.access.text == text || known(&session.refresh) || known(&session.previous);
            session.app != app || !named
        });
        self.revoked += u64::from(self.open.len() < before);
    }

    /// Expires all access tokens; with `refresh_too`, refresh tokens as well.
    pub fn expire(&mut self, refresh_too: bool, now: u64) {
        for session in &mut self.open {
            session.access.expires_at = session.access.expires_at.min(now);
            if refresh_too {
                for token in [&mut session.refresh, &mut session.previous].into_iter().flatten() {
                    token.expires_at = token.expires_at.min(now);
                }
            }
        }
    }

    pub fn count(&self) -> usize {
        self.open.len()
    }
}

impl Session {
    fn mark_used(&mut self, now: u64) {
        if self.access_was_used {
            return;
        }
        self.access_was_used = true;
        if let Some(previous) = &mut self.previous {
            previous.expires_at = previous.expires_at.min(now + GRACE_MS);
        }
    }

    fn rotate(&mut self, now: u64, random: &mut Random) {
        let refresh_ms = self.lifetimes.refresh_ms.unwrap_or_default();
        let old = self.refresh.replace(Token::new(random, now + refresh_ms));
        self.previous = old.map(|old| Token { expires_at: now + UNUSED_GRACE_MS, ..old });
        self.access = Token::new(random, now + self.lifetimes.access_ms);
        self.access_was_used = false;
    }
}

impl Token {
    fn new(random: &mut Random, expires_at: u64) -> Token {
        Token { text: format!("{TOKEN_PREFIX}{}", random.base64url(6)), expires_at }
    }

    /// Whole seconds until expiry.
    pub fn expires_in(&self, now: u64) -> u64 {
        self.expires_at.saturating_sub(now) / 1_000
    }
}

#[cfg(test)]
mod tests {
    use super::{App, Lifetimes, RefreshError, Sessions};
    use crate::random::Random;

    const APP: App = App::Confidential;
    const LIFETIMES: Lifetimes = Lifetimes { access_ms: 3_600_000, refresh_ms: Some(604_800_000) };

    fn opened() -> (Sessions, Random, String, String) {
        let (mut sessions, mut random) = (Sessions::default(), Random::new(1));
        let session = sessions.open(APP, LIFETIMES, 0, &mut random);
        let pair = (session.access.text.clone(), session.refresh.as_ref().unwrap().text.clone());
        (sessions, random, pair.0, pair.1)
    }

    #[test]
    fn an_access_token_expires() {
        let (mut sessions, _, access, _) = opened();
        assert_eq!(sessions.check(&access, 3_599_999), Ok(APP));
        assert_eq!(sessions.check(&access, 3_600_000), Err("OAU-128"));
        assert_eq!(sessions.check("eyJ.a.jwt", 0), Err("OAU-149"));
        assert_eq!(sessions.check(&format!("{access}x"), 0), Err("OAU-129"));
    }

    #[test]
    fn a_refresh_rotates_and_returns_the_same_pair_during_the_grace_period() {
        let (mut sessions, mut random, access, refresh) = opened();
        let first = sessions.refresh(APP, &refresh, 1_000, &mut random).unwrap().access.text.clone();
        assert_eq!(sessions.check(&access, 1_000), Err("OAU-129"), "the old access token is invalid at once");
        let again = sessions.refresh(APP, &refresh, 3_000_000, &mut random).unwrap().access.text.clone();
        assert_eq!(first, again, "a client that lost the response gets the same tokens");
        sessions.check(&first, 3_000_000).unwrap();
        assert!(sessions.refresh(APP, &refresh, 3_009_999, &mut random).is_ok());
        let late = sessions.refresh(APP, &refresh, 3_010_000, &mut random);
        assert_eq!(late.unwrap_err(), RefreshError::Expired);
        assert_eq!(sessions.refresh(APP, "other", 0, &mut random).unwrap_err(), RefreshError::Unknown);
    }

    #[test]
    fn the_sixth_session_ends_the_first() {
        let (mut sessions, mut random, access, _) = opened();
        for _ in 0..4 {
            sessions.open(APP, LIFETIMES, 0, &mut random);
        }
        sessions.open(App::Public, LIFETIMES, 0, &mut random);
        assert!(sessions.check(&access, 0).is_ok(), "the other app's sessions do not count");
        sessions.open(APP, LIFETIMES, 0, &mut random);
        assert_eq!(sessions.check(&access, 0), Err("OAU-129"));
    }

    #[test]
    fn either_token_revokes_the_whole_session() {
        let (mut sessions, mut random, access, refresh) = opened();
        sessions.revoke(App::Public, &access);
        assert_eq!(sessions.count(), 1, "another app cannot revoke it");
        sessions.revoke(APP, &refresh);
        assert_eq!(sessions.check(&access, 0), Err("OAU-129"));
        assert!(sessions.refresh(APP, &refresh, 0, &mut random).is_err());
    }
}
