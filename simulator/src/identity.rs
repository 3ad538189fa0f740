//! The simulator's one account and extension, and the credentials of its two applications, derived from the seed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::random::Random;

/// Account id.
pub const ACCOUNT_ID: &str = "400131426008";
/// Extension id, also the owner id of every token.
pub const EXTENSION_ID: &str = "400131426009";
/// Extension number.
pub const EXTENSION_NUMBER: &str = "101";

/// Credentials that the simulator accepts.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Application with a secret.
    pub client_id: String,
    pub client_secret: String,
    /// Application without a secret (PKCE).
    pub public_client_id: String,
    pub jwt: String,
    pub username: String,
    pub password: String,
}

impl Identity {
    pub fn from_seed(random: &mut Random) -> Identity {
        Identity {
            client_id: random.base64url(2),
            client_secret: random.base64url(4),
            public_client_id: random.base64url(2),
            jwt: jwt(random),
            username: super::account::numbers::DIRECT.into(),
            password: random.base64url(1),
        }
    }
}

/// A JWT in the usual three parts. The simulator compares the whole string and does not check the signature.
fn jwt(random: &mut Random) -> String {
    let claims = format!(
        r#"{{"sub":"{EXTENSION_ID}","iss":"https://platform.ringcentral.com","jti":"{}"}}"#,
        random.base64url(2)
    );
    let parts = [r#"{"kid":"8762f598d05944dbb86bf5ca97804760","typ":"JWT","alg":"RS256"}"#, &claims];
    let [header, payload] = parts.map(|part| URL_SAFE_NO_PAD.encode(part));
    format!("{header}.{payload}.{}", random.base64url(32))
}
