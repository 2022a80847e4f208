//! Writes a tree as `kubectl -o json` does: four blanks, keys by their bytes, `<`, `>` and `&` escaped.

use super::mapping::Entry;
use super::node::{Node, Value};
use super::number;

/// Writes one document with a line break at its end.
pub fn emit_json(node: &Node, out: &mut String) {
    write(node, Indent { by: 4, depth: 0 }, out);
    out.push('\n');
}

/// Writes a tree as Go's `json.MarshalIndent` does with so many blanks.
pub fn emit_indented_json(node: &Node, by: usize, out: &mut String) {
    write(node, Indent { by, depth: 0 }, out);
}

/// How far a line is indented.
#[derive(Clone, Copy)]
struct Indent {
    /// The blanks of each level.
    by: usize,
    depth: usize,
}

impl Indent {
    fn deeper(self) -> Indent {
        Indent { depth: self.depth + 1, ..self }
    }
}

/// Writes a tree as Go's `json.Marshal` does: without any blank between its parts.
pub fn emit_compact_json(node: &Node, out: &mut String) {
    match node.value() {
        Value::Sequence(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { "," });
                emit_compact_json(item, out);
            }
            out.push(']');
        }
        Value::Mapping(map) => {
            let mut entries: Vec<&Entry> = map.iter().collect();
            entries.sort_unstable_by(|one, two| one.key.cmp(&two.key));
            out.push('{');
            for (index, entry) in entries.into_iter().enumerate() {
                out.push_str(if index == 0 { "" } else { "," });
                write_string(&entry.key, out);
                out.push(':');
                emit_compact_json(&entry.node, out);
            }
            out.push('}');
        }
        _ => write(node, Indent { by: 0, depth: 0 }, out),
    }
}

fn write(node: &Node, indent: Indent, out: &mut String) {
    match node.value() {
        Value::Null => out.push_str("null"),
        Value::Bool(bool) => out.push_str(if *bool { "true" } else { "false" }),
        Value::Number(number) => number::write_json(*number, out),
        Value::String(text) => write_string(text, out),
        Value::Sequence(items) => block('[', ']', items.iter(), indent, out, |item, out| {
            write(item, indent.deeper(), out);
        }),
        Value::Mapping(map) => {
            let mut entries: Vec<&Entry> = map.iter().collect();
            entries.sort_unstable_by(|one, two| one.key.cmp(&two.key));
            block('{', '}', entries.into_iter(), indent, out, |entry, out| {
                write_string(&entry.key, out);
                out.push_str(": ");
                write(&entry.node, indent.deeper(), out);
            });
        }
    }
}

fn block<T>(
    open: char,
    close: char,
    children: impl Iterator<Item = T>,
    indent: Indent,
    out: &mut String,
    child: impl Fn(T, &mut String),
) {
    out.push(open);
    let mut empty = true;
    for each in children {
        if !std::mem::replace(&mut empty, false) {
            out.push(',');
        }
        new_line(indent.deeper(), out);
        child(each, out);
    }
    if !empty {
        new_line(indent, out);
    }
    out.push(close);
}

fn new_line(indent: Indent, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent.by * indent.depth));
}

fn write_string(text: &str, out: &mut String) {
    use std::fmt::Write;
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{C}' => out.push_str("\\f"),
            '\0'..='\u{1F}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                // Writing into a string cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}
