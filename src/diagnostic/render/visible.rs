//! Makes the text of files and arguments fit to be printed.

/// The most characters of a message, a label or a path that are printed.
const MOST: usize = 1000;

/// The text in one line, cut where it is very long, without anything that a terminal obeys.
///
/// A file may hold escape sequences that repaint the screen, or marks that turn the direction of text.
pub fn visible(text: &str) -> String {
    let mut characters = text.chars();
    let mut visible: String = characters.by_ref().take(MOST).filter_map(picture).collect();
    if characters.next().is_some() {
        visible.push('…');
    }
    visible
}

/// What is printed for a character: a control character's picture, `�` for other marks, or itself.
pub(super) fn picture(character: char) -> Option<char> {
    match character {
        '\t' => Some('\t'),
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(character)),
        '\x7f' => Some('␡'),
        '\u{feff}' => None,
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200e}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => Some('�'),
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        assert_eq!(visible("a\x1b[31mb\r\n\0\u{9b}2J\u{202e}\u{feff}é\t水"), "a␛[31mb␍␊␀�2J�é\t水");
        for character in '\0'..='\u{10ffff}' {
            assert!(picture(character).is_none_or(|shown| shown == '\t' || !shown.is_control()));
        }
    }

    #[test]
    fn a_long_text_is_cut() {
        assert_eq!(visible(&"é".repeat(MOST)).chars().count(), MOST);
        assert_eq!(visible(&"é".repeat(9999)).chars().count(), MOST + 1);
    }
}
