//! Manifests as they are: what other tools print, judged without a project around them.

use crate::check;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, each};
use crate::resource::{self, CustomKinds, DeclaredScope, Resource};
use crate::secret;
use crate::source::{FileId, Sources};
use crate::yaml::{self, Node, Rules};

use super::OBJECTS_FOR_THREADS;

/// The objects of some texts, and the kinds that definitions among them add.
#[derive(Default)]
pub struct Manifests {
    /// In the order of the texts.
    pub objects: Vec<Resource>,
}

impl Manifests {
    /// The objects of a text as `kubectl apply` reads it; lists are opened. What is no YAML, or no object, is reported.
    pub fn add(&mut self, file: FileId, sources: &Sources, diagnostics: &mut Diagnostics) {
        let source = sources.get(file);
        let name = source.path().rsplit(['/', '\\']).next().unwrap_or_default();
        let is_of_kustomize = matches!(name, "kustomization.yaml" | "kustomization.yml");
        for document in yaml::read(source.text(), &file, Rules::Apply, diagnostics) {
            if is_of_kustomize && let Some(problem) = no_object(&document) {
                let folder = source.path().strip_suffix(name).unwrap_or_default().trim_end_matches('/');
                let folder = if folder.is_empty() { "." } else { folder };
                let help = format!("it is a kustomization: `rkgen check {folder}` checks what it builds");
                diagnostics.push(Diagnostic { help: vec![help], ..problem });
                continue;
            }
            let objects = resource::objects(document, diagnostics);
            for object in &objects {
                secret::hide_own(object, sources);
            }
            self.objects.extend(objects);
        }
    }

    /// Objects that were built.
    pub fn extend(&mut self, objects: impl IntoIterator<Item = Resource>) {
        self.objects.extend(objects);
    }

    /// The kinds that the definitions among the objects add. Of a kind that two of them define in two ways nothing is
    /// taken but where its objects live, and that is reported.
    pub fn custom_kinds(&self, diagnostics: &mut Diagnostics) -> CustomKinds {
        let mut kinds = CustomKinds::default();
        let mut torn = Vec::new();
        for definition in self.objects.iter().filter(|object| object.id().kind == "CustomResourceDefinition")
        {
            let Some(problem) = kinds.add(definition.node()) else { continue };
            diagnostics.push(problem.help("neither is used: objects of the kind are not judged by a schema"));
            torn.extend(declared(definition.node(), &kinds));
        }
        for declared in &torn {
            kinds.forget(declared);
        }
        kinds
    }
}

/// Why a document in a file of Kustomize's is no object; nothing if it is one.
fn no_object(document: &Node) -> Option<Diagnostic> {
    let kind =
        document.get("kind").filter(|kind| matches!(kind.as_str(), Some("Kustomization" | "Component")));
    let Some(kind) = kind else { return resource::missing_kind(document) };
    let message = format!("the API server knows no `{}`", kind.as_str().unwrap_or_default());
    Some(Diagnostic::new(Code::UnknownKind, message).at(kind.span(), "").field("kind"))
}

/// Where the objects of a kind live, as its first definition says.
fn declared(definition: &Node, kinds: &CustomKinds) -> Option<DeclaredScope> {
    let text = |path: [&str; 2]| definition.get("spec")?.at(path.into_iter().filter(|key| !key.is_empty()));
    let (group, kind) = (text(["group", ""])?.as_str()?, text(["names", "kind"])?.as_str()?);
    let scope = kinds.scope(group, kind)?;
    let span = definition.span();
    Some(DeclaredScope { group: group.into(), kind: kind.into(), scope, span, scope_span: span })
}

/// Judges each object by itself: its shape, and by the rules of the API server; and what would change of those that are
/// there already.
pub fn judge(
    objects: &[Resource],
    previous: &Manifests,
    custom: &CustomKinds,
    diagnostics: &mut Diagnostics,
) {
    let existing = check::Existing::of(&previous.objects);
    let enough = if objects.len() < OBJECTS_FOR_THREADS { usize::MAX } else { 2 };
    each(objects.iter().collect(), enough, diagnostics, |object, diagnostics| {
        check::object(object, &existing, custom, diagnostics);
    });
}
