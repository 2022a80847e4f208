//! The tokens of an expression.

use std::ops::Range;

use super::syntax::Fault;

/// A token and the bytes it stands in.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Token {
    pub(super) range: Range<usize>,
    pub(super) what: What,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) enum What {
    /// A sign of one or two characters.
    Sign(&'static str),
    Word(String),
    /// The digits of a whole number, with whether they count by 16.
    Whole(String, bool),
    Unsigned(String, bool),
    Real(f64),
    Text(String),
    Bytes(Vec<u8>),
    End,
}

const SIGNS: [&str; 24] = [
    "==", "!=", "<=", ">=", "&&", "||", "<", ">", "(", ")", "[", "]", "{", "}", ".", ",", "-", "!", "?", ":",
    "+", "*", "/", "%",
];

/// Cuts a text into tokens; the last one is the end.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Fault> {
    let mut lexer = Lexer { text, at: 0 };
    let mut all = Vec::new();
    loop {
        let token = lexer.token()?;
        let end = token.what == What::End;
        all.push(token);
        if end {
            return Ok(all);
        }
    }
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn token(&mut self) -> Result<Token, Fault> {
        self.blanks();
        let start = self.at;
        let Some(first) = self.rest().chars().next() else {
            return Ok(Token { range: start..start, what: What::End });
        };
        let what = if let Some(what) = self.quoted()? {
            what
        } else if first.is_ascii_alphabetic() || first == '_' {
            let rest = self.rest();
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            let word = rest[..end].to_owned();
            self.at += end;
            if word == "in" { What::Sign("in") } else { What::Word(word) }
        } else if first.is_ascii_digit()
            || first == '.' && self.rest()[1..].starts_with(|c: char| c.is_ascii_digit())
        {
            self.number()?
        } else {
            let sign = SIGNS.iter().copied().find(|sign| self.rest().starts_with(sign));
            let Some(sign) = sign else {
                let range = start..start + first.len_utf8();
                return Err(Fault::new(range, format!("has `{first}`, which the language does not know")));
            };
            self.at += sign.len();
            What::Sign(sign)
        };
        Ok(Token { range: start..self.at, what })
    }

    fn blanks(&mut self) {
        loop {
            let blank = self.rest().trim_start_matches([' ', '\t', '\n', '\r', '\x0c']);
            let at = self.text.len() - blank.len();
            let remark = blank.starts_with("//");
            self.at = if remark { at + blank.find('\n').unwrap_or(blank.len()) } else { at };
            if !remark {
                return;
            }
        }
    }

    fn number(&mut self) -> Result<What, Fault> {
        let start = self.at;
        if let Some(hex) = self.rest().strip_prefix("0x") {
            let end = hex.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(hex.len());
            let digits = hex[..end].to_owned();
            self.at += 2 + end;
            if !digits.is_empty() {
                return Ok(self.whole(digits, true));
            }
            return Err(Fault::new(start..self.at, "has `0x` without digits behind it"));
        }
        let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let rest = self.rest();
        let mut end = digits(rest);
        let mut real = false;
        if rest[end..].starts_with('.') && digits(&rest[end + 1..]) > 0 {
            end += 1 + digits(&rest[end + 1..]);
            real = true;
        }
        if let Some(behind) = rest[end..].strip_prefix(['e', 'E']) {
            let signed = behind.strip_prefix(['+', '-']).unwrap_or(behind);
            if digits(signed) > 0 {
                end += 1 + (behind.len() - signed.len()) + digits(signed);
                real = true;
            }
        }
        let number = rest[..end].to_owned();
        self.at += end;
        if !real {
            return Ok(self.whole(number, false));
        }
        match number.parse() {
            Ok(number) => Ok(What::Real(number)),
            Err(_) => Err(Fault::new(start..self.at, format!("has `{number}`, which is no number"))),
        }
    }

    fn whole(&mut self, digits: String, hex: bool) -> What {
        if self.rest().starts_with(['u', 'U']) {
            self.at += 1;
            return What::Unsigned(digits, hex);
        }
        What::Whole(digits, hex)
    }

    /// A text or bytes: with `r` as written, with `b` bytes, between one or three quotes.
    fn quoted(&mut self) -> Result<Option<What>, Fault> {
        let start = self.at;
        let before = self.rest().bytes().take(3).position(|byte| matches!(byte, b'"' | b'\''));
        let Some(before) = before else { return Ok(None) };
        let prefix = self.rest()[..before].to_ascii_lowercase();
        let (raw, bytes) = match prefix.as_str() {
            "" => (false, false),
            "r" => (true, false),
            "b" => (false, true),
            "br" | "rb" => (true, true),
            _ => return Ok(None),
        };
        let body = &self.rest()[before..];
        let three = ["\"\"\"", "'''"].into_iter().find(|three| body.starts_with(three));
        let quote = three.unwrap_or(&body[..1]);
        let open = start + before + quote.len();
        let mut at = open;
        let mut value = Vec::new();
        loop {
            let rest = &self.text[at..];
            if rest.starts_with(quote) {
                break;
            }
            let Some(next) = rest.chars().next().filter(|c| three.is_some() || !matches!(c, '\n' | '\r'))
            else {
                return Err(Fault::new(
                    start..open,
                    format!("has a text that begins with {quote} and does not end"),
                ));
            };
            if next == '\\' && !raw {
                at += escape(rest, bytes, &mut value).ok_or_else(|| {
                    Fault::new(at..at + 1, "has a `\\` in a text before what it cannot stand before")
                })?;
            } else {
                value.extend_from_slice(next.encode_utf8(&mut [0; 4]).as_bytes());
                at += next.len_utf8();
            }
        }
        self.at = at + quote.len();
        Ok(Some(if bytes {
            What::Bytes(value)
        } else {
            What::Text(String::from_utf8_lossy(&value).into_owned())
        }))
    }
}

/// Reads the escape that a text begins with, and says how many bytes it has.
fn escape(text: &str, bytes: bool, value: &mut Vec<u8>) -> Option<usize> {
    let code = text.chars().nth(1)?;
    let plain = match code {
        'a' => 7,
        'b' => 8,
        'f' => 12,
        'n' => b'\n',
        'r' => b'\r',
        't' => b'\t',
        'v' => 11,
        '\\' | '\'' | '"' | '`' | '?' => u8::try_from(code).ok()?,
        _ => {
            let (from, length, base) = match code {
                'x' | 'X' => (2, 2, 16),
                'u' if !bytes => (2, 4, 16),
                'U' if !bytes => (2, 8, 16),
                '0'..='3' => (1, 3, 8),
                _ => return None,
            };
            let digits = text.get(from..from + length)?;
            if !digits.chars().all(|c| c.is_digit(base)) {
                return None;
            }
            let number = u32::from_str_radix(digits, base).ok()?;
            if bytes {
                value.push(u8::try_from(number).ok()?);
            } else {
                value.extend_from_slice(char::from_u32(number)?.encode_utf8(&mut [0; 4]).as_bytes());
            }
            return Some(from + length);
        }
    };
    value.push(plain);
    Some(2)
}
