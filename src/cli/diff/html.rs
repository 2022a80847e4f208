//! A diff as one page that a reviewer opens: a tree of the objects, both sides of each field beside each other, a filter.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use rustc_hash::FxHashMap;

use super::doing::{doing, totals};
use super::places;
use super::told::{Change, Kind, Told, shown};
use super::value::text;
use crate::cli::page::{escaped, head};
use crate::cli::report::plural;
use crate::diagnostic::render::visible;
use crate::diff::{FieldChange, How, Hunk, Tag};
use crate::effect::Class;
use crate::resource::Resource;
use crate::source::Sources;

static STYLE: &str = include_str!("page/style.css");
static SCRIPT: &str = include_str!("page/script.js");

/// What differs, as a page.
pub(super) fn html(told: &Told<'_>, sources: &Sources) -> String {
    let page = Page { told, sources };
    let title = told.parts.iter().map(|part| part.name.as_str()).collect::<Vec<_>>().join(", ");
    let title = page.safe(&title);
    let mut text = head(&title, STYLE);
    page.tree(&mut text);
    let _ = write!(text, "<main>\n<h1>{title}</h1>\n");
    page.counts(&mut text);
    for (number, change) in told.changes.iter().enumerate() {
        page.change(number, change, &mut text);
    }
    let words = if told.is_empty() { "Nothing differs." } else { "Nothing here has all of these words." };
    let _ = write!(text, "<p id=\"none\" hidden>{words}</p>\n</main>\n<script>\n{SCRIPT}</script>\n");
    text
}

/// A new object of more lines than these is folded.
const MOST_LINES: usize = 30;
/// So many lines of it are shown all the same.
const FIRST_LINES: usize = 12;

/// An object in the tree: its name, what became of it, and the numbers of its changes.
type Listed<'p> = (&'p str, Kind, Vec<usize>);

struct Page<'p> {
    told: &'p Told<'p>,
    sources: &'p Sources,
}

