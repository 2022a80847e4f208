//! What is to be done, with every spec read: where the front ends meet.
//!
//! A front end lowers what was said into a [`Plan`]; the steps run it and never know who asked.

use std::borrow::Cow;
use std::sync::Arc;

use ecow::{EcoString, EcoVec};

use crate::generate::{Generator, Secrets};
use crate::kubernetes::release::Release;
use crate::patch::Patch;
use crate::resource::{ById, Expected, Field, FieldPath, Pattern, Resource, Selector, Tell};
use crate::source::Span;
use crate::template::Library;
pub use crate::template::Target;
use crate::world::FilePath;
use crate::yaml::Node;

/// One target's way from inputs to objects.
pub struct Plan {
    /// The target as it is named on the command line: `prod/rate-limiter`.
    pub target: EcoString,
    /// What the target is a part of: the objects of all plans with the same environment make one set.
    pub environment: EcoString,
    /// The outermost layer.
    pub layer: Layer,
    /// What holds for all of its steps.
    pub manner: Manner,
    /// What the cluster has without these objects.
    pub external: Vec<External>,
}

/// What holds for all steps of a plan.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// Whether it is a problem that something which is said has no use: it hits nothing, or another says the same.
    pub is_strict: bool,
    /// Whether steps may name an object by a name that it had before.
    pub by_former_names: bool,
    /// Whether what takes the place of a scalar is a text put between its quotes, as in Kustomize.
    pub keeps_quotes: bool,
    /// The release of Kubernetes that the objects must be valid for.
    pub release: Release,
}

impl Default for Manner {
    fn default() -> Self {
        Manner { is_strict: true, by_former_names: false, keeps_quotes: false, release: Release::NEWEST }
    }
}

/// An object that the cluster has already, declared so that others may name it.
#[derive(Clone, Debug)]
pub struct External {
    /// The kind, as `Service`.
    pub kind: EcoString,
    /// The name.
    pub name: EcoString,
    /// The namespace, if it was said.
    pub namespace: Option<EcoString>,
    /// The port of a Service, if it was said.
    pub port: Option<u16>,
    /// Where it was declared.
    pub span: Span,
}

/// Inputs, and the steps that run over the objects which they make. A base is finished before its overlay begins.
pub struct Layer {
    /// What objects are made from, in order.
    pub inputs: Vec<Input>,
    /// What is done to all of them, in order.
    pub steps: Vec<Step>,
    /// What tells them apart.
    pub tell: Tell,
}

/// Something that objects are made from.
pub enum Input {
    /// A document that is an object already.
    Document(Node),
    /// Templates to be rendered with values.
    Templates(Rendering),
    /// Keys and contents that a `ConfigMap` or `Secret` is made of.
    Generated(Generator),
    /// Another layer, finished first.
    Layer(Layer),
}

/// Templates and what they read.
pub struct Rendering {
    /// The parsed templates, shared by all that render from them.
    pub library: Arc<Library>,
    /// The templates to render, in order, each with the place that asked for it.
    pub templates: Vec<(FilePath, Span)>,
    /// The merged `values` of the spec: a map.
    pub values: Node,
    /// What templates know of the target they are rendered for.
    pub target: Target,
    /// The folders of the spec and of those it extends, the nearest first: `file()` looks there last.
    pub folders: Vec<FilePath>,
}

/// Objects to be taken out of the set.
#[derive(Clone, Debug)]
pub struct Removal {
    /// Which.
    pub target: Selector,
    /// How many there must be.
    pub expected: Expected,
}

/// Another name, tag or digest for the images of a name.
#[derive(Clone, Debug)]
pub struct ImageOverride {
    /// The name as objects write it, without tag and digest: a string.
    pub name: Node,
    /// The name to write instead: a string.
    pub new_name: Option<Node>,
    /// The tag to write: a string.
    pub new_tag: Option<Node>,
    /// The digest to write, as `sha256:…`: a string.
    pub digest: Option<Node>,
    /// How many images it must hit, if anyone said.
    pub expected: Option<Expected>,
}

/// Another name, tag or digest for the images whose names fit a pattern, in any list of containers of any kind.
#[derive(Clone, Debug)]
pub struct ImageLike {
    /// What the name must be.
    pub name: Pattern,
    /// What to write.
    pub image: ImageOverride,
    /// What is put behind the tag where no other one is written: a string.
    pub tag_suffix: Option<Node>,
}

/// The number of pods for the workloads of a name.
#[derive(Clone, Debug)]
pub struct ReplicaOverride {
    /// The name: a string.
    pub name: Node,
    /// The kind, as `Deployment`, if only one is meant: a string.
    pub kind: Option<Node>,
    /// The number: whole, from 0.
    pub count: Node,
    /// How many objects it must hit, if anyone said.
    pub expected: Option<Expected>,
}

/// A word that an object is marked with.
#[derive(Clone, Debug)]
pub struct Mark {
    /// The word.
    pub word: EcoString,
    /// The object: there may be none, and not several.
    pub target: Selector,
}

/// A value, and the fields that it is copied into.
#[derive(Clone, Debug)]
pub struct Replacement {
    /// The value.
    pub from: Copied,
    /// The fields.
    pub into: Vec<Into>,
}

