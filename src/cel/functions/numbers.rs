//! Numbers: signs between them, and what is made of one and of another.

use std::cmp::Ordering;

use super::super::run::{Ran, Runner, Stop, mismatch};
use super::super::syntax::Sign;
use super::super::value::Value;
use super::{broken, int, print};

const TOO_LARGE: &str = "a number is too large for its type";

/// The negative of a number.
pub(crate) fn minus(of: &Value) -> Ran {
    match of {
        Value::Int(int) => int.checked_neg().map(Value::Int).ok_or_else(too_large),
        Value::Double(double) => Ok(Value::Double(-double)),
        _ => mismatch("-"),
    }
}

fn too_large() -> Stop {
    Stop::Broken(TOO_LARGE.to_owned())
}

/// What a sign makes of two whole numbers of one type; nothing where they do not hold it.
macro_rules! checked {
    ($sign:expr, $one:expr, $two:expr) => {
        match $sign {
            Sign::Plus => $one.checked_add(*$two),
            Sign::Minus => $one.checked_sub(*$two),
            Sign::Times => $one.checked_mul(*$two),
            Sign::Over => $one.checked_div(*$two),
            Sign::Rest => $one.checked_rem(*$two),
            _ => None,
        }
    };
}

/// What a sign makes of two values, for all but lists.
pub(crate) fn arithmetic(sign: Sign, left: &Value, right: &Value) -> Ran {
    let by_zero = matches!(sign, Sign::Over | Sign::Rest);
    let found = match (left, right) {
        (Value::Int(_), Value::Int(0)) | (Value::Uint(_), Value::Uint(0)) if by_zero => {
            return broken("it divides by 0");
        }
        (Value::Int(one), Value::Int(two)) => checked!(sign, one, two).map(Value::Int),
        (Value::Uint(one), Value::Uint(two)) => checked!(sign, one, two).map(Value::Uint),
        (Value::Double(one), Value::Double(two)) => match sign {
            Sign::Plus => Some(one + two),
            Sign::Minus => Some(one - two),
            Sign::Times => Some(one * two),
            Sign::Over => Some(one / two),
            _ => return mismatch(sign.text()),
        }
        .map(Value::Double),
        (Value::Text(one), Value::Text(two)) if sign == Sign::Plus => {
            Some(Value::from(format!("{one}{two}")))
        }
        (Value::Bytes(one), Value::Bytes(two)) if sign == Sign::Plus => {
            Some(Value::Bytes([&**one, &**two].concat().into()))
        }
        (Value::Timestamp(one), Value::Duration(two)) => match sign {
            Sign::Plus => Some(Value::Timestamp(one + two)),
            Sign::Minus => Some(Value::Timestamp(one - two)),
            _ => return mismatch(sign.text()),
        },
        (Value::Duration(one), Value::Timestamp(two)) if sign == Sign::Plus => {
            Some(Value::Timestamp(one + two))
        }
        (Value::Timestamp(one), Value::Timestamp(two)) if sign == Sign::Minus => {
            Some(Value::Duration(one - two))
        }
        (Value::Duration(one), Value::Duration(two)) => match sign {
            Sign::Plus => Some(Value::Duration(one + two)),
            Sign::Minus => Some(Value::Duration(one - two)),
            _ => return mismatch(sign.text()),
        },
        _ => return mismatch(sign.text()),
    };
    match found.ok_or_else(too_large)? {
        Value::Duration(nanos) | Value::Timestamp(nanos) if nanos.abs() > super::times::FARTHEST => {
            broken("a time is too far away")
        }
        found => Ok(found),
    }
}

/// Whether two values are in an order.
pub(crate) fn ordered(sign: Sign, left: &Value, right: &Value) -> Ran {
    let is_nan = |of: &Value| matches!(of, Value::Double(double) if double.is_nan());
    let Some(order) = left.compare(right) else {
        return if is_nan(left) || is_nan(right) { Ok(Value::Bool(false)) } else { mismatch(sign.text()) };
    };
    Ok(Value::Bool(match sign {
        Sign::Less => order == Ordering::Less,
        Sign::AtMost => order != Ordering::Greater,
        Sign::More => order == Ordering::Greater,
        _ => order != Ordering::Less,
    }))
}

/// Conversions.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "within bounds, and as the server converts"
)]
pub(super) fn call(_: &mut Runner<'_>, name: &str, own: &[Value]) -> Option<Ran> {
    let [of] = own else { return None };
    let no = |what: &str| broken(format!("a text is no {what}"));
    Some(match (name, of) {
        ("dyn", of) => Ok(of.clone()),
        ("type", of) => Ok(Value::Type(of.type_name().into())),
        ("size", Value::Text(text)) => Ok(int(text.chars().count())),
        ("size", Value::Bytes(bytes)) => Ok(int(bytes.len())),
        ("size", Value::List(items, _)) => Ok(int(items.len())),
        ("size", Value::Map(entries)) => Ok(int(entries.len())),
        ("bool", Value::Bool(_))
        | ("int", Value::Int(_))
        | ("uint", Value::Uint(_))
        | ("double", Value::Double(_))
        | ("bytes", Value::Bytes(_)) => Ok(of.clone()),
        ("bool", Value::Text(text)) => match &**text {
            "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(Value::Bool(true)),
            "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(Value::Bool(false)),
            _ => no("truth value"),
        },
        ("int", Value::Uint(uint)) => i64::try_from(*uint).map(Value::Int).map_err(|_| too_large()),
        ("int", Value::Double(double)) if double.abs() < 9.223_372_036_854_775e18 => {
            Ok(Value::Int(*double as i64))
        }
        ("int" | "uint", Value::Double(_)) if name == "int" => Err(too_large()),
        ("int", Value::Text(text)) => text.parse().map(Value::Int).or_else(|_| no("whole number")),
        ("int", Value::Timestamp(nanos)) => {
            i64::try_from(nanos.div_euclid(1_000_000_000)).map(Value::Int).map_err(|_| too_large())
        }
        ("int", Value::Duration(nanos)) => i64::try_from(*nanos).map(Value::Int).map_err(|_| too_large()),
        ("uint", Value::Int(int)) => u64::try_from(*int).map(Value::Uint).map_err(|_| too_large()),
        ("uint", Value::Double(double)) if (0.0..1.844_674_407_370_955e19).contains(double) => {
            Ok(Value::Uint(*double as u64))
        }
        ("uint", Value::Double(_)) => Err(too_large()),
        ("uint", Value::Text(text)) => text.parse().map(Value::Uint).or_else(|_| no("whole number")),
        ("double", Value::Int(int)) => Ok(Value::Double(*int as f64)),
        ("double", Value::Uint(uint)) => Ok(Value::Double(*uint as f64)),
        ("double", Value::Text(text)) => text.parse().map(Value::Double).or_else(|_| no("number")),
        ("bytes", Value::Text(text)) => Ok(Value::Bytes(text.as_bytes().into())),
        ("string", Value::Bytes(bytes)) => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Value::from(text)),
            Err(_) => broken("bytes are no text"),
        },
        ("string", of) => print::text(of).map_or_else(|| mismatch("string()"), |text| Ok(Value::from(text))),
        _ => return None,
    })
}
