//! For a person: the look that Rust's compiler made familiar.

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::excerpt::excerpt;
use super::visible::visible;
use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::source::{Sources, Span};

/// A diagnostic as text, without a line break at its end.
///
/// `width` is the number of columns to draw in; escapes for colour are in the text when `colour` is set. No
/// other escape is, whatever the user's files hold.
pub fn human(diagnostic: &Diagnostic, sources: &Sources, width: usize, colour: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let title = level.primary_title(visible(&diagnostic.message)).id(diagnostic.code.name());
    let snippets = places(&diagnostic.labels, sources).into_iter().map(|labels| snippet(&labels, sources));
    let group = Group::with_title(title).elements(snippets);
    let mut notes: Vec<(Level, String)> =
        diagnostic.help.iter().map(|help| (Level::HELP, visible(help))).collect();
    if !diagnostic.paste.is_empty() {
        let lines: Vec<String> = diagnostic.paste.iter().map(|line| visible(line)).collect();
        notes.push((Level::HELP, lines.join("\n")));
    }
    notes.extend(object(diagnostic).map(|note| (Level::NOTE, note)));
    notes.extend(also(&diagnostic.also).map(|note| (Level::NOTE, note)));

    let renderer = if colour { Renderer::styled() } else { Renderer::plain() }.term_width(width);
    if diagnostic.labels.is_empty() {
        // There is no bar on the left for the notes to hang on.
        let notes = notes.into_iter().map(|(level, note)| Group::with_title(level.primary_title(note)));
        let groups = std::iter::once(group).chain(notes);
        return groups.map(|group| renderer.render(&[group])).collect::<Vec<_>>().join("\n");
    }
    let notes = notes.into_iter().map(|(level, note)| level.message(note));
    renderer.render(&[group.elements(notes)])
}

/// The object, which the line of a template does not tell; nothing if the message tells it.
fn object(diagnostic: &Diagnostic) -> Option<String> {
    let object = diagnostic.object.as_deref().filter(|object| !diagnostic.message.contains(object))?;
    Some(format!("in `{}`", visible(object)))
}

/// Where else it is, without pages of it.
fn also(places: &[String]) -> Option<String> {
    const SHOWN: usize = 3;
    if places.is_empty() {
        return None;
    }
    let shown: Vec<String> = places.iter().take(SHOWN).map(|place| format!("`{}`", visible(place))).collect();
    match places.len().saturating_sub(SHOWN) {
        0 => Some(format!("the same in {}", shown.join(", "))),
        more => Some(format!("the same in {} and {more} more", shown.join(", "))),
    }
}

/// A label, and whether it is the primary one.
type Place<'a> = (bool, &'a Label);

/// The labels that are drawn in one piece: those of a file that are near each other, the primary one's first.
fn places<'a>(labels: &'a [Label], sources: &Sources) -> Vec<Vec<Place<'a>>> {
    /// The lines between two labels are left out, but the renderer goes through them all.
    const FAR: u32 = 1000;
    let line = |label: &Label| sources.location(label.span).line;
    let mut places: Vec<Vec<Place>> = Vec::new();
    for (index, label) in labels.iter().enumerate() {
        let near = |place: &&mut Vec<Place>| {
            place[0].1.span.file == label.span.file && line(place[0].1).abs_diff(line(label)) < FAR
        };
        match places.iter_mut().find(near) {
            Some(place) => place.push((index == 0, label)),
            None => places.push(vec![(index == 0, label)]),
        }
    }
    places
}

