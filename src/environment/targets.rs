//! Finds the specs that names on the command line mean.

use ecow::{EcoString, eco_format};
use rustc_hash::FxHashSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, quoted_list};
use crate::source::Span;
use crate::world::{FileKind, FilePath, Files, Refusal};

use super::spec::{Extended, Known, Specs};

/// The folder of the specs.
const FOLDER: &str = "environments";

/// The names that make a folder a kustomization.
const KUSTOMIZATIONS: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// A spec that is built.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Target {
    /// Its name, as `prod/rate-limiter`.
    pub name: EcoString,
    /// The environment, as `prod`.
    pub environment: EcoString,
    /// The system, as `rate-limiter`; for a target of one part, that part.
    pub system: EcoString,
    /// The file.
    pub spec: FilePath,
}

/// The targets that `names` mean, each once.
pub(super) fn named<'n>(
    files: &Files,
    names: impl IntoIterator<Item = &'n str>,
    diagnostics: &mut Diagnostics,
) -> Vec<Target> {
    let mut seen = FxHashSet::default();
    let mut targets = Vec::new();
    for name in names {
        match find(files, name) {
            Ok(found) => targets.extend(found.into_iter().filter(|target| seen.insert(target.spec.clone()))),
            Err(problem) => diagnostics.push(*problem),
        }
    }
    targets
}

/// Every target there is.
pub(super) fn all(files: &Files, specs: &Specs, diagnostics: &mut Diagnostics) -> Vec<Target> {
    let mut targets = every(files);
    let environments: FxHashSet<EcoString> =
        targets.iter().map(|target| target.environment.clone()).collect();
    for name in list(files, &folder()).folders {
        if !environments.contains(&name) {
            diagnostics.push(empty_environment(&name));
        }
    }
    specs.load(targets.iter().map(|target| target.spec.clone()), diagnostics);
    let shared = shared(&targets, specs, diagnostics);
    targets.retain(|target| !shared.contains(&target.spec));
    for name in clashes(&targets) {
        diagnostics.push(ambiguous(files, &name));
    }
    if targets.is_empty() && !diagnostics.has_errors() {
        diagnostics.push(nothing_there());
    }
    targets
}

/// The files directly in `environments/` that other targets extend.
fn shared(targets: &[Target], specs: &Specs, diagnostics: &mut Diagnostics) -> FxHashSet<FilePath> {
    let mut shared = FxHashSet::default();
    for target in targets {
        let Some(Known::Spec(spec)) = specs.get(&target.spec) else { continue };
        for extended in spec.extends.iter().filter(|extended| extended.path.parent() == folder()) {
            if shared.insert(extended.path.clone())
                && let Some(Known::Spec(parent)) = specs.get(&extended.path)
                && let Some(namespace) = &parent.namespace
            {
                diagnostics.push(left_out(extended, namespace.span(), &target.name));
            }
        }
    }
    shared
}

/// Every spec that could be a target, sorted by name; those that are only there to be extended as well.
pub(super) fn every(files: &Files) -> Vec<Target> {
    let Listing { files: single, folders } = list(files, &folder());
    let mut targets: Vec<Target> = single.iter().map(|(name, path)| Target::single(name, path)).collect();
    targets.extend(folders.iter().flat_map(|name| in_environment(files, name)));
    targets.sort_by(|one, two| one.name.cmp(&two.name));
    targets
}

impl Target {
    /// The system; nothing if the environment is one spec.
    pub fn in_environment(&self) -> Option<&str> {
        self.name.split_once('/').map(|(_, system)| system)
    }

    fn single(name: &str, spec: &FilePath) -> Target {
        Target { name: name.into(), environment: name.into(), system: name.into(), spec: spec.clone() }
    }
}

