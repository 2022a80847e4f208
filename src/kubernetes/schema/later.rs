//! Which types and fields came with a later release than others.

use super::{Type, search};
use crate::kubernetes::release::Release;

/// From the releases that k8s-openapi has, written by `cargo xtask later`. A line for each field that the first of them
/// does not have: its type, its name and its release; for each type of a kind that came as a whole, `-` in the place of the name.
static LATER: &str = include_str!("later.txt");

impl Type {
    /// The release that objects of this type came with, if older ones are known not to have them.
    pub fn since(self) -> Option<Release> {
        self.field_since("-")
    }

    /// The release that a field of this type came with, if older ones are known not to have it.
    pub fn field_since(self, field: &str) -> Option<Release> {
        let line = search::line(LATER, |line| search::compare(line, &[self.name, " ", field, " "]))?;
        Release::parse(line.rsplit(' ').next()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_each_line_is_found() {
        assert!(LATER.lines().is_sorted());
        for line in LATER.lines() {
            let parts: Vec<&str> = line.split(' ').collect();
            let [name, field, release] = parts[..] else { panic!("{line}") };
            // Types that only the server writes are in no object.
            let Some(of) = Type::named(name) else { continue };
            assert_eq!(of.field_since(field).unwrap().to_string(), release, "{line}");
        }
    }
}
