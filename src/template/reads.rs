//! Which values a template can read, told from its text alone.

use std::collections::BTreeSet;

use ecow::EcoString;

/// The paths of values that a template reads, each with all below it.
///
/// A branch that is not taken counts. Names of the template's own (loop variables, parameters, `set`) do not.
#[derive(Clone, Default, Debug, PartialEq, Eq)]
pub struct ValuePaths {
    paths: BTreeSet<Vec<EcoString>>,
    everything: bool,
}

impl ValuePaths {
    /// Whether the value at the end of these keys can be read.
    pub fn covers<'k>(&self, path: impl IntoIterator<Item = &'k str>) -> bool {
        if self.everything {
            return true;
        }
        let path: Vec<EcoString> = path.into_iter().map(EcoString::from).collect();
        let above = (1..=path.len()).any(|length| self.paths.contains(&path[..length]));
        above || self.paths.range(path.clone()..).next().is_some_and(|next| next.starts_with(&path))
    }

    /// The paths, sorted, with dots between their keys.
    pub fn iter(&self) -> impl Iterator<Item = String> {
        self.paths.iter().map(|path| path.join("."))
    }

    /// Takes in what another template reads.
    pub fn extend(&mut self, other: &ValuePaths) {
        self.paths.extend(other.paths.iter().cloned());
        self.everything |= other.everything;
    }

    pub(super) fn add(&mut self, path: &[&str]) {
        self.paths.insert(path.iter().map(|key| EcoString::from(*key)).collect());
    }

    /// Notes that what is read cannot be told, as with an include whose name is computed.
    pub(super) fn add_everything(&mut self) {
        self.everything = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_covers_what_is_below_and_above_it() {
        let mut paths = ValuePaths::default();
        paths.add(&["hpa", "max"]);
        paths.add(&["image"]);
        assert!(paths.covers(["hpa", "max"]) && paths.covers(["image", "tag"]) && paths.covers(["hpa"]));
        assert!(!paths.covers(["hpa", "min"]) && !paths.covers(["images"]));
        assert!(paths.covers(["hpa", "max", "cpu"]));
        paths.add_everything();
        assert!(paths.covers(["images"]));
    }
}
