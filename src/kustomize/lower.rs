//! Lowers kustomizations into layers: what they take in becomes inputs, what they say becomes steps.

use ecow::EcoString;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::patch::Patch;
use crate::plan::{Input, Layer, Step};
use crate::resource::{Resource, ResourceSet};
use crate::source::Span;
use crate::world::{FilePath, Files};
use crate::yaml::Node;

use super::configurations::Configuration;
use super::kustomization::{self, Kustomization};
use super::openapi::OpenApi;
use super::order::Order;
use super::origins::{BuildMetadata, Configured};
use super::resources::{Found, Place};
use super::scopes::Scopes;
use super::steps::Steps;
use super::taken::Taken;
use super::vars::{Var, Vars};
use super::{
    Options, Run, documents, file, helm, identity, origins, patches, plan_of, plugins, replacements, steps,
};

/// A layer, and what the outermost kustomization says beside it.
pub(super) struct Lowered {
    pub(super) layer: Layer,
    /// The order of what is printed, if it is said: only the outermost one counts (oddity 20).
    pub(super) order: Option<Order>,
    /// What is said of objects in their metadata: only the outermost one counts.
    pub(super) build_metadata: BuildMetadata,
    /// The fields that it and its bases add to those that Kustomize knows.
    pub(super) configuration: Configuration,
    /// The vars of all.
    pub(super) vars: Vars,
    /// Which kinds live in no namespace.
    pub(super) scopes: Scopes,
    /// Where the kustomization begins.
    pub(super) span: Option<Span>,
    /// Where its files were taken in.
    pub(super) taken: Taken,
}

/// What the kustomization in a folder comes to; nothing if not all could be understood.
pub(super) fn folder(
    files: &Files,
    folder: &FilePath,
    options: &Options,
    run: Run,
    diagnostics: &mut Diagnostics,
) -> Option<Lowered> {
    let (open, taken, openapi, vars) = (Vec::new(), Taken::default(), OpenApi::default(), Vars::default());
    let (origin, namespace) = (None, None);
    let mut lowering = Lowering {
        files,
        options,
        run,
        open,
        taken,
        openapi,
        vars,
        origin,
        namespace,
        is_right: true,
        diagnostics,
    };
    let lowered = lowering.kustomization(folder, None)?;
    lowering.is_right.then_some(Lowered {
        taken: lowering.taken,
        vars: lowering.vars,
        scopes: lowering.openapi.scopes,
        ..lowered
    })
}

struct Lowering<'l> {
    files: &'l Files<'l>,
    options: &'l Options,
    run: Run,
    /// The folders that are being lowered, each taken in by the one before.
    open: Vec<FilePath>,
    taken: Taken,
    /// Vars are known everywhere, whoever says them.
    vars: Vars,
    /// Where the kustomization that is being lowered lies, seen from the outermost one, if objects are to say so.
    origin: Option<EcoString>,
    /// The namespace that is said, by it or by the nearest one around it: charts are told it.
    namespace: Option<Node>,
    openapi: OpenApi,
    /// Whether all that was read was understood. If not, the rest is read for what else is wrong.
    is_right: bool,
    diagnostics: &'l mut Diagnostics,
}

