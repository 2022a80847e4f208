//! What is in a folder of a revision.

use super::id::{Format, Id};

/// What a name in a folder stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mode {
    /// A folder.
    Tree,
    /// A file, executable or not.
    File,
    /// A link, whose content is where it leads.
    Link,
    /// A commit of another repository.
    Submodule,
}

/// A name in a folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Entry {
    /// The name; where it is no text, each part of it that is none is a replacement character.
    pub(super) name: String,
    pub(super) mode: Mode,
    pub(super) id: Id,
}

/// A folder of a revision, sorted by name.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(super) struct Tree(Vec<Entry>);

impl Tree {
    /// Reads "mode SP name NUL id", one after the other; nothing if it is no such thing.
    ///
    /// A name that no folder can have is left out: git writes none.
    pub(super) fn parse(bytes: &[u8], format: Format) -> Option<Tree> {
        let mut entries = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            let space = rest.iter().position(|byte| *byte == b' ')?;
            let (mode, named) = (&rest[..space], &rest[space + 1..]);
            let end = memchr::memchr(0, named)?;
            let id = Id::read(&named[end + 1..], format)?;
            rest = &named[end + 1 + format.width()..];
            let mode = match u32::from_str_radix(std::str::from_utf8(mode).ok()?, 8).ok()? & 0o170_000 {
                0o040_000 => Mode::Tree,
                0o100_000 => Mode::File,
                0o120_000 => Mode::Link,
                0o160_000 => Mode::Submodule,
                _ => return None,
            };
            let name = String::from_utf8_lossy(&named[..end]).into_owned();
            if !matches!(name.as_str(), "" | "." | "..") && !name.contains('/') {
                entries.push(Entry { name, mode, id });
            }
        }
        // Git sorts a folder as if its name ended with `/`.
        entries.sort_by(|one, two| one.name.cmp(&two.name));
        Some(Tree(entries))
    }

    /// What a name stands for.
    pub(super) fn get(&self, name: &str) -> Option<&Entry> {
        // A disk does not find what is no text by a text either.
        let is_text = !name.contains(char::REPLACEMENT_CHARACTER);
        let at = self.0.binary_search_by(|entry| entry.name.as_str().cmp(name)).ok()?;
        is_text.then(|| &self.0[at])
    }

    /// All names, sorted.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_impossible_ones_left_out() {
        let entry =
            |mode: &str, name: &str| [mode.as_bytes(), b" ", name.as_bytes(), b"\0", &[7; 20]].concat();
        let bytes = [
            entry("100644", "a.yaml"),
            entry("40000", "a"),
            entry("120000", "b"),
            entry("160000", "c"),
            entry("100755", ".."),
            entry("100644", "x/y"),
        ]
        .concat();
        let tree = Tree::parse(&bytes, Format::Sha1).unwrap();
        let names: Vec<&str> = tree.entries().iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(names, ["a", "a.yaml", "b", "c"]);
        assert_eq!(tree.get("c").map(|entry| entry.mode), Some(Mode::Submodule));
        assert_eq!(tree.get("d"), None);
        for cut in 1..entry("100644", "a").len() {
            assert_eq!(Tree::parse(&entry("100644", "a")[..cut], Format::Sha1), None, "{cut}");
        }
    }
}
