//! The codes of all problems, each with its page. A code without a page does not compile.

use super::Severity;

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident,)*) => {
        /// What kind of problem it is: a stable name with a page that explains it.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub enum Code {
            $(
                #[doc = concat!("`", $name, "`; see its page.")]
                $variant,
            )*
        }

        impl Code {
            /// Every code, sorted by name.
            pub const ALL: &[Code] = &[$(Code::$variant),*];

            /// The stable name, as printed: `unknown-field`.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// The page in Markdown, printed by `rkgen explain CODE` and run as a test.
            pub fn page(self) -> &'static str {
                match self { $(Code::$variant => include_str!(concat!("codes/", $name, ".md")),)* }
            }

            /// How bad it is unless the project says otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)* }
            }
        }
    };
}

// Sorted by name; one page each in codes/.
codes! {
    AmbiguousReference "ambiguous-reference" Error,
    AmbiguousScalar "ambiguous-scalar" Warning,
    AmbiguousTarget "ambiguous-target" Error,
    CannotWrite "cannot-write" Error,
    ChangedShape "changed-shape" Warning,
    ConflictingFields "conflicting-fields" Error,
    CyclicExtends "cyclic-extends" Error,
    DeniedEffect "denied-effect" Error,
    DeprecatedField "deprecated-field" Warning,
    DeprecatedVersion "deprecated-version" Warning,
    DuplicateKey "duplicate-key" Error,
    DuplicateObject "duplicate-object" Error,
    DuplicateValue "duplicate-value" Error,
    EmptyEnvironment "empty-environment" Error,
    EncodedTwice "encoded-twice" Warning,
    ForbiddenField "forbidden-field" Error,
    ImmutableContent "immutable-content" Warning,
    ImmutableField "immutable-field" Error,
    InvalidOverride "invalid-override" Error,
    InvalidValue "invalid-value" Error,
    InvalidYaml "invalid-yaml" Error,
    LaterField "later-field" Warning,
    LeftOut "left-out" Warning,
    MissingField "missing-field" Error,
    MissingFile "missing-file" Error,
    MissingVariable "missing-variable" Error,
    NoEffect "no-effect" Warning,
    NoMatch "no-match" Error,
    NoProject "no-project" Error,
    NoRevision "no-revision" Error,
    NotAllowed "not-allowed" Error,
    NotJson "not-json" Error,
    OptInVersion "opt-in-version" Warning,
    OutdatedSnapshot "outdated-snapshot" Error,
    OutsideProject "outside-project" Error,
    PatchFailed "patch-failed" Error,
    ProgramFailed "program-failed" Error,
    RoundedNumber "rounded-number" Warning,
    SelectorMismatch "selector-mismatch" Error,
    TemplateError "template-error" Error,
    TemplateSyntax "template-syntax" Error,
    UndefinedName "undefined-name" Error,
    UnevaluatedRule "unevaluated-rule" Warning,
    UnknownCode "unknown-code" Error,
    UnknownField "unknown-field" Error,
    UnknownKind "unknown-kind" Error,
    UnknownName "unknown-name" Error,
    UnknownTarget "unknown-target" Error,
    UnknownValue "unknown-value" Error,
    UnreadableFile "unreadable-file" Error,
    UnusedValue "unused-value" Warning,
    WrongType "wrong-type" Error,
    YamlLimit "yaml-limit" Error,
}

impl Code {
    /// The code of that name.
    pub fn from_name(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_named_in_kebab_case() {
        assert!(Code::ALL.is_sorted_by_key(|code| code.name()));
        for code in Code::ALL {
            assert!(code.name().chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", code.name());
            assert_eq!(Code::from_name(code.name()), Some(*code));
        }
    }
}
