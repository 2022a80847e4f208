//! Adds what a path makes in a document that is there.

use super::scalar::Scalar;
use super::{Member, Part, Result, Unsupported};
use crate::yaml::node::{Node, Value};

/// Adds to each list and map what the tree has more, behind what it has.
pub(super) fn complete(part: &mut Part<'_>, node: &Node, has_end: bool) -> Result<()> {
    let other = Unsupported { line: None, what: "keys that are merged, or written twice" };
    let Part::Members { members, is_list, .. } = part else { return Ok(()) };
    let children = children(node);
    if children.len() < members.len() || (node.as_sequence().is_some() != *is_list) {
        return Err(other);
    }
    for (member, (_, child)) in members.iter_mut().zip(&children) {
        complete(&mut member.value, child, has_end)?;
    }
    for (key, child) in &children[members.len()..] {
        if has_end {
            let what = "a comment at its end, behind which a field would have to be made";
            return Err(Unsupported { line: None, what });
        }
        members.push(made(*key, child)?);
    }
    Ok(())
}

fn children(node: &Node) -> Vec<(Option<&str>, &Node)> {
    match node.value() {
        Value::Sequence(items) => items.iter().map(|item| (None, item)).collect(),
        Value::Mapping(map) => map.into_iter().map(|entry| (Some(entry.key.as_str()), &entry.node)).collect(),
        _ => Vec::new(),
    }
}

fn made<'t>(key: Option<&str>, node: &Node) -> Result<Member<'t>> {
    let value = match node.value() {
        Value::Sequence(_) | Value::Mapping(_) => {
            let members = children(node).into_iter().map(|(key, child)| made(key, child));
            let is_list = node.as_sequence().is_some();
            Part::Members { members: members.collect::<Result<_>>()?, is_list, is_flow: false }
        }
        _ => Part::Scalar(Scalar::made(node.as_str().unwrap_or_default())?),
    };
    let key = key.map(Scalar::made).transpose()?;
    Ok(Member { head: Vec::new(), key, behind_key: None, value, comment: None })
}
