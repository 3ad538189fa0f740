//! Randomness and hashes of a login (RFC 7636). ring does both, and is there for TLS already.
//!
//! A verifier has 43 characters, the least that the RFC allows, with 256 random bits in them. Text is base64url without
//! padding, so it goes into a URL as it is.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};

use crate::base::error::{Error, ErrorCode, Result};

/// 32 random bytes as text: a verifier, or a state.
pub(super) fn random_text() -> Result<String> {
    let mut bytes = [0; 32];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| Error::new(ErrorCode::Internal, "the system gave no random bytes"))?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// The challenge of a verifier, method S256.
pub(super) fn challenge(verifier: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
}

/// A short name for a secret, from which the secret cannot be found again.
///
/// The first 96 bits of its SHA-256: enough to tell JWTs apart, and a JWT has too much randomness in its signature to
/// be guessed.
pub(super) fn fingerprint(secret: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(&digest(&SHA256, secret.as_bytes()).as_ref()[..12])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_the_rfc() {
        // RFC 7636, appendix B
        assert_eq!(
            challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn random_texts_are_long_and_differ() {
        let (a, b) = (random_text().unwrap(), random_text().unwrap());
        assert_eq!(a.len(), 43);
        assert_ne!(a, b);
    }
}
