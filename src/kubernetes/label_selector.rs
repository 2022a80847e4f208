//! Label selectors as text: `app=web,tier in (front,back),!canary`.

use std::ops::Range;

/// What labels are asked for: all of its requirements must be met. One without any takes everything.
///
/// The grammar and its meaning are those of `labels.Parse` in `apimachinery/pkg/labels/selector.go`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LabelSelector {
    requirements: Vec<Requirement>,
}

/// What is wrong with the text of a selector.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Malformed {
    /// The bytes to point at; empty at the end of the text.
    pub place: Range<usize>,
    /// What is wrong, as a clause in lower case.
    pub reason: String,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Requirement {
    key: String,
    wants: Wants,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Wants {
    Exists,
    Absent,
    OneOf(Vec<String>),
    NoneOf(Vec<String>),
    Above(i64),
    Below(i64),
}

impl LabelSelector {
    /// The selector that `text` writes.
    pub fn parse(text: &str) -> Result<LabelSelector, Malformed> {
        let mut parser = Parser { text, at: 0 };
        let mut requirements = Vec::new();
        while parser.peek().token != Token::End {
            requirements.push(parser.requirement()?);
            let next = parser.next();
            match next.token {
                Token::End => break,
                Token::Symbol(",") => match parser.peek() {
                    Lexeme { token: Token::Word(_) | Token::Symbol("!"), .. } => {}
                    other => return Err(other.instead_of("a label behind the comma")),
                },
                _ => return Err(next.instead_of("a comma or the end")),
            }
        }
        Ok(LabelSelector { requirements })
    }

    /// The labels that must be there, each with the values that it may have; with none if it may have any.
    pub fn wanted(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.requirements.iter().filter_map(|requirement| match &requirement.wants {
            Wants::OneOf(values) => Some((requirement.key.as_str(), values.as_slice())),
            Wants::Exists | Wants::Above(_) | Wants::Below(_) => Some((requirement.key.as_str(), &[][..])),
            Wants::Absent | Wants::NoneOf(_) => None,
        })
    }

    /// Whether labels meet it; `label` gives the value of a key.
    pub fn matches<T: AsRef<str>>(&self, label: impl Fn(&str) -> Option<T>) -> bool {
        let is_met = |it: &Requirement| it.is_met(label(&it.key).as_ref().map(AsRef::as_ref));
        self.requirements.iter().all(is_met)
    }
}

impl Requirement {
    fn is_met(&self, label: Option<&str>) -> bool {
        let number = || label.and_then(|label| label.parse::<i64>().ok());
        let is_among =
            |values: &[String]| label.is_some_and(|label| values.iter().any(|value| value == label));
        match &self.wants {
            Wants::Exists => label.is_some(),
            Wants::Absent => label.is_none(),
            Wants::OneOf(values) => is_among(values),
            Wants::NoneOf(values) => !is_among(values),
            Wants::Above(least) => number().is_some_and(|number| number > *least),
            Wants::Below(most) => number().is_some_and(|number| number < *most),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Token<'t> {
    /// One of `( ) , ! = == != < >`.
    Symbol(&'static str),
    /// Anything else without blanks; `in` and `notin` too.
    Word(&'t str),
    End,
}

struct Lexeme<'t> {
    token: Token<'t>,
    place: Range<usize>,
}

impl Lexeme<'_> {
    fn instead_of(&self, wanted: &str) -> Malformed {
        let reason = match self.token {
            Token::End => format!("it ends where {wanted} should be"),
            Token::Symbol(found) | Token::Word(found) => format!("`{found}` stands where {wanted} should be"),
        };
        Malformed { place: self.place.clone(), reason }
    }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Lexeme<'t> {
        Parser { ..*self }.next()
    }

    fn next(&mut self) -> Lexeme<'t> {
        /// Longer ones first.
        const SYMBOLS: [&str; 9] = ["==", "!=", "=", "!", "(", ")", ",", "<", ">"];
        const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];
        let rest = self.text[self.at..].trim_start_matches(BLANKS);
        let start = self.text.len() - rest.len();
        let (token, length) = if rest.is_empty() {
            (Token::End, 0)
        } else if let Some(symbol) = SYMBOLS.into_iter().find(|symbol| rest.starts_with(symbol)) {
            (Token::Symbol(symbol), symbol.len())
        } else {
            let is_end = |c: char| BLANKS.contains(&c) || "()!,=<>".contains(c);
            let length = rest.find(is_end).unwrap_or(rest.len());
            (Token::Word(&rest[..length]), length)
        };
        self.at = start + length;
        Lexeme { token, place: start..self.at }
    }

    fn requirement(&mut self) -> Result<Requirement, Malformed> {
        let mut lexeme = self.next();
        let is_negated = lexeme.token == Token::Symbol("!");
        if is_negated {
            lexeme = self.next();
        }
        let Token::Word(key) = lexeme.token else { return Err(lexeme.instead_of("a label")) };
        if !is_label_key(key) {
            return Err(Malformed {
                place: lexeme.place,
                reason: format!("`{key}` is not the key of a label"),
            });
        }
        let wants = match self.peek().token {
            _ if is_negated => Wants::Absent,
            Token::End | Token::Symbol(",") => Wants::Exists,
            _ => self.wants()?,
        };
        Ok(Requirement { key: key.to_owned(), wants })
    }

    /// The operator behind a key, and what it compares with.
    fn wants(&mut self) -> Result<Wants, Malformed> {
        let operator = self.next();
        Ok(match operator.token {
            Token::Word("in") => Wants::OneOf(self.values()?),
            Token::Word("notin") => Wants::NoneOf(self.values()?),
            Token::Symbol("=" | "==") => Wants::OneOf(vec![self.value()?]),
            Token::Symbol("!=") => Wants::NoneOf(vec![self.value()?]),
            Token::Symbol(">") => Wants::Above(self.number()?),
            Token::Symbol("<") => Wants::Below(self.number()?),
            _ => return Err(operator.instead_of("`=`, `!=`, `in` or `notin`")),
        })
    }

    /// The value of a comparison; nothing at all is the empty one.
    fn value(&mut self) -> Result<String, Malformed> {
        if matches!(self.peek().token, Token::End | Token::Symbol(",")) {
            return Ok(String::new());
        }
        let lexeme = self.next();
        match lexeme.token {
            Token::Word(value) => checked(value, lexeme.place),
            _ => Err(lexeme.instead_of("a value")),
        }
    }

    fn number(&mut self) -> Result<i64, Malformed> {
        let lexeme = self.next();
        let Token::Word(number) = lexeme.token else { return Err(lexeme.instead_of("a number")) };
        number.parse().map_err(|_| lexeme.instead_of("a number"))
    }

    /// The values in parentheses. Where nothing stands before or behind a comma, the empty one is among them.
    fn values(&mut self) -> Result<Vec<String>, Malformed> {
        let open = self.next();
        if open.token != Token::Symbol("(") {
            return Err(open.instead_of("`(`"));
        }
        if self.peek().token == Token::Symbol(")") {
            return Err(self.peek().instead_of("a value"));
        }
        let mut values = Vec::new();
        loop {
            let lexeme = self.peek();
            if let Token::Word(value) = lexeme.token {
                self.next();
                values.push(checked(value, lexeme.place)?);
            } else {
                values.push(String::new());
            }
            let next = self.next();
            match next.token {
                Token::Symbol(",") => {}
                Token::Symbol(")") => return Ok(values),
                _ => return Err(next.instead_of("`,` or `)`")),
            }
        }
    }
}

