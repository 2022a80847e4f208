//! What a scalar without quotes means to Go: the rules of go-yaml v3 (Kustomize) and v2 (`kubectl apply`).

use std::borrow::Cow;

use super::Rules;
use super::node::Number;
use super::number::from_float;
use super::timestamp;

/// What an unquoted scalar stands for.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Plain {
    /// The text itself.
    Text,
    /// Nothing.
    Null,
    /// A truth value.
    Bool(bool),
    /// A number.
    Number(Number),
    /// `.inf` or `.nan`, or a number too large for any float.
    NotFinite,
    /// A date, in the form in which Go prints it.
    Timestamp(String),
}

/// Reads an unquoted scalar by `rules`.
///
/// Only v3 gives a [`Plain::Timestamp`]: v2 knows dates too, but keeps their text.
pub(super) fn resolve(text: &str, rules: Rules) -> Plain {
    let Some(first) = text.bytes().next() else { return Plain::Null };
    match first {
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~' => word(text, rules),
        b'.' => match text {
            ".nan" | ".NaN" | ".NAN" | ".inf" | ".Inf" | ".INF" => Plain::NotFinite,
            _ => dot_float(text),
        },
        b'+' | b'-' | b'0'..=b'9' => numeric(text, rules),
        _ => Plain::Text,
    }
}

/// Whether v2 or v3 reads the unquoted `text` as anything but this very string, or YAML 1.1 as a base-60
/// number: then the writer must quote it.
pub(super) fn needs_quotes(text: &str) -> bool {
    resolve(text, Rules::Apply) != Plain::Text
        || (text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'))
            && (timestamp::parse(text).is_some()
                || is_base_60(text)
                || resolve(text, Rules::Kustomize) != Plain::Text))
}

/// Whether a number is written as a whole one: `1.0` and `1e3` are not.
pub fn is_whole(text: &str) -> bool {
    let digits = text.replace('_', "");
    integer(&digits).is_some() || prefixed(&digits, Rules::Kustomize).is_some()
}

/// Whether a number is written in digits alone, or with a prefix as `0x`.
pub(super) fn is_digits(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    is_whole(text) || digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
}

/// Whether go-yaml takes it for a date.
pub(super) fn is_timestamp(text: &str) -> bool {
    timestamp::parse(text).is_some()
}

fn word(text: &str, rules: Rules) -> Plain {
    match text {
        "~" | "null" | "Null" | "NULL" => Plain::Null,
        "true" | "True" | "TRUE" => Plain::Bool(true),
        "false" | "False" | "FALSE" => Plain::Bool(false),
        _ if rules == Rules::Kustomize => Plain::Text,
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Plain::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Plain::Bool(false),
        _ => Plain::Text,
    }
}

/// A text that begins with a digit or a sign.
fn numeric(text: &str, rules: Rules) -> Plain {
    if matches!(text, "+.inf" | "+.Inf" | "+.INF" | "-.inf" | "-.Inf" | "-.INF") {
        return Plain::NotFinite;
    }
    if rules == Rules::Kustomize
        && let Some(date) = timestamp::parse(text)
    {
        return Plain::Timestamp(date);
    }
    let digits: Cow<str> = if text.contains('_') { text.replace('_', "").into() } else { text.into() };
    if !digits.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-')) {
        return Plain::Text;
    }
    if let Some(number) = integer(&digits) {
        return Plain::Number(by_rules(number, rules));
    }
    if is_float(&digits) {
        return match digits.parse::<f64>() {
            Ok(float) if float.is_finite() => Plain::Number(from_float(float)),
            _ if digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-')) => {
                Plain::NotFinite
            }
            _ => Plain::Text,
        };
    }
    prefixed(&digits, rules).map_or(Plain::Text, Plain::Number)
}

