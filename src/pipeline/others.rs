//! The targets of an environment that were not asked for: built for the names of their objects, if those are needed, and
//! for what is secret in all of it.
//!
//! A part of an environment is built as it is in the whole. So a name in it that none of its own objects has is looked
//! up in the other parts, where a prefix, a suffix or a hash may have changed it, and a checksum is taken there. Secrets
//! are not: what was not asked for reads no variable and runs no program.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::{Kinds, PLANS_FOR_THREADS};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, each};
use crate::environment::{Overrides, Project, Target};
use crate::generate::Secrets;
use crate::resource::{CustomKinds, ReferenceFields};
use crate::transform::{self, Built, Prepared, Purpose, Unresolved};
use crate::world::Files;

/// What the other targets of environments are built from.
pub(super) struct Inputs<'i> {
    pub(super) project: &'i Project<'i>,
    pub(super) files: &'i Files<'i>,
    pub(super) overrides: &'i Overrides,
    pub(super) secrets: Secrets,
}

/// The targets of an environment that were not asked for.
pub(super) struct Others {
    targets: Vec<Target>,
    /// Rendered already, for a kind that they may define.
    prepared: Option<Part>,
    /// Whether they were built, with an error.
    pub(super) failed: bool,
}

/// Rendered targets, and whether there is an error in them.
struct Part {
    prepared: Vec<Prepared>,
    failed: bool,
}

impl Others {
    /// By environment, the targets that are missing among these, if some are.
    pub(super) fn of(project: &Project, targets: &[Target]) -> FxHashMap<EcoString, Others> {
        let mut asked: FxHashMap<&EcoString, Vec<&Target>> = FxHashMap::default();
        for target in targets.iter().filter(|target| target.name != target.environment) {
            asked.entry(&target.environment).or_default().push(target);
        }
        let others = asked.into_iter().map(|(environment, asked)| {
            let mut targets = project.targets([environment.as_str()], &mut Diagnostics::default());
            targets.retain(|target| !asked.contains(&target));
            (environment.clone(), Others { targets, prepared: None, failed: false })
        });
        others.filter(|(_, others)| !others.targets.is_empty()).collect()
    }

    /// Learns the kinds that these targets define, if the `part` that was asked for has objects of kinds that
    /// nobody knows.
    pub(super) fn define(
        &mut self,
        environment: &EcoString,
        part: &[Prepared],
        kinds: &mut Kinds,
        inputs: &Inputs,
    ) {
        let known = kinds.known_in(environment);
        let part = part.iter().filter(|prepared| prepared.environment == *environment);
        let mut objects = part.flat_map(Prepared::objects);
        if objects.all(|object| known.scope(&object.id().group, &object.id().kind).is_some()) {
            return;
        }
        let part = prepare(&self.targets, inputs);
        kinds.add(&part.prepared, &mut Diagnostics::default());
        self.prepared = Some(part);
    }

    /// Adds these targets to the `parts` that were asked for, if a name in those depends on them; only to be looked at.
    /// Gives whether all that depends on them could be told.
    pub(super) fn join(
        &mut self,
        environment: &str,
        parts: &mut Vec<Built>,
        (custom, declared): (&CustomKinds, &ReferenceFields),
        inputs: &Inputs,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let open = transform::unresolved(parts, custom, declared);
        if open.is_empty() {
            return true;
        }
        // A spec is read once, and whoever reads it first is told what is wrong with it.
        let may_rename = inputs.project.may_rename(&self.targets);
        if may_rename == Some(false) && !open.iter().any(|open| open.is_checksum) {
            return true;
        }
        let built = self.build(custom, inputs);
        parts.extend(built);
        if may_rename.is_some() && !self.failed {
            return true;
        }
        match not_told(environment, &open) {
            Some(problem) => diagnostics.push(problem),
            None => return true,
        }
        false
    }

    /// What these targets build, as far as they do.
    pub(super) fn build(&mut self, custom: &CustomKinds, inputs: &Inputs) -> Vec<Built> {
        let Part { prepared, failed } =
            self.prepared.take().unwrap_or_else(|| prepare(&self.targets, inputs));
        let mut problems = Diagnostics::default();
        let purpose = Purpose::Lookup { lacks_secrets: inputs.secrets == Secrets::Resolve };
        let built = each(prepared, PLANS_FOR_THREADS, &mut problems, |prepared, problems| {
            let mut built = transform::run(prepared, custom, true, problems);
            built.purpose = purpose;
            built
        });
        self.failed = failed || problems.has_errors();
        built
    }
}

fn prepare(targets: &[Target], inputs: &Inputs) -> Part {
    let mut problems = Diagnostics::default();
    let Inputs { project, files, overrides, .. } = *inputs;
    let plans = project.plans_of_others(targets, overrides, &mut problems);
    let prepared = each(plans, PLANS_FOR_THREADS, &mut problems, |plan, problems| {
        transform::prepare(plan, files, problems)
    });
    Part { prepared, failed: problems.has_errors() }
}

/// The problem of the names that may be those of parts which cannot be built.
///
/// A built-in field may name what has been in the cluster from the start, as a storage class does: of those without
/// a namespace nothing is said.
fn not_told(environment: &str, open: &[Unresolved]) -> Option<Diagnostic> {
    let open: Vec<&Unresolved> = open.iter().filter(|open| open.is_likely).collect();
    let (first, more) = open.split_first()?;
    let what = if first.is_checksum { "the content" } else { "the name" };
    let message =
        format!("{what} of `{}` cannot be told: other parts of `{environment}` have errors", first.object);
    let problem = Diagnostic::new(Code::UnknownName, message)
        .at(first.span, "in none of the parts that are built")
        .help(format!("`rkgen build {environment}` says what is wrong with them"));
    let problem = if first.is_checksum {
        problem
    } else {
        problem.help(format!("if the cluster has it, declare it: `external: [{}]`", first.object))
    };
    Some(match more.iter().find(|more| more.object != first.object) {
        Some(more) => problem.at(more.span, format!("and `{}`", more.object)),
        None => problem,
    })
}
