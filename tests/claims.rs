//! Which test covers what `docs/kustomize.md` says. What the page shows is run as it stands (`tests/cases.rs`).
#![expect(clippy::disallowed_methods, reason = "tests are read from the disk")]

use std::collections::BTreeSet;
use std::fs;

use crate::cases;

const PAGE: &str = include_str!("../docs/kustomize.md");

/// The table of differences is kept by a page of its own, with a heading for each.
const DIFFERENCES: &str = "## What differs on purpose";

/// What the page says, and where that is tested: a file, and a heading or a function in it.
#[rustfmt::skip]
const CLAIMS: &[(&str, &str, &str)] = &[
    ("of Kustomize 5.8 prints, byte", "tests/kustomize/mod.rs", "other_collections_of_cases_hold"),
    ("byte. Nothing of the folder has to change", "tests/cli/kustomize.rs", "what_both_print_is_the_same_where_a_kubectl_has_kustomize_5_8"),
    ("What is wrong is said with its place", "tests/kustomize/mod.rs", "so_many_mistakes_are_provoked"),
    // What is supported
    ("| `resources`, `bases`, `components` |", "tests/kustomize/resources.md", "Lists are taken apart, and the order is by kind"),
    ("`components` | files, and folders", "tests/kustomize/resources.md", "Components work on what came before them"),
    ("| `namespace`, `namePrefix`, `nameSuffix` |", "tests/kustomize/names.md", "All at once"),
    ("| `labels`, `commonLabels`, `commonAnnotations` |", "tests/kustomize/labels.md", "Where it is said"),
    ("`includeVolumeClaimTemplates` and `fields`", "tests/kustomize/configurations.md", "Labels of what a `StatefulSet` claims"),
    ("| `patches`, `patchesStrategicMerge`, `patchesJson6902` |", "tests/kustomize/patches.md", "What a merge names comes first"),
    ("several documents, `target`, `options`", "tests/kustomize/patches.md", "Names that an object had, and names that it may get"),
    ("| `images`, `imageTags`, `replicas` |", "tests/kustomize/images.md", "As they were called once, behind those of today"),
    ("`tagSuffix` too", "tests/kustomize/images.md", "A suffix is put in front of no other tag"),
    ("| `configMapGenerator`, `secretGenerator`, `generatorOptions` |", "tests/kustomize/generators.md", "From literals, files and env files"),
    ("`behavior`; hashes", "tests/kustomize/generators.md", "Merged and replaced"),
    ("| `replacements` | from files or inline", "tests/kustomize/replacements.md", "A value keeps the type of the field"),
    ("delimiters, `create`, `reject`", "tests/kustomize/replacements.md", "Parts of a text"),
    ("`create`, `reject`;", "tests/kustomize/replacements.md", "Into lists, with regular expressions, and but for some"),
    ("into JSON or YAML that is a text", "tests/kustomize/replacements.md", "Into JSON that is a text"),
    ("| `vars` |", "tests/kustomize/vars.md", "What is a name and nothing else takes the type of the value"),
    ("| `transformers`, `generators` |", "tests/kustomize/transformers.md", "Those that are built in, from files, folders and text"),
    ("| `validators` |", "tests/kustomize/transformers.md", "Validators change nothing"),
    ("| `configurations` |", "tests/kustomize/configurations.md", "Names, labels, annotations, images, replicas and namespaces reach other kinds"),
    ("| `crds` |", "tests/kustomize/crds.md", "Their extensions say which fields name objects"),
    ("| `openapi` |", "tests/kustomize/openapi.md", "It takes the place of what is built in"),
    ("`paths` say which kinds live in no namespace", "tests/kustomize/openapi.md", "Its paths say which kinds live in no namespace"),
    ("| `helmCharts`, `helmGlobals` |", "tests/kustomize/helm.md", "Its objects are resources like others"),
    ("| `sortOptions`, `buildMetadata` |", "tests/kustomize/resources.md", "The order can be said"),
    ("| in the outermost kustomization |", "tests/kustomize/build-metadata.md", "Nothing is said that nobody asks for"),
    ("| `apiVersion`, `kind`, `metadata` |", "tests/kustomize/reading.md", "Another kind"),
    ("`kustomization.yml` or `Kustomization`", "tests/kustomize/reading.md", "The fields may be written in any case"),
    ("`--load-restrictor LoadRestrictionsNone` lets", "tests/kustomize/resources.md", "Files lie below the kustomization, unless that is lifted"),
    ("`--reorder none`", "tests/kustomize/resources.md", "Lists are taken apart, and the order is by kind"),
    ("`--enable-managedby-label` does", "tests/kustomize/differences.md", "The label of `managedByLabel`"),
    ("`-o FILE` writes one file", "tests/kustomize/command-line.md", "Files are called as Kustomize calls them"),
    ("`rkgen list DIR` lists the objects", "tests/kustomize/command-line.md", "Its objects are listed, with their places"),
    ("Without a target, `rkgen build`", "tests/kustomize/command-line.md", "By that name, from within the folder or with it"),
    ("as `kustomize_5_8_1`", "tests/cli/kustomize.rs", "by_a_link_it_is_kustomize"),
    ("Kustomize's other commands", "tests/cli/kustomize.rs", "what_it_has_not_of_kustomize_it_says"),
    // YAML that is a text: what is taken and what is refused stand in one place
    ("A replacement leads into a text", "tests/kustomize/replacements.md", "Into YAML that is a text"),
    ("Taken are", "tests/kustomize/replacements.md", "Into YAML that is a text"),
    ("- lists and maps, in lines", "tests/kustomize/replacements.md", "Into YAML that is a text"),
    ("- comments behind values", "tests/kustomize/replacements.md", "Into YAML that is a text"),
    ("- values that have the type", "tests/kustomize/replacements.md", "Into YAML that is a text"),
    ("- what `create` makes", "tests/kustomize/replacements.md", "Into YAML that is a text"),
    ("Refused are", "tests/kustomize/replacements.md", "Into YAML that is a text"),
    ("- anchors, aliases", "tests/kustomize/replacements.md", "Into YAML that is a text"),
    ("- lines below", "tests/kustomize/replacements.md", "Into YAML that is a text"),
    ("- comments within", "tests/kustomize/replacements.md", "Into YAML that is a text"),
    ("- lists and maps in place", "tests/kustomize/replacements.md", "Into YAML that is a text"),
    // Charts
    ("`helmCharts` are rendered by", "tests/cli/charts.rs", "charts_are_rendered_as_kustomize_renders_them"),
    ("with the arguments, the values and the variables", "tests/cli/programs.rs", "helm_is_called_as_kustomize_calls_it"),
    ("only with `--enable-helm`", "tests/kustomize/helm.md", "Without the flag no program runs"),
    ("`--helm-command` says which", "tests/cli/programs.rs", "what_helm_says_when_it_fails_is_shown"),
    ("`--helm-debug` do what", "tests/cli/programs.rs", "helm_without_a_release_gets_the_values_of_the_file_and_what_the_flags_say"),
    ("put there by `helm pull`", "tests/cli/programs.rs", "helm_pulls_a_chart_that_is_not_there_and_keeps_it_beside_its_version"),
    ("asks for the version of `helm`", "tests/cli/programs.rs", "helm_is_called_as_kustomize_calls_it"),
    ("`helm` is told the `namespace`", "tests/cli/programs.rs", "helm_is_told_the_nearest_namespace_unless_the_chart_says_one"),
    ("a template that says no `metadata.namespace`", "tests/kustomize/helm.md", "What a chart makes is left in the namespace that the chart puts it into"),
    // How to switch
    ("- **Locally**: a link is enough", "tests/cli/kustomize.rs", "by_a_link_it_is_kustomize"),
    ("- **In CI**: build with both once", "tests/cli/kustomize.rs", "what_both_print_can_be_compared_before_one_switches"),
    ("`rkgen build DIR --strict` refuse", "tests/silence.rs", "warnings_leave_standard_output_as_it_is_and_are_errors_where_strict"),
    ("- **With Argo CD**: `kustomize.path.VERSION`", "tests/cli/kustomize.rs", "as_argo_cd_calls_it"),
    ("which rkgen has not: say it", "tests/kustomize/command-line.md", "Of Kustomize's other commands it is said that they are not here"),
    ("What a plugin prints on standard output", "tests/cli/process.rs", "the_plugin_for_argo_cd_builds"),
    // What is refused
    ("Plugins that are not built in", "tests/kustomize/transformers.md", "What is not supported"),
    ("Whatever would have to be fetched", "tests/kustomize/command-line.md", "What is remote is listed, of the whole tree"),
    ("the flags for plugins and functions", "tests/kustomize/command-line.md", "Flags for what rkgen does not run are refused"),
    // What Kustomize keeps silent about
    ("Standard error tells of what has no use", "tests/kustomize/warnings.md", "Patches whose targets match nothing, or that change nothing"),
    ("an entry of `images`\nthat no container has", "tests/kustomize/warnings.md", "Images that no container has, or has already"),
    ("a replacement that copies into nothing", "tests/kustomize/warnings.md", "Replacements that copy into nothing"),
    ("of deprecated fields, with what to write", "tests/kustomize/warnings.md", "Deprecated fields of many kustomizations are told once"),
    ("`--strict` makes errors of these", "tests/silence.rs", "warnings_leave_standard_output_as_it_is_and_are_errors_where_strict"),
    // What differs on purpose
    ("Where there is neither a project", "tests/kustomize/differences.md", "A file outside of the project is refused"),
    ("is [listed by number]", "tests/claims.rs", "every_oddity_lives_where_it_is_said_to"),
    ("What rkgen checks of its own projects", "tests/silence.rs", "what_rkgen_checks_of_its_own_is_not_checked_here"),
];

