//! How a scalar is written, and what it becomes if its text is another.
//!
//! From `node` in `encode.go` and `yaml_emitter_analyze_scalar` in `emitterc.go` of go-yaml v3: style and tag are those
//! that were read, and the tag shows only where it must.

use super::{Result, Unsupported};
use crate::yaml::Rules;
use crate::yaml::plain::{self, Plain};
use crate::yaml::quote;

/// A single value, or a key.
pub(super) struct Scalar {
    pub(super) text: String,
    pub(super) quotes: Quotes,
    /// Where it is not told by the text.
    pub(super) tag: Option<&'static str>,
}

/// What go-yaml writes before a whole number that is a float.
pub(super) const FLOAT: &str = "!!float ";

/// What stands around a text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    None,
    /// None, and it has no type before it has a text.
    Made,
    Single,
    Double,
    /// `|`
    Literal,
}

impl Scalar {
    pub(super) fn new(text: &str, quotes: Quotes) -> Scalar {
        Scalar { text: text.into(), quotes, tag: None }
    }

    /// What a path makes.
    pub(super) fn made(text: &str) -> Result<Scalar> {
        let mut made = Scalar::new("", Quotes::Made);
        if !text.is_empty() {
            made.set(text)?;
        }
        Ok(made)
    }

    /// Gives it another text.
    pub(super) fn set(&mut self, text: &str) -> Result<()> {
        let refused = |what| Err(Unsupported { line: None, what });
        let must_escape = text.chars().any(|char| char != '\n' && quote::must_escape(char));
        match self.quotes {
            Quotes::Literal if must_escape || !fits_block(text) => {
                return refused("a block of lines that the value does not fit into");
            }
            Quotes::None | Quotes::Made | Quotes::Single if text.contains('\n') => {
                return refused("a place for one line, for a value of several");
            }
            Quotes::None if must_escape && kind(&self.text) != "str" => {
                return refused("a value of another type");
            }
            Quotes::None | Quotes::Made | Quotes::Single if must_escape => self.quotes = Quotes::Double,
            Quotes::None => match (self.tag.map_or_else(|| kind(&self.text), |_| "float"), kind(text)) {
                (old, new) if old == new => self.tag = None,
                ("str", new) if new != "merge" => self.quotes = Quotes::Double,
                ("float", "int") => self.tag = Some(FLOAT),
                _ => return refused("a value of another type"),
            },
            Quotes::Double | Quotes::Literal | Quotes::Single | Quotes::Made => {}
        }
        self.text = text.into();
        Ok(())
    }

    /// Whether it is written without quotes.
    pub(super) fn is_plain(&self, is_flow: bool) -> bool {
        matches!(self.quotes, Quotes::None | Quotes::Made) && !needs_quotes(&self.text, is_flow)
    }
}

/// Whether it can be written as lines below `|`, by what is sure.
pub(super) fn fits_block(text: &str) -> bool {
    !text.is_empty()
        && !text.ends_with(' ')
        && !text.contains(" \n")
        && text != "\n"
        && !text.ends_with("\n\n")
}

/// The tag that go-yaml v3 gives to a text without quotes.
pub(super) fn kind(text: &str) -> &'static str {
    match plain::resolve(text, Rules::Kustomize) {
        Plain::Text if text == "<<" => "merge",
        Plain::Text => "str",
        Plain::Null => "null",
        Plain::Bool(_) => "bool",
        Plain::Number(_) if plain::is_whole(text) => "int",
        Plain::Number(_) | Plain::NotFinite => "float",
        Plain::Timestamp(_) => "timestamp",
    }
}

/// Whether a text would be read as something else without quotes, by its characters.
fn needs_quotes(text: &str, is_flow: bool) -> bool {
    let bytes = text.as_bytes();
    let Some(first) = bytes.first() else { return is_flow };
    let ends_word = |index: usize| matches!(bytes.get(index + 1), None | Some(b' '));
    if text.starts_with("---") || text.starts_with("...") || text.starts_with(' ') || text.ends_with(' ') {
        return true;
    }
    let begins = match first {
        b'#' | b',' | b'[' | b']' | b'{' | b'}' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\'' | b'"' | b'%'
        | b'@' | b'`' => true,
        b'?' | b':' => is_flow || ends_word(0),
        b'-' => ends_word(0),
        _ => false,
    };
    begins
        || bytes.iter().enumerate().skip(1).any(|(index, byte)| match byte {
            b',' | b'?' | b'[' | b']' | b'{' | b'}' => is_flow,
            b':' => is_flow || ends_word(index),
            b'#' => bytes[index - 1] == b' ',
            _ => false,
        })
}
