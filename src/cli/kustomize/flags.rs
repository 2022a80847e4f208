//! The flags that Kustomize has too, and those of them that nothing stands behind yet.

use clap::ValueEnum;

use crate::diagnostic::{Code, Diagnostic};
use crate::kustomize::{Helm, Options, Order};

/// What they stand under in `--help`.
const HEADING: &str = "Kustomizations";

/// The flags that Kustomize has too.
#[derive(clap::Args, Clone, Debug)]
pub(in crate::cli) struct Flags {
    /// Let a kustomization read files anywhere: `LoadRestrictionsNone`
    #[arg(long, value_name = "RULE", default_value = "LoadRestrictionsRootOnly")]
    #[arg(hide_default_value = true, hide_possible_values = true, help_heading = HEADING)]
    load_restrictor: LoadRestrictor,

    /// Print a kustomization in the order none or legacy
    #[arg(long, value_name = "ORDER", default_value = "legacy")]
    #[arg(hide_default_value = true, hide_possible_values = true, help_heading = HEADING)]
    reorder: Reorder,

    /// Label what a kustomization makes as managed by kustomize
    #[arg(long, num_args = 0..=1, require_equals = true, default_value = "false", default_missing_value = "true")]
    #[arg(hide_default_value = true, hide_possible_values = true, value_name = "BOOL", help_heading = HEADING)]
    enable_managedby_label: bool,

    /// Let `helm` render the charts of a kustomization
    #[arg(long, num_args = 0..=1, require_equals = true, default_value = "false", default_missing_value = "true")]
    #[arg(hide_default_value = true, hide_possible_values = true, value_name = "BOOL", help_heading = HEADING)]
    enable_helm: bool,

    /// The `helm` that renders them
    #[arg(long, value_name = "PROGRAM", default_value = "helm", help_heading = HEADING)]
    helm_command: String,

    #[arg(long, hide = true)]
    helm_api_versions: Vec<String>,

    #[arg(long, hide = true)]
    helm_kube_version: Option<String>,

    #[arg(long, hide = true, num_args = 0..=1, require_equals = true)]
    #[arg(default_value = "false", default_missing_value = "true")]
    helm_debug: bool,

    #[command(flatten)]
    refused: Refused,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
#[value(rename_all = "PascalCase")]
enum LoadRestrictor {
    LoadRestrictionsRootOnly,
    LoadRestrictionsNone,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Reorder {
    Legacy,
    None,
}

/// Flags for plugins and functions that are programs, of which rkgen runs none.
#[derive(clap::Args, Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "so many flags there are")]
struct Refused {
    #[arg(long, hide = true, num_args = 0..=1, require_equals = true)]
    #[arg(default_value = "false", default_missing_value = "true")]
    enable_alpha_plugins: bool,
    #[arg(long, hide = true, num_args = 0..=1, require_equals = true)]
    #[arg(default_value = "false", default_missing_value = "true")]
    enable_exec: bool,
    #[arg(long, hide = true, num_args = 0..=1, require_equals = true)]
    #[arg(default_value = "false", default_missing_value = "true")]
    enable_star: bool,
    #[arg(long, hide = true, num_args = 0..=1, require_equals = true)]
    #[arg(default_value = "false", default_missing_value = "true")]
    network: bool,
    #[arg(long, hide = true)]
    network_name: Option<String>,
    #[arg(long, hide = true)]
    mount: Vec<String>,
    #[arg(short, long, hide = true)]
    env: Vec<String>,
    #[arg(long, hide = true, num_args = 0..=1, require_equals = true)]
    #[arg(default_value = "false", default_missing_value = "true")]
    as_current_user: bool,
}

impl Flags {
    /// How a kustomization is built with them.
    pub(super) fn options(&self) -> Options {
        Options {
            any_file: self.load_restrictor == LoadRestrictor::LoadRestrictionsNone,
            managed_by: self.enable_managedby_label,
            helm: self.enable_helm.then(|| Helm {
                command: self.helm_command.clone(),
                api_versions: self.helm_api_versions.clone(),
                kube_version: self.helm_kube_version.clone().filter(|version| !version.is_empty()),
                debug: self.helm_debug,
            }),
            order: match self.reorder {
                Reorder::Legacy => Order::Legacy,
                Reorder::None => Order::Kept,
            },
        }
    }

    /// A problem for each flag that nothing stands behind. Where specs are built, `-e` is taken for a target.
    pub(in crate::cli) fn refused(&self, is_kustomization: bool) -> Vec<Diagnostic> {
        let Refused { mount, env, network_name, .. } = &self.refused;
        let of_plugins = "plugins that are not built in";
        let of_programs = "functions that are programs";
        let of_containers = "functions in containers";
        let flags = [
            ("--enable-alpha-plugins", self.refused.enable_alpha_plugins, of_plugins),
            ("--enable-exec", self.refused.enable_exec, of_programs),
            ("--enable-star", self.refused.enable_star, "functions in Starlark"),
            ("--network", self.refused.network, of_containers),
            ("--network-name", network_name.is_some(), of_containers),
            ("--mount", !mount.is_empty(), of_containers),
            ("--env", !env.is_empty(), of_containers),
            ("--as-current-user", self.refused.as_current_user, of_containers),
        ];
        let said = flags.into_iter().filter(|(_, is_said, _)| *is_said);
        said.map(|(flag, _, what)| match &env[..] {
            [target, ..] if flag == "--env" && !is_kustomization => {
                let message = "`--env` is for functions in containers, and an environment is a target";
                Diagnostic::new(Code::NotAllowed, message).help(format!("write `rkgen build {target}`"))
            }
            _ => {
                let message = format!("`{flag}` is for {what}, and rkgen runs none yet");
                Diagnostic::new(Code::NotAllowed, message)
                    .help("leave it out: what is built into Kustomize needs no flag")
            }
        })
        .collect()
    }
}
