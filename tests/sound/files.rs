//! A file in a ConfigMap can be read by the program that it is for.

use serde_json::{Value, json};

use super::set::id;
use super::{Mistake, Rule};

pub(super) const RULES: &[Rule] = &[Rule {
    name: "a file of JSON or YAML is that",
    check: |set| {
        let mut found = Vec::new();
        for map in set.of_kind("ConfigMap") {
            for (key, value) in map["data"].as_object().into_iter().flatten() {
                let text = value.as_str().unwrap_or_default();
                found.extend(unreadable(key, text).map(|why| format!("{}, {key}: {why}", id(map))));
            }
        }
        found
    },
    mistakes: &[
        Mistake {
            target: "prod/rate-limiter",
            object: "ConfigMap/rate-limiter-dashboard",
            change: |object| {
                let files = object["data"].as_object_mut().expect("it has files");
                files.values_mut().for_each(|file| *file = json!("{\"panels\": [}"));
            },
        },
        Mistake {
            target: "prod/rate-limiter",
            object: "ConfigMap/prometheus-rules",
            change: |object| object["data"]["more.yml"] = json!("groups: [a: b: c]"),
        },
    ],
}];

/// Why a file is not what the ending of its name says.
fn unreadable(name: &str, text: &str) -> Option<String> {
    match name.rsplit_once('.')?.1 {
        "json" => serde_json::from_str::<Value>(text).err().map(|error| error.to_string()),
        "yaml" | "yml" => yaml_serde::from_str::<Value>(text).err().map(|error| error.to_string()),
        _ => None,
    }
}
