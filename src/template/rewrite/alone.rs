//! Which expressions and tags stand alone on their lines, and at which column.

use std::ops::Range;

const BLANKS: [char; 2] = [' ', '\t'];

/// What is to stand before the further lines of an expression alone on its line, with blanks or `- ` before it.
///
/// `data` is the text of the template right before the expression, without what `-` took away.
pub(super) fn expression(written: &str, data: &Range<usize>, extent: &Range<usize>) -> Option<String> {
    let opened = written.get(data.end..extent.start)?.strip_prefix("{{")?;
    let closed = written.get(extent.end..)?.trim_start_matches(|c: char| c.is_whitespace() || c == ')');
    let closed = closed.strip_prefix(['-', '+']).unwrap_or(closed).strip_prefix("}}")?;
    let start = line_start(written, data.end);
    let kept = start > data.start || start == data.start && !joined(written, start);
    let alone = kept && !opened.contains("}}") && is_last(closed);
    column(&written[start..data.end]).filter(|_| alone)
}

/// The same for a tag, and whether its first line needs it too: blanks before a tag are taken away.
///
/// `at` is within the tag.
pub(super) fn tag(written: &str, at: usize) -> Option<(String, bool)> {
    let open = written.get(..at)?.rfind("{%")?;
    let (tag, behind) = written[open..].split_once("%}")?;
    let start = line_start(written, open);
    let alone = !joined(written, start) && !tag.starts_with("{%-") && is_last(behind);
    let before = &written[start..open];
    let stays = tag.starts_with("{%+") || before.contains('-');
    column(before).filter(|_| alone).map(|column| (column, !stays))
}

/// Whether a tag before the line took the line break away, so that the column that is seen is none.
fn joined(written: &str, start: usize) -> bool {
    let above = written[..start].trim_end();
    ["-%}", "-}}", "-#}"].iter().any(|end| above.ends_with(end))
}

fn line_start(written: &str, at: usize) -> usize {
    written[..at].rfind('\n').map_or(0, |line_break| line_break + 1)
}

/// Blanks as wide as what stands before something on its line; nothing if that is more than blanks and `- `.
fn column(before: &str) -> Option<String> {
    let column = before.replace("- ", "  ");
    (!column.is_empty() && column.trim_start_matches(BLANKS).is_empty()).then_some(column)
}

/// Whether nothing but blanks follows on the line.
fn is_last(behind: &str) -> bool {
    let line = behind.split('\n').next().unwrap_or_default();
    line.strip_suffix('\r').unwrap_or(line).trim_start_matches(BLANKS).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `expression` says of the `x` in a text, with the data that the parser hands over before it.
    fn around(written: &str, data_start: usize) -> Option<String> {
        let x = written.find('x').expect("an x");
        let open = written[..x].rfind("{{").expect("an expression");
        expression(written, &(data_start..open), &(x..x + 1))
    }

    #[test]
    fn an_expression_alone_on_its_line() {
        let some = |column: &str| Some(column.to_owned());
        assert_eq!(around("a:\n  {{ x }}\nb", 0), some("  "));
        assert_eq!(around("  {{ (x) -}} \t\r\nb", 0), some("  "));
        assert_eq!(around("\t {{x}}", 0), some("\t "));
        assert_eq!(around("a:\n  - - {{ x }}\n", 0), some("      "));
        assert_eq!(around("--- {{ x }}\n", 0), None);
        assert_eq!(around("{{ x }}\n", 0), None, "without blanks nothing moves");
        assert_eq!(around("a: {{ x }}\n", 0), None);
        assert_eq!(around("  {{ x }}: b\n", 0), None);
        assert_eq!(around("  {{ x }}{{ y }}\n", 0), None);
        assert_eq!(around("{% if a -%}\n  {{ x }}\n", 14), None, "the line break was taken away");
        assert_eq!(around("{{ a -}}\n- {{ x }}\n", 9), None, "the line break was taken away");
    }

    #[test]
    fn a_tag_alone_on_its_line() {
        let of = |written: &str| tag(written, written.find("include").expect("an include"));
        let some = |column: &str, first| Some((column.to_owned(), first));
        assert_eq!(of("a:\n  {% include 'x' %}\nb"), some("  ", true));
        assert_eq!(of("  {% include 'x' -%} "), some("  ", true));
        assert_eq!(of("  {%+ include 'x' %}\n"), some("  ", false));
        assert_eq!(of("  - {% include 'x' %}\n"), some("    ", false));
        assert_eq!(of("  {%- include 'x' %}\n"), None);
        assert_eq!(of("a: {% include 'x' %}\n"), None);
        assert_eq!(of("  {% include 'x' %}: a\n"), None);
        assert_eq!(of("{% if a -%}\n  {% include 'x' %}\n"), None);
    }
}
