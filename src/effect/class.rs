//! The kinds of effects.

macro_rules! classes {
    ($($(#[$doc:meta])* $variant:ident $name:literal,)*) => {
        /// What kind of thing a change does. The worst is the least.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Class {
            $($(#[$doc])* $variant,)*
        }

        impl Class {
            /// Every class, the worst first.
            pub const ALL: &[Class] = &[$(Class::$variant),*];

            /// The stable name, as on the command line: `data-loss`.
            pub fn name(self) -> &'static str {
                match self { $(Class::$variant => $name,)* }
            }
        }
    };
}

classes! {
    /// The server refuses it, and the object stays as it was.
    Refused "refused",
    /// Data are deleted, or no longer kept or reached.
    DataLoss "data-loss",
    /// More is asked for than a quota grants: pods are not made.
    Quota "quota",
    /// More is reached from elsewhere, or less protected on the way.
    Exposure "exposure",
    /// Somebody may do more.
    Rbac "rbac",
    /// A process may do more to its node or to others, or is watched less.
    Security "security",
    /// For a while nothing answers.
    Downtime "downtime",
    /// What keeps pods healthy, bounded or running is gone.
    Safeguard "safeguard",
    /// The object is deleted.
    Deleted "deleted",
    /// Pods restart.
    Restart "restart",
    /// Another number of pods runs, or may.
    Scaling "scaling",
    /// Pods and claims ask for more or less.
    Capacity "capacity",
    /// Another image runs.
    Image "image",
    /// Something runs at other times.
    Schedule "schedule",
    /// The object is made.
    Created "created",
    /// Less is exposed, allowed or possible than before.
    Narrowed "narrowed",
    /// No pod restarts; when the change is seen, if it needs a word.
    NoRestart "no-restart",
}

impl Class {
    /// The class of that name.
    pub fn named(name: &str) -> Option<Class> {
        Class::ALL.iter().copied().find(|class| class.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_have_names_of_their_own_and_the_worst_is_the_least() {
        assert!(Class::ALL.is_sorted());
        for class in Class::ALL {
            assert_eq!(Class::named(class.name()), Some(*class));
            assert!(class.name().chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", class.name());
        }
        assert!(Class::Refused < Class::DataLoss && Class::DataLoss < Class::NoRestart);
    }
}
