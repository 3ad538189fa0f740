//! Token file that only its owner can read.
//!
//! A change is written to a new file, which then takes the old one's name, so a reader sees the old or the new contents,
//! even after a crash. A second file beside it, `<name>.lock`, is locked while a token is replaced.
//!
//! The new file, `<name>.new-<process>-<count>`, is written and flushed to disk before the rename, which the file system
//! does atomically. The token file itself is never written to. It cannot be the one that is locked, because a lock would
//! be replaced with it. A new file is also locked while its writer lives, or on Windows open. Another one is left over from
//! a killed process, and the next process that replaces a token removes it.
//!
//! The system's lock belongs to all copies of the descriptor, and a forked child has one. So the lock is released
//! explicitly and not only by closing, or a surviving child would hold it.
//!
//! The layout is `{"version": 1, "tokens": {"<key>": {...}}}`, with the token as the platform sent it.

use std::any::Any;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Map, Value, json};

use super::private::{self, system};
use super::{StoreError, TokenKey, TokenStore};
use crate::base::process::Origin;

/// The layout of the file. A newer one is not touched.
const VERSION: u64 = 1;

/// Stores tokens in one file, for any number of accounts, processes and threads on one machine.
///
/// Only the owner can read the file (mode 0600); a file that others can read is an error. On Windows, the file has the permissions
/// of its folder, which the library does not check: use one in the user's profile. Unknown fields and entries are kept.
///
/// A file with a newer layout, a damaged file and anything that is not a regular file are errors, and left as they are. A
/// link is followed and its target replaced. A `.lock` file beside it may stay. Its lock is the operating system's, which
/// works between processes of one machine. On a network file system it is only as reliable as that file system's locks.
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
}

impl FileTokenStore {
    /// Creates a store in this file, which is created when the first token is saved. Its folder must exist.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Returns the path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens the existing file; `None` if there is none.
    fn open(&self, target: &Path) -> Result<Option<File>, StoreError> {
        match private::open(target) {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(_) if target.is_dir() => Err(self.problem(format_args!("is a folder; set the path of a file"))),
            Err(error) => Err(self.problem(format_args!("cannot be read: {error}"))),
        }
    }

    /// Reads an open file. `new` shows which user this process runs as.
    fn read(&self, mut file: File, new: &NewFile) -> Result<Map<String, Value>, StoreError> {
        self.check_access(&file, new)?;
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
                "has version {version}, this library supports {VERSION}; use the newer library or another file"
            ))),
            None => Err(damaged()),
        }
    }

    /// Rejects a file that others can read or that belongs to another user.
    ///
    /// Checks the open file and not its path, which could be replaced in between.
    fn check_access(&self, file: &File, new: &NewFile) -> Result<(), StoreError> {
        let unreadable = |error: io::Error| self.problem(format_args!("cannot be read: {error}"));
        let metadata = file.metadata().map_err(unreadable)?;
        if system::mode_for_others(&metadata) != 0 {
            return Err(self.problem(format_args!(
                "can be read by others (mode {:o}); make it private with chmod 600, and log out: it may have been read",
                system::mode(&metadata)
            )));
        }
        if !system::have_one_owner(&metadata, &new.file.metadata().map_err(unreadable)?) {
            return Err(self.problem(format_args!("belongs to another user")));
        }
        Ok(())
    }

    fn new_file(&self, target: &Path) -> Result<NewFile, StoreError> {
        NewFile::beside(target).map_err(|error| self.unwritable(&error))
    }

    fn unwritable(&self, error: &io::Error) -> StoreError {
        self.problem(format_args!("cannot be written: {error}"))
    }

    fn problem(&self, what: std::fmt::Arguments<'_>) -> StoreError {
        format!("the file {} {what}", self.path.display()).into()
    }
    fn unlockable(&self, target: &Path, error: &io::Error) -> StoreError {
        match target.parent().filter(|_| error.kind() == io::ErrorKind::NotFound) {
            Some(folder) if !folder.exists() => {
                self.problem(format_args!("cannot be created: the folder {} does not exist", folder.display()))
            }
            _ => self.problem(format_args!("cannot be locked, because its lock file cannot be opened: {error}")),
        }
    }
}

