//! The generators of a spec: `configMaps` and `secrets`, what each layer says of them and what they come to.

mod laid;
mod resolve;
mod said;
mod sops;
mod sources;

pub(super) use laid::laid;
pub(super) use resolve::resolve;
pub(super) use said::{Said, read};
pub(super) use sops::Decrypted;
pub(super) use sources::Reader;
