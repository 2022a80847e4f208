//! What an expression can cost at most, as the server reckons before it takes one.
//!
//! From `checker/cost.go` in `cel-go`, and `apiserver/pkg/cel/library/cost.go` in Kubernetes 1.36. The server reckons over
//! what macros stand for: each loop has its own sum here. Odd as it may be, what it takes for the size of a value is taken
//! for it here, too: the variable of a loop over values without a place has the size of the whole.

mod calls;
mod loops;
mod size;
mod sizes;

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::check::{Environment, Types, types};
use super::syntax::{Expr, Expression, Kind, Sign};
use super::types::Type;
use super::value::Value;
use size::{Size, TEXT};
use sizes::Step;
pub use sizes::{Sizes, Within};

/// The most that an expression can cost. It must be right by types; `sizes` are those of its variables `self` and
/// `oldSelf`.
pub fn cost(expression: &Expression, environment: &Environment, sizes: &Sizes) -> u64 {
    let types = types(expression, environment);
    let mut coster = Coster {
        types,
        sizes,
        paths: FxHashMap::default(),
        known: FxHashMap::default(),
        entries: FxHashMap::default(),
        local: Vec::new(),
    };
    coster.of(&expression.root)
}

const LIST: u64 = 10;
const MAP: u64 = 30;
const OBJECT: u64 = 40;

/// The way from a variable to a value, without the variable.
type Path = Option<Vec<Step>>;

struct Coster<'e> {
    types: Types,
    sizes: &'e Sizes,
    paths: FxHashMap<usize, Path>,
    known: FxHashMap<usize, Size>,
    entries: FxHashMap<usize, Entry>,
    local: Vec<Local>,
}

/// A variable of a loop.
struct Local {
    name: Arc<str>,
    path: Path,
    size: Option<Size>,
    entry: Option<Entry>,
}

/// The sizes of what is in a list or map that an expression makes.
#[derive(Clone, Copy)]
struct Entry {
    is_list: bool,
    key: Size,
    value: Size,
}

impl Entry {
    fn or(self, other: Entry) -> Entry {
        Entry { is_list: self.is_list, key: self.key.or(other.key), value: self.value.or(other.value) }
    }
}

fn id(it: &Expr) -> usize {
    std::ptr::from_ref(it).addr()
}

/// A path with one more step; the first step of all is the variable.
fn below(path: Path, step: Step) -> Vec<Step> {
    path.map_or_else(Vec::new, |mut path| {
        path.push(step);
        path
    })
}

fn total(costs: impl IntoIterator<Item = u64>) -> u64 {
    costs.into_iter().fold(0, u64::saturating_add)
}

