//! Files that sops encrypted: their keys are plain, their values are what `sops -d` says.

use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use ecow::EcoString;
use rustc_hash::FxHashMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::generate::env_file;
use crate::source::{FileId, Span};
use crate::world::{FilePath, NotRun, Output, Program, World};
use crate::yaml::{Mapping, Node, Origin, Rules, read};

/// What the files of a run were decrypted to, each once, however many specs ask.
#[derive(Default)]
pub(in crate::environment) struct Decrypted {
    known: Mutex<FxHashMap<FilePath, Answer>>,
}

type Answer = Arc<OnceLock<Result<Output, NotRun>>>;

/// What a file is written in, told from its name as sops tells it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Dotenv,
    Json,
    Yaml,
    Binary,
}

impl Format {
    pub(super) fn of(path: &FilePath) -> Format {
        match path.name().rsplit_once('.').map(|(_, ending)| ending) {
            Some("env") => Format::Dotenv,
            Some("json") => Format::Json,
            Some("yaml" | "yml") => Format::Yaml,
            _ => Format::Binary,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Format::Dotenv => "dotenv",
            Format::Json => "json",
            Format::Yaml => "yaml",
            Format::Binary => "binary",
        }
    }
}

/// A key of an encrypted file: where it is written, and where its encrypted value is.
pub(super) struct Written {
    pub(super) key: EcoString,
    pub(super) key_span: Span,
    pub(super) span: Span,
}

/// The keys of an encrypted text, without those that sops keeps its own notes under.
pub(super) fn keys(text: &str, file: FileId, format: Format, diagnostics: &mut Diagnostics) -> Vec<Written> {
    let span = |range: Range<usize>| Span::new(file, range);
    if format == Format::Dotenv {
        let lines = env_file::lines(text).filter(|line| !text[line.key.clone()].starts_with("sops_"));
        let key = |line: env_file::Line| Written {
            key: text[line.key.clone()].into(),
            key_span: span(line.key),
            span: span(line.value.unwrap_or(line.whole)),
        };
        return lines.map(key).collect();
    }
    let documents = read(text, &file, Rules::Kustomize, diagnostics);
    let entries = documents.first().and_then(Node::as_mapping).into_iter().flatten();
    let key = |entry: &crate::yaml::Entry| Written {
        key: entry.key.clone(),
        key_span: entry.key_span,
        span: entry.node.span(),
    };
    entries.filter(|entry| entry.key != "sops").map(key).collect()
}

/// The keys and values of a decrypted text; what is no string is given as `Err` with what it is.
///
/// Nothing if it is not what its name says.
pub(super) fn values(
    text: &str,
    format: Format,
    at: Span,
) -> Option<Vec<(EcoString, Result<EcoString, &'static str>)>> {
    if format == Format::Dotenv {
        let pair = |line: env_file::Line| Some((text[line.key].into(), Ok(text[line.value?].into())));
        return env_file::lines(text).map(pair).collect();
    }
    let mut problems = Diagnostics::default();
    let documents = read(text, &Elsewhere(at), Rules::Kustomize, &mut problems);
    let mapping: &Mapping = documents.first()?.as_mapping().filter(|_| !problems.has_errors())?;
    let pair = |entry: &crate::yaml::Entry| {
        let value = entry.node.as_str().map(EcoString::from);
        (entry.key.clone(), value.ok_or(entry.node.value().kind_name()))
    };
    Some(mapping.iter().map(pair).collect())
}

/// A text that no file holds.
struct Elsewhere(Span);

impl Origin for Elsewhere {
    fn span(&self, _: Range<usize>) -> Span {
        self.0
    }
}

impl Decrypted {
    /// What `sops -d` says of a file that is named at `span`. Sops runs once for each file.
    pub(super) fn of(
        &self,
        path: &FilePath,
        format: Format,
        world: &dyn World,
        span: Span,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        let answer = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(known.entry(path.clone()).or_default())
        };
        let answer = answer.get_or_init(|| {
            let kind = format.name();
            // A path that begins with `-` would be an option.
            let file = if path.as_str().starts_with('-') { format!("./{path}") } else { path.to_string() };
            world.run(Program::Sops, &["-d", "--input-type", kind, "--output-type", kind, &file])
        });
        match answer {
            Ok(Output { status: Some(0), out, .. }) => Ok(out.clone()),
            Ok(output) => Err(Box::new(failed(path, output, span))),
            Err(why) => Err(Box::new(not_run(why, path, span))),
        }
    }
}

/// The problem of a file that has to be decrypted where no program may run.
pub(super) fn not_allowed(path: &FilePath, span: Span) -> Diagnostic {
    let message = format!("`{path}` has to be decrypted, and `sops` may not run");
    Diagnostic::new(Code::NotAllowed, message)
        .at(span, "asks for `sops`")
        .help("allow it for this run: `rkgen build … --allow-exec sops`")
        .help("or for everybody who builds this project: `allowExec: [sops]` in `rkgen.yaml`")
}

fn not_run(why: &NotRun, path: &FilePath, span: Span) -> Diagnostic {
    let seconds = Program::TIME_LIMIT.as_secs();
    let (what, help) = match why {
        NotRun::Missing => ("is not there".to_owned(), "install it, or put it on the `PATH`"),
        NotRun::TooLong => {
            (format!("did not end within {seconds} seconds"), "it may be waiting for a password")
        }
        NotRun::TooMuch => ("wrote more than a file may have".to_owned(), "a Secret holds 1 MiB at most"),
        NotRun::OfRevision => (
            "is not run on the files of a revision".to_owned(),
            "check it out beside this one and name the folder there: `git worktree add ../before REV`",
        ),
        NotRun::Failed(reason) => (format!("could not be run: {reason}"), "run it by hand to see more"),
    };
    let message = format!("`sops` {what}, and `{path}` cannot be decrypted");
    Diagnostic::new(Code::ProgramFailed, message).at(span, "asks for `sops`").help(help)
}

/// What sops begins with when it fails, and what that means. Its own words may hold a part of the file, so they are not
/// shown.
const REASONS: &[(&str, &str)] = &[
    ("Failed to get the data key", "it has no key that decrypts the file"),
    ("sops metadata not found", "the file is not encrypted"),
    ("MAC mismatch", "the file was changed after it was encrypted"),
    ("Error unmarshalling input", "the file is not what its name says"),
    ("could not unmarshal", "the file is not what its name says"),
];

fn failed(path: &FilePath, output: &Output, span: Span) -> Diagnostic {
    let status = match output.status {
        Some(status) => format!("exit status {status}"),
        None => "ended by a signal".to_owned(),
    };
    let words = String::from_utf8_lossy(&output.err);
    let reason = REASONS.iter().find(|(begin, _)| words.contains(begin)).map(|(_, reason)| *reason);
    let problem = Diagnostic::new(Code::ProgramFailed, format!("`sops` cannot decrypt `{path}`: {status}"))
        .at(span, reason.unwrap_or("refused"));
    problem.help(format!("what it says may be secret; to read it, run `sops -d {path}`"))
}
