//! Makes repositories in memory, object by object.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use miniz_oxide::deflate::compress_to_vec_zlib;
use rkgen::cli::{InMemory, Machine, Root};
use rkgen::git::NoRevision;
use rkgen::world::{FilePath, Memory, Refusal};
use sha2::{Digest, Sha256};

/// The name of an object, as bytes.
pub(crate) type Name = Vec<u8>;

/// A repository at `/repo`, whose objects are named by the first bytes of their SHA-256.
pub(crate) struct Built {
    pub(crate) files: Memory,
    width: usize,
    objects: BTreeMap<Name, (&'static str, Vec<u8>)>,
}

impl Built {
    /// One whose names have as many bytes as those of SHA-1.
    pub(crate) fn new() -> Built {
        let mut built = Built { files: Memory::default(), width: 20, objects: BTreeMap::new() };
        built.set("HEAD", "ref: refs/heads/main\n");
        built.set("config", "[core]\n\trepositoryformatversion = 0\n");
        built.files.add("repo/rkgen.yaml", "");
        built
    }

    /// One whose names are SHA-256.
    pub(crate) fn sha256() -> Built {
        let mut built = Built { width: 32, ..Built::new() };
        built.set("config", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectformat = sha256\n");
        built
    }

    /// Writes a file below `.git`.
    pub(crate) fn set(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.files.add(&format!("repo/.git/{path}"), bytes);
    }

    /// Adds an object that is in no file yet.
    pub(crate) fn unwritten(&mut self, kind: &'static str, content: &[u8]) -> Name {
        let name = Sha256::digest([kind.as_bytes(), b" ", content].concat())[..self.width].to_vec();
        self.objects.insert(name.clone(), (kind, content.to_vec()));
        name
    }

    /// Adds an object in a file of its own.
    pub(crate) fn object(&mut self, kind: &'static str, content: &[u8]) -> Name {
        let name = self.unwritten(kind, content);
        self.write(&name, kind, content);
        name
    }

    /// Writes an object to the file of a name that begins with these digits.
    pub(crate) fn object_named(&mut self, digits: &str, kind: &'static str, content: &[u8]) -> Name {
        let name = data_encoding::HEXLOWER.decode(format!("{digits:0<40}").as_bytes()).expect("digits");
        self.write(&name, kind, content);
        name
    }

    fn write(&mut self, name: &Name, kind: &str, content: &[u8]) {
        let bytes = [format!("{kind} {}\0", content.len()).as_bytes(), content].concat();
        self.set(&loose(name), compress_to_vec_zlib(&bytes, 6));
    }

    pub(crate) fn blob(&mut self, text: &str) -> Name {
        self.object("blob", text.as_bytes())
    }

    /// Adds a folder: modes, names and what they stand for.
    pub(crate) fn tree(&mut self, entries: &[(&str, &str, &Name)]) -> Name {
        let bytes = tree_bytes(entries);
        self.object("tree", &bytes)
    }

    /// Adds a folder with these files and links, and the folders on the way to them.
    pub(crate) fn folder(&mut self, files: &[(&str, &str, &str)]) -> Name {
        let mut entries: BTreeMap<String, (&str, Name)> = BTreeMap::new();
        let mut below: BTreeMap<&str, Vec<(&str, &str, &str)>> = BTreeMap::new();
        for (mode, path, text) in files {
            if let Some((folder, rest)) = path.split_once('/') {
                below.entry(folder).or_default().push((mode, rest, text));
            } else {
                let name = self.blob(text);
                entries.insert((*path).to_owned(), (mode, name));
            }
        }
        for (folder, files) in below {
            let name = self.folder(&files);
            entries.insert(folder.to_owned(), ("40000", name));
        }
        let entries: Vec<(&str, &str, &Name)> =
            entries.iter().map(|(name, (mode, id))| (*mode, name.as_str(), id)).collect();
        self.tree(&entries)
    }

    /// Adds a commit.
    pub(crate) fn commit(&mut self, tree: &Name, parents: &[&Name], time: u32, subject: &str) -> Name {
        let text = commit_text(tree, parents, time, subject);
        self.object("commit", text.as_bytes())
    }

    /// Adds an annotated tag, of which nothing is in `refs`.
    pub(crate) fn tag(&mut self, of: &Name, kind: &str) -> Name {
        let text = tag_text(of, kind);
        self.object("tag", text.as_bytes())
    }

    /// Gives an object a name in `refs`.
    pub(crate) fn name(&mut self, reference: &str, id: &Name) {
        self.set(reference, hex(id) + "\n");
    }

    /// Takes the file of an object away.
    pub(crate) fn remove(&mut self, id: &Name) {
        assert!(self.files.remove(&format!("repo/.git/{}", loose(id))), "it has a file");
    }

    /// What is in an object that was added.
    pub(crate) fn content(&self, id: &Name) -> (&'static str, Vec<u8>) {
        self.objects[id].clone()
    }

    /// Puts other bytes in an object, whose name stays.
    pub(crate) fn replace_content(&mut self, id: &Name, content: Vec<u8>) {
        self.objects.entry(id.clone()).and_modify(|object| object.1 = content);
    }

    /// The machine that has the repository, and nothing else.
    pub(crate) fn machine(&self) -> InMemory {
        InMemory::new(self.files.clone())
    }

    /// What a revision names, or why not, for a project in this folder of the repository.
    pub(crate) fn resolve(&self, said: &str) -> Result<String, NoRevision> {
        at(&self.machine(), "/repo", said, |revision| revision.hash.clone())
    }

    /// What is in a file of a revision.
    pub(crate) fn read(&self, said: &str, file: &str) -> Result<String, Refusal> {
        let read = |revision: &rkgen::git::Revision| revision.world.read(&path(file));
        let bytes = at(&self.machine(), "/repo", said, read).expect("the revision is there")?;
        Ok(String::from_utf8(bytes).expect("it is text"))
    }
}

/// Looks at a revision for a project in this folder.
pub(crate) fn at<T>(
    machine: &dyn Machine,
    project: &str,
    said: &str,
    look: impl FnOnce(&rkgen::git::Revision) -> T,
) -> Result<T, NoRevision> {
    let root = Root {
        world: Box::new(Memory::default()),
        path: PathBuf::from(Path::new(project)),
        here: FilePath::root(),
        seen_from: None,
    };
    machine.revision(&root, said).map(|revision| look(&revision))
}

pub(crate) fn path(text: &str) -> FilePath {
    FilePath::root().join(text).expect("a path")
}

pub(crate) fn commit_text(tree: &Name, parents: &[&Name], time: u32, subject: &str) -> String {
    let mut text = format!("tree {}\n", hex(tree));
    for parent in parents {
        let _ = writeln!(text, "parent {}", hex(parent));
    }
    let who = format!("A <a@example.com> {time} +0000");
    let _ = write!(text, "author {who}\ncommitter {who}\n\n{subject}\n");
    text
}

pub(crate) fn tag_text(of: &Name, kind: &str) -> String {
    format!("object {}\ntype {kind}\ntag t\ntagger A <a@example.com> 1 +0000\n\nt\n", hex(of))
}

pub(crate) fn tree_bytes(entries: &[(&str, &str, &Name)]) -> Vec<u8> {
    let entry = |(mode, name, id): &(&str, &str, &Name)| {
        [mode.as_bytes(), b" ", name.as_bytes(), b"\0", id.as_slice()].concat()
    };
    entries.iter().flat_map(entry).collect()
}

pub(crate) fn hex(id: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(id)
}

fn loose(id: &Name) -> String {
    let digits = hex(id);
    format!("objects/{}/{}", &digits[..2], &digits[2..])
}

/// How an object stands in a pack.
pub(crate) enum Packed {
    /// As it is.
    Whole(Name),
    /// As what is different from the entry at that position of the pack.
    Offset(Name, usize),
    /// As what is different from the object of that name.
    Reference(Name, Name),
}

impl Built {
    /// Writes a pack of these entries and its index, of version 1 or 2.
    pub(crate) fn pack(&mut self, file: &str, version: u8, entries: &[Packed]) {
        let mut pack = [b"PACK".as_slice(), &number(2), &number(entries.len())].concat();
        let mut places: Vec<(Name, usize)> = Vec::new();
        for entry in entries {
            let at = pack.len();
            let (name, base) = match entry {
                Packed::Whole(name) => (name, None),
                Packed::Offset(name, position) => (name, Some(&places[*position].0)),
                Packed::Reference(name, base) => (name, Some(base)),
            };
            let (kind, content) = self.content(name);
            let bytes = match base {
                Some(base) => delta(&self.content(base).1, &content),
                None => content,
            };
            let number = match (entry, kind) {
                (Packed::Offset(..), _) => 6,
                (Packed::Reference(..), _) => 7,
                (_, "commit") => 1,
                (_, "tree") => 2,
                (_, "blob") => 3,
                _ => 4,
            };
            pack.extend(header(number, bytes.len()));
            match entry {
                Packed::Offset(_, position) => pack.extend(distance(at - places[*position].1)),
                Packed::Reference(_, base) => pack.extend(base),
                Packed::Whole(_) => {}
            }
            pack.extend(compress_to_vec_zlib(&bytes, 6));
            places.push((name.clone(), at));
        }
        pack.extend(vec![0; self.width]);
        places.sort();
        self.set(&format!("objects/pack/{file}.idx"), index(version, &places));
        self.set(&format!("objects/pack/{file}.pack"), pack);
    }
}

fn index(version: u8, places: &[(Name, usize)]) -> Vec<u8> {
    let mut index = if version == 2 { b"\xfftOc\0\0\0\x02".to_vec() } else { Vec::new() };
    for byte in 0..=255 {
        index.extend(number(places.iter().filter(|(name, _)| name[0] <= byte).count()));
    }
    if version == 1 {
        index.extend(places.iter().flat_map(|(name, at)| [&number(*at), name.as_slice()].concat()));
        return index;
    }
    index.extend(places.iter().flat_map(|(name, _)| name));
    index.extend(places.iter().flat_map(|_| [0; 4]));
    // The odd ones stand in the table of large offsets, where a pack of more than 2 GiB needs it.
    for (position, (_, at)) in places.iter().enumerate() {
        index.extend(if position % 2 == 1 { number((1 << 31) | (position / 2)) } else { number(*at) });
    }
    for (_, at) in places.iter().skip(1).step_by(2) {
        index.extend((*at as u64).to_be_bytes());
    }
    index
}

fn number(number: usize) -> [u8; 4] {
    u32::try_from(number).expect("it is small").to_be_bytes()
}

fn header(kind: u8, size: usize) -> Vec<u8> {
    let mut bytes = vec![kind << 4 | u8::try_from(size & 15).expect("four bits")];
    let mut rest = size >> 4;
    while rest > 0 {
        *bytes.last_mut().expect("one byte at least") |= 0x80;
        bytes.push(u8::try_from(rest & 0x7f).expect("seven bits"));
        rest >>= 7;
    }
    bytes
}

fn distance(back: usize) -> Vec<u8> {
    let mut bytes = vec![u8::try_from(back & 0x7f).expect("seven bits")];
    let mut rest = back >> 7;
    while rest > 0 {
        rest -= 1;
        bytes.insert(0, 0x80 | u8::try_from(rest & 0x7f).expect("seven bits"));
        rest >>= 7;
    }
    bytes
}

/// A delta that copies what both begin with, and inserts the rest.
fn delta(base: &[u8], content: &[u8]) -> Vec<u8> {
    let size = |mut size: usize| {
        let mut bytes = Vec::new();
        loop {
            let byte = u8::try_from(size & 0x7f).expect("seven bits");
            size >>= 7;
            bytes.push(if size > 0 { byte | 0x80 } else { byte });
            if size == 0 {
                return bytes;
            }
        }
    };
    let same = base.iter().zip(content).take_while(|(one, two)| one == two).count().min(0xffff);
    let mut delta = [size(base.len()), size(content.len())].concat();
    if same > 0 {
        let length = u16::try_from(same).expect("two bytes").to_le_bytes();
        delta.extend([0xb0, length[0], length[1]]);
    }
    for part in content[same..].chunks(0x7f) {
        delta.push(u8::try_from(part.len()).expect("seven bits"));
        delta.extend(part);
    }
    delta
}

/// A text of many lines.
pub(crate) fn lines(count: usize, last: &str) -> String {
    (0..count).fold(String::new(), |text, at| text + &format!("line {at}\n")) + last
}
