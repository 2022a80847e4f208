//! Finds values by their paths.

use crate::diagnostic::{Code, Diagnostic, nearest, quoted_list};
use crate::source::Span;
use crate::yaml::{Node, Path, Segment};

/// Where the way to a value ended too early.
pub(super) struct Missing<'v> {
    /// The last node on the way.
    pub(super) last: &'v Node,
    /// The number of segments that led to it.
    pub(super) depth: usize,
}

/// The value at the end of `path`.
pub(super) fn find<'v>(values: &'v Node, path: &Path) -> Result<&'v Node, Missing<'v>> {
    let mut last = values;
    for (depth, segment) in path.0.iter().enumerate() {
        last = child(last, segment).ok_or(Missing { last, depth })?;
    }
    Ok(last)
}

/// Lets `change` work on the value at the end of `path`; gives nothing if there is none.
pub(super) fn change<T>(
    values: &mut Node,
    path: &[Segment],
    change: impl FnOnce(&mut Node) -> T,
) -> Option<T> {
    let mut last = values;
    for segment in path {
        last = match (index_in(last, segment), segment) {
            (Some(index), _) => last.items_mut().get_mut(index)?,
            (None, Segment::Key(key)) => last.get_mut(key)?,
            (None, Segment::Index(_)) => return None,
        };
    }
    Some(change(last))
}

fn child<'v>(node: &'v Node, segment: &Segment) -> Option<&'v Node> {
    match (index_in(node, segment), segment) {
        (Some(index), _) => node.as_sequence()?.get(index),
        (None, Segment::Key(key)) => node.get(key),
        (None, Segment::Index(_)) => None,
    }
}

/// The index that a segment means in a list; `hosts.0` is as good as `hosts[0]`.
fn index_in(node: &Node, segment: &Segment) -> Option<usize> {
    node.as_sequence()?;
    match segment {
        Segment::Index(index) => Some(*index),
        Segment::Key(key) => key.parse().ok(),
    }
}

impl Missing<'_> {
    /// The problem of a path, `written` at `span`, that ends here.
    pub(super) fn problem(&self, path: &Path, written: &str, span: Span) -> Diagnostic {
        let (way, rest) = path.0.split_at(self.depth);
        let way = Path(way.to_vec());
        let problem = Diagnostic::new(Code::UnknownValue, format!("there is no value `{written}`"))
            .at(span, "not found");
        if let Some(items) = self.last.as_sequence() {
            let text = match items.len() {
                1 => format!("`{way}` has one item"),
                count => format!("`{way}` has {count} items"),
            };
            return problem.at(self.last.span().start(), text);
        }
        let Some(mapping) = self.last.as_mapping() else {
            let text = format!("`{way}` is {}", self.last.value().kind_name());
            return problem.at(self.last.span(), text);
        };
        let (begin, keys) = match self.depth {
            0 => ("the values begin here".to_owned(), "values".to_owned()),
            _ => (format!("`{way}` begins here"), format!("keys of `{way}`")),
        };
        let place = mapping.iter().next().map_or(self.last.span().start(), |entry| entry.key_span);
        let problem = problem.at(place, begin);
        let key = match rest.first() {
            Some(Segment::Key(key)) => key.to_string(),
            Some(Segment::Index(index)) => index.to_string(),
            None => String::new(),
        };
        let near = nearest(&key, mapping.keys());
        if near.is_empty() {
            return problem.suggest(&key, mapping.keys(), &keys);
        }
        let whole: Vec<String> = near.into_iter().map(|key| self.corrected(path, key)).collect();
        let whole: Vec<&str> = whole.iter().map(String::as_str).collect();
        problem.help(format!("did you mean {}?", quoted_list(&whole, "or")))
    }

    /// The path with `key` where the way ended, and with what was written behind that if it is there.
    fn corrected(&self, path: &Path, key: &str) -> String {
        let (way, rest) = path.0.split_at(self.depth);
        let mut corrected = Path(way.to_vec());
        corrected.push_key(key);
        let behind = Path(rest.get(1..).unwrap_or_default().to_vec());
        if self.last.get(key).is_some_and(|node| find(node, &behind).is_ok()) {
            corrected.0.extend(behind.0);
        }
        corrected.to_string()
    }
}

/// The problem of a text, written at `span`, that is no path of a value.
pub(super) fn no_path(text: &str, span: Span) -> Diagnostic {
    let message = match text {
        "" => "the path of the value is empty".to_owned(),
        _ => format!("`{text}` is not the path of a value"),
    };
    Diagnostic::new(Code::InvalidValue, message)
        .at(span, "not a path")
        .help("write keys with dots between them: `image.tag`, `hosts[0]`, `labels[\"example.com/a\"]`")
}
