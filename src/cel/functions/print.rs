//! Values as texts: `string()`, and `format()` of texts.

use super::super::value::Value;
use super::times;

/// What `string()` gives.
pub(super) fn text(of: &Value) -> Option<String> {
    Some(match of {
        Value::Text(text) => text.to_string(),
        Value::Bool(bool) => bool.to_string(),
        Value::Int(int) => int.to_string(),
        Value::Uint(uint) => uint.to_string(),
        Value::Double(double) => shortest(*double),
        Value::Timestamp(nanos) => times::written(*nanos),
        Value::Duration(nanos) => seconds(*nanos),
        Value::Ip(address) => address.to_string(),
        Value::Cidr(address, bits) => format!("{address}/{bits}"),
        _ => return None,
    })
}

/// `FormatFloat(…, 'g', -1, 64)` in Go: with an exponent where that is below -4 or above 5.
pub(super) fn shortest(double: f64) -> String {
    if double.is_nan() {
        return "NaN".to_owned();
    }
    if double.is_infinite() {
        return if double > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let plain = format!("{double:e}");
    let (digits, exponent) = plain.split_once('e').unwrap_or((&plain, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..6).contains(&exponent) {
        return format!("{double}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

/// A length of time in seconds, with as many digits as it needs.
fn seconds(nanos: i128) -> String {
    let (whole, rest) = (nanos.abs() / 1_000_000_000, nanos.abs() % 1_000_000_000);
    let sign = if nanos < 0 { "-" } else { "" };
    let rest = format!("{rest:09}");
    match rest.trim_end_matches('0') {
        "" => format!("{sign}{whole}s"),
        rest => format!("{sign}{whole}.{rest}s"),
    }
}

/// `format()`: a text with `%s` and its like for values; nothing if it asks for what is not known here.
pub(super) fn format(pattern: &str, values: &[Value]) -> Result<String, String> {
    let mut out = String::new();
    let mut values = values.iter();
    let mut rest = pattern.chars().peekable();
    while let Some(char) = rest.next() {
        if char != '%' {
            out.push(char);
            continue;
        }
        if rest.peek() == Some(&'%') {
            rest.next();
            out.push('%');
            continue;
        }
        let mut digits = None;
        if rest.peek() == Some(&'.') {
            rest.next();
            let mut number = 0;
            while let Some(digit) = rest.peek().and_then(|char| char.to_digit(10)) {
                rest.next();
                number = (number * 10 + digit as usize).min(1000);
            }
            digits = Some(number);
        }
        let Some(value) = values.next() else {
            return Err("a text has more `%` than there are values".to_owned());
        };
        let clause = rest.next().unwrap_or(' ');
        match written(clause, digits, value) {
            Some(text) => out.push_str(&text),
            None => return Err(format!("`%{clause}` does not take such a value")),
        }
    }
    Ok(out)
}

fn written(clause: char, digits: Option<usize>, of: &Value) -> Option<String> {
    let integer = match of {
        Value::Int(int) => Some(i128::from(*int)),
        Value::Uint(uint) => Some(i128::from(*uint)),
        _ => None,
    };
    #[expect(clippy::cast_precision_loss, reason = "as the server prints it")]
    let number = match of {
        Value::Double(double) => Some(*double),
        _ => integer.map(|integer| integer as f64),
    };
    Some(match clause {
        's' => shown(of)?,
        'd' => match of {
            Value::Double(double) => shortest(*double),
            _ => integer?.to_string(),
        },
        'f' => format!("{:.*}", digits.unwrap_or(6), number?),
        'e' => {
            let plain = format!("{:.*e}", digits.unwrap_or(6), number?);
            let (digits, exponent) = plain.split_once('e')?;
            let exponent: i32 = exponent.parse().ok()?;
            format!("{digits}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
        }
        'b' => match of {
            Value::Bool(bool) => u8::from(*bool).to_string(),
            _ => signed(integer?, |it| format!("{it:b}")),
        },
        'o' => signed(integer?, |it| format!("{it:o}")),
        'x' | 'X' => {
            let hex = match of {
                Value::Text(text) => data_encoding::HEXLOWER.encode(text.as_bytes()),
                Value::Bytes(bytes) => data_encoding::HEXLOWER.encode(bytes),
                _ => signed(integer?, |it| format!("{it:x}")),
            };
            if clause == 'X' { hex.to_uppercase() } else { hex }
        }
        _ => return None,
    })
}

fn signed(of: i128, digits: impl Fn(u128) -> String) -> String {
    format!("{}{}", if of < 0 { "-" } else { "" }, digits(of.unsigned_abs()))
}

/// What `%s` gives, of lists and maps too.
fn shown(of: &Value) -> Option<String> {
    Some(match of {
        Value::Null => "null".to_owned(),
        Value::Type(name) => name.to_string(),
        Value::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Value::List(items, _) => {
            let items: Option<Vec<String>> = items.iter().map(shown).collect();
            format!("[{}]", items?.join(", "))
        }
        Value::Map(entries) => {
            let entries: Option<Vec<String>> = entries
                .iter()
                .map(|(key, value)| Some(format!("{}: {}", key.text(), shown(value)?)))
                .collect();
            format!("{{{}}}", entries?.join(", "))
        }
        of => text(of)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_times_are_written_as_go_writes_them() {
        for (double, text) in [
            (1.0, "1"),
            (1.5, "1.5"),
            (100_000.0, "100000"),
            (1_234_567.0, "1.234567e+06"),
            (1e-5, "1e-05"),
            (-0.25, "-0.25"),
        ] {
            assert_eq!(shortest(double), text);
        }
        assert_eq!(seconds(90_500_000_000), "90.5s");
        assert_eq!(
            format(
                "%s %d %.2f %x %b",
                &[Value::from("a"), Value::Int(-1), Value::Double(1.0), Value::Int(255), Value::Bool(true)]
            ),
            Ok("a -1 1.00 ff 1".to_owned())
        );
        assert!(format("%s", &[]).is_err());
    }
}
