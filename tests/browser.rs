//! The pages of `rkgen diff` and `rkgen compare`, looked at in a real browser: that their scripts run and filter, that all
//! can be read in light and in dark, and that a narrow window need not be moved sideways.
//!
//! Needs Chromium: `RKGEN_BROWSER` names it, else it is looked for; without it these tests are skipped. Nothing is fetched.
#![expect(clippy::disallowed_methods, reason = "a browser reads its page from the disk")]
#![expect(clippy::print_stderr, reason = "says that it is skipped")]

use std::ffi::OsString;
use std::fs;
use std::process::Command;

use rkgen::cli::{self, InMemory};
use rkgen::world::Memory;
use serde_json::Value;

const OLD: &str = "\
{apiVersion: v1, kind: ConfigMap, metadata: {name: first}, data: {port: '80'}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: second}, data: {level: info}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: away}}
";
const NEW: &str = "\
{apiVersion: v1, kind: ConfigMap, metadata: {name: first}, data: {port: '81'}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: second}, data: {level: debug}}
---
{apiVersion: v1, kind: Service, metadata: {name: new-one}, spec: {type: LoadBalancer, ports: [{port: 80}]}}
";

/// What a reader sees: the elements that are there, how far the page goes sideways, the least contrast of a text.
const LOOK: &str = "
<script>
const channels = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
const light = ([r, g, b]) => {
  const [x, y, z] = [r, g, b].map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * x + 0.7152 * y + 0.0722 * z;
};
const back = (node) => {
  const colour = channels(getComputedStyle(node).backgroundColor);
  return colour[3] === 0 && node.parentElement ? back(node.parentElement) : colour;
};
const contrast = (node) => {
  const [one, two] = [channels(getComputedStyle(node).color), back(node)].map(light).sort((a, b) => b - a);
  return (one + 0.05) / (two + 0.05);
};
const told = [...document.querySelectorAll('body *')].filter((node) =>
  node.getClientRects().length && [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim()));
parent.postMessage({
  shown: [...document.querySelectorAll('article, tr[data-state], nav li[data-change], #none')]
    .filter((node) => node.getClientRects().length).map((node) => node.id || node.dataset.change || node.textContent),
  width: document.scrollingElement.scrollWidth,
  scrolling: told.filter((node) => node.closest('table') && node.closest('table').scrollWidth > innerWidth).length,
  contrast: Math.min(...told.map(contrast)),
  dark: light(back(document.body)) < 0.5,
}, '*');
</script>";

