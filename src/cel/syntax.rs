//! What an expression is made of.

use std::ops::Range;
use std::sync::Arc;

use super::value::Value;

/// What is wrong with an expression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The bytes of the expression that it is about.
    pub range: Range<usize>,
    /// What is wrong, to go on from the name of the field that holds the expression: "reads `x`, which is not there".
    pub predicate: String,
    /// What to write instead, if that is known.
    pub help: Option<String>,
    /// Whether it is not the expression that is wrong: it is larger than is looked at here.
    pub beyond: bool,
}

impl Fault {
    pub(super) fn new(range: Range<usize>, predicate: impl Into<String>) -> Fault {
        Fault { range, predicate: predicate.into(), help: None, beyond: false }
    }
}

/// An expression that was read.
#[derive(Clone, Debug)]
pub struct Expression {
    pub(super) root: Expr,
}

impl Expression {
    /// Whether it reads a variable of that name.
    pub fn reads(&self, name: &str) -> bool {
        self.root.reads(name)
    }
}

/// A part of an expression, and the bytes it is told by: the name, the sign.
#[derive(Clone, Debug)]
pub(super) struct Expr {
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
    /// How many expressions stand below each other in it, itself included.
    pub(super) height: usize,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Literal(Value),
    Name(Arc<str>),
    /// `of.field`; `optional` where it is `of.?field`.
    Select {
        of: Box<Expr>,
        field: Arc<str>,
        optional: bool,
    },
    /// `has(of.field)`.
    Has {
        of: Box<Expr>,
        field: Arc<str>,
    },
    Index {
        of: Box<Expr>,
        index: Box<Expr>,
        optional: bool,
    },
    /// A function, or with a target a method.
    Call {
        name: Arc<str>,
        target: Option<Box<Expr>>,
        arguments: Vec<Expr>,
    },
    List(Vec<Item>),
    Map(Vec<(bool, Expr, Expr)>),
    Object {
        name: Arc<str>,
        fields: Vec<Field>,
    },
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Choice(Box<[Expr; 3]>),
    Binary(Sign, Box<[Expr; 2]>),
    Not(Box<Expr>),
    Minus(Box<Expr>),
    Loop(Box<Loop>),
}

/// An item of a list; where it is optional it may be left out.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) optional: bool,
    pub(super) value: Expr,
}

/// A field of an object that is made.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: Arc<str>,
    pub(super) range: Range<usize>,
    pub(super) optional: bool,
    pub(super) value: Expr,
}

/// A sign between two operands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sign {
    Plus,
    Minus,
    Times,
    Over,
    Rest,
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
    In,
}

impl Sign {
    pub(super) fn text(self) -> &'static str {
        match self {
            Sign::Plus => "+",
            Sign::Minus => "-",
            Sign::Times => "*",
            Sign::Over => "/",
            Sign::Rest => "%",
            Sign::Equal => "==",
            Sign::Unequal => "!=",
            Sign::Less => "<",
            Sign::AtMost => "<=",
            Sign::More => ">",
            Sign::AtLeast => ">=",
            Sign::In => "in",
        }
    }
}

/// A macro over the items of a list or the keys of a map, or over an optional value.
#[derive(Clone, Debug)]
pub(super) struct Loop {
    pub(super) what: Macro,
    pub(super) over: Expr,
    /// The name of the item; of two, of the index or key.
    pub(super) first: Arc<str>,
    /// The name of the item or value where there are two.
    pub(super) second: Option<Arc<str>>,
    /// Which items are taken.
    pub(super) filter: Option<Expr>,
    /// What is asked or made of each.
    pub(super) body: Expr,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Macro {
    All,
    Exists,
    ExistsOne,
    Filter,
    /// `map`, and `transformList`.
    ToList,
    ToMap,
    /// `transformMapEntry`: the body is a map of one entry.
    ToEntry,
    OptMap,
    OptFlatMap,
    /// `cel.bind`: a name for a value.
    Bind,
}

impl Expr {
    pub(super) fn new(range: Range<usize>, kind: Kind) -> Expr {
        let mut highest = 0;
        kind.each_part(&mut |part| highest = highest.max(part.height));
        Expr { range, kind, height: highest + 1 }
    }

    fn reads(&self, name: &str) -> bool {
        match &self.kind {
            Kind::Name(own) => own.trim_start_matches('.') == name,
            Kind::Loop(it) if &*it.first == name || it.second.as_deref() == Some(name) => it.over.reads(name),
            kind => {
                let mut any = false;
                kind.each_part(&mut |part| any |= part.reads(name));
                any
            }
        }
    }

    /// The names with dots between, if it is nothing else: `google.protobuf.Duration`.
    pub(super) fn dotted(&self) -> Option<String> {
        match &self.kind {
            Kind::Name(name) => Some(name.to_string()),
            Kind::Select { of, field, optional: false } => Some(format!("{}.{field}", of.dotted()?)),
            _ => None,
        }
    }
}

impl Kind {
    fn each_part(&self, each: &mut dyn FnMut(&Expr)) {
        match self {
            Kind::Literal(_) | Kind::Name(_) => {}
            Kind::Select { of, .. } | Kind::Has { of, .. } => each(of),
            Kind::Index { of, index, .. } => [of, index].into_iter().for_each(|part| each(part)),
            Kind::Call { target, arguments, .. } => {
                target.as_deref().into_iter().chain(arguments).for_each(each);
            }
            Kind::List(items) => items.iter().for_each(|item| each(&item.value)),
            Kind::Map(entries) => entries.iter().flat_map(|(_, key, value)| [key, value]).for_each(each),
            Kind::Object { fields, .. } => fields.iter().for_each(|field| each(&field.value)),
            Kind::And(parts) | Kind::Or(parts) => parts.iter().for_each(each),
            Kind::Choice(parts) => parts.iter().for_each(each),
            Kind::Binary(_, parts) => parts.iter().for_each(each),
            Kind::Not(part) | Kind::Minus(part) => each(part),
            Kind::Loop(it) => [&it.over, &it.body].into_iter().chain(&it.filter).for_each(each),
        }
    }
}
