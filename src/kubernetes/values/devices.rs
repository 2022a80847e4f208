//! Devices, the claims to them and their classes. From `resource/validation`.

use super::{at_least, format, needed, needs, needs_one_of, one_of, rows, within};
use crate::kubernetes::device_names::{extended_resource, pool};
use crate::kubernetes::formats::{csi_driver_name, dns_label, dns_subdomain, label_value, qualified_name};

const EFFECTS: &[&str] = &["NoExecute", "NoSchedule", "None"];
const MODES: &[&str] = &["All", "ExactCount"];

rows! {
    "DeviceRequest" => [
        needs("name", dns_label),
        // Of v1beta1.
        format("deviceClassName", dns_subdomain),
        one_of("allocationMode", MODES),
    ],
    "ExactDeviceRequest" => [needs("deviceClassName", dns_subdomain), one_of("allocationMode", MODES)],
    "DeviceSubRequest" => [
        needs("name", dns_label),
        needs("deviceClassName", dns_subdomain),
        one_of("allocationMode", MODES),
    ],
    "DeviceSelector" => [needed("cel")],
    "DeviceToleration" => [
        format("key", qualified_name),
        one_of("operator", &["Equal", "Exists"]),
        one_of("effect", EFFECTS),
    ],
    "DeviceTaint" => [
        needs("key", qualified_name),
        format("value", label_value),
        needs_one_of("effect", EFFECTS),
    ],
    "DeviceClaimConfiguration" | "DeviceClassConfiguration" => [needed("opaque")],
    "OpaqueDeviceConfiguration" => [needs("driver", csi_driver_name)],
    "ResourceSliceSpec" => [needs("driver", csi_driver_name)],
    "ResourcePool" => [needs("name", pool), at_least("generation", 0), at_least("resourceSliceCount", 1)],
    "Device" => [needs("name", dns_label)],
    "CounterSet" => [needs("name", dns_label)],
    "DeviceCounterConsumption" => [needs("counterSet", dns_label)],
    "DeviceClassSpec" => [format("extendedResourceName", extended_resource)],
    "ResourcePoolStatusRequestSpec" => [
        needs("driver", csi_driver_name),
        format("poolName", pool),
        within("limit", 1, 1000),
    ],
}
