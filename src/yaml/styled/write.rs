//! Writes it anew.

use super::scalar::{Quotes, Scalar};
use super::{Member, Part, Styled};
use crate::yaml::quote;

impl Styled<'_> {
    pub(super) fn write(&self) -> String {
        let mut out = String::new();
        for group in &self.top {
            lines(&mut out, group, 0);
            out.push('\n');
        }
        if let Part::Members { members, is_list, .. } = &self.root {
            block(&mut out, members, *is_list, 0, false);
        }
        if let Some(end) = &self.end {
            if end.follows_blank {
                out.push('\n');
            }
            lines(&mut out, &end.lines, 0);
        }
        out.trim().to_owned()
    }
}

fn pad(out: &mut String, indent: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
}

fn lines(out: &mut String, comments: &[&str], indent: usize) {
    for comment in comments {
        pad(out, indent);
        out.push_str(comment);
        out.push('\n');
    }
}

/// Members on lines of their own; the first one on the current line if `inline`.
fn block(out: &mut String, members: &[Member<'_>], is_list: bool, indent: usize, mut inline: bool) {
    for member in members {
        if !std::mem::replace(&mut inline, false) {
            lines(out, &member.head, indent);
            pad(out, indent);
        }
        match &member.key {
            Some(key) => {
                scalar(out, key, indent, false);
                out.push(':');
            }
            None => out.push('-'),
        }
        let is_null = matches!(&member.value, Part::Scalar(value) if is_missing(value));
        if let Part::Members { members, is_list: of_items, is_flow: false } = &member.value {
            if is_list {
                out.push(' ');
                block(out, members, *of_items, indent + 2, true);
            } else {
                comment(out, member.behind_key);
                out.push('\n');
                block(out, members, *of_items, if *of_items { indent } else { indent + 2 }, false);
            }
            continue;
        }
        if !is_null {
            out.push(' ');
        }
        match &member.value {
            Part::Scalar(value) => scalar(out, value, indent + 2, false),
            value @ Part::Members { .. } => flow(out, value),
        }
        comment(out, member.comment);
        if !out.ends_with('\n') {
            out.push('\n');
        }
    }
}

fn comment(out: &mut String, comment: Option<&str>) {
    if let Some(comment) = comment {
        out.push(' ');
        out.push_str(comment);
    }
}

fn flow(out: &mut String, part: &Part<'_>) {
    let (members, is_list) = match part {
        Part::Scalar(value) => return scalar(out, value, 0, true),
        Part::Members { members, is_list, .. } => (members, *is_list),
    };
    out.push(if is_list { '[' } else { '{' });
    for (index, member) in members.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        if let Some(key) = &member.key {
            scalar(out, key, 0, true);
            out.push_str(": ");
        }
        flow(out, &member.value);
    }
    out.push(if is_list { ']' } else { '}' });
}

fn is_missing(value: &Scalar) -> bool {
    matches!(value.quotes, Quotes::None | Quotes::Made) && value.text.is_empty()
}

fn scalar(out: &mut String, value: &Scalar, indent: usize, is_flow: bool) {
    out.push_str(value.tag.unwrap_or_default());
    match value.quotes {
        Quotes::None | Quotes::Made if value.is_plain(is_flow) => out.push_str(&value.text),
        Quotes::None | Quotes::Made | Quotes::Single => {
            out.push('\'');
            out.push_str(&value.text.replace('\'', "''"));
            out.push('\'');
        }
        Quotes::Double => quote::write_in_double_quotes(out, &value.text),
        Quotes::Literal => quote::write_lines(out, &value.text, indent),
    }
}
