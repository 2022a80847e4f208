//! Volumes, claims and classes. From `core/validation` and `storage/validation`.

use super::{format, needed, needs, one_of, rows, words};
use crate::kubernetes::formats::{csi_driver_name, dns_subdomain};

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
    "LocalVolumeSource" => [needed("path")],
    "AzureFilePersistentVolumeSource" => [needed("secretName"), needed("shareName")],
    "CinderPersistentVolumeSource" => [needed("volumeID")],
    "FlexPersistentVolumeSource" => [needed("driver")],
    "GlusterfsPersistentVolumeSource" => [needed("endpoints"), needed("path")],
    "ISCSIPersistentVolumeSource" => [needed("targetPortal"), needed("iqn")],
    "RBDPersistentVolumeSource" => [needed("image")],
    "ScaleIOPersistentVolumeSource" => [needed("gateway"), needed("system"), needed("volumeName")],
    "StorageClass" => [
        needed("provisioner"),
        one_of("reclaimPolicy", &["Delete", "Retain"]),
        words("volumeBindingMode", &["Immediate", "WaitForFirstConsumer"]),
    ],
    "CSIDriverSpec" => [
        words("fsGroupPolicy", &["File", "None", "ReadWriteOnceWithFSType"]),
        one_of("volumeLifecycleModes", &["Ephemeral", "Persistent"]),
    ],
}