impl Coster<'_> {
    fn of(&mut self, it: &Expr) -> u64 {
        match &it.kind {
            Kind::Literal(_) => 0,
            Kind::Name(name) => {
                let path = self.variable(name).map_or_else(|| Some(Vec::new()), |local| local.path.clone());
                self.paths.insert(id(it), path);
                1
            }
            Kind::Select { of, field, optional: false } => self.select(it, of, field),
            Kind::Select { of, optional: true, .. } => self.of(of).saturating_add(1),
            Kind::Has { of, .. } => self.of(of),
            Kind::Index { of, index, optional } => self.index(it, of, index, *optional),
            Kind::Call { name, target, arguments } => self.call(it, name, target.as_deref(), arguments),
            Kind::List(items) => {
                let costs = total(items.iter().map(|item| self.of(&item.value)));
                let value = self.within(items.iter().map(|item| &item.value));
                self.entries.insert(id(it), Entry { is_list: true, key: Size::ONE, value });
                costs.saturating_add(LIST)
            }
            Kind::Map(entries) => {
                let costs =
                    total(entries.iter().map(|(_, key, value)| self.of(key).saturating_add(self.of(value))));
                let key = self.within(entries.iter().map(|(_, key, _)| key));
                let value = self.within(entries.iter().map(|(_, _, value)| value));
                self.entries.insert(id(it), Entry { is_list: false, key, value });
                costs.saturating_add(MAP)
            }
            Kind::Object { fields, .. } => {
                total(fields.iter().map(|field| self.of(&field.value))).saturating_add(OBJECT)
            }
            Kind::And(parts) | Kind::Or(parts) => total(parts.iter().map(|part| self.of(part))),
            Kind::Choice(parts) => self.choice(it, parts),
            Kind::Binary(sign, parts) => self.binary(it, *sign, parts),
            Kind::Not(part) | Kind::Minus(part) => self.of(part).saturating_add(1),
            Kind::Loop(over) => self.each(it, over),
        }
    }

    fn variable(&self, name: &str) -> Option<&Local> {
        self.local.iter().rev().find(|local| *local.name == *name)
    }

    fn type_of(&self, it: &Expr) -> Type {
        self.types.get(&id(it)).cloned().unwrap_or(Type::Unknown)
    }

    fn path(&self, it: &Expr) -> Path {
        self.paths.get(&id(it)).cloned().flatten()
    }

    /// `computeSize`.
    fn size(&mut self, it: &Expr) -> Option<Size> {
        if let Some(known) = self.known.get(&id(it)) {
            return Some(*known);
        }
        match &it.kind {
            Kind::Literal(Value::Text(text)) => return Some(Size::exactly(text.chars().count())),
            Kind::Literal(Value::Bytes(bytes)) => return Some(Size::exactly(bytes.len())),
            Kind::Literal(_) => return Some(Size::ONE),
            Kind::List(items) => return Some(Size::exactly(items.len())),
            Kind::Map(entries) => return Some(Size::exactly(entries.len())),
            _ => {}
        }
        if let Some(most) = self.path(it).and_then(|path| self.sizes.at(&path)) {
            self.known.insert(id(it), Size::up_to(most));
            return Some(Size::up_to(most));
        }
        if is_scalar(&self.type_of(it)) {
            return Some(Size::ONE);
        }
        match &it.kind {
            Kind::Name(name) => self.variable(name)?.size,
            _ => None,
        }
    }

    fn size_or_unknown(&mut self, it: &Expr) -> Size {
        self.size(it).unwrap_or(Size::UNKNOWN)
    }

    /// The range of the sizes of some values.
    fn within<'e>(&mut self, all: impl Iterator<Item = &'e Expr>) -> Size {
        let sizes = all.map(|it| self.size_or_unknown(it));
        sizes.reduce(Size::or).unwrap_or(Size::up_to(0))
    }

    /// `computeEntrySize`.
    fn entry(&self, it: &Expr) -> Option<Entry> {
        let local = match &it.kind {
            Kind::Name(name) => self.variable(name),
            _ => None,
        };
        self.entries.get(&id(it)).copied().or_else(|| local?.entry)
    }

    fn set(&mut self, it: &Expr, size: Option<Size>, entry: Option<Entry>) {
        self.known.extend(size.map(|size| (id(it), size)));
        self.entries.extend(entry.map(|entry| (id(it), entry)));
    }

    fn select(&mut self, it: &Expr, of: &Expr, field: &Arc<str>) -> u64 {
        // The name of a type with dots in it is one name.
        if !self.types.contains_key(&id(of)) {
            self.paths.insert(id(it), Some(Vec::new()));
            return 1;
        }
        let cost = self.of(of);
        let own = u64::from(matches!(self.type_of(of), Type::Map(_) | Type::Object(_) | Type::Free));
        let path = below(self.path(of), Step::Field(field.clone()));
        self.paths.insert(id(it), Some(path));
        cost.saturating_add(own)
    }

    fn index(&mut self, it: &Expr, of: &Expr, index: &Expr, optional: bool) -> u64 {
        let cost = total([self.of(of), self.of(index), 1]);
        let own = self.type_of(of);
        if optional || matches!(own, Type::Optional(_)) {
            return cost;
        }
        let step = if matches!(own, Type::List(_)) { Step::Items } else { Step::Values };
        let path = below(self.path(of), step);
        self.paths.insert(id(it), Some(path));
        let size = self.entry(of).map(|entry| entry.value).or_else(|| self.size(it));
        self.set(it, size, None);
        cost
    }

    fn choice(&mut self, it: &Expr, [condition, then, other]: &[Expr; 3]) -> u64 {
        let cost = self.of(condition);
        let both = self.of(then).max(self.of(other));
        let size = self.size_or_unknown(then).or(self.size_or_unknown(other));
        let entry = self.entry(then).zip(self.entry(other)).map(|(one, two)| one.or(two));
        self.set(it, Some(size), entry);
        cost.saturating_add(both)
    }

    fn binary(&mut self, it: &Expr, sign: Sign, [left, right]: &[Expr; 2]) -> u64 {
        let cost = self.of(left).saturating_add(self.of(right));
        let (one, two) = (self.type_of(left), self.type_of(right));
        let could_be = |is: fn(&Type) -> bool| (is(&one) || one.is_open()) && (is(&two) || two.is_open());
        let texts = could_be(|own| matches!(own, Type::Text)) || could_be(|own| matches!(own, Type::Bytes));
        let is_sure = !one.is_open() && !two.is_open();
        let (left_size, right_size) = (self.size_or_unknown(left), self.size_or_unknown(right));
        let compared = Size::up_to(left_size.most.min(right_size.most)).cost(TEXT);
        let own = match sign {
            Sign::Equal if calls::is_compared_at_once(&one, &two) => 1,
            Sign::Equal | Sign::Unequal => compared,
            Sign::Less | Sign::AtMost | Sign::More | Sign::AtLeast if texts => {
                if is_sure {
                    compared
                } else {
                    compared.max(1)
                }
            }
            Sign::In => match two {
                Type::Map(_) => 1,
                Type::List(_) => right_size.most,
                _ => right_size.most.max(1),
            },
            Sign::Plus => {
                let lists = could_be(|own| matches!(own, Type::List(_)));
                let sum = left_size.plus(right_size);
                if texts || lists {
                    let entry = self.entry(left).zip(self.entry(right)).map(|(one, two)| one.or(two));
                    self.set(it, Some(sum), entry);
                }
                if texts { sum.cost(TEXT).max(u64::from(!is_sure)) } else { 1 }
            }
            _ => 1,
        };
        cost.saturating_add(own)
    }
}

/// `isScalar`: whether all values of a type are equally large.
fn is_scalar(own: &Type) -> bool {
    match own {
        Type::Optional(of) => is_scalar(of),
        own => matches!(
            own,
            Type::Bool | Type::Double | Type::Duration | Type::Int | Type::Timestamp | Type::Uint
        ),
    }
}

#[cfg(test)]
mod tests;
