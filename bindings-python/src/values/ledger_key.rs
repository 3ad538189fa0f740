//! Keys of calls in a ledger.

use pyo3::prelude::*;

use crate::base::argument::string;
use crate::base::value;

/// The key of a call in a ledger. `str()` combines the four fields. Immutable, comparable, hashable.
#[pyclass(frozen, eq, hash, module = "ringout")]
#[derive(PartialEq, Eq, Hash)]
pub struct LedgerKey(pub ringout_core::LedgerKey);

#[pymethods]
impl LedgerKey {
    #[new]
    fn new(
        server: &Bound<'_, PyAny>,
        client_id: &Bound<'_, PyAny>,
        user: &Bound<'_, PyAny>,
        dedupe_key: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        let (server, client_id) = (string("server", server)?, string("client_id", client_id)?);
        let (user, dedupe_key) = (string("user", user)?, string("dedupe_key", dedupe_key)?);
        Ok(Self(ringout_core::LedgerKey { server, client_id, user, dedupe_key }))
    }

    /// The server's scheme, host and port.
    #[getter]
    fn server(&self) -> &str {
        &self.0.server
    }

    /// The app's client id.
    #[getter]
    fn client_id(&self) -> &str {
        &self.0.client_id
    }

    /// The user: `token_user` if it is set, otherwise the user of the credentials.
    #[getter]
    fn user(&self) -> &str {
        &self.0.user
    }

    /// The `dedupe_key` of the request. One that begins with `ringout:` names what the library itself keeps, such as a
    /// budget.
    #[getter]
    fn dedupe_key(&self) -> &str {
        &self.0.dedupe_key
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }
}

value::value! { LedgerKey { server: "str", client_id: "str", user: "str", dedupe_key: "str" } }
