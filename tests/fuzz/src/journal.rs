//! The journal of a batch with arbitrary responses of the platform: each entry is one line without secrets.
//!
//! The input is a script of responses, as in `responses`.

use std::sync::Arc;
use std::time::Duration;

use ringout_core::simulation::{Settings, World};
use ringout_core::{CallRequest, ErrorCode, JournalStep, PlaceOptions};

use crate::check_text;
use crate::responses::{SECRETS, Script, check, check_error, client};

pub fn run(data: &[u8]) {
    let settings = Settings { seed: 1, most_turns: 1_000_000, is_traced: false };
    if let Err(failure) = World::run(settings, Arc::new(Script::parse(data)), |_| place()) {
        panic!("{failure}");
    }
}

/// Places one call. The script counts its creates.
fn place() {
    let client = client().build().expect("the settings are valid");
    let request = CallRequest::to("+16505550100").from("+16505550123");
    let mut last = None;
    let options = PlaceOptions::default().total_timeout(Duration::from_secs(30)).journal(move |entry| {
        check_text(&entry.to_string(), &SECRETS);
        check_error(entry.error.as_ref());
        let may_follow = match entry.step {
            // A request that a limit refused is sent again.
            JournalStep::Placing => matches!(last, None | Some(JournalStep::NotPlaced)),
            // A login that fails comes before the intent.
            JournalStep::NotPlaced => matches!(last, None | Some(JournalStep::Placing | JournalStep::NotPlaced)),
            JournalStep::Placed | JournalStep::MaybePlaced => last == Some(JournalStep::Placing),
            JournalStep::Ended => last == Some(JournalStep::Placed),
        };
        assert!(may_follow, "{:?} after {last:?}", entry.step);
        last = Some(entry.step);
        Ok(())
    });
    let Some(calls) = check(client.place_all(&[request], options)) else { return };
    for placed in calls {
        if let Some(error) = placed.result.as_ref().err() {
            assert_ne!(error.code(), ErrorCode::Internal, "{error}");
            check_error(Some(error));
        }
    }
}
