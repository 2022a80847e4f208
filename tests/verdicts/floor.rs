//! What held of the verdicts of an API server when this was last measured: less is a step back. Raise it with what you land.

/// By the stage at which the server refuses, how many of its refusals are found.
pub(super) const FOUND: &[(&str, usize)] = &[
    ("decode", 1350),
    ("forbidden", 3),
    ("invalid", 2783),
    ("notfound", 2),
    ("route", 83),
    ("strict", 1465),
];

/// How many documents are refused that the server takes, each with the reason.
pub(super) const ALARMS: &[(&str, &str)] = &[];

/// Of the refusals whose cause names a field, how many are told at that field or within it.
pub(super) const AT_THE_FIELD: usize = 5249;
