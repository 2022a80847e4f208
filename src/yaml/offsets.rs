//! Turns the parser's character positions into byte positions.

use std::cell::Cell;

/// The bytes of a text by number of character.
///
/// The parser asks for positions that lie close to each other, and nearly always forward: the way from one to the
/// next is walked, so that all of them together cost one pass over the text.
pub(super) struct Offsets<'t> {
    text: &'t str,
    /// In a text of ASCII both are the same.
    is_ascii: bool,
    /// The character that was asked for last, and its byte.
    last: Cell<(usize, usize)>,
}

impl<'t> Offsets<'t> {
    /// The positions in `text`.
    pub(super) fn new(text: &'t str) -> Self {
        Offsets { text, is_ascii: text.is_ascii(), last: Cell::default() }
    }

    /// The byte at which the character `index` begins; the text's length past its end.
    pub(super) fn byte(&self, index: usize) -> usize {
        let bytes = self.text.as_bytes();
        if self.is_ascii {
            return index.min(bytes.len());
        }
        let (mut character, mut byte) = self.last.get();
        // Eight bytes of ASCII are eight characters.
        while index.saturating_sub(character) >= 8
            && let Some(Ok(eight)) = bytes.get(byte..byte + 8).map(<[u8; 8]>::try_from)
            && u64::from_ne_bytes(eight) & 0x8080_8080_8080_8080 == 0
        {
            byte += 8;
            character += 8;
        }
        while character < index && byte < bytes.len() {
            byte += width(bytes[byte]);
            character += 1;
        }
        while character > index {
            byte -= 1;
            character -= usize::from(self.text.is_char_boundary(byte));
        }
        self.last.set((character, byte));
        byte
    }
}

/// The bytes of the character that begins with this one.
fn width(first: u8) -> usize {
    match first {
        ..0xc0 => 1,
        0xc0..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0.. => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_those_of_char_indices() {
        let mixed = format!("{}é{}😀あ", "a".repeat(100), "b".repeat(99));
        for text in ["plain".repeat(30), "é".repeat(200), mixed, String::new()] {
            let offsets = Offsets::new(&text);
            let expected: Vec<(usize, usize)> =
                text.char_indices().enumerate().map(|(index, (byte, _))| (index, byte)).collect();
            let back = expected.iter().rev();
            let jumps = expected.iter().zip(back.clone()).flat_map(|(one, other)| [one, other]);
            for (index, byte) in expected.iter().chain(back).chain(jumps) {
                assert_eq!(offsets.byte(*index), *byte, "{index} of {text}");
            }
            assert_eq!(offsets.byte(100_000), text.len());
            assert_eq!(offsets.byte(text.chars().count()), text.len());
        }
    }
}
