//! The hash of an object that is not finished while templates are rendered: a word that is replaced later.

use std::fmt;
use std::sync::Arc;

use ecow::EcoString;
use minijinja::value::{Object, ObjectRepr};

const BEGIN: &str = "\u{E000}checksum:";
const END: char = '\u{E001}';

/// What `checksum("ConfigMap/x")` gives. It can be put into text, but its text is not known yet.
#[derive(Debug)]
pub(super) struct Checksum {
    /// The object as it is named: `ConfigMap/x`.
    pub object: EcoString,
}

impl Object for Checksum {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{BEGIN}{}{END}", self.object)
    }
}

/// The step that a node's past names if its text holds a checksum that is still to be filled in.
pub const CHECKSUM: &str = "checksum";

/// Whether a string holds a checksum that is still to be filled in.
pub(super) fn is_in(text: &str) -> bool {
    text.contains(BEGIN)
}

/// The string with each checksum filled in by `hash`, which is given the object's name.
///
/// Nothing if `hash` has none for an object; the objects named are asked for in order.
pub fn fill_checksums<'t>(
    text: &'t str,
    mut hash: impl FnMut(&'t str) -> Option<EcoString>,
) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(BEGIN) {
        let Some((object, after)) = after.split_once(END) else { break };
        out.push_str(before);
        out.push_str(&hash(object)?);
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}
