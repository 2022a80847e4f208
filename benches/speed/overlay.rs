//! Made-up kustomizations of any size: a base with eight objects an application, and an overlay with every feature.

use std::fmt::Write as _;
use std::path::Path;

use crate::project::write;

/// A kustomization of one ConfigMap.
pub(crate) fn one_object(root: &Path) -> anyhow::Result<()> {
    write(root, "kustomization.yaml", "resources: [web.yaml]\n")?;
    write(root, "web.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {level: info}\n")
}

/// The same, with a strategic patch of the ConfigMap.
pub(crate) fn one_patched_object(root: &Path) -> anyhow::Result<()> {
    one_object(root)?;
    write(root, "kustomization.yaml", "resources: [web.yaml]\npatches: [{path: patch.yaml}]\n")?;
    write(root, "patch.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {region: eu}\n")
}

/// Definitions of custom resources of so many megabytes, with nothing done to them.
pub(crate) fn definitions(root: &Path, megabytes: usize) -> anyhow::Result<()> {
    let mut text = String::new();
    let mut number = 0;
    while text.len() < megabytes * 1_000_000 {
        number += 1;
        if number > 1 {
            text.push_str("---\n");
        }
        write!(
            text,
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  \
             name: things{number}.example.com\nspec:\n  group: example.com\n  names: {{kind: Thing{number}, plural: \
             things{number}}}\n  scope: Namespaced\n  versions:\n  - name: v1\n    served: true\n    storage: true\n    \
             schema:\n      openAPIV3Schema:\n        type: object\n        properties:\n          spec:\n            \
             type: object\n            properties:\n"
        )?;
        for field in 0..400 {
            write!(
                text,
                "              field{field}:\n                description: |-\n                  What field {field} says \
                 of the thing, in a sentence that is as long as such sentences are:\n                  it goes on in a \
                 second line, with a \"quote\" and a colon: here.\n                type: string\n                \
                 pattern: ^[a-z0-9]([-a-z0-9]*[a-z0-9])?$\n                maxLength: 63\n"
            )?;
        }
    }
    write(root, "definitions.yaml", &text)?;
    write(root, "kustomization.yaml", "resources: [definitions.yaml]\n")
}

/// An overlay, `prod`, over a base of so many applications: a namespace, a prefix, labels into selectors, annotations,
/// images, replicas, a strategic patch for each application, a JSON patch for all, generators, replacements, components.
pub(crate) fn applications(root: &Path, count: usize) -> anyhow::Result<()> {
    let mut base = String::from("resources:\n");
    let mut prod = String::from(OVERLAY);
    let (mut images, mut replicas) = (String::from("images:\n"), String::from("replicas:\n"));
    prod.push_str("patches:\n- path: probes.yaml\n  target: {kind: Deployment}\n");
    for number in 0..count {
        let name = format!("app-{number:04}");
        writeln!(base, "- {name}.yaml")?;
        write(root, &format!("base/{name}.yaml"), &application(&name, number))?;
        writeln!(prod, "- path: patches/{name}.yaml")?;
        write(root, &format!("prod/patches/{name}.yaml"), &patch(&name, number))?;
        writeln!(images, "- {{name: registry.example.com/{name}, newTag: v2.{}.0}}", number % 40)?;
        writeln!(replicas, "- {{name: {name}, count: {}}}", 2 + number % 7)?;
    }
    images.push_str("- {name: envoyproxy/envoy, newTag: v1.30.1}\n");
    write(root, "base/kustomization.yaml", &base)?;
    write(root, "prod/kustomization.yaml", &(prod + &images + &replicas))?;
    write(root, "prod/probes.yaml", PROBES)?;
    write(root, "prod/app.properties", "mode=fast\nregion=eu\n")?;
    write(root, "prod/token.env", "TOKEN=hunter22\n")?;
    write(root, "monitoring/kustomization.yaml", MONITORING)
}

