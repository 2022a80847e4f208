//! Characters that no YAML text may contain, and the largest text that is read.

use crate::diagnostic::Code;

use super::problem::Problem;

/// The most bytes that a text may have.
pub(super) const MAX_BYTES: usize = 64 << 20;

/// The part of `text` that can be read: all of it, or the documents before the first forbidden character.
pub(super) fn readable(text: &str) -> (&str, Option<Problem>) {
    if text.len() > MAX_BYTES {
        let problem = Problem::new(format!("the text has more than {} MiB", MAX_BYTES >> 20), 0..0)
            .code(Code::YamlLimit)
            .help("split it into several files");
        return ("", Some(problem));
    }
    let Some((at, character)) = forbidden(text) else { return (text, None) };
    let problem = Problem::new(
        format!("the control character U+{:04X} cannot stand in YAML", u32::from(character)),
        at..at + character.len_utf8(),
    )
    .help(match character {
        '\0'..='\u{FF}' => format!("write `\\x{:02X}` inside double quotes", u32::from(character)),
        _ => format!("write `\\u{:04X}` inside double quotes", u32::from(character)),
    });
    let complete = text[..at].rfind("\n---").map_or("", |end| &text[..=end]);
    (complete, Some(problem))
}

/// The first character that Go's reader calls a control character.
fn forbidden(text: &str) -> Option<(usize, char)> {
    const CHUNK: usize = 128;
    for (index, chunk) in text.as_bytes().chunks(CHUNK).enumerate() {
        // Without a branch in it this takes many bytes at once; few texts ever need the second look.
        if !chunk.iter().fold(false, |found, byte| found | is_suspect(*byte)) {
            continue;
        }
        let mut start = index * CHUNK;
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = start + chunk.len();
        while !text.is_char_boundary(end) {
            end += 1;
        }
        if let Some((at, character)) = text[start..end].char_indices().find(|(_, c)| is_forbidden(*c)) {
            return Some((start + at, character));
        }
    }
    None
}

/// Whether a forbidden character may begin with this byte.
fn is_suspect(byte: u8) -> bool {
    matches!(byte, 0..=0x08 | 0x0B | 0x0C | 0x0E..=0x1F | 0x7F | 0xC2 | 0xEF)
}

fn is_forbidden(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' | '\u{85}' => false,
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{FFFE}' | '\u{FFFF}' => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_forbidden_character_is_found_wherever_it_stands() {
        for bad in ['\0', '\u{7}', '\u{1B}', '\u{7F}', '\u{80}', '\u{9F}', '\u{FFFE}', '\u{FFFF}'] {
            for before in [0, 1, 126, 127, 128, 129, 300] {
                let text = format!("{}{bad}x{bad}", "é".repeat(before));
                assert_eq!(forbidden(&text), Some((before * 2, bad)), "{bad:?} after {before}");
            }
        }
    }

    #[test]
    fn line_breaks_tabs_and_letters_pass() {
        assert_eq!(forbidden("a\tb\r\né\u{85}\u{A0}\u{E000}\u{FEFF}\u{FFFD}😀"), None);
    }

    #[test]
    fn the_documents_before_it_are_kept() {
        let (text, problem) = readable("a: 1\n---\nb: \u{7}\n---\nc: 1\n");
        assert_eq!(text, "a: 1\n");
        assert!(problem.is_some());
    }
}
