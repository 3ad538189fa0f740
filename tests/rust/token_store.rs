//! Tokens kept between runs and shared between processes.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::any::Any;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, mpsc};

use ringout_core::{Client, Credentials, ErrorCode, FileTokenStore, Method, StoreError, TokenKey, TokenStore};
use ringout_simulator::Config;
use ringout_tests::Platform;
use ringout_tests::platform::TOKEN;
use ringout_tests::timing::{ms, sleep, timed};
use serde_json::{Value, json};

/// A temporary folder for one test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("ringout-tokens-{}-{count}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self) -> PathBuf {
        self.0.join("tokens.json")
    }

    fn write(&self, text: &str) -> PathBuf {
        fs::write(self.file(), text).unwrap();
        fs::set_permissions(self.file(), fs::Permissions::from_mode(0o600)).unwrap();
        self.file()
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

fn ask(client: &Client) -> Result<(), ringout_core::Error> {
    client.request(Method::Get, "/restapi/v1.0/account/~/extension/~", &[], None).map(drop)
}

fn contents(file: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

#[test]
fn a_second_run_needs_no_login() {
    let (platform, folder) = (Platform::start(), Folder::new());
    ask(&client(&platform, &folder.file())).unwrap();
    ask(&client(&platform, &folder.file())).unwrap();
    assert_eq!(platform.count("token"), 1);
}

#[test]
fn only_the_owner_can_read_the_file() {
    let (platform, folder) = (Platform::start(), Folder::new());
    ask(&client(&platform, &folder.file())).unwrap();
    for entry in fs::read_dir(&folder.0).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.file_name());
    }
}

#[test]
fn one_file_serves_several_accounts() {
    let (platform, folder) = (Platform::start(), Folder::new());
    let named = |user: &str| platform.builder().token_store(FileTokenStore::new(folder.file())).token_user(user);
    for user in ["alice", "bob"] {
        ask(&named(user).build().unwrap()).unwrap();
    }
    let password = platform.builder_without_jwt().token_store(FileTokenStore::new(folder.file())).build().unwrap();
    let simulator = platform.simulator();
    password.login(Credentials::password(simulator.username(), None, simulator.password())).unwrap();
    assert_eq!(platform.count("token"), 3);
    assert_eq!(contents(&folder.file())["tokens"].as_object().unwrap().len(), 3);
    ask(&named("alice").build().unwrap()).unwrap();
    assert_eq!(platform.count("token"), 3);
}

#[test]
fn a_logout_removes_only_its_entry() {
    let (platform, folder) = (Platform::start(), Folder::new());
    let named = |user: &str| platform.builder().token_store(FileTokenStore::new(folder.file())).token_user(user);
    let (alice, bob) = (named("alice").build().unwrap(), named("bob").build().unwrap());
    ask(&alice).unwrap();
    ask(&bob).unwrap();
    alice.logout().unwrap();
    let tokens = contents(&folder.file())["tokens"].clone();
    let keys: Vec<&String> = tokens.as_object().unwrap().keys().collect();
    assert!(keys.len() == 1 && keys[0].ends_with("bob"), "{keys:?}");
}

