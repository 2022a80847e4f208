//! A path as people write it, in parts: `spec.replicas`, `containers[name=web].image`, `{.spec.replicas}`, `/spec/replicas`.

use ecow::EcoString;

/// A part of what was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Token {
    /// A key, or a part of one that has dots in it; of a list the number or the name of an item.
    Word(EcoString),
    /// A key between quotes.
    Key(EcoString),
    /// The number of an item.
    Index(usize),
    /// What tells an item from others: keys and their values.
    Item(Vec<(EcoString, EcoString)>),
    /// Into a text, which holds YAML or JSON.
    Within,
}

/// The parts of a path; nothing if it is none. A `:` leads into a text if it `leads_within`, else it is a part of a word.
pub(super) fn tokens(text: &str, leads_within: bool) -> Option<Vec<Token>> {
    let text = text.trim();
    if let Some(pointer) = text.strip_prefix('/') {
        let part = |part: &str| Token::Word(part.replace("~1", "/").replace("~0", "~").into());
        return Some(pointer.split('/').map(part).collect());
    }
    let text = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or(text);
    let text = text.strip_prefix('$').unwrap_or(text);
    let mut rest = text.strip_prefix('.').unwrap_or(text);
    let mut tokens = Vec::new();
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('[') {
            let (token, after) = bracketed(inner)?;
            tokens.push(token);
            rest = after.strip_prefix('.').unwrap_or(after);
        } else if let Some(after) = rest.strip_prefix(':').filter(|_| leads_within && !tokens.is_empty()) {
            tokens.push(Token::Within);
            rest = after.strip_prefix('.').unwrap_or(after);
        } else {
            let (word, after) = word(rest, leads_within);
            if word.is_empty() {
                return None;
            }
            tokens.push(Token::Word(word.into()));
            rest = after.strip_prefix('.').unwrap_or(after);
        }
    }
    (!tokens.is_empty()).then_some(tokens)
}

/// A word up to the next dot or bracket, where `\.` is no end, and what is behind it.
fn word(text: &str, ends_at_colon: bool) -> (String, &str) {
    let mut word = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => word.extend(letters.next().map(|(_, letter)| letter)),
            '.' | '[' => return (word, &text[at..]),
            ':' if ends_at_colon => return (word, &text[at..]),
            letter => word.push(letter),
        }
    }
    (word, "")
}

/// What stands behind a `[`, and what is behind its `]`.
fn bracketed(text: &str) -> Option<(Token, &str)> {
    for quote in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(quote) {
            let (key, after) = quoted.split_once(&format!("{quote}]"))?;
            return Some((Token::Key(key.into()), after));
        }
    }
    let (inner, after) = text.split_once(']')?;
    // As kubectl's JSONPath has it: `?(@.name=="web")`.
    let filter = inner.strip_prefix("?(").and_then(|inner| inner.strip_suffix(')'));
    let inner = filter.unwrap_or(inner);
    if let Ok(index) = inner.parse() {
        return Some((Token::Index(index), after));
    }
    if !inner.contains('=') {
        return Some((Token::Item(vec![("name".into(), inner.into())]), after));
    }
    let pair = |pair: &str| {
        let (key, value) = pair.split_once('=')?;
        let key = key.trim().trim_start_matches("@.");
        let value = value.trim_start_matches('=').trim().trim_matches(['"', '\'']);
        Some((key.into(), value.into()))
    };
    Some((Token::Item(inner.split(',').map(pair).collect::<Option<_>>()?), after))
}
