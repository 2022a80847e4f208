//! `--set` and `--set-json`, in the order in which they stand on the command line.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};

use crate::environment::Setting;

const SET: &str = "set";
const SET_JSON: &str = "set-json";

/// Each `--set` and `--set-json`, in order. The parser keeps an order only within each of the two.
#[derive(Clone, Default, Debug)]
pub(super) struct Settings(pub Vec<Setting>);

impl Args for Settings {
    fn augment_args(command: Command) -> Command {
        let argument = |name: &'static str| Arg::new(name).long(name).action(ArgAction::Append);
        command
            .arg(argument(SET).value_name("KEY=VALUE").help("Replace a value by one of its type"))
            .arg(argument(SET_JSON).value_name("KEY=JSON").help("Replace a value by one of any type"))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Settings {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut said = Vec::new();
        for (name, setting) in [(SET, Setting::Text as fn(String) -> Setting), (SET_JSON, Setting::Json)] {
            let texts = matches.get_many::<String>(name).into_iter().flatten();
            let places = matches.indices_of(name).into_iter().flatten();
            said.extend(places.zip(texts.cloned().map(setting)));
        }
        said.sort_by_key(|(place, _)| *place);
        Ok(Settings(said.into_iter().map(|(_, setting)| setting).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
