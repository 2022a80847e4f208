//! Turns the parser's character positions into byte positions.

/// The bytes of a text by number of character.
pub(super) struct Offsets {
    /// The byte at which every [`STEP`]th character begins; empty for a text of ASCII, where both are the same.
    marks: Vec<u32>,
}

const STEP: usize = 64;

impl Offsets {
    /// The positions in `text`, which has less than 4 GiB.
    pub(super) fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Offsets { marks: Vec::new() };
        }
        let mut marks = Vec::with_capacity(text.len() / STEP + 1);
        for (index, (byte, _)) in text.char_indices().enumerate() {
            if index % STEP == 0 {
                marks.push(u32::try_from(byte).unwrap_or(u32::MAX));
            }
        }
        Offsets { marks }
    }

    /// The byte at which the character `index` of `text` begins; the text's length past its end.
    pub(super) fn byte(&self, text: &str, index: usize) -> usize {
        if self.marks.is_empty() {
            return index.min(text.len());
        }
        let Some(start) = self.marks.get(index / STEP).map(|start| *start as usize) else {
            return text.len();
        };
        let rest = index % STEP;
        match self.marks.get(index / STEP + 1) {
            Some(next) if *next as usize == start + STEP => start + rest,
            _ => text[start..].char_indices().nth(rest).map_or(text.len(), |(ahead, _)| start + ahead),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_those_of_char_indices() {
        for text in ["plain".repeat(30), "é".repeat(200), format!("{}é{}", "a".repeat(100), "b".repeat(99))]
        {
            let offsets = Offsets::new(&text);
            for (index, (byte, _)) in text.char_indices().enumerate() {
                assert_eq!(offsets.byte(&text, index), byte);
            }
            assert_eq!(offsets.byte(&text, text.chars().count()), text.len());
            assert_eq!(offsets.byte(&text, 100_000), text.len());
        }
    }
}
