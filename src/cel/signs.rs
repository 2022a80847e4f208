//! What signs and functions give for what they take: `common/stdlib` and `resolveOverload` in `cel-go`.

use super::signatures::{P, Signature};
use super::syntax::Sign;
use super::types::Type;
use super::value::Value;

const NUMBERS: [P; 3] = [P::Int, P::Uint, P::Double];
const ORDERED: [P; 5] = [P::Bool, P::Text, P::Bytes, P::Timestamp, P::Duration];
const SUMS: [(P, P, P); 9] = [
    (P::Int, P::Int, P::Int),
    (P::Uint, P::Uint, P::Uint),
    (P::Double, P::Double, P::Double),
    (P::Text, P::Text, P::Text),
    (P::Bytes, P::Bytes, P::Bytes),
    (P::List(&P::A), P::List(&P::A), P::List(&P::A)),
    (P::Timestamp, P::Duration, P::Timestamp),
    (P::Duration, P::Timestamp, P::Timestamp),
    (P::Duration, P::Duration, P::Duration),
];
const DIFFERENCES: [(P, P, P); 6] = [
    (P::Int, P::Int, P::Int),
    (P::Uint, P::Uint, P::Uint),
    (P::Double, P::Double, P::Double),
    (P::Timestamp, P::Timestamp, P::Duration),
    (P::Timestamp, P::Duration, P::Timestamp),
    (P::Duration, P::Duration, P::Duration),
];
/// The type that a sign gives between two types; nothing if it does not take them.
pub(super) fn gives(sign: Sign, left: &Type, right: &Type) -> Option<Type> {
    match sign {
        Sign::Equal | Sign::Unequal => left.join(right).map(|_| Type::Bool),
        Sign::Less | Sign::AtMost | Sign::More | Sign::AtLeast => {
            let one_of = |wanted: &[P], own: &Type| wanted.iter().any(|it| own.fits(it, &mut [None, None]));
            let numbers = one_of(&NUMBERS, left) && one_of(&NUMBERS, right);
            let other = |it: &P| left.fits(it, &mut [None, None]) && right.fits(it, &mut [None, None]);
            (numbers || ORDERED.iter().any(other)).then_some(Type::Bool)
        }
        Sign::In => {
            let fits = [P::List(&P::A), P::Map(&(P::A, P::K))].iter().any(|wanted| {
                let mut letters = [None, None];
                right.fits(wanted, &mut letters) && left.fits(&P::A, &mut letters)
            });
            fits.then_some(Type::Bool)
        }
        Sign::Plus => of_rows(&SUMS, left, right),
        Sign::Minus => of_rows(&DIFFERENCES, left, right),
        Sign::Times | Sign::Over => of_rows(&DIFFERENCES[..3], left, right),
        Sign::Rest => of_rows(&DIFFERENCES[..2], left, right),
    }
}

fn of_rows(rows: &[(P, P, P)], left: &Type, right: &Type) -> Option<Type> {
    let mut found: Option<Type> = None;
    for (one, two, gives) in rows {
        let mut letters = [None, None];
        if left.fits(one, &mut letters) && right.fits(two, &mut letters) {
            let gives = Type::of(gives, &letters);
            found = Some(match found {
                Some(before) if !before.is_exactly(&gives) => Type::Dyn,
                _ => gives,
            });
        }
    }
    let unknown = matches!(left, Type::Unknown) || matches!(right, Type::Unknown);
    if unknown && found.is_some() { Some(Type::Unknown) } else { found }
}

/// What a call gives: that of the one row that fits, or anything if several fit and differ.
pub(super) fn resolve(rows: impl Iterator<Item = &'static Signature>, own: &[Type]) -> Option<Type> {
    let mut found: Option<Type> = None;
    for row in rows.filter(|row| row.takes.len() == own.len()) {
        let mut letters = [None, None];
        if own.iter().zip(row.takes).all(|(own, wanted)| own.fits(wanted, &mut letters)) {
            let gives = Type::of(&row.gives, &letters);
            found = Some(match found {
                Some(before) if !before.is_exactly(&gives) => Type::Dyn,
                _ => gives,
            });
        }
    }
    match found {
        Some(Type::Dyn) if own.iter().any(|own| matches!(own, Type::Unknown)) => Some(Type::Unknown),
        found => found,
    }
}

/// The type of what is written out.
pub(super) fn of_literal(value: &Value) -> Type {
    match value {
        Value::Null => Type::Null,
        Value::Bool(_) => Type::Bool,
        Value::Int(_) => Type::Int,
        Value::Uint(_) => Type::Uint,
        Value::Double(_) => Type::Double,
        Value::Text(_) => Type::Text,
        Value::Bytes(_) => Type::Bytes,
        _ => Type::Unknown,
    }
}

/// The arguments of a signature, as `(string, int)`.
pub(super) fn shown(takes: &[P], method: bool) -> String {
    let takes: Vec<String> =
        takes.iter().skip(usize::from(method)).map(|it| Type::of(it, &[None, None]).to_string()).collect();
    format!("({})", takes.join(", "))
}
