//! What functions cost: `EstimateCallCost` and `functionCost`.

use super::size::{PATTERN, Size, TEXT, of};
use super::sizes::Step;
use super::{Coster, below, total};
use crate::cel::signatures::called;
use crate::cel::syntax::{Expr, Kind};
use crate::cel::types::Type;
use crate::cel::value::Value;

/// The length that the server takes the pattern behind a named format for: `MaxNameFormatRegexSize`.
const FORMAT_PATTERN: f64 = 128.0;
/// The bytes of an address.
const ADDRESS: Size = Size { least: 4, most: 16 };

/// Whether two values are compared at one stroke.
pub(super) fn is_compared_at_once(one: &Type, two: &Type) -> bool {
    match (one, two) {
        (Type::Opaque(one), Type::Opaque(two)) => one == two && !matches!(*one, "kubernetes.URL"),
        _ => false,
    }
}

impl Coster<'_> {
    pub(super) fn call(&mut self, it: &Expr, name: &str, target: Option<&Expr>, arguments: &[Expr]) -> u64 {
        let (name, method) = called(name, target);
        let target = target.filter(|_| method);
        let mut cost = total(arguments.iter().map(|argument| self.of(argument)));
        if let Some(target) = target {
            cost = cost.saturating_add(self.of(target));
        }
        if let ("dyn", [of]) = (&*name, arguments) {
            let (size, entry) = (self.size(of), self.entry(of));
            self.set(it, size, entry);
            return cost.saturating_add(1);
        }
        let (own, size) = match (target, arguments) {
            (Some(target), arguments) => self.method(&name, target, arguments),
            (None, arguments) => self.function(&name, arguments),
        };
        self.set(it, size, None);
        cost.saturating_add(own)
    }

    fn function(&mut self, name: &str, arguments: &[Expr]) -> (u64, Option<Size>) {
        let [first, rest @ ..] = arguments else { return (1, None) };
        let size = self.size_or_unknown(first);
        let own = self.type_of(first);
        match name {
            "url" => (size.cost(TEXT), Some(size)),
            "strings.quote" => {
                let quoted = |length: u64, each| length.saturating_mul(each).saturating_add(2);
                (size.cost(TEXT), Some(Size { least: quoted(size.least, 1), most: quoted(size.most, 2) }))
            }
            "bytes" if matches!(own, Type::Text) || own.is_open() => {
                // As many as four for each letter; beyond all bounds the server's number begins anew.
                (size.cost(TEXT).max(1), Some(Size { least: size.least, most: size.most.wrapping_mul(4) }))
            }
            "string" if matches!(own, Type::Bytes) || own.is_open() => (
                size.cost(TEXT).max(u64::from(own.is_open())),
                Some(Size { least: size.least / 4, most: size.most }),
            ),
            "sets.contains" | "sets.intersects" | "sets.equivalent" => {
                let [second] = rest else { return (1, None) };
                let times = if name == "sets.equivalent" { 2.0 } else { 1.0 };
                (size.times(self.size_or_unknown(second)).cost(times).saturating_add(1), None)
            }
            _ => (1, None),
        }
    }

    fn method(&mut self, name: &str, target: &Expr, arguments: &[Expr]) -> (u64, Option<Size>) {
        let size = self.size_or_unknown(target);
        let mut argument = |index: usize| {
            arguments.get(index).map_or(Size::UNKNOWN, |argument| self.size_or_unknown(argument))
        };
        match name {
            "isSorted" | "sum" | "max" | "min" | "indexOf" | "lastIndexOf" => {
                (self.looked_through(target, size), None)
            }
            "lowerAscii" | "upperAscii" | "substring" | "trim" => (size.cost(TEXT), Some(size)),
            "replace" => (size.cost(2.0 * TEXT), Some(replaced(size, argument(0), argument(1)))),
            "split" => {
                let most = match arguments.get(1).map(|limit| &limit.kind) {
                    Some(Kind::Literal(Value::Int(limit))) => limit.cast_unsigned(),
                    _ => size.most,
                };
                (size.cost(2.0 * TEXT), Some(Size::up_to(most)))
            }
            "join" => {
                let between = match arguments {
                    [] => Size::up_to(0),
                    _ => argument(0).times(Size {
                        least: size.least.saturating_sub(1),
                        most: size.most.saturating_sub(1),
                    }),
                };
                let whole = match self.type_of(target) {
                    Type::List(_) => size.times(self.items(target)).plus(between),
                    _ => between,
                };
                (whole.cost(TEXT), Some(whole))
            }
            "find" | "findAll" => {
                let cost = searched(size, argument(0));
                (cost, Some(Size::up_to(size.most)))
            }
            "matches" => (searched(size, argument(0)), None),
            "contains" => (size.cost(TEXT).saturating_mul(argument(0).cost(TEXT)), None),
            "startsWith" | "endsWith" => (argument(0).cost(TEXT), None),
            "format" => (size.cost(TEXT), None),
            "validate" => (of(argument(0).cost(TEXT), FORMAT_PATTERN * PATTERN), None),
            "containsIP" | "containsCIDR" => {
                let text = arguments.first().is_some_and(|argument| {
                    let own = self.type_of(argument);
                    matches!(own, Type::Text) || own.is_open()
                });
                let read = if text { self.size_or_unknown(&arguments[0]).cost(TEXT) } else { 0 };
                let masked = if name == "containsCIDR" { ADDRESS.cost(TEXT) + 1 } else { 0 };
                (total([ADDRESS.plus(ADDRESS).cost(TEXT), masked, read]), None)
            }
            _ => (1, None),
        }
    }

    /// How large the items of a list are.
    fn items(&self, list: &Expr) -> Size {
        let path = self.path(list).map(|path| below(Some(path), Step::Items));
        path.and_then(|path| self.sizes.at(&path)).map_or(Size::UNKNOWN, Size::up_to)
    }

    /// Looking at each item of a list, and all that is in it where it is a text; or at a text.
    fn looked_through(&self, target: &Expr, size: Size) -> u64 {
        match self.type_of(target) {
            Type::List(items) => {
                let texts = matches!(*items, Type::Text | Type::Bytes);
                let each = if texts { self.items(target).cost(TEXT).saturating_add(1) } else { 1 };
                size.most.saturating_mul(each)
            }
            _ => size.cost(TEXT),
        }
    }
}

/// A pattern that is looked for in a text. An empty text costs something, too.
fn searched(text: Size, pattern: Size) -> u64 {
    text.plus(Size::ONE).cost(TEXT).saturating_mul(pattern.cost(PATTERN))
}

/// How long a text is once one part of it was replaced by another.
#[expect(clippy::cast_precision_loss, reason = "as the server reckons")]
fn replaced(text: Size, part: Size, by: Size) -> Size {
    let (mut count, mut kept) = (Size::up_to(0), Size::up_to(0));
    if part.least == 0 {
        count.most = text.most.saturating_add(1);
        kept.most = text.most;
    } else if by.most <= part.least {
        kept.most = text.most;
    } else {
        count.most = of(text.most, 1.0 / part.least as f64);
    }
    if part.most == 0 {
        count.least = text.least.saturating_add(1);
        kept.least = text.least;
    } else if part.most <= by.least {
        kept.least = text.least;
    } else {
        count.least = of(text.least, 1.0 / part.most as f64);
    }
    count.times(by).plus(kept)
}
