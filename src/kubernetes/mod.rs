//! Facts about Kubernetes, as tables, and the grammars of its values. It imports nothing of ours.

pub mod address;
pub mod base64;
pub mod cron;
pub mod data_keys;
pub mod device_names;
pub mod formats;
pub mod go_pattern;
pub mod image;
pub mod kinds;
pub mod label_selector;
pub mod names;
pub mod openapi_formats;
pub mod order;
pub mod paths;
pub mod pem;
pub mod places;
pub mod quantity;
pub mod references;
pub mod release;
pub mod resource_names;
pub mod schema;
pub mod time;
pub mod unions;
pub mod values;
pub mod web_formats;
pub mod zones;
