//! What the library needs of Python's modules, looked up once.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// Something in a module. It is found when it is first needed.
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

/// Returns what is kept in `cell`, and finds it first if that was not done. Two threads may both find it.
///
/// A thread that finds something may lose the GIL meanwhile, and another one may fork. So `cell` is not locked for that long:
/// it would stay so in the child.
pub fn once<'a, 'py>(
    py: Python<'py>,
    cell: &'a PyOnceLock<Py<PyAny>>,
    find: impl FnOnce() -> PyResult<Py<PyAny>>,
) -> PyResult<&'a Bound<'py, PyAny>> {
    if cell.get(py).is_none() {
        let found = find()?;
        // Refused if another thread was quicker.
        let _ = cell.set(py, found);
    }
    Ok(cell.get_or_init(py, || py.None()).bind(py))
}
