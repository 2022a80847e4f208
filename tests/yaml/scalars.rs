//! What unquoted scalars are read as, by both of Go's readers.

use rkgen::yaml::Rules;

use super::read_by;

/// Each scalar, what `kubectl kustomize` 1.32 prints for it, and what `kubectl patch --local` prints.
const ANSWERS: &str = include_str!("scalars.tsv");

/// An offset that Go reads as a date and then cannot print is no date here.
const NOT_PRINTABLE_IN_GO: &str = "2001-01-01T00:00:00+24:00";

/// A number to Kustomize and a string to `kubectl`, which prints it without the quotes that this would need.
const SIGN_IN_OCTAL: [&str; 2] = ["0o-7", "0o+7"];

#[test]
fn scalars_are_read_as_go_reads_them() {
    for answer in ANSWERS.lines() {
        let [written, kustomize, apply] = answer.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{answer}")
        };
        if written != NOT_PRINTABLE_IN_GO {
            reads_as(written, Rules::Kustomize, kustomize);
        }
        if !SIGN_IN_OCTAL.contains(&written) {
            reads_as(written, Rules::Apply, apply);
        }
    }
}

fn reads_as(written: &str, rules: Rules, printed: &str) {
    let outcome = read_by(&format!("- {written}\n"), rules);
    if printed == "ERROR" {
        assert!(!outcome.is_right(), "{written} by {rules:?}");
    } else {
        assert!(outcome.is_right(), "{}", outcome.problems());
        assert_eq!(outcome.printed(), format!("- {printed}\n"), "{written} by {rules:?}");
    }
}

/// A warning stands exactly where the two readers disagree, or the API server holds another number.
#[test]
fn scalars_on_which_the_readers_disagree_are_warned_of() {
    for answer in ANSWERS.lines() {
        let [written, kustomize, apply] = answer.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{answer}")
        };
        let outcome = read_by(&format!("- {written}\n"), Rules::Kustomize);
        let warned = outcome.problems().starts_with("ambiguous-scalar 1:3");
        let decimal = !written.trim_start_matches(['+', '-']).starts_with('0');
        let too_large = decimal && written.parse::<i128>().is_ok_and(|number| i64::try_from(number).is_err());
        assert_eq!(warned, too_large || kustomize != apply && written != NOT_PRINTABLE_IN_GO, "{answer}");
        assert!(!read_by(&format!("- {written}\n"), Rules::Apply).problems().contains("ambiguous"));
    }
}