/// A value to be copied.
#[derive(Clone, Debug)]
pub enum Copied {
    /// One that is said: a string.
    Value(Node),
    /// That of a field.
    Field {
        /// The only object that has it.
        selector: Box<Selector>,
        /// The field.
        path: FieldPath,
        /// Which part of it.
        delimiter: Option<Delimiter>,
        /// Where the path is written.
        span: Span,
    },
}

/// The fields that a value is copied into.
#[derive(Clone, Debug)]
pub struct Into {
    /// The objects that have them,
    pub select: Selector,
    /// but for these.
    pub reject: Vec<Selector>,
    /// The fields, each with the place where it is written.
    pub paths: Vec<(FieldPath, Span)>,
    /// Which part of them.
    pub delimiter: Option<Delimiter>,
    /// Whether what is not there is made.
    pub create: bool,
}

/// A part of a text.
#[derive(Clone, Debug)]
pub struct Delimiter {
    /// What stands between the parts.
    pub text: EcoString,
    /// Which part, from 0.
    pub index: i64,
    /// Where that is written.
    pub span: Span,
}

/// A text that is put into a field, or into the path that the field says.
#[derive(Clone, Debug)]
pub struct Addition {
    /// The objects that get it,
    pub select: Selector,
    /// if they are among these.
    pub meant: ById<bool>,
    /// The field: it is made where it is not there.
    pub field: FieldPath,
    /// The text.
    pub value: Node,
    /// Before which part of a path it stands, from 0; without this it is all that the field says.
    pub part: Option<usize>,
    /// Where the field is named.
    pub span: Span,
}

/// What must be so for a value to be put somewhere.
#[derive(Clone, Debug)]
pub enum Condition {
    /// The object is one of these.
    Object(ById<bool>),
    /// The map that it is put into says this.
    Beside(&'static str, &'static str),
    /// Nothing.
    Always,
}

/// What is put before or behind a text: a string.
#[derive(Clone, Debug)]
pub enum Affix {
    /// Before it.
    Prefix(Node),
    /// Behind it.
    Suffix(Node),
}

/// What is done to all objects of a layer; one file each in `transform`.
pub enum Step {
    /// Takes objects out.
    Remove(Vec<Removal>),
    /// Applies patches.
    Patches(Vec<Patch>),
    /// Writes other names, tags and digests into the images of containers; no two of one name.
    Images(EcoVec<ImageOverride>),
    /// The same by patterns, one entry after the other.
    ImagesLike {
        /// The entries, in order.
        entries: Vec<ImageLike>,
        /// Where images are besides lists of containers.
        fields: Cow<'static, [Field]>,
    },
    /// Writes numbers of replicas into workloads; no two of one name and kind.
    Replicas {
        /// The numbers.
        overrides: EcoVec<ReplicaOverride>,
        /// Where they are written; nothing for where the API has them.
        fields: Option<Cow<'static, [Field]>>,
    },
    /// Writes strings into the maps that fields lead to.
    Strings {
        /// The step, as it is remembered.
        name: &'static str,
        /// A map of strings.
        strings: Node,
        /// The maps.
        fields: Vec<Field>,
    },
    /// Copies values from fields into others.
    Replacements(Vec<Replacement>),
    /// Puts texts into fields.
    Additions(Vec<Addition>),
    /// Puts a value at the end of fields.
    Value {
        /// The step, as it is remembered.
        name: &'static str,
        /// The value.
        value: Node,
        /// Where to, and what decides whether an object has it there.
        places: Vec<(Field, Condition)>,
        /// Whether what is said there already stays.
        only_unset: bool,
        /// Which objects are left alone.
        spares: fn(&Node) -> bool,
    },
    /// Writes labels into metadata and pod templates; a map of strings.
    Labels(Node),
    /// Writes annotations into metadata and pod templates; a map of strings.
    Annotations(Node),
    /// Writes labels into metadata, pod templates and the selectors of the set's own pods; a map of strings.
    SelectorLabels(Node),
    /// Fills in the namespace where there is none, and moves what is in `from` into it.
    Namespace {
        /// The namespace: a string.
        namespace: Node,
        /// The namespace that the spec says, when the command line says another.
        from: Option<EcoString>,
    },
    /// Puts a prefix before the names of objects, and a suffix behind them; strings.
    Names {
        /// What stands before each name.
        prefix: Option<Node>,
        /// What stands behind each name.
        suffix: Option<Node>,
        /// Which objects keep their names; without this, those that are known by their very names, and what is called
        /// after another object follows that.
        fixed: Option<fn(&Resource) -> bool>,
    },
    /// Lets each object be changed by whoever made the plan.
    Each(Box<dyn Fn(&mut Node) + Send + Sync>),
    /// Marks objects, for who looks at them when all is done.
    Marks(Vec<Mark>),
    /// Puts the same into other fields too, and into names only of objects that have the field `metadata/name` among these.
    Affix {
        /// What they get.
        affix: Affix,
        /// The fields, in order.
        fields: Vec<Field>,
        /// Which objects keep all of them.
        fixed: fn(&Resource) -> bool,
    },
    /// Does steps that must change nothing but a label that says so.
    Validate {
        /// The steps.
        steps: Vec<Step>,
        /// Where they are asked for.
        span: Span,
    },
    /// Writes the hash of its content where each generated object has it.
    Hashes(Secrets),
}
