//! `rkgen build`: the manifests of environments.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::args;
use super::machine::{Machine, NoRoot, Root};
use super::output::{self, Format};
use super::report::{Loudness, Report, plural};
use super::{DONE, REFUSED};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::environment::Overrides;
use crate::generate::Secrets;
use crate::pipeline::{self, Environment, Selection};
use crate::source::Sources;
use crate::world::{FilePath, Files, Program, Refusal};

/// What was said, understood.
struct Request<'r> {
    selection: Selection,
    overrides: Overrides,
    destination: Destination<'r>,
    format: Format,
    /// What is as bad as this is refused.
    deny: Severity,
    loudness: Loudness,
}

/// Where the result goes.
enum Destination<'r> {
    Out,
    File(&'r Path),
    Folder(&'r Path),
}

/// Prints or writes the objects, or tells why not. Gives the exit status.
pub(super) fn run(
    said: &args::Build,
    directory: Option<&Path>,
    machine: &dyn Machine,
    out: &mut dyn Write,
    report: &mut Report,
) -> io::Result<u8> {
    let root = match machine.project(directory) {
        Ok(root) => root,
        Err(why) => {
            report.show(&no_project(&why, directory));
            return Ok(REFUSED);
        }
    };
    let sources = Sources::default();
    let files = Files::new(&*root.world, &sources);
    let mut diagnostics = Diagnostics::default();
    let request = Request::new(said, directory, machine, &root);
    if let Some(problem) = request.destination.among_inputs(&root) {
        report.show(&problem);
        return Ok(REFUSED);
    }
    let environments =
        pipeline::build(&files, &request.selection, &request.overrides, Secrets::Resolve, &mut diagnostics);
    if !diagnostics.has_errors() && !matches!(request.destination, Destination::Folder(_)) {
        for warning in output::overlaps(&environments) {
            diagnostics.push(warning);
        }
    }
    if report.judge(diagnostics, &sources, request.deny, request.loudness) {
        return Ok(REFUSED);
    }
    if request.loudness == Loudness::Verbose {
        files.read_paths().iter().for_each(|path| report.say(&format!("read {path}")));
    }
    let written = match request.destination {
        Destination::Out => {
            output::stream(&environments, request.format, out)?;
            Ok(Vec::new())
        }
        Destination::File(file) => write_file(&environments, request.format, machine, directory, file),
        Destination::Folder(folder) => {
            let apart = said.all || environments.len() > 1;
            let files = output::files(&environments, request.format, apart);
            write_folder(&files, machine, directory, folder)
        }
    };
    match written {
        Ok(lines) => {
            request.tell(&environments, &lines, report);
            Ok(DONE)
        }
        Err(problem) => {
            report.show(&problem);
            Ok(REFUSED)
        }
    }
}

impl Destination<'_> {
    /// The problem of a result that the next run would read as a spec or a template.
    fn among_inputs(&self, root: &Root) -> Option<Diagnostic> {
        let (Destination::File(path) | Destination::Folder(path)) = self else { return None };
        let inside = root.file(path)?;
        let inputs = inside.parts().next().filter(|first| ["environments", "templates"].contains(first))?;
        let message =
            format!("cannot write `{}`: what is in `{inputs}/` is read, not written", path.display());
        Some(Diagnostic::new(Code::CannotWrite, message).help("name another place, such as `out/`"))
    }
}

