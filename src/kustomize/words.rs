//! What was probably meant by a field that is not known: words that people write for others, which no likeness of letters
//! tells, and fields that stand at another depth than they should.

use crate::diagnostic::quoted_list;

/// Words in lower case, each with the fields that it may stand for, where they are known.
const WORDS: &[(&str, &[&str])] = &[
    ("annotation", &["annotationSelector", "commonAnnotations"]),
    ("annotations", &["annotationSelector", "commonAnnotations"]),
    ("apiversion", &["group", "version"]),
    ("base", &["resources"]),
    ("chart", &["name", "helmCharts"]),
    ("configmap", &["configMapGenerator"]),
    ("configmaps", &["configMapGenerator"]),
    ("data", &["literals"]),
    ("envfile", &["envs"]),
    ("envfiles", &["envs"]),
    ("exclude", &["reject"]),
    ("field", &["fieldPath", "path"]),
    ("fields", &["fieldPaths"]),
    ("file", &["path"]),
    ("files", &["resources"]),
    ("from", &["source"]),
    ("helm", &["helmCharts"]),
    ("image", &["name"]),
    ("include", &["resources"]),
    ("includes", &["resources"]),
    ("label", &["labelSelector", "labels"]),
    ("labels", &["labelSelector", "pairs"]),
    ("manifests", &["resources"]),
    ("newimage", &["newName"]),
    ("path", &["fieldPath", "resources"]),
    ("paths", &["fieldPaths", "path"]),
    ("prefix", &["namePrefix"]),
    ("release", &["releaseName"]),
    ("replicas", &["count"]),
    ("repository", &["newName", "repo"]),
    ("secret", &["secretGenerator"]),
    ("secrets", &["secretGenerator"]),
    ("selector", &["labelSelector"]),
    ("separator", &["delimiter"]),
    ("sha", &["digest"]),
    ("sha256", &["digest"]),
    ("stringdata", &["literals"]),
    ("suffix", &["nameSuffix"]),
    ("tag", &["newTag"]),
    ("to", &["targets"]),
    ("url", &["repo"]),
    ("value", &["sourceValue"]),
    ("values", &["valuesInline", "valuesFile", "literals"]),
    ("valuesfiles", &["additionalValuesFiles"]),
    ("version", &["newTag"]),
];

/// Fields that stand below one of a kustomization, each with that one. What is in entries of several is left out.
const BELOW: &[(&str, &str)] = &[
    ("allowKindChange", "patches"),
    ("allowNameChange", "patches"),
    ("behavior", "configMapGenerator"),
    ("chartHome", "helmGlobals"),
    ("count", "replicas"),
    ("digest", "images"),
    ("disableNameSuffixHash", "generatorOptions"),
    ("envs", "configMapGenerator"),
    ("fieldPaths", "replacements"),
    ("includeSelectors", "labels"),
    ("includeTemplates", "labels"),
    ("literals", "configMapGenerator"),
    ("newName", "images"),
    ("newTag", "images"),
    ("op", "patches"),
    ("options", "patches"),
    ("order", "sortOptions"),
    ("pairs", "labels"),
    ("patch", "patches"),
    ("releaseName", "helmCharts"),
    ("source", "replacements"),
    ("sourceValue", "replacements"),
    ("target", "patches"),
    ("targets", "replacements"),
    ("valuesFile", "helmCharts"),
    ("valuesInline", "helmCharts"),
];

/// Fields of objects: who writes them into a kustomization takes it for one.
const OF_OBJECTS: &[&str] = &["data", "rules", "spec", "status", "stringData", "subjects", "type"];

/// What stands at the top of a kustomization.
pub(super) const TOP: &str = "a kustomization";

/// What to do about an unknown field of `what`, whose fields are `known`; nothing if nothing is known of the word.
///
/// `of_top` are the fields of a kustomization.
pub(super) fn meant(written: &str, what: &str, known: &[&str], of_top: &[&str]) -> Option<String> {
    let lower = written.to_ascii_lowercase();
    let is = |name: &str| name.eq_ignore_ascii_case(written);
    if what == TOP {
        if let Some((name, above)) = BELOW.iter().find(|(name, _)| is(name)) {
            return Some(format!("`{name}` belongs below `{above}`: indent it as what it belongs to"));
        }
        if OF_OBJECTS.iter().any(|name| is(name)) {
            return Some("objects are in files of their own, which `resources` names".to_owned());
        }
    } else if let Some(name) = of_top.iter().find(|name| is(name) && what != "a configuration") {
        let words = words(&lower, known);
        if words.is_none() {
            return Some(format!("`{name}` is a field of the kustomization: begin it in the first column"));
        }
    }
    words(&lower, known).map(|fields| format!("did you mean {}?", quoted_list(&fields, "or")))
}

fn words<'k>(lower: &str, known: &[&'k str]) -> Option<Vec<&'k str>> {
    let (_, fields) = WORDS.iter().find(|(word, _)| *word == lower)?;
    let fields: Vec<&str> = known.iter().copied().filter(|name| fields.contains(name)).collect();
    (!fields.is_empty()).then_some(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sorted_and_in_lower_case() {
        assert!(WORDS.is_sorted_by(|one, two| one.0 < two.0));
        assert!(BELOW.is_sorted_by(|one, two| one.0 < two.0));
        assert!(WORDS.iter().all(|(word, _)| *word == word.to_ascii_lowercase()));
    }

    #[test]
    fn what_is_meant_depends_on_what_is_known() {
        let meant = |written, what, known: &[&str]| meant(written, what, known, &["images", "namePrefix"]);
        assert_eq!(meant("tag", "an image", &["name", "newTag"]).unwrap(), "did you mean `newTag`?");
        assert_eq!(meant("tag", "an image", &["name"]), None);
        assert!(meant("newTag", TOP, &["images"]).unwrap().contains("belongs below `images`"));
        assert!(meant("namePrefix", "an image", &["name"]).unwrap().contains("first column"));
    }
}
