//! Lists, sets and what may be absent. From `apiserver/pkg/cel/library/lists.go`, and `ext/sets.go` and `cel/library.go` in
//! `cel-go`.

use std::cmp::Ordering;
use std::sync::Arc;

use super::super::run::{Ran, Runner, mismatch};
use super::super::syntax::Sign;
use super::super::value::Value;
use super::{arithmetic, broken, int};

pub(super) fn call(runner: &mut Runner<'_>, name: &str, own: &[Value]) -> Option<Ran> {
    if let Some(ran) = optional(name, own) {
        return Some(ran);
    }
    let Value::List(items, _) = own.first()? else { return None };
    Some(match (name, own) {
        ("isSorted", [_]) => sorted(items),
        ("sum", [_]) => sum(items),
        ("min", [_]) => extreme(items, Ordering::Less),
        ("max", [_]) => extreme(items, Ordering::Greater),
        ("indexOf", [list, item]) => place(runner, list, items.iter().position(|other| other.equals(item))),
        ("lastIndexOf", [list, item]) => {
            place(runner, list, items.iter().rposition(|other| other.equals(item)))
        }
        ("first", [_]) => Ok(Value::Optional(items.first().cloned().map(Arc::new))),
        ("last", [_]) => Ok(Value::Optional(items.last().cloned().map(Arc::new))),
        ("unwrapOpt" | "optional.unwrap", [_]) => items
            .iter()
            .filter_map(|item| match item {
                Value::Optional(within) => within.as_ref().map(|within| Ok((**within).clone())),
                _ => Some(mismatch("unwrapOpt()")),
            })
            .collect::<Ran<Vec<Value>>>()
            .map(Value::list),
        ("sets.contains" | "sets.equivalent" | "sets.intersects", [one, two @ Value::List(others, _)]) => {
            sets(runner, name, [one, two], [items, others])
        }
        _ => return None,
    })
}

fn optional(name: &str, own: &[Value]) -> Option<Ran> {
    Some(Ok(match (name, own) {
        ("optional.none", []) => Value::Optional(None),
        ("optional.of", [of]) => Value::Optional(Some(Arc::new(of.clone()))),
        ("optional.ofNonZeroValue", [of]) => Value::Optional((!is_zero(of)).then(|| Arc::new(of.clone()))),
        ("hasValue", [Value::Optional(within)]) => Value::Bool(within.is_some()),
        ("value", [Value::Optional(Some(within))]) => (**within).clone(),
        ("value", [Value::Optional(None)]) => return Some(broken("an optional value is absent")),
        ("or", [Value::Optional(None), other]) => other.clone(),
        ("or", [of @ Value::Optional(Some(_)), _]) => of.clone(),
        ("orValue", [Value::Optional(within), other]) => {
            within.as_ref().map_or_else(|| other.clone(), |within| (**within).clone())
        }
        _ => return None,
    }))
}

fn is_zero(of: &Value) -> bool {
    match of {
        Value::Null | Value::Bool(false) | Value::Int(0) | Value::Uint(0) | Value::Duration(0) => true,
        Value::Optional(within) => within.is_none(),
        Value::Double(double) => *double == 0.0,
        Value::Text(text) => text.is_empty(),
        Value::Bytes(bytes) => bytes.is_empty(),
        Value::List(items, _) => items.is_empty(),
        Value::Map(entries) => entries.is_empty(),
        _ => false,
    }
}

fn place(runner: &mut Runner<'_>, list: &Value, found: Option<usize>) -> Ran {
    runner.look_through(list)?;
    Ok(found.map_or(Value::Int(-1), int))
}

fn sorted(items: &[Value]) -> Ran {
    for pair in items.windows(2) {
        match pair[0].compare(&pair[1]) {
            Some(Ordering::Greater) => return Ok(Value::Bool(false)),
            Some(_) => {}
            None => return mismatch("isSorted()"),
        }
    }
    Ok(Value::Bool(true))
}

fn sum(items: &[Value]) -> Ran {
    let Some((first, rest)) = items.split_first() else { return Ok(Value::Int(0)) };
    if !matches!(first, Value::Int(_) | Value::Uint(_) | Value::Double(_) | Value::Duration(_)) {
        return mismatch("sum()");
    }
    rest.iter().try_fold(first.clone(), |sum, item| arithmetic(Sign::Plus, &sum, item))
}

fn extreme(items: &[Value], wanted: Ordering) -> Ran {
    let Some((first, rest)) = items.split_first() else { return broken("a list is empty") };
    let mut found = first;
    for item in rest {
        match item.compare(found) {
            Some(order) if order == wanted => found = item,
            Some(_) => {}
            None => return mismatch("min()"),
        }
    }
    Ok(found.clone())
}

fn sets(runner: &mut Runner<'_>, name: &str, lists: [&Value; 2], [one, two]: [&[Value]; 2]) -> Ran {
    runner.spend(one.len().saturating_mul(two.len()))?;
    runner.look_through(lists[0])?;
    runner.look_through(lists[1])?;
    let within = |all: &[Value], item: &Value| all.iter().any(|other| other.equals(item));
    Ok(Value::Bool(match name {
        "sets.contains" => two.iter().all(|item| within(one, item)),
        "sets.intersects" => two.iter().any(|item| within(one, item)),
        _ => two.iter().all(|item| within(one, item)) && one.iter().all(|item| within(two, item)),
    }))
}
