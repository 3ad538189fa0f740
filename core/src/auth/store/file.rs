//! Tokens in a file that only its owner can read.
//!
//! A change is written to a new file, which then takes the old one's name: whoever reads sees one or the other, also
//! after a crash. A second file beside it, `<name>.lock`, is locked while a token is replaced.
//!
//! The new file is written and flushed to the disk before the rename, which is one step for the file system. Nobody
//! ever writes into the file itself. The lock is on a file of its own because the other one is replaced, and with it
//! any lock on it; the system drops it when its holder dies, so there is no stale lock to clean up.
//!
//! The layout is `{"version": 1, "tokens": {"<key>": {...}}}`, the token as the platform sent it.

use std::any::Any;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

use once_cell::sync::OnceCell;
use serde_json::{Map, Value, json};

use super::{StoreError, TokenKey, TokenStore};

/// The layout of the file. A newer one is not touched.
const VERSION: u64 = 1;

/// Keeps tokens in one file, for any number of accounts, processes and threads on one machine.
///
/// The file is readable for its owner only (mode 0600), and one that others can read is refused. Fields and entries
/// that it does not know are kept.
///
/// A file of a newer layout, or a damaged one, is an error and left as it is. Beside it there is a `.lock` file, which
/// may stay. The lock is the operating system's and holds on one machine; on a network file system it is as good as
/// that one's.
///
/// # Examples
///
/// ```
/// use ringout_core::{Client, FileTokenStore};
///
/// let client = Client::builder("https://platform.ringcentral.com", "client-id")
///     .token_store(FileTokenStore::new("ringout-tokens.json"))
///     .build()?;
/// # Ok::<(), ringout_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct FileTokenStore {
    path: PathBuf,
    own_uid: OnceCell<u32>,
}

impl FileTokenStore {
    /// A store in this file, which is made when the first token is kept. Its folder must exist.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), own_uid: OnceCell::new() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The whole file; empty if there is none, or nothing in it.
    fn read(&self) -> Result<Map<String, Value>, StoreError> {
        let mut file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Map::new()),
            Err(error) => return Err(self.problem(format_args!("cannot be read: {error}"))),
        };
        self.check_access(&file)?;
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(|error| self.problem(format_args!("cannot be read: {error}")))?;
        if text.trim().is_empty() {
            return Ok(Map::new());
        }
        let damaged = || self.problem(format_args!("is damaged; remove it, and the next login writes a new one"));
        let contents: Map<String, Value> = serde_json::from_str(&text).map_err(|_| damaged())?;
        match contents.get("version").and_then(Value::as_u64) {
            Some(VERSION) => Ok(contents),
            Some(version) => Err(self.problem(format_args!(
                "has version {version}, this library knows {VERSION}; use the newer library or another file"
            ))),
            None => Err(damaged()),
        }
    }

    /// The name of the new file has the process and a count in it: two threads, or two processes without the lock, must
    /// not write into one.
    fn write(&self, contents: &Map<String, Value>) -> Result<(), StoreError> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let new = self.beside(&format!("new-{}-{count}", process::id()));
        let written = private_file(&new).and_then(|mut file| {
            file.write_all(serde_json::to_string_pretty(contents)?.as_bytes())?;
            file.sync_all()
        });
        written.and_then(|()| fs::rename(&new, &self.path)).map_err(|error| {
            // What is left of the new file is of no use to anybody.
            let _ = fs::remove_file(&new);
            self.problem(format_args!("cannot be written: {error}"))
        })
    }

    /// A file that others can read, or that belongs to somebody else, is not a place for tokens.
    ///
    /// Looked at through the open file, not by its path, which could be exchanged in between.
    #[cfg(unix)]
    fn check_access(&self, file: &File) -> Result<(), StoreError> {
        use std::os::unix::fs::MetadataExt;
        let unreadable = |error: io::Error| self.problem(format_args!("cannot be read: {error}"));
        let metadata = file.metadata().map_err(unreadable)?;
        if metadata.is_dir() {
            return Err(self.problem(format_args!("is a folder; give the path of a file")));
        }
        if metadata.mode() & 0o077 != 0 {
            return Err(self.problem(format_args!(
                "can be read by others (mode {:o}); make it private with chmod 600, and log out: it may have been read",
                metadata.mode() & 0o777
            )));
        }
        // A file that this process has made tells who this process is.
        let own = self.own_uid.get_or_try_init(|| -> Result<u32, StoreError> {
            Ok(self.open_lock()?.metadata().map_err(unreadable)?.uid())
        })?;
        if metadata.uid() != *own {
            return Err(self.problem(format_args!("belongs to another user")));
        }
        Ok(())
    }

    #[cfg(not(unix))]
    fn check_access(&self, file: &File) -> Result<(), StoreError> {
        let is_dir = file.metadata().is_ok_and(|metadata| metadata.is_dir());
        if is_dir { Err(self.problem(format_args!("is a folder; give the path of a file"))) } else { Ok(()) }
    }

    fn open_lock(&self) -> Result<File, StoreError> {
        private_file(&self.beside("lock"))
            .map_err(|error| self.problem(format_args!("has no lock file that can be written: {error}")))
    }

    fn beside(&self, suffix: &str) -> PathBuf {
        let mut name = self.path.as_os_str().to_owned();
        name.push(".");
        name.push(suffix);
        name.into()
    }

    fn problem(&self, what: std::fmt::Arguments<'_>) -> StoreError {
        format!("the file {} {what}", self.path.display()).into()
    }
}

impl TokenStore for FileTokenStore {
    fn load(&self, key: &TokenKey) -> Result<Option<String>, StoreError> {
        let contents = self.read()?;
        let token = contents.get("tokens").and_then(|tokens| tokens.get(key.to_string()));
        Ok(token.map(Value::to_string))
    }

    fn save(&self, key: &TokenKey, token: Option<&str>) -> Result<(), StoreError> {
        let mut contents = self.read()?;
        contents.insert("version".into(), VERSION.into());
        let tokens = contents.entry("tokens").or_insert_with(|| json!({}));
        let Some(tokens) = tokens.as_object_mut() else {
            return Err(self.problem(format_args!("is damaged: its tokens are no object; remove it")));
        };
        match token {
            Some(token) => drop(tokens.insert(key.to_string(), serde_json::from_str(token)?)),
            None => drop(tokens.remove(&key.to_string())),
        }
        self.write(&contents)
    }

    /// The system drops the lock with the process, however that ends.
    fn try_lock(&self, _key: &TokenKey) -> Result<Option<Box<dyn Any + Send>>, StoreError> {
        let file = self.open_lock()?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Box::new(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(self.problem(format_args!("cannot be locked: {error}"))),
        }
    }
}

/// Opens a file for writing that only its owner can read from the moment it exists.
fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