impl Page<'_> {
    /// A text of one line between tags or in quotes.
    fn safe(&self, text: &str) -> String {
        escaped(&visible(&self.sources.without_hidden(text)))
    }

    /// A sentence, with what stands in backticks as code.
    fn prose(&self, text: &str) -> String {
        let safe = self.safe(text);
        if safe.matches('`').count() % 2 == 1 {
            return safe;
        }
        let part = |(at, part): (usize, &str)| {
            if at % 2 == 1 { format!("<code>{part}</code>") } else { part.to_owned() }
        };
        safe.split('`').enumerate().map(part).collect()
    }

    /// A text of many lines.
    fn lines(&self, text: &str) -> String {
        text.lines().map(|line| self.safe(line)).collect::<Vec<_>>().join("\n")
    }

    /// The objects by part and kind, each a link to its change.
    fn tree(&self, text: &mut String) {
        text.push_str("<nav>\n<input id=\"search\" type=\"search\" placeholder=\"Filter by words\" aria-label=\"Filter by words\">\n<fieldset>\n");
        for kind in Kind::ALL {
            let (name, word) = (kind.name(), self.safe(&self.told.word(kind)));
            let _ = writeln!(
                text,
                "<label class=\"{name}\"><input type=\"checkbox\" value=\"{name}\" checked> {word}</label>"
            );
        }
        text.push_str("</fieldset>\n<fieldset class=\"effects\">\n");
        let effects = self.told.changes.iter().flat_map(classes);
        for class in effects.collect::<BTreeSet<_>>() {
            let name = class.name();
            let _ = writeln!(text, "<label><input type=\"checkbox\" value=\"{name}\"> {name}</label>");
        }
        text.push_str("</fieldset>\n<ul>\n");
        for (part, told) in self.told.parts.iter().enumerate().filter(|(_, part)| part.counts != [0; 3]) {
            // Each object once, with the numbers of all of its changes.
            let mut kinds: BTreeMap<&str, Vec<Listed<'_>>> = BTreeMap::new();
            let mut places: FxHashMap<*const Resource, usize> = FxHashMap::default();
            for (number, change) in self.told.changes.iter().enumerate() {
                for subject in change.subjects.iter().filter(|subject| subject.part == part) {
                    let id = subject.change.object.id();
                    let objects = kinds.entry(&id.kind).or_default();
                    let at = *places.entry(subject.change.object).or_insert(objects.len());
                    match objects.get_mut(at) {
                        Some((.., numbers)) => numbers.push(number),
                        None => objects.push((&id.name, change.kind, vec![number])),
                    }
                }
            }
            let _ = writeln!(text, "<li><strong>{}</strong><ul>", self.safe(&told.name));
            for (kind, objects) in kinds {
                let _ = writeln!(text, "<li>{}<ul>", self.safe(kind));
                for (name, change, numbers) in objects {
                    let (class, sign, name) = (change.name(), change.sign(), self.safe(name));
                    let articles: Vec<String> = numbers.iter().map(|number| format!("c{number}")).collect();
                    let _ = writeln!(
                        text,
                        "<li data-change=\"{}\"><a href=\"#{}\"><span class=\"{class}\">{sign}</span> {name}</a></li>",
                        articles.join(" "),
                        articles[0]
                    );
                }
                text.push_str("</ul></li>\n");
            }
            text.push_str("</ul></li>\n");
        }
        text.push_str("</ul>\n</nav>\n");
    }

    fn counts(&self, text: &mut String) {
        let words = Kind::ALL.map(|kind| self.safe(&self.told.word(kind))).join("</th><th>");
        let same = self.told.word_for_same();
        let _ = writeln!(text, "<table class=\"counts\">\n<tr><th></th><th>{words}</th><th>{same}</th></tr>");
        for part in &self.told.parts {
            let [changed, created, deleted] = part.counts;
            let name = self.safe(&part.name);
            let _ = writeln!(
                text,
                "<tr><td>{name}</td><td>{changed}</td><td>{created}</td><td>{deleted}</td><td>{}</td></tr>",
                part.same
            );
        }
        text.push_str("</table>\n");
        for total in totals(self.told) {
            let _ = writeln!(text, "<p>{}</p>", self.prose(&total.text));
            if total.rows.is_empty() {
                continue;
            }
            text.push_str("<table class=\"left\">\n");
            for left in &total.rows {
                let (resource, told) = (self.safe(&left.resource), self.safe(&left.text));
                let class = if left.is_bad { " class=\"bad\"" } else { "" };
                let _ = writeln!(text, "<tr><td><code>{resource}</code></td><td{class}>{told}</td></tr>");
            }
            text.push_str("</table>\n");
        }
    }

    fn change(&self, number: usize, change: &Change<'_>, text: &mut String) {
        let kind = change.kind.name();
        let effects: Vec<&str> =
            classes(change).map(Class::name).collect::<BTreeSet<_>>().into_iter().collect();
        let effects = effects.join(" ");
        let _ = writeln!(
            text,
            "<article id=\"c{number}\" data-change=\"{kind}\" data-effects=\"{effects}\">\n<header>"
        );
        for subject in self.told.subjects(change) {
            let _ =
                writeln!(text, "<h2 class=\"{kind}\">{} {}</h2>", change.kind.sign(), self.safe(&subject));
        }
        if let Some(place) = places::of_change(change, self.sources) {
            let _ = writeln!(text, "<span class=\"place\">{}</span>", self.safe(&place.to_string()));
        }
        for doing in doing(self.told, change) {
            let class = if doing.is_bad() { " class=\"bad\"" } else { "" };
            let _ = writeln!(text, "<p{class}>{}</p>", self.prose(&doing.text));
            for help in &doing.effect.help {
                let _ = writeln!(text, "<p class=\"quiet\">{}</p>", self.prose(help));
            }
        }
        text.push_str("</header>\n");
        match change.kind {
            Kind::Created => {
                if let Some(first) = change.first() {
                    self.whole(&self::text(&shown(first.object)), "after", text);
                }
            }
            Kind::Deleted => self.gone(change, text),
            Kind::Changed => {}
        }
        change.fields.iter().for_each(|field| self.field(change, field, text));
        for place in change.not_compared() {
            let place = self.safe(&place);
            let _ = writeln!(
                text,
                "<div class=\"field\"><p><span><code>{place}</code> <span class=\"quiet\">secret, not compared</span></span></p></div>"
            );
        }
        text.push_str("</article>\n");
    }

    fn field(&self, change: &Change<'_>, field: &FieldChange, text: &mut String) {
        let path = self.safe(&field.place.to_string());
        let remark = match field.how {
            How::Order => " <span class=\"quiet\">in another order</span>",
            How::Secret { .. } => " <span class=\"quiet\">another value of a secret</span>",
            How::Value | How::Lines(_) => "",
        };
        let place = change
            .first()
            .and_then(|object| places::of_field(object, field, self.sources))
            .map(|place| self.safe(&place.to_string()));
        let place = place.unwrap_or_default();
        let _ = writeln!(
            text,
            "<div class=\"field\"><p><span><code>{path}</code>{remark}</span><span class=\"place\">{place}</span></p>"
        );
        text.push_str("<div class=\"sides\">");
        if let How::Lines(hunks) = &field.how {
            let mut end = 0;
            for hunk in hunks {
                gap(hunk.before.start.saturating_sub(end), text);
                end = hunk.before.end;
                self.hunk(hunk, text);
            }
        } else {
            for (node, class) in [(&field.before, "before"), (&field.after, "after")] {
                let _ = match node {
                    Some(node) => {
                        write!(text, "<pre class=\"{class}\">{}</pre>", self.lines(&self::text(node)))
                    }
                    None => write!(text, "<pre></pre>"),
                };
            }
        }
        text.push_str("</div></div>\n");
    }

    /// What objects said that are gone: once if all said the same.
    fn gone(&self, change: &Change<'_>, text: &mut String) {
        let mut said: Vec<(String, Vec<String>)> = Vec::new();
        for subject in &change.subjects {
            let (object, called) = (self::text(&shown(subject.change.object)), self.told.subject(subject));
            match said.iter_mut().find(|(other, _)| *other == object) {
                Some((_, subjects)) => subjects.push(called),
                None => said.push((object, vec![called])),
            }
        }
        let are_many = said.len() > 1;
        for (object, subjects) in said {
            if are_many {
                let _ = writeln!(text, "<p class=\"gap\">{}</p>", self.safe(&subjects.join(", ")));
            }
            self.whole(&object, "before", text);
        }
    }

    /// All that an object says that is there on one side; of a long one the rest opens when someone asks for it.
    fn whole(&self, object: &str, side: &str, text: &mut String) {
        let lines: Vec<&str> = object.lines().collect();
        let (first, rest) =
            lines.split_at(lines.len().min(if lines.len() > MOST_LINES { FIRST_LINES } else { MOST_LINES }));
        let sides = |lines: &[&str]| {
            let own = format!("<pre class=\"{side}\">{}</pre>", self.lines(&lines.join("\n")));
            let (one, two) =
                if side == "before" { (own.as_str(), "<pre></pre>") } else { ("<pre></pre>", own.as_str()) };
            format!("<div class=\"sides\">{one}{two}</div>")
        };
        let _ = writeln!(text, "{}", sides(first));
        if !rest.is_empty() {
            let more = plural(rest.len(), "more line");
            let _ = writeln!(text, "<details><summary>{more}</summary>{}</details>", sides(rest));
        }
    }

    /// Lines beside each other: those that took the place of others next to these.
    fn hunk(&self, hunk: &Hunk, text: &mut String) {
        let cell = |class: &str, line: Option<&str>| {
            let class = if line.is_some() && !class.is_empty() {
                format!(" class=\"{class}\"")
            } else {
                String::new()
            };
            format!("<pre{class}>{}</pre>", line.map(|line| self.safe(line)).unwrap_or_default())
        };
        let mut lines = hunk.lines.iter().peekable();
        while lines.peek().is_some() {
            let mut run = |tag: Tag| {
                let mut run = Vec::new();
                while let Some(line) = lines.next_if(|line| line.tag == tag) {
                    run.push(line.text.as_str());
                }
                run
            };
            for line in run(Tag::Both) {
                text.push_str(&cell("", Some(line)));
                text.push_str(&cell("", Some(line)));
            }
            let (before, after) = (run(Tag::Before), run(Tag::After));
            for at in 0..before.len().max(after.len()) {
                text.push_str(&cell("before", before.get(at).copied()));
                text.push_str(&cell("after", after.get(at).copied()));
            }
        }
    }
}

/// So many lines of a text that both sides have alike are left out.
fn gap(lines: usize, text: &mut String) {
    if lines > 0 {
        let _ = write!(text, "<p class=\"gap\">{}</p>", plural(lines, "equal line"));
    }
}

/// What a change does, as one filters by it.
fn classes(change: &Change<'_>) -> impl Iterator<Item = Class> {
    change.subjects.iter().flat_map(|subject| &subject.effects).map(|effect| effect.class)
}
