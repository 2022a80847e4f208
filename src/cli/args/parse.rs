//! Reads the arguments, and says what to write in the place of those that could not be read.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, FromArgMatches, ValueEnum};

use super::{Arguments, Color};
use crate::cli::machine::{Machine, Stream};

/// What to print in place of a run.
pub(in crate::cli) struct Message {
    /// The words.
    pub text: String,
    /// The exit status: 0 for help that was asked for, which goes to standard output.
    pub status: u8,
}

/// Reads the arguments, the first of which is the program's name.
pub(in crate::cli) fn parse(arguments: &[OsString], machine: &dyn Machine) -> Result<Arguments, Message> {
    let width = machine.screen(Stream::Err).width.min(100);
    let command = || Arguments::command().term_width(width);
    let matches = command().try_get_matches_from(arguments).or_else(|_| {
        // Help and advice name all commands. Else only the one that runs is built: most of a short run would go there.
        let mut whole = command();
        whole.build();
        whole.try_get_matches_from(arguments)
    });
    matches.and_then(|matches| Arguments::from_arg_matches(&matches)).map_err(|mut error| {
        advise(&mut error);
        let stream = if error.use_stderr() { Stream::Err } else { Stream::Out };
        let text = error.render();
        let coloured = said_color(arguments).resolve(machine.screen(stream)).colour;
        Message {
            text: if coloured { text.ansi().to_string() } else { text.to_string() },
            status: u8::from(error.use_stderr()) * crate::cli::REFUSED,
        }
    })
}

/// Says what to write in the place of an argument that other tools and scripts have.
fn advise(error: &mut clap::Error) {
    let Some(ContextValue::String(written)) = error.get(ContextKind::InvalidArg) else { return };
    let tip = match written.as_str() {
        "--environment" => "an environment is a target: 'rkgen build prod'",
        "-t" | "--tag" => "a tag is a value: '--set image.tag=v1.2.3'",
        "-f" => "'--values FILE' lays values over those of the specs, '-o FILE' writes a file",
        "--dry-run" => {
            "nothing is ever applied; 'kubectl apply --dry-run=server -f -' behind a pipe asks the cluster"
        }
        _ => return,
    };
    if error.kind() == ErrorKind::UnknownArgument {
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
}

/// What arguments that could not be read say about colours.
fn said_color(arguments: &[OsString]) -> Color {
    let words = || arguments.iter().filter_map(|argument| argument.to_str());
    let apart = words().zip(words().skip(1)).find(|(name, _)| *name == "--color").map(|(_, value)| value);
    let value = words().find_map(|word| word.strip_prefix("--color=")).or(apart);
    value.and_then(|value| Color::from_str(value, false).ok()).unwrap_or(Color::Auto)
}
