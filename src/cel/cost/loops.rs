//! What macros cost: the sum over what the server makes of each.

use super::size::Size;
use super::sizes::Step;
use super::{Coster, Entry, LIST, Local, MAP, below, is_scalar, total};
use crate::cel::syntax::{Expr, Loop, Macro};
use crate::cel::types::Type;

impl Coster<'_> {
    pub(super) fn each(&mut self, at: &Expr, it: &Loop) -> u64 {
        let range = self.of(&it.over);
        match it.what {
            Macro::OptMap | Macro::OptFlatMap => return self.with_value(at, it, range),
            Macro::Bind => {
                let local = Local {
                    name: it.first.clone(),
                    path: self.path(&it.over),
                    size: self.size(&it.over),
                    entry: self.entry(&it.over),
                };
                self.local.push(local);
                let body = self.of(&it.body);
                let (size, entry) = (self.size(&it.body), self.entry(&it.body));
                self.local.pop();
                self.set(at, size, entry);
                return total([LIST, range, body]);
            }
            _ => {}
        }
        let depth = self.local.len();
        self.enter(it);
        let filter = it.filter.as_ref().map(|filter| self.of(filter));
        let body = self.of(&it.body);
        let made = self.size_or_unknown(&it.body);
        let picked = self.local.last().and_then(|local| local.size);
        let picked = picked.or_else(|| {
            let path = self.local.last()?.path.as_ref()?;
            self.sizes.at(path).map(Size::up_to)
        });
        self.local.truncate(depth);

        let filtered = |step: u64| filter.map_or(step, |filter| total([filter, step]));
        // What there is before the loop, for each item, and behind it.
        let (before, step, behind) = match it.what {
            Macro::All => (0, total([3, body]), 1),
            Macro::Exists => (0, total([4, body]), 1),
            Macro::ExistsOne => (0, total([2, body]), 2),
            Macro::Filter => (LIST, total([3 + LIST, body]), 1),
            Macro::ToList => (LIST, filtered(total([2 + LIST, body])), 1),
            Macro::ToMap => (MAP, filtered(total([3, body])), 1),
            _ => (MAP, filtered(total([2, body])), 1),
        };
        let count = self.size_or_unknown(&it.over);
        let (size, item) = match it.what {
            Macro::All | Macro::Exists | Macro::ExistsOne => (Size::ONE, None),
            Macro::Filter => (count, Some(picked.unwrap_or(Size::UNKNOWN))),
            Macro::ToList => (count, Some(made)),
            _ => (count, None),
        };
        let value = |size: Size| Entry { is_list: true, key: Size::ONE, value: size.or(Size::up_to(0)) };
        self.set(at, Some(size), item.map(value));
        total([range, before, count.most.saturating_mul(step), behind])
    }

    /// Names the items of a loop.
    fn enter(&mut self, it: &Loop) {
        let entry = self.entry(&it.over);
        let is_list =
            entry.map_or_else(|| matches!(self.type_of(&it.over), Type::List(_)), |entry| entry.is_list);
        let path = |step| Some(below(self.path(&it.over), step));
        let (key, value) = match (is_list, &it.second) {
            (true, None) => (path(Step::Items), None),
            (true, Some(_)) => (path(Step::Indices), Some(path(Step::Items))),
            (false, None) => (path(Step::Keys), None),
            (false, Some(_)) => (path(Step::Keys), Some(path(Step::Values))),
        };
        let of_value = is_list && it.second.is_none();
        let size = entry.map(|entry| if of_value { entry.value } else { entry.key });
        self.local.push(Local { name: it.first.clone(), path: key, size, entry: None });
        if let (Some(name), Some(path)) = (&it.second, value) {
            let size = entry.map(|entry| entry.value);
            self.local.push(Local { name: name.clone(), path, size, entry: None });
        }
    }

    /// `optMap`: asks whether there is a value, takes it by a name, and makes something of it.
    fn with_value(&mut self, at: &Expr, it: &Loop, target: u64) -> u64 {
        let value = match self.type_of(&it.over) {
            Type::Optional(of) => (*of).clone(),
            _ => Type::Unknown,
        };
        let size = is_scalar(&value).then_some(Size::ONE);
        self.local.push(Local { name: it.first.clone(), path: None, size, entry: None });
        let body = self.of(&it.body);
        self.local.pop();
        let size = if is_scalar(&self.type_of(at)) { Size::ONE } else { Size::UNKNOWN };
        self.set(at, Some(size), None);
        let wrapped = u64::from(it.what == Macro::OptMap);
        total([target, 1, wrapped, LIST, target, 1, body])
    }
}
