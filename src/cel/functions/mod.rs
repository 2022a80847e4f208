//! What functions give. Each file has those of one thing; what none of them knows cannot be run here.

mod addresses;
mod amounts;
mod formats;
mod lists;
mod numbers;
mod print;
mod regex;
mod texts;
mod times;
mod versions;

pub(super) use numbers::{arithmetic, minus, ordered};
pub use times::{duration_of, timestamp_of};
pub use versions::order_of_versions;

use super::run::{Ran, Runner, Stop, mismatch};
use super::signatures;
use super::value::Value;

/// The functions of one file: nothing if it has none of that name for such values.
type Call = fn(&mut Runner<'_>, &str, &[Value]) -> Option<Ran>;

const FILES: [Call; 9] = [
    texts::call,
    lists::call,
    numbers::call,
    regex::call,
    times::call,
    amounts::call,
    addresses::call,
    versions::call,
    formats::call,
];

/// Calls a function by its name. What stands before the dot of a method is the first of its arguments.
pub(super) fn call(runner: &mut Runner<'_>, name: &str, method: bool, own: &[Value]) -> Ran {
    if !signatures::of(name, method).any(|row| row.takes.len() == own.len()) {
        return Err(Stop::Unknown(format!("it calls `{name}()`, which is not known here")));
    }
    if let Some(first) = own.first() {
        runner.spend(first.size())?;
    }
    if let Some(ran) = FILES.iter().find_map(|file| file(runner, name, own)) {
        return ran;
    }
    // Who may do what only the server knows, and images no rule of an object asks for.
    if ["image", "isImage", "includes", "jsonpatch.escapeKey"].contains(&name) {
        return Err(Stop::Unknown(format!("it calls `{name}()`, which is not run here")));
    }
    mismatch(&format!("{name}()"))
}

/// A broken call, in the words of the function.
fn broken<T>(why: impl Into<String>) -> Ran<T> {
    Err(Stop::Broken(why.into()))
}

/// A whole number of a count.
fn int(count: usize) -> Value {
    Value::Int(i64::try_from(count).unwrap_or(i64::MAX))
}
