//! Token files with arbitrary content.

use std::fs;
use std::sync::OnceLock;

use ringout_core::{FileTokenStore, Token, TokenKey, TokenStore};

use crate::check_text;

/// The file of this process.
fn path() -> &'static std::path::Path {
    static PATH: OnceLock<std::path::PathBuf> = OnceLock::new();
    PATH.get_or_init(|| std::env::temp_dir().join(format!("ringout-fuzz-{}.json", std::process::id())))
}

pub fn run(data: &[u8]) {
    let key = TokenKey { server: "https://server.example".into(), client_id: "id".into(), user: "user".into() };
    let other = TokenKey { user: "other".into(), ..key.clone() };
    write(data);
    let store = FileTokenStore::new(path());
    let loaded = store.load(&key);
    match &loaded {
        Ok(json) => drop(json.as_deref().map(Token::from_json)),
        Err(error) => check_text(&error.to_string(), &[]),
    }
    // What a store can read, it can extend without losing the rest.
    if loaded.is_ok() && store.save(&other, Some("{}")).is_ok() {
        assert_eq!(store.load(&key).ok(), loaded.ok(), "saving one token has changed another");
        assert_eq!(store.load(&other).ok().flatten().as_deref(), Some("{}"));
    }
    let _ = fs::remove_file(path());
}

fn write(data: &[u8]) {
    fs::write(path(), data).expect("a temporary file can be written");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path(), fs::Permissions::from_mode(0o600)).expect("it has permissions");
    }
}
