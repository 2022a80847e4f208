//! Events, of both groups that have them. From `pkg/apis/core/validation/events.go` in Kubernetes 1.36.

use k8s_openapi::api::core::v1::Event;
use k8s_openapi::api::events::v1::Event as GroupEvent;

use super::{At, Findings, with};
use crate::kubernetes::formats;

/// The most bytes of what happened, in a word.
const WORD: usize = 128;
/// The most bytes of what happened, in a sentence.
const NOTE: usize = 1024;

/// `legacyValidateEvent`: an event with a time is one of the newer kind.
pub(super) fn event(it: &Event, at: At<'_>, out: &mut Findings<'_>) {
    let of = it.involved_object.namespace.as_deref().unwrap_or_default();
    let own = it.metadata.namespace.as_deref().unwrap_or_default();
    let place = at.field("involvedObject.namespace");
    if it.event_time.is_some() {
        namespace_of_newer(of, own, place, out);
        Said {
            controller: ("reportingComponent", it.reporting_component.as_deref()),
            instance: it.reporting_instance.as_deref(),
            action: it.action.as_deref(),
            reason: it.reason.as_deref(),
            note: ("message", it.message.as_deref()),
        }
        .check(at, out);
    // In which namespace the object is to be may be said elsewhere.
    } else if !own.is_empty() && of != own && !(of.is_empty() && own == "default") {
        out.invalid(place, &format!("must be `{own}`, the namespace of the event"))
            .see(at.field("metadata.namespace"), "this one");
    }
}

/// `ValidateEventCreate`, for what `events.k8s.io` has.
pub(super) fn event_of_group(it: &GroupEvent, at: At<'_>, out: &mut Findings<'_>) {
    let of = it.regarding.as_ref().and_then(|it| it.namespace.as_deref()).unwrap_or_default();
    let own = it.metadata.namespace.as_deref().unwrap_or_default();
    namespace_of_newer(of, own, at.field("regarding.namespace"), out);
    Said {
        controller: ("reportingController", it.reporting_controller.as_deref()),
        instance: it.reporting_instance.as_deref(),
        action: it.action.as_deref(),
        reason: it.reason.as_deref(),
        note: ("note", it.note.as_deref()),
    }
    .check(at, out);
    if !matches!(it.type_.as_deref(), Some("Normal" | "Warning")) {
        out.unsupported(at.field("type"), &["Normal", "Warning"]);
    }
    with(it.series.as_ref().filter(|it| it.count < 2), |_| {
        out.invalid(at.field("series.count"), "must be at least 2");
    });
    let source = it.deprecated_source.as_ref();
    let has_source =
        source.is_some_and(|it| [&it.component, &it.host].into_iter().flatten().any(|it| !it.is_empty()));
    let old = [
        (it.deprecated_first_timestamp.is_some(), "deprecatedFirstTimestamp"),
        (it.deprecated_last_timestamp.is_some(), "deprecatedLastTimestamp"),
        (it.deprecated_count.is_some_and(|count| count != 0), "deprecatedCount"),
        (has_source, "deprecatedSource"),
    ];
    for (_, field) in old.into_iter().filter(|(is_set, _)| *is_set) {
        out.forbidden(at.field(field), "cannot be set any more");
    }
}

/// What is of no namespace has its events in one of these.
fn namespace_of_newer(of: &str, own: &str, at: At<'_>, out: &mut Findings<'_>) {
    if of.is_empty() && !["", "default", "kube-system"].contains(&own) {
        out.invalid(at, &format!("must be `{own}`, the namespace of the event"));
    }
}

/// What an event says of the one that reports it, and of what happened; with the names that differ.
struct Said<'e> {
    controller: (&'static str, Option<&'e str>),
    instance: Option<&'e str>,
    action: Option<&'e str>,
    reason: Option<&'e str>,
    note: (&'static str, Option<&'e str>),
}

impl Said<'_> {
    fn check(&self, at: At<'_>, out: &mut Findings<'_>) {
        let (field, controller) = self.controller;
        match controller.unwrap_or_default() {
            "" => {
                out.required(at.field(field));
            }
            name => {
                if let Some(fault) = formats::qualified_name(name) {
                    out.invalid(at.field(field), fault);
                }
            }
        }
        let words = [(self.instance, "reportingInstance"), (self.action, "action"), (self.reason, "reason")];
        for (text, field) in words {
            match text.unwrap_or_default() {
                "" => {
                    out.required(at.field(field));
                }
                text if text.len() > WORD => {
                    out.invalid(at.field(field), "must have 128 characters at most");
                }
                _ => {}
            }
        }
        let (field, note) = self.note;
        if note.is_some_and(|note| note.len() > NOTE) {
            out.invalid(at.field(field), "must have 1024 characters at most");
        }
    }
}
