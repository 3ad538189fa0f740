//! The token file in a folder with unexpected files, and the lifetime of a store's lock.
#![cfg(unix)]
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::any::Any;
use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use ringout_core::{CancelToken, Client, Error, ErrorCode, FileTokenStore, Method, StoreError, TokenKey, TokenStore};
use ringout_simulator::Config;
use ringout_tests::Platform;
use ringout_tests::timing::{ms, sleep, timed};

/// A temporary folder for one test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("ringout-token-file-{}-{count}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn tokens(&self) -> PathBuf {
        self.at("tokens.json")
    }

    /// A file that must not be changed.
    fn precious(&self) -> PathBuf {
        let file = self.at("precious");
        fs::write(&file, "precious").unwrap();
        file
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn client(platform: &Platform, file: &Path) -> Client {
    platform.builder().token_store(FileTokenStore::new(file)).build().unwrap()
}

fn ask(client: &Client) -> Result<(), Error> {
    client.request(Method::Get, "/restapi/v1.0/account/~/extension/~", &[], None).map(drop)
}

fn mode(file: &Path) -> u32 {
    fs::symlink_metadata(file).unwrap().permissions().mode() & 0o777
}

fn is_link(file: &Path) -> bool {
    fs::symlink_metadata(file).unwrap().is_symlink()
}

fn open_to_all(path: &Path) -> File {
    let file = OpenOptions::new().write(true).create_new(true).mode(0o666).open(path).unwrap();
    file.set_permissions(fs::Permissions::from_mode(0o666)).unwrap();
    file
}

#[test]
fn a_file_or_a_link_that_has_the_name_of_the_new_file_gets_no_token() {
    let (platform, folder) = (Platform::start(), Folder::new());
    let precious = folder.precious();
    let name = |count: u32| folder.at(&format!("tokens.json.new-{}-{count}", std::process::id()));
    // Locked, as by a running writer. More than all tests of this program make.
    let locked: Vec<File> = (0..200).step_by(2).map(|count| open_to_all(&name(count))).collect();
    for file in &locked {
        file.lock().unwrap();
    }
    for count in (1..200).step_by(2) {
        symlink(&precious, name(count)).unwrap();
    }
    let client = client(&platform, &folder.tokens());
    ask(&client).unwrap();
    client.refresh().unwrap();
    assert!(!is_link(&folder.tokens()));
    assert_eq!(mode(&folder.tokens()), 0o600);
    assert!(fs::read_to_string(folder.tokens()).unwrap().contains("access_token"));
    assert_eq!(fs::read_to_string(&precious).unwrap(), "precious");
    assert!(
        (0..200).all(|count| fs::read_to_string(name(count)).unwrap() == if count % 2 == 0 { "" } else { "precious" })
    );
}

#[test]
fn a_lock_that_is_a_link_is_refused_and_its_target_left_alone() {
    let (platform, folder) = (Platform::start(), Folder::new());
    let precious = folder.precious();
    symlink(&precious, folder.at("tokens.json.lock")).unwrap();
    let error = ask(&client(&platform, &folder.tokens())).unwrap_err();
    assert_eq!(error.code(), ErrorCode::Storage, "{error}");
    assert!(error.message().contains("not a regular file"), "{error}");
    assert_eq!((platform.count("token"), fs::read_to_string(&precious).unwrap().as_str()), (0, "precious"));
}

#[test]
fn a_lock_file_is_not_emptied() {
    let (platform, folder) = (Platform::start(), Folder::new());
    fs::write(folder.at("tokens.json.lock"), "a note").unwrap();
    ask(&client(&platform, &folder.tokens())).unwrap();
    assert_eq!(fs::read_to_string(folder.at("tokens.json.lock")).unwrap(), "a note");
}

#[test]
fn a_token_file_that_is_a_link_stays_one_and_its_target_gets_the_token() {
    let (platform, folder) = (Platform::with(Config { refresh_tokens: true, ..Config::default() }), Folder::new());
    fs::create_dir(folder.at("kept")).unwrap();
    symlink("between", folder.tokens()).unwrap();
    symlink("kept/tokens", folder.at("between")).unwrap();
    let by_link = client(&platform, &folder.tokens());
    ask(&by_link).unwrap();
    by_link.refresh().unwrap();
    assert!(is_link(&folder.tokens()) && is_link(&folder.at("between")));
    assert_eq!(folder.names(), ["between", "kept", "tokens.json"]);
    let target = folder.at("kept/tokens");
    assert_eq!((mode(&target), mode(&folder.at("kept/tokens.lock"))), (0o600, 0o600));
    let sent = platform.count("token");
    // Two names of one file have one lock and one token.
    ask(&client(&platform, &target)).unwrap();
    assert_eq!(platform.count("token"), sent);
}

#[test]
fn the_leftovers_of_a_killed_process_are_removed() {
    let (platform, folder) = (Platform::start(), Folder::new());
    let others = ["tokens.json.new-1-x", "tokens.json.new-1", "tokens.json.newer", "other.json.new-1-0"];
    for name in ["tokens.json.new-1-0", "tokens.json.new-77777-12"].into_iter().chain(others) {
        fs::write(folder.at(name), "half a tok").unwrap();
    }
    let alive = open_to_all(&folder.at("tokens.json.new-1-1"));
    alive.lock().unwrap();
    ask(&client(&platform, &folder.tokens())).unwrap();
    let mut left = vec!["tokens.json", "tokens.json.lock", "tokens.json.new-1-1"];
    left.extend(others);
    left.sort_unstable();
    assert_eq!(folder.names(), left);
}

#[test]
fn a_fifo_or_a_device_is_refused_at_once() {
    let platform = Platform::start();
    for name in ["tokens.json", "tokens.json.lock"] {
        let folder = Folder::new();
        assert!(Command::new("mkfifo").arg(folder.at(name)).status().unwrap().success());
        let (error, took) = timed(|| ask(&client(&platform, &folder.tokens())).unwrap_err());
        assert_eq!(error.code(), ErrorCode::Storage, "{error}");
        assert!(error.message().contains("not a regular file"), "{error}");
        assert!(took < ms(4000), "{took:?}");
    }
    let folder = Folder::new();
    symlink("/dev/null", folder.tokens()).unwrap();
    let error = FileTokenStore::new(folder.tokens()).load(&key()).unwrap_err();
    assert!(error.to_string().contains("not a regular file"), "{error}");
    assert_eq!(platform.count("token"), 0);
}

fn key() -> TokenKey {
    TokenKey { server: "https://localhost".into(), client_id: "app".into(), user: "user".into() }
}

/// A store with a slow `save` that notes the order of events.
#[derive(Clone)]
struct Slow {
    happened: Arc<Mutex<Vec<&'static str>>>,
    saving: mpsc::Sender<()>,
}

impl Slow {
    fn note(&self, what: &'static str) {
        self.happened.lock().unwrap().push(what);
    }
}

struct Unlock(Slow);

impl Drop for Unlock {
    fn drop(&mut self) {
        self.0.note("unlocked");
    }
}

impl TokenStore for Slow {
    fn load(&self, _: &TokenKey) -> Result<Option<String>, StoreError> {
        Ok(None)
    }

    fn save(&self, _: &TokenKey, _: Option<&str>) -> Result<(), StoreError> {
        self.saving.send(()).unwrap();
        sleep(ms(500));
        self.note("saved");
        Ok(())
    }

    fn try_lock(&self, _: &TokenKey) -> Result<Option<Box<dyn Any + Send>>, StoreError> {
        self.note("locked");
        Ok(Some(Box::new(Unlock(self.clone()))))
    }
}

#[test]
fn the_lock_of_a_store_outlives_an_operation_that_did_not_wait_for_its_save() {
    let platform = Platform::start();
    let (saving, begun) = mpsc::channel();
    let store = Slow { happened: Arc::default(), saving };
    let token = CancelToken::new();
    let client = platform.builder().token_store(store.clone()).build().unwrap().with_cancel_token(&token);
    let login = thread::spawn(move || client.refresh());
    begun.recv().unwrap();
    token.cancel();
    // The token was saved and used; only the release of the lock was not waited for.
    drop(login.join().unwrap());
    assert_eq!(*store.happened.lock().unwrap(), ["locked"], "the operation ended before the save");
    while store.happened.lock().unwrap().len() < 3 {
        sleep(ms(10));
    }
    assert_eq!(*store.happened.lock().unwrap(), ["locked", "saved", "unlocked"]);
}
