//! A process that cannot start threads, because `RUST_MIN_STACK` demands more memory for each than the machine has.
//!
//! `threadless URL ID SECRET JWT NUMBER` places a call to the number and waits for it, then places a second call and follows
//! it with a listener. It prints the outcome of the wait, then the code of the error that the listener receives.
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
    let (sender, events) = mpsc::channel();
    let _follow = place().follow(&options, move |event| drop(sender.send(event)));
    let Ok(Followed::End(Err(error))) = events.recv() else { panic!("the listener received no error") };
    println!("{}", error.code());
}
