//! What stands in rendered text for what is no text: values, places, and characters that would be mistaken.
//!
//! A marker is a letter and a number between U+E000 and U+F0000, for a value also the blanks before its further
//! lines; that of a place, which every line begins with, is U+F000 and as many digits as any place needs. Template text
//! never holds these characters itself: the rewriter writes a marker for each. A value is never in the text at all, only
//! its number.

use std::ops::Range;

use crate::source::{FileId, Span};

pub(super) const OPEN: char = '\u{E000}';
pub(super) const CLOSE: char = '\u{F0000}';
pub(super) const PLACE: char = '\u{F000}';
/// The first byte of a marker that is no place. Nothing else in markers has it, so a search for values passes over places;
/// and what is left in the text for the YAML reader has no byte that a control character begins with.
pub(super) const FIRST_BYTE: u8 = OPEN_BYTES[0];
const OPEN_BYTES: [u8; 3] = [0xEE, 0x80, 0x80];
const PLACE_BYTES: [u8; 3] = [0xEF, 0x80, 0x80];
const CLOSE_BYTES: [u8; 4] = [0xF3, 0xB0, 0x80, 0x80];
/// How many digits a place has, of six bits each.
const PLACE_DIGITS: usize = 11;

/// A marker, decoded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Marker<'t> {
    /// The emitted value of that number, and what stands before each line but the first where it is put into text.
    Value(usize, &'t str),
    /// What follows was written at this place of a template.
    Place(Span),
    /// A character of the template that is not written as itself.
    Character(char),
}

impl<'t> Marker<'t> {
    /// Appends the marker.
    pub(super) fn write(self, out: &mut String) {
        let (kind, number, padding) = match self {
            Marker::Value(number, padding) => ('v', number as u64, padding),
            Marker::Character(character) => ('c', u64::from(u32::from(character)), ""),
            Marker::Place(span) => return write_place(pack(span), out),
        };
        out.push(OPEN);
        out.push(kind);
        let digits = (64 - number.leading_zeros()).div_ceil(4).max(1);
        let digit = |place: u32| char::from_digit(u32::try_from(number >> (4 * place) & 15).ok()?, 16);
        out.extend((0..digits).rev().filter_map(digit));
        out.push_str(padding);
        out.push(CLOSE);
    }

    /// The marker that a text begins with, and its length.
    fn decode(text: &'t str) -> Option<(usize, Self)> {
        if let Some(digits) = text.as_bytes().strip_prefix(&PLACE_BYTES) {
            return Some((PLACE_BYTES.len() + PLACE_DIGITS, Marker::Place(unpack(place(digits)?))));
        }
        let (kind, rest) = text.as_bytes().strip_prefix(&OPEN_BYTES)?.split_first()?;
        let (number, digits) = hexadecimal(rest)?;
        let body = OPEN_BYTES.len() + 1 + digits;
        let blanks = rest[digits..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let end = body + blanks;
        if !text.as_bytes()[end..].starts_with(&CLOSE_BYTES) {
            return None;
        }
        let marker = match kind {
            b'v' => Marker::Value(usize::try_from(number).ok()?, &text[body..end]),
            b'c' => Marker::Character(char::from_u32(u32::try_from(number).ok()?)?),
            _ => return None,
        };
        Some((end + CLOSE_BYTES.len(), marker))
    }
}

fn write_place(mut number: u64, out: &mut String) {
    let mut digits = [b'0'; PLACE_DIGITS];
    for digit in digits.iter_mut().rev() {
        *digit += (number & 63) as u8;
        number >>= 6;
    }
    out.push(PLACE);
    out.extend(digits.map(char::from));
}

fn place(text: &[u8]) -> Option<u64> {
    // Every line has one, so no digit is left early.
    let mut all = true;
    let number = text.first_chunk::<PLACE_DIGITS>()?.iter().fold(0, |number, digit| {
        let six = digit.wrapping_sub(b'0');
        all &= six < 64;
        number << 6 | u64::from(six)
    });
    all.then_some(number)
}

/// The number that a text begins with, and how many digits it has.
fn hexadecimal(text: &[u8]) -> Option<(u64, usize)> {
    let mut number = 0_u64;
    let mut digits = 0;
    while let Some(byte) = text.get(digits) {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'f' => byte - b'a' + 10,
            _ => break,
        };
        number = number.checked_mul(16)? | u64::from(digit);
        digits += 1;
    }
    (digits > 0).then_some((number, digits))
}