#[test]
fn every_claim_is_tested_where_it_is_said_to_be() {
    for (claim, file, place) in CLAIMS {
        assert!(PAGE.contains(claim), "the page does not say: {claim}");
        let text = fs::read_to_string(cases::root().join(file)).expect("the test is there");
        let is_there = |line: &str| {
            let heading = line.trim_start_matches('#');
            let is_heading = heading.len() < line.len() && heading.trim_start().starts_with(place);
            is_heading || line.trim_start().starts_with(&format!("fn {place}("))
        };
        assert!(text.lines().any(is_there), "{file} does not test: {place}");
    }
}

#[test]
fn everything_that_the_page_says_is_a_claim() {
    let (said, of_differences) = PAGE.split_once(DIFFERENCES).expect("the page has the table");
    let outside = of_differences.lines().filter(|line| !line.starts_with('|'));
    let said = format!("{said}{}", outside.collect::<Vec<_>>().join("\n"));
    // Every other part is prose.
    let prose: Vec<&str> = said.split("```").step_by(2).collect();
    let mut part = String::new();
    let mut unsaid = Vec::new();
    let mut end = |part: &mut String| {
        let is_claim = part.is_empty() || CLAIMS.iter().any(|(claim, ..)| part.contains(claim));
        if !is_claim {
            unsaid.push(part.clone());
        }
        part.clear();
    };
    for line in prose.join("\n\n").lines() {
        if line.is_empty() || line.starts_with(['-', '|', '#']) {
            end(&mut part);
        }
        // Headings, and the heads of tables.
        let is_bare = line.starts_with('#') || line.starts_with("| field") || line.starts_with("|---");
        if !is_bare && !line.is_empty() {
            part = if part.is_empty() { line.to_owned() } else { format!("{part}\n{line}") };
        }
    }
    end(&mut part);
    assert!(unsaid.is_empty(), "the page says what no test is named for:\n{}", unsaid.join("\n\n"));
}

