//! What is said to `rkgen what-if` and `rkgen compare`.

use super::{Diff, Inputs, Showing, Telling};

/// Show what a setting would change
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  rkgen what-if prod --set replicas=5          What is built with the value, beside what is built without it
  rkgen what-if prod/web --values bigger.yaml  With a layer of values
  rkgen what-if prod -n shop-2                 With another namespace
  rkgen what-if --all --set image.tag=v2 --format markdown
  rkgen what-if prod --set replicas=1 --fail-on safeguard,data-loss

Exit status: 0 nothing changes, 1 something does, 2 nothing could be compared")]
pub(in crate::cli) struct WhatIf {
    #[command(flatten)]
    pub inputs: Inputs,

    #[command(flatten)]
    pub showing: Showing,

    #[command(flatten)]
    pub kustomize: crate::cli::kustomize::Flags,

    #[command(flatten)]
    pub telling: Telling,
}

impl WhatIf {
    /// How the two are compared.
    pub(in crate::cli) fn diff(&self) -> Diff {
        let WhatIf { inputs, showing, kustomize, telling } = self;
        Diff { showing: showing.clone(), ..Diff::of(inputs.clone(), kustomize.clone(), telling.clone()) }
    }
}

impl Diff {
    /// A comparison of inputs, told as usual.
    pub(in crate::cli) fn of(
        inputs: Inputs,
        kustomize: crate::cli::kustomize::Flags,
        telling: Telling,
    ) -> Diff {
        let format = crate::cli::diff::Format::Human;
        let showing = Showing { format, output: None, summary: None, fail_on: Vec::new() };
        Diff {
            inputs,
            files: Vec::new(),
            against: None,
            external: false,
            with_secrets: false,
            relation: None,
            showing,
            kustomize,
            telling,
        }
    }
}

/// Show in what environments differ, as a table
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  rkgen compare dev staging prod               The fields that are not the same in all three
  rkgen compare dev/web prod/web               Of two systems
  rkgen compare k8s/overlays/dev k8s/overlays/prod
  rkgen compare --all --format markdown        All environments, for a comment
  rkgen compare dev prod --allowed             With what rkgen.yaml allows, and why

`compare` in rkgen.yaml lists the differences that are meant: they are left out, and count for nothing. \
No value of a Secret is shown.

Exit status: 0 nothing differs but what is allowed, 1 something does, 2 nothing could be compared")]
pub(in crate::cli) struct Compare {
    #[command(flatten)]
    pub inputs: Inputs,

    /// Show the differences that are allowed, too
    #[arg(long)]
    pub allowed: bool,

    /// Write it for people (text), reviews (markdown, html) or programs (json)
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    pub format: crate::cli::compare::Format,

    #[command(flatten)]
    pub kustomize: crate::cli::kustomize::Flags,

    #[command(flatten)]
    pub telling: Telling,
}
