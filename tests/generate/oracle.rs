//! What is generated is what Kustomize generates, the hash behind the name included.
//!
//! Kustomize's answers for the inputs of one seed are committed. `RKGEN_CASES=N` asks `kubectl kustomize` about so many
//! further seeds; `RKGEN_CASES=overwrite` writes the committed answers anew.
#![expect(clippy::disallowed_methods, reason = "kubectl is asked only where a variable says so")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Command;

use data_encoding::BASE64;
use proptest::strategy::{Strategy, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rkgen::cli::{self, InMemory};
use rkgen::world::Memory;
use serde_json::Value;

const COMMITTED: u64 = 1;
const GENERATORS: usize = 40;
const ANSWERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/generate/kustomize-answers.json");

/// What one generator is made of.
#[derive(Debug)]
struct Input {
    secret: bool,
    /// The bytes of files, by key.
    files: BTreeMap<String, Vec<u8>>,
    /// The text of an env file.
    env: String,
    /// By key; in single quotes, which Kustomize takes off.
    literals: BTreeMap<String, String>,
}

#[test]
fn what_is_generated_is_what_kustomize_generates() {
    match std::env::var("RKGEN_CASES").ok().as_deref() {
        None => same(COMMITTED, &serde_json::from_str(include_str!("kustomize-answers.json")).unwrap()),
        Some("overwrite") => {
            let text = serde_json::to_string_pretty(&kustomize(COMMITTED).unwrap()).unwrap();
            std::fs::write(ANSWERS, text + "\n").unwrap();
        }
        Some(cases) => {
            let cases: u64 = cases.parse().expect("RKGEN_CASES is a number or `overwrite`");
            for seed in 1..=cases.div_ceil(GENERATORS as u64) {
                same(seed, &kustomize(seed).unwrap());
            }
        }
    }
}

/// The objects by their names without the hash: what they hold, and the hash.
type Objects = BTreeMap<String, (BTreeMap<String, Vec<u8>>, String)>;

fn same(seed: u64, answers: &Value) {
    let (ours, theirs) = (objects(&rkgen(seed)), objects(answers));
    assert_eq!(ours.len(), GENERATORS, "seed {seed}");
    for (name, theirs) in &theirs {
        assert_eq!(&ours[name], theirs, "seed {seed}, {name}: {:?}", inputs(seed)[number(name)]);
    }
    assert_eq!(ours.len(), theirs.len());
}

fn number(name: &str) -> usize {
    name.trim_start_matches(char::is_alphabetic).parse().expect("a number behind a letter")
}

fn objects(list: &Value) -> Objects {
    let object = |object: &Value| {
        let name = object["metadata"]["name"].as_str().expect("a name");
        let (name, hash) = name.split_once('-').expect("a hash");
        let secret = object["kind"] == "Secret";
        let mut data = BTreeMap::new();
        for field in ["data", "binaryData"] {
            for (key, value) in object[field].as_object().into_iter().flatten() {
                let text = value.as_str().expect("a string");
                let is_encoded = secret || field == "binaryData";
                let bytes = if is_encoded {
                    BASE64.decode(text.replace('\n', "").as_bytes()).expect("base64")
                } else {
                    text.as_bytes().to_vec()
                };
                data.insert(key.clone(), bytes);
            }
        }
        (name.to_owned(), (data, hash.to_owned()))
    };
    list.as_array().expect("a list").iter().map(object).collect()
}

fn rkgen(seed: u64) -> Value {
    let mut memory = Memory::default();
    let mut sections: BTreeMap<&str, String> = BTreeMap::new();
    for (index, input) in inputs(seed).iter().enumerate() {
        let (section, letter) = if input.secret { ("secrets", 's') } else { ("configMaps", 'c') };
        let files: BTreeMap<&String, String> =
            input.files.keys().map(|key| (key, format!("files/{index}/{key}"))).collect();
        for (key, bytes) in &input.files {
            memory.add(&format!("environments/files/{index}/{key}"), bytes.clone());
        }
        memory.add(&format!("environments/files/{index}.env"), input.env.clone());
        let json = serde_json::json!({
            "literals": input.literals, "files": files, "envFiles": [format!("files/{index}.env")],
        });
        let _ = writeln!(sections.entry(section).or_default(), "  {letter}{index}: {json}");
    }
    let spec =
        sections.iter().fold(String::new(), |spec, (section, text)| format!("{spec}{section}:\n{text}"));
    memory.add("environments/prod.yaml", spec.clone());
    let machine = InMemory::new(memory);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let arguments = ["rkgen", "build", "prod", "--format", "json", "-q"].map(Into::into);
    let status = cli::run(&arguments, &machine, &mut out, &mut err);
    assert_eq!(status, 0, "{spec}\n{}", String::from_utf8_lossy(&err));
    let list: Value = serde_json::from_slice(&out).expect("JSON");
    list["items"].clone()
}

fn kustomize(seed: u64) -> std::io::Result<Value> {
    let folder = tempfile::tempdir()?;
    let mut kustomization = serde_json::json!({"configMapGenerator": [], "secretGenerator": []});
    for (index, input) in inputs(seed).iter().enumerate() {
        let (section, letter) =
            if input.secret { ("secretGenerator", 's') } else { ("configMapGenerator", 'c') };
        std::fs::create_dir(folder.path().join(index.to_string()))?;
        for (key, bytes) in &input.files {
            std::fs::write(folder.path().join(format!("{index}/{key}")), bytes)?;
        }
        std::fs::write(folder.path().join(format!("{index}.env")), &input.env)?;
        let literals: Vec<String> =
            input.literals.iter().map(|(key, value)| format!("{key}='{value}'")).collect();
        let files: Vec<String> = input.files.keys().map(|key| format!("{key}={index}/{key}")).collect();
        kustomization[section].as_array_mut().expect("a list").push(serde_json::json!({
            "name": format!("{letter}{index}"), "literals": literals, "files": files,
            "envs": [format!("{index}.env")],
        }));
    }
    std::fs::write(folder.path().join("kustomization.yaml"), kustomization.to_string())?;
    let output = Command::new("kubectl").arg("kustomize").arg(folder.path()).output()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let documents = yaml_serde::Deserializer::from_str(&text);
    Ok(documents
        .map(|document| <Value as serde::Deserialize>::deserialize(document).expect("YAML"))
        .collect())
}

fn inputs(seed: u64) -> Vec<Input> {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    let mut draw = |strategy: &proptest::strategy::BoxedStrategy<Input>| {
        strategy.new_tree(&mut runner).expect("no filter refuses all").current()
    };
    let strategy = input().boxed();
    (0..GENERATORS).map(|_| draw(&strategy)).collect()
}

fn input() -> impl Strategy<Value = Input> {
    use proptest::collection::{btree_map, vec};
    // Kustomize fails on a text that begins with a tab, and its writer changes line separators.
    let value = "[ -~é<>&'\"=#あ]{0,90}";
    let file = proptest::prop_oneof![
        vec(proptest::num::u8::ANY, 0..200),
        "[ -~é\n<>&あ]{0,200}".prop_map(String::into_bytes),
    ];
    let line = proptest::prop_oneof![
        ("[ \t]{0,2}", "e[A-Za-z0-9_]{1,6}", value, "\r?")
            .prop_map(|(blank, key, value, end)| { format!("{blank}{key}={value}{end}\n") }),
        "[ \t]{0,3}(#[ -~]{0,9})?\n",
    ];
    let literal = "[ -~é<>&あ]{0,90}".prop_filter("Kustomize takes quotes off", |text| !text.contains('\''));
    (
        proptest::bool::ANY,
        btree_map("f[a-z0-9.]{1,6}[a-z]", file, 0..4),
        ("\u{feff}?", vec(line, 0..6)),
        btree_map("l[A-Za-z0-9_.-]{1,6}", literal, 0..4),
    )
        .prop_map(|(secret, files, (mark, lines), literals)| Input {
            secret,
            files,
            env: mark + &distinct(lines),
            literals,
        })
}

/// The lines without those whose key is there already.
fn distinct(lines: Vec<String>) -> String {
    let mut keys = std::collections::BTreeSet::new();
    let is_new = |line: &String| match line.trim_start().split_once('=') {
        Some((key, _)) if !key.starts_with('#') => keys.insert(key.to_owned()),
        _ => true,
    };
    lines.into_iter().filter(is_new).collect()
}
