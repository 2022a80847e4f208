//! Differences within a text: by line, or as the trees that both texts hold.

use std::ops::Range;

use ecow::EcoString;
use similar::{DiffOp, DiffTag, group_diff_ops};

use super::Format;
use super::sequence::operations;
use crate::diagnostic::Diagnostics;
use crate::source::Sources;
use crate::yaml::{self, Node, Rules, Value};

/// How many lines are kept around those that differ.
const AROUND: usize = 2;

/// Lines of a text that differ, with some around them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hunk {
    /// Which lines before, from 0.
    pub before: Range<usize>,
    /// Which lines after, from 0.
    pub after: Range<usize>,
    /// All of them, in order; of those that differ the ones before come first.
    pub lines: Vec<Line>,
}

/// A line of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Which side has it.
    pub tag: Tag,
    /// The line without its break.
    pub text: EcoString,
}

/// Which side has a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tag {
    /// Both.
    Both,
    /// It is gone.
    Before,
    /// It is new.
    After,
}

/// The lines that differ.
pub(super) fn lines(before: &str, after: &str) -> Vec<Hunk> {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (before.split_inclusive('\n').collect(), after.split_inclusive('\n').collect());
    let hunk = |operations: &Vec<DiffOp>| {
        let (first, last) = (operations.first()?, operations.last()?);
        let mut lines = Vec::new();
        for operation in operations {
            let of = |side: &[&str], range: Range<usize>, tag| {
                let lines = side.get(range).unwrap_or_default().iter();
                lines
                    .map(move |line| Line { tag, text: line.trim_end_matches('\n').into() })
                    .collect::<Vec<_>>()
            };
            if operation.tag() == DiffTag::Equal {
                lines.extend(of(&new, operation.new_range(), Tag::Both));
            } else {
                lines.extend(of(&old, operation.old_range(), Tag::Before));
                lines.extend(of(&new, operation.new_range(), Tag::After));
            }
        }
        Some(Hunk {
            before: first.old_range().start..last.old_range().end,
            after: first.new_range().start..last.new_range().end,
            lines,
        })
    };
    group_diff_ops(operations(&old, &new), AROUND).iter().filter_map(hunk).collect()
}

/// The trees that two texts hold, if both hold one: a map or a list, in JSON or in a file whose name, the `key`, says that
/// it is YAML.
pub(super) fn trees(key: &str, texts: (&str, &str), sources: &Sources) -> Option<(Format, Node, Node)> {
    let is_json = |text: &str| text.trim_start().starts_with(['{', '[']);
    let format = if is_json(texts.0) && is_json(texts.1) {
        Format::Json
    } else if [".yaml", ".yml"].iter().any(|end| key.ends_with(end)) {
        Format::Yaml
    } else {
        return None;
    };
    Some((format, tree(key, texts.0, sources)?, tree(key, texts.1, sources)?))
}

/// The one document of a text, if it is a map or a list. The text is added to `sources` under that name.
pub fn tree(name: &str, text: &str, sources: &Sources) -> Option<Node> {
    let mut problems = Diagnostics::default();
    let mut documents = yaml::read(text, &sources.add(name, text), Rules::Kustomize, &mut problems);
    let root = documents.pop().filter(|_| documents.is_empty() && !problems.has_errors())?;
    matches!(root.value(), Value::Mapping(_) | Value::Sequence(_)).then_some(root)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_differ_stand_with_those_around_them() {
        let before = "a\nb\nc\nd\ne\nf\n";
        let after = "a\nb\nc\nD\ne\nf\n";
        let [hunk] = <[Hunk; 1]>::try_from(lines(before, after)).unwrap();
        let drawn: Vec<(Tag, &str)> = hunk.lines.iter().map(|line| (line.tag, line.text.as_str())).collect();
        let both = |text| (Tag::Both, text);
        assert_eq!(
            drawn,
            [both("b"), both("c"), (Tag::Before, "d"), (Tag::After, "D"), both("e"), both("f")]
        );
        assert_eq!((hunk.before, hunk.after), (1..6, 1..6));
    }
}
