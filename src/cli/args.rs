//! What was said on the command line. What it means is each command's to find out.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use super::machine::{Machine, Screen, Stream};

/// Kubernetes manifests from a spec per environment
#[derive(Parser, Debug)]
#[command(name = "rkgen", version, disable_help_subcommand = true, arg_required_else_help = true)]
#[command(after_help = "\
Examples:
  rkgen explain unknown-field   Read what an error means

Exit status: 0 done, 2 refused")]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub command: Command,

    /// Run as if started in DIR
    #[arg(short = 'C', value_name = "DIR", global = true)]
    pub directory: Option<PathBuf>,

    /// Use colours: auto (on a terminal without `NO_COLOR`), always or never
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    pub color: Color,
}

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    Explain(Explain),
}

/// Print what the code of an error or a warning means
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  rkgen explain unknown-field")]
pub(super) struct Explain {
    /// The word in brackets: `unknown-field` in error[unknown-field]
    pub code: String,
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

/// What to print in place of a run.
pub(super) struct Message {
    /// The words.
    pub text: String,
    /// The exit status: 0 for help that was asked for, which goes to standard output.
    pub status: u8,
}

/// Reads the arguments, the first of which is the program's name.
pub(super) fn parse(arguments: &[OsString], machine: &dyn Machine) -> Result<Arguments, Message> {
    let width = machine.screen(Stream::Err).width.min(100);
    let matches = Arguments::command().term_width(width).try_get_matches_from(arguments);
    matches.and_then(|matches| Arguments::from_arg_matches(&matches)).map_err(|error| {
        let stream = if error.use_stderr() { Stream::Err } else { Stream::Out };
        let text = error.render();
        let coloured = said_color(arguments).resolve(machine.screen(stream)).colour;
        Message {
            text: if coloured { text.ansi().to_string() } else { text.to_string() },
            status: u8::from(error.use_stderr()) * super::REFUSED,
        }
    })
}

/// What arguments that could not be read say about colours.
fn said_color(arguments: &[OsString]) -> Color {
    let words = || arguments.iter().filter_map(|argument| argument.to_str());
    let apart = words().zip(words().skip(1)).find(|(name, _)| *name == "--color").map(|(_, value)| value);
    let value = words().find_map(|word| word.strip_prefix("--color=")).or(apart);
    value.and_then(|value| Color::from_str(value, false).ok()).unwrap_or(Color::Auto)
}
