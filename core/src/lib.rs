//! Place, follow and cancel RingCentral RingOut calls.
//!
//! RingOut rings one phone, then another, and connects them. This crate is the part that every user of the platform's
//! HTTP API would write again: logging in and staying so, placing a call exactly once, following it without being rate
//! limited, and telling how it ended. It blocks; the C, Python and Node packages are thin skins over it.
//!
//! - [`Client`] logs in and places calls; [`CallRequest`] says which.
//! - [`Call`] has the [`status`](Call::status), waits for the end ([`wait`](Call::wait)), follows each change
//!   ([`watch`](Call::watch)), and hangs up ([`cancel`](Call::cancel)).
//! - [`CallState`] is what the platform says of a call, [`Outcome`] is how it ended, and [`check_transition`] tells
//!   whether one state may follow another.
//! - [`Error`] has a [code](ErrorCode), one line of text without any secret, and what the platform said.
//! - [`Client::place_all`] does all of that for many calls at once.
//! - [`CancelToken`] interrupts anything that blocks.
//!
//! ```no_run
//! use ringout_core::{CallRequest, Client, WaitOptions};
//!
//! let client = Client::from_env()?;
//! let call = client.create_call(&CallRequest::to("+16505550100").from("+16505550123"))?;
//! let outcome = call.wait(&WaitOptions::default())?;
//! println!("{outcome}");
//! # Ok::<(), ringout_core::Error>(())
//! ```
//!
//! What follows is a tour, in the order in which a program meets these things.
//!
//! # A client, and its login
//!
//! A [`Client`] is one user of one app on one server. [`Client::from_env`] reads the four variables of the platform's
//! own samples; [`Client::builder`] takes them, and everything else that can be set. Neither sends anything: the first
//! request logs in, and later ones replace the token about a minute before it ends. [`Client::login`] logs in at once,
//! for programs that want to know early.
//!
//! ```
//! use ringout_core::{Client, Credentials};
//!
//! let client = Client::builder("https://platform.ringcentral.com", "client-id-of-the-app")
//!     .client_secret("client-secret-of-the-app")
//!     .credentials(Credentials::jwt("jwt-from-the-developer-console"))
//!     .app("Switchboard", "2.1")
//!     .build()?;
//! # Ok::<(), ringout_core::Error>(())
//! ```
//!
//! However many threads find that there is no usable token, one of them asks for it and the others wait for the result.
//! A login that the platform has refused is not sent again by itself: repeating it could lock the account.
//!
//! Users who log in through the platform's page take [`Client::authorize_url`] and [`Client::login_redirect`]. With a
//! [`TokenStore`], such as [`FileTokenStore`], a token outlives the program, and several programs on one machine share
//! it.
//!
//! # A call
//!
//! [`CallRequest`] names the two phones: `from` is rung first, `to` when that one is answered. [`Client::create_call`]
//! checks the numbers, sends the request once, and returns a [`Call`].
//!
//! A create is the one request that must not be repeated on a suspicion: a second one rings two phones again. It is
//! repeated only if it provably never left this machine, or if the platform has refused it and said so. If it was sent
//! and no usable answer came, the error is [`ErrorCode::MaybePlaced`], and the decision is yours. Some answers leave it open,
//! too, such as a gateway's 504: [`Error::may_have_placed`] is true for all of them.
//!
//! ```no_run
//! use ringout_core::{CallRequest, Client};
//!
//! let client = Client::from_env()?;
//! match client.create_call(&CallRequest::to("+16505550100").from("+16505550123")) {
//!     Ok(call) => println!("placed as {}", call.id()),
//!     Err(error) if error.may_have_placed() => println!("look at the phones: {error}"),
//!     Err(error) => return Err(error),
//! }
//! # Ok::<(), ringout_core::Error>(())
//! ```
//!
//! A call whose id was kept, by this program or by another one, is had back with [`Client::call`].
//!
//! # States, steps and outcomes
//!
//! The platform tells three statuses: that of the call, and that of each of its legs. [`CallState`] holds them,
//! [`CallState::phase`] says where in its life they put the call. The call's own status stays `Success` when a
//! connected call has ended: only the legs tell. [`Outcome`] draws the conclusion.
//!
//! Polling sees a call now and then, so steps go unseen. [`check_transition`] tells a step that the vendor's flow
//! charts have from one that skips a state, from one that no document describes, and from one that cannot be.
//!
//! ```
//! use ringout_core::{CallState, Phase, Status, VerdictKind, check_transition};
//!
//! let ringing = CallState::new(Status::InProgress, Status::Success, Status::InProgress);
//! let busy = CallState::new(Status::CannotReach, Status::Success, Status::Busy);
//! assert_eq!((ringing.phase(), busy.phase()), (Phase::RingingCallee, Phase::Ended));
//! assert_eq!(check_transition(&ringing, &busy).kind, VerdictKind::Documented);
//! ```
//!
//! # Waiting and following
//!
//! [`Call::wait`] blocks until the call is over or its timeout has passed, and returns the [`Outcome`] either way.
//! [`Call::watch`] gives every [`Change`] on the way, as an iterator. [`Call::follow`] does the same for programs with
//! an event loop: a listener is called, and no thread waits.
//!
//! ```no_run
//! use ringout_core::{Client, WaitOptions};
//! use std::time::Duration;
//!
//! let call = Client::from_env()?.call("Y3MxNzE4NDI4NDkyODg0NDM5MDJAMTAuNjIuMjkuMzM")?;
//! let options = WaitOptions::default().timeout(Duration::from_secs(120)).cancel_on_timeout(true);
//! for change in call.watch(&options) {
//!     println!("{}", change?.state);
//! }
//! println!("{}", call.outcome());
//! # Ok::<(), ringout_core::Error>(())
//! ```
//!
//! None of the three asks the platform itself. Each client has one tracker, which looks at all calls that anybody
//! follows with at most four threads, started when they are needed.
//!
//! # Before a call, and after it
//!
//! [`Client::preflight`] tells what would make a call fail: a permission that the app lacks, an extension without a line, a
//! caller ID that is not the user's. [`Client::caller_ids`] and [`Client::forwarding_numbers`] list what can be used.
//! [`Call::log`] tells what the platform's call log has, and how sure it is that this is the call; a wait for a call that
//! vanished before its end was seen reads it by itself.
//!
//! # Many calls
//!
//! [`Client::place_all`] places a list of calls as fast as the limits allow, and gives each request one result. Its journal
//! knows of every create before and after it is sent. [`PlaceOptions::total_timeout`] bounds all of it.
//!
//! ```no_run
//! use ringout_core::{CallRequest, Client, PlaceOptions};
//!
//! let requests = ["+16505550100", "+16505550102"].map(|to| CallRequest::to(to).from("+16505550123"));
//! for placed in Client::from_env()?.place_all(&requests, PlaceOptions::default().concurrency(1))? {
//!     println!("{}: {}", placed.index, placed.result?);
//! }
//! # Ok::<(), ringout_core::Error>(())
//! ```
//!
//! # Errors
//!
//! Every failure is an [`Error`]. Match on its [`code`](Error::code), whose seventeen values are the same in all
//! languages; show its text. A vanished call, a deadline of a wait that passes, and a cancel that comes too late are no
//! errors: they are an [`Outcome`] and a [`CancelEffect`]. No text of an error holds a secret, a token or a password,
//! not even one that the server has echoed.
//!
//! # Deadlines and interruption
//!
//! Every operation has one deadline, which spans all that it needs: a login, a connection, repeats. It is 30 seconds
//! unless set ([`ClientBuilder::request_timeout`], [`ClientBuilder::create_timeout`], or [`Client::with_timeout`] for
//! some operations only). A wait for a call has a timeout of its own, in [`WaitOptions`].
//!
//! A [`CancelToken`] ends a blocking operation from another thread, within about 100 ms, with [`ErrorCode::Cancelled`].
//! It is bound to a handle, so that operations which nobody interrupts do not see it.
//!
//! ```no_run
//! use ringout_core::{CancelToken, Client, WaitOptions};
//!
//! let token = CancelToken::new();
//! let call = Client::from_env()?.call("234343434")?.with_cancel_token(&token);
//! std::thread::spawn(move || token.cancel());
//! let interrupted = call.wait(&WaitOptions::default());
//! # Ok::<(), ringout_core::Error>(())
//! ```
//!
//! # Threads
//!
//! [`Client`] and [`Call`] are cheap to clone, and every method may be called from many threads at once. Clones share
//! login, connections, budget and what is known of a call. No lock is held while anything is sent, and none while code
//! of yours is called: a listener may use the client that called it. A token store may not: it is called while others
//! wait for the login.
//!
//! # Forks
//!
//! A forked child may go on with the clients and the calls of its parent. Each has connections, threads and budgets of its own
//! there, begins with what the parent knew, and waits for no lock of the parent's threads. Nothing is placed twice: what was under
//! way at the fork is the parent's, and a [`PlaceAll`] places in the process that made it. Listeners ([`Call::follow`]) are not
//! called in the child.
//!
//! Parent and child both replace the token when it is about to end. A refresh token works once, so without credentials they need
//! a [`TokenStore`] that they share. What no library can help: a lock of other code that another thread holds at the fork, such
//! as one in a token store of your own, is never released in the child.
//!
//! # The platform's limits
//!
//! The platform counts requests by kind: by default 50 status requests a minute for a user and an app, 10 creates and
//! cancels, 5 logins. Every answer tells what is left, and the client keeps account. A request that would be too much
//! waits, or fails with [`ErrorCode::RateLimited`]: [`RateLimit`] chooses. After a refusal nothing is sent for the time that
//! the platform asks for, 1 s to an hour, and then at most the default number a minute until it takes a request.
//! [`Client::limits`] tells what is known. Following calls takes at most four fifths of
//! the status requests, so that [`Call::status`] still has its share.
//!
//! # Any other request
//!
//! [`Client::request`] sends any request to the platform with the same login, deadline, repeats and errors;
//! [`Client::send`] also returns answers that are no success as a [`Response`].
//!
//! # Logging and features
//!
//! The crate logs to the [`log`] facade under the target `ringout`: each request with its path, status, time and
//! request id at the debug level, never a body, a query or a header with a secret.
//!
//! - `no-trace` (on by default) leaves the trace level out of the whole program. At that level the HTTP library writes
//!   what it sends and receives byte for byte, tokens included, and nothing else stops it.

