//! What is said to `rkgen what-if` and `rkgen compare`.

use super::{Showing, Sides};

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
    pub sides: Sides,

    #[command(flatten)]
    pub showing: Showing,
}

/// Show in what environments differ, as a table
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  rkgen compare dev staging prod               The fields that are not the same in all three
  rkgen compare dev/web prod/web               Of two systems
  rkgen compare k8s/overlays/dev k8s/overlays/prod
  rkgen compare --all --format markdown        All environments, for a comment
  rkgen compare staging prod --with-secrets    Whether secrets are the same, too
  rkgen compare dev prod --allowed             With what rkgen.yaml allows, and why

`compare` in rkgen.yaml lists the differences that are meant: they are left out, and count for nothing. \
No value of a Secret is shown; with --with-secrets equal ones have equal numbers.

Exit status: 0 nothing differs but what is allowed, 1 something does, 2 nothing could be compared")]
pub(in crate::cli) struct Compare {
    #[command(flatten)]
    pub sides: Sides,

    /// Show the differences that are allowed, too
    #[arg(long)]
    pub allowed: bool,

    /// Write it for people (text), reviews (markdown, html) or programs (json)
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    pub format: crate::cli::compare::Format,
}
