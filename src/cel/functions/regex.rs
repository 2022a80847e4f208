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
    let weight = weight(pattern);
    if weight > HEAVIEST {
        return Err(Stop::Unknown("its regular expression is too large".to_owned()));
    }
    runner.spend((text.len() / 10 + 1).saturating_mul(weight / 4 + 1))?;
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

/// The most signs that a pattern may have, once its repeats are written out.
const HEAVIEST: usize = 50_000;

/// How many signs a pattern has, with what is repeated by numbers written out.
fn weight(pattern: &str) -> usize {
    // What was read within each open bracket; the last is the innermost.
    let mut open = vec![0_usize];
    let mut last = 0;
    let mut rest = pattern;
    while let Some(sign) = rest.chars().next() {
        let mut length = sign.len_utf8();
        match sign {
            '(' => {
                open.push(0);
                last = 0;
            }
            ')' => {
                last = if open.len() > 1 { open.pop().unwrap_or(0) } else { 0 };
                if let Some(outer) = open.last_mut() {
                    *outer = outer.saturating_add(last);
                }
            }
            '{' => {
                let inside = rest[1..].split('}').next().unwrap_or_default();
                let most = inside.split(',').filter_map(|number| number.trim().parse::<usize>().ok()).max();
                if let (Some(most), Some(own)) = (most, open.last_mut()) {
                    *own = own.saturating_add(last.saturating_mul(most));
                    last = last.saturating_mul(most);
                    length += inside.len();
                }
            }
            _ => {
                if sign == '\\' {
                    length += rest[1..].chars().next().map_or(0, char::len_utf8);
                }
                last = 1;
                if let Some(own) = open.last_mut() {
                    *own = own.saturating_add(1);
                }
            }
        }
        rest = &rest[length..];
    }
    open.into_iter().fold(0, usize::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_repeated_weighs_more() {
        for (pattern, least, most) in [
            ("^[a-z]{1,63}$", 63, 80),
            ("a{1000}", 1000, 1010),
            ("(a{1000}){1000}", 1_000_000, 1_100_000),
            ("((a{1000}){1000}){1000}", HEAVIEST, usize::MAX),
            ("a{99999999999999999999}é{9999999999}\\", 10, usize::MAX),
            ("((((", 0, 10),
        ] {
            assert!((least..=most).contains(&weight(pattern)), "{pattern}: {}", weight(pattern));
        }
    }
}
