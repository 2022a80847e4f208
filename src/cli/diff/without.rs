//! The sides of `rkgen what-if`: what is built with the values that the command line sets, and without them.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::sides::{Asked, Part, Sides};
use crate::cli::args::Inputs;
use crate::cli::settings::Settings;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::effect::Cluster;
use crate::pipeline::Environment;
use crate::resource::Resource;

impl Asked<'_> {
    /// What is built, each environment beside what it is without the values that the command line sets.
    pub(super) fn without_settings(&self, diagnostics: &mut Diagnostics) -> Result<Sides, Box<Diagnostic>> {
        let inputs = &self.said.inputs;
        if inputs.settings.0.is_empty() && inputs.values.is_empty() && inputs.namespace.is_none() {
            let problem =
                Diagnostic::new(Code::InvalidOverride, "nothing is set that could change something");
            return Err(Box::new(problem.help("set a value: `rkgen what-if prod --set replicas=5`")));
        }
        let plain =
            Inputs { settings: Settings::default(), values: Vec::new(), namespace: None, ..inputs.clone() };
        let (_, before) = self.build(&plain, diagnostics)?;
        let (_, after) = self.build(inputs, diagnostics)?;
        let mut sides = Sides { parts: Vec::new(), custom: after.custom };
        let was = before.environments.into_iter().map(|was| (was.name, was.objects));
        let mut before: FxHashMap<EcoString, Vec<Resource>> = was.collect();
        for Environment { name, objects, .. } in after.environments {
            let before = before.remove(&name).unwrap_or_default();
            let (name, cluster) = (name.to_string(), Cluster::Same);
            sides.parts.push(Part { name, before, after: objects, cluster, sides: None });
        }
        sides.learn();
        Ok(sides)
    }
}
