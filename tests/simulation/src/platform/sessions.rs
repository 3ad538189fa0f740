//! The platform's sessions: access tokens that expire, and refresh tokens that work once.

use std::time::Duration;

use crate::script::Script;

/// The most sessions of a user and an app. A further login ends the oldest.
const MAX_SESSIONS: usize = 5;
const OLD_TOKEN_LIFE: Duration = Duration::from_secs(3600);
const OLD_TOKEN_LIFE_ONCE_REPLACED: Duration = Duration::from_secs(10);

#[derive(Debug)]
struct Session {
    access: String,
    ends: Duration,
    refresh: String,
    /// The previous refresh token, which returns the same pair again until this time, because its response may have been lost.
    before: Option<(String, Duration)>,
}

#[derive(Debug, Default)]
pub struct Sessions {
    open: Vec<Session>,
    count: u64,
}

impl Sessions {
    /// Returns the JSON for a token request, or `None` if it is refused.
    pub fn request(&mut self, form: &str, now: Duration, script: &Script) -> Option<String> {
        let refresh = form.split('&').find_map(|field| field.strip_prefix("refresh_token="));
        let session = match refresh {
            Some(refresh) => self.refresh(refresh, now, script)?,
            None => self.log_in(now, script),
        };
        let refresh = if script.refresh_tokens {
            format!(r#","refresh_token":"{}","refresh_token_expires_in":604800"#, session.refresh)
        } else {
            String::new()
        };
        let scope = if script.reads_log { "RingOut ReadCallLog" } else { "RingOut" };
        let life = session.ends.saturating_sub(now).as_secs();
        Some(format!(
            r#"{{"access_token":"{}","token_type":"bearer","expires_in":{life}{refresh},"scope":"{scope}","owner_id":"1","endpoint_id":"e"}}"#,
            session.access
        ))
    }

    fn new_pair(&mut self) -> (String, String) {
        self.count += 1;
        (format!("access-{}", self.count), format!("refresh-{}", self.count))
    }

    fn log_in(&mut self, now: Duration, script: &Script) -> &Session {
        let (access, refresh) = self.new_pair();
        if self.open.len() == MAX_SESSIONS {
            self.open.remove(0);
        }
        self.open.push(Session { access, ends: now + script.token_life, refresh, before: None });
        &self.open[self.open.len() - 1]
    }

    fn refresh(&mut self, token: &str, now: Duration, script: &Script) -> Option<&Session> {
        let again =
            |session: &Session| session.before.as_ref().is_some_and(|(old, until)| old == token && now < *until);
        let index = self.open.iter().position(|session| session.refresh == token || again(session))?;
        if self.open[index].refresh == token {
            let (access, refresh) = self.new_pair();
            let session = &mut self.open[index];
            session.before = Some((std::mem::replace(&mut session.refresh, refresh), now + OLD_TOKEN_LIFE));
            (session.access, session.ends) = (access, now + script.token_life);
        }
        Some(&self.open[index])
    }

    /// Whether an access token is valid.
    pub fn admits(&mut self, authorization: Option<&str>, now: Duration) -> bool {
        let token = authorization.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
        let Some(session) = self.open.iter_mut().find(|session| session.access == token) else { return false };
        if let Some((_, until)) = &mut session.before {
            *until = (*until).min(now + OLD_TOKEN_LIFE_ONCE_REPLACED);
        }
        now < session.ends
    }

    /// Expires a token early.
    pub fn end(&mut self, authorization: Option<&str>) {
        let token = authorization.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
        for session in &mut self.open {
            if session.access == token {
                session.ends = Duration::ZERO;
            }
        }
    }
}
