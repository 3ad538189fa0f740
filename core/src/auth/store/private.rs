//! Private files that only their owner can read, created and opened without following links.
//!
//! Another user may have put files into the folder, hoping that a token is written to a file of theirs, or that a file of
//! this user is emptied. So we only write to files that we created exclusively, and never to an existing file or link. A
//! lock file must be shared, so it is opened but never written to: a race for its name cannot lose any data. Only regular
//! files are opened, because opening a FIFO may wait forever.
//!
//! The module `system` has the differences between systems.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// Longest chain of links that is followed.
const MAX_LINKS: usize = 40;
/// Attempts to open a lock file that is repeatedly removed.
const MAX_ATTEMPTS: usize = 8;

/// Resolves links. The target need not exist.
pub(super) fn followed(path: &Path) -> PathBuf {
    let mut target = path.to_owned();
    for _ in 0..MAX_LINKS {
        let Ok(next) = fs::read_link(&target) else { break };
        target = target.parent().map_or_else(|| next.clone(), |folder| folder.join(&next));
    }
    target
}

/// Creates a file that only its owner can read from the start. Fails with `AlreadyExists` if the path exists.
pub(super) fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    system::make_private(&mut options);
    options.open(path)
}

/// Opens a regular file for reading.
pub(super) fn open(path: &Path) -> io::Result<File> {
    open_regular(path, OpenOptions::new().read(true))
}

/// Opens a regular file for locking, never for writing, and creates it if it does not exist.
pub(super) fn open_lock(path: &Path) -> io::Result<File> {
    let mut attempts = 1;
    loop {
        let result = match create(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => open_lockable(path),
            made => made,
        };
        match result {
            Err(error) if error.kind() == io::ErrorKind::NotFound && attempts < MAX_ATTEMPTS => attempts += 1,
            result => return result,
        }
    }
}

/// Opens a regular file to see whether it is locked. For reading and writing, so that it does not block on a FIFO that
/// has just taken the file's name.
fn open_lockable(path: &Path) -> io::Result<File> {
    open_regular(path, OpenOptions::new().read(true).write(true))
}

/// Checks the file before opening it, and afterwards that the open file is the one that was checked.
fn open_regular(path: &Path, options: &OpenOptions) -> io::Result<File> {
    let found = fs::symlink_metadata(path)?;
    if !found.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    let file = options.open(path)?;
    if system::is_same(&found, &file.metadata()?) {
        Ok(file)
    } else {
        Err(io::Error::other("another file has taken its name"))
    }
}

#[cfg(unix)]
pub(super) mod system {
    use std::fs::{self, File, Metadata, OpenOptions};
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
    use std::path::Path;

    pub(in crate::auth::store) fn make_private(options: &mut OpenOptions) {
        options.mode(0o600);
    }

    pub(in crate::auth::store) fn is_same(one: &Metadata, other: &Metadata) -> bool {
        (one.dev(), one.ino()) == (other.dev(), other.ino())
    }

    /// Returns the permissions that others have on the file; 0 if none.
    pub(in crate::auth::store) fn mode_for_others(metadata: &Metadata) -> u32 {
        metadata.mode() & 0o077
    }

    pub(in crate::auth::store) fn mode(metadata: &Metadata) -> u32 {
        metadata.mode() & 0o777
    }

    pub(in crate::auth::store) fn have_one_owner(one: &Metadata, other: &Metadata) -> bool {
        one.uid() == other.uid()
    }

    /// Shows that the writer of a new file lives, until [`release`].
    pub(in crate::auth::store) fn hold(file: &File) {
        // Where files cannot be locked no token is replaced, so nothing is left over.
        let _ = file.try_lock();
    }

    pub(in crate::auth::store) fn release(file: &File) {
        let _ = file.unlock();
    }

    /// Removes a new file whose writer does not live.
    pub(in crate::auth::store) fn remove_left(path: &Path) {
        // An unlocked file may still belong to a writer that could not lock it.
        if super::open_lockable(path).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = fs::remove_file(path);
        }
    }
}

/// Windows has no modes: a new file has the permissions of its folder. A locked file cannot be read there, and a new file becomes
/// the token file, so it is not locked; while its writer lives, it is open.
#[cfg(windows)]
pub(super) mod system {
    use std::fs::{File, Metadata, OpenOptions};
    use std::os::windows::fs::{MetadataExt, OpenOptionsExt};
    use std::path::Path;

    const DELETE: u32 = 0x0001_0000;
    const FILE_ATTRIBUTE_NOT_CONTENT_INDEXED: u32 = 0x2000;
    const FILE_FLAG_DELETE_ON_CLOSE: u32 = 0x0400_0000;

    /// Keeps the token out of the index of the system's search.
    pub(in crate::auth::store) fn make_private(options: &mut OpenOptions) {
        options.attributes(FILE_ATTRIBUTE_NOT_CONTENT_INDEXED);
    }

    pub(in crate::auth::store) fn is_same(one: &Metadata, other: &Metadata) -> bool {
        (one.file_type(), one.creation_time()) == (other.file_type(), other.creation_time())
    }

    pub(in crate::auth::store) fn mode_for_others(_: &Metadata) -> u32 {
        0
    }

    pub(in crate::auth::store) fn mode(_: &Metadata) -> u32 {
        0
    }

    pub(in crate::auth::store) fn have_one_owner(_: &Metadata, _: &Metadata) -> bool {
        true
    }

    pub(in crate::auth::store) fn hold(_: &File) {}

    pub(in crate::auth::store) fn release(_: &File) {}

    /// Removes a new file that nobody has open: opening it for oneself alone fails otherwise, and closing it then removes it.
    pub(in crate::auth::store) fn remove_left(path: &Path) {
        let mut options = OpenOptions::new();
        options.access_mode(DELETE).share_mode(0).custom_flags(FILE_FLAG_DELETE_ON_CLOSE);
        drop(options.open(path));
    }
}
