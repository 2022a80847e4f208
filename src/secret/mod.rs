//! Secrets: which values of an environment's objects are, and the objects with something else in their place.
//!
//! A flag on the node says it. What a Secret holds is flagged when its object is made; here it is carried to all else
//! that was made from the same values, and told to the sources, so that nothing that is drawn shows it.

mod carry;
mod fingerprint;
mod guess;
mod shown;

pub use carry::{carry, hide_own};
pub use fingerprint::{Key, unmarked};
pub use guess::guess;
pub use shown::{comparable, shown};
