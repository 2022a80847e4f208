//! What the configuration of a repository says about how it is kept.

use std::collections::HashMap;

use super::id::Format;

/// How a repository is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Config {
    /// What names its objects.
    pub(super) format: Format,
    /// Whether objects may be left where it was cloned from.
    pub(super) partial: bool,
    /// The branches that others follow, each with the remote and the whole name there.
    pub(super) upstreams: HashMap<String, (String, String)>,
    /// What it asks for that is not understood here, as `extensions.refStorage = reftable`.
    pub(super) unknown: Option<String>,
}

/// Reads a `config`: sections in brackets, below them `name = value`.
pub(super) fn parse(text: &str) -> Config {
    let mut config =
        Config { format: Format::Sha1, partial: false, upstreams: HashMap::new(), unknown: None };
    let (mut section, mut part) = (String::new(), String::new());
    let comment = |line: &&str| line.is_empty() || line.starts_with(['#', ';']);
    for line in text.lines().map(str::trim).filter(|line| !comment(line)) {
        if let Some(header) = line.strip_prefix('[') {
            let name = header.split([']', ' ', '"']).next().unwrap_or_default();
            section = name.to_ascii_lowercase();
            header.split('"').nth(1).unwrap_or_default().clone_into(&mut part);
            continue;
        }
        let (name, value) = line.split_once('=').unwrap_or((line, "true"));
        let value = value.split([' ', '\t', '#', ';']).find(|word| !word.is_empty()).unwrap_or_default();
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim_matches('"'));
        match (section.as_str(), name.as_str()) {
            ("remote", "promisor") => config.partial |= value.eq_ignore_ascii_case("true"),
            ("branch", "remote" | "merge") => {
                let upstream = config.upstreams.entry(part.clone()).or_default();
                value.clone_into(if name == "remote" { &mut upstream.0 } else { &mut upstream.1 });
            }
            ("extensions", extension) => config.extend(extension, value),
            _ => {}
        }
    }
    config
}

impl Config {
    /// Takes an extension: git refuses a repository that has one it does not know, since it may be kept in any way.
    fn extend(&mut self, name: &str, value: &str) {
        let shown = match (name, value) {
            ("objectformat", "sha256") => return self.format = Format::Sha256,
            ("partialclone", _) => return self.partial = true,
            ("objectformat", "sha1")
            | ("refstorage", "files")
            | (
                "noop"
                | "noop-v1"
                | "preciousobjects"
                | "worktreeconfig"
                | "relativeworktrees"
                | "submodulepathconfig"
                | "compatobjectformat",
                _,
            ) => return,
            ("objectformat", _) => "objectFormat",
            ("refstorage", _) => "refStorage",
            (name, _) => name,
        };
        self.unknown.get_or_insert_with(|| format!("extensions.{shown} = {value}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_are_read_whatever_their_case() {
        let config = parse(
            "[core]\n\tbare = false\n[Extensions]\n\t# why\n\tobjectFormat = sha256 # new\n\n[remote \"origin\"]\n\tpromisor = true\n",
        );
        let upstreams = HashMap::new();
        assert_eq!(config, Config { format: Format::Sha256, partial: true, upstreams, unknown: None });
        let config = parse("[extensions]\nrefstorage=reftable\nfuture\n");
        assert_eq!(config.unknown.as_deref(), Some("extensions.refStorage = reftable"));
        assert_eq!(parse("[extensions]\nfuture\n").unknown.as_deref(), Some("extensions.future = true"));
    }
}
