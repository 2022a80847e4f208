//! Volumes of pods, and the sources that `PersistentVolumes` share with them. From `ValidateVolumes` and what it calls in
//! `core/validation/validation.go`.

use super::{format, needed, needs, one_of, rows, within, words};
use crate::kubernetes::formats::{csi_driver, dns_label, iscsi_name};
use crate::kubernetes::paths::{absolute, local, relative, without_steps_up};

/// The bits of a file's mode.
const MODES: i64 = 0o777;
/// The longest life of a token, in seconds.
const LONGEST_TOKEN: i64 = 1 << 32;

rows! {
    "Volume" => [needs("name", dns_label)],
    "KeyToPath" => [needed("key"), needs("path", local), within("mode", 0, MODES)],
    "ConfigMapVolumeSource" => [needed("name"), within("defaultMode", 0, MODES)],
    "ConfigMapProjection" | "SecretProjection" => [needed("name")],
    "SecretVolumeSource" => [needed("secretName"), within("defaultMode", 0, MODES)],
    "DownwardAPIVolumeSource" | "ProjectedVolumeSource" => [within("defaultMode", 0, MODES)],
    "DownwardAPIVolumeFile" => [needs("path", local), within("mode", 0, MODES)],
    "ServiceAccountTokenProjection" => [
        needs("path", local),
        within("expirationSeconds", 600, LONGEST_TOKEN),
    ],
    "EphemeralVolumeSource" => [needed("volumeClaimTemplate")],
    "PersistentVolumeClaimVolumeSource" => [needed("claimName")],
    "ImageVolumeSource" => [one_of("pullPolicy", &["Always", "IfNotPresent", "Never"])],
    "HostPathVolumeSource" => [
        needs("path", without_steps_up),
        one_of("type", &[
            "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket",
        ]),
    ],
    "CSIVolumeSource" => [needs("driver", csi_driver)],
    "NFSVolumeSource" => [needed("server"), needs("path", absolute)],
    "ISCSIVolumeSource" | "ISCSIPersistentVolumeSource" => [
        needed("targetPortal"),
        needs("iqn", iscsi_name),
        within("lun", 0, 255),
        format("initiatorName", iscsi_name),
    ],
    "GitRepoVolumeSource" => [needed("repository"), format("directory", relative)],
    "AWSElasticBlockStoreVolumeSource" => [needed("volumeID"), within("partition", 0, 255)],
    "GCEPersistentDiskVolumeSource" => [needed("pdName"), within("partition", 0, 255)],
    "AzureDiskVolumeSource" => [
        needed("diskName"),
        needed("diskURI"),
        words("cachingMode", &["None", "ReadOnly", "ReadWrite"]),
        words("kind", &["Dedicated", "Managed", "Shared"]),
    ],
    "AzureFileVolumeSource" | "AzureFilePersistentVolumeSource" => [needed("secretName"), needed("shareName")],
    "CephFSVolumeSource" | "CephFSPersistentVolumeSource" => [needed("monitors")],
    "CinderVolumeSource" | "CinderPersistentVolumeSource" => [needed("volumeID")],
    "FlexVolumeSource" | "FlexPersistentVolumeSource" => [needed("driver")],
    "GlusterfsVolumeSource" => [needed("endpoints"), needed("path")],
    "GlusterfsPersistentVolumeSource" => [
        needed("endpoints"),
        needed("path"),
        format("endpointsNamespace", dns_label),
    ],
    "PhotonPersistentDiskVolumeSource" => [needed("pdID")],
    "PortworxVolumeSource" => [needed("volumeID")],
    "QuobyteVolumeSource" => [needed("registry"), needed("volume")],
    "RBDVolumeSource" | "RBDPersistentVolumeSource" => [needed("monitors"), needed("image")],
    "ScaleIOVolumeSource" | "ScaleIOPersistentVolumeSource" => [
        needed("gateway"),
        needed("system"),
        needed("volumeName"),
    ],
    "StorageOSVolumeSource" | "StorageOSPersistentVolumeSource" => [
        needs("volumeName", dns_label),
        format("volumeNamespace", dns_label),
    ],
    "VsphereVirtualDiskVolumeSource" => [needed("volumePath")],
}
