//! Regular expressions, as Go reads them. From `apiserver/pkg/cel/library/regex.go`.

use super::super::run::{Ran, Runner, Stop};
use super::super::value::Value;
use super::broken;
use crate::kubernetes::go_pattern::Fault;

pub(super) fn call(runner: &mut Runner<'_>, name: &str, own: &[Value]) -> Option<Ran> {
    let (Value::Text(text), Value::Text(pattern)) = (own.first()?, own.get(1)?) else { return None };
    let most = match (name, own.get(2)) {
        ("matches" | "find", None) => 1,
        ("findAll", None | Some(Value::Int(i64::MIN..0))) => usize::MAX,
        ("findAll", Some(Value::Int(most))) => usize::try_from(*most).unwrap_or(usize::MAX),
        _ => return None,
    };
    Some(find(runner, name, text, pattern, most))
}

fn find(runner: &mut Runner<'_>, name: &str, text: &str, pattern: &str, most: usize) -> Ran {
    runner.spend((text.len() / 10 + 1).saturating_mul(pattern.len() / 4 + 1))?;
    match runner.patterns.find(pattern, text, most) {
        Ok(found) if name == "matches" => Ok(Value::Bool(!found.is_empty())),
        Ok(found) if name == "find" => Ok(Value::from(found.into_iter().next().unwrap_or_default())),
        Ok(found) => Ok(Value::list(found.into_iter().map(Value::from).collect())),
        Err(Fault::Wrong) => broken(format!("`{pattern}` is no regular expression")),
        Err(Fault::Beyond) => {
            Err(Stop::Unknown(format!("its regular expression `{pattern}` cannot be run here")))
        }
    }
}
