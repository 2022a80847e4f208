//! Formats that are lines of keys and values: env files and Java's properties.

use std::ops::Range;

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::super::env_file;
use super::Payload;
use crate::diagnostic::Diagnostics;

/// A key as it is meant, and the line that says it as it is to be written.
type Line = (EcoString, String);

pub(super) fn env(pair: [Payload; 2], diagnostics: &mut Diagnostics) -> Option<String> {
    let [base, over] = pair.map(|Payload { text, entry, is_secret, .. }| {
        let place = |range: Range<usize>| entry.range(range);
        let mut problems = Diagnostics::default();
        let pairs = env_file::pairs(text, place, is_secret, &mut problems);
        let failed = problems.has_errors();
        diagnostics.extend(problems);
        let line = |(key, value): (Range<usize>, Range<usize>)| {
            let (key, value) = (&text[key], &text[value]);
            (key.into(), format!("{key}={value}"))
        };
        (!failed).then(|| pairs.into_iter().map(line).collect::<Vec<Line>>())
    });
    Some(joined(base?, over?))
}

pub(super) fn properties(pair: [Payload; 2], diagnostics: &mut Diagnostics) -> Option<String> {
    let [base, over] = pair.map(|payload| match read(payload.text) {
        Ok(lines) => Some(lines),
        Err(offset) => {
            diagnostics.push(payload.wrong(offset, "has a `\\u` without four hexadecimal digits"));
            None
        }
    });
    Some(joined(base?, over?))
}

/// The lines of both, each key once, where it stands first; the last one said counts.
fn joined(base: Vec<Line>, over: Vec<Line>) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut places: FxHashMap<EcoString, usize> = FxHashMap::default();
    for (key, line) in base.into_iter().chain(over) {
        if let Some(place) = places.get(&key) {
            lines[*place] = line;
        } else {
            places.insert(key, lines.len());
            lines.push(line);
        }
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

/// The lines of a properties file, as `java.util.Properties` reads them; the byte of an escape that it refuses.
fn read(text: &str) -> Result<Vec<Line>, usize> {
    let mut lines = Vec::new();
    let mut at = 0;
    let mut open: Option<String> = None;
    for raw in text.split_inclusive(['\n', '\r']) {
        let start = at;
        at += raw.len();
        let line = raw.trim_end_matches(['\n', '\r']).trim_start_matches([' ', '\t', '\u{c}']);
        if open.is_none() && (line.is_empty() || line.starts_with(['#', '!'])) {
            continue;
        }
        if let Some(bad) = bad_escape(line) {
            return Err(start + raw.find(line).unwrap_or_default() + bad);
        }
        let goes_on = line.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
        let mut whole = open.take().unwrap_or_default();
        whole.push_str(if goes_on { &line[..line.len() - 1] } else { line });
        if goes_on {
            open = Some(whole);
        } else {
            lines.push(property(&whole));
        }
    }
    lines.extend(open.map(|last| property(&last)));
    Ok(lines)
}

fn property(line: &str) -> Line {
    let mut escaped = false;
    let end = line.find(|c: char| {
        let ends = !escaped && matches!(c, '=' | ':' | ' ' | '\t' | '\u{c}');
        escaped = c == '\\' && !escaped;
        ends
    });
    let (key, rest) = line.split_at(end.unwrap_or(line.len()));
    let blanks = [' ', '\t', '\u{c}'];
    let rest = rest.trim_start_matches(blanks);
    let value = rest.strip_prefix(['=', ':']).unwrap_or(rest).trim_start_matches(blanks);
    (key.replace('\\', "").into(), format!("{key}={value}"))
}

/// The first `\u` of a line that is followed by no four hexadecimal digits.
fn bad_escape(line: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = line[from..].find('\\') {
        let at = from + found;
        let rest = &line[at + 1..];
        if let Some(digits) = rest.strip_prefix('u')
            && (digits.len() < 4 || !digits.bytes().take(4).all(|byte| byte.is_ascii_hexdigit()))
        {
            return Some(at);
        }
        from = at + 1 + rest.chars().next().map_or(0, char::len_utf8);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_as_java_reads_them() {
        let text = "# no\n! no\na=1\nb : 2\nc 3\nd\\ e=4\nf = one\\\n   two\n\\u0041=5\nlast\\";
        let lines: Vec<String> = read(text).unwrap().into_iter().map(|(_, line)| line).collect();
        assert_eq!(lines, ["a=1", "b=2", "c=3", "d\\ e=4", "f=onetwo", "\\u0041=5", "last="]);
        assert_eq!(read("a=1\nb=\\uXYZ"), Err(6));
        assert_eq!(read("\\\\u"), Ok(vec![("u".into(), "\\\\u=".to_owned())]));
    }
}
