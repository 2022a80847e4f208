//! Generated ConfigMaps and Secrets, held against Kustomize and against hostile input.

mod hostile;
mod oracle;
mod placeholders;