fn find(files: &Files, written: &str) -> Result<Vec<Target>, Box<Diagnostic>> {
    let name = plain(written);
    let world = files.world();
    let parts: Vec<&str> = name.split('/').collect();
    let known = |part: &&str| !part.is_empty() && *part != "." && *part != "..";
    if parts.len() <= 2 && parts.iter().all(known) {
        let found = spec_files(files, name);
        let systems = if parts.len() == 1 { in_environment(files, name) } else { Vec::new() };
        match (&found[..], systems.is_empty()) {
            ([], false) => return Ok(systems),
            ([spec], true) => {
                if parts.len() == 1
                    && let Some(problem) = only_shared(files, name, spec)
                {
                    return Err(Box::new(problem));
                }
                let (environment, system) = (parts[0].into(), parts[parts.len() - 1].into());
                return Ok(vec![Target { name: name.into(), environment, system, spec: spec.clone() }]);
            }
            ([], true) if parts.len() == 1 && is_folder(files, &folder(), name) => {
                return Err(Box::new(empty_environment(name)));
            }
            ([], true) => {}
            _ => return Err(Box::new(ambiguous(files, name))),
        }
    }
    let below_root = FilePath::root().join(written.trim_end_matches('/'));
    let is_kustomization = |folder: &FilePath| {
        let mut files = KUSTOMIZATIONS.iter().filter_map(|name| folder.join(name));
        files.any(|file| world.kind(&file) == Some(FileKind::File))
    };
    if below_root.is_some_and(|folder| is_kustomization(&folder)) {
        return Err(Box::new(kustomization(written)));
    }
    Err(Box::new(unknown(files, name)))
}

/// The problem of a system's name without an environment: the spec of that name is what its environments extend.
fn only_shared(files: &Files, name: &str, spec: &FilePath) -> Option<Diagnostic> {
    let of_system: Vec<Target> =
        every(files).into_iter().filter(|target| target.in_environment() == Some(name)).collect();
    let specs = Specs::new(files);
    // What is wrong with them is said to those who build them.
    specs.load(of_system.iter().map(|target| target.spec.clone()), &mut Diagnostics::default());
    let extends = |target: &Target| match specs.get(&target.spec) {
        Some(Known::Spec(own)) => own.extends.iter().any(|extended| extended.path == *spec),
        _ => false,
    };
    let names: Vec<&str> = of_system.iter().map(|target| target.name.as_str()).collect();
    of_system.iter().any(extends).then(|| {
        Diagnostic::new(
            Code::UnknownTarget,
            format!("`{name}` is what its environments share, and no target"),
        )
        .help(format!("say which environment: {}", quoted_list(&names, "or")))
    })
}

/// The name that is meant by a path as a shell completes it: `environments/prod/web.yaml`, `./prod/`.
fn plain(written: &str) -> &str {
    let name = written.strip_prefix("./").unwrap_or(written);
    let name = name.strip_prefix(FOLDER).and_then(|rest| rest.strip_prefix('/')).unwrap_or(name);
    let name = name.trim_end_matches('/');
    without_ending(name).unwrap_or(name)
}

fn without_ending(name: &str) -> Option<&str> {
    name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml")).filter(|name| !name.is_empty())
}

fn folder() -> FilePath {
    FilePath::root().join(FOLDER).unwrap_or_default()
}

fn is_folder(files: &Files, parent: &FilePath, name: &str) -> bool {
    parent.join(name).is_some_and(|path| files.kind(&path) == Some(FileKind::Folder))
}

/// The files that could be the spec of that name: one, if all is well.
fn spec_files(files: &Files, name: &str) -> Vec<FilePath> {
    let paths = ["yaml", "yml"].iter().filter_map(|ending| folder().join(&format!("{name}.{ending}")));
    // `kind` says nothing of links that lead out; reading does, and so does whoever reads the spec.
    let is_there = |path: &FilePath| match files.kind(path) {
        Some(kind) => kind == FileKind::File,
        None => files.world().read(path) != Err(Refusal::Missing),
    };
    paths.filter(is_there).collect()
}

/// The targets in the folder of an environment.
fn in_environment(files: &Files, environment: &str) -> Vec<Target> {
    let Some(folder) = folder().join(environment) else { return Vec::new() };
    let target = |(system, spec): (EcoString, FilePath)| Target {
        name: eco_format!("{environment}/{system}"),
        environment: environment.into(),
        system,
        spec,
    };
    list(files, &folder).files.into_iter().map(target).collect()
}

#[derive(Default)]
struct Listing {
    /// The specs in a folder, each with its name.
    files: Vec<(EcoString, FilePath)>,
    /// The names of the folders in it.
    folders: Vec<EcoString>,
}

fn list(files: &Files, folder: &FilePath) -> Listing {
    let mut listing = Listing::default();
    for entry in files.world().list(folder).unwrap_or_default() {
        if entry.name.starts_with('.') {
            continue;
        }
        match entry.kind {
            FileKind::Folder => listing.folders.push(entry.name.into()),
            FileKind::File => {
                if let Some(name) = without_ending(&entry.name) {
                    listing.files.extend(folder.join(&entry.name).map(|path| (name.into(), path)));
                }
            }
        }
    }
    listing
}

