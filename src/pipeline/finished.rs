//! What was built of an environment, and what of it may be shown.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use crate::kustomize::Scopes;
use crate::resource::{Resource, ResourceId};
use crate::secret;

/// The finished objects of an environment, or of those of its targets that were asked for.
pub struct Environment {
    /// Its name, as `prod`.
    pub name: EcoString,
    /// The objects, those first that others need.
    pub objects: Vec<Resource>,
    /// If it is of a kustomization: which kinds live in no namespace, as far as Kustomize knows.
    pub scopes: Option<Scopes>,
    /// The first target, and the other one of each object that is not of it.
    pub(super) target: EcoString,
    pub(super) others: FxHashMap<ResourceId, EcoString>,
    /// The Secrets of targets that were not asked for, each with its target: what they hold is secret in the others, too.
    pub(super) elsewhere: Vec<(EcoString, Resource)>,
}

impl Environment {
    /// Objects that were not built, as one environment.
    pub fn plain(objects: Vec<Resource>) -> Environment {
        Environment {
            name: EcoString::new(),
            objects,
            scopes: None,
            target: EcoString::new(),
            others: FxHashMap::default(),
            elsewhere: Vec::new(),
        }
    }

    /// The objects as they may be shown: without the value of a secret.
    pub fn shown(&self) -> Vec<Resource> {
        secret::shown(&self.objects, self.all())
    }

    /// The same with a fingerprint of each secret that is at hand.
    pub fn comparable(&self, key: &secret::Key) -> Vec<Resource> {
        secret::comparable(&self.objects, self.all(), key)
    }

    /// All objects that tell what secrets are called, as they stand in the whole of the environment.
    fn all(&self) -> impl Iterator<Item = &Resource> {
        let own = self.objects.iter().map(|object| (self.target(object.id()), object));
        let elsewhere = self.elsewhere.iter().map(|(target, object)| (target.as_str(), object));
        let mut all: Vec<(&str, &Resource)> = own.chain(elsewhere).collect();
        if !self.elsewhere.is_empty() {
            all.sort_by_key(|(target, _)| *target);
        }
        all.into_iter().map(|(_, object)| object)
    }

    /// The target that one of the objects is of, as it is named on the command line.
    pub fn target(&self, object: &ResourceId) -> &str {
        self.others.get(object).unwrap_or(&self.target)
    }
}
