//! The functions that expressions can call, with what they take and give.

use std::borrow::Cow;

use super::syntax::Expr;
use P::{
    A, Any, Bool, Bytes, Double, Duration, Int, K, List, Map, Opaque, Optional, Text, Timestamp, Type, Uint,
};

/// A type in a signature; `A` and `K` stand for whatever is found there first.
#[derive(Clone, Copy, Debug)]
pub(super) enum P {
    A,
    K,
    Any,
    Bool,
    Int,
    Uint,
    Double,
    Text,
    Bytes,
    Timestamp,
    Duration,
    Type,
    List(&'static P),
    Map(&'static (P, P)),
    Optional(&'static P),
    Opaque(&'static str),
}

/// A function, or one way to call it.
pub(super) struct Signature {
    pub(super) name: &'static str,
    /// Whether the first of what it takes stands before a dot.
    pub(super) method: bool,
    pub(super) takes: &'static [P],
    pub(super) gives: P,
}

const fn function(name: &'static str, takes: &'static [P], gives: P) -> Signature {
    Signature { name, method: false, takes, gives }
}

const fn method(name: &'static str, takes: &'static [P], gives: P) -> Signature {
    Signature { name, method: true, takes, gives }
}

/// The ways to call a function.
pub(super) fn of(name: &str, method: bool) -> impl Iterator<Item = &'static Signature> {
    ALL.iter().filter(move |row| row.method == method && row.name == name)
}

/// The function that is called by a name, and whether what stands before its dot is a value: `optional.of(…)` reads like
/// a method, and is a function whose name has a dot.
pub(super) fn called<'n>(name: &'n str, target: Option<&Expr>) -> (Cow<'n, str>, bool) {
    let plain = name.trim_start_matches('.');
    let full = target.and_then(Expr::dotted).map(|target| format!("{target}.{plain}"));
    match full.filter(|full| of(full, false).next().is_some()) {
        Some(full) => (full.into(), false),
        None => (plain.into(), target.is_some()),
    }
}

/// The names of all functions, or of all methods.
pub(super) fn names(method: bool) -> impl Iterator<Item = &'static str> {
    ALL.iter().filter(move |row| row.method == method).map(|row| row.name)
}

const URL: &str = "kubernetes.URL";
const IP: &str = "net.IP";
const CIDR: &str = "net.CIDR";
const QUANTITY: &str = "kubernetes.Quantity";
const SEMVER: &str = "kubernetes.Semver";
const NAMED_FORMAT: &str = "kubernetes.NamedFormat";
const AUTHORIZER: &str = "kubernetes.authorization.Authorizer";
const PATH_CHECK: &str = "kubernetes.authorization.PathCheck";
const GROUP_CHECK: &str = "kubernetes.authorization.GroupCheck";
const RESOURCE_CHECK: &str = "kubernetes.authorization.ResourceCheck";
const DECISION: &str = "kubernetes.authorization.Decision";
const IMAGE: &str = "kubernetes.Image";

#[rustfmt::skip]
static ALL: [Signature; 228] = [
    // conversions and what the language has: cel-go common/stdlib.
    function("bool", &[Bool], Bool),
    function("bool", &[Text], Bool),
    function("int", &[Int], Int),
    function("int", &[Uint], Int),
    function("int", &[Double], Int),
    function("int", &[Text], Int),
    function("int", &[Timestamp], Int),
    function("int", &[Duration], Int),
    function("uint", &[Uint], Uint),
    function("uint", &[Int], Uint),
    function("uint", &[Double], Uint),
    function("uint", &[Text], Uint),
    function("double", &[Double], Double),
    function("double", &[Int], Double),
    function("double", &[Uint], Double),
    function("double", &[Text], Double),
    function("string", &[Text], Text),
    function("string", &[Bool], Text),
    function("string", &[Int], Text),
    function("string", &[Uint], Text),
    function("string", &[Double], Text),
    function("string", &[Bytes], Text),
    function("string", &[Timestamp], Text),
    function("string", &[Duration], Text),
    function("string", &[Opaque(IP)], Text),
    function("string", &[Opaque(CIDR)], Text),
    function("bytes", &[Bytes], Bytes),
    function("bytes", &[Text], Bytes),
    function("timestamp", &[Timestamp], Timestamp),
    function("timestamp", &[Text], Timestamp),
    function("timestamp", &[Int], Timestamp),
    function("duration", &[Duration], Duration),
    function("duration", &[Text], Duration),
    function("duration", &[Int], Duration),
    function("dyn", &[Any], Any),
    function("type", &[Any], Type),
    function("size", &[Text], Int),
    function("size", &[Bytes], Int),
    function("size", &[List(&A)], Int),
    function("size", &[Map(&(A, K))], Int),
    method("size", &[Text], Int),
    method("size", &[Bytes], Int),
    method("size", &[List(&A)], Int),
    method("size", &[Map(&(A, K))], Int),
    function("matches", &[Text, Text], Bool),
    method("matches", &[Text, Text], Bool),
    method("contains", &[Text, Text], Bool),
    method("startsWith", &[Text, Text], Bool),
    method("endsWith", &[Text, Text], Bool),
    method("getFullYear", &[Timestamp], Int),
    method("getFullYear", &[Timestamp, Text], Int),
    method("getMonth", &[Timestamp], Int),
    method("getMonth", &[Timestamp, Text], Int),
    method("getDayOfYear", &[Timestamp], Int),
    method("getDayOfYear", &[Timestamp, Text], Int),
    method("getDayOfMonth", &[Timestamp], Int),
    method("getDayOfMonth", &[Timestamp, Text], Int),
    method("getDate", &[Timestamp], Int),
    method("getDate", &[Timestamp, Text], Int),
    method("getDayOfWeek", &[Timestamp], Int),
    method("getDayOfWeek", &[Timestamp, Text], Int),
    method("getHours", &[Timestamp], Int),
    method("getHours", &[Timestamp, Text], Int),
    method("getMinutes", &[Timestamp], Int),
    method("getMinutes", &[Timestamp, Text], Int),
    method("getSeconds", &[Timestamp], Int),
    method("getSeconds", &[Timestamp, Text], Int),
    method("getMilliseconds", &[Timestamp], Int),
    method("getMilliseconds", &[Timestamp, Text], Int),
    method("getHours", &[Duration], Int),
    method("getMinutes", &[Duration], Int),
    method("getSeconds", &[Duration], Int),
    method("getMilliseconds", &[Duration], Int),
    // optional values: cel-go cel/library.go.
    function("optional.of", &[A], Optional(&A)),
    function("optional.ofNonZeroValue", &[A], Optional(&A)),
    function("optional.none", &[], Optional(&A)),
    method("hasValue", &[Optional(&A)], Bool),
    method("value", &[Optional(&A)], A),
    method("or", &[Optional(&A), Optional(&A)], Optional(&A)),
    method("orValue", &[Optional(&A), A], A),
    method("first", &[List(&A)], Optional(&A)),
    method("last", &[List(&A)], Optional(&A)),
    function("optional.unwrap", &[List(&Optional(&A))], List(&A)),
    method("unwrapOpt", &[List(&Optional(&A))], List(&A)),
    // texts: cel-go ext/strings.go, version 2.
    method("charAt", &[Text, Int], Text),
    method("indexOf", &[Text, Text], Int),
    method("indexOf", &[Text, Text, Int], Int),
    method("lastIndexOf", &[Text, Text], Int),
    method("lastIndexOf", &[Text, Text, Int], Int),
    method("join", &[List(&Text)], Text),
    method("join", &[List(&Text), Text], Text),
    method("lowerAscii", &[Text], Text),
    method("upperAscii", &[Text], Text),
    method("replace", &[Text, Text, Text], Text),
    method("replace", &[Text, Text, Text, Int], Text),
    method("split", &[Text, Text], List(&Text)),
    method("split", &[Text, Text, Int], List(&Text)),
    method("substring", &[Text, Int], Text),
    method("substring", &[Text, Int, Int], Text),
    method("trim", &[Text], Text),
    method("format", &[Text, List(&Any)], Text),
    function("strings.quote", &[Text], Text),
    method("reverse", &[Text], Text),
    // sets: cel-go ext/sets.go.
    function("sets.contains", &[List(&A), List(&A)], Bool),
    function("sets.equivalent", &[List(&A), List(&A)], Bool),
    function("sets.intersects", &[List(&A), List(&A)], Bool),
    // lists: apiserver/pkg/cel/library/lists.go.
    method("isSorted", &[List(&Bool)], Bool),
    method("isSorted", &[List(&Int)], Bool),
    method("isSorted", &[List(&Uint)], Bool),
    method("isSorted", &[List(&Double)], Bool),
    method("isSorted", &[List(&Text)], Bool),
    method("isSorted", &[List(&Bytes)], Bool),
    method("isSorted", &[List(&Timestamp)], Bool),
    method("isSorted", &[List(&Duration)], Bool),
    method("sum", &[List(&Int)], Int),
    method("sum", &[List(&Uint)], Uint),
    method("sum", &[List(&Double)], Double),
    method("sum", &[List(&Duration)], Duration),
    method("min", &[List(&Bool)], Bool),
    method("min", &[List(&Int)], Int),
    method("min", &[List(&Uint)], Uint),
    method("min", &[List(&Double)], Double),
    method("min", &[List(&Text)], Text),
    method("min", &[List(&Bytes)], Bytes),
    method("min", &[List(&Timestamp)], Timestamp),
    method("min", &[List(&Duration)], Duration),
    method("max", &[List(&Bool)], Bool),
    method("max", &[List(&Int)], Int),
    method("max", &[List(&Uint)], Uint),
    method("max", &[List(&Double)], Double),
    method("max", &[List(&Text)], Text),
    method("max", &[List(&Bytes)], Bytes),
    method("max", &[List(&Timestamp)], Timestamp),
    method("max", &[List(&Duration)], Duration),
    method("indexOf", &[List(&A), A], Int),
    method("lastIndexOf", &[List(&A), A], Int),
    // regular expressions: regex.go.
    method("includes", &[List(&A), A], Bool),
    method("find", &[Text, Text], Text),
    method("findAll", &[Text, Text], List(&Text)),
    method("findAll", &[Text, Text, Int], List(&Text)),
    // addresses: urls.go, ip.go, cidr.go.
    function("url", &[Text], Opaque(URL)),
    function("isURL", &[Text], Bool),
    method("getScheme", &[Opaque(URL)], Text),
    method("getHost", &[Opaque(URL)], Text),
    method("getHostname", &[Opaque(URL)], Text),
    method("getPort", &[Opaque(URL)], Text),
    method("getEscapedPath", &[Opaque(URL)], Text),
    method("getQuery", &[Opaque(URL)], Map(&(Text, List(&Text)))),
    function("ip", &[Text], Opaque(IP)),
    function("isIP", &[Text], Bool),
    function("ip.isCanonical", &[Text], Bool),
    method("family", &[Opaque(IP)], Int),
    method("isUnspecified", &[Opaque(IP)], Bool),
    method("isLoopback", &[Opaque(IP)], Bool),
    method("isLinkLocalMulticast", &[Opaque(IP)], Bool),
    method("isLinkLocalUnicast", &[Opaque(IP)], Bool),
    method("isGlobalUnicast", &[Opaque(IP)], Bool),
    function("cidr", &[Text], Opaque(CIDR)),
    function("isCIDR", &[Text], Bool),
    method("containsIP", &[Opaque(CIDR), Opaque(IP)], Bool),
    method("containsIP", &[Opaque(CIDR), Text], Bool),
    method("containsCIDR", &[Opaque(CIDR), Opaque(CIDR)], Bool),
    method("containsCIDR", &[Opaque(CIDR), Text], Bool),
    method("ip", &[Opaque(CIDR)], Opaque(IP)),
    method("masked", &[Opaque(CIDR)], Opaque(CIDR)),
    method("prefixLength", &[Opaque(CIDR)], Int),
    // amounts: quantity.go.
    function("quantity", &[Text], Opaque(QUANTITY)),
    function("isQuantity", &[Text], Bool),
    method("sign", &[Opaque(QUANTITY)], Int),
    method("isInteger", &[Opaque(QUANTITY)], Bool),
    method("asInteger", &[Opaque(QUANTITY)], Int),
    method("asApproximateFloat", &[Opaque(QUANTITY)], Double),
    method("add", &[Opaque(QUANTITY), Opaque(QUANTITY)], Opaque(QUANTITY)),
    method("add", &[Opaque(QUANTITY), Int], Opaque(QUANTITY)),
    method("sub", &[Opaque(QUANTITY), Opaque(QUANTITY)], Opaque(QUANTITY)),
    method("sub", &[Opaque(QUANTITY), Int], Opaque(QUANTITY)),
    method("isLessThan", &[Opaque(QUANTITY), Opaque(QUANTITY)], Bool),
    method("isGreaterThan", &[Opaque(QUANTITY), Opaque(QUANTITY)], Bool),
    method("compareTo", &[Opaque(QUANTITY), Opaque(QUANTITY)], Int),
    // versions: semverlib.go, version 1.
    function("semver", &[Text], Opaque(SEMVER)),
    function("semver", &[Text, Bool], Opaque(SEMVER)),
    function("isSemver", &[Text], Bool),
    function("isSemver", &[Text, Bool], Bool),
    method("isLessThan", &[Opaque(SEMVER), Opaque(SEMVER)], Bool),
    method("isGreaterThan", &[Opaque(SEMVER), Opaque(SEMVER)], Bool),
    method("compareTo", &[Opaque(SEMVER), Opaque(SEMVER)], Int),
    method("major", &[Opaque(SEMVER)], Int),
    method("minor", &[Opaque(SEMVER)], Int),
    method("patch", &[Opaque(SEMVER)], Int),
    // formats: format.go.
    function("format.named", &[Text], Optional(&Opaque(NAMED_FORMAT))),
    method("validate", &[Opaque(NAMED_FORMAT), Text], Optional(&List(&Text))),
    function("format.dns1123Label", &[], Opaque(NAMED_FORMAT)),
    function("format.dns1123Subdomain", &[], Opaque(NAMED_FORMAT)),
    function("format.dns1035Label", &[], Opaque(NAMED_FORMAT)),
    function("format.dns1123LabelPrefix", &[], Opaque(NAMED_FORMAT)),
    function("format.dns1123SubdomainPrefix", &[], Opaque(NAMED_FORMAT)),
    function("format.dns1035LabelPrefix", &[], Opaque(NAMED_FORMAT)),
    function("format.qualifiedName", &[], Opaque(NAMED_FORMAT)),
    function("format.labelValue", &[], Opaque(NAMED_FORMAT)),
    function("format.uri", &[], Opaque(NAMED_FORMAT)),
    function("format.uuid", &[], Opaque(NAMED_FORMAT)),
    function("format.byte", &[], Opaque(NAMED_FORMAT)),
    function("format.date", &[], Opaque(NAMED_FORMAT)),
    function("format.datetime", &[], Opaque(NAMED_FORMAT)),
    // who may do what: authz.go.
    method("path", &[Opaque(AUTHORIZER), Text], Opaque(PATH_CHECK)),
    method("group", &[Opaque(AUTHORIZER), Text], Opaque(GROUP_CHECK)),
    method("serviceAccount", &[Opaque(AUTHORIZER), Text, Text], Opaque(AUTHORIZER)),
    method("check", &[Opaque(PATH_CHECK), Text], Opaque(DECISION)),
    method("resource", &[Opaque(GROUP_CHECK), Text], Opaque(RESOURCE_CHECK)),
    method("subresource", &[Opaque(RESOURCE_CHECK), Text], Opaque(RESOURCE_CHECK)),
    method("namespace", &[Opaque(RESOURCE_CHECK), Text], Opaque(RESOURCE_CHECK)),
    method("name", &[Opaque(RESOURCE_CHECK), Text], Opaque(RESOURCE_CHECK)),
    method("fieldSelector", &[Opaque(RESOURCE_CHECK), Text], Opaque(RESOURCE_CHECK)),
    method("labelSelector", &[Opaque(RESOURCE_CHECK), Text], Opaque(RESOURCE_CHECK)),
    method("check", &[Opaque(RESOURCE_CHECK), Text], Opaque(DECISION)),
    method("errored", &[Opaque(DECISION)], Bool),
    method("error", &[Opaque(DECISION)], Text),
    method("allowed", &[Opaque(DECISION)], Bool),
    method("reason", &[Opaque(DECISION)], Text),
    // images: image.go.
    function("image", &[Text], Opaque(IMAGE)),
    function("isImage", &[Text], Bool),
    method("containsDigest", &[Opaque(IMAGE)], Bool),
    method("registry", &[Opaque(IMAGE)], Text),
    method("repository", &[Opaque(IMAGE)], Text),
    method("identifier", &[Opaque(IMAGE)], Text),
    method("tag", &[Opaque(IMAGE)], Text),
    method("digest", &[Opaque(IMAGE)], Text),
    // patches: jsonpatch.go.
    function("jsonpatch.escapeKey", &[Text], Text),
];
