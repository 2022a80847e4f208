//! `-o DIR/`: one file an object, and a list of the files that are rkgen's to replace and remove.

use std::collections::BTreeSet;
use std::path::Path;

use crate::cli::machine::Folder;
use crate::diagnostic::{Code, Diagnostic};
use crate::world::{FilePath, Refusal};

/// The list's name, in the folder. It has no ending that `kubectl apply -f DIR/` would read.
const LIST: &str = ".rkgen-files";

const LIST_HEAD: &str = "\
# Written by rkgen: the files in this folder that it made, and may replace and remove.
";

/// What became of the folder, for those who asked.
#[derive(Default, PartialEq, Eq, Debug)]
pub(in crate::cli) struct Changes {
    /// Files that are new or have new bytes.
    pub written: Vec<FilePath>,
    /// Files that no object is in any longer.
    pub removed: Vec<FilePath>,
}

/// Makes the folder hold `files`, beside what others put into it. `named` is what it is called in messages.
///
/// Nothing is touched if a file is in the way that rkgen did not write. The list names at least what is there at
/// any time, so that a run which was cut short is made good by the next one.
pub(in crate::cli) fn fill(
    folder: &dyn Folder,
    named: &Path,
    files: &[(FilePath, String)],
) -> Result<Changes, Box<Diagnostic>> {
    let refused = |verb: &str, path: &FilePath, refusal: &Refusal| {
        let path = named.join(path.as_str());
        Box::new(Diagnostic::new(Code::CannotWrite, format!("cannot {verb} `{}`: {refusal}", path.display())))
    };
    let list = FilePath::root().join(LIST).unwrap_or_default();
    let write_list = |files: &BTreeSet<FilePath>| {
        let text = write_list(files);
        folder.write(&list, text.as_bytes()).map_err(|refusal| refused("write", &list, &refusal))
    };
    let owned = match folder.read(&list) {
        Ok(bytes) => read_list(&String::from_utf8_lossy(&bytes)),
        Err(Refusal::Missing) => BTreeSet::new(),
        Err(refusal) => return Err(refused("read", &list, &refusal)),
    };
    // Reading tells of links that lead out, of which `kind` says nothing.
    let is_there = |path: &FilePath| match folder.read(path) {
        Err(Refusal::Missing) => false,
        // Who writes below a link that leads out tells so.
        Err(Refusal::Outside) => folder.kind(&path.parent()).is_some(),
        _ => true,
    };
    let is_stranger = |path: &&FilePath| !owned.contains(path) && is_there(path);
    let mut strangers = files.iter().map(|(path, _)| path).filter(is_stranger);
    if let Some(first) = strangers.next() {
        let shown = |path: &FilePath| named.join(path.as_str()).display().to_string();
        return Err(Box::new(in_the_way(&shown(first), strangers.map(shown).collect())));
    }

    let made: BTreeSet<FilePath> = files.iter().map(|(path, _)| path.clone()).collect();
    let all: BTreeSet<FilePath> = owned.union(&made).cloned().collect();
    let mut changes = Changes::default();
    if all != owned {
        write_list(&all)?;
    }
    for (path, text) in files {
        // Who watches the folder is not told of files that are what they were.
        if folder.read(path).is_ok_and(|bytes| bytes == text.as_bytes()) {
            continue;
        }
        folder.write(path, text.as_bytes()).map_err(|refusal| refused("write", path, &refusal))?;
        changes.written.push(path.clone());
    }
    // What is not there, or behind a link that leads out, is nobody's to remove.
    for path in owned.difference(&made).filter(|path| folder.kind(path).is_some()) {
        folder.remove(path).map_err(|refusal| refused("remove", path, &refusal))?;
        changes.removed.push(path.clone());
    }
    if all != made {
        write_list(&made)?;
    }
    Ok(changes)
}

/// The files of a list. Lines that name nothing in the folder, or the list, are not rkgen's.
fn read_list(text: &str) -> BTreeSet<FilePath> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let paths = lines.filter_map(|line| FilePath::root().join(line));
    paths.filter(|path| !matches!(path.as_str(), "" | LIST)).collect()
}