fn checked(value: &str, place: Range<usize>) -> Result<String, Malformed> {
    if is_label_value(value) {
        return Ok(value.to_owned());
    }
    Err(Malformed { place, reason: format!("`{value}` is not the value of a label") })
}

/// Whether a label may have that key: a name, perhaps with a DNS name and a `/` before it.
///
/// From `IsQualifiedName` in `apimachinery/pkg/util/validation/validation.go`.
pub fn is_label_key(key: &str) -> bool {
    match key.split_once('/') {
        Some((prefix, name)) => is_subdomain(prefix) && is_label_name(name),
        None => is_label_name(key),
    }
}

/// Whether a label may have that value: nothing, or a name.
///
/// From `IsValidLabelValue` in `apimachinery/pkg/util/validation/validation.go`.
pub fn is_label_value(value: &str) -> bool {
    value.is_empty() || is_label_name(value)
}

fn is_label_name(name: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let ends = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = name.as_bytes();
    name.len() <= 63 && bytes.iter().copied().all(is_inner) && ends(bytes.first()) && ends(bytes.last())
}

fn is_subdomain(name: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(is_inner) && !label.starts_with('-') && !label.ends_with('-')
    };
    name.len() <= 253 && name.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(selector: &str, labels: &[(&str, &str)]) -> bool {
        let selector = LabelSelector::parse(selector).unwrap_or_else(|error| panic!("{selector}: {error:?}"));
        selector.matches(|key| labels.iter().find(|label| label.0 == key).map(|label| label.1))
    }

    #[test]
    fn selectors_mean_what_they_do_in_a_cluster() {
        // Most of these are from `selector_test.go` in apimachinery.
        for (selector, labels, is_match) in [
            ("", &[("x", "y")][..], true),
            ("x=y", &[("x", "y")], true),
            ("x=y,z=w", &[("x", "y"), ("z", "w")], true),
            ("x!=y,z!=w", &[("x", "z"), ("z", "a")], true),
            ("notin=in", &[("notin", "in")], true),
            ("x", &[("x", "z")], true),
            ("!x", &[("y", "z")], true),
            ("x>1", &[("x", "2")], true),
            ("x<1", &[("x", "0")], true),
            ("x>1", &[("x", "many")], false),
            ("x=z", &[], false),
            ("x=y", &[("x", "z")], false),
            ("x!=y", &[], true),
            ("!x", &[("x", "z")], false),
            ("x in (a,b)", &[("x", "b")], true),
            ("x in (a,b)", &[("x", "c")], false),
            ("x notin (a,b)", &[("x", "c")], true),
            ("x notin (a,b)", &[], true),
            ("x=", &[("x", "")], true),
            ("x= , y", &[("x", ""), ("y", "1")], true),
            ("x==y", &[("x", "y")], true),
            ("x in (,a)", &[("x", "")], true),
            ("x in (a,)", &[("x", "")], true),
            ("x in (a,,b)", &[("x", "")], true),
            ("in in (in)", &[("in", "in")], true),
            ("a=b,c!=d,e in (x,y),!f,g notin (h)", &[("a", "b"), ("e", "y"), ("g", "i")], true),
            (" app.kubernetes.io/name\t=  web ", &[("app.kubernetes.io/name", "web")], true),
        ] {
            assert_eq!(matches(selector, labels), is_match, "{selector} {labels:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_pointed_at() {
        for (selector, place, reason) in [
            ("x=a||y=b", 2..6, "`a||y` is not the value of a label"),
            ("x==a==b", 4..6, "`==` stands where a comma or the end should be"),
            ("!x=a", 2..3, "`=` stands where a comma or the end should be"),
            ("x<a", 2..3, "`a` stands where a number should be"),
            ("x,", 2..2, "it ends where a label behind the comma should be"),
            (",x", 0..1, "`,` stands where a label should be"),
            ("x in a", 5..6, "`a` stands where `(` should be"),
            ("x in (a b)", 8..9, "`b` stands where `,` or `)` should be"),
            ("x in (a", 7..7, "it ends where `,` or `)` should be"),
            ("x in ()", 6..7, "`)` stands where a value should be"),
            ("x notin", 7..7, "it ends where `(` should be"),
            ("x is y", 2..4, "`is` stands where `=`, `!=`, `in` or `notin` should be"),
            ("-x=y", 0..2, "`-x` is not the key of a label"),
            ("Example.com/x", 0..13, "`Example.com/x` is not the key of a label"),
            ("!", 1..1, "it ends where a label should be"),
        ] {
            let malformed = Malformed { place, reason: reason.to_owned() };
            assert_eq!(LabelSelector::parse(selector), Err(malformed), "{selector}");
        }
    }

    #[test]
    fn keys_and_values_are_those_of_labels() {
        for key in ["a", "A.b_c-1", "example.com/a", "a/b"] {
            assert!(is_label_key(key), "{key}");
        }
        for key in ["", "/a", "a/", "a/b/c", "é", "a-", &"a".repeat(64), "-.com/a"] {
            assert!(!is_label_key(key), "{key}");
        }
        assert!(is_label_value("") && is_label_value(&"a".repeat(63)) && !is_label_value("a b"));
    }
}
