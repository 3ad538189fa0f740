//! The client: one user of one app on one server.

use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};
use ringout_core::{CallRequest, Credentials, Method};

use crate::call::Call;
use crate::convert::{invalid, optional_text, seconds, text};
use crate::enums;
use crate::error::raise;
use crate::interrupt::{Open, blocking};
use crate::request::{self, Response};

/// A user of an app on a server: logs in, places calls, and asks the platform anything else.
///
/// - `server`: the platform's URL, such as `https://platform.ringcentral.com`.
/// - `client_id`, `client_secret`: the app's, from the developer console. A public app has no secret.
/// - `jwt`: what to log in with when the first request needs it; `login()` does it at once instead.
/// - `account_id`, `extension_id`: those of the logged-in user unless given.
/// - `call_path`: which of the platform's two paths is used, a `CallPath`.
/// - `connect_timeout`, `request_timeout`, `create_timeout`: seconds, 5, 30 and 30 unless given. A request's deadline
///   holds for all of it, login and repeats included. A wait for a call has a timeout of its own.
/// - `allow_insecure_http`: allows `http://` to other machines, which sends tokens in the clear.
///
/// Nothing is sent before the first operation. May be used from many threads at once; every operation releases the GIL,
/// and Ctrl-C ends it within 100 ms.
#[pyclass(frozen, module = "ringout")]
pub struct Client {
    core: ringout_core::Client,
    open: Open,
}

