//! What was said to the commands that keep snapshots.

use super::{Inputs, Telling};

/// Write what is built into snapshots/, to be committed and compared with
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  rkgen snapshot prod                All of environments/prod, a file each: snapshots/prod/web.yaml
  rkgen snapshot prod/web            One spec
  rkgen snapshot k8s/overlays/prod   A kustomization: snapshots/k8s/overlays/prod.yaml
  rkgen snapshot --all --prune       All environments; files that nothing builds any more are removed
  rkgen snapshot --all --check       For CI: is each file what is built? Nothing is written

No value of a Secret is written, and none is read. All files are written, or none.

Exit status: 0 done, 1 --check found files that are not what is built, 2 nothing was written")]
pub(in crate::cli) struct Snapshot {
    #[command(flatten)]
    pub inputs: Inputs,

    /// Write nothing; tell which files are not what is built
    #[arg(long)]
    pub check: bool,

    /// Remove the files that nothing builds any more
    #[arg(long, conflicts_with = "check")]
    pub prune: bool,

    #[command(flatten)]
    pub kustomize: crate::cli::kustomize::Flags,

    #[command(flatten)]
    pub telling: Telling,
}

/// Walk through what is built and not in snapshots/ yet, change by change
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "\
Examples:
  rkgen review prod       What changes in environments/prod
  rkgen review prod/web   In one spec
  rkgen review --all      In all environments

A change that is accepted is in its snapshot at once. What is rejected or skipped stays pending: it is \
asked for again next time, until the spec or template that makes it says otherwise. So a review can be \
left at any time and taken up again. Without a terminal, what is pending is printed.

Exit status: 0 nothing is pending any more, 1 something is, 2 nothing could be compared or written")]
pub(in crate::cli) struct Review {
    #[command(flatten)]
    pub inputs: Inputs,

    #[command(flatten)]
    pub kustomize: crate::cli::kustomize::Flags,

    #[command(flatten)]
    pub telling: Telling,
}
