//! What depends on nothing but what an object is called.

use std::fmt;
use std::sync::Arc;

use super::ResourceId;

/// Makes something of the identity of an object: what the one who asks knows of kinds is in it.
#[derive(Clone)]
pub struct ById<T>(Arc<dyn Fn(&ResourceId) -> T + Send + Sync>);

impl<T> ById<T> {
    /// What makes it like this.
    pub fn new(make: impl Fn(&ResourceId) -> T + Send + Sync + 'static) -> ById<T> {
        ById(Arc::new(make))
    }

    /// What it makes of this identity.
    pub fn of(&self, id: &ResourceId) -> T {
        (self.0)(id)
    }
}

impl<T> fmt::Debug for ById<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ById")
    }
}
