//! Cached imports from Python modules.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// An attribute of a Python module, imported on first use.
pub struct Import {
    module: &'static str,
    name: &'static str,
    found: PyOnceLock<Py<PyAny>>,
}

impl Import {
    pub const fn new(module: &'static str, name: &'static str) -> Self {
        Self { module, name, found: PyOnceLock::new() }
    }

    pub fn get<'py>(&self, py: Python<'py>) -> PyResult<&Bound<'py, PyAny>> {
        once(py, &self.found, || Ok(py.import(self.module)?.getattr(self.name)?.unbind()))
    }
}

/// Returns the value in `cell`, calling `find` first if the cell is empty. Two threads may both call `find`.
///
/// `cell` is not locked during `find`, which may release the GIL. If another thread forked then, the lock would stay locked in
/// the child.
pub fn once<'a, 'py>(
    py: Python<'py>,
    cell: &'a PyOnceLock<Py<PyAny>>,
    find: impl FnOnce() -> PyResult<Py<PyAny>>,
) -> PyResult<&'a Bound<'py, PyAny>> {
    if cell.get(py).is_none() {
        let found = find()?;
        // Fails if another thread was faster.
        let _ = cell.set(py, found);
    }
    Ok(cell.get_or_init(py, || py.None()).bind(py))
}
