//! The list of kinds is whole: what the OpenAPI document has is in it, or is named here with its reason.

use rkgen::kubernetes::kinds::{self, Kind};

#[test]
fn every_kind_of_the_document_is_known_or_refused_with_a_reason() {
    let mut known = 0;
    for line in include_str!("openapi-kinds.txt").lines().filter(|line| !line.starts_with('#')) {
        let [kind, group, version] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let group = if group == "core" { "" } else { group };
        if let Some(index) = kinds::index(group, version, kind) {
            assert_eq!((kinds::ALL[index].kind, kinds::ALL[index].version), (kind, version));
            assert_eq!(kinds::refused(group, kind), None, "{line}");
            known += 1;
        } else {
            assert!(kinds::refused(group, kind).is_some(), "{line} is not in the list of kinds");
        }
    }
    assert_eq!(known, kinds::ALL.len(), "a kind of the list is not in the document");
}

#[test]
fn kinds_are_written_as_api_version_and_kind() {
    let written: Vec<String> = kinds::named("Event").iter().map(Kind::api_version).collect();
    assert_eq!(written, ["v1", "events.k8s.io/v1"]);
}
