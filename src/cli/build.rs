//! `rkgen build`: the manifests of environments.

use std::io::{self, Write};
use std::path::Path;

use super::args;
use super::machine::{Machine, Root};
use super::output::{self, Format};
use super::report::{Loudness, Report, Words, plural};
use super::request;
use super::{DONE, REFUSED};
use crate::diagnostic::{Code, Diagnostic};
use crate::pipeline::Environment;
use crate::source::Sources;
use crate::world::{FilePath, Refusal};

const WORDS: Words = Words { refused: "nothing was built", done: "built" };

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
    let destination = Destination::of(said, directory, machine);
    let opened = request::open(&said.inputs, &said.kustomize, &said.telling, directory, machine);
    let opened = opened.and_then(|opened| match destination.problem(&said.filter, &opened.0) {
        Some(problem) => Err(problem),
        None => Ok(opened),
    });
    let Some((root, request)) = report.unless_shown(opened) else { return Ok(REFUSED) };
    let sources = Sources::default();
    let files = root.files(&sources);
    let (mut environments, filter, mut diagnostics) = request.build(&said.filter, &files);
    for environment in &mut environments {
        environment.objects.retain(|object| filter.takes(object));
    }
    if !diagnostics.has_errors() && !matches!(destination, Destination::Folder(_)) {
        for warning in output::overlaps(&environments) {
            diagnostics.push(warning);
        }
    }
    if report.judge(diagnostics, &sources, request.telling, WORDS) {
        return Ok(REFUSED);
    }
    request.tell_read(&files, report);
    let written = match destination {
        Destination::Out => {
            output::stream(&environments, said.format, out)?;
            Ok(Vec::new())
        }
        Destination::File(file) => write_file(&environments, said.format, machine, directory, file),
        Destination::Folder(folder) => {
            let apart = said.inputs.all || environments.len() > 1;
            let files = output::files(&environments, said.format, apart);
            write_folder(&files, machine, directory, folder)
        }
    };
    match written {
        Ok(lines) => {
            destination.tell(&environments, &lines, request.telling.loudness, report);
            machine.leave(environments);
            Ok(DONE)
        }
        Err(problem) => {
            report.show(&problem);
            Ok(REFUSED)
        }
    }
}

impl<'r> Destination<'r> {
    fn of(said: &'r args::Build, directory: Option<&Path>, machine: &dyn Machine) -> Self {
        match said.output.as_deref() {
            None => Destination::Out,
            Some(path) if ends_with_separator(path) || machine.is_folder(directory, path) => {
                Destination::Folder(path)
            }
            Some(path) => Destination::File(path),
        }
    }

    /// Why the result cannot go there, whatever it is.
    fn problem(&self, filter: &args::Filter, root: &Root) -> Option<Box<Diagnostic>> {
        let problem = self.among_inputs(root).or_else(|| self.of_a_part(filter));
        problem.map(Box::new)
    }

    /// The problem of a result that the next run would read as a spec or a template.
    fn among_inputs(&self, root: &Root) -> Option<Diagnostic> {
        let (Destination::File(path) | Destination::Folder(path)) = self else { return None };
        let inside = root.file(path)?;
        let inputs = inside.parts().next().filter(|first| ["environments", "templates"].contains(first))?;
        let message =
            format!("cannot write `{}`: what is in `{inputs}/` is read, not written", path.display());
        Some(Diagnostic::new(Code::CannotWrite, message).help("name another place, such as `out/`"))
    }

    /// The problem of a folder that is to hold a part of what is built: the files of the rest would be removed.
    fn of_a_part(&self, filter: &args::Filter) -> Option<Diagnostic> {
        let Destination::Folder(path) = self else { return None };
        let argument = match filter {
            args::Filter { kind: Some(_), .. } => "--kind",
            args::Filter { selector: Some(_), .. } => "-l",
            _ => return None,
        };
        let message = format!(
            "cannot write a part of what is built into `{}`: a folder holds all of it, and `{argument}` would have \
             the files of the rest removed",
            path.display()
        );
        let problem = Diagnostic::new(Code::CannotWrite, message);
        Some(problem.help(format!("write a file, as `-o part.yaml`, or leave `{argument}` out")))
    }

    /// Tells what was done: all of it if asked, else one line if someone watches and does not see the result itself.
    fn tell(&self, environments: &[Environment], lines: &[String], loudness: Loudness, report: &mut Report) {
        let place = match self {
            Destination::Out => None,
            Destination::File(path) | Destination::Folder(path) => Some(path.display()),
        };
        match loudness {
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
    // Growing, it would be copied again and again; an object is about a kilobyte.
    let objects: usize = environments.iter().map(|environment| environment.objects.len()).sum();
    let mut bytes = Vec::with_capacity(objects << 11);
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

/// The problem of a file or a folder that could not be written.
pub(super) fn cannot_write(path: &Path, refusal: &Refusal) -> Box<Diagnostic> {
    let reason = match refusal {
        Refusal::Missing => "the folder for it does not exist".to_owned(),
        other => other.to_string(),
    };
    Box::new(Diagnostic::new(Code::CannotWrite, format!("cannot write `{}`: {reason}", path.display())))
}

fn ends_with_separator(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().last().is_some_and(|byte| std::path::is_separator(char::from(*byte)))
}
