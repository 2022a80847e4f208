//! `rkgen explain TARGET OBJECT [PATH]`: builds the target, finds the object and the field in it.

use std::io::{self, Write};
use std::path::Path;

use super::{WORDS, field, named, no_object, way, whole};
use crate::cli::args::{Explain, Inputs, Problems};
use crate::cli::machine::{Machine, Screen};
use crate::cli::report::Report;
use crate::cli::{DONE, REFUSED, manifests, request};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::pipeline::Manifests;
use crate::resource::Resource;
use crate::secret;
use crate::source::Sources;

/// Writes the lines that make the object, or a field of it.
pub(super) fn run(
    said: &Explain,
    directory: Option<&Path>,
    machine: &dyn Machine,
    (out, screen): (&mut dyn Write, Screen),
    report: &mut Report,
) -> io::Result<u8> {
    let sources = Sources::default();
    let (objects, words) = if said.files.is_empty() {
        let (target, words) = said.inputs.targets.split_at(1);
        let inputs = Inputs { targets: target.to_vec(), ..said.inputs.clone() };
        let opened = request::open(&inputs, &said.kustomize, &said.telling, directory, machine);
        let Some((root, request)) = report.unless_shown(opened) else { return Ok(REFUSED) };
        let files = root.files(&sources);
        let mut diagnostics = Diagnostics::default();
        let environments = request.shown(&files, &mut diagnostics);
        if report.judge(worth(diagnostics, request.telling.deny), &sources, request.telling, WORDS) {
            return Ok(REFUSED);
        }
        let objects = environments.into_iter().flat_map(|environment| environment.objects);
        (objects.collect::<Vec<Resource>>(), words)
    } else {
        let telling = request::telling(&said.telling);
        let (mut manifests, mut diagnostics) = (Manifests::default(), Diagnostics::default());
        manifests::read_all(&said.files, directory, machine, &sources, &mut manifests, &mut diagnostics);
        if report.judge(worth(diagnostics, telling.deny), &sources, telling, WORDS) {
            return Ok(REFUSED);
        }
        (secret::shown(&manifests.objects, &manifests.objects), &said.inputs.targets[..])
    };
    let found = find(words, &objects, &sources);
    let Some((object, path)) = report.unless_shown(found) else { return Ok(REFUSED) };
    match (path, said.format) {
        (Some(found), Problems::Text) => field::write(object, &found, &sources, out, screen)?,
        (Some(found), Problems::Json) => field::write_json(object, &found, &sources, out)?,
        (None, Problems::Text) => whole::write(object, &sources, out, screen)?,
        (None, Problems::Json) => whole::write_json(object, &sources, out)?,
    }
    Ok(DONE)
}

/// What is refused: the rest is told where it is built.
fn worth(problems: Diagnostics, deny: Severity) -> Diagnostics {
    let mut worth = Diagnostics::default();
    worth.extend(problems.into_iter().filter(|problem| problem.severity >= deny));
    worth
}

fn find<'o>(
    words: &[String],
    objects: &'o [Resource],
    sources: &Sources,
) -> Result<(&'o Resource, Option<way::Found>), Box<Diagnostic>> {
    let (object, path) = match words {
        [object] => (object, None),
        [object, path] => (object, Some(path)),
        // As `kubectl get deploy web` has it.
        [kind, name, path] => (&format!("{kind}/{name}"), Some(path)),
        _ => return Err(Box::new(named::suggest_all(no_object(), objects))),
    };
    let object = named::find(object, objects)?;
    let path = path.map(|path| way::find(path, object, sources)).transpose()?;
    Ok((object, path))
}
