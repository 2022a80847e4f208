//! What is sure, and what is not.

use super::*;
use crate::diagnostic::Diagnostics;
use crate::source::Sources;
use crate::yaml::{Rules, read};

fn with(text: &str, path: &str, value: &str) -> Result<String> {
    let file = Sources::default().add("a.yaml", text);
    let document = read(text, &file, Rules::Kustomize, &mut Diagnostics::default()).remove(0);
    rewritten(text, &document, &[(Path::parse(path).unwrap(), value.into())])
}

#[test]
fn what_cannot_be_written_is_told_with_its_line() {
    for (text, line) in [
        ("t: 1\na: &x 1\nb: *x\n", 2),
        ("t: 1\na: !!str 1\n", 2),
        ("t: 1\na: >\n  b\n", 2),
        ("t: 1\na: |+\n  b\n\nc: d\n", 2),
        ("t: 1\na: | # c\n  b\n", 2),
        ("t: 1\n# foot\n\nb: 2\n", 4),
        ("t: 1\na:\n  b: 1\n  # foot\nc: 2\n", 5),
        ("t: 1\na:\n- # c\n  b\n", 3),
        ("t: 1\n? a\n: b\n", 2),
        ("t: 1\na:\tb\n", 2),
        ("t: 1\na:\n# end\n", 4),
        ("t: 1\na:\n# c\n-\n", 4),
        ("t: 1\na: [b, # c\n  d]\n", 2),
    ] {
        assert_eq!(with(text, "t", "7").map_err(|no| no.line), Err(Some(line)), "{text}");
    }
}
