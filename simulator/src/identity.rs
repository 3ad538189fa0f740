//! The one account, extension and pair of applications that the simulator knows, derived from the seed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::random::Random;

/// The account's id.
pub const ACCOUNT_ID: &str = "400131426008";
/// The extension's id, also the owner id of every token.
pub const EXTENSION_ID: &str = "400131426009";
/// The extension's number.
pub const EXTENSION_NUMBER: &str = "101";

/// Who may log in, and with what.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The application with a secret.
    pub client_id: String,
    pub client_secret: String,
    /// The application without one (PKCE).
    pub public_client_id: String,
    pub jwt: String,
    pub username: String,
    pub password: String,
}

impl Identity {
    pub fn from_seed(random: &mut Random) -> Identity {
        Identity {
            client_id: random.text(2),
            client_secret: random.text(4),
            public_client_id: random.text(2),
            jwt: jwt(random),
            username: super::account::numbers::DIRECT.into(),
            password: random.text(1),
        }
    }
}

/// Three base64url parts like a real one; the simulator compares the text and checks no signature.
fn jwt(random: &mut Random) -> String {
    let claims =
        format!(r#"{{"sub":"{EXTENSION_ID}","iss":"https://platform.ringcentral.com","jti":"{}"}}"#, random.text(2));
    let parts = [r#"{"kid":"8762f598d05944dbb86bf5ca97804760","typ":"JWT","alg":"RS256"}"#, &claims];
    let [header, payload] = parts.map(|part| URL_SAFE_NO_PAD.encode(part));
    format!("{header}.{payload}.{}", random.text(32))
}
