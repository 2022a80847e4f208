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
