//! The names of the language: what a template can call, and what it cannot on purpose.

/// The functions, without the macros that a template brings itself.
pub(super) const FUNCTIONS: &[&str] =
    &["checksum", "dict", "fail", "file", "namespace", "range", "ref", "render"];

/// Those of them that are told where they are called, by a keyword of this name.
pub(super) const PLACED: &[&str] = &["checksum", "fail", "file", "ref", "render"];
pub(super) const PLACE: &str = "__place";

/// The filters that hand on text of the template as it is; every other one is given the string that it is.
pub(super) const KEEPERS: &[&str] = &["d", "default", "indent", "trim"];

/// The filters that do not look at the text of names and checksums, which are not known while a template is rendered.
pub(super) const BLIND: &[&str] = &["d", "default", "format", "indent", "join", "string", "tojson", "trim"];

/// The filters that look at no part of a list or map.
pub(super) const BY_PARTS: &[&str] = &[
    "attr", "batch", "chain", "count", "first", "items", "last", "length", "list", "reverse", "slice", "zip",
];

/// The tests that do not look at a text.
pub(super) const BLIND_TESTS: &[&str] = &[
    "boolean",
    "defined",
    "false",
    "filter",
    "float",
    "int",
    "integer",
    "iterable",
    "mapping",
    "none",
    "number",
    "sequence",
    "string",
    "test",
    "true",
    "undefined",
];

/// The functions that only put together what they are given.
pub(super) const BLIND_FUNCTIONS: &[&str] = &["dict", "namespace"];

/// Names that people know from elsewhere, and what to write here.
pub(super) const REFUSED: &[(&str, &str)] = &[
    ("e", "a value cannot break the YAML: take the filter away"),
    ("escape", "a value cannot break the YAML: take the filter away"),
    ("safe", "a value stays a value; template text comes from macros and includes"),
    ("quote", "a string stays a string: take the filter away"),
    ("squote", "a string stays a string: take the filter away"),
    ("toYaml", "write the value itself, as in `resources: {{ resources }}`"),
    ("toyaml", "write the value itself, as in `resources: {{ resources }}`"),
    ("nindent", "write the value itself; alone on its line, text of several lines begins at its column"),
    ("toJson", "write `tojson`"),
    ("b64enc", "write `b64encode`"),
    ("b64dec", "write `b64decode`"),
    ("sha256sum", "write `sha256`"),
    ("pprint", "write `tojson`"),
    ("urlencode", "there is none yet"),
];

const FILTERS: &[&str] = &[
    "abs",
    "attr",
    "b64decode",
    "b64encode",
    "batch",
    "bool",
    "capitalize",
    "chain",
    "count",
    "d",
    "default",
    "dictsort",
    "first",
    "float",
    "format",
    "groupby",
    "indent",
    "int",
    "items",
    "join",
    "last",
    "length",
    "lines",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "reject",
    "rejectattr",
    "replace",
    "reverse",
    "round",
    "select",
    "selectattr",
    "sha256",
    "slice",
    "sort",
    "split",
    "string",
    "sum",
    "title",
    "tojson",
    "trim",
    "unique",
    "upper",
    "zip",
];

const TESTS: &[&str] = &[
    "!=",
    "<",
    "<=",
    "==",
    ">",
    ">=",
    "boolean",
    "defined",
    "divisibleby",
    "endingwith",
    "eq",
    "equalto",
    "even",
    "false",
    "filter",
    "float",
    "ge",
    "greaterthan",
    "gt",
    "in",
    "int",
    "integer",
    "iterable",
    "le",
    "lessthan",
    "lower",
    "lt",
    "mapping",
    "ne",
    "none",
    "number",
    "odd",
    "sameas",
    "sequence",
    "startingwith",
    "string",
    "test",
    "true",
    "undefined",
    "upper",
];

pub(super) fn filters() -> &'static [&'static str] {
    FILTERS
}

pub(super) fn tests() -> &'static [&'static str] {
    TESTS
}

/// A path that no file has.
pub(super) const NO_TEMPLATE: &str = "templates/..";
