//! JSON pointers (RFC 6901) into trees.

use std::ops::Range;

use ecow::EcoString;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::yaml::{Node, Path, Value};

/// A place in a tree: `/spec/template/metadata/annotations/example.com~1a`.
#[derive(Clone, Debug)]
pub struct Pointer {
    /// As it is written.
    pub(super) text: EcoString,
    pub(super) tokens: Vec<Token>,
    pub(super) span: Span,
}

/// A part of a pointer: a key of a map, or the place of an item.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// With `~1` and `~0` read as what they stand for.
    pub(super) text: EcoString,
    pub(super) span: Span,
}

/// Where a pointer leads to nothing.
pub struct Missing<'n> {
    /// Which of its tokens names nothing.
    pub(super) depth: usize,
    /// The last node on the way that is there.
    pub(super) last: &'n Node,
    /// Where that one is written: its key, if it has one.
    pub(super) place: Span,
}

impl Pointer {
    /// The pointer that the string `node` writes, or the problem of one that is none.
    pub(super) fn read(node: &Node, text: &str) -> Result<Pointer, Box<Diagnostic>> {
        let problem = |range: Range<usize>, label: &str, help: String| {
            Box::new(
                Diagnostic::new(Code::InvalidValue, format!("`{text}` is not a JSON pointer"))
                    .at(node.span().part(text, range), label)
                    .help(help),
            )
        };
        if !text.is_empty() && !text.starts_with('/') {
            let way = text.trim_start_matches(['$', '.']).replace(['.', '['], "/").replace(']', "");
            let meant = if text.contains('/') { text } else { &way };
            return Err(problem(0..text.len(), "no `/` in front", format!("write `/{meant}`")));
        }
        let mut tokens = Vec::new();
        let mut start = 1;
        for written in text.split('/').skip(1) {
            if let Some((at, _)) =
                written.match_indices('~').find(|(at, _)| !written[at + 1..].starts_with(['0', '1']))
            {
                let help = "in a key `~0` stands for `~`, and `~1` for `/`".to_owned();
                return Err(problem(start + at..start + at + 1, "stands for nothing", help));
            }
            let span = node.span().part(text, start..start + written.len());
            tokens.push(Token { text: written.replace("~1", "/").replace("~0", "~").into(), span });
            start += written.len() + 1;
        }
        Ok(Pointer { text: text.into(), tokens, span: node.span() })
    }

    /// Its first token, as a key; nothing for the root.
    pub fn first(&self) -> Option<&str> {
        self.tokens.first().map(|token| token.text.as_str())
    }

    /// The same with an index below zero, in a list of `root`, counted from its end; `behind` is how many places there are
    /// behind the last item.
    #[must_use]
    pub fn counted_from_end(mut self, root: &Node, behind: usize) -> Pointer {
        for depth in 0..self.tokens.len() {
            let Some(count) = self.tokens[depth].text.strip_prefix('-').and_then(|text| text.parse().ok())
            else {
                continue;
            };
            let is_last = depth + 1 == self.tokens.len();
            let Ok((list, _)) = find(root, &self.tokens[..depth]) else { break };
            let length = list.as_sequence().map(|items| items.len() + if is_last { behind } else { 0 });
            if let Some(at) = length.and_then(|length: usize| length.checked_sub(count)) {
                self.tokens[depth].text = at.to_string().into();
            }
        }
        self
    }

    /// The node that it leads to.
    pub fn find<'n>(&self, root: &'n Node) -> Result<&'n Node, Missing<'n>> {
        find(root, &self.tokens).map(|(node, _)| node)
    }

    /// The node that holds what it leads to or would lead to, and where that is written; the root for the root.
    pub fn find_parent<'n>(&self, root: &'n Node) -> Result<(&'n Node, Span), Missing<'n>> {
        find(root, &self.tokens[..self.tokens.len().saturating_sub(1)])
    }

    /// The node that `count` of its tokens lead to, to be changed.
    pub(super) fn find_mut<'n>(&self, root: &'n mut Node, count: usize) -> Option<&'n mut Node> {
        self.tokens.get(..count)?.iter().try_fold(root, |node, token| {
            match node.as_sequence().map(<[Node]>::len) {
                Some(length) => {
                    let index = index(&token.text).filter(|index| *index < length)?;
                    node.items_mut().get_mut(index)
                }
                None => node.get_mut(&token.text),
            }
        })
    }

    /// Whether it leads to something within what `other` leads to.
    pub(super) fn is_below(&self, other: &Pointer) -> bool {
        self.tokens.len() > other.tokens.len()
            && self.tokens.iter().zip(&other.tokens).all(|(one, two)| one.text == two.text)
    }

    /// The way that the first `count` tokens lead in `root`, as people write it: `spec.containers[0]`.
    pub(super) fn way(&self, root: &Node, count: usize) -> Path {
        let mut path = Path::default();
        let mut node = Some(root);
        for token in self.tokens.iter().take(count) {
            match (node.map(Node::value), index(&token.text)) {
                (Some(Value::Sequence(_)), Some(index)) => path.push_index(index),
                _ => path.push_key(token.text.clone()),
            }
            node = node.and_then(|node| child(node, token)).map(|(node, _)| node);
        }
        path
    }
}

fn find<'n>(root: &'n Node, tokens: &[Token]) -> Result<(&'n Node, Span), Missing<'n>> {
    let mut last = (root, root.span().start());
    for (depth, token) in tokens.iter().enumerate() {
        match child(last.0, token) {
            Some(found) => last = found,
            None => return Err(Missing { depth, last: last.0, place: last.1 }),
        }
    }
    Ok(last)
}

/// What a token leads to, and where that is written.
fn child<'n>(node: &'n Node, token: &Token) -> Option<(&'n Node, Span)> {
    match node.value() {
        Value::Mapping(mapping) => mapping.entry(&token.text).map(|entry| (&entry.node, entry.key_span)),
        Value::Sequence(items) => {
            let item = items.get(index(&token.text)?)?;
            let first = item.as_mapping().and_then(|mapping| mapping.iter().next());
            Some((item, first.map_or(item.span(), |entry| entry.key_span)))
        }
        _ => None,
    }
}

/// The place of an item that a token writes: digits, without zeros in front.
pub(super) fn index(token: &str) -> Option<usize> {
    let is_number =
        token.bytes().all(|byte| byte.is_ascii_digit()) && (token == "0" || !token.starts_with('0'));
    is_number.then(|| token.parse().ok()).flatten()
}