/// Lines of one file with what there is to say about them, or only where they are if they are too long.
fn snippet<'a>(labels: &[Place<'a>], sources: &Sources) -> Element<'a> {
    let spans: Vec<Span> = labels.iter().map(|(_, label)| label.span).collect();
    let source = sources.get(spans[0].file);
    let path = visible(&source.name());
    let Some(excerpt) = excerpt(&spans, sources) else {
        let (line, column) = source.line_column(spans[0].range().start);
        return Origin::path(path).line(line as usize).char_column(column as usize).into();
    };
    let annotations = labels.iter().zip(excerpt.ranges).map(|((is_primary, label), range)| {
        let kind = if *is_primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        let text = (!label.text.is_empty()).then(|| visible(&label.text));
        kind.span(range).label(text)
    });
    let snippet = Snippet::source(excerpt.text).path(path).line_start(excerpt.first as usize);
    snippet.annotations(annotations).into()
}

#[cfg(test)]
#[expect(clippy::needless_raw_string_hashes, reason = "snapbox writes the screens so")]
mod tests {
    use snapbox::{IntoData as _, assert_data_eq, str};

    use super::*;
    use crate::diagnostic::Code;

    /// The screen of a problem in `text`: each place is the first occurrence of a text in it, with a label.
    fn screen(text: &str, places: &[(&str, &str)]) -> String {
        let sources = Sources::default();
        let file = sources.add("a.yaml", text);
        let mut diagnostic = Diagnostic::new(Code::UnknownField, "no").help("write `b`");
        for (place, label) in places {
            let start = if place.is_empty() { text.len() } else { text.find(place).unwrap() };
            diagnostic = diagnostic.at(Span::new(file, start..start + place.len()), *label);
        }
        human(&diagnostic, &sources, 60, false)
    }

