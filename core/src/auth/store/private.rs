//! Files that only their owner can read. They are made and opened without following a link.
//!
//! What lies in a folder may have been put there by another user, who wants a token written into a file of his, or a file of
//! this user's emptied. So a file that is written to is always one that was made here, exclusively: nothing that lay there
//! before is used, be it a file or a link. A lock file, which has to be shared, is opened and never written to: whatever a race
//! for its name brings, nothing is lost. Only a regular file is opened, because opening a FIFO may wait forever.
//!
//! Where systems differ: the module `system`.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// More links than this in a row lead nowhere.
const MAX_LINKS: usize = 40;
/// How often a lock file that comes and goes is tried for.
const MAX_TRIES: usize = 8;

/// Returns where a path leads that may be a link. What it leads to need not exist.
pub(super) fn followed(path: &Path) -> PathBuf {
    let mut target = path.to_owned();
    for _ in 0..MAX_LINKS {
        let Ok(next) = fs::read_link(&target) else { break };
        target = target.parent().map_or_else(|| next.clone(), |folder| folder.join(&next));
    }
    target
}

/// Makes a file that nobody else can read from the moment it exists. Fails with `AlreadyExists` if anything lies there.
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

/// Opens a regular file that is locked and never written to, and makes it if nothing lies there.
pub(super) fn open_lock(path: &Path) -> io::Result<File> {
    let mut tries = 1;
    loop {
        let result = match create(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => open_lockable(path),
            made => made,
        };
        match result {
            Err(error) if error.kind() == io::ErrorKind::NotFound && tries < MAX_TRIES => tries += 1,
            result => return result,
        }
    }
}

/// Opens a regular file to see whether it is locked. Reading and writing both: then the open of a FIFO that has just taken the
/// file's name does not wait.
pub(super) fn open_lockable(path: &Path) -> io::Result<File> {
    open_regular(path, OpenOptions::new().read(true).write(true))
}

/// Looks before it opens, and afterwards at what it has opened: that is the file that was looked at, or nothing.
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
    use std::fs::{Metadata, OpenOptions};
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt};

    pub(in crate::auth::store) fn make_private(options: &mut OpenOptions) {
        options.mode(0o600);
    }

    pub(in crate::auth::store) fn is_same(one: &Metadata, other: &Metadata) -> bool {
        (one.dev(), one.ino()) == (other.dev(), other.ino())
    }

    /// Returns what others may do with a file: nothing if it is 0.
    pub(in crate::auth::store) fn mode_for_others(metadata: &Metadata) -> u32 {
        metadata.mode() & 0o077
    }

    pub(in crate::auth::store) fn mode(metadata: &Metadata) -> u32 {
        metadata.mode() & 0o777
    }

    pub(in crate::auth::store) fn have_one_owner(one: &Metadata, other: &Metadata) -> bool {
        one.uid() == other.uid()
    }
}

/// The folder's rights are all there is.
#[cfg(not(unix))]
pub(super) mod system {
    use std::fs::{Metadata, OpenOptions};

    pub(in crate::auth::store) fn make_private(_: &mut OpenOptions) {}

    pub(in crate::auth::store) fn is_same(one: &Metadata, other: &Metadata) -> bool {
        one.file_type() == other.file_type()
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
}
