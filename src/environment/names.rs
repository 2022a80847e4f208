//! Reads `namePrefix` and `nameSuffix`.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::yaml::Node;

use super::fields;

/// Which end of a name a text is put at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// `namePrefix`
    First,
    /// `nameSuffix`
    Last,
}

/// The text that `node` is, if it can be at that end of a name. An empty one takes away that of an earlier layer.
pub(super) fn affix(node: &Node, end: End, diagnostics: &mut Diagnostics) -> Option<Node> {
    let key = match end {
        End::First => "namePrefix",
        End::Last => "nameSuffix",
    };
    let Some(text) = node.as_str() else {
        diagnostics.push(fields::wrong_type(node, &format!("`{key}`"), "a string"));
        return None;
    };
    let alphanumeric = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let outer = match end {
        End::First => text.chars().next(),
        End::Last => text.chars().last(),
    };
    let label = match outer {
        _ if !text.chars().all(|c| alphanumeric(c) || c == '-' || c == '.') => "not for names",
        Some(outer) if !alphanumeric(outer) && end == End::First => "names do not begin like this",
        Some(outer) if !alphanumeric(outer) => "names do not end like this",
        _ => return Some(node.clone()),
    };
    let lower = text.to_ascii_lowercase().replace('_', "-");
    let problem = Diagnostic::new(Code::InvalidValue, format!("`{text}` cannot be put around names"))
        .at(node.span(), label);
    let help = match end {
        End::First => "use small letters, digits, `-` and `.`, with a letter or digit first, as `eu-`",
        End::Last => "use small letters, digits, `-` and `.`, with a letter or digit last, as `-v2`",
    };
    let is_good = lower != text && lower.chars().all(|c| alphanumeric(c) || c == '-' || c == '.');
    diagnostics.push(if is_good {
        problem.help(format!("did you mean `{lower}`?"))
    } else {
        problem.help(help)
    });
    None
}
