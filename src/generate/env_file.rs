//! Env files, read as Kustomize reads them.
//!
//! From `api/kv/kv.go` of Kustomize: a line is `KEY=VALUE`, all behind the first `=` is the value with its quotes and
//! blanks; blanks before the key, empty lines and lines that begin with `#` do not count; a byte order mark does not either.
//! What Kustomize takes in silence is a problem here: `KEY` alone, a value without a key, a key that no object may have.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::kubernetes::data_keys;
use crate::source::Span;

/// A line that says something: its bytes in the text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// All of it, without the blanks before it.
    pub whole: Range<usize>,
    /// What stands before the `=`.
    pub key: Range<usize>,
    /// What stands behind the `=`; nothing if there is none.
    pub value: Option<Range<usize>>,
}

/// The lines that say something.
pub fn lines(text: &str) -> impl Iterator<Item = Line> + '_ {
    let mut next = 0;
    text.split_inclusive('\n').filter_map(move |raw| {
        let start = next;
        next += raw.len();
        let line = raw.strip_suffix('\n').unwrap_or(raw);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let end = start + line.len();
        let line = if start == 0 { line.strip_prefix('\u{feff}').unwrap_or(line) } else { line };
        let said = line.trim_start();
        let start = end - said.len();
        let equals = said.find('=').map(|at| start + at);
        (!said.is_empty() && !said.starts_with('#')).then(|| Line {
            whole: start..end,
            key: start..equals.unwrap_or(end),
            value: equals.map(|at| at + 1..end),
        })
    })
}

/// The lines that have a key which an object may have, and a value. The others are reported.
///
/// `place` tells where bytes of the text are written. Of a `secret` text no message shows anything.
pub fn pairs(
    text: &str,
    place: impl Fn(Range<usize>) -> Span,
    secret: bool,
    diagnostics: &mut Diagnostics,
) -> Vec<(Range<usize>, Range<usize>)> {
    let mut pairs = Vec::new();
    for line in lines(text) {
        let hidden = if secret { vec![place(line.whole.clone())] } else { Vec::new() };
        let Some(value) = line.value else {
            let problem = Diagnostic::new(Code::InvalidValue, "a line of an env file without `=`")
                .at(place(line.whole), "no `=` here")
                .help("write `KEY=VALUE`, or `KEY=` for an empty value");
            diagnostics.push(problem.hide(hidden));
            continue;
        };
        let key = &text[line.key.clone()];
        if let Some(what) = data_keys::problem(key) {
            let (message, span) = match key {
                "" => ("a line of an env file without a key".to_owned(), line.whole),
                _ if secret => (format!("a key {what}"), line.key),
                _ => (format!("the key `{key}` {what}"), line.key),
            };
            let problem = Diagnostic::new(Code::InvalidValue, message).at(place(span), "no key of an object");
            diagnostics.push(match key.strip_prefix("export ") {
                Some(_) => problem.help("take `export ` away: an env file is no shell script"),
                None if key.ends_with([' ', '\t']) => problem
                    .help("write no blanks before the `=`; those behind it are part of the value")
                    .hide(hidden),
                None => problem.hide(hidden),
            });
            continue;
        }
        pairs.push((line.key, value));
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<(&str, Option<&str>)> {
        lines(text).map(|line| (&text[line.key], line.value.map(|value| &text[value]))).collect()
    }

    #[test]
    fn lines_as_kustomize_reads_them() {
        let text = "\u{feff}A=1\r\n \tB= \"2\" \n# no\n  # no\n\nexport C=3\nD\n=x\nE=a=b#c\r\r\n\u{feff}F=1";
        let expected = [
            ("A", Some("1")),
            ("B", Some(" \"2\" ")),
            ("export C", Some("3")),
            ("D", None),
            ("", Some("x")),
            ("E", Some("a=b#c\r")),
            ("\u{feff}F", Some("1")),
        ];
        assert_eq!(said(text), expected);
        assert_eq!(said("\n\r\n \u{a0}"), []);
    }
}
