//! What was said on the command line. What it means is each command's to find out.

mod compared;
mod diff;
mod explain;
mod parse;
mod snapshot;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use super::machine::Screen;
use super::output::Format;
use super::settings::Settings;
use crate::kubernetes::release::Release;
pub(super) use compared::{Compare, WhatIf};
pub(super) use diff::{Diff, Showing, Sides};
pub(super) use explain::Explain;
pub(super) use parse::parse;
pub(super) use snapshot::{Review, Snapshot};

/// Kubernetes manifests from a spec per environment
#[derive(Parser, Debug)]
#[command(name = "rkgen", version, disable_help_subcommand = true, arg_required_else_help = true)]
#[command(after_help = "\
Examples:
  rkgen build prod | kubectl apply -f -   Apply all of environments/prod
  rkgen build prod/web --set image.tag=v1.2.3
  rkgen check -f manifests/               See what a cluster would refuse
  rkgen snapshot prod                     Keep what is built, to see what changes
  rkgen diff prod --against origin/main   See what changes, and what it does
  rkgen list prod -o wide                 See what is built
  rkgen explain unknown-field             Read what an error means

Exit status: 0 done, 1 something was found or differs, 2 refused")]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub command: Command,

    /// Run as if started in DIR
    #[arg(short = 'C', value_name = "DIR", global = true, display_order = 100)]
    pub directory: Option<PathBuf>,

    /// Use colours: auto, always or never
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true, display_order = 100)]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    pub color: Color,
}

#[derive(Subcommand, Debug)]
#[command(defer = true)]
pub(super) enum Command {
    Build(Build),
    Check(Check),
    Diff(Diff),
    Snapshot(Snapshot),
    Review(Review),
    WhatIf(WhatIf),
    Compare(Compare),
    List(List),
    Explain(Explain),
}

/// Build the manifests of environments and print them
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  rkgen build prod                             All of environments/prod
  rkgen build prod/web                         One spec: environments/prod/web.yaml
  rkgen build prod | kubectl apply -f -        Apply what was built
  rkgen build prod --set image.tag=v1.2.3      With another value
  rkgen build prod --set-json 'hosts=[\"a.b\"]'  With another list
  rkgen build prod/web -l app=web              Of what was built, the objects with a label
  rkgen build --all -o manifests/              Each object in a file of its own

Exit status: 0 done, 2 refused; then nothing is written")]
pub(super) struct Build {
    #[command(flatten)]
    pub inputs: Inputs,

    #[command(flatten)]
    pub filter: Filter,

    #[command(flatten)]
    pub kustomize: super::kustomize::Flags,

    /// Write a file, or a folder with a file for each object
    #[arg(short, long, value_name = "FILE|DIR/")]
    pub output: Option<PathBuf>,

    /// Write yaml or json
    #[arg(long, value_name = "FORMAT", default_value = "yaml")]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    pub format: Format,

    #[command(flatten)]
    pub telling: Telling,
}

/// Find what the API server would refuse, before it is asked
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  rkgen check prod                           All that environments/prod builds
  rkgen check k8s/overlays/prod              What a kustomization builds
  rkgen check -f manifests/ -f extra.yaml    Plain manifests
  helm template web | rkgen check -f -       What another tool prints
  rkgen check -f manifests/ --crds crds/     With the definitions of custom resources
  rkgen check -f web.yaml --kubernetes 1.30  For a cluster of that release
  rkgen check -f new/ --previous old/        And changes that are refused
  rkgen check -f web.yaml --format json      One problem a line, for programs

In a folder, the files that end in .yaml, .yml or .json are read, also those in folders within. A file \
that is no YAML is one error, and the others are judged all the same.

Exit status: 0 nothing is refused, 1 something is, 2 nothing could be judged")]
pub(super) struct Check {
    #[command(flatten)]
    pub inputs: Inputs,

    /// Judge plain manifests: a file, a folder, or - for standard input
    #[arg(short, long = "filename", value_name = "FILE|DIR|-", conflicts_with_all = ["targets", "all"])]
    pub files: Vec<PathBuf>,

    /// Judge by one family of rules only: api, each document alone
    #[arg(long, value_name = "FAMILY", hide_possible_values = true)]
    pub only: Option<Family>,

    /// Take definitions of custom resources from a file or a folder
    #[arg(long, value_name = "FILE|DIR")]
    pub crds: Vec<PathBuf>,

    /// Judge by what a release of Kubernetes serves, as 1.30
    #[arg(long, value_name = "RELEASE", value_parser = release)]
    pub kubernetes: Option<Release>,

