//! What commands that build were asked for, understood: what to build, with which values, what to tell and refuse.

use std::path::{Path, PathBuf};

use super::args::{self, Inputs, Level, Program as Allowed};
use super::filter::Filter;
use super::kustomize;
use super::machine::{Machine, NoRoot, Root};
use super::report::{Loudness, Report, Telling};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::environment::Overrides;
use crate::generate::Secrets;
use crate::pipeline::{self, Environment, Judging, Selection};
use crate::secret;
use crate::world::{Files, Program};

/// What to build, what to tell of it, and what to refuse.
pub(super) struct Request {
    /// Which targets.
    pub selection: Selection,
    /// What the command line says over their specs.
    pub overrides: Overrides,
    /// What is refused, and how much is told.
    pub telling: Telling,
    /// The kustomization that is built in place of targets, if it is one.
    kustomization: Option<kustomize::Target>,
    /// What was said that nothing stands behind.
    refused: Vec<Diagnostic>,
}

/// The request of someone who stands in `directory`, and the files that it is about: those around a kustomization, or the
/// project. If there are none, why.
pub(super) fn open<'m>(
    inputs: &Inputs,
    flags: &kustomize::Flags,
    telling: &args::Telling,
    directory: Option<&Path>,
    machine: &'m dyn Machine,
) -> Result<(Root<'m>, Request), Box<Diagnostic>> {
    let folder = kustomize::root(inputs, directory, machine);
    let kustomization = folder.as_ref().map(|root| kustomize::target(flags, root));
    let refused = flags.refused(kustomization.is_some());
    if folder.is_none()
        && let Some(problem) = refused.first()
    {
        return Err(Box::new(problem.clone()));
    }
    let root = match folder {
        Some(root) => root,
        None if let Some(problem) = kustomize::remote(inputs) => return Err(problem),
        None => machine.project(directory).map_err(|why| {
            let missing = || kustomize::missing(inputs, directory, machine);
            let missing = matches!(why, NoRoot::NotFound).then(missing).flatten();
            missing.unwrap_or_else(|| Box::new(no_project(&why, directory)))
        })?,
    };
    let request = Request::new(inputs, telling, directory, machine, &root);
    Ok((root, Request { kustomization, refused, ..request }))
}

impl Request {
    fn new(
        inputs: &Inputs,
        telling: &args::Telling,
        directory: Option<&Path>,
        machine: &dyn Machine,
        root: &Root,
    ) -> Self {
        let selection = if inputs.all { Selection::All } else { Selection::Named(inputs.targets.clone()) };
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
                values: inputs.values.iter().map(value_file).collect(),
                settings: inputs.settings.0.clone(),
                namespace: inputs.namespace.clone(),
                allow_exec: inputs.allow_exec.iter().map(|Allowed::Sops| Program::Sops).collect(),
            },
            telling: self::telling(telling),
            kustomization: None,
            refused: Vec::new(),
        }
    }

    /// The same of other targets.
    pub(super) fn of(&self, targets: Vec<String>) -> Request {
        Request {
            selection: Selection::Named(targets),
            overrides: self.overrides.clone(),
            telling: self.telling,
            kustomization: None,
            refused: Vec::new(),
        }
    }

    /// Whether it is about a kustomization.
    pub(super) fn is_of_kustomization(&self) -> bool {
        self.kustomization.is_some()
    }

    /// Builds what was asked for, and gives with it which objects of that are to be shown.
    pub(super) fn build(
        &self,
        filter: &args::Filter,
        files: &Files,
    ) -> (Vec<Environment>, Filter, Diagnostics) {
        let mut diagnostics = Diagnostics::default();
        let mut problems = Diagnostics::default();
        let filter = Filter::read(filter, files.sources(), &mut problems);
        let environments = self.environments(Secrets::Resolve, files, &mut diagnostics);
        diagnostics.extend(problems);
        if !diagnostics.has_errors() {
            filter.check(&environments, files, &mut diagnostics);
        }
        (environments, filter, diagnostics)
    }

    /// Builds what was asked for.
    pub(super) fn environments(
        &self,
        secrets: Secrets,
        files: &Files,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Environment> {
        let judging = Judging { is_shown: secrets == Secrets::Placeholders, ..Judging::default() };
        self.judged(secrets, judging, files, diagnostics)
    }

    /// The same, judged by what is asked for; a kustomization is not judged.
    pub(super) fn judged(
        &self,
        secrets: Secrets,
        judging: Judging<'_>,
        files: &Files,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Environment> {
        diagnostics.extend(self.refused.iter().cloned());
        let (selection, overrides) = (&self.selection, &self.overrides);
        let built = match &self.kustomization {
            Some(target) => target.build(overrides, files, diagnostics),
            None => {
                return pipeline::build_judged(files, selection, overrides, (secrets, judging), diagnostics);
            }
        };
        if judging.alone {
            diagnostics.keep_errors();
        }
        built
    }

    /// Builds what was asked for, and gives it as it may be shown: without the value of a secret.
    pub(super) fn shown(&self, files: &Files, diagnostics: &mut Diagnostics) -> Vec<Environment> {
        let mut environments = self.environments(Secrets::Placeholders, files, diagnostics);
        for environment in &mut environments {
            environment.objects = environment.shown();
        }
        environments
    }

    /// The same with a fingerprint of each secret that is at hand.
    pub(super) fn comparable(
        &self,
        key: &secret::Key,
        secrets: Secrets,
        files: &Files,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Environment> {
        let judging = Judging { is_shown: true, ..Judging::default() };
        let mut environments = self.judged(secrets, judging, files, diagnostics);
        for environment in &mut environments {
            environment.objects = environment.comparable(key);
        }
        environments
    }

    /// Tells which files were read, if all is to be told.
    pub(super) fn tell_read(&self, files: &Files, report: &mut Report) {
        if self.telling.loudness == Loudness::Verbose {
            files.read_paths().iter().for_each(|path| report.say(&format!("read {path}")));
        }
    }
}

/// What is refused, and how much is told.
pub(super) fn telling(said: &args::Telling) -> Telling {
    Telling {
        deny: match said.deny {
            Level::Error if !said.strict => Severity::Error,
            Level::Error | Level::Warning => Severity::Warning,
        },
        loudness: match (said.quiet, said.verbose) {
            (true, _) => Loudness::Quiet,
            (false, true) => Loudness::Verbose,
            (false, false) => Loudness::Usual,
        },
    }
}

fn no_project(why: &NoRoot, directory: Option<&Path>) -> Diagnostic {
    let start = directory.map_or("the working directory".to_owned(), |path| format!("`{}`", path.display()));
    match why {
        NoRoot::NoFolder(refusal) => {
            Diagnostic::new(Code::NoProject, format!("cannot start in {start}: {refusal}"))
        }
        NoRoot::BareRepository => {
            let message = format!("{start} is a bare git repository, which has no files to build from");
            Diagnostic::new(Code::NoProject, message)
                .help("check it out and stand there: `git worktree add ../work`")
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
