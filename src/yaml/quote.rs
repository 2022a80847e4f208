//! How a string is written: without quotes, in single or double ones, or as a block. The rules are those of
//! go-yaml v2, which is libyaml's emitter with a column of 80.

use super::emit::Writer;
use super::plain;

/// A way to write a string.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Style {
    /// `text`
    Plain,
    /// `'text'`
    Single,
    /// `"text"`
    Double,
    /// `|` and the text on lines of its own.
    Literal,
}

/// Lines are folded at the first blank behind this column.
const WIDTH: usize = 80;

// What a byte may mean for the style. One pass over a string collects the bits of all its bytes.
const BLANK: u8 = 1;
const BREAK: u8 = 1 << 1;
const COLON_OR_HASH: u8 = 1 << 2;
/// A character that only double quotes can hold.
const ESCAPED: u8 = 1 << 3;
/// The first byte of a character that may need to be escaped.
const WIDE: u8 = 1 << 4;
/// Not where a plain scalar begins.
const INDICATOR: u8 = 1 << 5;
/// A plain scalar that begins so may be read as something else than a string.
const HINT: u8 = 1 << 6;

const CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "it is below 256")]
        let class = match byte as u8 {
            b' ' => BLANK,
            b'\n' => BREAK,
            0..=0x1F | 0x7F | 0xF0..=0xFF => ESCAPED,
            // U+0080 to U+009F, U+2028 and U+2029, U+FEFF, U+FFFE and U+FFFF.
            0xC2 | 0xE2 | 0xEF => WIDE,
            b':' | b'#' => COLON_OR_HASH | INDICATOR,
            b',' | b'[' | b']' | b'{' | b'}' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\'' | b'"' | b'%'
            | b'@' | b'`' | b'?' => INDICATOR,
            b'-' | b'.' => INDICATOR | HINT,
            b'+'
            | b'0'..=b'9'
            | b'y'
            | b'Y'
            | b'n'
            | b'N'
            | b't'
            | b'T'
            | b'f'
            | b'F'
            | b'o'
            | b'O'
            | b'~' => HINT,
            _ => 0,
        };
        classes[byte] = class;
        byte += 1;
    }
    classes
}

impl Style {
    /// The style in which kubectl writes `text` as a value.
    pub(super) fn of(text: &str) -> Style {
        let bytes = text.as_bytes();
        let Some(first) = bytes.first() else { return Style::Double };
        let found = bytes.iter().fold(0, |found, byte| found | CLASSES[usize::from(*byte)]);
        if found & (BLANK | BREAK | COLON_OR_HASH | ESCAPED | WIDE) == 0 {
            return short_style(text, *first);
        }
        let escaped = found & ESCAPED != 0 || found & WIDE != 0 && text.chars().any(must_escape);
        if found & BREAK != 0 {
            let block = !escaped && !text.ends_with(' ') && !text.contains(" \n");
            return if block { Style::Literal } else { Style::Double };
        }
        if escaped {
            return Style::Double;
        }
        if CLASSES[usize::from(*first)] & HINT != 0 && plain::needs_quotes(text) {
            return Style::Double;
        }
        let edges = text.starts_with(' ') || text.ends_with(' ');
        if edges || begins_with_indicator(text) || has_indicator_inside(bytes) {
            Style::Single
        } else {
            Style::Plain
        }
    }
}

/// Whether a text must be in quotes, or a block, to be read as the string that it is.
pub fn needs_quotes(text: &str) -> bool {
    Style::of(text) != Style::Plain
}

/// The style of a text of visible characters without a blank, `:` or `#`.
fn short_style(text: &str, first: u8) -> Style {
    match CLASSES[usize::from(first)] {
        0 => Style::Plain,
        class if class & HINT != 0 && plain::needs_quotes(text) => Style::Double,
        class if class & INDICATOR != 0 && begins_with_indicator(text) => Style::Single,
        _ => Style::Plain,
    }
}

/// The style of a key. kubectl writes the key `<<` without quotes, and reads it as a merge.
pub(super) fn key_style(key: &str) -> Style {
    if key == "<<" { Style::Double } else { Style::of(key) }
}

/// Whether the first character would be read as syntax.
fn begins_with_indicator(text: &str) -> bool {
    if text.starts_with("---") || text.starts_with("...") {
        return true;
    }
    match text.as_bytes() {
        [b'-' | b'?' | b':'] | [b'-' | b'?' | b':', b' ', ..] => true,
        [b'-' | b'?' | b':' | b'.', ..] | [] => false,
        [first, ..] => CLASSES[usize::from(*first)] & INDICATOR != 0,
    }
}

/// Whether a `:` ends a word or a `#` begins one.
fn has_indicator_inside(bytes: &[u8]) -> bool {
    bytes.iter().enumerate().any(|(index, byte)| match byte {
        b':' => matches!(bytes.get(index + 1), None | Some(b' ')),
        b'#' => index.checked_sub(1).is_none_or(|before| bytes[before] == b' '),
        _ => false,
    })
}

/// Whether only an escape can hold it. kubectl writes U+2028 and U+2029 as they are, and reads them as line breaks.
pub(super) fn must_escape(character: char) -> bool {
    !matches!(character,
        '\n' | ' '..='~' | '\u{A0}'..='\u{2027}' | '\u{202A}'..='\u{FEFE}' | '\u{FF00}'..='\u{FFFD}')
}

