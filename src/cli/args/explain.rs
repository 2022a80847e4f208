//! What is said to `rkgen explain`.

use std::path::PathBuf;

use super::{Inputs, Problems, Telling};

/// Say which lines make an object, what has no effect, or what the code of an error means
#[derive(clap::Args, Debug)]
#[command(mut_arg("targets", |words| words.num_args(..=4)
    .value_names(["CODE|TARGET", "OBJECT", "PATH"])
    .help("A code; or an environment, one of its objects (Deployment/web) and a field (spec.replicas)")))]
#[command(after_help = "\
Examples:
  rkgen explain                                   All codes
  rkgen explain unknown-field                     What error[unknown-field] means
  rkgen explain prod Deployment/web               The object, each line with the one that made it
  rkgen explain prod deploy/web spec.replicas     Each line that had to do with a field, the first one first
  rkgen explain prod deploy/web 'containers[name=web].image'
  rkgen explain prod shop/ConfigMap/web 'data[\"app.yaml\"]'   In the namespace shop
  rkgen explain prod cm/web app.yaml:server.port  Within a text that holds YAML or JSON
  rkgen explain k8s/overlays/prod deploy/web      Of a kustomization
  rkgen explain -f web.yaml deploy/web            Of plain manifests
  rkgen explain prod --unused                     What has no effect in the specs of prod

A path may begin anywhere in the object, if it leads to one field only. No value of a Secret is shown.

Exit status: 0 done, 2 refused")]
pub(in crate::cli) struct Explain {
    #[command(flatten)]
    pub inputs: Inputs,

    /// Explain plain manifests: a file, a folder, or - for standard input
    #[arg(short, long = "filename", value_name = "FILE|DIR|-", conflicts_with = "all")]
    pub files: Vec<PathBuf>,

    /// List what has no effect: values, patches and overrides, templates and files
    #[arg(long, conflicts_with = "files")]
    pub unused: bool,

    #[command(flatten)]
    pub kustomize: crate::cli::kustomize::Flags,

    /// Write it for people (text) or for programs (json)
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    pub format: Problems,

    #[command(flatten)]
    pub telling: Telling,
}
