//! Runs the console blocks of a Markdown page, in process and over a machine in memory.
//!
//! A case is a heading with its blocks, taken from top to bottom. A block whose info line has a path after the
//! language is a file; a word after the path says that it is something that a page cannot show (see
//! [`page::Content`]). A `console` block has commands (`$ rkgen build prod`), each with its exact screen below
//! it: standard output, then standard error, then `[exit N]` if the status is not 0. A line `…` stands for any
//! lines. `cat FILE` and `ls FOLDER` look at what a command wrote. Every other block is prose.

mod page;
mod screen;

use std::ffi::OsString;
use std::fmt::Write as _;
use std::ops::Range;

use rkgen::cli::{self, InMemory};
use rkgen::world::{FileKind, FilePath, Memory, Output, Program, Refusal, World as _};

use page::{Case, Content, Step};

/// A command that was run.
pub(crate) struct Ran {
    /// The heading that it stands under.
    pub(crate) heading: String,
    /// The command, without `$ `.
    pub(crate) command: String,
    /// Where its screen is in the page.
    pub(crate) place: Range<usize>,
    /// The screen that the page promises.
    pub(crate) expected: String,
    /// The screen that was.
    pub(crate) actual: String,
}

impl Ran {
    /// Whether the page told the truth.
    pub(crate) fn holds(&self) -> bool {
        screen::matches(&self.expected, &self.actual)
    }

    /// The two screens' lines, for a person.
    pub(crate) fn difference(&self) -> String {
        screen::difference(&self.expected, &self.actual, &format!("{}: $ {}", self.heading, self.command))
    }
}

/// Runs all commands of the page `text`. A case without files of its own runs over those of `repository`.
pub(crate) fn run(text: &str, repository: &Memory) -> Vec<Ran> {
    page::cases(text).into_iter().flat_map(|case| run_case(case, text, repository)).collect()
}

/// The files that the cases of the page `text` bring.
pub(crate) fn files(text: &str) -> Vec<Vec<u8>> {
    let steps = page::cases(text).into_iter().flat_map(|case| case.steps);
    let file = |step| match step {
        Step::Put(_, Content::File(bytes)) => Some(bytes),
        _ => None,
    };
    steps.filter_map(file).collect()
}

/// The files of each case of the page `text` as one text: a line of `mark` and the path before each file.
pub(crate) fn trees(text: &str, mark: &str) -> Vec<Vec<u8>> {
    let tree = |case: Case| {
        let mut tree = Vec::new();
        for step in case.steps {
            if let Step::Put(path, Content::File(bytes)) = step {
                let line_break = if tree.is_empty() { "" } else { "\n" };
                tree.extend([format!("{line_break}{mark}{path}\n").as_bytes(), &bytes].concat());
            }
        }
        tree
    };
    page::cases(text).into_iter().map(tree).filter(|tree| !tree.is_empty()).collect()
}

fn run_case(case: Case, text: &str, repository: &Memory) -> Vec<Ran> {
    let brings_files = case.steps.iter().any(|step| matches!(step, Step::Put(..)));
    let machine = InMemory::new(if brings_files { Memory::default() } else { repository.clone() });
    let mut ran = Vec::new();
    for step in case.steps {
        match step {
            Step::Put(path, content) => put(&mut machine.files(), &path, content, repository),
            Step::Run(command, place) => {
                let (heading, expected) = (case.heading.clone(), text[place.clone()].to_owned());
                let actual = screen(&command, &machine);
                ran.push(Ran { heading, command, place, expected, actual });
            }
        }
    }
    ran
}

fn put(files: &mut Memory, path: &str, content: Content, repository: &Memory) {
    match content {
        Content::File(bytes) => files.add(path, bytes),
        Content::OfRepository => copy(files, &FilePath::root().join(path).expect("a path"), repository),
        Content::LinkOutside => files.refuse(path, Refusal::Outside),
        Content::Variable(bytes) => files.set_variable(path, bytes),
        Content::Decrypted(out) => {
            files.answer(Program::Sops, path, Ok(Output { status: Some(0), out, err: Vec::new() }));
        }
        Content::Rendered(out) => {
            files.answer_chart(path, Ok(Output { status: Some(0), out, err: Vec::new() }));
        }
        Content::NotDecrypted(err) => {
            files.answer(Program::Sops, path, Ok(Output { status: Some(128), out: Vec::new(), err }));
        }
        Content::Unreadable => files.refuse(path, Refusal::Unreadable("permission denied".to_owned())),
    }
}

/// Copies a file of the repository, or all files of a folder.
fn copy(files: &mut Memory, path: &FilePath, repository: &Memory) {
    if let Ok(bytes) = repository.read(path) {
        return files.add(path.as_str(), bytes);
    }
    let entries = repository.list(path).expect("the repository has what a page takes from it");
    for entry in entries {
        copy(files, &path.join(&entry.name).expect("a path"), repository);
    }
}

/// What a person sees who types `command`.
fn screen(command: &str, machine: &InMemory) -> String {
    let words = words(command);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let path = |named: &str| FilePath::root().join(named).expect("a path in the project");
    match words[..] {
        ["rkgen" | "kustomize", ..] => rkgen(&words, machine),
        ["cargo", "run", "--release", "--", ..] => rkgen(&words[3..], machine),
        ["cat", file] => match machine.files().read(&path(file)) {
            Ok(bytes) => String::from_utf8(bytes).expect("rkgen writes text"),
            Err(_) => format!("cat: {file}: no such file\n"),
        },
        ["ls", folder] => {
            let entries = machine.files().list(&path(folder)).unwrap_or_default();
            let end = |kind| if kind == FileKind::Folder { "/\n" } else { "\n" };
            entries.into_iter().map(|entry| entry.name + end(entry.kind)).collect()
        }
        _ => panic!("a console block runs `rkgen`, `kustomize`, `cat FILE` and `ls FOLDER`, not `{command}`"),
    }
}

fn rkgen(arguments: &[&str], machine: &InMemory) -> String {
    let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = cli::run(&arguments, machine, &mut out, &mut err);
    let mut screen = String::from_utf8(out).expect("rkgen writes text");
    if !screen.is_empty() && !screen.ends_with('\n') {
        screen.push_str("[no line break]\n");
    }
    screen += &String::from_utf8(err).expect("rkgen writes text");
    if status != 0 {
        let _ = writeln!(screen, "[exit {status}]");
    }
    screen
}

/// The words of a command line; quotes of either kind hold a word together.
pub(crate) fn words(command: &str) -> Vec<String> {
    let mut words = vec![];
    let mut word: Option<String> = None;
    let mut quote = None;
    for character in command.chars() {
        match (character, quote) {
            (_, Some(open)) if open == character => quote = None,
            ('"' | '\'', None) => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (' ', None) => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    assert!(quote.is_none(), "a quote is not closed: {command}");
    words.extend(word);
    words
}

#[test]
fn quotes_hold_a_word_together() {
    assert_eq!(
        words(r#"rkgen  --set-json 'a.b=["x y"]' "" -q"#),
        ["rkgen", "--set-json", r#"a.b=["x y"]"#, "", "-q"]
    );
}
