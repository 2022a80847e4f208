//! How a scalar is written: in quotes, and with another text than the one that is printed for it.

use std::sync::Arc;

use ecow::EcoString;

use super::{Life, Node, Number, Value};

/// How a scalar is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spelling {
    /// Without quotes.
    Plain,
    /// Without quotes, and within brackets.
    PlainInFlow,
    /// In quotes, or as lines below `|`.
    Quoted,
    /// As lines below `>`.
    Folded,
}

impl Node {
    /// How it is written; lists and maps are [`Spelling::Plain`].
    pub fn spelling(&self) -> Spelling {
        self.spelling
    }

    /// The same, written so.
    #[must_use]
    pub fn spelled(mut self, spelling: Spelling) -> Node {
        self.spelling = spelling;
        self
    }

    /// Whether it is written in quotes, or as a block of lines.
    pub fn is_quoted(&self) -> bool {
        matches!(self.spelling, Spelling::Quoted | Spelling::Folded)
    }

    /// The same, written in quotes or not.
    #[must_use]
    pub fn in_quotes(self, quoted: bool) -> Node {
        self.spelled(if quoted { Spelling::Quoted } else { Spelling::Plain })
    }

    /// The same, written as `text`: `0x1F`, `1.50`, `~`, `2020-01-01`. Of a list or map nothing is noted.
    #[must_use]
    pub fn written(mut self, text: &str) -> Node {
        if !is_printed(&self.value, text) || self.other_text().is_some() {
            self.life = Some(Arc::new(Life::Written(text.into(), self.life.take())));
        }
        self
    }

    /// The text that it is written with, if that may be another one than is printed.
    pub fn other_text(&self) -> Option<&EcoString> {
        let mut life = self.life.as_deref();
        loop {
            match life? {
                Life::Written(text, _) => return Some(text),
                Life::Changed(past) => life = past.before.as_deref(),
            }
        }
    }

    /// The text of a scalar, as it is written; nothing of lists and maps.
    pub fn text(&self) -> Option<EcoString> {
        self.other_text().cloned().or_else(|| self.value.scalar_text())
    }
}

/// Whether this is the text that is printed for a value.
fn is_printed(value: &Value, text: &str) -> bool {
    match value {
        Value::Null => text == "null",
        Value::Bool(bool) => text == if *bool { "true" } else { "false" },
        Value::Number(Number::Int(_)) if is_usual(text) => true,
        Value::Number(number) => number.to_string() == text,
        Value::String(string) => string == text,
        Value::Sequence(_) | Value::Mapping(_) => true,
    }
}

/// Whether a whole number is written as nearly all are: this is all that they pay.
fn is_usual(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
    digits.iter().all(u8::is_ascii_digit) && (digits.first() != Some(&b'0') || text == "0")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{cause, span};
    use super::*;

    #[test]
    fn a_text_goes_where_its_value_goes() {
        let read = |number: i64, text: &str| Node::new(number, span(0)).written(text);
        assert_eq!(read(31, "31").other_text(), None);
        let mut place = read(31, "0x1F");
        assert_eq!(place.text().as_deref(), Some("0x1F"));
        place.replace(cause(1), read(7, "007"));
        assert_eq!(place.clone().text().as_deref(), Some("007"));
        place.replace(cause(2), Node::new(8, span(2)));
        assert_eq!(place.text().as_deref(), Some("8"));
        let again = read(31, "0x1F").written("31");
        assert_eq!((again.text().as_deref(), again.past().count()), (Some("31"), 0));
        assert_eq!(place.past().count(), 1);
    }
}
