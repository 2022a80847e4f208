//! The names that a template binds itself, where they can be seen, and which of them are sure to be defined there.

/// The scopes that are open, the outermost first.
#[derive(Default)]
pub(super) struct Scope<'t> {
    outer: Block<'t>,
    inner: Vec<Block<'t>>,
}

#[derive(Default)]
struct Block<'t> {
    names: Vec<Name<'t>>,
    /// How many conditions are open in it: what is bound under one may not be bound at all.
    conditions: usize,
}

struct Name<'t> {
    name: &'t str,
    defined: bool,
}

impl<'t> Scope<'t> {
    /// Binds a name in the innermost scope; to a value, if it is `defined`.
    pub(super) fn bind(&mut self, name: &'t str, defined: bool) {
        let block = self.innermost();
        let defined = defined && block.conditions == 0;
        block.names.push(Name { name, defined });
    }

    pub(super) fn open(&mut self) {
        self.inner.push(Block::default());
    }

    pub(super) fn close(&mut self) {
        self.inner.pop();
    }

    pub(super) fn open_condition(&mut self) {
        self.innermost().conditions += 1;
    }

    pub(super) fn close_condition(&mut self) {
        let conditions = &mut self.innermost().conditions;
        *conditions = conditions.saturating_sub(1);
    }

    pub(super) fn binds(&self, name: &str) -> bool {
        self.block_of(name).is_some()
    }

    /// Whether a name has a value wherever it can be seen here.
    pub(super) fn defines(&self, name: &str) -> bool {
        let Some(block) = self.block_of(name) else { return false };
        block.names.iter().any(|known| known.name == name && known.defined)
    }

    /// The names of the outermost scope that another template can import.
    pub(super) fn exports(&self) -> impl Iterator<Item = &'t str> {
        self.outer.names.iter().map(|known| known.name).filter(|name| !name.starts_with('_'))
    }

    /// The innermost block that binds a name: a parameter hides what is defined around its macro.
    fn block_of(&self, name: &str) -> Option<&Block<'t>> {
        let binds = |block: &&Block<'t>| block.names.iter().any(|known| known.name == name);
        self.inner.iter().rev().chain([&self.outer]).find(binds)
    }

    fn innermost(&mut self) -> &mut Block<'t> {
        self.inner.last_mut().unwrap_or(&mut self.outer)
    }
}
