//! The descriptor of an inbox, which is readable while something is there: an eventfd on Linux, a socket on other systems
//! of the Unix family.
//!
//! The program gets a duplicate and never the descriptor that the library writes to. If the program closes its duplicate, a
//! file that later has the same number is neither written to, read nor closed.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::mem::ManuallyDrop;
use std::os::fd::{AsRawFd, FromRawFd, IntoRawFd, OwnedFd, RawFd};
use std::os::unix::fs::MetadataExt;

#[cfg(target_os = "linux")]
type SystemBell = EventBell;
#[cfg(not(target_os = "linux"))]
type SystemBell = SocketBell;

/// Something that can be made readable and unreadable. Neither blocks, whatever the program did with its descriptor.
pub(super) trait Bell: Sized {
    fn new() -> io::Result<Self>;
    /// The end that becomes readable.
    fn readable(&self) -> &File;
    fn ring(&self);
    fn quiet(&self);
}

pub(super) struct Signal<B = SystemBell> {
    bell: B,
    /// The program's duplicate.
    given: RawFd,
    is_set: bool,
}

impl<B: Bell> Signal<B> {
    pub(super) fn new() -> io::Result<Self> {
        let bell = B::new()?;
        let given = bell.readable().try_clone()?.into_raw_fd();
        Ok(Self { bell, given, is_set: false })
    }

    pub(super) fn fd(&self) -> RawFd {
        self.given
    }

    /// Makes the descriptor readable or not.
    pub(super) fn set(&mut self, readable: bool) {
        if readable != self.is_set {
            self.is_set = readable;
            if readable {
                self.bell.ring();
            } else {
                self.bell.quiet();
            }
        }
    }

    /// Closes both descriptors, the program's only if it is still the duplicate.
    pub(super) fn close(self) {
        if is_same_file(self.bell.readable().as_raw_fd(), self.given) {
            // SAFETY: it was duplicated for this inbox, and its number still stands for that duplicate.
            drop(unsafe { OwnedFd::from_raw_fd(self.given) });
        }
    }
}

/// Whether two descriptors stand for the same open file.
fn is_same_file(own: RawFd, given: RawFd) -> bool {
    let identity = |fd: RawFd| {
        // SAFETY: it is only asked for its metadata and not closed. A number without a file is an error.
        let file = ManuallyDrop::new(unsafe { File::from_raw_fd(fd) });
        let metadata = file.metadata().ok()?;
        Some((metadata.dev(), metadata.ino(), eventfd_id(fd)))
    };
    identity(own).is_some_and(|own| identity(given) == Some(own))
}

/// All eventfds of a system have the same inode. Linux tells them apart here, unless /proc is not mounted.
fn eventfd_id(fd: RawFd) -> Option<String> {
    let info = fs::read_to_string(format!("/proc/self/fdinfo/{fd}")).ok()?;
    info.lines().find(|line| line.starts_with("eventfd-id")).map(str::to_owned)
}

/// A counter in the kernel: readable unless it is zero. Reading sets it to zero.
#[cfg(target_os = "linux")]
pub(super) struct EventBell(File);

#[cfg(target_os = "linux")]
impl Bell for EventBell {
    fn new() -> io::Result<Self> {
        // SAFETY: it has no pointers.
        let fd = unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) };
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: a new descriptor, which nothing else owns.
        Ok(Self(unsafe { File::from_raw_fd(fd) }))
    }

    fn readable(&self) -> &File {
        &self.0
    }

    fn ring(&self) {
        // It fails only if the program has filled the counter, and then it is readable.
        let _ = (&self.0).write(&1_u64.to_ne_bytes());
    }

    fn quiet(&self) {
        // It fails only if the program has read it.
        let _ = (&self.0).read(&mut [0; 8]);
    }
}

/// A pair of connected sockets. The library keeps both ends open, so that writing never ends the process with SIGPIPE.
#[cfg(any(test, not(target_os = "linux")))]
pub(super) struct SocketBell {
    writable: File,
    readable: File,
}

#[cfg(any(test, not(target_os = "linux")))]
impl Bell for SocketBell {
    fn new() -> io::Result<Self> {
        let (writable, readable) = std::os::unix::net::UnixStream::pair()?;
        writable.set_nonblocking(true)?;
        readable.set_nonblocking(true)?;
        Ok(Self { writable: OwnedFd::from(writable).into(), readable: OwnedFd::from(readable).into() })
    }

