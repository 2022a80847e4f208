//! Projects whose Secrets are made of files, variables and what sops decrypts, with all that is done to them.

use super::projects::Project;

/// A file called `variable NAME` is an environment variable, and `decrypted PATH` what sops says of a file.
pub(super) const GENERATED: &[Project] = &[
    Project {
        name: "payloads that are merged",
        files: &[
            (
                "environments/prod.yaml",
                "extends: base.yaml
secrets:
  api:
    merge: deep
    literals:
      a.yaml: |
        server:
          password: CANARY
          port: 80
      b.json: '{\"server\": {\"password\": \"CANARY\"}}'
      c.toml: |
        [server]
        password = \"CANARY\"
      d.properties: |
        server.password=CANARY
        server.port=80
      e.env: |
        PASSWORD=CANARY
        PORT=80
",
            ),
            (
                "environments/base.yaml",
                "secrets:
  api:
    files:
      - files/a.yaml
      - files/b.json
      - files/c.toml
      - d.properties=files/d.properties
      - files/e.env
",
            ),
            (
                "environments/files/a.yaml",
                "server:\n  token: CANARY\n  list: [CANARY, \"CANARY\"]\nport: 1\n",
            ),
            (
                "environments/files/b.json",
                "{\n  \"token\": \"CANARY\",\n  \"list\": [\n    \"CANARY\"\n  ]\n}\n",
            ),
            (
                "environments/files/c.toml",
                "token = \"CANARY\"\nlist = [\n  \"CANARY\",\n]\n[server]\nport = 1\n",
            ),
            ("environments/files/d.properties", "token: CANARY\nlong = one \\\n  CANARY\nother=\\u0041\n"),
            ("environments/files/e.env", "TOKEN=CANARY\nOTHER=\"CANARY\"\n"),
        ],
    },
    Project {
        name: "payloads of variables and of sops",
        files: &[
            ("rkgen.yaml", "allowExec: [sops]\n"),
            (
                "environments/prod.yaml",
                "extends: base.yaml
secrets:
  api:
    merge: deep
    literals: {a.yaml: 'port: 1', b.json: '{}', c.toml: '', d.properties: '', e.env: ''}
  keys:
    sops: [k.enc.yaml, l.enc.json, m.enc.env]
",
            ),
            (
                "environments/base.yaml",
                "secrets:
  api:
    environment:
      a.yaml: PAYLOAD
      c.toml: TOML
    sops:
      b.json: b.enc.bin
      d.properties: d.enc.bin
      e.env: e.enc.bin
",
            ),
            ("variable PAYLOAD", "server:\n  password: CANARY\nlist: [CANARY]\n"),
            ("variable TOML", "password = \"CANARY\"\n[server]\nlist = [\"CANARY\"]\n"),
            ("environments/b.enc.bin", "{}"),
            ("environments/d.enc.bin", "{}"),
            ("environments/e.enc.bin", "{}"),
            ("environments/k.enc.yaml", "one: ENC[x]\ntwo: ENC[x]\nsops: {}\n"),
            ("environments/l.enc.json", "{\"three\": \"ENC[x]\"}"),
            ("environments/m.enc.env", "FOUR=ENC[x]\n"),
            (
                "decrypted environments/b.enc.bin",
                "{\n  \"password\": \"CANARY\",\n  \"list\": [\"CANARY\"]\n}\n",
            ),
            ("decrypted environments/d.enc.bin", "password=CANARY\nother=\\u0041\n"),
            ("decrypted environments/e.enc.bin", "PASSWORD=CANARY\n"),
            ("decrypted environments/k.enc.yaml", "one: CANARY\ntwo: \"CANARY\"\n"),
            ("decrypted environments/l.enc.json", "{\n  \"three\": \"CANARY\"\n}\n"),
            ("decrypted environments/m.enc.env", "FOUR=CANARY\n"),
        ],
    },
    Project {
        name: "types that are checked",
        files: &[
            (
                "environments/prod.yaml",
                "secrets:
  login:
    type: kubernetes.io/basic-auth
    literals:
      username: web
      password: CANARY
  git:
    type: kubernetes.io/ssh-auth
    literals: {ssh-privatekey: CANARY}
  registry:
    type: kubernetes.io/dockerconfigjson
    files: {.dockerconfigjson: docker.json}
  tls:
    type: kubernetes.io/tls
    files: {tls.crt: tls.crt, tls.key: tls.key}
  encoded:
    literals: {password: ENCODED}
",
            ),
            (
                "environments/docker.json",
                "{
  \"auths\": {
    \"registry.example.com\": {\"username\": \"web\", \"password\": \"CANARY\"},
    \"other.example.com\": {\"auth\": \"ENCODED_LOGIN\"}
  }
}
",
            ),
            ("environments/tls.crt", concat!("CANARY\n", include_str!("../generate/tls/ed.crt"))),
            ("environments/tls.key", concat!("CANARY\n", include_str!("../generate/tls/ed.key"), "CANARY\n")),
        ],
    },
    Project {
        name: "patched",
        files: &[
            (
                "environments/prod.yaml",
                "extends: base.yaml
namespace: shop
namePrefix: eu-
labels: {team: shop}
images:
  - {name: api, newTag: \"2\"}
patches:
  - target: Secret/api
    json:
      - {op: test, path: /data/password, value: ENCODED}
      - {op: copy, from: /data/password, path: /data/copy}
      - {op: add, path: /data/new, value: ENCODED}
  - target: Secret/api
    merge:
      data:
        password: ENCODED
        other: null
      stringData:
        plain: CANARY
  - path: patch.yaml
",
            ),
            (
                "environments/base.yaml",
                "templates: [app.yaml]
secrets:
  api:
    literals:
      password: CANARY
      other: x-CANARY
    hash: pods
    immutable: true
",
            ),
            (
                "environments/patch.yaml",
                "apiVersion: v1
kind: Secret
metadata:
  name: api
data:
  third: ENCODED
stringData:
  fourth: CANARY
",
            ),
            (
                "templates/app.yaml",
                "apiVersion: v1
kind: Pod
metadata:
  name: api
spec:
  containers:
    - name: api
      image: api:1
      envFrom:
        - secretRef: {name: api}
",
            ),
        ],
    },
];
