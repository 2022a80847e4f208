//! A small project that uses all there is, and pieces to break it with.

/// Its files.
pub(super) const FILES: &[(&str, &str)] = &[
    (
        "rkgen.yaml",
        "kubernetes: \"1.36\"\ncrds: [crds]\nexternal: [IngressClass/nginx, \"Service/mail:25\"]\n",
    ),
    (
        "environments/web.yaml",
        "templates: [web]\nlabels: {team: sales}\nconfigMaps: {app: {literals: {part.json: '{\"a\": {\"c\": true}}'}}}\nvalues:\n  image: {name: web, tag: v1}\n  replicas: 1\n  \
         hosts: [a.example, b.example]\n  limits: &limits {memory: 64Mi}\n  other: {<<: *limits, cpu: 1}\n  \
         backup: {enabled: true}\n  text: |\n    one\n    two: 2\n",
    ),
    (
        "environments/prod/web.yaml",
        "extends: ../web.yaml\nnamespace: shop\nkubernetes: \"1.36\"\nannotations: {example.com/a: \"yes\"}\n\
         resources: [web/*.yaml]\ntemplates:\n- {path: backup.yaml, when: backup.enabled}\n\
         - {without: web/left.yaml}\nremove: [{target: Secret/*, optional: true}]\npatches:\n\
         - target: Deployment/web\n  merge: {spec: {template: {spec: {containers: [{name: web, args: [a]}]}}}}\n\
         - target: {kind: Config.*, name: web, labelSelector: \"!a,b notin (c)\"}\n  matches: 1\n  json:\n  \
         - {op: test, path: /kind, value: ConfigMap}\n  - {op: add, path: /metadata/annotations, value: {}}\n  - {op: add, path: /metadata/annotations/x~1y, value: \"1\"}\n\
         - path: web/patches/scale.yaml\n  optional: true\nnamePrefix: eu-\nnameSuffix: -b\nselectorLabels: {tier: front}\n\
         images: [{name: web, newName: shop/web, newTag: \"1.10\"}, {name: old, optional: true, newTag: v2}]\n\
         replicas: [{name: web, kind: Deployment, count: 2}]\nconfigMaps:\n  app:\n    literals: {LOG: info}\n    \
         files: [web/part.json, \"b=web/part.json\"]\n    envFiles: [web/app.env]\n    merge: deep\n    hash: none\n\
         secrets:\n  api: {type: kubernetes.io/basic-auth, literals: {username: u, password: pass-word}, hash: none}\n\
         values:\n  replicas: 3\n  hosts: [c.example]\n",
    ),
    (
        "environments/prod/web/quota.yaml",
        "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ResourceQuota\n  metadata: {name: all}\n  \
         spec: {hard: {pods: \"20\"}}\n",
    ),
    (
        "templates/web/app.yaml",
        "{% from \"lib/web.yaml\" import ports %}\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  \
         annotations: {sum: {{ checksum(\"ConfigMap/web\") }}}\nspec:\n  replicas: {{ replicas }}\n  \
         selector: {matchLabels: {app: web}}\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      \
         containers:\n      - name: web\n        image: {{ image.name }}:{{ image.tag }}\n        resources:\n          \
         limits: {{ limits }}\n        {{ ports(80) | indent(8) }}\n---\n{% include \"part.yaml\" %}\n",
    ),
    ("templates/web/left.yaml", "kind: Nothing\n"),
    (
        "templates/part.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  mail: {{ ref(\"Service/mail\").host }}\n  \
         text: {{ text }}\n  file: {{ file(\"web/config.txt\") }}\n  made: {{ render(\"web/made.txt\") }}\n  \
         hosts: |\n{% for host in hosts %}\n    {{ loop.index }}: {{ host }}\n{% endfor %}\n  \
         json: '{{ other | tojson }}'\n  where: \"{{ target.namespace }}.{{ target.system }}\"\n",
    ),
    ("templates/web/config.txt", "a: {{ b }}\r\n\ttab\u{e9}\u{1f600}\n"),
    ("templates/web/made.txt", "{% if replicas > 2 %}many{% else %}few{% endif %}\n"),
    (
        "templates/lib/web.yaml",
        "{% macro ports(port) %}\nports:\n- {containerPort: {{ port }}, name: http}\n{% endmacro %}\n",
    ),
    (
        "templates/backup.yaml",
        "apiVersion: example.com/v1\nkind: Backup\nmetadata: {name: web}\nspec: {keep: {{ replicas }}}\n",
    ),
    (
        "crds/backups.yaml",
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: backups.example.com}\n\
         spec:\n  group: example.com\n  scope: Namespaced\n  names: {kind: Backup, plural: backups}\n  versions:\n  \
         - name: v1\n    served: true\n    storage: true\n    schema:\n      openAPIV3Schema:\n        type: object\n        \
         properties:\n          spec:\n            type: object\n            properties: {keep: {type: integer}}\n",
    ),
    (
        "environments/prod/web/patches/scale.yaml",
        "$patch: merge\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: null\n  strategy:\n    \
         $retainKeys: [type]\n    type: Recreate\n",
    ),
    ("environments/prod/web/app.env", "# levels\nA=1\nB=two words\n"),
    ("environments/prod/web/part.json", "{\"a\": {\"b\": [1, null]}}\n"),
    ("ci.yaml", "image: {tag: v7}\n"),
];

