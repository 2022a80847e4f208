//! `rkgen build DIR`: what Kustomize prints of the kustomization in a folder.

mod flags;

use std::ffi::{OsStr, OsString};
use std::path::Path;

pub(super) use flags::Flags;

use super::args::Inputs;
use super::machine::{Machine, Root};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::environment::Overrides;
use crate::kustomize::{Options, is_kustomization, is_remote, no_kustomization};
use crate::pipeline::{self, Environment};
use crate::source::Sources;
use crate::world::{FilePath, Files};

/// Where the kustomization stands that was asked for, if it is one: the only target, and a folder. Without a target it is
/// the one where we stand.
pub(super) fn root<'m>(
    inputs: &Inputs,
    directory: Option<&Path>,
    machine: &'m dyn Machine,
) -> Option<Root<'m>> {
    let target = match &inputs.targets[..] {
        [] if !inputs.all => ".",
        [target] => target,
        _ => return None,
    };
    let root = machine.kustomization(directory, Path::new(target))?;
    let sources = Sources::default();
    is_kustomization(&root.files(&sources), &root.here).then_some(root)
}

/// Whether the arguments, the first of which is the program's name, ask for the version of Kustomize that prints the
/// same: `kustomize version`.
pub(super) fn asks_version(arguments: &[OsString]) -> bool {
    asked_as_kustomize(arguments).is_some_and(|command| command == "version")
}

/// Whether they ask for a command of Kustomize that rkgen has not, by Kustomize's name.
pub(super) fn is_of_another(arguments: &[OsString]) -> bool {
    asked_as_kustomize(arguments).is_some_and(|command| OTHERS.iter().any(|other| command == *other))
}

/// What is said to who asks for such a command.
pub(super) fn not_here(arguments: &[OsString]) -> String {
    let command = asked_as_kustomize(arguments).map(OsStr::to_string_lossy).unwrap_or_default();
    format!(
        "error: `kustomize {command}` is not in rkgen, which has `build` and `version` of Kustomize's commands, and changes no \
         kustomization\nhelp: keep Kustomize beside it under a name of its own, and call that for `{command}`\n"
    )
}

/// The commands of Kustomize that are not here.
const OTHERS: &[&str] =
    &["alpha", "cfg", "completion", "create", "docs", "edit", "fn", "localize", "openapi"];

/// The command, if the program is called by the name `kustomize`.
fn asked_as_kustomize(arguments: &[OsString]) -> Option<&OsStr> {
    let [program, command, ..] = arguments else { return None };
    // As Argo CD's documentation has it: `kustomize_5_8_1`.
    let name = Path::new(program).file_name().map(OsStr::to_string_lossy).unwrap_or_default();
    let behind = name.strip_prefix("kustomize");
    let is_kustomize =
        behind.is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphabetic() && next != 'v'));
    is_kustomize.then_some(command)
}

/// A kustomization to be built.
pub(super) struct Target {
    folder: FilePath,
    options: Options,
}

/// The kustomization that stands where `root` says.
pub(super) fn target(flags: &Flags, root: &Root) -> Target {
    Target { folder: root.here.clone(), options: flags.options() }
}

/// The problem of a target that would have to be fetched.
pub(super) fn remote(inputs: &Inputs) -> Option<Box<Diagnostic>> {
    let target = inputs.targets.iter().find(|target| is_remote(target))?;
    let message = format!("`{target}` is not on this machine, and nothing is fetched");
    let problem = Diagnostic::new(Code::NotAllowed, message);
    Some(Box::new(problem.help("clone the repository, and name the folder of the kustomization in it")))
}

/// Why no kustomization is where one was asked for, for who stands in no project.
pub(super) fn missing(
    inputs: &Inputs,
    directory: Option<&Path>,
    machine: &dyn Machine,
) -> Option<Box<Diagnostic>> {
    let no_project = "there is no project around it either: no `environments/`, no `rkgen.yaml`";
    let [target] = &inputs.targets[..] else {
        let problem = Diagnostic::new(Code::UnknownTarget, "one kustomization is built at a time");
        let help = format!("write a line for each: `rkgen build {}`", inputs.targets.first()?);
        return Some(Box::new(problem.help(help).help(no_project)));
    };
    if let Some(root) = machine.kustomization(directory, Path::new(target)) {
        let sources = Sources::default();
        let problem = no_kustomization(&root.files(&sources), &root.here, target);
        return Some(Box::new(problem.help(no_project)));
    }
    let path = Path::new(target);
    let problem = if machine.manifests(directory, path).is_ok() {
        let folder = path.parent().map(Path::to_string_lossy).filter(|folder| !folder.is_empty());
        let problem = Diagnostic::new(Code::UnknownTarget, format!("`{target}` is a file, not a folder"));
        let folder = folder.as_deref().unwrap_or(".");
        problem.help(format!("name the folder that the kustomization is in: `rkgen build {folder}`"))
    } else if target.contains(['/', '.']) {
        Diagnostic::new(Code::UnknownTarget, format!("there is no folder `{target}`"))
    } else {
        // It may be the name of an environment.
        return None;
    };
    Some(Box::new(problem.help(no_project)))
}

impl Target {
    /// What is built of it. What the command line says over specs is refused.
    pub(super) fn build(
        &self,
        overrides: &Overrides,
        files: &Files,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Environment> {
        let of_specs = [
            ("--set", !overrides.settings.is_empty()),
            ("--values", !overrides.values.is_empty()),
            ("--namespace", overrides.namespace.is_some()),
            ("--allow-exec", !overrides.allow_exec.is_empty()),
        ];
        for (flag, _) in of_specs.into_iter().filter(|(_, is_said)| *is_said) {
            let message =
                format!("`{flag}` changes what specs say, and `{}` is a kustomization", self.folder);
            let problem = Diagnostic::new(Code::InvalidOverride, message);
            diagnostics.push(problem.help("change the kustomization, or write one around it"));
        }
        let built = pipeline::build_kustomization(files, &self.folder, &self.options, diagnostics);
        built.into_iter().collect()
    }
}