    #[test]
    fn without_a_place() {
        assert_data_eq!(
            screen("", &[]),
            str![[r#"
error[unknown-field]: no
help: write `b`
"#]]
        );
    }

    #[test]
    fn places_in_two_files() {
        let sources = Sources::default();
        let one = sources.add("one.yaml", "a: 1\n");
        let two = sources.add("two.yaml", format!("{}b: 2\n", "#\n".repeat(99)));
        let mut diagnostic = Diagnostic::new(Code::UnknownField, "no")
            .at(Span::new(two, 198..199), "here")
            .at(Span::new(one, 3..4), "value from here");
        diagnostic.severity = Severity::Warning;
        diagnostic.object = Some("Service/web".to_owned());
        diagnostic.also = ["a", "b", "c", "d", "e"].map(str::to_owned).into();
        assert_data_eq!(
            human(&diagnostic, &sources, 60, false),
            str![[r#"
warning[unknown-field]: no
   --> two.yaml:100:1
    |
100 | b: 2
    | ^ here
    |
   ::: one.yaml:1:4
    |
  1 | a: 1
    |    - value from here
    |
    = note: in `Service/web`
    = note: the same in `a`, `b`, `c` and 2 more
"#]]
            .raw()
        );
    }

    #[test]
    fn of_a_place_over_lines_the_first_is_underlined() {
        assert_data_eq!(
            screen("a:\n  b: 1\n  c: 2\n", &[("b: 1\n  c: 2\n", "here")]),
            str![[r#"
error[unknown-field]: no
 --> a.yaml:2:3
  |
2 |   b: 1
  |   ^^^^ here
  |
  = help: write `b`
"#]]
        );
    }

    #[test]
    fn lines_between_two_places_are_folded() {
        let text = "a: 1\nb\nc\nd\ne\nf: 6\n";
        assert_data_eq!(
            screen(text, &[("6", "here"), ("a", "first")]),
            str![[r#"
error[unknown-field]: no
 --> a.yaml:6:4
  |
1 | a: 1
  | - first
...
6 | f: 6
  |    ^ here
  |
  = help: write `b`
"#]]
            .raw()
        );
    }

    #[test]
    fn the_end_of_a_file() {
        assert_data_eq!(
            screen("a: 1\n", &[("", "here")]),
            str![[r#"
error[unknown-field]: no
 --> a.yaml:2:1
  |
2 |
  | ^ here
  |
  = help: write `b`
"#]]
        );
        assert_data_eq!(
            screen("", &[("", "here")]),
            str![[r#"
error[unknown-field]: no
 --> a.yaml:1:1
  |
1 |
  | ^ here
  |
  = help: write `b`
"#]]
        );
    }

    #[test]
    fn a_wide_letter_is_two_columns_and_a_tab_four() {
        assert_data_eq!(
            screen("\u{feff}a: 水水\t'é'\r\n", &[("'é'", "here")]),
            str![[r#"
error[unknown-field]: no
 --> a.yaml:1:7
  |
1 | a: 水水    'é'
  |            ^^^ here
  |
  = help: write `b`
"#]]
        );
    }

    #[test]
    fn an_escape_sequence_is_shown_not_obeyed() {
        assert_data_eq!(
            screen("a\x1b[2J: \u{202e}b\r\n", &[("b", "\x1b[1m")]),
            str![[r#"
error[unknown-field]: no
 --> a.yaml:1:9
  |
1 | a␛[2J: �b
  |         ^ ␛[1m
  |
  = help: write `b`
"#]]
        );
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = format!("{}needle {}", "a ".repeat(400), "b ".repeat(99_999));
        assert_data_eq!(
            screen(&text, &[("needle", "here")]),
            str![[r#"
error[unknown-field]: no
 --> a.yaml:1:801
  |
1 | ... a a a a a a a a a needle b b b b b b b b b b b b ...
  |                       ^^^^^^ here
  |
  = help: write `b`
"#]]
            .raw()
        );
        assert_data_eq!(
            screen(&text, &[(&text[790..], "here")]),
            str![[r#"
error[unknown-field]: no
 --> a.yaml:1:791
  |
1 | ... a a a a a a needle b... b b b b b b b b b b ...
  |       ^^^^^^^^^^^^^^^^^^...^^^^^^^^^^^^^^^^^^ here
  |
  = help: write `b`
"#]]
            .raw()
        );
    }

    #[test]
    fn a_line_too_long_to_search_is_only_named() {
        let text = format!("{}needle", "a ".repeat(9_999));
        assert_data_eq!(
            screen(&text, &[("needle", "here")]),
            str![[r#"
error[unknown-field]: no
--> a.yaml:1:19999
 = help: write `b`
"#]]
        );
    }

    #[test]
    fn no_place_in_any_text_is_a_panic_or_an_escape() {
        let sources = Sources::default();
        let text = "\u{feff}é: \x1b\r\n\n\t水\u{301}\r\r\nb";
        let file = sources.add("a.yaml", text);
        let ranges = (0..=text.len() + 1).flat_map(|start| (0..=text.len() + 1).map(move |end| start..end));
        for range in ranges {
            let one = Span::new(file, range.clone());
            let two = Span::new(file, 9..text.len());
            let diagnostic = Diagnostic::new(Code::UnknownField, "no").at(one, "one").at(two, "two");
            let screen = human(&diagnostic, &sources, 60, false);
            let obeyed = screen.chars().find(|character| character.is_control() && *character != '\n');
            assert_eq!(obeyed, None, "{range:?}");
        }
    }

    #[test]
    fn colour_when_asked() {
        let diagnostic = Diagnostic::new(Code::UnknownField, "no");
        let shown = |colour| human(&diagnostic, &Sources::default(), 60, colour);
        assert!(shown(true).contains('\x1b') && !shown(false).contains('\x1b'));
    }

    #[test]
    fn lines_between_far_places_are_not_gone_through() {
        let text = format!("one\n{}two\n", "\n".repeat(5000));
        assert_data_eq!(
            screen(&text, &[("two", "this"), ("one", "and this")]),
            str![[r#"
error[unknown-field]: no
    --> a.yaml:5002:1
     |
5002 | two
     | ^^^ this
     |
    ::: a.yaml:1:1
     |
   1 | one
     | --- and this
     |
     = help: write `b`
"#]]
        );
    }
}
