//! Volumes, claims and classes. From `core/validation` and `storage/validation`.

use super::{at_least, format, needed, needs, one_of, rows, words};
use crate::kubernetes::formats::{csi_driver_name, dns_subdomain, qualified_name};
use crate::kubernetes::paths::without_steps_up;

const MODES: &[&str] = &["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
const VOLUMES: &[&str] = &["Block", "Filesystem"];

rows! {
    "PersistentVolumeClaimSpec" => [
        one_of("accessModes", MODES),
        words("volumeMode", VOLUMES),
        format("storageClassName", dns_subdomain),
        format("volumeAttributesClassName", dns_subdomain),
    ],
    "PersistentVolumeSpec" => [
        one_of("accessModes", MODES),
        words("volumeMode", VOLUMES),
        one_of("persistentVolumeReclaimPolicy", &["Delete", "Recycle", "Retain"]),
        format("storageClassName", dns_subdomain),
        format("volumeAttributesClassName", dns_subdomain),
    ],
    "CSIPersistentVolumeSource" => [needs("driver", csi_driver_name), needed("volumeHandle")],
    "LocalVolumeSource" => [needs("path", without_steps_up)],
    "StorageClass" => [
        needed("provisioner"),
        one_of("reclaimPolicy", &["Delete", "Retain"]),
        words("volumeBindingMode", &["Immediate", "WaitForFirstConsumer"]),
    ],
    "CSIDriverSpec" => [
        words("fsGroupPolicy", &["File", "None", "ReadWriteOnceWithFSType"]),
        one_of("volumeLifecycleModes", &["Ephemeral", "Persistent"]),
        at_least("nodeAllocatableUpdatePeriodSeconds", 10),
    ],
    "CSINodeDriver" => [needs("name", csi_driver_name), needed("nodeID")],
    "CSIStorageCapacity" => [needs("storageClassName", dns_subdomain)],
    "VolumeAttachmentSpec" => [needs("attacher", csi_driver_name), needs("nodeName", dns_subdomain)],
    "VolumeAttributesClass" => [needed("driverName")],
    "TopologySelectorLabelRequirement" => [needs("key", qualified_name)],
}
