//! With placeholders no variable is read, no program runs, and no value or hash of a Secret is made.

use rkgen::diagnostic::Diagnostics;
use rkgen::environment::Overrides;
use rkgen::generate::Secrets;
use rkgen::pipeline::{self, Selection};
use rkgen::source::Sources;
use rkgen::world::{DirEntry, FileKind, FilePath, Files, Memory, NotRun, Output, Program, Refusal, World};
use rkgen::yaml::emit;

/// A world that must not be asked for what is outside the project.
struct Closed(Memory);

impl World for Closed {
    fn read(&self, path: &FilePath) -> Result<Vec<u8>, Refusal> {
        self.0.read(path)
    }

    fn list(&self, folder: &FilePath) -> Result<Vec<DirEntry>, Refusal> {
        self.0.list(folder)
    }

    fn walk(&self, folder: &FilePath) -> Result<Vec<FilePath>, (FilePath, Refusal)> {
        self.0.walk(folder)
    }

    fn kind(&self, path: &FilePath) -> Option<FileKind> {
        self.0.kind(path)
    }

    fn variable(&self, name: &str) -> Option<Vec<u8>> {
        panic!("`{name}` is read")
    }

    fn run(&self, program: Program, _: &[&str]) -> Result<Output, NotRun> {
        panic!("{program:?} runs")
    }
}

#[test]
fn placeholders_stand_for_all_that_a_secret_holds() {
    let mut memory = Memory::default();
    memory.add(
        "environments/prod.yaml",
        "\
secrets:
  api:
    environment: {a: A}
    sops: {b: b.enc}
    literals: {c: CANARY}
    envFiles: [d.env]
  db:
    sops: [e.enc.yaml]
",
    );
    memory.add("environments/b.enc", "{}");
    memory.add("environments/d.env", "d=CANARY");
    memory.add("environments/e.enc.yaml", "e: ENC[x]\nsops: {}\n");
    let world = Closed(memory);
    let sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let built = pipeline::build(
        &Files::new(&world, &sources),
        &Selection::Named(vec!["prod".into()]),
        &Overrides::default(),
        Secrets::Placeholders,
        &mut diagnostics,
    );
    assert!(!diagnostics.has_errors(), "{diagnostics:?}");
    let mut text = String::new();
    built[0].objects.iter().for_each(|object| emit(object.node(), &mut text));
    assert_eq!(
        text,
        "\
apiVersion: v1
data:
  a: <secret api/a>
  b: <secret api/b>
  c: <secret api/c>
  d: <secret api/d>
kind: Secret
metadata:
  name: api-<hash>
type: Opaque
apiVersion: v1
data:
  e: <secret db/e>
kind: Secret
metadata:
  name: db-<hash>
type: Opaque
"
    );
}
