//! One of several processes that share a budget without knowing of each other.
//!
//! `waiter URL ID SECRET JWT SECONDS` reads call ids from standard input, one per line, until it ends. It waits for all calls
//! at once, up to SECONDS each, and prints the id and the kind of the outcome as each wait ends.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::env;
use std::io::stdin;
use std::thread;
use std::time::Duration;

use ringout_core::{Client, Credentials, WaitOptions};

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [url, id, secret, jwt, seconds] = arguments.try_into().expect("url, id, secret, jwt, seconds");
    let credentials = Credentials::jwt(jwt);
    let client = Client::builder(url, id).client_secret(secret).credentials(credentials).build().unwrap();
    let options = WaitOptions::default().timeout(Duration::from_secs(seconds.parse().unwrap()));
    thread::scope(|scope| {
        for id in stdin().lines() {
            let call = client.call(id.unwrap()).unwrap();
            let options = &options;
            scope.spawn(move || println!("{} {}", call.id(), call.wait(options).unwrap().kind.as_str()));
        }
    });
}
