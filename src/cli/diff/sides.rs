//! The two sides of a comparison: what is built, a snapshot, plain manifests.

use std::path::{Path, PathBuf};

use ecow::EcoString;
use rustc_hash::FxHashSet;

use super::{Relation, elsewhere, external, revision};
use crate::cli::args::{self, Inputs};
use crate::cli::kustomize;
use crate::cli::machine::{Machine, Root};
use crate::cli::manifests;
use crate::cli::request::{self, Request};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::effect::Cluster;
use crate::generate::Secrets;
use crate::pipeline::{self, Environment, Manifests};
use crate::resource::{CustomKinds, Resource};
use crate::secret;
use crate::snapshot;
use crate::source::Sources;
use crate::world::Files;

/// Two sets of objects that are compared with each other.
pub(super) struct Part {
    /// The environment, or the two sides: `prod`, `old.yaml → new.yaml`.
    pub(super) name: String,
    /// What was there.
    pub(super) before: Vec<Resource>,
    /// What is to be.
    pub(super) after: Vec<Resource>,
    /// Whether the one takes the place of the other.
    pub(super) cluster: Cluster,
    /// What each side is called, if both are named.
    pub(super) sides: Option<[String; 2]>,
}

/// All that is compared.
#[derive(Default)]
pub(super) struct Sides {
    pub(super) parts: Vec<Part>,
    /// The kinds that are not built in.
    pub(super) custom: CustomKinds,
}

/// Where both sides are looked for, and what goes wrong.
pub(in crate::cli) struct Asked<'a> {
    pub(in crate::cli) said: &'a args::Sides,
    pub(in crate::cli) directory: Option<&'a Path>,
    pub(in crate::cli) machine: &'a dyn Machine,
    pub(in crate::cli) sources: &'a Sources,
    /// What fingerprints of secrets are made with.
    pub(in crate::cli) key: secret::Key,
}

/// The objects of one side.
pub(in crate::cli) struct Side {
    pub(in crate::cli) environments: Vec<Environment>,
    pub(in crate::cli) custom: CustomKinds,
    /// What the environment is called, or the last folder of the kustomization; nothing of manifests.
    built: Option<String>,
}

