//! Texts. Places in them are counted in characters. From `ext/strings.go` in `cel-go`.

use super::super::run::{Ran, Runner, mismatch};
use super::super::value::Value;
use super::{broken, int, print};

pub(super) fn call(runner: &mut Runner<'_>, name: &str, own: &[Value]) -> Option<Ran> {
    if let ("join", Value::List(items, _)) = (name, own.first()?) {
        return Some(join(runner, items, own.get(1)));
    }
    if let ("strings.quote", [Value::Text(text)]) = (name, own) {
        return Some(Ok(Value::from(format!("{text:?}"))));
    }
    let Value::Text(text) = own.first()? else { return None };
    let text: &str = text;
    let texts: Vec<&str> =
        own[1..].iter().map_while(|it| if let Value::Text(it) = it { Some(&**it) } else { None }).collect();
    let number = match own.last()? {
        Value::Int(number) => Some(*number),
        _ => None,
    };
    // Every argument is a text, but for one number at the end.
    if texts.len() + usize::from(number.is_some()) != own.len() - 1 && name != "format" && name != "substring"
    {
        return None;
    }
    Some(match (name, &*texts) {
        ("contains", [part]) => Ok(Value::Bool(text.contains(part))),
        ("startsWith", [part]) => Ok(Value::Bool(text.starts_with(part))),
        ("endsWith", [part]) => Ok(Value::Bool(text.ends_with(part))),
        ("lowerAscii", []) => Ok(Value::from(text.to_ascii_lowercase())),
        ("upperAscii", []) => Ok(Value::from(text.to_ascii_uppercase())),
        ("trim", []) => Ok(Value::from(text.trim())),
        ("reverse", []) => Ok(Value::from(text.chars().rev().collect::<String>())),
        ("charAt", []) => char_at(text, number?),
        ("indexOf", [part]) => index_of(runner, text, part, number, false),
        ("lastIndexOf", [part]) => index_of(runner, text, part, number, true),
        ("replace", [old, new]) => replace(runner, text, old, new, number),
        ("split", [sign]) => split(runner, text, sign, number),
        ("substring", []) => substring(text, &own[1..]),
        ("format", _) => match own.get(1) {
            Some(values @ Value::List(items, _)) => match runner.look_through(values) {
                Ok(()) => print::format(text, items).map(Value::from).or_else(broken),
                Err(stop) => Err(stop),
            },
            _ => mismatch("format()"),
        },
        _ => return None,
    })
}

fn char_at(text: &str, index: i64) -> Ran {
    let length = text.chars().count();
    match usize::try_from(index) {
        Ok(index) if index < length => {
            Ok(Value::from(text.chars().nth(index).map(String::from).unwrap_or_default()))
        }
        Ok(index) if index == length => Ok(Value::from("")),
        _ => broken(format!("a text has no character {index}")),
    }
}

fn index_of(runner: &mut Runner<'_>, text: &str, part: &str, from: Option<i64>, last: bool) -> Ran {
    runner.spend(text.len() / 10 * (part.len() / 10 + 1))?;
    let length = text.chars().count();
    let from = match from.map(usize::try_from) {
        None => None,
        Some(Ok(from)) if from <= length => Some(from),
        Some(_) => return broken("a text is shorter than that"),
    };
    let byte = |index: usize| text.char_indices().nth(index).map_or(text.len(), |(at, _)| at);
    let found = if last {
        let end = from.map_or(text.len(), |from| (byte(from) + part.len()).min(text.len()));
        let end = (end..=text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(text.len());
        text[..end].rfind(part)
    } else {
        let start = from.map_or(0, byte);
        text[start..].find(part).map(|at| at + start)
    };
    Ok(found.map_or(Value::Int(-1), |at| int(text[..at].chars().count())))
}

fn replace(runner: &mut Runner<'_>, text: &str, old: &str, new: &str, most: Option<i64>) -> Ran {
    let most = match most {
        None | Some(i64::MIN..0) => usize::MAX,
        Some(most) => usize::try_from(most).unwrap_or(usize::MAX),
    };
    let count = text.matches(old).take(most).count();
    runner.spend(text.len() / 10 + count.saturating_mul(new.len() / 10 + 1))?;
    Ok(Value::from(text.replacen(old, new, count)))
}

fn split(runner: &mut Runner<'_>, text: &str, sign: &str, most: Option<i64>) -> Ran {
    runner.spend(text.len() / 10 + text.matches(sign).count())?;
    let most = match most {
        None | Some(i64::MIN..0) => usize::MAX,
        Some(0) => return Ok(Value::list(Vec::new())),
        Some(most) => usize::try_from(most).unwrap_or(usize::MAX),
    };
    let parts: Vec<Value> = if sign.is_empty() {
        // Go splits between characters, and keeps none of the empty ends.
        let cut = text.char_indices().nth(most - 1).map_or(text.len(), |(at, _)| at);
        let each = text[..cut].chars().map(|char| Value::from(String::from(char)));
        let rest = (cut < text.len()).then(|| Value::from(&text[cut..]));
        each.chain(rest).collect()
    } else {
        text.splitn(most, sign).map(Value::from).collect()
    };
    Ok(Value::list(parts))
}

fn substring(text: &str, bounds: &[Value]) -> Ran {
    let length = text.chars().count();
    let bound = |of: Option<&Value>, default: usize| match of {
        None => Some(default),
        Some(Value::Int(bound)) => usize::try_from(*bound).ok().filter(|bound| *bound <= length),
        Some(_) => None,
    };
    let (start, end) = (bound(bounds.first(), 0), bound(bounds.get(1), length));
    match (start, end) {
        (Some(start), Some(end)) if start <= end => {
            Ok(Value::from(text.chars().skip(start).take(end - start).collect::<String>()))
        }
        _ => broken("a text is shorter than that"),
    }
}

fn join(runner: &mut Runner<'_>, items: &[Value], between: Option<&Value>) -> Ran {
    let between = match between {
        None => "",
        Some(Value::Text(between)) => between,
        Some(_) => return mismatch("join()"),
    };
    let mut out = String::new();
    for (index, item) in items.iter().enumerate() {
        let Value::Text(text) = item else { return mismatch("join()") };
        runner.spend((text.len() + between.len()) / 10 + 1)?;
        if index > 0 {
            out.push_str(between);
        }
        out.push_str(text);
    }
    Ok(Value::from(out))
}
