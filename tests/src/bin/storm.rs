//! One of several processes that share a token file and send requests from eight threads each.
//!
//! `storm ask URL ID SECRET JWT FILE` sends one request from each thread for every line on standard input. `storm save URL ID
//! SECRET JWT FILE` refreshes the token in a loop until the test kills it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::env;
use std::io::{BufRead, stdin};
use std::thread;

use ringout_core::{Client, Credentials, FileTokenStore, Method};

const THREADS: usize = 8;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [mode, url, id, secret, jwt, file] = arguments.try_into().expect("mode, url, id, secret, jwt, file");
    let client = Client::builder(url, id)
        .client_secret(secret)
        .credentials(Credentials::jwt(jwt))
        .token_store(FileTokenStore::new(file))
        .build()
        .unwrap();
    if mode == "save" {
        loop {
            client.refresh().unwrap();
        }
    }
    for _ in stdin().lock().lines() {
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| client.request(Method::Get, "/restapi/v1.0/account/~/extension/~", &[], None).unwrap());
            }
        });
        println!("done");
    }
}
