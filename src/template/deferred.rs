//! Words of rendered text that are not known before every object is finished: names of objects, and checksums.
//!
//! Such a word is a marker in a string, of the characters that no name has. Text can be put around it.

use ecow::EcoString;
use minijinja::Value;
use minijinja::value::ValueKind;

const BEGIN: char = '\u{E000}';
const END: char = '\u{E001}';
/// A name of one letter, of a kind of one letter.
const SHORTEST: usize = BEGIN.len_utf8() + NAME_WORD.len() + ":k/n".len() + END.len_utf8();
/// The first byte of both.
const FIRST_BYTE: u8 = 0xEE;
const CHECKSUM_WORD: &str = "checksum:";
const NAME_WORD: &str = "name:";

/// The step that a node's past names if its text holds a checksum that is still to be filled in.
pub const CHECKSUM: &str = "checksum";
/// The same for the name of an object.
pub const NAME: &str = "ref";

/// What stands for a word that is not known yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Deferred<'t> {
    /// The checksum of an object, named like `ConfigMap/x`.
    Checksum(&'t str),
    /// The name of an object.
    Name {
        /// The namespace that it is looked for in, if one is said.
        namespace: Option<&'t str>,
        /// The kind.
        kind: &'t str,
        /// The name, as templates write it.
        name: &'t str,
    },
}

/// The marker of the checksum of an object that is named like `ConfigMap/x`.
pub(super) fn checksum(object: &str) -> String {
    format!("{BEGIN}{CHECKSUM_WORD}{object}{END}")
}

/// The marker of the name of an object.
pub(super) fn name(namespace: Option<&str>, kind: &str, name: &str) -> String {
    format!("{BEGIN}{NAME_WORD}{}:{kind}/{name}{END}", namespace.unwrap_or_default())
}

/// The step for the past of a node with this text, if it holds such a word.
pub(super) fn step(text: &str) -> Option<&'static str> {
    let mut found = None;
    let mut rest = text;
    while let Some((_, word, after)) = next(rest) {
        match word {
            Deferred::Checksum(_) => return Some(CHECKSUM),
            Deferred::Name { .. } => found = Some(NAME),
        }
        rest = after;
    }
    found
}

/// The text with each such word replaced by what `fill` has for it, and left where it has nothing.
pub fn fill<'t>(text: &'t str, mut fill: impl FnMut(Deferred<'t>) -> Option<EcoString>) -> EcoString {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, word, after)) = next(rest) {
        out.push_str(before);
        match fill(word) {
            Some(known) => out.push_str(&known),
            None => out.push_str(&rest[before.len()..rest.len() - after.len()]),
        }
        rest = after;
    }
    out.push_str(rest);
    out.into()
}

/// The first such word of a text, with what stands before it and behind it.
pub fn next(text: &str) -> Option<(&str, Deferred<'_>, &str)> {
    // Nearly all texts have none, and are short.
    if text.len() < SHORTEST || memchr::memchr(FIRST_BYTE, text.as_bytes()).is_none() {
        return None;
    }
    let mut from = 0;
    loop {
        let start = from + text[from..].find(BEGIN)?;
        let body = start + BEGIN.len_utf8();
        let end = body + text[body..].find(END)?;
        if let Some(word) = decode(&text[body..end]) {
            return Some((&text[..start], word, &text[end + END.len_utf8()..]));
        }
        from = body;
    }
}

fn decode(body: &str) -> Option<Deferred<'_>> {
    if let Some(object) = body.strip_prefix(CHECKSUM_WORD) {
        return Some(Deferred::Checksum(object));
    }
    let (namespace, object) = body.strip_prefix(NAME_WORD)?.split_once(':')?;
    let (kind, name) = object.split_once('/')?;
    Some(Deferred::Name { namespace: Some(namespace).filter(|namespace| !namespace.is_empty()), kind, name })
}

/// How many parts of a value are looked at for a word that is not known yet.
const MOST_PARTS: usize = 10_000;

/// The first such word in a value or, unless only its own text counts, in what it holds; as it is said in messages.
pub(super) fn in_value(value: &Value, only_text: bool) -> Option<String> {
    let mut waiting = vec![value.clone()];
    let mut seen = 0;
    while let Some(value) = waiting.pop() {
        seen += 1;
        if let Some(text) = value.as_str() {
            if let Some((_, word, _)) = next(text) {
                return Some(match word {
                    Deferred::Checksum(object) => format!("the checksum of `{object}`"),
                    Deferred::Name { kind, name, .. } => format!("the name of `{kind}/{name}`"),
                });
            }
        } else if matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable | ValueKind::Map)
            && value.downcast_object_ref::<super::tree::Tree>().is_none()
            && !only_text
            && seen < MOST_PARTS
        {
            for item in value.try_iter().into_iter().flatten().take(MOST_PARTS) {
                if value.kind() == ValueKind::Map {
                    waiting.extend(value.get_item(&item).ok());
                }
                waiting.push(item);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_between_other_text() {
        let text = format!(
            "{BEGIN}v1{END} {}.shop.svc-{}",
            name(Some("shop"), "Service", "redis"),
            checksum("ConfigMap/x")
        );
        let mut words = Vec::new();
        let filled = fill(&text, |word| {
            words.push(word);
            matches!(word, Deferred::Name { .. }).then(|| "eu-redis".into())
        });
        let redis = Deferred::Name { namespace: Some("shop"), kind: "Service", name: "redis" };
        assert_eq!(words, [redis, Deferred::Checksum("ConfigMap/x")]);
        assert_eq!(filled, format!("{BEGIN}v1{END} eu-redis.shop.svc-{}", checksum("ConfigMap/x")));
        assert_eq!((step(&text), step(&filled), step("redis")), (Some(CHECKSUM), Some(CHECKSUM), None));
        assert_eq!(step(&name(None, "Service", "a")), Some(NAME));
    }
}