/// What is typed behind `rkgen`.
pub(super) const ARGUMENTS: &[&[&str]] = &[
    &["build", "prod"],
    &["build", "--all"],
    &["build", "prod/web", "--format", "json"],
    &["build", "prod", "--set", "image.tag=v2", "--set", "hosts[0]=d.example"],
    &["build", "prod", "--set-json", "limits.cpu=2", "--values", "ci.yaml"],
    &["build", "prod", "--namespace", "other", "-o", "out/"],
    &["build", "prod", "--kind", "configmap,Deployment", "-l", "team"],
    &["list"],
    &["list", "-o", "json"],
    &["list", "prod", "-o", "wide", "-l", "team=sales,!other"],
    &["list", "--all", "-o", "name"],
    &["list", "prod", "-o", "json", "--kind", "Deployment,Secret"],
];

/// What to put in: the marks of both languages, words that mean something, and bytes that nobody expects.
pub(super) const PIECES: &[&str] = &[
    "{{",
    "}}",
    "{%",
    "%}",
    "{{ x }}",
    "{{ image }}",
    "{{ replicas }}",
    "{% if x %}",
    "{% for a in image %}",
    "{% endfor %}",
    "{% set a = image %}",
    "{# ",
    "{{ fail('no') }}",
    "{{ file('../x') }}",
    "{{ ref('Service/web') }}",
    "{{ checksum('ConfigMap/web') }}",
    ": ",
    "- ",
    "? ",
    "\n",
    "\n---\n",
    "\n...\n",
    "\r\n",
    "\t",
    "#",
    " #",
    "|",
    ">-\n",
    "&a ",
    "*a",
    "*limits",
    "<<: ",
    "!!binary ",
    "!x ",
    "%YAML 1.1\n",
    "[",
    "]",
    "{",
    "}",
    ",",
    "'",
    "\"",
    "\\",
    "null",
    "~",
    "yes",
    "0o17",
    "1e999",
    ".nan",
    "2001-01-01",
    "99999999999999999999",
    "-",
    "..",
    "../",
    "/",
    "*",
    "extends",
    "without: ",
    "when: ",
    "kind: ",
    "namespace: ",
    "metadata: ",
    "apiVersion: v1\nkind: ConfigMapList\nitems: [{}]\n",
    "\u{0}",
    "\u{1b}[31m",
    "\u{7f}",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "\u{e000}",
    "\u{e000}0\u{e001}",
    "\u{202e}",
    "\u{10ffff}",
    "\u{e9}",
];