fn write_list(files: &BTreeSet<FilePath>) -> String {
    let mut text = LIST_HEAD.to_owned();
    for file in files {
        text.push_str(file.as_str());
        text.push('\n');
    }
    text
}

fn in_the_way(first: &str, others: Vec<String>) -> Diagnostic {
    let message = format!("`{first}` is in the way: it is not a file that rkgen wrote");
    let problem =
        Diagnostic::new(Code::CannotWrite, message).help("move it away, or write into another folder");
    Diagnostic { also: others, ..problem }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::machine::{InMemory, Machine};
    use crate::world::{Memory, World};

    fn files(pairs: &[(&str, &str)]) -> Vec<(FilePath, String)> {
        let file = |(path, text): &(&str, &str)| (FilePath::root().join(path).unwrap(), (*text).to_owned());
        pairs.iter().map(file).collect()
    }

    fn run(machine: &InMemory, pairs: &[(&str, &str)]) -> Result<Changes, Box<Diagnostic>> {
        let path = Path::new("out");
        fill(&*machine.folder(None, path).unwrap(), path, &files(pairs))
    }

    fn paths(paths: &[FilePath]) -> Vec<&str> {
        paths.iter().map(FilePath::as_str).collect()
    }

    fn read(machine: &InMemory, path: &str) -> Option<String> {
        let bytes = machine.files().read(&FilePath::root().join(path).unwrap()).ok()?;
        Some(String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn only_what_changed_is_written_and_only_what_was_made_is_removed() {
        let mut memory = Memory::default();
        memory.add("out/README", "mine");
        let machine = InMemory::new(memory);
        let first = run(&machine, &[("a.yaml", "1"), ("dev/b.yaml", "2")]).unwrap();
        assert_eq!((paths(&first.written), paths(&first.removed)), (vec!["a.yaml", "dev/b.yaml"], vec![]));
        let second = run(&machine, &[("a.yaml", "1"), ("c.yaml", "3")]).unwrap();
        assert_eq!((paths(&second.written), paths(&second.removed)), (vec!["c.yaml"], vec!["dev/b.yaml"]));
        assert_eq!(read(&machine, "out/dev/b.yaml"), None);
        assert_eq!(read(&machine, "out/README").as_deref(), Some("mine"));
        assert_eq!(read(&machine, "out/.rkgen-files"), Some(format!("{LIST_HEAD}a.yaml\nc.yaml\n")));
    }

    #[test]
    fn nothing_is_touched_when_a_strangers_file_is_in_the_way() {
        let mut memory = Memory::default();
        for name in ["b.yaml", "c.yaml"] {
            memory.add(&format!("out/{name}"), "mine");
        }
        let machine = InMemory::new(memory);
        let problem = run(&machine, &[("a.yaml", "1"), ("b.yaml", "2"), ("c.yaml", "3")]).unwrap_err();
        assert_eq!(problem.message, "`out/b.yaml` is in the way: it is not a file that rkgen wrote");
        assert_eq!(problem.also, ["out/c.yaml"]);
        assert_eq!(read(&machine, "out/b.yaml").as_deref(), Some("mine"));
        assert_eq!(read(&machine, "out/a.yaml"), None);
        assert_eq!(read(&machine, "out/.rkgen-files"), None);
    }

    #[test]
    fn a_link_that_leads_out_is_a_strangers() {
        let mut memory = Memory::default();
        memory.refuse("out/b.yaml", Refusal::Outside);
        let problem = run(&InMemory::new(memory), &[("b.yaml", "2")]).unwrap_err();
        assert_eq!(problem.message, "`out/b.yaml` is in the way: it is not a file that rkgen wrote");
    }

    #[test]
    fn a_forged_list_removes_nothing_elsewhere() {
        let mut memory = Memory::default();
        memory.add("precious", "mine");
        memory.add("out/.rkgen-files", "../precious\n/precious\n.rkgen-files\n\n");
        let machine = InMemory::new(memory);
        assert_eq!(run(&machine, &[]).unwrap(), Changes::default());
        assert_eq!(read(&machine, "precious").as_deref(), Some("mine"));
    }
}
