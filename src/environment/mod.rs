//! The native front end: specs in `environments/`, read and lowered into plans.
//!
//! In: the names of targets and what the command line overrides. Out: one [`Plan`] a target, and every
//! problem on the way. `read` says what was written in a spec, `layers` what it means with all that it extends,
//! `lower` what is to be done.

mod allowed;
mod config;
mod expected;
mod external;
mod fields;
mod foreign;
mod generators;
mod images;
mod labels;
mod layers;
mod lower;
mod lowered;
mod merge;
mod names;
mod overrides;
mod patches;
mod redundant;
mod references;
mod remove;
mod replicas;
mod resources;
mod scope;
mod selector;
mod spec;
mod targets;
mod templates;
mod unfilled;
mod unused;
mod values;
mod version;

pub use allowed::Allowance;
pub use overrides::{Overrides, Setting};
pub use targets::Target;

use ecow::EcoString;

use crate::diagnostic::Diagnostics;
use crate::generate::Secrets;
use crate::plan::Plan;
use crate::resource::{CustomKinds, DeclaredScope, ReferenceField, Resource};
use crate::world::Files;
use crate::yaml::Node;

use config::Config;
use spec::Specs;
use templates::Folders;

/// The fewest targets, or specs, for which threads are started.
const PARALLEL_FROM: usize = 16;

/// A folder with `environments/`, `templates/` and perhaps `rkgen.yaml`.
///
/// It is shared between threads, and each of its files is read and parsed once, however many ask for it.
pub struct Project<'w> {
    files: &'w Files<'w>,
    config: Config,
    specs: Specs<'w>,
    folders: Folders,
}

impl<'w> Project<'w> {
    /// The project in the root of `files`. Specs are read when they are asked for.
    pub fn open(files: &'w Files<'w>, diagnostics: &mut Diagnostics) -> Self {
        let config = Config::read(files, diagnostics);
        Project { files, config, specs: Specs::new(files), folders: Folders::default() }
    }

