//! Volumes, claims and classes. From `core/validation` and `storage/validation`.

use super::{needed, one_of, rows};

const MODES: &[&str] = &["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
const VOLUMES: &[&str] = &["Block", "Filesystem"];

rows! {
    "PersistentVolumeClaimSpec" => [one_of("accessModes", MODES), one_of("volumeMode", VOLUMES)],
    "PersistentVolumeSpec" => [
        one_of("accessModes", MODES),
        one_of("volumeMode", VOLUMES),
        one_of("persistentVolumeReclaimPolicy", &["Delete", "Recycle", "Retain"]),
    ],
    "StorageClass" => [
        needed("provisioner"),
        one_of("reclaimPolicy", &["Delete", "Retain"]),
        one_of("volumeBindingMode", &["Immediate", "WaitForFirstConsumer"]),
    ],
    "CSIDriverSpec" => [
        one_of("fsGroupPolicy", &["File", "None", "ReadWriteOnceWithFSType"]),
        one_of("volumeLifecycleModes", &["Ephemeral", "Persistent"]),
    ],
}