/// Writes a key that fits on one line.
pub(super) fn write_key(writer: &mut Writer, key: &str) {
    match key_style(key) {
        Style::Plain => writer.out.push_str(key),
        Style::Single => quoted_single(writer, key, None),
        Style::Double | Style::Literal => quoted_double(writer, key, None),
    }
}

/// Writes a text in double quotes, in one line.
pub(super) fn write_in_double_quotes(out: &mut String, text: &str) {
    quoted_double(&mut Writer::new(out), text, None);
}

/// Writes a text as lines below `|`.
pub(super) fn write_lines(out: &mut String, text: &str, indent: usize) {
    literal(&mut Writer::new(out), text, indent);
}

/// Writes a string; further lines of it begin at `indent`.
pub(super) fn write(writer: &mut Writer, text: &str, style: Style, indent: usize) {
    // Each character has at least one byte, so most strings are known not to reach the width.
    let folds = |most: usize| writer.line_bytes() + most >= WIDTH;
    match style {
        Style::Plain if folds(text.len()) => folded(writer, text, indent, false),
        Style::Plain => writer.out.push_str(text),
        Style::Single => quoted_single(writer, text, folds(2 * text.len()).then_some(indent)),
        Style::Double => quoted_double(writer, text, Some(indent)),
        Style::Literal => literal(writer, text, indent),
    }
}

fn quoted_single(writer: &mut Writer, text: &str, indent: Option<usize>) {
    writer.out.push('\'');
    match indent {
        Some(indent) => folded(writer, text, indent, true),
        None if text.contains('\'') => writer.out.push_str(&text.replace('\'', "''")),
        None => writer.out.push_str(text),
    }
    writer.out.push('\'');
}

/// Writes visible characters and breaks the line at single blanks past the width.
fn folded(writer: &mut Writer, text: &str, indent: usize, quoted: bool) {
    let bytes = text.as_bytes();
    let mut column = writer.column();
    let mut after_blank = false;
    for (index, character) in text.char_indices() {
        if character != ' ' {
            if quoted && character == '\'' {
                writer.out.push('\'');
                column += 1;
            }
            writer.out.push(character);
            column += 1;
            after_blank = false;
            continue;
        }
        // A quoted text keeps the blanks at its ends; a plain one has none there.
        let inside = index > 0 && index + 1 < bytes.len();
        if inside && !after_blank && column > WIDTH && bytes[index + 1] != b' ' {
            writer.break_line();
            writer.indent(indent);
            column = indent;
        } else {
            writer.out.push(' ');
            column += 1;
        }
        after_blank = true;
    }
}

fn quoted_double(writer: &mut Writer, text: &str, indent: Option<usize>) {
    writer.out.push('"');
    // libyaml means to look for a byte order mark at each character, and Go's port looks at the first one only.
    if text.starts_with('\u{FEFF}') {
        text.chars().for_each(|character| escape(writer.out, character));
        return writer.out.push('"');
    }
    let bytes = text.as_bytes();
    let mut column = writer.column();
    let mut after_blank = false;
    for (index, character) in text.char_indices() {
        if character == ' ' {
            let inside = index > 0 && index + 1 < bytes.len();
            match indent {
                Some(indent) if inside && !after_blank && column > WIDTH => {
                    writer.break_line();
                    writer.indent(indent);
                    column = indent;
                    if bytes[index + 1] == b' ' {
                        writer.out.push('\\');
                        column += 1;
                    }
                }
                _ => {
                    writer.out.push(' ');
                    column += 1;
                }
            }
            after_blank = true;
            continue;
        }
        after_blank = false;
        let before = writer.out.len();
        if matches!(character, '"' | '\\' | '\n') || must_escape(character) {
            escape(writer.out, character);
            column += writer.out.len() - before;
        } else {
            writer.out.push(character);
            column += 1;
        }
    }
    writer.out.push('"');
}

fn escape(out: &mut String, character: char) {
    use std::fmt::Write;
    let short = match character {
        '\0' => '0',
        '\u{7}' => 'a',
        '\u{8}' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\u{B}' => 'v',
        '\u{C}' => 'f',
        '\r' => 'r',
        '\u{1B}' => 'e',
        '"' | '\\' => character,
        '\u{85}' => 'N',
        '\u{A0}' => '_',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        _ => {
            // Writing into a string cannot fail.
            let _ = match u32::from(character) {
                code @ 0..=0xFF => write!(out, "\\x{code:02X}"),
                code @ 0x100..=0xFFFF => write!(out, "\\u{code:04X}"),
                code => write!(out, "\\U{code:08X}"),
            };
            return;
        }
    };
    out.push('\\');
    out.push(short);
}

/// A block: `|`, a digit if the text begins with a blank or break, `-` or `+` for how it ends, and its lines.
fn literal(writer: &mut Writer, text: &str, indent: usize) {
    writer.out.push('|');
    if text.starts_with([' ', '\n']) {
        writer.out.push('2');
    }
    if !text.ends_with('\n') {
        writer.out.push('-');
    } else if text == "\n" || text.ends_with("\n\n") {
        writer.out.push('+');
    }
    let mut lines = text.split('\n').peekable();
    writer.break_line();
    while let Some(line) = lines.next() {
        if !line.is_empty() {
            writer.indent(indent);
            writer.out.push_str(line);
        }
        if lines.peek().is_some() {
            writer.break_line();
        }
    }
}