#[test]
fn unknown_entries_are_kept() {
    let (platform, folder) = (Platform::start(), Folder::new());
    folder.write(r#"{"version":1,"comment":"mine","tokens":{"other":{"access_token":"x","odd":[1]}}}"#);
    ask(&client(&platform, &folder.file())).unwrap();
    let kept = contents(&folder.file());
    assert_eq!(kept["comment"], "mine");
    assert_eq!(kept["tokens"]["other"], json!({ "access_token": "x", "odd": [1] }));
    assert_eq!(kept["tokens"].as_object().unwrap().len(), 2);
}

#[test]
fn an_empty_file_is_an_empty_store() {
    let (platform, folder) = (Platform::start(), Folder::new());
    folder.write("");
    ask(&client(&platform, &folder.file())).unwrap();
    assert_eq!(contents(&folder.file())["version"], 1);
}

/// Asserts that nothing is sent, the error names the file and says what to do, and the file is unchanged.
fn assert_refused(platform: &Platform, file: &Path, says: &str) {
    let error = ask(&client(platform, file)).unwrap_err();
    assert_eq!(error.code(), ErrorCode::Storage, "{error}");
    assert!(error.message().contains(says) && error.message().contains("tokens.json"), "{error}");
    assert_eq!(platform.count("token"), 0);
}

#[test]
fn a_file_that_cannot_be_trusted_is_refused() {
    let platform = Platform::start();
    let folder = Folder::new();
    let half = r#"{"version":1,"tokens":{"a":{"access_tok"#;
    assert_refused(&platform, &folder.write(half), "damaged");
    assert_eq!(fs::read_to_string(folder.file()).unwrap(), half);
    assert_refused(&platform, &folder.write(r#"{"version":2,"tokens":{}}"#), "version 2");
    assert_refused(&platform, &folder.write(r#"{"tokens":{}}"#), "damaged");
    assert_refused(&platform, &folder.write("[1]"), "damaged");

    let file = folder.write(r#"{"version":1}"#);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    assert_refused(&platform, &file, "read by others");
}

#[test]
fn a_folder_is_not_a_token_file() {
    let (platform, folder) = (Platform::start(), Folder::new());
    fs::create_dir(folder.file()).unwrap();
    assert_refused(&platform, &folder.file(), "tokens.json");
}

#[test]
fn a_folder_that_does_not_exist_is_named() {
    let (platform, folder) = (Platform::start(), Folder::new());
    let missing = folder.0.join("missing");
    let says = format!("cannot be created: the folder {} does not exist", missing.display());
    assert_refused(&platform, &missing.join("tokens.json"), &says);
}

#[test]
fn a_file_of_another_user_is_refused() {
    let (platform, folder) = (Platform::start(), Folder::new());
    let file = folder.write(r#"{"version":1}"#);
    // Only root can give a file away. Other users find no such file to read.
    if chown(&file, Some(12_345), None).is_ok() {
        assert_refused(&platform, &file, "another user");
    }
}

#[test]
fn a_token_that_cannot_be_saved_is_still_used() {
    let (platform, folder) = (Platform::start(), Folder::new());
    let client = client(&platform, &folder.file());
    ask(&client).unwrap();
    folder.write("{");
    ask(&client).unwrap();
    assert_eq!(platform.count("token"), 1, "the one in memory is good");
}

/// A process of the storm.
struct Stormer {
    child: Child,
    done: BufReader<std::process::ChildStdout>,
}

impl Stormer {
    fn start(mode: &str, platform: &Platform, file: &Path) -> Self {
        let simulator = platform.simulator();
        let mut child = Command::new(env!("CARGO_BIN_EXE_storm"))
            .args([mode, simulator.url(), simulator.client_id(), simulator.client_secret(), simulator.jwt()])
            .arg(file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let done = BufReader::new(child.stdout.take().unwrap());
        Self { child, done }
    }

    fn go(&mut self) {
        writeln!(self.child.stdin.as_mut().unwrap()).unwrap();
    }

    fn wait(&mut self) {
        let mut line = String::new();
        self.done.read_line(&mut line).unwrap();
        assert_eq!(line, "done\n");
    }
}

impl Drop for Stormer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn eight_processes_of_eight_threads_log_in_once_and_once_more_across_an_expiry() {
    let platform = Platform::with(Config { refresh_tokens: true, ..Config::default() });
    let folder = Folder::new();
    let mut storm: Vec<Stormer> = (0..8).map(|_| Stormer::start("ask", &platform, &folder.file())).collect();
    let blow = |storm: &mut Vec<Stormer>| {
        storm.iter_mut().for_each(Stormer::go);
        storm.iter_mut().for_each(Stormer::wait);
    };
    blow(&mut storm);
    assert_eq!(platform.count("token"), 1, "the first login");
    platform.post("tokens/expire", &json!({}));
    blow(&mut storm);
    assert_eq!(platform.count("token"), 2, "one refresh across the expiry");
    blow(&mut storm);
    assert_eq!(platform.count("token"), 2);
}

#[test]
fn a_process_that_is_killed_at_any_point_leaves_a_good_file() {
    let platform = Platform::with(Config { refresh_tokens: true, ..Config::default() });
    let folder = Folder::new();
    let mut seen = 0;
    for round in 0..25 {
        let stormer = Stormer::start("save", &platform, &folder.file());
        // At another point of its work each time.
        sleep(ms(20 + round * 3));
        drop(stormer);
        if folder.file().exists() {
            assert_eq!(contents(&folder.file())["tokens"].as_object().unwrap().len(), 1);
            seen += 1;
        }
    }
    assert!(seen > 5, "the processes wrote nothing: {seen}");
    ask(&client(&platform, &folder.file())).unwrap();
}

/// A store that does what a test says.
struct Odd<F>(F);

impl<F: Fn(&TokenKey) -> Result<Option<String>, StoreError> + Send + Sync> TokenStore for Odd<F> {
    fn load(&self, key: &TokenKey) -> Result<Option<String>, StoreError> {
        (self.0)(key)
    }

    fn save(&self, key: &TokenKey, _: Option<&str>) -> Result<(), StoreError> {
        (self.0)(key).map(drop)
    }
}

/// A token as it was saved, or its removal.
type Kept = (TokenKey, Option<String>);

fn with_store(platform: &Platform, store: impl TokenStore + 'static) -> Client {
    platform.builder().token_store(store).build().unwrap()
}

#[test]
fn a_store_that_fails_returns_garbage_or_panics_is_a_storage_error() {
    let platform = Platform::start();
    let clients = [
        with_store(&platform, Odd(|_: &_| Err("the database is down".into()))),
        with_store(&platform, Odd(|_: &_| Ok(Some("garbage".to_owned())))),
        with_store(&platform, Odd(|_: &_| panic!("a bug in the store"))),
    ];
    for (client, says) in clients.iter().zip(["the database is down", "not a token", "panicked"]) {
        let error = ask(&client.with_timeout(ms(20_000)).unwrap()).unwrap_err();
        assert_eq!(error.code(), ErrorCode::Storage);
        assert!(error.message().contains(says), "{error}");
    }
    assert_eq!(platform.count("token"), 0);
}

#[test]
fn a_store_that_blocks_does_not_outlast_the_deadline() {
    let platform = Platform::start();
    let store = Odd(|_: &_| {
        sleep(ms(10_000));
        Ok(None)
    });
    let (error, took) = timed(|| ask(&with_store(&platform, store).with_timeout(ms(1000)).unwrap()).unwrap_err());
    assert_eq!(error.code(), ErrorCode::Timeout);
    assert!(took < ms(8000), "{took:?}");
}

#[test]
fn a_custom_store_gets_the_key_and_the_token() {
    #[derive(Clone, Default)]
    struct Shelf(Arc<Mutex<Vec<Kept>>>);
    impl TokenStore for Shelf {
        fn load(&self, key: &TokenKey) -> Result<Option<String>, StoreError> {
            let shelf = self.0.lock().unwrap();
            Ok(shelf.iter().rev().find(|(kept, _)| kept == key).and_then(|(_, token)| token.clone()))
        }
        fn save(&self, key: &TokenKey, token: Option<&str>) -> Result<(), StoreError> {
            self.0.lock().unwrap().push((key.clone(), token.map(str::to_owned)));
            Ok(())
        }
    }
    let (platform, shelf) = (Platform::start(), Shelf::default());
    for _ in 0..2 {
        ask(&platform.builder().token_store(shelf.clone()).token_user("team").build().unwrap()).unwrap();
    }
    assert_eq!(platform.count("token"), 1);
    let (key, token) = shelf.0.lock().unwrap()[0].clone();
    assert_eq!((key.server.as_str(), key.user.as_str()), (platform.simulator().url(), "team"));
    assert!(token.unwrap().contains("access_token"));
}

/// A store that fails if it is changed without its lock.
#[derive(Clone, Default)]
struct Strict {
    locked: Arc<AtomicBool>,
    token: Arc<Mutex<Option<String>>>,
    changes: Arc<AtomicU32>,
}

struct Unlock(Arc<AtomicBool>);

impl Drop for Unlock {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}

impl TokenStore for Strict {
    fn load(&self, _: &TokenKey) -> Result<Option<String>, StoreError> {
        Ok(self.token.lock().unwrap().clone())
    }

    fn save(&self, _: &TokenKey, token: Option<&str>) -> Result<(), StoreError> {
        if !self.locked.load(Ordering::SeqCst) {
            return Err("changed without the lock".into());
        }
        self.changes.fetch_add(1, Ordering::SeqCst);
        *self.token.lock().unwrap() = token.map(str::to_owned);
        Ok(())
    }

    fn try_lock(&self, _: &TokenKey) -> Result<Option<Box<dyn Any + Send>>, StoreError> {
        let was_locked = self.locked.swap(true, Ordering::SeqCst);
        Ok((!was_locked).then(|| Box::new(Unlock(Arc::clone(&self.locked))) as Box<dyn Any + Send>))
    }
}

#[test]
fn a_store_is_changed_only_under_its_lock() {
    let (platform, store) = (Platform::start(), Strict::default());
    let client = with_store(&platform, store.clone()).with_timeout(ms(1500)).unwrap();
    ask(&client).unwrap();
    client.refresh().unwrap();
    client.login(Credentials::jwt(platform.simulator().jwt())).unwrap();
    client.logout().unwrap();
    assert_eq!((store.changes.load(Ordering::SeqCst), store.token.lock().unwrap().is_none()), (4, true));
    assert_eq!(ask(&client).unwrap_err().code(), ErrorCode::NotLoggedIn);
    // Another process holds the lock and does not release it. A logout waits only as long as it may.
    client.login(Credentials::jwt(platform.simulator().jwt())).unwrap();
    store.locked.store(true, Ordering::SeqCst);
    let (error, took) = timed(|| client.logout().unwrap_err());
    assert_eq!(error.code(), ErrorCode::Timeout);
    assert!(took < ms(8000), "{took:?}");
    assert!(client.token().is_none(), "still deleted here");
}

#[test]
fn a_store_that_all_operations_wait_for_still_gets_a_thread() {
    // As a host does whose own threads must not block, with more operations than threads.
    const CROWD: usize = 600;
    let platform = Platform::start();
    let client = with_store(&platform, Strict::default()).with_timeout(ms(20_000)).unwrap();
    // The store is called again when all of them wait.
    platform.fault("POST", TOKEN, 1, &json!({ "delay_ms": 500 }));
    let (sender, results) = mpsc::channel();
    for _ in 0..CROWD {
        let (client, sender) = (client.clone(), sender.clone());
        ringout_core::spawn(move || drop(sender.send(ask(&client))));
    }
    let (done, took) = timed(|| results.iter().take(CROWD).flatten().count());
    assert_eq!(done, CROWD);
    assert!(took < ms(15_000), "{took:?}");
    assert_eq!(platform.count("token"), 1);
}