    fn readable(&self) -> &File {
        &self.readable
    }

    fn ring(&self) {
        // It fails only if the program has filled the buffer, and then it is readable.
        let _ = (&self.writable).write(&[1]);
    }

    fn quiet(&self) {
        while (&self.readable).read(&mut [0; 64]).is_ok_and(|count| count > 0) {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_readable(fd: RawFd) -> bool {
        let mut poll = libc::pollfd { fd, events: libc::POLLIN, revents: 0 };
        // SAFETY: it points to one struct.
        unsafe { libc::poll(&raw mut poll, 1, 0) == 1 && poll.revents == libc::POLLIN }
    }

    fn open(fd: RawFd) -> ManuallyDrop<File> {
        // SAFETY: the tests pass descriptors that are open, and do not close them through this.
        ManuallyDrop::new(unsafe { File::from_raw_fd(fd) })
    }

    fn close(fd: RawFd) {
        // SAFETY: as a program would. What the number stands for later is the subject of the test.
        assert_eq!(unsafe { libc::close(fd) }, 0);
    }

    fn flags(fd: RawFd) -> (bool, bool) {
        // SAFETY: it has no pointers.
        let (fd_flags, status) = unsafe { (libc::fcntl(fd, libc::F_GETFD), libc::fcntl(fd, libc::F_GETFL)) };
        (fd_flags & libc::FD_CLOEXEC != 0, status & libc::O_NONBLOCK != 0)
    }

    fn is_readable_while_set<B: Bell>() {
        let mut signal = Signal::<B>::new().unwrap();
        assert_eq!(flags(signal.fd()), (true, true), "close-on-exec and non-blocking");
        for _ in 0..3 {
            assert!(!is_readable(signal.fd()));
            signal.set(true);
            signal.set(true);
            assert!(is_readable(signal.fd()));
            signal.set(false);
        }
        let fd = signal.fd();
        signal.close();
        // SAFETY: it has no pointers.
        assert_eq!(unsafe { libc::fcntl(fd, libc::F_GETFD) }, -1, "it is closed");
    }

    fn a_full_one_does_not_block<B: Bell>(fill: impl Fn(&Signal<B>)) {
        let mut signal = Signal::<B>::new().unwrap();
        fill(&signal);
        signal.set(true);
        assert!(is_readable(signal.fd()));
        signal.set(false);
        assert!(!is_readable(signal.fd()));
        let _ = open(signal.fd()).read(&mut [0; 8]);
        signal.set(true);
        assert!(is_readable(signal.fd()));
        signal.close();
    }

    fn another_file_with_its_number_is_left_alone<B: Bell>() {
        let mut signal = Signal::<B>::new().unwrap();
        let number = signal.fd();
        let other = Signal::<B>::new().unwrap();
        close(number);
        // SAFETY: both are open, or the number is free.
        assert_eq!(unsafe { libc::dup2(other.fd(), number) }, number);
        signal.set(true);
        assert!(!is_readable(number));
        signal.close();
        // SAFETY: it has no pointers.
        assert_ne!(unsafe { libc::fcntl(number, libc::F_GETFD) }, -1, "it stays open");
        close(number);
        other.close();
    }

    /// One test, because other tests of this process also open and close descriptors.
    #[test]
    fn both_bells() {
        is_readable_while_set::<EventBell>();
        is_readable_while_set::<SocketBell>();
        a_full_one_does_not_block::<EventBell>(|signal| {
            (&*open(signal.fd())).write_all(&(u64::MAX - 1).to_ne_bytes()).unwrap();
        });
        a_full_one_does_not_block::<SocketBell>(|signal| while (&signal.bell.writable).write(&[0; 4096]).is_ok() {});
        another_file_with_its_number_is_left_alone::<EventBell>();
        another_file_with_its_number_is_left_alone::<SocketBell>();
        let _ = other_kind_of_file();
    }

    fn other_kind_of_file() -> io::Result<()> {
        let signal = Signal::<EventBell>::new()?;
        let number = signal.fd();
        let file = File::open("/dev/null")?;
        close(number);
        // SAFETY: both are open, or the number is free.
        assert_eq!(unsafe { libc::dup2(file.as_raw_fd(), number) }, number);
        signal.close();
        assert!(open(number).metadata().is_ok());
        close(number);
        Ok(())
    }
}
