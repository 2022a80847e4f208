//! A canary is put where secrets come from, everything around it is broken, and nothing that is shown holds it.
//!
//! Only the standard output of a build, and the files that it was told to write, may. One mistake in five is made,
//! in CI all of them: `RKGEN_CASES=2000`, or any other number.

mod generated;
mod mistakes;
mod projects;

use std::ffi::OsString;

use data_encoding::{BASE64, HEXLOWER, HEXUPPER};
use rkgen::cli::{self, InMemory};
use rkgen::diagnostic::Diagnostics;
use rkgen::environment::Overrides;
use rkgen::generate::Secrets;
use rkgen::pipeline::{self, Selection};
use rkgen::source::Sources;
use rkgen::world::{FilePath, Files, Memory, Output, Program, World as _};

use generated::GENERATED;
use mistakes::mistakes;
use projects::{CANARY, PROJECTS, Project};

/// So many characters of it in a row are a leak.
const PART: usize = 8;

/// The commands that are run on each project, behind `rkgen`.
const COMMANDS: &[&[&str]] = &[
    &["build", "prod"],
    &["build", "--all", "--format", "json"],
    &["build", "prod", "-v", "-o", "out/"],
    &["build", "prod", "--namespace", "other", "--deny", "warning"],
    &["build", "prod", "--kind", "Nothing", "-l", "a=b"],
    &["list", "prod"],
    &["list", "prod", "-o", "wide"],
    &["list", "prod", "--kind", "Secret,Deployment", "-o", "name"],
    &["list", "--all", "-o", "json"],
    &["list", "prod", "-l", "a=b"],
    &["list", "-o", "json"],
    &["snapshot", "prod"],
    &["snapshot", "--all", "--prune", "-v"],
    &["explain", "prod", "Secret/api"],
    &["explain", "prod", "Secret/api", "--format", "json"],
    &["explain", "prod", "Secret/api", "data"],
    &["explain", "prod", "Secret/api", "stringData", "--format", "json"],
    &["explain", "prod", "Secret/api", "password"],
    &["explain", "prod", "Secret/api", "data.password", "--format", "json"],
    &["explain", "prod", "Deployment/api"],
    &["explain", "prod", "Deployment/api", "spec.template"],
    &["explain", "prod", "Deployment/api", "env", "--format", "json"],
    &["explain", "prod", "Pod/api", "spec", "--format", "json"],
    &["explain", "prod", "Pod/api", "--format", "json"],
    &["explain", "prod", "ConfigMap/api", "data"],
    &["explain", "prod", "ConfigMap/api", "--format", "json"],
    &["explain", "--unused"],
    &["explain", "prod", "--unused", "--format", "json"],
    &["what-if", "prod", "--set", "password=other"],
    &["what-if", "prod", "--set", "password=other", "--with-secrets", "--format", "html"],
    &["compare", "prod", "prod", "--format", "json"],
    &["compare", "prod", "prod", "--with-secrets", "--format", "html"],
];

/// Arguments that are wrong, or change what is secret; `CANARY` stands for the canary.
const ARGUMENTS: &[&[&str]] = &[
    &["--set", "password=CANARY"],
    &["--set", "password=CANARY", "--set", "password=CANARY2"],
    &["--set", "pasword=CANARY"],
    &["--set", "password.inner=CANARY"],
    &["--set", "password[0]=CANARY"],
    &["--set", "credentials=CANARY"],
    &["--set", "credentials.user=CANARY"],
    &["--set-json", "password={\"a\": \"CANARY\"}"],
    &["--set-json", "password=[\"CANARY\"]"],
    &["--set-json", "password=CANARY"],
    &["--set-json", "credentials=3"],
    &["--set-json", "password=3"],
    &["--values", "ci.yaml"],
    &["--values", "ci.yaml", "--set", "password=CANARY"],
];

fn memory(files: &[(&str, String)]) -> Memory {
    let mut memory = Memory::default();
    for (path, text) in files {
        match path.split_once(' ') {
            Some(("variable", name)) => memory.set_variable(name, text.clone()),
            Some((_, path)) => {
                let output = Output { status: Some(0), out: text.clone().into(), err: Vec::new() };
                memory.answer(Program::Sops, path, Ok(output));
            }
            None => memory.add(path, text.clone()),
        }
    }
    memory
}

/// What a run shows beside its result: standard error, and standard output too if it is not what was built.
fn shown(files: &[(&str, String)], arguments: &[&str]) -> String {
    shown_on(&InMemory::new(memory(files)), arguments)
}

