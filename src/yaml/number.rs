//! Numbers as Go holds and prints them.

use std::fmt::Write;
use std::ops::Range;

use super::node::Number;

/// The number of a float: a whole one that fits into 64 bits is whole, as it is after Go has written it as JSON.
pub(super) fn from_float(float: f64) -> Number {
    if float.fract() != 0.0 || float.abs() >= 1e20 {
        return Number::Float(float);
    }
    // Go goes by the shortest digits, which differ from the exact value in what a float cannot hold.
    let digits = format!("{float}");
    match (digits.parse(), digits.parse()) {
        (Ok(int), _) => Number::Int(int),
        (_, Ok(uint)) => Number::Uint(uint),
        _ => Number::Float(float),
    }
}

/// As kubectl writes it in YAML.
impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = String::new();
        write(*self, &mut text);
        f.write_str(&text)
    }
}

/// Writes a number as kubectl does in YAML.
pub(super) fn write(number: Number, out: &mut String) {
    match number {
        // Go's `FormatFloat(f, 'g', -1, 64)`.
        Number::Float(float) => write_float(float, -4..6, 2, out),
        whole => write_whole(whole, out),
    }
}

/// Writes a number as kubectl does in JSON.
pub(super) fn write_json(number: Number, out: &mut String) {
    match number {
        // Go's `encoding/json`.
        Number::Float(float) => write_float(float, -6..21, 1, out),
        whole => write_whole(whole, out),
    }
}

fn write_whole(number: Number, out: &mut String) {
    // Writing into a string cannot fail.
    let _ = match number {
        Number::Int(int) => write!(out, "{int}"),
        Number::Uint(uint) => write!(out, "{uint}"),
        Number::Float(float) => write!(out, "{float}"),
    };
}

/// Writes the shortest digits that give `float` again, with an exponent if it lies outside `plain`.
fn write_float(float: f64, plain: Range<i32>, least_digits: usize, out: &mut String) {
    let scientific = format!("{float:e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return out.push_str(&scientific) };
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if plain.contains(&exponent) {
        return write_whole(Number::Float(float), out);
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    let _ = write!(out, "{mantissa}e{sign}{:0least_digits$}", exponent.abs());
}

#[cfg(test)]
mod tests {
    use super::*;

    // What kubectl 1.32 prints.
    #[test]
    fn floats_are_printed_as_go_does() {
        for (float, yaml, json) in [
            (123_456_789.123, "1.23456789123e+08", "123456789.123"),
            (1_234_567.5, "1.2345675e+06", "1234567.5"),
            (999_999.5, "999999.5", "999999.5"),
            (0.0001, "0.0001", "0.0001"),
            (0.000_01, "1e-05", "0.00001"),
            (1e-7, "1e-07", "1e-7"),
            (1.5e20, "1.5e+20", "150000000000000000000"),
            (1.5e21, "1.5e+21", "1.5e+21"),
            (1.5e300, "1.5e+300", "1.5e+300"),
            (2e19, "2e+19", "20000000000000000000"),
            (1_234_567_890_123_456_789.5, "1234567890123456800", "1234567890123456800"),
            (1e19, "10000000000000000000", "10000000000000000000"),
            (-9_223_372_036_854_775_809.0, "-9.223372036854776e+18", "-9223372036854776000"),
            (-0.0, "0", "0"),
        ] {
            let (mut as_yaml, mut as_json) = (String::new(), String::new());
            write(from_float(float), &mut as_yaml);
            write_json(from_float(float), &mut as_json);
            assert_eq!((as_yaml.as_str(), as_json.as_str()), (yaml, json));
        }
    }
}
