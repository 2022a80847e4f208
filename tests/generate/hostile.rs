//! Nothing that stands in a file makes a generator panic.

use proptest::prelude::*;
use rkgen::cli::{self, InMemory};
use rkgen::world::Memory;

fn build(spec: &str, file: &[u8]) -> (u8, String) {
    let mut memory = Memory::default();
    memory.add("environments/prod.yaml", spec);
    memory.add("environments/base.yaml", format!("configMaps: {{a: {{files: {MERGED}}}}}"));
    memory.add("environments/file.env", file);
    let machine = InMemory::new(memory);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = cli::run(&["rkgen", "build", "prod"].map(Into::into), &machine, &mut out, &mut err);
    (status, String::from_utf8(err).expect("rkgen writes text"))
}

const MERGED: &str =
    "{a.yaml: file.env, b.json: file.env, c.toml: file.env, d.properties: file.env, e.env: file.env}";

const SPECS: &[&str] = &[
    "{extends: base.yaml, configMaps: {a: {merge: deep, files: {a.yaml: file.env, b.json: file.env, c.toml: file.env, \
     d.properties: file.env, e.env: file.env}}}}",
    "configMaps: {a: {envFiles: [file.env]}}",
    "secrets: {a: {envFiles: [file.env]}}",
    "secrets: {a: {type: kubernetes.io/tls, files: {tls.crt: file.env, tls.key: file.env}}}",
    "secrets: {a: {type: kubernetes.io/dockerconfigjson, files: {.dockerconfigjson: file.env}}}",
    "secrets: {a: {type: bootstrap.kubernetes.io/token, files: {token-id: file.env, token-secret: file.env}}}",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for spec in SPECS {
            build(spec, &bytes);
        }
    }

    #[test]
    fn texts_that_look_right(
        text in "(-----BEGIN |-----END |[A-Z]{1,9}|-----|\n|[A-Za-z0-9+/]{4,40}={0,2}|\\{|\\}|\"auths\"|:|\"auth\"|=|#|\\\\|\\\\u|\\[|\\]|é| ){0,30}"
    ) {
        for spec in SPECS {
            build(spec, text.as_bytes());
        }
    }
}