/// The first marker in a text, with its bytes.
pub(super) fn next(text: &str) -> Option<(Range<usize>, Marker<'_>)> {
    let bytes = text.as_bytes();
    let begins = |at: &usize| bytes[*at..].starts_with(&OPEN_BYTES) || bytes[*at..].starts_with(&PLACE_BYTES);
    let start = memchr::memchr2_iter(OPEN_BYTES[0], PLACE_BYTES[0], bytes).find(begins)?;
    let (length, marker) = Marker::decode(&text[start..])?;
    Some((start..start + length, marker))
}

/// Where the padding of the first value in a text begins.
pub(super) fn padding(text: &str) -> Option<usize> {
    memchr::memchr_iter(FIRST_BYTE, text.as_bytes()).find_map(|at| behind_number(text, at))
}

/// The end of the number of a value whose marker begins at `at`; nothing if none does.
pub(super) fn behind_number(text: &str, at: usize) -> Option<usize> {
    let digits = text.as_bytes().get(at..)?.strip_prefix(&OPEN_BYTES)?.strip_prefix(b"v")?;
    let (_, count) = hexadecimal(digits)?;
    Some(text.len() - digits.len() + count)
}

/// The number of the value, if the text is one value's marker and nothing else.
pub(super) fn only_value(text: &str) -> Option<usize> {
    match next(text)? {
        (range, Marker::Value(number, _)) if range == (0..text.len()) => Some(number),
        _ => None,
    }
}

const START_BITS: u32 = 26;
const LENGTH_BITS: u32 = 16;

/// A span in one number, so that a template can carry it as a constant.
///
/// Files have at most 2²⁶ bytes; an expression longer than 2¹⁶ bytes is pointed at by its beginning.
pub(super) fn pack(span: Span) -> u64 {
    let length = span.end.saturating_sub(span.start).min((1 << LENGTH_BITS) - 1);
    let start = span.start & ((1 << START_BITS) - 1);
    u64::from(span.file.number()) << (START_BITS + LENGTH_BITS)
        | u64::from(start) << LENGTH_BITS
        | u64::from(length)
}

pub(super) fn unpack(packed: u64) -> Span {
    let part =
        |shift: u32, bits: u32| usize::try_from((packed >> shift) & ((1 << bits) - 1)).unwrap_or(usize::MAX);
    let start = part(LENGTH_BITS, START_BITS);
    let file = FileId::from_number(u32::try_from(packed >> (START_BITS + LENGTH_BITS)).unwrap_or(u32::MAX));
    Span::new(file, start..start + part(0, LENGTH_BITS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_reads_as_it_was_written() {
        let span = Span::new(FileId::from_number(70_000), 1_000_000..1_000_020);
        let whole = unpack(u64::MAX);
        for marker in [
            Marker::Value(0, ""),
            Marker::Value(4711, "  \t"),
            Marker::Place(span),
            Marker::Place(whole),
            Marker::Character(OPEN),
        ] {
            let mut text = "a: ".to_owned();
            marker.write(&mut text);
            assert_eq!(next(&text), Some((3..text.len(), marker)));
        }
    }

    #[test]
    fn markers_begin_and_end_with_their_characters() {
        assert_eq!(CLOSE.to_string().as_bytes(), CLOSE_BYTES);
        assert_eq!(OPEN.to_string().as_bytes(), OPEN_BYTES);
        assert_eq!(PLACE.to_string().as_bytes(), PLACE_BYTES);
    }

    #[test]
    fn the_padding_of_a_value_begins_behind_its_number() {
        let mut text = "a".to_owned();
        Marker::Place(Span::new(FileId::from_number(1), 2..3)).write(&mut text);
        Marker::Value(0xabc, "  ").write(&mut text);
        assert_eq!(padding(&text), text.find("abc  ").map(|start| start + 3));
        assert_eq!((padding("\u{E000}"), padding("\u{E000}v"), padding("a")), (None, None, None));
    }

    #[test]
    fn only_a_lone_marker_is_a_value() {
        let mut text = String::new();
        Marker::Value(7, "    ").write(&mut text);
        assert_eq!(only_value(&text), Some(7));
        assert_eq!(only_value(&format!("{text} ")), None);
        assert_eq!(only_value(&format!("{text}{text}")), None);
        assert_eq!(only_value("\u{E000}v"), None);
        assert_eq!(only_value("\u{E000}\u{F0000}"), None);
    }
}
