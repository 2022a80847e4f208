//! Named formats. From `apiserver/pkg/cel/library/format.go`.

use std::sync::Arc;

use super::super::run::{Ran, Runner};
use super::super::value::Value;
use crate::kubernetes::{formats, openapi_formats};

/// What is wrong with a text by a format; no fault is an empty one.
type Judge = fn(&str) -> String;

const ALL: [(&str, Judge); 13] = [
    ("dns1123Label", |text| owned(formats::dns_label(text))),
    ("dns1123Subdomain", |text| owned(formats::dns_subdomain(text))),
    ("dns1035Label", |text| owned(formats::dns_1035_label(text))),
    ("qualifiedName", |text| owned(formats::qualified_name(text))),
    ("dns1123LabelPrefix", |text| owned(formats::dns_label(without_dash(text)))),
    ("dns1123SubdomainPrefix", |text| owned(formats::dns_subdomain(without_dash(text)))),
    ("dns1035LabelPrefix", |text| owned(formats::dns_1035_label(without_dash(text)))),
    ("labelValue", |text| owned(formats::label_value(text))),
    ("uri", |text| by_schema("uri", text)),
    ("uuid", |text| by_schema("uuid", text)),
    ("byte", |text| by_schema("byte", text)),
    ("date", |text| by_schema("date", text)),
    ("datetime", |text| by_schema("date-time", text)),
];

fn owned(fault: Option<&str>) -> String {
    fault.unwrap_or_default().to_owned()
}

/// `maskTrailingDash`: a prefix may end with a dash.
fn without_dash(text: &str) -> &str {
    text.strip_suffix('-').unwrap_or(text)
}

fn by_schema(format: &str, text: &str) -> String {
    match openapi_formats::check(format) {
        Some((fits, example)) if !fits(text) => format!("must be written as `{example}`"),
        _ => String::new(),
    }
}

pub(super) fn call(_: &mut Runner<'_>, name: &str, own: &[Value]) -> Option<Ran> {
    let named = |name: &str| ALL.iter().find(|(own, _)| *own == name).map(|(own, _)| Value::Format(own));
    Some(Ok(match (name, own) {
        ("format.named", [Value::Text(text)]) => Value::Optional(named(text).map(Arc::new)),
        ("validate", [Value::Format(format), Value::Text(text)]) => {
            let (_, judge) = ALL.iter().find(|(own, _)| own == format)?;
            let fault = judge(text);
            Value::Optional((!fault.is_empty()).then(|| Arc::new(Value::list(vec![Value::from(fault)]))))
        }
        (_, []) => named(name.strip_prefix("format.")?)?,
        _ => return None,
    }))
}
