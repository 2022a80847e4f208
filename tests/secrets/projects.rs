//! Projects with a canary in them, one for each way that a secret comes and goes.

/// Words that are nowhere else, without letters that a language gives a meaning to.
pub(super) const CANARY: &str = "Zq7xWk-Yb3pJ0vRt9-Hn5sLd";

/// A project whose environment `prod` can be built; `CANARY` stands for the canary.
pub(super) struct Project {
    pub name: &'static str,
    pub files: &'static [(&'static str, &'static str)],
}

const SPEC: (&str, &str) = (
    "environments/prod.yaml",
    "templates: [app.yaml]
namespace: shop
values:
  port: 8080
  password: CANARY
  credentials:
    user: user-CANARY
    hosts: [one, two]
",
);

/// The environment `prod` whose template is below.
macro_rules! project {
    ($name:literal, $template:literal $(, $path:literal => $text:literal)*) => {
        Project { name: $name, files: &[SPEC, ("templates/app.yaml", $template) $(, ($path, $text))*] }
    };
}

/// The same without secrets in the spec.
macro_rules! plain {
    ($name:literal, $template:literal $(, $path:literal => $text:literal)*) => {
        Project { name: $name, files: &[PLAIN, ("templates/app.yaml", $template) $(, ($path, $text))*] }
    };
}

const PLAIN: (&str, &str) = ("environments/prod.yaml", "templates: [app.yaml]\nvalues:\n  port: 8080\n");

pub(super) const PROJECTS: &[Project] = &[
    project!(
        "a value in a Secret, and elsewhere",
        "apiVersion: v1
kind: Secret
metadata:
  name: api
stringData:
  user: {{ credentials.user }}
  password: {{ password }}
---
apiVersion: v1
kind: Pod
metadata:
  name: api
  labels: {port: \"{{ port }}\"}
spec:
  containers:
    - name: api
      image: api:1
      env:
        - name: PASSWORD
          value: {{ password }}
      ports:
        - containerPort: {{ port }}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: api
data:
  url: http://{{ credentials.user }}:{{ password }}@api:{{ port }}/
"
    ),
    project!(
        "through filters",
        "apiVersion: v1
kind: Secret
metadata:
  name: api
data:
  password: {{ password | b64encode }}
  user: {{ credentials.user | upper | lower | b64encode }}
  twice: {{ (credentials.user ~ \":\" ~ password) | b64encode }}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: api
data:
  password: {{ password }}
  json: {{ credentials | tojson }}
  user: |
    it is {{ credentials.user }}
  port: \"{{ port }}\"
"
    ),
    plain!(
        "a literal in a template",
        "apiVersion: v1
kind: Secret
metadata:
  name: api
type: Opaque
stringData:
  password: CANARY
  text: |
    first
    second: CANARY
  quoted: \"CANARY\"
  made: {{ \"CANARY\" | upper | lower }}-CANARY
  port: \"{{ port }}\"
"
    ),
    project!(
        "by names, macros, calls and loops",
        "{% macro entry(key, value) %}
{{ key }}: {{ value }}
{%- endmacro %}
{% macro wrapped() %}
{{ caller() }}
{%- endmacro %}
{% set copy = password %}
{% set encoded = password | b64encode %}
{% set text %}<{{ password }}>{% endset %}
apiVersion: v1
kind: Secret
metadata:
  name: api
data:
  encoded: {{ encoded }}
stringData:
  {{ entry(\"copy\", copy) }}
  text: {{ text }}
  called: {% call wrapped() %}{{ credentials.user }}{% endcall %}

{% for key, value in credentials | items %}
  {{ key }}: {{ value if value is string else value | join(\",\") }}
{% endfor %}
  port: \"{{ port }}\"
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: api
data:
  password: {{ password }}
  user: {{ credentials.user | replace(\"-\", \"_\") | replace(\"_\", \"-\") }}
"
    ),
    project!(
        "the whole of a map",
        "apiVersion: v1
kind: Secret
metadata:
  name: api
stringData:
  credentials.json: {{ credentials | tojson }}
  password: {{ password | tojson }}
  user: {{ credentials.user }}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: api
data:
  user: {{ credentials.user }}
  lines: |
    {{ credentials.hosts | join(\"\\n\") }}
    {{ credentials.user }}
  password: {{ password }}
"
    ),
    plain!(
        "the text of a file",
        "apiVersion: v1
kind: Secret
metadata:
  name: api
stringData:
  file: {{ file(\"secret.txt\") }}
  made: {{ render(\"made.txt\") }}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: api
data:
  port: \"{{ port }}\"
",
        "templates/secret.txt" => "first\nCANARY\n",
        "templates/made.txt" => "port: {{ port }}\npassword: x\n"
    ),
    Project {
        name: "a resource",
        files: &[
            ("environments/prod.yaml", "resources: [files/*.yaml]\n"),
            (
                "environments/files/secret.yaml",
                "apiVersion: v1
kind: Secret
metadata:
  name: api
  labels:
    a: b
stringData:
  password: CANARY
  text: |-
    CANARY
    more
  quoted: 'CANARY'
  folded: >
    some words
    CANARY
type: Opaque
",
            ),
        ],
    },
    Project {
        name: "Secrets in a List",
        files: &[
            ("environments/prod.yaml", "resources: [list.yaml]\nnamespace: shop\n"),
            (
                "environments/list.yaml",
                "apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Secret
    metadata:
      name: one
    stringData:
      password: CANARY
  - apiVersion: v1
    kind: Secret
    metadata: {name: two}
    stringData: {password: CANARY, \"quoted\": \"CANARY\"}
",
            ),
        ],
    },
    Project {
        name: "JSON",
        files: &[
            ("environments/prod.yaml", "resources: [list.yaml, secret.yaml]\nnamespace: shop\n"),
            (
                "environments/list.yaml",
                "{
  \"apiVersion\": \"v1\",
  \"kind\": \"List\",
  \"items\": [
    {
      \"apiVersion\": \"v1\",
      \"kind\": \"Secret\",
      \"metadata\": {\"name\": \"one\"},
      \"stringData\": {
        \"password\": \"CANARY\",
        \"other\": \"x\"
      }
    }
  ]
}
",
            ),
            (
                "environments/secret.yaml",
                "{\"apiVersion\": \"v1\", \"stringData\": {\"password\": \"CANARY\"}, \
                 \"kind\": \"Secret\", \"metadata\": {\"name\": \"two\"}}\n",
            ),
        ],
    },
    Project {
        name: "layers",
        files: &[
            ("environments/prod.yaml", "extends: base.yaml\nvalues:\n  password: CANARY\n  other: 1\n"),
            (
                "environments/base.yaml",
                "templates: [app.yaml]\nvalues:\n  password: old-CANARY\n  other: 2\n  nested:\n    - CANARY\n",
            ),
            (
                "templates/app.yaml",
                "apiVersion: v1
kind: Secret
metadata:
  name: api
stringData:
  password: {{ password }}
  nested: {{ nested[0] }}
  other: \"{{ other }}\"
",
            ),
        ],
    },
    Project {
        name: "generated",
        files: &[
            (
                "environments/prod.yaml",
                "templates: [app.yaml]
secrets:
  api:
    literals:
      password: CANARY
      other: \"x=CANARY\"
    files:
      file.txt: secret.txt
    envFiles: [secret.env]
",
            ),
            ("environments/secret.txt", "first\nCANARY\n"),
            ("environments/secret.env", "# comment\nTOKEN=CANARY\nMORE=CANARY and more\n"),
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
