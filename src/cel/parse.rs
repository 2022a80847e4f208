//! Tokens into an expression, by the grammar of the language; macros are told from functions here.

use std::ops::Range;

use super::escape::is_reserved;
use super::lex::{Token, What, tokens};
use super::macros::as_macro;
use super::syntax::{Expr, Expression, Fault, Field, Item, Kind, Sign};
use super::value::Value;

/// How many brackets, or `?`, may stand within each other. The server takes 250; nobody writes as many.
const NESTED: usize = 80;
/// How many expressions may stand below each other, as in `a.b.c` and `1 + 2 + 3`.
const DEEPEST: usize = 200;
/// How long an expression may be, in bytes; the server takes 100,000 signs.
const LONGEST: usize = 100_000;

/// Reads an expression.
///
/// The fault is the first that the grammar has with it; nothing is read behind that.
pub fn parse(text: &str) -> Result<Expression, Fault> {
    if text.len() > LONGEST {
        return Err(Fault { beyond: true, ..Fault::new(0..0, "is longer than 100,000 bytes") });
    }
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0 };
    let root = parser.expression()?;
    match &parser.peek().what {
        What::End => Ok(Expression { root }),
        _ => Err(parser.wrong("where the expression could end")),
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

type Read<T = Expr> = Result<T, Fault>;

impl Parser {
    fn peek(&self) -> &Token {
        &self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    fn take(&mut self, sign: &str) -> Option<Range<usize>> {
        matches!(self.peek().what, What::Sign(own) if own == sign).then(|| self.next().range)
    }

    fn need(&mut self, sign: &str, where_: &str) -> Read<Range<usize>> {
        self.take(sign).ok_or_else(|| self.wrong(&format!("where `{sign}` {where_} is missing")))
    }

    /// The next token cannot stand where it does.
    fn wrong(&self, place: &str) -> Fault {
        let token = self.peek();
        let said = match &token.what {
            What::End => format!("ends {place}"),
            What::Sign(sign) => format!("has `{sign}` {place}"),
            What::Word(word) => format!("has `{word}` {place}"),
            What::Text(_) | What::Bytes(_) => format!("has a text {place}"),
            What::Whole(..) | What::Unsigned(..) | What::Real(_) => format!("has a number {place}"),
        };
        Fault::new(token.range.clone(), said)
    }

    fn node(range: Range<usize>, kind: Kind) -> Read {
        let node = Expr::new(range, kind);
        if node.height > DEEPEST { Err(too_deep(node.range)) } else { Ok(node) }
    }

    fn expression(&mut self) -> Read {
        self.depth += 1;
        if self.depth > NESTED {
            return Err(too_deep(self.peek().range.clone()));
        }
        let condition = self.either()?;
        let read = match self.take("?") {
            None => condition,
            Some(range) => {
                let then = self.either()?;
                self.need(":", "of `… ? … : …`")?;
                let other = self.expression()?;
                Self::node(range, Kind::Choice(Box::new([condition, then, other])))?
            }
        };
        self.depth -= 1;
        Ok(read)
    }

    fn either(&mut self) -> Read {
        let first = self.both()?;
        if !matches!(self.peek().what, What::Sign("||")) {
            return Ok(first);
        }
        let range = self.peek().range.clone();
        let mut parts = vec![first];
        while self.take("||").is_some() {
            parts.push(self.both()?);
        }
        Self::node(range, Kind::Or(parts))
    }

    fn both(&mut self) -> Read {
        let first = self.binary(0)?;
        if !matches!(self.peek().what, What::Sign("&&")) {
            return Ok(first);
        }
        let range = self.peek().range.clone();
        let mut parts = vec![first];
        while self.take("&&").is_some() {
            parts.push(self.binary(0)?);
        }
        Self::node(range, Kind::And(parts))
    }

    /// Comparisons bind least, then sums, then products; all from left to right.
    fn binary(&mut self, least: u8) -> Read {
        let mut left = self.unary()?;
        while let Some((sign, strength)) = self.sign().filter(|(_, strength)| *strength >= least) {
            let range = self.next().range;
            let right = self.binary(strength + 1)?;
            left = Self::node(range, Kind::Binary(sign, Box::new([left, right])))?;
        }
        Ok(left)
    }

    fn sign(&self) -> Option<(Sign, u8)> {
        let What::Sign(sign) = self.peek().what else { return None };
        Some(match sign {
            "<" => (Sign::Less, 0),
            "<=" => (Sign::AtMost, 0),
            ">" => (Sign::More, 0),
            ">=" => (Sign::AtLeast, 0),
            "==" => (Sign::Equal, 0),
            "!=" => (Sign::Unequal, 0),
            "in" => (Sign::In, 0),
            "+" => (Sign::Plus, 1),
            "-" => (Sign::Minus, 1),
            "*" => (Sign::Times, 2),
            "/" => (Sign::Over, 2),
            "%" => (Sign::Rest, 2),
            _ => return None,
        })
    }

    /// `!` and `-`, any number of the one or of the other.
    fn unary(&mut self) -> Read {
        for (sign, make) in [("!", Kind::Not as fn(Box<Expr>) -> Kind), ("-", Kind::Minus)] {
            let Some(range) = self.take(sign) else { continue };
            let mut count = 1;
            while self.take(sign).is_some() {
                count += 1;
            }
            // The smallest whole number has no positive one.
            if sign == "-"
                && count == 1
                && let What::Whole(digits, hex) = &self.peek().what
                && let Some(number) = whole(&format!("-{digits}"), *hex)
            {
                let range = range.start..self.next().range.end;
                let literal = Self::node(range, Kind::Literal(Value::Int(number)))?;
                return self.member(literal);
            }
            let mut value = self.operand()?;
            // Two of them are none, but for asking a type.
            for _ in 0..(2 - count % 2) {
                value = Self::node(range.clone(), make(Box::new(value)))?;
            }
            return Ok(value);
        }
        self.operand()
    }

    fn operand(&mut self) -> Read {
        let first = self.primary()?;
        self.member(first)
    }

    fn member(&mut self, mut of: Expr) -> Read {
        loop {
            if self.take(".").is_some() {
                of = self.dot(of)?;
            } else if let Some(range) = self.take("[") {
                let optional = self.take("?").is_some();
                let index = Box::new(self.expression()?);
                self.need("]", "behind an index")?;
                of = Self::node(range, Kind::Index { of: Box::new(of), index, optional })?;
            } else if matches!(self.peek().what, What::Sign("{"))
                && let Some(name) = of.dotted()
            {
                let range = of.range.start..self.next().range.start;
                let fields = self.fields()?;
                of = Self::node(range, Kind::Object { name: name.into(), fields })?;
            } else {
                return Ok(of);
            }
        }
    }

    fn dot(&mut self, of: Expr) -> Read {
        let optional = self.take("?").is_some();
        let token = self.peek().clone();
        let What::Word(field) = token.what else {
            return Err(self.wrong("where the name of a field is missing"));
        };
        self.at += 1;
        if optional || self.take("(").is_none() {
            let kind = Kind::Select { of: Box::new(of), field: field.into(), optional };
            return Self::node(token.range, kind);
        }
        let arguments = self.list_until(")", false)?;
        let arguments: Vec<Expr> = arguments.into_iter().map(|item| item.value).collect();
        let kind = match as_macro(&field, of, arguments)? {
            Ok(kind) => kind,
            Err((target, arguments)) => {
                Kind::Call { name: field.into(), target: Some(Box::new(target)), arguments }
            }
        };
        Self::node(token.range, kind)
    }

    fn primary(&mut self) -> Read {
        let token = self.peek().clone();
        self.at += 1;
        let kind = match token.what {
            What::Sign("(") => {
                let within = self.expression()?;
                self.need(")", "behind what is in brackets")?;
                return Ok(within);
            }
            What::Sign("[") => Kind::List(self.list_until("]", true)?),
            What::Sign("{") => Kind::Map(self.entries()?),
            What::Sign(".") => match self.peek().clone().what {
                What::Word(word) => {
                    self.at += 1;
                    return self.named(token.range.start, format!(".{word}"));
                }
                _ => return Err(self.wrong("where a name is missing")),
            },
            What::Word(word) => match word.as_str() {
                "true" => Kind::Literal(Value::Bool(true)),
                "false" => Kind::Literal(Value::Bool(false)),
                "null" => Kind::Literal(Value::Null),
                _ => return self.named(token.range.start, word),
            },
            What::Whole(digits, hex) => match whole(&digits, hex) {
                Some(number) => Kind::Literal(Value::Int(number)),
                None => return Err(Fault::new(token.range, "has a number that is too large for 64 bits")),
            },
            What::Unsigned(digits, hex) => match u64::from_str_radix(&digits, if hex { 16 } else { 10 }) {
                Ok(number) => Kind::Literal(Value::Uint(number)),
                Err(_) => return Err(Fault::new(token.range, "has a number that is too large for 64 bits")),
            },
            What::Real(number) => Kind::Literal(Value::Double(number)),
            What::Text(text) => Kind::Literal(Value::from(text)),
            What::Bytes(bytes) => Kind::Literal(Value::Bytes(bytes.into())),
            What::Sign(_) | What::End => {
                self.at -= 1;
                return Err(self.wrong("where a value is missing"));
            }
        };
        Self::node(token.range, kind)
    }

    /// A name, or a function by its name.
    fn named(&mut self, start: usize, name: String) -> Read {
        let range = start..start + name.len();
        if is_reserved(name.trim_start_matches('.')) {
            return Err(Fault::new(range, format!("uses `{name}`, which the language keeps for itself")));
        }
        if self.take("(").is_none() {
            return Self::node(range, Kind::Name(name.into()));
        }
        let mut arguments: Vec<Expr> =
            self.list_until(")", false)?.into_iter().map(|item| item.value).collect();
        if name == "has" && arguments.len() == 1 {
            return match arguments.remove(0).kind {
                Kind::Select { of, field, optional: false } => Self::node(range, Kind::Has { of, field }),
                _ => Err(Fault::new(range, "has `has()` of something that is no field")),
            };
        }
        Self::node(range, Kind::Call { name: name.into(), target: None, arguments })
    }

    /// Values with commas between, up to a closing sign; of a list items may be optional, and a last comma be over.
    fn list_until(&mut self, close: &'static str, list: bool) -> Read<Vec<Item>> {
        let mut items = Vec::new();
        while self.take(close).is_none() {
            let optional = list && self.take("?").is_some();
            items.push(Item { optional, value: self.expression()? });
            if self.take(",").is_none() {
                self.need(close, "at the end of a list")?;
                break;
            }
            if !list && matches!(self.peek().what, What::Sign(sign) if sign == close) {
                return Err(self.wrong("where a value is missing"));
            }
        }
        Ok(items)
    }

    fn entries(&mut self) -> Read<Vec<(bool, Expr, Expr)>> {
        let mut entries = Vec::new();
        while self.take("}").is_none() {
            let optional = self.take("?").is_some();
            let key = self.expression()?;
            self.need(":", "behind a key")?;
            entries.push((optional, key, self.expression()?));
            if self.take(",").is_none() {
                self.need("}", "at the end of a map")?;
                break;
            }
        }
        Ok(entries)
    }

    fn fields(&mut self) -> Read<Vec<Field>> {
        let mut fields = Vec::new();
        while self.take("}").is_none() {
            let optional = self.take("?").is_some();
            let token = self.peek().clone();
            let What::Word(name) = token.what else {
                return Err(self.wrong("where the name of a field is missing"));
            };
            self.at += 1;
            self.need(":", "behind the name of a field")?;
            let value = self.expression()?;
            fields.push(Field { name: name.into(), range: token.range, optional, value });
            if self.take(",").is_none() {
                self.need("}", "at the end of an object")?;
                break;
            }
        }
        Ok(fields)
    }
}

fn too_deep(range: Range<usize>) -> Fault {
    Fault { beyond: true, ..Fault::new(range, "nests deeper than is looked at here") }
}

fn whole(digits: &str, hex: bool) -> Option<i64> {
    i64::from_str_radix(digits, if hex { 16 } else { 10 }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_fault_is_told_with_its_place() {
        for (text, at, said) in [
            ("", 0, "ends where a value is missing"),
            ("self.size >", 11, "ends where a value is missing"),
            ("object.(", 7, "has `(` where the name of a field is missing"),
            ("oops(", 5, "ends where a value is missing"),
            ("d evice", 2, "has `evice` where the expression could end"),
            ("self.aé", 6, "has `é`, which the language does not know"),
            ("'a", 0, "has a text that begins with ' and does not end"),
            ("f(1,)", 4, "has `)` where a value is missing"),
            ("9223372036854775808", 0, "has a number that is too large for 64 bits"),
            ("for > 1", 0, "uses `for`, which the language keeps for itself"),
            ("has(self)", 0, "has `has()` of something that is no field"),
            ("self.all(x.y, true)", 11, "has `all` without a plain name for its items"),
            ("1 = 2", 2, "has `=`, which the language does not know"),
        ] {
            let fault = parse(text).unwrap_err();
            assert_eq!((fault.range.start, fault.predicate.as_str()), (at, said), "{text}");
        }
    }

    #[test]
    fn what_the_grammar_takes_is_read() {
        for text in [
            "-9223372036854775808 < 0x1F && 1u == 2U || !a ? [1, ?b, ] : {'a': 1, ?b: c,}",
            "a.b[0][?c].?d.orValue('x') in [r'\\d', b'\\x41', '''a\n'b''', \"\\u00e9\"] // a remark",
            "!!a && --b > 1e3 && .c.d == 0.5 && .5 < 1",
            "Object{spec: Object.spec{replicas: 1}}",
            "a.map(x, x > 1, x).all(i, v, i < v) && a.transformMap(k, v, v)",
        ] {
            assert_eq!(parse(text).err(), None, "{text}");
        }
    }

    #[test]
    fn depth_and_length_are_bounded() {
        let many = |text: &str| text.repeat(100_000);
        for text in [
            "(".repeat(90_000),
            "-".repeat(90_000),
            "!".repeat(90_000),
            "[".repeat(90_000),
            vec!["a"; 40_000].join("+"),
            format!("a{}", ".b".repeat(40_000)),
            "a?b:".repeat(20_000),
            many("a + "),
        ] {
            assert!(parse(&text).is_err());
        }
        let deep = format!("{}a{}", "(".repeat(79), ")".repeat(79));
        assert_eq!(parse(&deep).err(), None);
        let long = vec!["a == 1"; 5_000].join(" || ");
        assert_eq!(parse(&long).err(), None);
    }
}