const OVERLAY: &str = "\
resources: [../base]
components: [../monitoring]
namespace: prod
namePrefix: prod-
labels:
- {pairs: {environment: prod}, includeSelectors: true}
- {pairs: {team: platform}}
commonAnnotations: {owner: platform}
configMapGenerator:
- {name: shared-config, files: [app.properties], literals: [CLUSTER_DOMAIN=cluster.example.com]}
secretGenerator:
- {name: shared-secret, envs: [token.env]}
replacements:
- source: {kind: ConfigMap, name: shared-config, fieldPath: data.CLUSTER_DOMAIN}
  targets:
  - select: {kind: Deployment}
    fieldPaths: ['spec.template.spec.containers.[name=main].env.[name=CLUSTER_DOMAIN].value']
";

const PROBES: &str = "\
- {op: replace, path: /spec/template/spec/containers/0/livenessProbe/initialDelaySeconds, value: 20}
- {op: add, path: /metadata/annotations/reviewed, value: 'yes'}
";

const MONITORING: &str = "\
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
patches:
- target: {kind: Service}
  patch: |-
    [{\"op\": \"add\", \"path\": \"/metadata/annotations/prometheus.io~1scrape\", \"value\": \"true\"}]
";

fn application(name: &str, number: usize) -> String {
    let (team, port) = (number % 17, 8000 + number % 1000);
    format!(
        "\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}, labels: {{app: {name}, team: team-{team}}}, annotations: {{number: '{number}'}}}}
spec:
  replicas: 1
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      serviceAccountName: {name}
      containers:
      - name: main
        image: registry.example.com/{name}:v1.{minor}.0
        args: [--port={port}, --log-level=info]
        ports: [{{name: http, containerPort: {port}}}]
        env:
        - {{name: CLUSTER_DOMAIN, value: none}}
        - {{name: TOKEN, valueFrom: {{secretKeyRef: {{name: shared-secret, key: TOKEN}}}}}}
        envFrom: [{{configMapRef: {{name: {name}}}}}, {{configMapRef: {{name: shared-config}}}}]
        livenessProbe: {{httpGet: {{path: /healthz, port: http}}, initialDelaySeconds: 10}}
        readinessProbe: {{httpGet: {{path: /readyz, port: http}}}}
        resources: {{requests: {{cpu: 100m, memory: 64Mi}}, limits: {{memory: 512Mi}}}}
        volumeMounts: [{{name: config, mountPath: /etc/{name}}}]
      - name: proxy
        image: envoyproxy/envoy:v1.29.1
        ports: [{{name: admin, containerPort: 9901}}]
      volumes: [{{name: config, configMap: {{name: {name}}}}}]
---
apiVersion: v1
kind: Service
metadata: {{name: {name}, labels: {{app: {name}}}, annotations: {{number: '{number}'}}}}
spec: {{selector: {{app: {name}}}, ports: [{{name: http, port: 80, targetPort: http}}]}}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: {name}}}
data:
  LOG_LEVEL: info
  config.yaml: |
    server: {{port: {port}}}
    database:
      host: db.team-{team}.svc
      name: {name}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {{name: {name}}}
spec:
  scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: {name}}}
  minReplicas: 1
  maxReplicas: {maximum}
  metrics: [{{type: Resource, resource: {{name: cpu, target: {{type: Utilization, averageUtilization: 75}}}}}}]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {{name: {name}}}
spec: {{maxUnavailable: 1, selector: {{matchLabels: {{app: {name}}}}}}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {{name: {name}}}
automountServiceAccountToken: false
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: {name}}}
spec:
  podSelector: {{matchLabels: {{app: {name}}}}}
  ingress: [{{from: [{{podSelector: {{matchLabels: {{app: gateway}}}}}}], ports: [{{port: {port}}}]}}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {{name: {name}}}
spec:
  rules:
  - host: {name}.example.com
    http: {{paths: [{{path: /, pathType: Prefix, backend: {{service: {{name: {name}, port: {{name: http}}}}}}}}]}}
",
        minor = number % 40,
        maximum = 3 + number % 17,
    )
}

fn patch(name: &str, number: usize) -> String {
    format!(
        "\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  template:
    spec:
      terminationGracePeriodSeconds: {seconds}
      containers:
      - name: main
        env: [{{name: REGION, value: eu-{team}}}]
",
        seconds = 30 + number % 30,
        team = number % 17,
    )
}