fn shown_on(machine: &InMemory, arguments: &[&str]) -> String {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let line: Vec<OsString> = ["rkgen"].iter().chain(arguments).map(OsString::from).collect();
    let status = cli::run(&line, machine, &mut out, &mut err);
    if status != 0 || arguments[0] != "build" {
        err.extend(out);
    }
    String::from_utf8_lossy(&err).into_owned()
}

/// What each file below a folder says.
fn below(machine: &InMemory, folder: &str) -> String {
    let files = machine.files();
    let found = files.walk(&FilePath::root().join(folder).unwrap_or_default()).unwrap_or_default();
    found
        .iter()
        .map(|path| String::from_utf8_lossy(&files.read(path).unwrap_or_default()).into_owned())
        .collect()
}

/// The parts of the canary that a text holds, as it is or encoded.
fn leaks(text: &str) -> Vec<String> {
    let bytes = CANARY.as_bytes();
    let mut guises = vec![CANARY.to_owned(), HEXLOWER.encode(bytes), HEXUPPER.encode(bytes)];
    for alignment in 0..3 {
        let encoded = BASE64.encode(&[&b"\0\0"[..alignment], bytes].concat());
        guises.push(encoded[(alignment * 8).div_ceil(6)..(alignment + bytes.len()) * 8 / 6].to_owned());
    }
    let parts = guises.iter().flat_map(|guise| guise.as_bytes().windows(PART));
    let parts = parts.filter_map(|part| std::str::from_utf8(part).ok());
    parts.filter(|part| text.contains(part)).map(str::to_owned).collect()
}

#[track_caller]
fn check(what: &str, files: &[(&str, String)], screen: &str) -> Result<(), String> {
    let leaks = leaks(screen);
    if leaks.is_empty() {
        return Ok(());
    }
    let texts: Vec<String> = files.iter().map(|(path, text)| format!("--- {path}\n{text}")).collect();
    Err(format!("{what} shows {:?}\n{}\n{screen}\n", leaks[0], texts.concat()))
}

/// All that leaked, or a part of it if that is much.
#[track_caller]
fn judge(results: impl Iterator<Item = Result<(), String>>) {
    let (mut runs, mut leaks) = (0, Vec::new());
    for result in results {
        runs += 1;
        leaks.extend(result.err());
    }
    assert!(runs > 0, "nothing was tried");
    let names: Vec<&str> = leaks.iter().filter_map(|leak| leak.lines().next()).collect();
    let first = leaks.first().map_or("", String::as_str);
    assert!(leaks.is_empty(), "{} of {runs} runs leak\n{}\n\n{first}", leaks.len(), names.join("\n"));
}

fn projects() -> impl Iterator<Item = &'static Project> {
    PROJECTS.iter().chain(GENERATED)
}

fn files(project: &Project) -> Vec<(&'static str, String)> {
    let login = BASE64.encode(format!("user:{CANARY}").as_bytes());
    let encoded = BASE64.encode(CANARY.as_bytes());
    let filled = |text: &str| {
        text.replace("CANARY", CANARY).replace("ENCODED_LOGIN", &login).replace("ENCODED", &encoded)
    };
    project.files.iter().map(|(path, text)| (*path, filled(text))).collect()
}

#[test]
fn each_project_is_whole_and_its_result_holds_the_canary() {
    for project in projects() {
        let files = files(project);
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let arguments = ["rkgen", "build", "prod"].map(OsString::from);
        let status = cli::run(&arguments, &InMemory::new(memory(&files)), &mut out, &mut err);
        let (out, err) = (String::from_utf8_lossy(&out), String::from_utf8_lossy(&err));
        assert!(status == 0 && !err.contains("error"), "{}: {err}", project.name);
        assert!(!leaks(&out).is_empty(), "{}: no canary in\n{out}", project.name);
    }
}

#[test]
fn no_command_shows_it() {
    let runs = projects().flat_map(|project| {
        let files = files(project);
        COMMANDS.iter().map(move |command| check(project.name, &files, &shown(&files, command)))
    });
    judge(runs);
}

/// Formats in which a diff is told.
const FORMATS: [&str; 7] = ["human", "plain", "markdown", "github", "gitlab", "json", "html"];

