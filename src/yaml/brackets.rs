//! Finds the bracket that was forgotten, which a parser notices only lines later.

/// The offset of the last `[` or `{` before `at` that opens a list or map and is not closed there.
///
/// It reads lines and not YAML, for the text is no YAML: a bracket opens something where a value may begin.
pub(super) fn unclosed(text: &str, at: usize) -> Option<usize> {
    let mut open: Vec<usize> = Vec::new();
    let mut block_indent = None;
    let mut offset = 0;
    for line in text[..at].split_inclusive('\n') {
        let start = offset;
        offset += line.len();
        let indent = line.len() - line.trim_start().len();
        let is_blank = line.trim().is_empty();
        if open.is_empty() && block_indent.is_some_and(|block| is_blank || indent > block) {
            continue;
        }
        block_indent = begins_block_text(line).then_some(indent);
        scan(line, start, &mut open);
    }
    open.last().copied()
}

/// Whether the line ends as `key: |` does.
fn begins_block_text(line: &str) -> bool {
    let content = line.split(" #").next().unwrap_or_default().trim_end();
    let mark = content.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'));
    mark.ends_with([':', '-', ' ', '|', '>']) && mark.ends_with(['|', '>'])
}

/// Takes the brackets of a line that stand outside of quotes and comments.
fn scan(line: &str, start: usize, open: &mut Vec<usize>) {
    let mut quote = None;
    // Whether a value may begin here: at the line's start and behind an indicator.
    let mut begins = true;
    let mut previous = ' ';
    for (index, character) in line.char_indices() {
        if let Some(mark) = quote {
            let is_escaped = mark == '"' && previous == '\\';
            quote = quote.filter(|_| character != mark || is_escaped);
            previous = character;
            continue;
        }
        match character {
            '"' | '\'' if begins => quote = Some(character),
            '#' if previous == ' ' => return,
            '[' | '{' if begins => open.push(start + index),
            ']' | '}' => drop(open.pop()),
            _ => {}
        }
        begins = match character {
            ' ' | '[' | '{' | ',' | '?' => begins || character != ' ',
            ':' | '-' => true,
            _ => false,
        };
        previous = character;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let found = unclosed(text, text.len()).map(|at| &text[at..]);
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn the_last_one_that_opens_a_value_and_stays_open() {
        check("a: [b\nc: ", Some("[b\nc: "));
        check("a: {b: [c, d}\n", Some("{b: [c, d}\n"));
        check("a: [b, {c: 1}]\n- [x]\n", None);
        check("a: b[1\nc: x {\n", None);
        check("a: '['\nb: \"[\"\nc: 1 # [\n", None);
        check("a: |\n  - [x\n\n  {\nb: ", None);
        check("a: [\n  b, # one\n", Some("[\n  b, # one\n"));
    }
}
