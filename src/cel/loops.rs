//! Runs macros: over the items of a list or the entries of a map, or over what may be absent.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::run::{Ran, Runner, Stop, mismatch, worse};
use super::syntax::{Expr, Loop, Macro};
use super::value::Value;

impl Runner<'_> {
    pub(super) fn each(&mut self, it: &Loop) -> Ran {
        let over = self.of(&it.over)?;
        if matches!(it.what, Macro::OptMap | Macro::OptFlatMap) {
            let Value::Optional(within) = over else { return mismatch("optMap()") };
            let Some(within) = within else { return Ok(Value::Optional(None)) };
            let made = self.with(it, (*within).clone(), None, &it.body)?;
            let flat = it.what == Macro::OptFlatMap;
            return Ok(if flat { made } else { Value::Optional(Some(Arc::new(made))) });
        }
        if it.what == Macro::Bind {
            return self.with(it, over, None, &it.body);
        }
        let items: Vec<(Value, Value)> = match &over {
            Value::List(items, _) => {
                let index = |index: usize| Value::Int(i64::try_from(index).unwrap_or(i64::MAX));
                items.iter().enumerate().map(|(at, item)| (index(at), item.clone())).collect()
            }
            Value::Map(entries) => entries.iter().map(|(key, value)| (key.value(), value.clone())).collect(),
            _ => return mismatch("a loop"),
        };
        self.spend(items.len())?;
        let is_list = matches!(over, Value::List(..));
        match it.what {
            Macro::All | Macro::Exists => self.quantified(it, items, is_list),
            Macro::ExistsOne => {
                let mut count = 0;
                for (key, value) in items {
                    count += usize::from(self.asked(it, is_list, key, value)?);
                }
                Ok(Value::Bool(count == 1))
            }
            _ => self.transformed(it, items, is_list),
        }
    }

    /// The body for one item: with one name, the item of a list or the key of a map.
    fn item(&mut self, it: &Loop, is_list: bool, key: Value, value: Value, body: &Expr) -> Ran {
        match it.second {
            Some(_) => self.with(it, key, Some(value), body),
            None => self.with(it, if is_list { value } else { key }, None, body),
        }
    }

    fn with(&mut self, it: &Loop, first: Value, second: Option<Value>, body: &Expr) -> Ran {
        let depth = self.local.len();
        self.local.push((it.first.clone(), first));
        if let (Some(name), Some(value)) = (&it.second, second) {
            self.local.push((name.clone(), value));
        }
        let found = self.of(body);
        self.local.truncate(depth);
        found
    }

    fn asked(&mut self, it: &Loop, is_list: bool, key: Value, value: Value) -> Ran<bool> {
        match self.item(it, is_list, key, value, &it.body)? {
            Value::Bool(bool) => Ok(bool),
            _ => mismatch("a loop"),
        }
    }

    fn quantified(&mut self, it: &Loop, items: Vec<(Value, Value)>, is_list: bool) -> Ran {
        let decides = it.what == Macro::Exists;
        let mut first_stop = None;
        for (key, value) in items {
            match self.asked(it, is_list, key, value) {
                Ok(bool) if bool == decides => return Ok(Value::Bool(decides)),
                Ok(_) => {}
                Err(Stop::Spent) => return Err(Stop::Spent),
                Err(stop) => first_stop = Some(worse(first_stop, stop)),
            }
        }
        first_stop.map_or(Ok(Value::Bool(!decides)), Err)
    }

    fn transformed(&mut self, it: &Loop, items: Vec<(Value, Value)>, is_list: bool) -> Ran {
        let (mut list, mut map) = (Vec::new(), BTreeMap::new());
        for (key, value) in items {
            if let Some(filter) = &it.filter
                && !matches!(self.item(it, is_list, key.clone(), value.clone(), filter)?, Value::Bool(true))
            {
                continue;
            }
            match it.what {
                Macro::Filter => {
                    if self.asked(it, is_list, key.clone(), value.clone())? {
                        list.push(if is_list { value } else { key });
                    }
                }
                Macro::ToList => list.push(self.item(it, is_list, key, value, &it.body)?),
                Macro::ToMap => {
                    let own = key.key();
                    let made = self.item(it, is_list, key, value, &it.body)?;
                    map.extend(own.map(|own| (own, made)));
                }
                _ => {
                    let Value::Map(entries) = self.item(it, is_list, key, value, &it.body)? else {
                        return mismatch("transformMapEntry()");
                    };
                    for (key, value) in &*entries {
                        if map.insert(key.clone(), value.clone()).is_some() {
                            return Err(Stop::Broken(format!("a map has the key `{}` twice", key.text())));
                        }
                    }
                }
            }
        }
        let to_list = matches!(it.what, Macro::Filter | Macro::ToList);
        Ok(if to_list { Value::list(list) } else { Value::Map(Arc::new(map)) })
    }
}