impl TokenStore for FileTokenStore {
    fn load(&self, key: &TokenKey) -> Result<Option<String>, StoreError> {
        let target = private::followed(&self.path);
        let Some(file) = self.open(&target)? else { return Ok(None) };
        let contents = self.read(file, &self.new_file(&target)?)?;
        let token = contents.get("tokens").and_then(|tokens| tokens.get(key.to_string()));
        Ok(token.map(Value::to_string))
    }

    fn save(&self, key: &TokenKey, token: Option<&str>) -> Result<(), StoreError> {
        let target = private::followed(&self.path);
        let new = self.new_file(&target)?;
        let file = self.open(&target)?;
        let mut contents = file.map_or_else(|| Ok(Map::new()), |file| self.read(file, &new))?;
        contents.insert("version".into(), VERSION.into());
        let tokens = contents.entry("tokens").or_insert_with(|| json!({}));
        let Some(tokens) = tokens.as_object_mut() else {
            return Err(self.problem(format_args!("is damaged: its tokens are not an object; remove it")));
        };
        match token {
            Some(token) => drop(tokens.insert(key.to_string(), serde_json::from_str(token)?)),
            None => drop(tokens.remove(&key.to_string())),
        }
        let text = serde_json::to_string_pretty(&contents)?;
        new.replace(&target, &text).map_err(|error| self.unwritable(&error))
    }

    /// The system releases the lock when the process ends in any way, unless a forked child survives it.
    fn try_lock(&self, _key: &TokenKey) -> Result<Option<Box<dyn Any + Send>>, StoreError> {
        let target = private::followed(&self.path);
        let lock = private::open_lock(&beside(&target, "lock"));
        let file = lock.map_err(|error| self.unlockable(&target, &error))?;
        match file.try_lock() {
            Ok(()) => {
                remove_leftovers(&target);
                Ok(Some(Box::new(HeldLock { file, origin: Origin::here() })))
            }
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(self.problem(format_args!("cannot be locked: {error}"))),
        }
    }
}

/// A lock held until this is dropped by the process that took it. In a child forked in the meantime the lock belongs to
/// the parent, and the file is only closed.
struct HeldLock {
    file: File,
    origin: Origin,
}

impl Drop for HeldLock {
    fn drop(&mut self) {
        if self.origin.is_here() {
            // If this fails, closing the file releases it.
            let _ = self.file.unlock();
        }
    }
}

/// A new file that no other process uses. It is removed when this is dropped, unless it has taken the target's name.
struct NewFile {
    path: PathBuf,
    file: File,
    is_kept: bool,
}

impl NewFile {
    /// Creates one beside the target. Its name has the process id and a counter; an existing file of that name is left
    /// alone.
    fn beside(target: &Path) -> io::Result<Self> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        loop {
            let count = COUNT.fetch_add(1, Ordering::Relaxed);
            let path = beside(target, &format!("new-{}-{count}", process::id()));
            match private::create(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                made => {
                    let new = Self { path, file: made?, is_kept: false };
                    system::hold(&new.file);
                    return Ok(new);
                }
            }
        }
    }

    /// Writes the contents, and renames it to the target.
    fn replace(mut self, target: &Path, text: &str) -> io::Result<()> {
        self.file.write_all(text.as_bytes())?;
        self.file.sync_all()?;
        fs::rename(&self.path, target)?;
        self.is_kept = true;
        Ok(())
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.is_kept {
            let _ = fs::remove_file(&self.path);
        }
        system::release(&self.file);
    }
}

/// Removes new files of killed processes. Called under the lock.
fn remove_leftovers(target: &Path) {
    let (Some(folder), Some(name)) = (target.parent(), target.file_name().and_then(|name| name.to_str())) else {
        return;
    };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Ok(entries) = fs::read_dir(folder) else { return };
    let leftovers =
        entries.flatten().filter(|entry| entry.file_name().to_str().is_some_and(|entry| is_new(entry, name)));
    for path in leftovers.map(|entry| entry.path()) {
        system::remove_left(&path);
    }
}

/// Whether a file has the name of a new file of the target: `<name>.new-<process>-<count>`.
fn is_new(entry: &str, name: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let numbers = entry.strip_prefix(name).and_then(|rest| rest.strip_prefix(".new-")?.split_once('-'));
    numbers.is_some_and(|(process, count)| is_number(process) && is_number(count))
}

fn beside(target: &Path, suffix: &str) -> PathBuf {
    let mut name = target.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}