impl<'l> Lowering<'l> {
    /// What is written in a folder is read with this.
    fn place<'p>(&self, folder: &'p FilePath) -> Place<'p>
    where
        'l: 'p,
    {
        let (files, any_file) = (self.files, self.options.any_file);
        Place { files, folder, any_file, scopes: self.openapi.scopes.clone() }
    }

    /// The kustomization of a folder that is named at `asked`.
    fn kustomization(&mut self, folder: &FilePath, asked: Option<Span>) -> Option<Lowered> {
        let said = kustomization::read(self.files, folder, asked, self.diagnostics)?;
        self.is_right &= said.is_right;
        // One that is built by itself works on its own resources.
        if let Some(asked) = asked.filter(|_| said.is_component) {
            self.diagnostics.push(component_as_base(folder, asked));
            return None;
        }
        let (order, build_metadata, span) = (said.order.clone(), said.build_metadata, said.span);
        if asked.is_none() && build_metadata.is_asked() {
            self.origin = Some(EcoString::new());
        }
        let mut configuration = Configuration::default();
        let layer = self.layer(folder, &said, Vec::new(), &mut configuration);
        let (vars, scopes, taken) = (Vars::default(), Scopes::default(), Taken::default());
        Some(Lowered { layer, order, build_metadata, configuration, vars, scopes, span, taken })
    }

    /// The layer of a kustomization. `inputs` and what is in the configuration come before its own: of a component, all
    /// that it works on.
    fn layer(
        &mut self,
        folder: &FilePath,
        said: &Kustomization,
        mut inputs: Vec<Input>,
        configuration: &mut Configuration,
    ) -> Layer {
        self.open.push(folder.clone());
        let around = self.namespace.clone();
        let own = said.namespace.clone().filter(|own| own.as_str() != Some(""));
        self.namespace = own.or(around.clone());
        let place = self.place(folder);
        if let Some(openapi) = &said.openapi {
            self.openapi.take_in(openapi, &place, self.diagnostics);
        }
        for item in &said.resources {
            self.resource(folder, item, &mut inputs, configuration);
        }
        configuration.take_in(&said.configurations, &said.crds, &place, self.diagnostics);
        for generator in &said.generators {
            let mut generated = generator.generator(&said.generator_options, &place, self.diagnostics);
            if let Some((file, span)) = self.noted(said) {
                let by = Configured::built_in(generator.plugin(), file, span);
                by.note_of(&mut generated);
            }
            inputs.push(Input::Generated(generated));
        }
        let by = self.noted(said);
        let by = by.map(|(file, span)| Configured::built_in("HelmChartInflationGenerator", file, span));
        for chart in &said.charts {
            let namespace = self.namespace.clone();
            inputs.extend(self.chart((chart, &said.helm_globals), namespace.as_ref(), by.as_ref(), &place));
        }
        for config in self.configurations(folder, said, &said.plugins) {
            if plugins::is_chart(&config) {
                let chart = helm::of_plugin(&config, self.diagnostics);
                let by = Configured::plugin(&config);
                inputs.extend(
                    chart.into_iter().flat_map(|(chart, globals)| {
                        self.chart((&chart, &globals), None, by.as_ref(), &place)
                    }),
                );
                continue;
            }
            let generator = plugins::generator(&config, &place, self.diagnostics);
            inputs.extend(generator.map(|mut input| {
                if let (Input::Generated(generated), Some(by)) = (&mut input, Configured::plugin(&config)) {
                    by.note_of(generated);
                }
                input
            }));
        }
        for item in &said.components {
            inputs = self.component(folder, item, inputs, configuration);
        }
        self.open.pop();
        // What was taken in may have said more of kinds.
        let place = self.place(folder);
        let mut patches = |said: &[patches::Said]| -> Vec<Vec<Patch>> {
            said.iter().map(|said| said.patches(&place, self.diagnostics)).collect()
        };
        let merges = patches(&said.merges);
        let (own, json_patches) = (patches(&said.patches), patches(&said.json_patches));
        let mut steps = Steps { list: Vec::new(), noted: self.noted(said), scopes: place.scopes.clone() };
        steps.add_patches("PatchStrategicMergeTransformer", vec![merges.concat()]);
        steps.add_patches("PatchTransformer", own);
        steps::naming(said, configuration, &mut steps, self.diagnostics);
        steps.add_patches("PatchJson6902Transformer", json_patches);
        steps::counting(said, configuration, &mut steps);
        let replacements = said.replacements.as_ref();
        let replacements = replacements.map(|node| replacements::resolve(node, &place, self.diagnostics));
        if let Some(found) = replacements.filter(|found| !found.is_empty()) {
            steps.add("ReplacementTransformer", 1, [Step::Replacements(found)]);
        }
        let mut steps = steps.list;
        self.open.push(folder.clone());
        for config in self.configurations(folder, said, &said.transformers) {
            steps.extend(plugins::transformer(&config, &place, self.diagnostics));
            steps.extend(Configured::plugin(&config).map(Configured::step));
        }
        for config in self.configurations(folder, said, &said.validators) {
            let aside = plugins::transformer(&config, &place, self.diagnostics);
            steps.push(Step::Validate { steps: aside, span: config.span().start() });
        }
        self.open.pop();
        self.openapi.stamp(&mut steps);
        if !said.vars.is_empty() {
            steps.push(Step::Marks(said.vars.iter().map(Var::mark).collect()));
        }
        for var in &said.vars {
            self.vars.add(var, folder, &self.taken, self.diagnostics);
        }
        self.namespace = around;
        Layer { inputs, steps, tell: identity::tell(&self.openapi.scopes) }
    }

    /// The objects of a chart.
    fn chart(
        &mut self,
        (chart, globals): (&helm::Said, &helm::Globals),
        namespace: Option<&Node>,
        by: Option<&Configured>,
        place: &Place<'_>,
    ) -> Vec<Input> {
        let given = (self.options.helm.as_ref(), namespace);
        let mut objects = helm::objects(chart, globals, given, place, self.diagnostics);
        if let Some(by) = by {
            by.note_of_objects(&mut objects);
        }
        objects.into_iter().map(Input::Document).collect()
    }

    /// The configurations of plugins that are named: those that are written here first, then those of files and folders.
    fn configurations(&mut self, folder: &FilePath, said: &Kustomization, items: &[Node]) -> Vec<Node> {
        let (mut here, mut elsewhere) = (Vec::new(), Vec::new());
        for item in items {
            if let Some(mut found) = documents::inline(self.files, item, self.diagnostics) {
                if let Some((file, _)) = self.noted(said) {
                    origins::annotate(&mut found, &file, item.span());
                }
                here.extend(found);
                continue;
            }
            let mut inputs = Vec::new();
            // What is said beside the objects counts nowhere.
            let vars = self.vars.clone();
            self.resource(folder, item, &mut inputs, &mut Configuration::default());
            self.vars = vars;
            elsewhere.extend(self.objects(inputs));
        }
        here.extend(elsewhere);
        self.report_twice(&here);
        here
    }

    /// Reports configurations of plugins that are called as another one of the same list is.
    fn report_twice(&mut self, configurations: &[Node]) {
        let mut set = ResourceSet::telling(identity::tell(&self.openapi.scopes));
        for one in configurations.iter().cloned().filter_map(Resource::new) {
            if let Err(twice) = set.add(one) {
                self.diagnostics.push(twice.problem());
            }
        }
    }

    /// The objects that inputs come to.
    fn objects(&mut self, inputs: Vec<Input>) -> Vec<Node> {
        let documents = inputs.iter().map(|input| match input {
            Input::Document(node) => Some(node.clone()),
            _ => None,
        });
        if let Some(objects) = documents.collect() {
            return objects;
        }
        if !self.is_right {
            return Vec::new();
        }
        let plan = plan_of(
            "plugins".into(),
            Layer { inputs, steps: Vec::new(), tell: identity::tell(&self.openapi.scopes) },
        );
        let made = (self.run)(plan, self.files, self.diagnostics);
        made.into_iter().map(|object| object.node().clone()).collect()
    }

    fn resource(
        &mut self,
        folder: &FilePath,
        item: &Node,
        inputs: &mut Vec<Input>,
        configuration: &mut Configuration,
    ) {
        match self.place(folder).resource(item, self.diagnostics) {
            Some(Found::File(file)) => {
                self.taken.file(file, folder, item.span());
                let mut problems = Diagnostics::default();
                let mut objects = documents::objects(self.files, file, &mut problems);
                let source = self.files.sources().get(file);
                let of = file::folder_of_kustomization(source.path()).filter(|_| problems.has_errors());
                self.diagnostics.extend(problems.into_iter().map(|problem| match of {
                    Some(of) => file::named_itself(problem, of, folder),
                    None => problem,
                }));
                if let Some(origin) = &self.origin {
                    let path = origins::join(origin, item.as_str().unwrap_or_default());
                    origins::annotate(&mut objects, &path, item.span());
                }
                self.openapi.note(&objects);
                inputs.extend(objects.into_iter().map(Input::Document));
            }
            Some(Found::Folder(base)) => {
                if self.leads_back(&base, item) {
                    return;
                }
                self.taken.folder(&base, folder, item.span());
                let lowered = self.within(item, |lowering| lowering.kustomization(&base, Some(item.span())));
                let Some(lowered) = lowered else { return };
                configuration.merge(lowered.configuration, self.diagnostics);
                inputs.push(Input::Layer(lowered.layer));
            }
            None => {}
        }
    }

    /// What a component makes of all that came before it: a layer around that.
    fn component(
        &mut self,
        folder: &FilePath,
        item: &Node,
        inputs: Vec<Input>,
        configuration: &mut Configuration,
    ) -> Vec<Input> {
        let Some(path) = self.place(folder).component(item, self.diagnostics) else { return inputs };
        if self.leads_back(&path, item) {
            return inputs;
        }
        let said = kustomization::read(self.files, &path, Some(item.span()), self.diagnostics);
        let Some(said) = said else { return inputs };
        self.is_right &= said.is_right;
        if !said.is_component {
            let message = format!("`{path}` is no component");
            let problem = Diagnostic::new(Code::InvalidValue, message).at(item.span(), "taken in here");
            self.diagnostics.push(problem.help("name it in `resources`, or write `kind: Component` into it"));
            return inputs;
        }
        self.taken.folder(&path, folder, item.span());
        let layer = self.within(item, |lowering| lowering.layer(&path, &said, inputs, configuration));
        // Kustomize takes what the component worked on in anew.
        let known = std::mem::take(configuration);
        configuration.merge(known, self.diagnostics);
        vec![Input::Layer(layer)]
    }

    /// Lets `lower` work on the folder that an item names.
    fn within<T>(&mut self, item: &Node, lower: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.origin.clone();
        self.origin = outer.as_ref().map(|origin| origins::join(origin, item.as_str().unwrap_or_default()));
        let lowered = lower(self);
        self.origin = outer;
        lowered
    }

    /// The file of the kustomization that is being lowered, as objects are to say it, and where it begins.
    fn noted(&self, said: &Kustomization) -> Option<(EcoString, Span)> {
        Some((origins::join(self.origin.as_ref()?, &said.file), said.span?))
    }

    /// Whether a folder is one of those that take it in, or around one of them: reported.
    fn leads_back(&mut self, to: &FilePath, item: &Node) -> bool {
        let Some(open) = self.open.iter().rev().find(|open| open.is_within(to)) else { return false };
        let message = if open == to {
            format!("the kustomization in `{to}` takes itself in")
        } else {
            format!("`{to}` holds `{open}`, which takes it in")
        };
        let problem = Diagnostic::new(Code::InvalidValue, message).at(item.span(), "leads in a circle");
        self.diagnostics.push(problem.help("move what both need into a folder beside them"));
        true
    }
}

fn component_as_base(folder: &FilePath, asked: Span) -> Diagnostic {
    let message = format!("`{folder}` is a component, and cannot be taken in by `resources`");
    let problem = Diagnostic::new(Code::InvalidValue, message).at(asked, "taken in here");
    problem.help("name it in `components`")
}