/// The server holds a whole number in 64 bits with a sign; a larger one becomes a float on the way.
fn by_rules(number: Number, rules: Rules) -> Number {
    match number {
        #[expect(clippy::cast_precision_loss, reason = "so does the server")]
        Number::Uint(uint) if rules == Rules::Apply => from_float(uint as f64),
        number => number,
    }
}

/// Go's `ParseInt` and `ParseUint` with base 0: the base is told by `0x`, `0o`, `0b` or a leading `0`.
fn integer(text: &str) -> Option<Number> {
    let (sign, digits) = match text.as_bytes().first()? {
        sign @ (b'+' | b'-') => (Some(*sign), &text[1..]),
        _ => (None, text),
    };
    let (base, digits) = match digits.as_bytes() {
        [b'0'] => return Some(Number::Int(0)),
        [b'0', b'x' | b'X', _, ..] => (16, &digits[2..]),
        [b'0', b'o' | b'O', _, ..] => (8, &digits[2..]),
        [b'0', b'b' | b'B', _, ..] => (2, &digits[2..]),
        [b'0', ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    // A second sign is no digit to Go; Rust would take it.
    if !digits.bytes().next()?.is_ascii_alphanumeric() {
        return None;
    }
    let magnitude = u64::from_str_radix(digits, base).ok()?;
    match (sign, i64::try_from(magnitude)) {
        (Some(b'-'), Ok(int)) => Some(Number::Int(-int)),
        (Some(b'-'), Err(_)) => (magnitude == 1 << 63).then_some(Number::Int(i64::MIN)),
        (_, Ok(int)) => Some(Number::Int(int)),
        (None, Err(_)) => Some(Number::Uint(magnitude)),
        (Some(_), Err(_)) => None,
    }
}

/// What Go tries last: a sign behind `0b` and, in v3, behind `0o`.
fn prefixed(text: &str, rules: Rules) -> Option<Number> {
    let (base, rest) = match text.get(..2)? {
        "0b" => (2, &text[2..]),
        "0o" if rules == Rules::Kustomize => (8, &text[2..]),
        _ => return None,
    };
    i64::from_str_radix(rest, base).ok().map(Number::Int)
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, whole.
fn is_float(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa_is_right = match mantissa.split_once('.') {
        Some(("", fraction)) => !fraction.is_empty() && all_digits(fraction),
        Some((whole, fraction)) => all_digits(whole) && all_digits(fraction),
        None => !mantissa.is_empty() && all_digits(mantissa),
    };
    let exponent_is_right = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !digits.is_empty() && all_digits(digits)
    });
    mantissa_is_right && exponent_is_right
}

/// A float that begins with a dot goes to Go's `ParseFloat` as it is, where `_` may stand between digits.
fn dot_float(text: &str) -> Plain {
    let bytes = text.as_bytes();
    let between_digits = |index: usize| {
        let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
        digit(index.checked_sub(1)) && digit(Some(index + 1))
    };
    if !bytes.iter().enumerate().all(|(index, byte)| *byte != b'_' || between_digits(index)) {
        return Plain::Text;
    }
    let digits = text.replace('_', "");
    match digits.parse::<f64>() {
        Ok(float) if is_float(&digits) && float.is_finite() => Plain::Number(from_float(float)),
        _ => Plain::Text,
    }
}

/// `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`, whole: a number with base 60 in YAML 1.1.
fn is_base_60(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let mut parts = unsigned.split(':');
    let head = parts.next().unwrap_or_default();
    let tail: Vec<&str> = parts.collect();
    let Some((last, middle)) = tail.split_last() else { return false };
    let head_is_right = head.starts_with(|c: char| c.is_ascii_digit())
        && head.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    let sixty = |part: &str| match part.as_bytes() {
        [one] => one.is_ascii_digit(),
        [ten, one] => matches!(ten, b'0'..=b'5') && one.is_ascii_digit(),
        _ => false,
    };
    let (last, fraction) = last.split_once('.').unwrap_or((last, ""));
    head_is_right
        && middle.iter().all(|part| sixty(part))
        && sixty(last)
        && fraction.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
}