    /// The targets that were named, each once, in the order in which they were.
    ///
    /// An environment stands for all of its specs. A name that is no target is reported.
    pub fn targets<'n>(
        &self,
        names: impl IntoIterator<Item = &'n str>,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Target> {
        targets::named(self.files, names, diagnostics)
    }

    /// Every target of every environment, sorted; files that others extend are no targets of their own.
    pub fn all_targets(&self, diagnostics: &mut Diagnostics) -> Vec<Target> {
        targets::all(self.files, &self.specs, diagnostics)
    }

    /// The namespace that the specs of each target say, if they do. What is wrong with specs is reported.
    pub fn namespaces(&self, targets: &[Target], diagnostics: &mut Diagnostics) -> Vec<Option<EcoString>> {
        lower::namespaces(self, targets, diagnostics)
    }

    /// Lets no message show what goes into the Secrets that the specs of the targets make themselves.
    pub fn hide_secrets(&self, targets: &[Target]) {
        lower::hide_secrets(self, targets);
    }

    /// The plans of the targets, in the same order, without those that could not be made.
    ///
    /// `secrets` says whether the values of Secrets are fetched that are not in the project.
    pub fn plans(
        &self,
        targets: &[Target],
        overrides: &Overrides,
        secrets: Secrets,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Plan> {
        lower::plans(self, targets, overrides, secrets, true, diagnostics)
    }

    /// The plans of targets that were not asked for, with placeholders for secrets. What the command line overrides is
    /// meant for those that were: it may hit nothing here, and values may be unused.
    pub fn plans_of_others(
        &self,
        targets: &[Target],
        overrides: &Overrides,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Plan> {
        lower::plans(self, targets, overrides, Secrets::Placeholders, false, diagnostics)
    }

    /// Whether some object of the targets may be called otherwise than its template says; nothing if not all that
    /// their specs say could be understood.
    pub fn may_rename(&self, targets: &[Target]) -> Option<bool> {
        let lowered = lowered::quietly(self, targets);
        let is_whole = lowered.iter().flat_map(|lowered| &lowered.specs).all(|spec| spec.is_whole);
        let may_rename = || lowered.iter().any(|lowered| lowered.layers.may_rename());
        (is_whole && lowered.len() == targets.len()).then(may_rename)
    }

    /// In what environments may differ, as `compare` in `rkgen.yaml` says.
    pub fn allowed_differences(&self) -> &[Allowance] {
        &self.config.allowed
    }

    /// The fields of custom resources that `references` in `rkgen.yaml` declares to name other objects.
    pub fn reference_fields(&self) -> &[ReferenceField] {
        &self.config.references
    }

    /// Reports each of these fields that its kind has not, as far as `custom` knows the kinds.
    pub fn check_reference_fields(&self, custom: &CustomKinds, diagnostics: &mut Diagnostics) {
        references::check(&self.config.references, custom, diagnostics);
    }

    /// Where objects of kinds live that `scope` in `rkgen.yaml` says, for kinds without a definition.
    pub fn declared_scopes(&self) -> &[DeclaredScope] {
        &self.config.scopes
    }

    /// Reports each of these that a definition among `custom` contradicts, or says already.
    pub fn check_scopes(&self, custom: &CustomKinds, diagnostics: &mut Diagnostics) {
        scope::check(&self.config.scopes, custom, diagnostics);
    }

    /// Reports each of these whose kind none of the objects has: to be asked with all objects of all targets.
    pub fn check_scopes_are_used<'o>(
        &self,
        objects: impl Iterator<Item = &'o Resource>,
        diagnostics: &mut Diagnostics,
    ) {
        scope::check_used(&self.config.scopes, objects, diagnostics);
    }

    /// The documents of the files that `crds` in `rkgen.yaml` names.
    pub fn custom_resource_definitions(&self, diagnostics: &mut Diagnostics) -> Vec<Node> {
        self.config.custom_resource_definitions(self.files, diagnostics)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    use super::*;
    use crate::plan::Input;
    use crate::source::Sources;
    use crate::world::{DirEntry, FileKind, FilePath, Memory, Refusal, World};
    use crate::yaml::{Entry, emit};

    /// What a project comes to: a line for each plan, and the messages.
    fn planned(files: &[(&str, &str)], names: &[&str], overrides: &Overrides) -> (Vec<String>, Vec<String>) {
        let mut memory = Memory::default();
        for (path, text) in files {
            memory.add(path, *text);
        }
        let sources = Sources::default();
        let files = Files::new(&memory, &sources);
        let mut diagnostics = Diagnostics::default();
        let project = Project::open(&files, &mut diagnostics);
        let targets = match names {
            ["--all"] => project.all_targets(&mut diagnostics),
            _ => project.targets(names.iter().copied(), &mut diagnostics),
        };
        let plans = project.plans(&targets, overrides, Secrets::Resolve, &mut diagnostics);
        let plans = plans.iter().map(|plan| describe(plan, &sources)).collect();
        let messages = diagnostics.into_sorted(&sources).into_iter().map(|problem| problem.message);
        (plans, messages.collect())
    }

    fn describe(plan: &Plan, sources: &Sources) -> String {
        let mut parts = vec![plan.target.to_string()];
        for input in &plan.layer.inputs {
            match input {
                Input::Templates(rendering) => {
                    let mut values = String::new();
                    emit(&rendering.values, &mut values);
                    parts.extend(rendering.templates.iter().map(|(path, _)| path.to_string()));
                    parts.push(format!("with {}", values.split_whitespace().collect::<Vec<_>>().join(" ")));
                }
                Input::Document(node) => parts.push(sources.location(node.span()).to_string()),
                Input::Generated(_) | Input::Layer(_) => {}
            }
        }
        parts.join(" ")
    }

    const SHOP: &[(&str, &str)] = &[
        ("environments/web.yaml", "templates: [web]\nvalues: {replicas: 1, image: {tag: v1}}"),
        ("environments/dev/web.yaml", "extends: ../web.yaml"),
        ("environments/prod/web.yaml", "extends: ../web.yaml\nvalues: {replicas: 3}"),
        ("environments/prod/db.yaml", "resources: [files/*.yaml]"),
        ("environments/prod/files/one.yaml", "a: 1\n---\nb: 2\n"),
        ("environments/prod/files/two.txt", "none"),
        ("templates/web/web.yaml", "kind: \"{{ image.tag }}{{ replicas }}\""),
        ("templates/web/more/web.yml", "kind: A"),
        ("templates/web/notes.txt", "none"),
    ];

    #[test]
    fn an_environment_is_all_of_its_specs() {
        let (plans, messages) = planned(SHOP, &["prod", "prod/web"], &Overrides::default());
        assert_eq!(
            plans,
            [
                "prod/db with {} environments/prod/files/one.yaml:1:1 environments/prod/files/one.yaml:3:1",
                "prod/web templates/web/more/web.yml templates/web/web.yaml with image: tag: v1 replicas: 3",
            ]
        );
        assert!(messages.is_empty(), "{messages:?}");
    }

    #[test]
    fn all_leaves_out_what_others_extend() {
        let (plans, messages) = planned(SHOP, &["--all"], &Overrides::default());
        let names: Vec<&str> = plans.iter().filter_map(|plan| plan.split(' ').next()).collect();
        assert_eq!((names, messages), (vec!["dev/web", "prod/db", "prod/web"], vec![]));
    }

    #[test]
    fn paths_as_a_shell_completes_them_are_targets() {
        for name in ["environments/prod/web.yaml", "./environments/prod/web.yaml", "prod/web.yaml"] {
            let (plans, messages) = planned(SHOP, &[name], &Overrides::default());
            assert!(plans.len() == 1 && plans[0].starts_with("prod/web "), "{name}: {plans:?} {messages:?}");
        }
        assert_eq!(planned(SHOP, &["environments/prod/"], &Overrides::default()).0.len(), 2);
    }

    #[test]
    fn a_spec_that_is_met_twice_is_laid_once_at_its_first_place() {
        let files = [
            ("environments/a.yaml", "extends: [b.yaml, c.yaml]\ntemplates: [t.yaml]"),
            ("environments/b.yaml", "extends: base.yaml\nvalues: {b: b, both: b}"),
            ("environments/c.yaml", "extends: base.yaml\nvalues: {c: c}"),
            ("environments/base.yaml", "values: {both: base, b: base, c: base}"),
            ("templates/t.yaml", "kind: \"{{ b }}{{ c }}{{ both }}\""),
        ];
        let (plans, messages) = planned(&files, &["a"], &Overrides::default());
        assert_eq!(plans, ["a templates/t.yaml with b: b both: b c: c"]);
        assert!(messages.is_empty(), "{messages:?}");
    }

    /// Counts how often each file is read.
    struct Counting {
        memory: Memory,
        reads: Mutex<BTreeMap<String, usize>>,
    }

    impl World for Counting {
        fn read(&self, path: &FilePath) -> Result<Vec<u8>, Refusal> {
            *self.reads.lock().unwrap().entry(path.to_string()).or_default() += 1;
            self.memory.read(path)
        }

        fn list(&self, folder: &FilePath) -> Result<Vec<DirEntry>, Refusal> {
            self.memory.list(folder)
        }

        fn walk(&self, folder: &FilePath) -> Result<Vec<FilePath>, (FilePath, Refusal)> {
            self.memory.walk(folder)
        }

        fn kind(&self, path: &FilePath) -> Option<FileKind> {
            self.memory.kind(path)
        }
    }

    #[test]
    fn a_file_that_many_specs_extend_is_read_once_and_its_values_are_shared() {
        let mut memory = Memory::default();
        memory.add("environments/shared.yaml", "templates: [web.yaml]\nvalues: {shared: {a: 1}, own: 0}");
        memory.add("templates/web.yaml", "kind: A");
        for system in 0..200 {
            let spec = format!("extends: ../shared.yaml\nvalues: {{own: {system}}}");
            memory.add(&format!("environments/prod/s{system}.yaml"), spec);
        }
        let world = Counting { memory, reads: Mutex::default() };
        let sources = Sources::default();
        let files = Files::new(&world, &sources);
        let mut diagnostics = Diagnostics::default();
        let project = Project::open(&files, &mut diagnostics);
        let targets = project.targets(["prod"], &mut diagnostics);
        let plans = project.plans(&targets, &Overrides::default(), Secrets::Resolve, &mut diagnostics);

        let values = |plan: &Plan| match &plan.layer.inputs[0] {
            Input::Templates(rendering) => rendering.values.clone(),
            _ => panic!("templates come first"),
        };
        let shared: Vec<*const Entry> = plans
            .iter()
            .map(|plan| {
                values(plan).get("shared").and_then(Node::as_mapping).unwrap().iter().as_slice().as_ptr()
            })
            .collect();
        assert!(plans.len() == 200 && shared.iter().all(|entries| *entries == shared[0]));
        let reads = world.reads.lock().unwrap();
        let twice: Vec<_> = reads.iter().filter(|(_, count)| **count > 1).collect();
        assert!(twice.is_empty() && reads["environments/shared.yaml"] == 1, "{twice:?}");
    }
}