#![forbid(unsafe_code)]

mod account;
mod api;
mod auth;
mod base;
mod batch;
mod call;
mod client;
mod model;
mod session;
#[cfg(feature = "simulation")]
#[doc(hidden)]
pub mod simulation;
#[cfg(not(feature = "simulation"))]
#[path = "simulation/none.rs"]
mod simulation;
mod tracking;
mod transport;

pub use account::call_log::{CallLog, LogLeg, LogMatch, LogRecord};
pub use account::{Check, CheckKind, CheckResult, ForwardingNumber, PhoneNumber, Preflight};
pub use auth::{Authorization, Credentials, FileTokenStore, StoreError, Token, TokenKey, TokenStore};
pub use base::cancel::CancelToken;
pub use base::error::{Attempt, Error, ErrorCode, ErrorDetail, Result};
#[doc(hidden)]
pub use base::error::{Spelling, Unit, time};
#[doc(hidden)]
pub use base::logging::set_level as set_log_level;
pub use base::operation::RateLimit;
#[doc(hidden)]
pub use base::process::{AfterFork, ForkSnapshot, PerProcess};
#[doc(hidden)]
pub use base::workers::spawn;
pub use batch::{JournalEntry, JournalError, JournalStep, PlaceAll, PlaceOptions, Placed};
pub use call::{Call, CancelEffect, Follow, Followed, Until, WaitOptions, Watch};
#[doc(hidden)]
pub use client::install_log;
pub use client::{CallPath, Client, ClientBuilder};
pub use model::dial::{DialScheme, dial_uri};
pub use model::request::CallRequest;
pub use model::response::Response;
pub use model::state::{
    CallState, Field, Leg, Outcome, OutcomeKind, OutcomeSource, Phase, Reason, Status, Verdict, VerdictKind,
    check_transition,
};
pub use tracking::Change;
pub use transport::http::Method;
pub use transport::limits::Limit;

/// The version of this crate, and of the C, Python and Node packages built from it.
///
/// It is part of the `User-Agent` of every request, after the name that [`ClientBuilder::app`] gives.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
