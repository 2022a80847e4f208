//! Writes a tree as kubectl does, byte for byte: block style, keys in Go's order, lists not indented.
//!
//! The layout is that of go-yaml v2 behind `sigs.k8s.io/yaml`. Text goes straight into the string.

use super::mapping::{Entry, Mapping};
use super::node::{Node, Value};
use super::number;
use super::order;
use super::quote::{self, Style};

/// Writes one document with a line break at its end, without `---`.
pub fn emit(node: &Node, out: &mut String) {
    let mut writer = Writer::new(out);
    match node.value() {
        Value::Mapping(map) if !map.is_empty() => writer.mapping(map, 0, false),
        Value::Sequence(items) if !items.is_empty() => writer.sequence(items, 0, false),
        _ => {
            writer.leaf(node, 2);
            writer.end_line();
        }
    }
}

/// Where the text goes.
pub(super) struct Writer<'o, 'n> {
    pub(super) out: &'o mut String,
    /// The byte at which the current line begins.
    line: usize,
    /// The entries of the maps that are being written, each map's behind those of the map around it.
    sorted: Vec<&'n Entry>,
}

/// Keys of more bytes are written `? key`,
const LONGEST_SIMPLE_KEY: usize = 128;

/// and so are keys with one of these.
const BREAKS: [char; 5] = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];

impl<'o, 'n> Writer<'o, 'n> {
    /// Goes on in a text, whose last line is not looked at.
    pub(super) fn new(out: &'o mut String) -> Self {
        let line = out.len();
        Writer { out, line, sorted: Vec::new() }
    }

    /// The entries of a map that is not empty; the first one on the current line if `inline`.
    fn mapping(&mut self, map: &'n Mapping, indent: usize, mut inline: bool) {
        let base = self.sorted.len();
        self.sorted.extend(map);
        order::sort(&mut self.sorted[base..]);
        for index in base..base + map.len() {
            let entry = self.sorted[index];
            if !std::mem::replace(&mut inline, false) {
                self.indent(indent);
            }
            if entry.key.len() > LONGEST_SIMPLE_KEY || entry.key.contains(BREAKS) {
                self.complex_entry(entry, indent);
            } else {
                quote::write_key(self, &entry.key);
                self.out.push(':');
                self.value(&entry.node, indent);
            }
        }
        self.sorted.truncate(base);
    }

    /// `? key`, and `: value` on a line of its own.
    fn complex_entry(&mut self, entry: &'n Entry, indent: usize) {
        self.out.push_str("? ");
        quote::write(self, &entry.key, quote::key_style(&entry.key), indent + 2);
        self.end_line();
        self.indent(indent);
        self.out.push(':');
        self.item(&entry.node, indent);
    }

    /// What stands behind `key:`.
    fn value(&mut self, node: &'n Node, indent: usize) {
        match node.value() {
            Value::Mapping(map) if !map.is_empty() => {
                self.end_line();
                self.mapping(map, indent + 2, false);
            }
            Value::Sequence(items) if !items.is_empty() => {
                self.end_line();
                self.sequence(items, indent, false);
            }
            _ => {
                self.out.push(' ');
                self.leaf(node, indent + 2);
                self.end_line();
            }
        }
    }

    fn sequence(&mut self, items: &'n [Node], indent: usize, mut inline: bool) {
        for item in items {
            if !std::mem::replace(&mut inline, false) {
                self.indent(indent);
            }
            self.out.push('-');
            self.item(item, indent);
        }
    }

    /// What stands behind `-`, or behind the `:` of a complex key: its first line is the same line.
    fn item(&mut self, node: &'n Node, indent: usize) {
        self.out.push(' ');
        match node.value() {
            Value::Mapping(map) if !map.is_empty() => self.mapping(map, indent + 2, true),
            Value::Sequence(items) if !items.is_empty() => self.sequence(items, indent + 2, true),
            _ => {
                self.leaf(node, indent + 2);
                self.end_line();
            }
        }
    }

    /// A scalar or something empty; further lines of it begin at `indent`.
    fn leaf(&mut self, node: &Node, indent: usize) {
        match node.value() {
            Value::Null => self.out.push_str("null"),
            Value::Bool(true) => self.out.push_str("true"),
            Value::Bool(false) => self.out.push_str("false"),
            Value::Number(number) => number::write(*number, self.out),
            Value::String(text) => quote::write(self, text, Style::of(text), indent),
            Value::Sequence(_) => self.out.push_str("[]"),
            Value::Mapping(_) => self.out.push_str("{}"),
        }
    }

    /// Ends the line, unless a block of text has ended it already.
    fn end_line(&mut self) {
        if self.out.len() != self.line {
            self.break_line();
        }
    }

    pub(super) fn break_line(&mut self) {
        self.out.push('\n');
        self.line = self.out.len();
    }

    /// Indents the line that begins here.
    pub(super) fn indent(&mut self, indent: usize) {
        const BLANKS: &str = "                                ";
        let mut left = indent;
        while left > BLANKS.len() {
            self.out.push_str(BLANKS);
            left -= BLANKS.len();
        }
        self.out.push_str(&BLANKS[..left]);
    }

    /// How many characters the current line has.
    pub(super) fn column(&self) -> usize {
        self.out[self.line..].chars().count()
    }

    /// How many bytes the current line has: never less than [`Writer::column`], and known at once.
    pub(super) fn line_bytes(&self) -> usize {
        self.out.len() - self.line
    }
}
