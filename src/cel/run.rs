//! Runs an expression within bounds.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::functions;
use super::syntax::{Expr, Kind, Sign};
use super::types;
use super::value::{Key, ListKind, Value, same_keys};
use crate::kubernetes::go_pattern::Patterns;

/// Why an expression has no value.
#[derive(Clone, Debug)]
pub(super) enum Stop {
    /// The server stops, too.
    Broken(String),
    /// Only here it cannot be run.
    Unknown(String),
    /// It takes too long.
    Spent,
}

pub(super) type Ran<T = Value> = Result<T, Stop>;

/// What runs an expression: its variables, and the steps that it has left.
pub(super) struct Runner<'p> {
    pub(super) local: Vec<(Arc<str>, Value)>,
    pub(super) patterns: &'p Patterns,
    left: usize,
}

/// What the server says where no function takes what it was given.
pub(super) fn mismatch<T>(what: &str) -> Ran<T> {
    Err(Stop::Broken(format!("`{what}` does not take such values")))
}

impl<'p> Runner<'p> {
    pub(super) fn new(local: Vec<(Arc<str>, Value)>, patterns: &'p Patterns, steps: usize) -> Runner<'p> {
        Runner { local, patterns, left: steps }
    }

    /// How many steps are left.
    pub(super) fn left(&self) -> usize {
        self.left
    }

    /// Takes a number of steps.
    pub(super) fn spend(&mut self, steps: usize) -> Ran<()> {
        let left = self.left.checked_sub(steps);
        self.left = left.unwrap_or(0);
        left.map_or(Err(Stop::Spent), |_| Ok(()))
    }

    /// Takes the steps of looking at all that is in a value; two lists that are sets are compared item by item.
    pub(super) fn look_through(&mut self, of: &Value) -> Ran<()> {
        match of {
            Value::List(items, kind) => {
                let each = if matches!(kind, ListKind::Atomic) { 1 } else { items.len() };
                items.iter().try_for_each(|item| {
                    self.spend(each)?;
                    self.look_through(item)
                })
            }
            Value::Map(entries) => entries.values().try_for_each(|value| {
                self.spend(1)?;
                self.look_through(value)
            }),
            Value::Unread(why) => Err(Stop::Unknown((*why).to_owned())),
            Value::Wrong => Err(wrong()),
            of => self.spend(of.size()),
        }
    }

    pub(super) fn of(&mut self, it: &Expr) -> Ran {
        self.spend(1)?;
        match self.found(it)? {
            Value::Unread(why) => Err(Stop::Unknown(why.to_owned())),
            Value::Wrong => Err(wrong()),
            found => Ok(found),
        }
    }

    fn found(&mut self, it: &Expr) -> Ran {
        match &it.kind {
            Kind::Literal(value) => Ok(value.clone()),
            Kind::Name(name) => self.name(name),
            Kind::Select { of, field, optional } => self.select(it, of, field, *optional),
            Kind::Has { of, field } => self.has(of, field),
            Kind::Index { of, index, optional } => {
                let (of, index) = (self.of(of)?, self.of(index)?);
                at(of, &index, *optional)
            }
            Kind::Call { name, target, arguments } => self.call(name, target.as_deref(), arguments),
            Kind::List(_) | Kind::Map(_) | Kind::Object { .. } => self.made(it),
            Kind::And(parts) => self.logic(parts, false),
            Kind::Or(parts) => self.logic(parts, true),
            Kind::Choice(parts) => match self.of(&parts[0])? {
                Value::Bool(true) => self.of(&parts[1]),
                Value::Bool(false) => self.of(&parts[2]),
                _ => mismatch("?"),
            },
            Kind::Binary(sign, parts) => {
                let (left, right) = (self.of(&parts[0])?, self.of(&parts[1])?);
                self.binary(*sign, &left, &right)
            }
            Kind::Not(part) => match self.of(part)? {
                Value::Bool(bool) => Ok(Value::Bool(!bool)),
                _ => mismatch("!"),
            },
            Kind::Minus(part) => functions::minus(&self.of(part)?),
            Kind::Loop(it) => self.each(it),
        }
    }

    fn name(&self, name: &str) -> Ran {
        let plain = name.trim_start_matches('.');
        let local = self.local.iter().rev().find(|(own, _)| **own == *plain);
        local
            .map(|(_, value)| value.clone())
            .or_else(|| of_type(plain))
            .ok_or_else(|| Stop::Unknown(format!("it reads `{plain}`, which is not known here")))
    }

    fn select(&mut self, it: &Expr, of: &Expr, field: &Arc<str>, optional: bool) -> Ran {
        if let Some(found) = it.dotted().and_then(|name| self.of_dotted_type(&name)) {
            return Ok(found);
        }
        let of = self.of(of)?;
        at(of, &Value::Text(field.clone()), optional)
    }

    /// A type whose name has dots, unless its first part is a variable.
    fn of_dotted_type(&self, name: &str) -> Option<Value> {
        let first = name.split('.').next().unwrap_or_default();
        let is_type = matches!(first, "google" | "net" | "kubernetes")
            && !self.local.iter().any(|(own, _)| **own == *first);
        is_type.then(|| Value::Type(name.into()))
    }

    fn has(&mut self, of: &Expr, field: &Arc<str>) -> Ran {
        let key = Key::Text(field.clone());
        let is_in = |entries: &BTreeMap<Key, Value>| match entries.get(&key) {
            Some(Value::Wrong) => Err(wrong()),
            found => Ok(Value::Bool(found.is_some())),
        };
        match self.of(of)? {
            Value::Map(entries) => is_in(&entries),
            Value::Optional(None) => Ok(Value::Bool(false)),
            Value::Optional(Some(within)) => match &*within {
                Value::Map(entries) => is_in(entries),
                _ => mismatch("has()"),
            },
            _ => mismatch("has()"),
        }
    }

    fn call(&mut self, name: &Arc<str>, target: Option<&Expr>, arguments: &[Expr]) -> Ran {
        let (name, method) = super::signatures::called(name, target);
        let mut own = Vec::with_capacity(arguments.len() + 1);
        if let (Some(target), true) = (target, method) {
            own.push(self.of(target)?);
        }
        for argument in arguments {
            own.push(self.of(argument)?);
        }
        functions::call(self, &name, method, &own)
    }

    fn made(&mut self, it: &Expr) -> Ran {
        match &it.kind {
            Kind::List(items) => {
                let mut list = Vec::with_capacity(items.len());
                for item in items {
                    list.extend(self.part(&item.value, item.optional)?);
                }
                Ok(Value::list(list))
            }
            Kind::Map(entries) => {
                let mut map = BTreeMap::new();
                for (optional, key, value) in entries {
                    let Some(key) = self.of(key)?.key() else { return mismatch("{}") };
                    if let Some(value) = self.part(value, *optional)?
                        && map.insert(key, value).is_some()
                    {
                        return Err(Stop::Broken("a map has a key twice".to_owned()));
                    }
                }
                Ok(Value::Map(Arc::new(map)))
            }
            _ => Err(Stop::Unknown("it makes an object".to_owned())),
        }
    }

    /// A part of a list or map; one that is optional and absent is left out.
    fn part(&mut self, it: &Expr, optional: bool) -> Ran<Option<Value>> {
        match self.of(it)? {
            Value::Optional(within) if optional => Ok(within.map(|within| (*within).clone())),
            _ if optional => mismatch("?"),
            value => Ok(Some(value)),
        }
    }

    /// `&&` and `||`: what decides, decides; only if nothing does, what went wrong counts.
    fn logic(&mut self, parts: &[Expr], decides: bool) -> Ran {
        let mut first_stop = None;
        for part in parts {
            match self.of(part) {
                Ok(Value::Bool(bool)) if bool == decides => return Ok(Value::Bool(decides)),
                Ok(Value::Bool(_)) => {}
                Err(Stop::Spent) => return Err(Stop::Spent),
                Ok(_) => first_stop = first_stop.or(mismatch::<Value>("&&").err()),
                Err(stop) => first_stop = Some(worse(first_stop, stop)),
            }
        }
        first_stop.map_or(Ok(Value::Bool(!decides)), Err)
    }

    fn binary(&mut self, sign: Sign, left: &Value, right: &Value) -> Ran {
        match sign {
            Sign::Equal | Sign::Unequal => {
                self.look_through(left)?;
                self.look_through(right)?;
                Ok(Value::Bool(left.equals(right) == (sign == Sign::Equal)))
            }
            Sign::In => match right {
                Value::List(items, _) => {
                    self.look_through(right)?;
                    Ok(Value::Bool(items.iter().any(|item| item.equals(left))))
                }
                Value::Map(entries) => {
                    Ok(Value::Bool(left.key().is_some_and(|key| entries.contains_key(&key))))
                }
                _ => mismatch("in"),
            },
            Sign::Less | Sign::AtMost | Sign::More | Sign::AtLeast => {
                self.spend(left.size().min(right.size()))?;
                functions::ordered(sign, left, right)
            }
            Sign::Plus => {
                self.spend(left.size() + right.size())?;
                match (left, right) {
                    (Value::List(one, kind), Value::List(two, _)) => self.joined(one, two, kind),
                    _ => functions::arithmetic(sign, left, right),
                }
            }
            _ => functions::arithmetic(sign, left, right),
        }
    }

    /// Two lists as one: a set takes what it has not yet, a map lets the second one's items take their places.
    fn joined(&mut self, one: &[Value], two: &[Value], kind: &ListKind) -> Ran {
        let mut all = one.to_vec();
        for item in two {
            let place = match kind {
                ListKind::Atomic => None,
                ListKind::Set => all.iter().position(|other| other.equals(item)),
                ListKind::Map(keys) => all.iter().position(|other| same_keys(other, item, keys)),
            };
            if !matches!(kind, ListKind::Atomic) {
                self.spend(all.len())?;
            }
            match place {
                Some(place) => all[place] = item.clone(),
                None => all.push(item.clone()),
            }
        }
        Ok(Value::List(all.into(), kind.clone()))
    }
}

/// What reads something that has a fault stops.
fn wrong() -> Stop {
    Stop::Unknown("it reads what has a fault".to_owned())
}

/// Of two reasons to stop the one to tell: what cannot be run here might have decided.
pub(super) fn worse(first: Option<Stop>, stop: Stop) -> Stop {
    match first {
        Some(first) if !matches!(stop, Stop::Unknown(_)) => first,
        _ => stop,
    }
}

fn of_type(name: &str) -> Option<Value> {
    types::NAMES.contains(&name).then(|| Value::Type(name.into()))
}

/// What is at a key or an index.
fn at(of: Value, index: &Value, optional: bool) -> Ran {
    let (of, optional) = match of {
        Value::Optional(None) => return Ok(Value::Optional(None)),
        Value::Optional(Some(within)) => ((*within).clone(), true),
        of => (of, optional),
    };
    let found = match &of {
        Value::Map(entries) => match index.key() {
            Some(key) => entries.get(&key).cloned().ok_or_else(|| format!("there is no `{}`", key.text())),
            None => return mismatch("[]"),
        },
        Value::List(items, _) => match index.key() {
            Some(Key::Whole(whole)) => {
                let item = usize::try_from(whole).ok().and_then(|index| items.get(index));
                item.cloned().ok_or_else(|| format!("there is no item {whole}"))
            }
            _ => return mismatch("[]"),
        },
        _ => return mismatch("."),
    };
    match found {
        Ok(found) if optional => Ok(Value::Optional(Some(Arc::new(found)))),
        Err(_) if optional => Ok(Value::Optional(None)),
        found => found.map_err(Stop::Broken),
    }
}
