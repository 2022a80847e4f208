//! What was said to `rkgen diff`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;

use super::{Inputs, Telling};
use crate::effect::Class;

/// Show what differs: objects and their fields, not lines
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  rkgen diff prod                          What is built, with its snapshot in snapshots/
  rkgen diff --all                         All environments with their snapshots
  rkgen diff prod --against origin/main    What is built there, by the files of that revision
  rkgen diff prod --against origin/main... By those of the commit where this branch began
  rkgen diff staging prod                  Two environments
  rkgen diff old.yaml new.yaml             Two files, folders, or kustomizations
  rkgen diff prod --against applied.yaml   What is built, with any manifests
  rkgen diff prod --fail-on refused,data-loss
  kubectl get deploy -o yaml | rkgen diff prod --against -
  KUBECTL_EXTERNAL_DIFF='rkgen diff --external' kubectl diff -f prod.yaml

Objects are matched by what they are called, lists by the keys of their items. Order and layout alone \
are no difference. No value of a Secret is shown.

Below each object stands what its change will do, the worst first: what is refused, which data are \
lost, which pods restart, what is opened to others. With --fail-on only what is named is a failure.

Exit status: 0 nothing differs, 1 something does, 2 nothing could be compared")]
pub(in crate::cli) struct Diff {
    #[command(flatten)]
    pub sides: Sides,

    /// Compare plain manifests: a file, a folder, or - for standard input
    #[arg(short, long = "filename", value_name = "FILE|DIR|-", conflicts_with_all = ["targets", "all"])]
    pub files: Vec<PathBuf>,

    /// Compare with a revision of the git repository, or with manifests: a file, a folder, or - for standard input
    #[arg(long, value_name = "REV|FILE|DIR|-")]
    pub against: Option<String>,

    /// Take the second of two sides for an update of the first, or for a neighbour of it; told by their names otherwise
    #[arg(
        long = "as",
        value_name = "update|neighbour",
        hide_possible_values = true,
        conflicts_with = "external"
    )]
    pub relation: Option<crate::cli::diff::Relation>,

    /// Compare two folders as kubectl diff hands them over
    #[arg(long, conflicts_with_all = ["all", "files", "against", "with_secrets"])]
    pub external: bool,

    #[command(flatten)]
    pub showing: Showing,
}

/// What is built on each side of a comparison, and what is told and refused of it.
#[derive(clap::Args, Clone, Debug)]
pub(in crate::cli) struct Sides {
    #[command(flatten)]
    pub inputs: Inputs,

    /// Compare also the secrets that are fetched by a build, from variables or by sops; none is shown
    #[arg(long)]
    pub with_secrets: bool,

    #[command(flatten)]
    pub kustomize: crate::cli::kustomize::Flags,

    #[command(flatten)]
    pub telling: Telling,
}

/// How differences are told, and which of them are a failure.
#[derive(clap::Args, Clone, Debug)]
pub(in crate::cli) struct Showing {
    /// Tell it for people (human, plain), reviews (markdown, github, gitlab, html) or programs (json)
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    pub format: crate::cli::diff::Format,

    /// Write it into a file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Write a summary in Markdown into a file, too
    #[arg(long, value_name = "FILE")]
    pub summary: Option<PathBuf>,

    /// Fail only if something of these classes will happen, as refused,data-loss
    #[arg(long, value_name = "CLASS,…", value_delimiter = ',', hide_possible_values = true)]
    #[arg(value_parser = PossibleValuesParser::new(Class::ALL.iter().map(|class| class.name())))]
    pub fail_on: Vec<String>,
}
