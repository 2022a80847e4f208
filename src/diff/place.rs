//! Where two objects differ: a way down both trees at once.

use std::fmt;

use ecow::EcoString;

use crate::yaml::{Path, Segment};

/// A side of a comparison.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// What was there.
    Before,
    /// What is to be.
    After,
}

/// What a text holds that is compared by what it says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Format {
    /// One YAML document.
    Yaml,
    /// A JSON text.
    Json,
}

/// One step down.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Step {
    /// The value of a key.
    Key(EcoString),
    /// An item of a list.
    Item {
        /// What tells it from the others, as `name=web`; its number where nothing does.
        by: EcoString,
        /// Its number before, from 0, if it was there.
        before: Option<usize>,
        /// Its number after, from 0, if it is there.
        after: Option<usize>,
    },
    /// Into a text that holds a tree of its own.
    Within(Format),
}

/// A way down from an object. It prints as `spec.template.spec.containers[name=web].image`; what is within a text stands
/// behind a `:`, as in `data["app.yaml"]:server.port`.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct Place(pub Vec<Step>);

impl Place {
    /// The place one step further down.
    #[must_use]
    pub fn with(&self, step: Step) -> Place {
        Place(self.0.iter().cloned().chain([step]).collect())
    }

    /// The path in the tree of a side, up to the text if it leads into one; nothing if an item on the way is not there.
    pub fn path(&self, side: Side) -> Option<Path> {
        let mut path = Path::default();
        for step in &self.0 {
            match step {
                Step::Key(key) => path.push_key(key.clone()),
                Step::Item { before, after, .. } => {
                    path.push_index((if side == Side::Before { *before } else { *after })?);
                }
                Step::Within(_) => break,
            }
        }
        Some(path)
    }

    /// The keys on the way, without those within a text; items of lists are left out.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let steps = self.0.iter().take_while(|step| !matches!(step, Step::Within(_)));
        steps.filter_map(|step| if let Step::Key(key) = step { Some(key.as_str()) } else { None })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut is_first = true;
        for step in &self.0 {
            match step {
                Step::Key(key) => {
                    let mut path = Path(vec![Segment::Key(key.clone())]).to_string();
                    if !is_first && !path.starts_with('[') {
                        path.insert(0, '.');
                    }
                    f.write_str(&path)?;
                }
                Step::Item { by, .. } => write!(f, "[{by}]")?,
                Step::Within(_) => f.write_str(":")?,
            }
            is_first = matches!(step, Step::Within(_));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_as_people_write_it() {
        let key = |key: &str| Step::Key(key.into());
        let item = Step::Item { by: "name=web".into(), before: Some(0), after: None };
        let place = Place(vec![key("spec"), key("containers"), item, key("image")]);
        assert_eq!(place.to_string(), "spec.containers[name=web].image");
        assert_eq!(place.path(Side::Before).unwrap().to_string(), "spec.containers[0].image");
        assert_eq!(place.path(Side::After), None);
        let place = Place(vec![key("data"), key("app.yaml"), Step::Within(Format::Yaml), key("port")]);
        assert_eq!(place.to_string(), r#"data["app.yaml"]:port"#);
        assert_eq!(place.path(Side::After).unwrap().to_string(), r#"data["app.yaml"]"#);
    }
}