    /// Judge changes too: of the objects in a file or a folder, which are in the cluster
    #[arg(long, value_name = "FILE|DIR")]
    pub previous: Vec<PathBuf>,

    #[command(flatten)]
    pub kustomize: super::kustomize::Flags,

    /// Tell problems for people (text, on standard error) or for programs (json, one a line)
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    pub format: Problems,

    #[command(flatten)]
    pub telling: Telling,
}

/// The release of that name.
fn release(text: &str) -> Result<Release, String> {
    let known = || format!("releases are `{}` to `{}`", Release::OLDEST, Release::NEWEST);
    Release::parse(text).ok_or_else(known)
}

/// A family of rules.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum Family {
    /// What the API server refuses.
    Api,
}

/// How problems are told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum Problems {
    Text,
    Json,
}

/// List what there is to build, or the objects that are built of it
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  rkgen list                               Environments, their systems and namespaces
  rkgen list prod/web                      The objects of one spec
  rkgen list prod -o wide                  With images, ports, hosts and lines of templates
  rkgen list prod --kind Ingress,Service   Objects of these kinds
  rkgen list --all -l app=web -o json      Objects with a label, for programs
  rkgen list prod/web --kind Deployment,StatefulSet -o name |
    xargs -n1 kubectl rollout status -n shop

Without a target nothing is built. With targets they are built as `rkgen build` does it, and listed \
in its order. No value of a Secret is shown. Of several kinds some may be of no object; if nothing \
is left at all, that is an error: a script that waits for what is listed would wait for nothing.

Exit status: 0 done, 2 refused; without a target, the others are listed if a spec cannot be read")]
pub(super) struct List {
    #[command(flatten)]
    pub inputs: Inputs,

    #[command(flatten)]
    pub filter: Filter,

    #[command(flatten)]
    pub kustomize: super::kustomize::Flags,

    /// Write a table, a wide one, names for kubectl, or json
    #[arg(short, long, value_name = "table|wide|name|json", default_value = "table")]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    pub output: Look,

    #[command(flatten)]
    pub telling: Telling,
}

/// How a list looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum Look {
    Table,
    Wide,
    Name,
    Json,
}

/// What is built, and with which values.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct Inputs {
    /// An environment (prod) or one of its specs (prod/web)
    #[arg(value_name = "TARGET")]
    pub targets: Vec<String>,

    /// Take every environment
    #[arg(long, conflicts_with = "targets")]
    pub all: bool,

    #[command(flatten)]
    pub settings: Settings,

    /// Lay the values of a file over those of the specs
    #[arg(long, value_name = "FILE")]
    pub values: Vec<PathBuf>,

    /// Rename the namespace of the specs
    #[arg(short = 'n', long, value_name = "NAME")]
    pub namespace: Option<String>,

    /// Let a program run: sops
    #[arg(long, value_name = "PROGRAM", hide_possible_values = true)]
    pub allow_exec: Vec<Program>,
}

impl Inputs {
    /// Whether only some of the targets of an environment are asked for.
    pub(super) fn is_part_of(&self, environment: &str) -> bool {
        let is_within = |target: &String| {
            target.strip_prefix(environment).is_some_and(|rest| rest.len() > 1 && rest.starts_with('/'))
        };
        !self.all
            && self.targets.iter().any(is_within)
            && !self.targets.iter().any(|target| target == environment)
    }
}

/// Which of the objects that were built are shown. All are built and checked.
#[derive(clap::Args, Debug)]
pub(super) struct Filter {
    /// Show objects of these kinds only, as Deployment,Service
    #[arg(long, value_name = "KIND,…")]
    pub kind: Option<String>,

    /// Show objects with these labels only, as `kubectl get -l`
    #[arg(short = 'l', long, value_name = "SELECTOR")]
    pub selector: Option<String>,
}

/// What is told beside the result, and what is refused.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct Telling {
    /// Refuse at this level: error or warning
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    pub deny: Level,

    /// Refuse warnings too: `--deny warning`
    #[arg(long, conflicts_with = "deny")]
    pub strict: bool,

    /// Print errors only
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Print what was read and written, too
    #[arg(short, long)]
    pub verbose: bool,
}

/// A program that may run where it is allowed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum Program {
    Sops,
}

/// What a build may be refused for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum Level {
    Error,
    Warning,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

impl Color {
    /// The screen with this said about it.
    pub(super) fn resolve(self, screen: Screen) -> Screen {
        let colour = match self {
            Color::Auto => screen.colour,
            Color::Always => true,
            Color::Never => false,
        };
        Screen { colour, ..screen }
    }
}
