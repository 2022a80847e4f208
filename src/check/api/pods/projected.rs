//! Volumes that are put together from several sources.
//!
//! From `validateProjectionSources` in `pkg/apis/core/validation/validation.go` of Kubernetes 1.36. Sources behind gates
//! that are closed, `podCertificate` and `clusterTrustBundle`, are dropped by the server before it looks at them.

use k8s_openapi::api::core::v1::{KeyToPath, ProjectedVolumeSource};
use rustc_hash::FxHashMap;

use super::super::at::At;
use super::super::findings::Findings;
use super::files;

/// Where a path was taken first: the source, the kind of source and the file in it.
type Taken<'p> = FxHashMap<&'p str, (usize, &'static str, usize)>;

/// A projected volume: no two sources may write the same file.
pub(super) fn volume(it: &ProjectedVolumeSource, at: At<'_>, out: &mut Findings<'_>) {
    let sources = at.field("sources");
    let mut taken = Taken::default();
    for (index, source) in it.sources.iter().flatten().enumerate() {
        let at = sources.item(index);
        if let Some(it) = &source.secret {
            written(keys(it.items.as_ref()), (index, "secret.items"), &mut taken, sources, out);
        }
        if let Some(it) = &source.config_map {
            written(keys(it.items.as_ref()), (index, "configMap.items"), &mut taken, sources, out);
        }
        if let Some(it) = &source.downward_api {
            let items = it.items.as_deref().unwrap_or_default();
            files::of_pod(items, at.field("downwardAPI").field("items"), out);
            let paths = items.iter().map(|it| it.path.as_str());
            written(paths, (index, "downwardAPI.items"), &mut taken, sources, out);
        }
    }
}

fn keys(items: Option<&Vec<KeyToPath>>) -> impl Iterator<Item = &str> {
    items.into_iter().flatten().map(|it| it.path.as_str())
}

/// Notes the files that a source writes.
fn written<'p>(
    paths: impl Iterator<Item = &'p str>,
    (source, list): (usize, &'static str),
    taken: &mut Taken<'p>,
    at: At<'_>,
    out: &mut Findings<'_>,
) {
    for (index, path) in paths.enumerate().filter(|(_, path)| !path.is_empty()) {
        let here = (source, list, index);
        let first = *taken.entry(path).or_insert(here);
        if first != here {
            let (other, its_list, item) = first;
            out.duplicate(
                at.item(source).field(list).item(index).field("path"),
                at.item(other).field(its_list).item(item).field("path"),
            );
        }
    }
}