/// A page as it is seen behind a `#`, in a window of so many pixels; nothing without a browser.
fn seen(page: &str, behind: &str, width: u32, is_dark: bool) -> Option<Value> {
    let Some(browser) = browser() else {
        eprintln!("skipped: Chromium is not installed");
        return None;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let (inner, outer) = (folder.path().join("page.html"), folder.path().join("around.html"));
    fs::write(&inner, format!("{page}{LOOK}")).expect("the page is written");
    // A window has a least width, a frame has none.
    let around = format!(
        "<!doctype html><script>addEventListener('message', ({{data}}) => {{ \
         document.documentElement.dataset.seen = btoa(unescape(encodeURIComponent(JSON.stringify(data)))); }});</script>\
         <iframe src=\"page.html{behind}\" style=\"border: 0; width: {width}px; height: 900px\"></iframe>"
    );
    fs::write(&outer, around).expect("the page around it is written");
    let scheme = if is_dark { "preferredColorScheme=0" } else { "preferredColorScheme=1" };
    let output = Command::new(&browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"])
        .args(["--disable-background-networking", "--disable-component-update", "--dump-dom"])
        .args(["--virtual-time-budget=5000", "--window-size=1400,1000"])
        .arg(format!("--blink-settings={scheme}"))
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .arg(format!("file://{}", outer.display()))
        .output()
        .expect("the browser runs");
    let dom = String::from_utf8_lossy(&output.stdout).into_owned();
    let (_, rest) = dom.split_once("data-seen=\"").unwrap_or_else(|| panic!("the page told nothing: {dom}"));
    let told = rest.split('"').next().unwrap_or_default();
    let told = data_encoding::BASE64.decode(told.as_bytes()).expect("base64");
    Some(serde_json::from_slice(&told).expect("JSON"))
}

fn browser() -> Option<OsString> {
    let runs = |name: &OsString| Command::new(name).arg("--version").output().is_ok();
    if let Some(named) = std::env::var_os("RKGEN_BROWSER") {
        assert!(runs(&named), "RKGEN_BROWSER names no program that runs");
        return Some(named);
    }
    ["chromium", "chromium-browser", "google-chrome"].map(OsString::from).into_iter().find(runs)
}

/// What a filter leaves of a page.
fn shown(page: &str, filter: &str) -> Option<Vec<String>> {
    let seen = seen(page, filter, 1200, false)?;
    let shown = seen["shown"].as_array().expect("a list");
    Some(shown.iter().map(|name| name.as_str().unwrap_or_default().to_owned()).collect())
}

/// All of a page can be read, in light and in dark, wide and narrow.
fn is_readable(page: &str) {
    for (width, is_dark) in [(1200, false), (1200, true), (400, false), (400, true)] {
        let Some(seen) = seen(page, "", width, is_dark) else { return };
        let at = format!("{width} pixels, dark: {is_dark}: {seen}");
        assert_eq!(seen["dark"], is_dark, "{at}");
        // What WCAG 2 asks of texts (1.4.3, AA).
        assert!(seen["contrast"].as_f64() >= Some(4.5), "{at}");
        assert!(seen["width"].as_u64() <= Some(u64::from(width)), "{at}");
        assert_eq!(seen["scrolling"], 0, "{at}");
    }
}

#[test]
fn a_diff_in_a_browser_shows_what_its_filter_lets_through() {
    let page = diff(OLD, NEW);
    let Some(all) = shown(&page, "") else { return };
    // The namespace is deleted with its data, the service is reached from outside, two maps restart nothing. Each stands
    // in the tree too, by its kind.
    assert_eq!(all, ["c2", "c3", "c0", "c1", "c0", "c1", "c2", "c3"]);
    let left = |filter: &str| shown(&page, filter).unwrap_or_default();
    assert_eq!(left("#search=debug%20second"), ["c3", "c3"]);
    assert_eq!(left("#effect=data-loss"), ["c0", "c0"]);
    assert_eq!(left("#search=nowhere"), ["none"]);
}

#[test]
fn a_diff_in_a_browser_can_be_read_in_light_and_dark_wide_and_narrow() {
    is_readable(&diff(OLD, NEW));
}

#[test]
fn a_comparison_in_a_browser_shows_what_its_filter_lets_through() {
    let page = comparison();
    let Some(all) = shown(&page, "") else { return };
    let port = "data.portallowed: only here8081";
    assert_eq!(all, [port, "data.levelinfodebug", "data.keysecret, not comparedsecret, not compared"]);
    let left = |filter: &str| shown(&page, filter).unwrap_or_default();
    assert_eq!(left("#search=info%20second"), ["data.levelinfodebug"]);
    assert_eq!(left("#state=allowed"), [port]);
    assert_eq!(left("#search=nowhere"), ["none"]);
}

#[test]
fn a_comparison_in_a_browser_can_be_read_in_light_and_dark_wide_and_narrow() {
    is_readable(&comparison());
}

#[test]
fn an_object_stands_in_the_tree_once_whatever_is_told_of_it() {
    let map = |name: &str, own: &str, tag: &str| {
        format!(
            "---\n{{apiVersion: v1, kind: ConfigMap, metadata: {{name: {name}}}, data: {{own: '{own}', tag: {tag}}}}}\n"
        )
    };
    let all =
        |own: &str, tag: &str| ["a", "b", "c"].map(|name| map(name, &format!("{name}{own}"), tag)).concat();
    let page = diff(&all("1", "v1"), &all("2", "v2"));
    let of_b: Vec<&str> = page
        .lines()
        .filter(|line| line.starts_with("<li data-change") && line.contains("</span> b<"))
        .collect();
    assert_eq!(of_b.len(), 1, "{of_b:?}");
    // What differs in it alone, and the tag of all three.
    assert!(of_b[0].starts_with("<li data-change=\"c1 c3\"><a href=\"#c1\">"), "{of_b:?}");
}

#[test]
fn what_is_gone_is_shown_on_the_side_where_it_was() {
    let page = diff(OLD, NEW);
    let gone =
        "<pre class=\"before\">apiVersion: v1\nkind: Namespace\nmetadata:\n  name: away</pre><pre></pre>";
    assert!(page.contains(gone), "{page}");
}

#[test]
fn a_long_object_is_folded_and_equal_lines_are_counted() {
    let map = |name: &str, lines: &[String]| {
        let lines = lines.join("\n    ");
        format!(
            "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata:\n  text: |\n    {lines}\n"
        )
    };
    let mut lines: Vec<String> = (0..40).map(|line| format!("line {line}")).collect();
    let old = map("a", &lines);
    let new = map("b", &lines).replace("line", "word");
    for at in [2, 37] {
        lines[at].push('!');
    }
    let page = diff(&old, &(map("a", &lines) + &new));
    assert!(page.contains("<details><summary>34 more lines</summary>"), "{page}");
    assert!(page.contains("<p class=\"gap\">30 equal lines</p>"), "{page}");
}

fn diff(old: &str, new: &str) -> String {
    page(&[("old.yaml", old), ("new.yaml", new)], "diff old.yaml new.yaml --format html")
}

/// Two columns: what is allowed to differ, what is not, and what nobody knows.
fn comparison() -> String {
    let rules = "compare: {allow: [{object: ConfigMap/first, reason: only here}]}\n";
    let spec = |file: &str| {
        format!("resources: [../{file}.yaml]\nsecrets: {{keys: {{literals: {{key: {file}}}}}}}\n")
    };
    let files = [
        ("rkgen.yaml", rules),
        ("environments/dev.yaml", &spec("old")),
        ("environments/prod.yaml", &spec("new")),
        ("old.yaml", OLD.rsplit_once("---").map_or(OLD, |(two, _)| two)),
        ("new.yaml", NEW.rsplit_once("---").map_or(NEW, |(two, _)| two)),
    ];
    page(&files, "compare dev prod --allowed --format html")
}

/// The page that a command writes.
fn page(files: &[(&str, &str)], command: &str) -> String {
    let mut memory = Memory::default();
    for (path, text) in files {
        memory.add(path, (*text).to_owned());
    }
    let arguments: Vec<OsString> =
        ["rkgen"].into_iter().chain(command.split(' ')).map(OsString::from).collect();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = cli::run(&arguments, &InMemory::new(memory), &mut out, &mut err);
    assert_eq!(status, 1, "{}", String::from_utf8_lossy(&err));
    String::from_utf8(out).expect("a text")
}
