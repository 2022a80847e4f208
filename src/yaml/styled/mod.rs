//! A text with one scalar or another replaced, and written anew as go-yaml v3 does from its nodes: quotes, comments and
//! `{}` stay, the layout is its own (two blanks a level, lists below their keys, no blank lines).
//!
//! What it does with comments depends on much that is around them. Only what is sure is written; all else is
//! [`Unsupported`], with the line that it is in.

mod comments;
mod made;
mod reader;
mod scalar;
mod write;

use ecow::EcoString;

use super::node::Node;
use super::path::{Path, Segment};
use scalar::Scalar;

/// What is in a text that cannot be written anew.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unsupported {
    /// The line of the text, from 1; nothing if it is not about one.
    pub line: Option<usize>,
    /// What is there, to go on from "with".
    pub what: &'static str,
}

type Result<T> = std::result::Result<T, Unsupported>;

/// The text with these values at the ends of the ways, written anew, without white space at its ends.
///
/// `document` is what the text says, with what is to be made in it already; a value that is made takes the type that its
/// text has, any other one the type that it had.
///
/// # Errors
///
/// Says what cannot be written.
pub fn rewritten(text: &str, document: &Node, values: &[(Path, EcoString)]) -> Result<String> {
    let mut styled = reader::read(text)?;
    made::complete(&mut styled.root, document, styled.end.is_some())?;
    for (way, value) in values {
        find(&mut styled.root, document, &way.0)?.set(value)?;
    }
    Ok(styled.write())
}

/// A whole text.
struct Styled<'t> {
    /// The comments before the first entry that have a blank line behind them.
    top: Vec<Vec<&'t str>>,
    root: Part<'t>,
    end: Option<End<'t>>,
}

/// The comment behind all.
struct End<'t> {
    follows_blank: bool,
    lines: Vec<&'t str>,
}

enum Part<'t> {
    Scalar(Scalar),
    /// The entries of a map or the items of a list.
    Members {
        members: Vec<Member<'t>>,
        is_list: bool,
        is_flow: bool,
    },
}

/// An entry of a map, or an item of a list.
struct Member<'t> {
    /// The comment above it.
    head: Vec<&'t str>,
    /// The key of an entry.
    key: Option<Scalar>,
    /// The comment behind the `:` of a block.
    behind_key: Option<&'t str>,
    value: Part<'t>,
    /// The comment behind the value.
    comment: Option<&'t str>,
}

/// The scalar at the end of a way.
fn find<'p>(part: &'p mut Part<'_>, node: &Node, way: &[Segment]) -> Result<&'p mut Scalar> {
    let lost = Unsupported { line: None, what: "a list or map where the value is to go" };
    let Some((segment, rest)) = way.split_first() else {
        return match part {
            Part::Scalar(scalar) => Ok(scalar),
            Part::Members { .. } => Err(lost),
        };
    };
    let found = match segment {
        Segment::Index(index) => node.as_sequence().and_then(|items| Some((*index, items.get(*index)?))),
        Segment::Key(key) => node.as_mapping().and_then(|map| {
            let mut entries = map.into_iter().enumerate();
            entries.find(|(_, entry)| entry.key == *key).map(|(index, entry)| (index, &entry.node))
        }),
    };
    match (part, found) {
        (Part::Members { members, .. }, Some((index, node))) => match members.get_mut(index) {
            Some(member) => find(&mut member.value, node, rest),
            None => Err(lost),
        },
        _ => Err(lost),
    }
}

#[cfg(test)]
mod tests;
