//! Takes out of a problem's words what nobody may see.
//!
//! A value that is hidden everywhere is found wherever it stands. A problem that points at a secret may quote a part
//! of it: there, whatever it quotes that is in the secret is taken out.

use std::borrow::Cow;

use super::Diagnostic;
use crate::source::{DOTS, Sources, Span};

/// So many bytes in common with a secret are a part of it.
const PART: usize = 8;
/// The shortest quoted text that is looked for in a secret; one letter is in all of them.
const SHORTEST: usize = 4;
/// The longest secret that is searched; of a longer one, all that is quoted is taken out.
const LONGEST: usize = 1 << 16;

/// Puts dots in the place of all that the problem's texts say of a secret.
pub(super) fn mask(diagnostic: &mut Diagnostic, sources: &Sources) {
    let near: Vec<String> =
        diagnostic.labels.iter().flat_map(|label| secrets_at(label.span, sources)).collect();
    for text in words(diagnostic) {
        let shown = sources.without_hidden(text);
        let shown = near.iter().fold(shown.into_owned(), |shown, secret| without_parts(&shown, secret));
        *text = shown;
    }
    for name in diagnostic.object.iter_mut().chain(&mut diagnostic.field).chain(&mut diagnostic.also) {
        let shown = sources.without_hidden(name).into_owned();
        *name = shown;
    }
}

/// Says paths as they are shown.
pub(super) fn paths(diagnostic: &mut Diagnostic, sources: &Sources) {
    for text in words(diagnostic) {
        if let Cow::Owned(shown) = sources.with_seen_paths(text) {
            *text = shown;
        }
    }
}

/// Puts dots in the place of values in the problem's texts.
pub(super) fn values<'v>(diagnostic: &mut Diagnostic, values: impl IntoIterator<Item = &'v str>) {
    for value in values.into_iter().map(str::trim).filter(|value| value.len() >= SHORTEST) {
        for text in words(diagnostic).filter(|text| text.contains(value)) {
            *text = text.replace(value, DOTS);
        }
    }
}

/// The message, the labels, the help and what is to be written.
fn words(diagnostic: &mut Diagnostic) -> impl Iterator<Item = &mut String> {
    let labels = diagnostic.labels.iter_mut().map(|label| &mut label.text);
    labels.chain(&mut diagnostic.help).chain(&mut diagnostic.paste).chain([&mut diagnostic.message])
}

/// The texts that are hidden at a place, and on the line where it begins.
fn secrets_at(place: Span, sources: &Sources) -> Vec<String> {
    let source = sources.get(place.file);
    let (line, _) = source.line_column(place.range().start);
    let mut near = source.line_range(line);
    near.end = place.range().end.clamp(near.end, near.end.saturating_add(LONGEST)).min(source.text().len());
    let hidden = sources.hidden(place.file, near);
    hidden.into_iter().filter_map(|range| Some(source.text().get(range)?.trim().to_owned())).collect()
}

/// The text without what it quotes of `secret`, and without words that are a part of it.
fn without_parts(text: &str, secret: &str) -> String {
    if secret.is_empty() {
        return text.to_owned();
    }
    let shown = text.split('`').enumerate().map(|(index, part)| {
        if index % 2 == 1 {
            return if is_part(part, secret) { DOTS.to_owned() } else { part.to_owned() };
        }
        let words = part.split_inclusive(char::is_whitespace);
        words
            .map(|word| {
                if shares(word.trim_end(), secret) {
                    word.replace(word.trim_end(), DOTS)
                } else {
                    word.to_owned()
                }
            })
            .collect()
    });
    shown.collect::<Vec<String>>().join("`")
}

/// Whether a quoted text is the secret, a part of it, or holds one.
fn is_part(quoted: &str, secret: &str) -> bool {
    let core = quoted.trim_matches(|c: char| !c.is_alphanumeric());
    let inner = secret.trim_matches(['"', '\'']);
    if core.is_empty() {
        return false;
    }
    secret.len() > LONGEST
        || core == inner
        || (core.len() >= SHORTEST && secret.contains(core))
        || (inner.len() >= SHORTEST && core.contains(inner))
        || shares(core, secret)
}

fn shares(text: &str, secret: &str) -> bool {
    let windows = text.as_bytes().windows(PART).take(1000);
    let is_in = |part: &[u8]| std::str::from_utf8(part).is_ok_and(|part| secret.contains(part));
    secret.len() <= LONGEST && windows.into_iter().any(is_in)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    #[test]
    fn words_about_a_secret() {
        for (text, secret, shown) in [
            ("`0123` is `a`, write `\"0123\"` or `:`", "0123", "`•••` is `a`, write `•••` or `:`"),
            ("`data.password` holds `part of` it", "a part of it", "`data.password` holds `•••` it"),
            ("read as 1234567.25, `x`", "1234567.2500001", "read as ••• `x`"),
            ("`••• and more`", "", "`••• and more`"),
        ] {
            assert_eq!(without_parts(text, secret), shown);
        }
    }

    #[test]
    fn a_value_is_hidden_far_from_where_it_was_written() {
        let sources = Sources::default();
        let file = sources.add("a.yaml", "password: CANARY-1234\nother: CANARY-1234\n");
        sources.hide([Span::new(file, 10..21)]);
        sources.hide_values(["CANARY-1234"]);
        let mut problem = Diagnostic::new(Code::InvalidValue, "CANARY-1234 is `CANARY`")
            .at(Span::new(file, 29..40), "CANARY-1234")
            .help("write CANARY-1234");
        mask(&mut problem, &sources);
        assert_eq!(problem.message, "••• is `•••`");
        assert_eq!((problem.labels[0].text.as_str(), problem.help[0].as_str()), ("•••", "write •••"));
    }
}
