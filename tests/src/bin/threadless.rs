//! A process whose system has no thread to give: `RUST_MIN_STACK` says that each takes more memory than there is.
//!
//! `threadless URL ID SECRET JWT NUMBER` places a call to the number, waits for it, then follows it with a listener, and writes how
//! each of the two came out.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::env;
use std::sync::mpsc;
use std::time::Duration;

use ringout_core::{CallRequest, Client, Credentials, Followed, WaitOptions};

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [url, id, secret, jwt, number] = arguments.try_into().expect("url, id, secret, jwt, number");
    let credentials = Credentials::jwt(jwt);
    let client = Client::builder(url, id).client_secret(secret).credentials(credentials).build().unwrap();
    let place = || client.create_call(&CallRequest::to(number.as_str())).unwrap();
    let options = WaitOptions::default().timeout(Duration::from_secs(20));
    println!("{}", place().wait(&options).unwrap().kind.as_str());
    let (told, news) = mpsc::channel();
    let _following = place().follow(&options, move |news| drop(told.send(news)));
    let Ok(Followed::End(Err(error))) = news.recv() else { panic!("it is followed, or nothing is said") };
    println!("{}", error.code());
}
