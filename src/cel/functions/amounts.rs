//! Quantities. From `apiserver/pkg/cel/library/quantity.go`.

use super::super::run::{Ran, Runner};
use super::super::value::Value;
use super::broken;
use crate::kubernetes::quantity::Amount;

pub(super) fn call(_: &mut Runner<'_>, name: &str, own: &[Value]) -> Option<Ran> {
    let quantity = |of: &Value| match of {
        Value::Quantity(amount) => Some(*amount),
        Value::Int(units) => Some(Amount::whole(*units)),
        _ => None,
    };
    Some(Ok(match (name, own) {
        ("isQuantity", [Value::Text(text)]) => Value::Bool(Amount::read(text).is_some()),
        ("quantity", [Value::Text(text)]) => match Amount::read(text) {
            Some(amount) => Value::Quantity(amount),
            None => return Some(broken(format!("`{text}` is no quantity"))),
        },
        ("sign", [Value::Quantity(own)]) => Value::Int(order(*own, Amount::ZERO)),
        ("isInteger", [Value::Quantity(own)]) => Value::Bool(own.is_whole()),
        ("asInteger", [Value::Quantity(own)]) => match i64::try_from(own.units()) {
            Ok(units) if own.is_whole() => Value::Int(units),
            _ => return Some(broken("a quantity is no whole number")),
        },
        ("asApproximateFloat", [Value::Quantity(own)]) => Value::Double(own.over(Amount::whole(1))),
        ("add", [Value::Quantity(own), other]) => Value::Quantity(own.plus(quantity(other)?)),
        ("sub", [Value::Quantity(own), other]) => Value::Quantity(own.plus(quantity(other)?.negative())),
        ("isLessThan", [Value::Quantity(own), Value::Quantity(other)]) => Value::Bool(own < other),
        ("isGreaterThan", [Value::Quantity(own), Value::Quantity(other)]) => Value::Bool(own > other),
        ("compareTo", [Value::Quantity(own), Value::Quantity(other)]) => Value::Int(order(*own, *other)),
        _ => return None,
    }))
}

fn order(one: Amount, two: Amount) -> i64 {
    one.cmp(&two) as i64
}
