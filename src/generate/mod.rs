//! Makes ConfigMaps and Secrets of keys and contents that a front end has read.
//!
//! In: a [`Generator`], each of its entries with the place that its content is written at. Out: the object. Nothing is
//! read here: the front end opens files and says which layer's key counts.

mod content;
mod deep;
pub mod env_file;
mod hash;
mod kinds;
mod object;

pub use content::{Content, Entry};
pub use deep::merge;
pub use hash::hash;
pub use object::object;

use crate::resource::Hash;
use crate::source::Span;
use crate::yaml::Node;

/// What an object is made of.
#[derive(Clone, Debug)]
pub struct Generator {
    /// What it becomes.
    pub kind: Kind,
    /// Its name: a string, where it is written.
    pub name: Node,
    /// Its namespace, if it is said: a string.
    pub namespace: Option<Node>,
    /// The keys, each once.
    pub entries: Vec<Entry>,
    /// A map of strings, if there is one.
    pub labels: Option<Node>,
    /// A map of strings, if there is one.
    pub annotations: Option<Node>,
    /// Whether the cluster refuses changes to it, if that is said.
    pub immutable: Option<Node>,
    /// The type of a Secret, if it is said: a string.
    pub secret_type: Option<Node>,
    /// Where the hash of its content goes.
    pub hash: Hash,
    /// Where that is said, or else the key that asks for the object.
    pub hash_span: Span,
    /// What stands for its values, if it makes a Secret.
    pub secrets: Secrets,
    /// What becomes of an object of the same name that is there already.
    pub behavior: Behavior,
    /// Whether all is taken as it is: what a cluster would refuse is not reported, and long base64 is broken into the
    /// lines that Kustomize writes.
    pub verbatim: bool,
}

impl Generator {
    /// As in messages: `Secret/api`.
    pub fn object(&self) -> String {
        format!("{}/{}", self.kind.name(), self.name.as_str().unwrap_or_default())
    }
}

/// What becomes of an object that is there already when one of its name is made.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Behavior {
    /// There must be none.
    #[default]
    Create,
    /// The new one takes its place, but for its name and what is only in its metadata.
    Replace,
    /// The new one is laid over it.
    Merge,
}

/// What stands for the values of Secrets.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Secrets {
    /// The values themselves.
    #[default]
    Resolve,
    /// `<secret NAME/KEY>`: no environment variable is read and no program runs.
    Placeholders,
}

/// What a generator makes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// A `ConfigMap`.
    ConfigMap,
    /// A `Secret`.
    Secret,
}

impl Kind {
    /// The kind as it is written in `kind`.
    pub fn name(self) -> &'static str {
        match self {
            Kind::ConfigMap => "ConfigMap",
            Kind::Secret => "Secret",
        }
    }

    /// The name of the step, in the past of what it makes.
    pub fn step(self) -> &'static str {
        match self {
            Kind::ConfigMap => "configMap",
            Kind::Secret => "secret",
        }
    }
}