impl Asked<'_> {
    /// Both sides of all that is compared. With an error among the diagnostics, they are not to be used.
    pub(super) fn sides(
        &self,
        said: &args::Diff,
        diagnostics: &mut Diagnostics,
    ) -> Result<Sides, Box<Diagnostic>> {
        if said.external {
            return self.external(diagnostics);
        }
        let inputs = &self.said.inputs;
        match (&inputs.targets[..], &said.against, &said.files[..]) {
            ([before, after], None, _) => {
                let sides = (self.named(before, diagnostics)?, self.named(after, diagnostics)?);
                let named = [before.clone(), after.clone()];
                Ok(one_part(format!("{before} → {after}"), named, sides, said.relation))
            }
            (_, None, [_, ..]) => {
                let problem =
                    Diagnostic::new(Code::InvalidOverride, "there is nothing to compare the manifests with");
                Err(Box::new(problem.help("name it: `rkgen diff -f new.yaml --against old.yaml`")))
            }
            (_, Some(against), [_, ..]) => {
                let after = self.plain(said.files.iter().map(PathBuf::as_path), diagnostics);
                let before = self.plain([Path::new(against)], diagnostics);
                let named = [against.clone(), "the manifests".to_owned()];
                Ok(one_part("manifests".to_owned(), named, (before, after), said.relation))
            }
            (_, Some(against), []) if self.is_there(against) => {
                let (_, after) = self.build(inputs, diagnostics)?;
                let before = self.named(against, diagnostics)?;
                let built: Vec<&str> =
                    after.environments.iter().map(|environment| environment.name.as_str()).collect();
                let name = built.join(", ");
                Ok(one_part(name.clone(), [against.clone(), name], (before, after), said.relation))
            }
            (_, Some(revision), []) => revision::sides(self, revision, diagnostics),
            (_, None, []) => self.with_snapshots(diagnostics),
        }
    }

    /// Both of the folders that kubectl hands over.
    fn external(&self, diagnostics: &mut Diagnostics) -> Result<Sides, Box<Diagnostic>> {
        let [live, merged] = &self.said.inputs.targets[..] else {
            let message = "`--external` takes two folders, as `kubectl diff` names them";
            let help =
                "let kubectl call it: `KUBECTL_EXTERNAL_DIFF=\"rkgen diff --external\" kubectl diff -f FILE`";
            return Err(Box::new(Diagnostic::new(Code::InvalidOverride, message).help(help)));
        };
        let side = |folder: &String, diagnostics: &mut Diagnostics| {
            let objects = external::objects(
                Path::new(folder),
                self.directory,
                self.machine,
                self.sources,
                diagnostics,
            )?;
            Ok::<_, Box<Diagnostic>>(Side {
                environments: vec![Environment::plain(objects)],
                custom: CustomKinds::default(),
                built: None,
            })
        };
        let (before, after) = (side(live, diagnostics)?, side(merged, diagnostics)?);
        let named = ["live", "merged"].map(str::to_owned);
        Ok(one_part("live → merged".to_owned(), named, (before, after), None))
    }

    /// Whether a name is that of a file or a folder, or stands for standard input.
    fn is_there(&self, name: &str) -> bool {
        name == "-" || self.machine.manifests(self.directory, Path::new(name)).is_ok()
    }

    /// One side by its name: a file or a folder of manifests, a kustomization, an environment.
    pub(in crate::cli) fn named(
        &self,
        name: &str,
        diagnostics: &mut Diagnostics,
    ) -> Result<Side, Box<Diagnostic>> {
        let inputs = Inputs { targets: vec![name.to_owned()], ..self.said.inputs.clone() };
        let path = Path::new(name);
        let is_there = self.is_there(name);
        // What ends as a file of manifests does is meant as one; that it is not there is told where it is read.
        let is_plain = name == "-"
            || is_there && !self.machine.is_folder(self.directory, path)
            || !is_there && manifests::is_manifest(name);
        if is_plain {
            return Ok(self.plain([path], diagnostics));
        }
        if is_there {
            // A folder is one of manifests if nothing is built in it.
            let mut problems = Diagnostics::default();
            let opened = self.open(&inputs);
            let is_target = opened.is_ok_and(|(root, request)| {
                request.is_of_kustomization() || {
                    let files = root.files(self.sources);
                    pipeline::targets(&files, &mut problems)
                        .iter()
                        .any(|(target, _)| target.name == name || target.environment == name)
                }
            });
            if !is_target {
                return Ok(self.plain([path], diagnostics));
            }
        }
        Ok(self.build(&inputs, diagnostics)?.1)
    }

    pub(super) fn open(&self, inputs: &Inputs) -> Result<(Root<'_>, Request), Box<Diagnostic>> {
        let said = self.said;
        request::open(inputs, &said.kustomize, &said.telling, self.directory, self.machine)
    }

    /// What is built, as it may be shown.
    pub(in crate::cli) fn build(
        &self,
        inputs: &Inputs,
        diagnostics: &mut Diagnostics,
    ) -> Result<(Root<'_>, Side), Box<Diagnostic>> {
        let (root, request) = self.open(inputs)?;
        let side = self.built(&request, &root.files(self.sources), diagnostics);
        Ok((root, side))
    }

    /// What is built from files, as it may be shown.
    pub(super) fn built(&self, request: &Request, files: &Files, diagnostics: &mut Diagnostics) -> Side {
        let secrets = if self.said.with_secrets { Secrets::Resolve } else { Secrets::Placeholders };
        let environments = request.comparable(&self.key, secrets, files, diagnostics);
        let custom = if request.is_of_kustomization() {
            CustomKinds::default()
        } else {
            pipeline::custom_kinds(files)
        };
        let last = |environment: &Environment| environment.name.rsplit('/').next().map(str::to_owned);
        let built = environments.first().and_then(last);
        Side { environments, custom, built }
    }

    /// The objects of manifests.
    fn plain<'p>(&self, named: impl IntoIterator<Item = &'p Path>, diagnostics: &mut Diagnostics) -> Side {
        let mut manifests = Manifests::default();
        let named: Vec<_> = named.into_iter().map(Path::to_owned).collect();
        manifests::read_all(&named, self.directory, self.machine, self.sources, &mut manifests, diagnostics);
        let environment =
            Environment::plain(secret::comparable(&manifests.objects, &manifests.objects, &self.key));
        Side { environments: vec![environment], custom: CustomKinds::default(), built: None }
    }

    /// What is built, each environment beside its snapshot.
    fn with_snapshots(&self, diagnostics: &mut Diagnostics) -> Result<Sides, Box<Diagnostic>> {
        if self.said.with_secrets {
            let problem =
                Diagnostic::new(Code::InvalidOverride, "a snapshot holds no secrets to compare with");
            let help =
                "`--with-secrets` needs both values: add `--against origin/main`, or name another side";
            return Err(Box::new(problem.help(help)));
        }
        let (root, Side { environments, custom, .. }) = self.build(&self.said.inputs, diagnostics)?;
        let is_of_kustomization = kustomize::root(&self.said.inputs, self.directory, self.machine).is_some();
        let files = root.files(self.sources);
        let mut sides = Sides { parts: Vec::new(), custom };
        for environment in environments {
            let mut targets: FxHashSet<EcoString> =
                environment.objects.iter().map(|object| environment.target(object.id()).into()).collect();
            let is_whole = self.said.inputs.all
                || self.said.inputs.targets.iter().any(|target| *target == *environment.name);
            if is_whole {
                targets.extend(snapshot::kept(&files, &environment.name));
            }
            let mut targets: Vec<EcoString> = targets.into_iter().collect();
            targets.sort_unstable();
            let mut before = Manifests::default();
            let mut found = false;
            for target in &targets {
                found |= snapshot::read(&files, target, &mut before, diagnostics);
            }
            if !found {
                let snapshots = snapshot::of(std::slice::from_ref(&environment));
                // A kustomization is named from where we stand.
                let named = match &self.said.inputs.targets[..] {
                    [target] => target,
                    [target, ..] if is_of_kustomization => target,
                    _ => environment.name.as_str(),
                };
                diagnostics.push(snapshot::missing(named, &snapshots, &files));
            }
            let name = environment.name.to_string();
            let (mut before, mut after) = (before.objects, environment.objects);
            if !is_of_kustomization && self.said.inputs.is_part_of(&name) {
                let ignored = &mut Diagnostics::default();
                let kept = || {
                    let mut kept = Manifests::default();
                    for target in snapshot::kept(&files, &name) {
                        snapshot::read(&files, &target, &mut kept, &mut Diagnostics::default());
                    }
                    kept.objects
                };
                let inputs = Inputs { targets: vec![name.clone()], ..self.said.inputs.clone() };
                let built = || {
                    let whole = self.build(&inputs, ignored).map(|(_, side)| side.environments);
                    whole.into_iter().flatten().flat_map(|environment| environment.objects).collect()
                };
                elsewhere::complete((&mut before, &mut after), kept, built);
            }
            sides.parts.push(Part { name, before, after, cluster: Cluster::Same, sides: None });
        }
        sides.learn();
        Ok(sides)
    }
}

