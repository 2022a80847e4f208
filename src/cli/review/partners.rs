//! The specs that objects went to, or came from: who accepts a move accepts it in both files.

use ecow::EcoString;
use rustc_hash::FxHashSet;

use crate::cli::args::Inputs;
use crate::cli::request::Request;
use crate::diagnostic::Diagnostics;
use crate::generate::Secrets;
use crate::pipeline::{Environment, Manifests};
use crate::resource::{Resource, ResourceId};
use crate::snapshot;
use crate::world::Files;

/// The targets that were not asked for, each with an object that moved between it and one that was.
pub(super) fn partners(
    inputs: &Inputs,
    request: &Request,
    environments: &[Environment],
    files: &Files,
) -> Vec<(EcoString, ResourceId)> {
    let parts =
        environments.iter().filter(|it| !request.is_of_kustomization() && inputs.is_part_of(&it.name));
    parts.flat_map(|part| of_part(part, inputs, request, files)).collect()
}

fn of_part(
    part: &Environment,
    inputs: &Inputs,
    request: &Request,
    files: &Files,
) -> Vec<(EcoString, ResourceId)> {
    let ids =
        |objects: &[Resource]| objects.iter().map(|object| object.id().clone()).collect::<FxHashSet<_>>();
    let kept = |target: &EcoString| {
        let mut kept = Manifests::default();
        snapshot::read(files, target, &mut kept, &mut Diagnostics::default());
        ids(&kept.objects)
    };
    let (own, others): (Vec<EcoString>, Vec<EcoString>) = snapshot::kept(files, &part.name)
        .into_iter()
        .partition(|target| inputs.targets.iter().any(|asked| *asked == **target));
    let before: FxHashSet<ResourceId> = own.iter().flat_map(kept).collect();
    let after = ids(&part.objects);
    let mut partners = Vec::new();
    if after.iter().any(|id| !before.contains(id)) {
        let came = |target: EcoString| {
            let kept = kept(&target);
            let moved = part.objects.iter().map(Resource::id);
            let moved = moved.filter(|id| !before.contains(*id)).find(|id| kept.contains(*id))?.clone();
            Some((target, moved))
        };
        partners.extend(others.into_iter().filter_map(came));
    }
    if before.iter().any(|id| !after.contains(id)) {
        let whole = request.of(vec![part.name.to_string()]);
        for whole in whole.environments(Secrets::Placeholders, files, &mut Diagnostics::default()) {
            let moved = whole.objects.iter().map(Resource::id);
            for id in moved.filter(|id| before.contains(*id) && !after.contains(*id)) {
                let target = whole.target(id);
                let is_known = partners.iter().any(|(known, _)| known == target);
                if !is_known && !inputs.targets.iter().any(|asked| asked == target) {
                    partners.push((target.into(), id.clone()));
                }
            }
        }
    }
    partners
}
