//! The folders that `kubectl diff` hands to the program in `KUBECTL_EXTERNAL_DIFF`.

use std::path::Path;

use crate::cli::machine::{Machine, Place};
use crate::cli::manifests;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::pipeline::Manifests;
use crate::resource::Resource;
use crate::source::{Sources, Span};
use crate::world::Refusal;
use crate::yaml::Cause;

/// What the server counts and notes by itself, below `metadata`.
const NOTED: [&str; 2] = ["generation", "managedFields"];

/// The objects in a folder, a file each, whose names end in nothing in particular; without what the server notes by itself.
pub(super) fn objects(
    folder: &Path,
    directory: Option<&Path>,
    machine: &dyn Machine,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<Resource>, Box<Diagnostic>> {
    let refused = |refusal: &Refusal| manifests::unreadable(&folder.display().to_string(), refusal);
    let Place { world, path } = machine.manifests(directory, folder).map_err(|refusal| refused(&refusal))?;
    let found = world.walk(&path).map_err(|(_, refusal)| refused(&refusal))?;
    let mut read = Manifests::default();
    for path in &found {
        let shown = manifests::below(folder, path);
        manifests::add(&*world, path, shown, sources, &mut read, diagnostics)?;
    }
    for object in &mut read.objects {
        let span: Span = object.place();
        let cause = Cause { step: "external", span };
        object.change(|node| {
            if let Some(metadata) = node.get_mut("metadata") {
                for key in NOTED {
                    metadata.remove(cause, key);
                }
            }
        });
    }
    Ok(read.objects)
}