/// The numbers that the comments of a file give: `oddity 5`, `oddities 39 to 42`, `oddities 40 and 43`.
fn numbers(text: &str) -> BTreeSet<usize> {
    let bare = text.lines().map(|line| line.trim_start().trim_start_matches(['/', '!']).trim_start());
    let joined = bare.collect::<Vec<_>>().join(" ");
    let mut found = BTreeSet::new();
    for (at, word) in joined.match_indices("oddit") {
        let mut last = 0;
        let mut is_range = false;
        for word in joined[at + word.len()..].split([' ', ',']).skip(1) {
            match word.trim_end_matches([')', '.', ';', ':']).parse::<usize>() {
                Ok(number) if is_range => found.extend(last..=number),
                Ok(number) => {
                    found.insert(number);
                    last = number;
                }
                Err(_) if word.is_empty() || word == "and" => {}
                Err(_) if word == "to" => is_range = true,
                Err(_) => break,
            }
            if word.ends_with(')') {
                break;
            }
        }
    }
    found
}

#[test]
fn every_oddity_lives_where_it_is_said_to() {
    let table = fs::read_to_string(cases::root().join("docs/oddities.md")).expect("the table is there");
    let rows = table.lines().filter_map(|line| {
        let cells: Vec<&str> = line.split(" | ").collect();
        let number = cells.first()?.trim_start_matches("| ").parse::<usize>().ok()?;
        Some((number, cells.last().copied().unwrap_or_default()))
    });
    let rows: Vec<(usize, &str)> = rows.collect();
    assert!(rows.iter().map(|(number, _)| *number).eq(1..=53), "a row for each number");
    let (mut said, mut given) = (BTreeSet::new(), BTreeSet::new());
    for (number, files) in rows {
        let files: Vec<&str> = files.split('`').skip(1).step_by(2).collect();
        // What is not followed on purpose lives nowhere.
        assert!(!files.is_empty() || number == 3, "where does {number} live?");
        for file in files {
            assert!(cases::root().join(file).is_file(), "{number}: there is no {file}");
            if file.starts_with("src/kustomize/") {
                said.insert((number, file.to_owned()));
            }
        }
    }
    for file in cases::pages("src").into_iter().filter(|file| file.ends_with("rs")) {
        let text = fs::read_to_string(cases::root().join(&file)).expect("code is text");
        let numbers = numbers(&text);
        assert!(numbers.is_empty() || file.starts_with("src/kustomize/"), "{file} gives {numbers:?}");
        given.extend(numbers.into_iter().map(|number| (number, file.clone())));
    }
    assert_eq!(said, given);
}