impl<'r> Request<'r> {
    fn new(said: &'r args::Build, directory: Option<&Path>, machine: &dyn Machine, root: &Root) -> Self {
        let selection = if said.all { Selection::All } else { Selection::Named(said.targets.clone()) };
        // A path that leads out of the project is refused where the other paths are, as it was written.
        // It may only be written so: the folder that the project is in may have been reached by a link.
        let by_link = |path: &Path| root.file(&machine.real(directory, path)?);
        let value_file = |path: &PathBuf| match root.file(path).or_else(|| by_link(path)) {
            Some(inside) => inside.to_string(),
            None => path.to_string_lossy().into_owned(),
        };
        Request {
            selection,
            overrides: Overrides {
                values: said.values.iter().map(value_file).collect(),
                settings: said.settings.0.clone(),
                namespace: said.namespace.clone(),
                allow_exec: said.allow_exec.iter().map(|args::Program::Sops| Program::Sops).collect(),
            },
            destination: match said.output.as_deref() {
                None => Destination::Out,
                Some(path) if ends_with_separator(path) || machine.is_folder(directory, path) => {
                    Destination::Folder(path)
                }
                Some(path) => Destination::File(path),
            },
            format: said.format,
            deny: match said.deny {
                args::Level::Error => Severity::Error,
                args::Level::Warning => Severity::Warning,
            },
            loudness: match (said.quiet, said.verbose) {
                (true, _) => Loudness::Quiet,
                (false, true) => Loudness::Verbose,
                (false, false) => Loudness::Usual,
            },
        }
    }

    /// Tells what was done: all of it if asked, else one line if someone watches and does not see the result itself.
    fn tell(&self, environments: &[Environment], lines: &[String], report: &mut Report) {
        let place = match self.destination {
            Destination::Out => None,
            Destination::File(path) | Destination::Folder(path) => Some(path.display()),
        };
        match self.loudness {
            Loudness::Verbose => lines.iter().for_each(|line| report.say(line)),
            Loudness::Usual if report.is_watched() && place.is_some() => {}
            Loudness::Quiet | Loudness::Usual => return,
        }
        for environment in environments {
            let objects = plural(environment.objects.len(), "object");
            let to = place.as_ref().map(|place| format!(" in {place}")).unwrap_or_default();
            report.say(&format!("built {}: {objects}{to}", environment.name));
        }
    }
}

/// Writes all into one file. Gives what to tell about it, as [`write_folder`] does.
fn write_file(
    environments: &[Environment],
    format: Format,
    machine: &dyn Machine,
    directory: Option<&Path>,
    file: &Path,
) -> Result<Vec<String>, Box<Diagnostic>> {
    let mut bytes = Vec::new();
    output::stream(environments, format, &mut bytes)
        .map_err(|error| Refusal::Unreadable(error.to_string()))
        .and_then(|()| machine.write(directory, file, &bytes))
        .map_err(|refusal| cannot_write(file, &refusal))?;
    Ok(vec![format!("wrote {}", file.display())])
}

fn write_folder(
    files: &[(FilePath, String)],
    machine: &dyn Machine,
    directory: Option<&Path>,
    path: &Path,
) -> Result<Vec<String>, Box<Diagnostic>> {
    let folder = machine.folder(directory, path).map_err(|refusal| cannot_write(path, &refusal))?;
    let changes = output::fill(&*folder, path, files)?;
    let line = |verb: &str, file: &FilePath| format!("{verb} {}", path.join(file.as_str()).display());
    let written = changes.written.iter().map(|file| line("wrote", file));
    Ok(written.chain(changes.removed.iter().map(|file| line("removed", file))).collect())
}

fn cannot_write(path: &Path, refusal: &Refusal) -> Box<Diagnostic> {
    let reason = match refusal {
        Refusal::Missing => "the folder for it does not exist".to_owned(),
        other => other.to_string(),
    };
    Box::new(Diagnostic::new(Code::CannotWrite, format!("cannot write `{}`: {reason}", path.display())))
}

fn ends_with_separator(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().last().is_some_and(|byte| std::path::is_separator(char::from(*byte)))
}

fn no_project(why: &NoRoot, directory: Option<&Path>) -> Diagnostic {
    let start = directory.map_or("the working directory".to_owned(), |path| format!("`{}`", path.display()));
    match why {
        NoRoot::NoFolder(refusal) => {
            Diagnostic::new(Code::NoProject, format!("cannot start in {start}: {refusal}"))
        }
        NoRoot::NotFound => {
            let message =
                format!("neither {start} nor a folder above it has `environments/` or `rkgen.yaml`");
            Diagnostic::new(Code::NoProject, message)
                .help("stand in a project, or name one: `rkgen -C DIR build prod`")
                .help("to start one, write its first spec: `environments/prod.yaml`")
        }
    }
}
