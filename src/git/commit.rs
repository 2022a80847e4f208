//! What commits and annotated tags say in their headers.

use super::id::{Format, Id};

/// What a commit says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Commit {
    /// The files.
    pub(super) tree: Id,
    /// The commits that it was made from.
    pub(super) parents: Vec<Id>,
    /// When it was committed, in seconds; older ones come later in a walk through history.
    pub(super) time: i64,
    /// The first line of what was said about it.
    pub(super) subject: String,
}

impl Commit {
    /// Reads the content of a commit; nothing if it is none.
    pub(super) fn parse(bytes: &[u8], format: Format) -> Option<Commit> {
        let text = String::from_utf8_lossy(bytes);
        let (headers, message) = text.split_once("\n\n").unwrap_or((&text, ""));
        let mut lines = headers.lines();
        let tree = Id::parse(lines.next()?.strip_prefix("tree ")?, format)?;
        let (mut parents, mut time) = (Vec::new(), 0);
        for line in lines {
            match line.split_once(' ') {
                Some(("parent", id)) => parents.push(Id::parse(id, format)?),
                Some(("committer", who)) => time = seconds(who),
                _ => {}
            }
        }
        let subject = message.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        Some(Commit { tree, parents, time, subject: subject.trim().to_owned() })
    }
}

/// When, of `name <mail> seconds zone`; 0 where it is not said, as git takes it.
fn seconds(who: &str) -> i64 {
    let when = who.rsplit_once('>').map_or("", |(_, when)| when);
    when.split_whitespace().next().and_then(|seconds| seconds.parse().ok()).unwrap_or_default()
}

/// What an annotated tag names; nothing if it is no tag.
pub(super) fn tagged(bytes: &[u8], format: Format) -> Option<Id> {
    let text = String::from_utf8_lossy(bytes);
    Id::parse(text.lines().next()?.strip_prefix("object ")?, format)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_says_its_files_and_its_parents() {
        let id = |digit: &str| digit.repeat(40);
        let text = format!(
            "tree {}\nparent {}\nparent {}\nauthor A <a@b> 5 +0000\ncommitter C > D <c@d> 17 +0100\ngpgsig -----\n tree x\n\n\nFirst\n\nparent {}\n",
            id("1"),
            id("2"),
            id("3"),
            id("4")
        );
        let commit = Commit::parse(text.as_bytes(), Format::Sha1).unwrap();
        assert_eq!(commit.tree.to_string(), id("1"));
        assert_eq!(commit.parents.len(), 2);
        assert_eq!((commit.time, commit.subject.as_str()), (17, "First"));
        assert_eq!(Commit::parse(b"tree 12\n", Format::Sha1), None);
        assert_eq!(Commit::parse(b"\xff\0", Format::Sha1), None);
        let tag = format!("object {}\ntype commit\ntag v1\n", id("2"));
        assert_eq!(tagged(tag.as_bytes(), Format::Sha1).unwrap().to_string(), id("2"));
    }
}