#[test]
fn no_snapshot_holds_it_and_what_differs_from_one_does_not_show_it() {
    let runs = projects().flat_map(|project| {
        let files = files(project);
        let machine = InMemory::new(memory(&files));
        let first = shown_on(&machine, &["snapshot", "prod"]) + &below(&machine, "snapshots");
        assert!(first.contains("<secret"), "{}: no snapshot of a secret\n{first}", project.name);
        let mut screens = vec![first, shown_on(&machine, &["snapshot", "prod", "--check"])];
        // All that is built is new in the first file, and nothing is left of it in the second one.
        let file = if machine.files().read(&FilePath::root().join("snapshots/prod.yaml").unwrap()).is_ok() {
            "snapshots/prod.yaml"
        } else {
            "snapshots/prod/web.yaml"
        };
        let other = "apiVersion: v1\nkind: Secret\nmetadata: {name: old}\nstringData: {password: CANARY}\n";
        machine.files().add(file, other.replace("CANARY", CANARY));
        for format in FORMATS {
            let shown = shown_on(&machine, &["diff", "prod", "--format", format]);
            assert!(shown.contains("old"), "{}: {format} shows nothing\n{shown}", project.name);
            screens.push(shown);
        }
        screens.push(shown_on(&machine, &["snapshot", "prod", "--check"]));
        screens.push(shown_on(&machine, &["review", "prod"]));
        let mut machine = machine;
        for keys in ["   s   s   s   s   s   s   rq", "asa"] {
            machine.keys = Some(keys.to_owned());
            let shown = shown_on(&machine, &["review", "prod"]);
            assert!(shown.contains("q quit"), "{}: nothing to review\n{shown}", project.name);
            screens.push(shown);
        }
        machine.keys = None;
        machine.files().add("applied.yaml", other.replace("CANARY", CANARY));
        for format in FORMATS {
            for with in [&["--with-secrets", "--allow-exec", "sops"][..], &[]] {
                let line = ["diff", "prod", "--against", "applied.yaml", "--format", format];
                let shown = shown_on(&machine, &[&line, with].concat());
                assert!(shown.contains("old"), "{}: {format} shows nothing\n{shown}", project.name);
                screens.push(shown);
            }
        }
        screens.into_iter().map(move |screen| check(project.name, &files, &screen)).collect::<Vec<_>>()
    });
    judge(runs);
}

#[test]
fn no_argument_shows_it() {
    let runs = projects().flat_map(|project| {
        let mut files = files(project);
        files.push(("ci.yaml", format!("password: {CANARY}\ncredentials: {{user: [{CANARY}]}}\n")));
        ARGUMENTS.iter().map(move |arguments| {
            let arguments: Vec<String> =
                arguments.iter().map(|argument| argument.replace("CANARY", CANARY)).collect();
            let screen = |command: &[&str]| {
                let arguments = arguments.iter().map(String::as_str);
                shown(&files, &command.iter().copied().chain(arguments).collect::<Vec<_>>())
            };
            let commands: [&[&str]; 5] = [
                &["build", "prod"],
                &["list", "prod", "-o", "json"],
                &["what-if", "prod", "--format", "json"],
                &["explain", "prod", "Secret/api"],
                &["explain", "prod", "Deployment/api", "--format", "json"],
            ];
            // What is not fetched is not known to be what an argument says.
            let known = if project.name == "payloads of variables and of sops" { 2 } else { commands.len() };
            let screens: String = commands[..known].iter().map(|command| screen(command)).collect();
            check(&format!("{} with {arguments:?}", project.name), &files, &screens)
        })
    });
    judge(runs);
}

#[test]
fn no_mistake_around_it_shows_it() {
    let every = if std::env::var_os("RKGEN_CASES").is_some() { 1 } else { 5 };
    let runs = projects().flat_map(|project| {
        let whole = files(project);
        let places = whole.iter().enumerate().flat_map(|(index, (_, text))| {
            let lines = text.lines().count();
            (0..lines).map(move |line| (index, line))
        });
        let places: Vec<(usize, usize)> = places.collect();
        places.into_iter().flat_map(move |(index, line)| {
            let whole = whole.clone();
            let made = mistakes(&whole[index].1, line).into_iter().enumerate();
            made.filter(move |(number, _)| (line + number) % every == 0).map(
                move |(number, (mistake, text))| {
                    let mut files = whole.clone();
                    files[index].1 = text;
                    let command = COMMANDS[(line + number) % COMMANDS.len()];
                    let what =
                        format!("{}, {mistake} at line {} of {}", project.name, line + 1, files[index].0);
                    check(&what, &files, &shown(&files, command))
                },
            )
        })
    });
    judge(runs);
}

#[test]
fn no_debug_print_of_an_object_shows_it() {
    for project in projects() {
        let files = files(project);
        let (memory, sources) = (memory(&files), Sources::default());
        let mut diagnostics = Diagnostics::default();
        let selection = Selection::Named(vec!["prod".to_owned()]);
        let world = Files::new(&memory, &sources);
        for environment in
            pipeline::build(&world, &selection, &Overrides::default(), Secrets::Resolve, &mut diagnostics)
        {
            let printed = format!("{:#?}", environment.objects);
            let leaks = leaks(&printed);
            assert!(leaks.is_empty(), "{} prints {:?} in\n{printed}", project.name, leaks[0]);
        }
    }
}
