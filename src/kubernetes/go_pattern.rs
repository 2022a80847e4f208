//! Regular expressions as Go's `regexp` reads them, which follows RE2.

use std::sync::{Arc, Mutex, PoisonError};

use regex_lite::Regex;
use rustc_hash::FxHashMap;

/// Patterns that were run before, each compiled once. Clones share them.
#[derive(Clone, Default, Debug)]
pub struct Patterns(Arc<Mutex<FxHashMap<String, Result<Regex, Fault>>>>);

/// How many patterns are kept; beyond that each is compiled when it is asked for.
const MOST_KNOWN: usize = 200;

impl Patterns {
    /// Whether a pattern matches somewhere in a text; nothing if it cannot be run here.
    pub fn is_match(&self, pattern: &str, text: &str) -> Option<bool> {
        self.regex(pattern).ok().map(|regex| regex.is_match(text))
    }

    /// What of a text a pattern matches, `most` times at most.
    pub fn find(&self, pattern: &str, text: &str, most: usize) -> Result<Vec<String>, Fault> {
        let regex = self.regex(pattern)?;
        Ok(regex.find_iter(text).take(most).map(|found| found.as_str().to_owned()).collect())
    }

    fn regex(&self, pattern: &str) -> Result<Regex, Fault> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(regex) = known.get(pattern) {
            return regex.clone();
        }
        let regex = compile(pattern);
        // A definition has a few; the rules of a hostile one could make any number of them.
        if known.len() < MOST_KNOWN {
            known.insert(pattern.to_owned(), regex.clone());
        }
        regex
    }
}

/// They say nothing of what they belong to.
impl PartialEq for Patterns {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Why a pattern cannot be run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// Go refuses it.
    Wrong,
    /// Go may take it; here it cannot be run: it asks for Unicode's classes, or is too large.
    Beyond,
}

/// Compiles a pattern of Go. What matches is searched for anywhere in a text, as Go's `MatchString` does.
pub fn compile(pattern: &str) -> Result<Regex, Fault> {
    if pattern.contains("\\p") || pattern.contains("\\P") || pattern.contains("\\Q") {
        return Err(Fault::Beyond);
    }
    Regex::new(&as_rust(pattern)).map_err(|error| {
        let too_large = error.to_string().contains("limit");
        if too_large { Fault::Beyond } else { Fault::Wrong }
    })
}

/// Writes out what Go takes for plain characters and Rust for syntax: `[` in a class, and a `{` that repeats nothing.
fn as_rust(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern.chars();
    // Where a class began, while in it.
    let mut class: Option<usize> = None;
    while let Some(char) = rest.next() {
        match (char, class) {
            ('\\', _) => {
                out.push(char);
                if let Some(next) = rest.next() {
                    // Rust knows no escape for these.
                    if matches!(next, '_' | '<' | '>' | '"' | '\'' | ',' | ';' | ':' | '=' | '!' | '@' | '`')
                    {
                        out.pop();
                    }
                    out.push(next);
                }
            }
            ('[', Some(_)) if rest.as_str().starts_with(':') => out.push('['),
            ('[', Some(_)) => out.push_str("\\["),
            ('[', None) => {
                out.push('[');
                for sign in ['^', ']'] {
                    if rest.as_str().starts_with(sign) {
                        rest.next();
                        out.push_str(if sign == ']' { "\\]" } else { "^" });
                    }
                }
                class = Some(out.len());
            }
            (']', Some(_)) if in_named_class(&out) => out.push(']'),
            (']', Some(_)) => {
                out.push(']');
                class = None;
            }
            ('&' | '~', Some(_)) => out.extend(['\\', char]),
            ('{', None) if !repeats(rest.as_str()) => out.push_str("\\{"),
            ('}', None) if !closes(&out) => out.push_str("\\}"),
            _ => out.push(char),
        }
    }
    out
}

/// Whether the end of a written pattern is within `[:name:`.
fn in_named_class(out: &str) -> bool {
    out.rfind("[:").is_some_and(|at| {
        let name = &out[at + 2..];
        name.len() > 1 && name.ends_with(':') && !name.contains(']')
    })
}

/// Whether the text behind a `{` makes a count of it.
fn repeats(rest: &str) -> bool {
    let Some((count, _)) = rest.split_once('}') else { return false };
    let (low, high) = count.split_once(',').unwrap_or((count, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !low.is_empty() && digits(low) && digits(high)
}

/// Whether a `{` is open in what was written.
fn closes(out: &str) -> bool {
    out.rfind('{').is_some_and(|at| !out[..at].ends_with('\\') && !out[at..].contains('}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_read_as_go_reads_them() {
        for (pattern, right, wrong) in [
            ("^[a-z]+$", "bo", "bo\n"),
            ("^{x}$", "{x}", "x"),
            ("^[[:alpha:]_]{1,2}$", "a_", "1"),
            ("^[[]$", "[", "]"),
            (r"^\_\-\/$", "_-/", "x"),
            (r"^[^]a]$", "b", "]"),
            (r"^\d+(\.\d+)?$", "1.5", "1."),
            ("^[a&&b]$", "&", "c"),
        ] {
            let regex = compile(pattern).unwrap();
            assert!(regex.is_match(right) && !regex.is_match(wrong), "{pattern}");
        }
    }

    #[test]
    fn what_go_refuses_is_told_from_what_is_not_known_here() {
        for pattern in ["(", "[a", "(?=x)", "(?!x)", "*a", r"\1", "a)"] {
            assert_eq!(compile(pattern).err(), Some(Fault::Wrong), "{pattern}");
        }
        assert_eq!(compile(r"^\p{L}$").err(), Some(Fault::Beyond));
    }
}
