//! Authorization codes: short-lived, single-use, bound to the app, the redirect URI and the PKCE challenge.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::client::App;
use crate::errors::OAuthError;
use crate::random::Random;

/// Lifetime of a code.
const LIFETIME_MS: u64 = 60_000;

/// Terms under which a code was issued.
#[derive(Debug)]
pub struct CodeGrant {
    pub app: App,
    pub redirect_uri: String,
    /// The S256 challenge, if the app sent one.
    pub challenge: Option<String>,
}

/// Codes that are not yet used.
#[derive(Debug, Default)]
pub struct Codes {
    open: Vec<(String, u64, CodeGrant)>,
}

impl Codes {
    pub fn issue(&mut self, grant: CodeGrant, now: u64, random: &mut Random) -> String {
        let code = random.base64url(6);
        self.open.push((code.clone(), now + LIFETIME_MS, grant));
        code
    }

    /// Checks and consumes a code. A code that fails the check is consumed too.
    pub fn redeem(
        &mut self,
        code: &str,
        app: App,
        redirect_uri: &str,
        verifier: Option<&str>,
        now: u64,
    ) -> Result<(), OAuthError> {
        let position = self.open.iter().position(|(known, ..)| known == code);
        let (_, expires_at, grant) = self.open.remove(position.ok_or_else(OAuthError::unknown_code)?);
        if now >= expires_at {
            return Err(OAuthError::expired_code());
        }
        if grant.app != app {
            return Err(OAuthError::foreign_code());
        }
        if grant.redirect_uri != redirect_uri {
            return Err(OAuthError::wrong_redirect_uri());
        }
        if grant.challenge != verifier.map(challenge_of) {
            return Err(OAuthError::wrong_verifier());
        }
        Ok(())
    }
}

/// The S256 challenge of a verifier (RFC 7636, 4.2).
fn challenge_of(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(ring::digest::digest(&ring::digest::SHA256, verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::{App, CodeGrant, Codes, challenge_of};
    use crate::random::Random;

    /// The example of RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    const URI: &str = "http://localhost/callback";

    type Wrong<'a> = (App, &'a str, Option<&'a str>, u64);

    fn issued(challenge: Option<&str>) -> (Codes, String) {
        let mut codes = Codes::default();
        let challenge = challenge.map(ToOwned::to_owned);
        let grant = CodeGrant { app: App::Public, redirect_uri: URI.into(), challenge };
        let code = codes.issue(grant, 0, &mut Random::new(1));
        (codes, code)
    }

    #[test]
    fn the_challenge_matches_the_rfc() {
        assert_eq!(challenge_of(VERIFIER), CHALLENGE);
    }

    #[test]
    fn a_code_works_once_and_only_as_issued() {
        let (mut codes, code) = issued(Some(CHALLENGE));
        assert!(codes.redeem(&code, App::Public, URI, Some(VERIFIER), 59_999).is_ok());
        assert!(codes.redeem(&code, App::Public, URI, Some(VERIFIER), 59_999).is_err());
        let wrong: [Wrong; 5] = [
            (App::Confidential, URI, Some(VERIFIER), 0),
            (App::Public, "http://localhost/other", Some(VERIFIER), 0),
            (App::Public, URI, Some("other"), 0),
            (App::Public, URI, None, 0),
            (App::Public, URI, Some(VERIFIER), 60_000),
        ];
        for (app, uri, verifier, now) in wrong {
            let (mut codes, code) = issued(Some(CHALLENGE));
            assert!(codes.redeem(&code, app, uri, verifier, now).is_err(), "{app:?} {uri} {verifier:?} {now}");
        }
        let (mut codes, code) = issued(None);
        assert!(codes.redeem(&code, App::Public, URI, Some(VERIFIER), 0).is_err(), "a verifier without a challenge");
    }
}
