//! The test that the READMEs show for a user's own program.
#![allow(clippy::expect_used, reason = "a test that cannot go on should stop loudly")]

use ringout_core::{CallRequest, Client, Credentials, OutcomeKind, Result, WaitOptions};
use ringout_simulator::{Config, Simulator};

#[test]
fn a_busy_callee() -> Result<()> {
    let simulator = Simulator::start(Config { speed: 10.0, ..Config::default() }).expect("the simulator starts");
    let client = Client::builder(simulator.url(), simulator.client_id())
        .client_secret(simulator.client_secret())
        .credentials(Credentials::jwt(simulator.jwt()))
        .build()?;
    let call = client.create_call(&CallRequest::to("+14155550486").from("+16505550101"))?;
    assert_eq!(call.wait(&WaitOptions::default())?.kind, OutcomeKind::Busy);
    Ok(())
}
