//! What objects are made of: the types of all kinds with their fields, and how lists in them are merged.
//!
//! From the OpenAPI document of Kubernetes 1.36, written by `cargo xtask schema`. The tables are text that is searched
//! where it lies: `types.txt` has a line for each type, sorted, and below it an indented one for each field, sorted;
//! `kinds.txt` has the type of each kind. Nothing is decoded before it is asked for.

mod later;
mod search;

static TYPES: &str = include_str!("types.txt");
static HEADS: [u32; search::sections(TYPES)] = search::heads(TYPES);
static KINDS: &str = include_str!("kinds.txt");

/// The type of the objects of a kind; nothing if the API server does not serve it by itself.
pub fn of_kind(group: &str, version: &str, kind: &str) -> Option<Type> {
    let wanted = [group, "/", version, "/", kind, " "];
    let line = search::line(KINDS, |line| search::compare(line, &wanted))?;
    Type::named(line.rsplit(' ').next()?)
}

/// A type with fields.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Type {
    name: &'static str,
    fields: &'static str,
}

impl Type {
    /// The type of that name with its group and version: `core.v1.Container`.
    pub fn named(name: &str) -> Option<Type> {
        let (name, fields) = search::section(TYPES, &HEADS, name)?;
        Some(Type { name, fields })
    }

    /// The name as the API reference writes it: `Container`.
    pub fn name(self) -> &'static str {
        self.name.rsplit('.').next().unwrap_or(self.name)
    }

    /// The field of that name.
    pub fn field(self, name: &str) -> Option<Field> {
        let line = search::line(self.fields, |line| search::compare(line, &[" ", name, " "]))?;
        Field::read(line)
    }

    /// The fields, sorted by name.
    pub fn fields(self) -> impl Iterator<Item = Field> {
        self.fields.lines().filter_map(Field::read)
    }
}

/// Every type, sorted by its name with group and version.
pub fn types() -> impl Iterator<Item = Type> {
    let names = TYPES.lines().filter(|line| !line.starts_with(' '));
    names.filter_map(Type::named)
}

/// A field of a type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
    words: &'static str,
}

impl Field {
    fn read(line: &'static str) -> Option<Field> {
        let (name, rest) = line.strip_prefix(' ')?.split_once(' ')?;
        let (holds, words) = rest.split_once(' ').unwrap_or((rest, ""));
        Some(Field { name, holds: Holds(holds), words })
    }

    /// Whether a strategic merge patch merges the list in it (`x-kubernetes-patch-strategy: merge`).
    pub fn merges(self) -> bool {
        self.has("merge") || self.merge_key().is_some()
    }

    /// The key by which a strategic merge patch finds an item (`x-kubernetes-patch-merge-key`).
    pub fn merge_key(self) -> Option<&'static str> {
        self.word("merge=")
    }

    /// Whether a strategic merge patch replaces the map in it (`x-kubernetes-patch-strategy: replace`).
    pub fn is_replaced(self) -> bool {
        self.has("replace")
    }

    /// Whether `kubectl apply` says with each patch which keys stay (`x-kubernetes-patch-strategy: retainKeys`).
    pub fn retains_keys(self) -> bool {
        self.has("retainKeys")
    }

    /// The keys that tell one item from another (`x-kubernetes-list-map-keys`); none if it is no such list.
    pub fn map_keys(self) -> impl Iterator<Item = &'static str> {
        self.word("keys=").into_iter().flat_map(|keys| keys.split(','))
    }

    /// Whether the list in it holds each value only once (`x-kubernetes-list-type: set`).
    pub fn is_set(self) -> bool {
        self.has("set")
    }

    /// Whether the list in it has one owner (`x-kubernetes-list-type: atomic`).
    pub fn is_atomic(self) -> bool {
        self.has("atomic")
    }

    fn has(self, word: &str) -> bool {
        self.words.split(' ').any(|other| other == word)
    }

    fn word(self, prefix: &str) -> Option<&'static str> {
        self.words.split(' ').find_map(|word| word.strip_prefix(prefix))
    }
}

/// What a field, an item of a list or a value of a map is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Holds(&'static str);

impl Holds {
    /// A whole number.
    pub const INTEGER: Holds = Holds("integer");
    /// `true` or `false`.
    pub const BOOLEAN: Holds = Holds("boolean");

    /// The items of a list; nothing if it is none.
    pub fn items(self) -> Option<Holds> {
        self.0.strip_prefix("[]").map(Holds)
    }

    /// The values of a map whose keys are free; nothing if it is none.
    pub fn values(self) -> Option<Holds> {
        self.0.strip_prefix("{}").map(Holds)
    }

    /// The type of a map with fields; nothing if it is none.
    pub fn fields(self) -> Option<Type> {
        // The names of all others have no dot.
        self.0.contains('.').then(|| Type::named(self.0)).flatten()
    }

    /// Whether it is an amount, as `100m` or `1Gi`.
    pub fn is_quantity(self) -> bool {
        self.0 == "quantity"
    }

    /// Whether it is a string, a number or a truth value.
    pub fn is_scalar(self) -> bool {
        matches!(self.0, "string" | "integer" | "number" | "boolean" | "int-or-string" | "quantity")
    }
}

impl From<Type> for Holds {
    fn from(of: Type) -> Self {
        Holds(of.name)
    }
}

#[cfg(test)]
mod tests;