/// All of one side beside all of the other.
fn one_part(
    name: String,
    named: [String; 2],
    (before, after): (Side, Side),
    relation: Option<Relation>,
) -> Sides {
    let mut custom = after.custom;
    custom.add_unknown(&before.custom);
    let objects =
        |side: Vec<Environment>| side.into_iter().flat_map(|environment| environment.objects).collect();
    // Of two that are built and called otherwise, neither takes the place of the other.
    let cluster = match (relation, before.built.as_deref(), after.built.as_deref()) {
        (Some(Relation::Neighbour), ..) => Cluster::Other,
        (None, Some(before), Some(after)) if before != after => Cluster::Other,
        _ => Cluster::Same,
    };
    let (before, after) = (objects(before.environments), objects(after.environments));
    let part = Part { name, before, after, cluster, sides: Some(named) };
    let mut sides = Sides { parts: vec![part], custom };
    sides.learn();
    sides
}

impl Sides {
    /// Learns the kinds that the objects themselves define.
    pub(super) fn learn(&mut self) {
        for object in self.parts.iter().flat_map(|part| part.after.iter().chain(&part.before)) {
            if object.id().kind == "CustomResourceDefinition" {
                // That two definitions differ is what is compared here.
                let _ = self.custom.add(object.node());
            }
        }
    }
}
