//! Made-up projects of any size: as many spec files as applications, one shared spec, macros from templates/lib.

use std::fs;
use std::path::Path;

/// A project whose `prod` is one ConfigMap.
pub(crate) fn one_object(root: &Path) -> anyhow::Result<()> {
    write(root, "environments/prod.yaml", "namespace: web\ntemplates: [web.yaml]\nvalues: {level: info}\n")?;
    let template = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  level: {{ level }}\n";
    write(root, "templates/web.yaml", template)
}

/// The same, with a strategic patch of the ConfigMap.
pub(crate) fn one_patched_object(root: &Path) -> anyhow::Result<()> {
    one_object(root)?;
    let spec = "namespace: web\ntemplates: [web.yaml]\nvalues: {level: info}\n\
                patches: [{target: ConfigMap/web, merge: {data: {region: eu}}}]\n";
    write(root, "environments/prod.yaml", spec)
}

/// A project whose `prod` has eight objects for each of `count` applications, one of which is patched by the
/// application's spec and gets another image and number of replicas.
///
/// There is no autoscaler: beside one, a number of replicas is refused.
pub(crate) fn applications(root: &Path, count: usize) -> anyhow::Result<()> {
    write(root, "environments/application.yaml", include_str!("project/shared.yaml"))?;
    write(root, "templates/lib/web.yaml", include_str!("project/lib.yaml"))?;
    write(root, "templates/application/workload.yaml", include_str!("project/workload.yaml"))?;
    write(root, "templates/application/network.yaml", include_str!("project/network.yaml"))?;
    write(root, "templates/application/scale.yaml", include_str!("project/scale.yaml"))?;
    for number in 0..count {
        let name = format!("app-{number:04}");
        write(root, &format!("environments/prod/{name}.yaml"), &spec(&name, number))?;
    }
    Ok(())
}

fn spec(name: &str, number: usize) -> String {
    let team = number % 17;
    let minor = number % 40;
    let port = 8000 + number % 1000;
    let maximum = 3 + number % 17;
    let feature = number % 2 == 1;
    format!(
        "extends: ../application.yaml
values:
  name: {name}
  team: team-{team}
  port: {port}
  image: {{tag: v1.{minor}.0}}
  scale: {{max: {maximum}}}
  config: {{feature: {feature}}}
images:
  - {{name: envoyproxy/envoy, newTag: v1.30.{minor}}}
replicas:
  - {{name: {name}, count: {maximum}}}
patches:
  - target: Deployment/{name}
    merge:
      spec:
        template:
          spec:
            terminationGracePeriodSeconds: 45
            containers:
              - name: main
                env:
                  - {{name: REGION, value: eu-{team}}}
"
    )
}

/// Writes a file below a folder, with the folders on the way.
pub(crate) fn write(root: &Path, path: &str, text: &str) -> anyhow::Result<()> {
    let path = root.join(path);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, text)?)
}
