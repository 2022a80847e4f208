//! Compares screens.

use std::fmt::Display;

use snapbox::Data;
use snapbox::report::{Palette, write_diff};

/// Whether the lines are the same, where a line `…` in `expected` stands for any number of lines.
pub(super) fn matches(expected: &str, actual: &str) -> bool {
    let expected: Vec<&str> = expected.lines().collect();
    let actual: Vec<&str> = actual.lines().collect();
    lines_match(&expected, &actual)
}

fn lines_match(expected: &[&str], actual: &[&str]) -> bool {
    match (expected, actual) {
        ([], []) => true,
        (["…", rest @ ..], _) => (0..=actual.len()).any(|skipped| lines_match(rest, &actual[skipped..])),
        ([one, expected @ ..], [two, actual @ ..]) => one == two && lines_match(expected, actual),
        _ => false,
    }
}

/// The lines that differ, with `name` as the title of what was expected.
pub(super) fn difference(expected: &str, actual: &str, name: &dyn Display) -> String {
    let mut text = String::new();
    let (expected, actual) = (Data::text(expected), Data::text(actual));
    write_diff(&mut text, &expected, &actual, Some(name), Some(&"now"), Palette::plain())
        .expect("a string takes any text");
    text
}

#[test]
fn an_ellipsis_stands_for_any_lines() {
    assert!(matches("a\n…\nd\n", "a\nb\nc\nd\n"));
    assert!(matches("…\nd\n…\n", "d\n"));
    assert!(!matches("a\n…\nd\n", "a\nb\n"));
    assert!(!matches("a\n", "a\nb\n") && !matches("a\nb\n", "a\n"));
}
