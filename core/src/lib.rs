//! Place, follow and cancel RingCentral RingOut calls.
//!
//! RingOut rings one phone, then another, and connects them. This crate does the work that every user of that HTTP API
//! would otherwise repeat: it logs in and stays logged in, places each call exactly once, follows calls within the rate
//! limits, and reports how they ended. The API is blocking. The C, Python and Node packages are thin wrappers around it.
//!
//! - [`Client`] logs in and places calls. [`CallRequest`] describes a call to place.
//! - [`Call`] reads the [`status`](Call::status), waits for the end ([`wait`](Call::wait)), yields each change
//!   ([`watch`](Call::watch)), and hangs up ([`cancel`](Call::cancel)).
//! - [`CallState`] holds the statuses of a call, [`Outcome`] says how it ended, and [`check_transition`] judges whether
//!   one state may follow another.
//! - [`Client::place_all`] places and follows many calls at once.
//! - [`CancelToken`] interrupts any blocking operation.
//! - [`Error`] has a [code](ErrorCode), a one-line message without secrets, and the details that RingCentral sent.
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
//! The sections below follow a program from its first line to its last.
//!
//! # Clients and logging in
//!
//! A [`Client`] is one user of one app on one server. [`Client::from_env`] reads the four environment variables that
//! RingCentral's own samples use. [`Client::builder`] takes the same values, and every other setting. Neither makes a
//! network call. The client logs in on its first request and refreshes the token about a minute before it expires. To
//! learn early whether the credentials work, call [`Client::login`].
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
//! If several threads need a token at once, one of them requests it and the others wait for the result. Once RingCentral
//! has refused the credentials, the client does not send them again on its own, because repeated failures can lock the
//! account.
//!
//! For users who log in on RingCentral's login page, use [`Client::authorize_url`] and [`Client::login_redirect`]. A
//! [`TokenStore`], such as [`FileTokenStore`], keeps the token between runs and shares it between the processes of a
//! machine.
//!
//! # Placing a call
//!
//! A [`CallRequest`] names two phones: `from` rings first, and `to` rings once `from` is answered.
//! [`Client::create_call`] checks the numbers, sends the request once, and returns a [`Call`].
//!
//! Sending that request twice could ring both phones twice. It is therefore retried only if it provably never left this
//! machine, or if RingCentral refused it with a 401 or a 429. If it was sent and no usable response came, the error is
//! [`ErrorCode::MaybePlaced`]. Some responses leave the question open as well, for example a 504 from a gateway.
//! [`Error::may_have_placed`] is true for all of these, and your program decides what to do.
//!
//! ```no_run
//! use ringout_core::{CallRequest, Client};
//!
//! let client = Client::from_env()?;
//! match client.create_call(&CallRequest::to("+16505550100").from("+16505550123")) {
//!     Ok(call) => println!("placed as {}", call.id()),
//!     Err(error) if error.may_have_placed() => println!("the phones may be ringing: {error}"),
//!     Err(error) => return Err(error),
//! }
//! # Ok::<(), ringout_core::Error>(())
//! ```
//!
//! To resume a call by its saved id, in this process or another, use [`Client::call`].
//!
//! # States, transitions and outcomes
//!
//! RingCentral reports three statuses: one for the call and one for each leg. A [`CallState`] holds them, and
//! [`CallState::phase`] tells how far along the call is. The status of the call stays `Success` after a connected call
//! ends, so only the legs show the end. [`Outcome`] sums up how the call ended.
//!
//! Polling samples a call, so some states go unseen. [`check_transition`] says whether a transition is in RingCentral's
//! flow charts, skips a state, is not documented, or is impossible.
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
//! # Waiting, watching and following
//!
//! [`Call::wait`] blocks until the call ends or the timeout passes, and returns an [`Outcome`] in both cases.
//! [`Call::watch`] is an iterator over every [`Change`]. [`Call::follow`] is for programs with an event loop: it calls a
//! listener with each change and blocks no thread.
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
//! A program that stops waiting, because its user has gone, may want the phones to stop ringing too. With
//! [`WaitOptions::cancel_on_exit`] a wait that is left before it has an outcome hangs up, and
//! [`Call::hang_up_on_drop`] does so at the end of a block. The cancel runs on a thread of the client, so leaving takes no
//! longer. [`Call::detach`] lets the call go on.
//!
//! None of the three sends requests itself. The tracker of the client polls all followed calls, with up to four threads
//! that it starts when needed.
//!
//! # Before and after a call
//!
//! [`Client::preflight`] finds the reasons why a call would fail, such as a missing app permission, an extension without
//! a line, or a caller ID that does not belong to the user. [`Client::caller_ids`] and [`Client::forwarding_numbers`]
//! list the numbers that the user can use. [`Call::log`] looks the call up in RingCentral's call log and says how certain
//! the match is. If a call vanishes before its end was seen, a wait reads the log for you.
//!
//! # Many calls
//!
//! [`Client::place_all`] places a list of calls as fast as the limits allow and gives each request one result. Its
//! journal records each request before and after it is sent. [`PlaceOptions::total_timeout`] bounds the whole batch. A
//! program with an event loop takes the results with [`PlaceAll::poll_next`], which never blocks.
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
//! Every failure is an [`Error`]. Match on its [`code`](Error::code) and show its message. The seventeen codes are the
//! same in every language. A vanished call, a wait that times out and a late cancel are not errors, but values of
//! [`Outcome`] and [`CancelEffect`]. Error messages never contain a secret, a token or a password, even if the server
//! echoed one.
//!
//! # Timeouts and interruption
//!
//! Each operation has one deadline, which covers everything it needs: logging in, connecting, and retrying. The default
//! is 30 seconds. Change it with [`ClientBuilder::request_timeout`] and [`ClientBuilder::create_timeout`], or for some
//! operations with [`Client::with_timeout`]. A wait for a call has a separate timeout in [`WaitOptions`].
//!
//! A [`CancelToken`] stops a blocking operation from another thread. Within about 100 ms the operation returns
//! [`ErrorCode::Cancelled`]. The token is bound to a handle, so operations that are never interrupted do not mention it.
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
//! [`Client`] and [`Call`] are cheap to clone, and every method may be called from many threads at once. Clones share the
//! login, the connections, the rate-limit budget and the state of calls. The client holds no lock while it sends or while
//! it runs your code, so a listener may use the client that called it. A token store must not: the client calls it while
//! other threads wait for the login.
//!
//! # Forks
//!
//! A forked child may keep using the clients and calls of its parent. In the child, each of them has new connections,
//! threads and budgets, starts from the state that the parent knew, and waits for no lock of the parent's threads. No
//! call is placed twice: operations in flight at the fork belong to the parent, and a [`PlaceAll`] places calls only in
//! the process that made it. The child does not call the listeners of [`Call::follow`].
//!
//! Parent and child each refresh the token before it expires. A refresh token works only once, so without credentials the
//! two need a shared [`TokenStore`]. A lock in code outside this crate, such as one in your own token store, is never
//! released in the child if another thread holds it at the fork. No library can prevent that.
//!
//! # Rate limits
//!
//! RingCentral counts requests per user, app and kind. The defaults are 50 status requests, 10 creates and cancels, and
//! 5 logins a minute. Every response reports how many are left, and the client keeps track. A request over the limit
//! waits or fails with [`ErrorCode::RateLimited`], as [`RateLimit`] selects. After a refusal the client sends nothing for
//! as long as RingCentral asks (1 s to an hour), then at most the default rate until a request is accepted.
//! [`Client::limits`] returns the known limits. Polling uses at most four fifths of the status requests and leaves the
//! rest for [`Call::status`].
//!
//! # Other API requests
//!
//! [`Client::request`] sends any request to RingCentral with the same login, deadline, retries and errors.
//! [`Client::send`] does the same but also returns unsuccessful responses as a [`Response`].
//!
//! # Logging and features
//!
//! The crate logs to the [`log`] facade under the target `ringout`. At the debug level it logs the path, status, time and
//! request id of each request, and never a body, a query, or a header that carries a secret.
//!
//! - `no-trace` (on by default) compiles the trace level out of the whole program. At that level the HTTP library logs
//!   every byte it sends and receives, including tokens, and nothing else prevents that.

#![forbid(unsafe_code)]

mod account;
mod api;
mod auth;
mod base;
mod batch;
mod call;
mod client;
mod fleet;
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
#[doc(hidden)]
pub use base::cancel::CancelHook;
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
pub use call::{Call, CancelEffect, Follow, Followed, ScopedCall, Until, WaitOptions, Watch};
#[doc(hidden)]
pub use client::install_log;
pub use client::{CallPath, Client, ClientBuilder};
pub use fleet::ledger::{Ledger, LedgerKey, LedgerRecord, Swap};
pub use model::dial::{DialScheme, dial_uri};
pub use model::request::CallRequest;
pub use model::response::Response;
pub use model::state::{
    CallState, Field, Leg, Outcome, OutcomeKind, OutcomeSource, Phase, Reason, Status, Verdict, VerdictKind,
    check_transition,
};
#[doc(hidden)]
pub use session::hang_ups_in_flight;
pub use tracking::Change;
pub use transport::http::Method;
pub use transport::limits::Limit;

/// The version of this crate, and of the C, Python and Node packages built from it.
///
/// Sent in the `User-Agent` of every request, after the name that [`ClientBuilder::app`] sets.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