/// The names that two of the targets have, or that an environment's file and its folder share.
fn clashes(targets: &[Target]) -> Vec<EcoString> {
    let mut names = FxHashSet::default();
    let mut twice: Vec<EcoString> = targets
        .iter()
        .filter(|target| !names.insert(&target.name))
        .map(|target| target.name.clone())
        .collect();
    let mut environments: Vec<&EcoString> = targets
        .iter()
        .filter(|target| target.name != target.environment && names.contains(&target.environment))
        .map(|target| &target.environment)
        .collect();
    environments.dedup();
    twice.extend(environments.into_iter().cloned());
    twice
}

fn unknown(files: &Files, name: &str) -> Diagnostic {
    let Listing { files: single, folders } = list(files, &folder());
    let single = single.into_iter().filter(|(name, path)| only_shared(files, name, path).is_none());
    let single: Vec<EcoString> = single.map(|(name, _)| name).collect();
    let folders: Vec<(EcoString, Vec<Target>)> =
        folders.into_iter().map(|name| (name.clone(), in_environment(files, &name))).collect();
    if single.is_empty() && folders.is_empty() {
        return nothing_there();
    }
    let Some((environment, _)) = name.split_once('/') else {
        let environments = folders.iter().filter(|(_, systems)| !systems.is_empty()).map(|(name, _)| name);
        let candidates = environments.chain(&single).map(EcoString::as_str);
        let problem = Diagnostic::new(Code::UnknownTarget, format!("there is no environment `{name}`"));
        let problem = problem.suggest(name, candidates, "environments");
        let is_folder =
            FilePath::root().join(name).is_some_and(|path| files.kind(&path) == Some(FileKind::Folder));
        return match is_folder {
            true => problem.help(format!("the folder `{name}` has no `{}`", KUSTOMIZATIONS[0])),
            false if problem.help.is_empty() => {
                problem.help(format!("to make it, write `{FOLDER}/{name}.yaml`"))
            }
            false => problem,
        };
    };
    let problem = Diagnostic::new(Code::UnknownTarget, format!("there is no target `{name}`"));
    if single.iter().any(|single| single == environment) {
        return problem
            .help(format!("the environment `{environment}` is one spec: `rkgen build {environment}`"));
    }
    let all = || folders.iter().flat_map(|(_, systems)| systems).map(|target| target.name.as_str());
    let own: Vec<&str> =
        all().filter(|name| name.split_once('/').is_some_and(|(other, _)| other == environment)).collect();
    if own.is_empty() {
        return problem.suggest(name, all().chain(single.iter().map(EcoString::as_str)), "targets");
    }
    problem.suggest(name, own, "targets")
}

fn nothing_there() -> Diagnostic {
    Diagnostic::new(Code::UnknownTarget, "there is no environment in this project")
        .help("write the first spec: `environments/prod.yaml`, or `environments/prod/web.yaml`")
}

fn empty_environment(name: &str) -> Diagnostic {
    let message = format!("the environment `{name}` is empty: no spec lies in `{FOLDER}/{name}`");
    Diagnostic::new(Code::EmptyEnvironment, message)
        .help(format!("write a spec a system, as `{FOLDER}/{name}/web.yaml`"))
}

/// The problem of a name that is both a file's and a folder's, or that of two files.
fn ambiguous(files: &Files, name: &str) -> Diagnostic {
    let mut paths: Vec<String> = spec_files(files, name).iter().map(FilePath::to_string).collect();
    if !in_environment(files, name).is_empty() {
        paths.push(format!("{FOLDER}/{name}/"));
    }
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    Diagnostic::new(Code::AmbiguousTarget, format!("`{name}` can be {}", quoted_list(&paths, "or")))
        .help("keep one of them, and give what the others hold another name")
}

/// The warning of a shared part that looks like an environment.
fn left_out(extended: &Extended, namespace: Span, by: &str) -> Diagnostic {
    let file = extended.path.name();
    let name = without_ending(file).unwrap_or(file);
    Diagnostic::new(Code::LeftOut, format!("`--all` does not build `{name}`, because `{by}` extends it"))
        .at(namespace, "says a namespace, as environments do")
        .at(extended.span, "extended here")
        .help("move what both share into a file without a namespace, and let both extend that")
}

fn kustomization(written: &str) -> Diagnostic {
    let message = format!("`{written}` is a kustomization, which is built by itself");
    Diagnostic::new(Code::UnknownTarget, message).help(format!("`rkgen build {written}` builds it"))
}