#[pymethods]
impl Client {
    #[new]
    #[pyo3(signature = (
        server, client_id, client_secret=None, *, jwt=None, account_id=None, extension_id=None, call_path=None,
        connect_timeout=None, request_timeout=None, create_timeout=None, allow_insecure_http=false,
    ))]
    #[allow(clippy::too_many_arguments)] // keywords in Python
    fn new(
        py: Python<'_>,
        server: &Bound<'_, PyString>,
        client_id: &Bound<'_, PyString>,
        client_secret: Option<&Bound<'_, PyString>>,
        jwt: Option<&Bound<'_, PyString>>,
        account_id: Option<&Bound<'_, PyString>>,
        extension_id: Option<&Bound<'_, PyString>>,
        call_path: Option<&Bound<'_, PyString>>,
        connect_timeout: Option<f64>,
        request_timeout: Option<f64>,
        create_timeout: Option<f64>,
        allow_insecure_http: bool,
    ) -> PyResult<Self> {
        let mut builder = ringout_core::Client::builder(text("server", server)?, text("client_id", client_id)?)
            .allow_insecure_http(allow_insecure_http);
        if let Some(secret) = optional_text("client_secret", client_secret)? {
            builder = builder.client_secret(secret);
        }
        if let Some(jwt) = optional_text("jwt", jwt)? {
            builder = builder.credentials(Credentials::jwt(jwt));
        }
        if let Some(id) = optional_text("account_id", account_id)? {
            builder = builder.account_id(id);
        }
        if let Some(id) = optional_text("extension_id", extension_id)? {
            builder = builder.extension_id(id);
        }
        if let Some(path) = call_path {
            builder = builder.call_path(enums::parse("call_path", path)?);
        }
        if let Some(timeout) = connect_timeout {
            builder = builder.connect_timeout(seconds(py, "connect_timeout", timeout)?);
        }
        if let Some(timeout) = request_timeout {
            builder = builder.request_timeout(seconds(py, "request_timeout", timeout)?);
        }
        if let Some(timeout) = create_timeout {
            builder = builder.create_timeout(seconds(py, "create_timeout", timeout)?);
        }
        Self::from_core(py, builder.build())
    }

    /// A client from `RC_SERVER_URL`, `RC_APP_CLIENT_ID`, `RC_APP_CLIENT_SECRET` (not for public apps) and `RC_USER_JWT` (or
    /// log in yourself). Sends nothing: the first request logs in.
    #[staticmethod]
    fn from_env(py: Python<'_>) -> PyResult<Self> {
        // With the GIL, so that no other Python thread changes the environment meanwhile.
        Self::from_core(py, ringout_core::Client::from_env())
    }

    /// Logs in now, and keeps the credentials to log in again whenever the token ends.
    #[pyo3(signature = (*, jwt))]
    fn login(&self, py: Python<'_>, jwt: &Bound<'_, PyString>) -> PyResult<()> {
        let credentials = Credentials::jwt(text("jwt", jwt)?);
        blocking(py, &self.open, |token| self.core.with_cancel_token(token).login(credentials))
    }

    /// Places a call: the caller's phone rings first, then the callee's.
    ///
    /// - `to`: the callee's number in E.164, such as `+16505550100`; separators may stand in it.
    /// - `from_`: the caller's number. Left out, the platform takes the user's default forwarding number.
    /// - `from_forwarding_number`: the id of one of the user's forwarding numbers instead.
    /// - `caller_id`: the number that the callee sees, one of the user's own with the `CallerId` feature.
    /// - `play_prompt`: whether the caller must press 1 before the callee is dialled.
    /// - `country`: the platform's id of the country that national numbers belong to.
    ///
    /// The request is sent once. `MaybePlacedError` says that it may have reached the platform and no usable answer came:
    /// check before placing the call again.
    #[pyo3(signature = (*, to, from_=None, from_forwarding_number=None, caller_id=None, play_prompt=None, country=None))]
    #[allow(clippy::too_many_arguments)] // keywords in Python
    fn create_call(
        &self,
        py: Python<'_>,
        to: &Bound<'_, PyString>,
        from_: Option<&Bound<'_, PyString>>,
        from_forwarding_number: Option<&Bound<'_, PyString>>,
        caller_id: Option<&Bound<'_, PyString>>,
        play_prompt: Option<bool>,
        country: Option<&Bound<'_, PyString>>,
    ) -> PyResult<Call> {
        let mut request = CallRequest::to(text("to", to)?);
        if let Some(number) = optional_text("from", from_)? {
            request = request.from(number);
        }
        if let Some(id) = optional_text("from_forwarding_number", from_forwarding_number)? {
            request = request.from_forwarding_number(id);
        }
        if let Some(number) = optional_text("caller_id", caller_id)? {
            request = request.caller_id(number);
        }
        if let Some(play) = play_prompt {
            request = request.play_prompt(play);
        }
        if let Some(id) = optional_text("country", country)? {
            request = request.country(id);
        }
        let call = blocking(py, &self.open, |token| self.core.with_cancel_token(token).create_call(&request))?;
        Ok(Call::new(call, &self.open))
    }

    /// A handle for a call whose id is known. Sends nothing; its state is not known until it is asked for.
    fn call(&self, py: Python<'_>, id: &Bound<'_, PyString>) -> PyResult<Call> {
        self.open.check(py)?;
        let call = self.core.call(text("id", id)?).map_err(|error| raise(py, &error))?;
        Ok(Call::new(call, &self.open))
    }

    /// Any other request to the platform, with the login, deadline, repeats and errors of all the others.
    ///
    /// - `method`: `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
    /// - `path`: begins with `/`, and is sent as it is.
    /// - `query`: a mapping, or pairs of a name and a value; escaped.
    /// - `body`: anything that JSON can hold, or JSON text as bytes; None for no body.
    ///
    /// GET and DELETE are repeated when an answer is lost, everything else is not. A lost answer to a POST is a
    /// `MaybePlacedError`. An answer outside 200 to 299 is an error.
    #[pyo3(signature = (method, path, query=None, body=None))]
    fn request(
        &self,
        py: Python<'_>,
        method: &Bound<'_, PyString>,
        path: &Bound<'_, PyString>,
        query: Option<&Bound<'_, PyAny>>,
        body: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Response> {
        let method = Method::parse(&text("method", method)?)
            .ok_or_else(|| invalid(py, "method", "is none of GET, POST, PUT, PATCH, DELETE"))?;
        let path = text("path", path)?;
        let query = request::query(query)?;
        let body = request::body(body)?;
        let query: Vec<_> = query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let response = blocking(py, &self.open, |token| {
            self.core.with_cancel_token(token).request(method, &path, &query, body.as_deref())
        })?;
        Ok(Response(response))
    }

    /// Ends the use of the client and its calls: what other threads are doing with them ends with
    /// `OperationCancelledError` within 100 ms, and every later operation is an `InvalidArgumentError`. What is known of a
    /// call (`id`, `state`, `outcome`) can still be read. Calls on the platform go on. Closing twice is fine.
    fn close(&self) {
        self.open.close();
    }

    fn __enter__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, Self>> {
        slf.get().open.check(slf.py())?;
        Ok(slf.clone())
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, _exception: &Bound<'_, PyTuple>) {
        self.close();
    }
}

impl Client {
    fn from_core(py: Python<'_>, client: ringout_core::Result<ringout_core::Client>) -> PyResult<Self> {
        client.map(|core| Self { core, open: Open::new() }).map_err(|error| raise(py, &error))
    }
}
