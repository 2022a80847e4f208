//! The names that a template binds itself, and where they can be seen.

/// The scopes that are open, the outermost first.
#[derive(Default)]
pub(super) struct Scope<'t> {
    outer: Vec<&'t str>,
    inner: Vec<Vec<&'t str>>,
}

impl<'t> Scope<'t> {
    /// Binds a name in the innermost scope.
    pub(super) fn bind(&mut self, name: &'t str) {
        self.inner.last_mut().unwrap_or(&mut self.outer).push(name);
    }

    pub(super) fn open(&mut self) {
        self.inner.push(Vec::new());
    }

    pub(super) fn close(&mut self) {
        self.inner.pop();
    }

    pub(super) fn binds(&self, name: &str) -> bool {
        self.outer.contains(&name) || self.inner.iter().any(|names| names.contains(&name))
    }

    /// The names of the outermost scope that another template can import.
    pub(super) fn exports(&self) -> impl Iterator<Item = &'t str> {
        self.outer.iter().copied().filter(|name| !name.starts_with('_'))
    }
}
