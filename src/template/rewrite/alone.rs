//! Which tags stand alone on their lines, and what stands before them there.

use std::ops::Range;

const BLANKS: [char; 2] = [' ', '\t'];

/// The blanks before an expression that stands alone on its line; nothing if none, or if something else is there.
///
/// `data` is the text of the template right before the expression, without what `-` took away.
pub(super) fn expression<'t>(
    written: &'t str,
    data: &Range<usize>,
    extent: &Range<usize>,
) -> Option<&'t str> {
    let opened = written.get(data.end..extent.start)?.strip_prefix("{{")?;
    let closed = written.get(extent.end..)?.trim_start_matches(|c: char| c.is_whitespace() || c == ')');
    let closed = closed.strip_prefix(['-', '+']).unwrap_or(closed).strip_prefix("}}")?;
    let start = line_start(written, data.end);
    let alone = start >= data.start && !opened.contains("}}") && is_last(closed);
    blanks(&written[start..data.end]).filter(|_| alone)
}

/// The blanks before a tag that stands alone on its line, which the tag takes away; `at` is within the tag.
pub(super) fn tag(written: &str, at: usize) -> Option<&str> {
    let open = written.get(..at)?.rfind("{%")?;
    let (tag, behind) = written[open..].split_once("%}")?;
    let start = line_start(written, open);
    let before = written[..start].trim_end();
    // Where an earlier tag took the line break away, the column that is seen is none.
    let joined = ["-%}", "-}}", "-#}"].iter().any(|end| before.ends_with(end));
    let alone = !joined && !tag.starts_with("{%-") && !tag.starts_with("{%+") && is_last(behind);
    blanks(&written[start..open]).filter(|_| alone)
}

fn line_start(written: &str, at: usize) -> usize {
    written[..at].rfind('\n').map_or(0, |line_break| line_break + 1)
}

fn blanks(before: &str) -> Option<&str> {
    (!before.is_empty() && before.trim_start_matches(BLANKS).is_empty()).then_some(before)
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
    fn around(written: &str, data_start: usize) -> Option<&str> {
        let x = written.find('x').expect("an x");
        let open = written[..x].rfind("{{").expect("an expression");
        expression(written, &(data_start..open), &(x..x + 1))
    }

    #[test]
    fn an_expression_alone_on_its_line() {
        assert_eq!(around("a:\n  {{ x }}\nb", 0), Some("  "));
        assert_eq!(around("  {{ (x) -}} \t\r\nb", 0), Some("  "));
        assert_eq!(around("\t {{x}}", 0), Some("\t "));
        assert_eq!(around("{{ x }}\n", 0), None, "without blanks nothing moves");
        assert_eq!(around("a: {{ x }}\n", 0), None);
        assert_eq!(around("  {{ x }}: b\n", 0), None);
        assert_eq!(around("  {{ x }}{{ y }}\n", 0), None);
        assert_eq!(around("{% if a -%}\n  {{ x }}\n", 14), None, "the line break was taken away");
    }

    #[test]
    fn a_tag_alone_on_its_line() {
        let of =
            |written| tag(written, usize::min(str::len(written), str::find(written, "include").unwrap_or(0)));
        assert_eq!(of("a:\n  {% include 'x' %}\nb"), Some("  "));
        assert_eq!(of("  {% include 'x' -%} "), Some("  "));
        assert_eq!(of("  {%- include 'x' %}\n"), None);
        assert_eq!(of("  {%+ include 'x' %}\n"), None);
        assert_eq!(of("- {% include 'x' %}\n"), None);
        assert_eq!(of("  {% include 'x' %}: a\n"), None);
        assert_eq!(of("{% if a -%}\n  {% include 'x' %}\n"), None);
    }
}
