//! Reviews: keys go in, and what is accepted is in the snapshots, no more and no less.

use std::collections::BTreeMap;
use std::ffi::OsString;

use rkgen::cli::{self, InMemory};
use rkgen::world::{FilePath, Memory, World as _};

const OLD: &str = include_str!("review/old.yaml");
const NEW: &str = include_str!("review/new.yaml");

/// A machine with a project whose snapshots are of what was built before.
fn machine() -> InMemory {
    let mut memory = Memory::default();
    for name in ["web", "api"] {
        let spec = format!("namespace: {name}\nresources: [../../objects.yaml]\n");
        memory.add(&format!("environments/prod/{name}.yaml"), spec);
    }
    memory.add("environments/prod/gone.yaml", "resources: [../../gone.yaml]\n");
    memory.add("gone.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: gone}\n");
    memory.add("objects.yaml", OLD);
    let machine = InMemory::new(memory);
    assert_eq!(run(&machine, &["snapshot", "--all"]).0, 0);
    let mut files = machine.files();
    assert!(files.remove("environments/prod/gone.yaml"));
    files.add("objects.yaml", NEW);
    drop(files);
    machine
}

fn run(machine: &InMemory, arguments: &[&str]) -> (u8, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let line: Vec<OsString> = ["rkgen"].iter().chain(arguments).map(OsString::from).collect();
    let status = cli::run(&line, machine, &mut out, &mut err);
    out.extend(err);
    (status, String::from_utf8(out).unwrap())
}

fn review(machine: &mut InMemory, keys: &str) -> (u8, String) {
    machine.keys = Some(keys.to_owned());
    run(machine, &["review", "prod"])
}

/// All snapshots, with what they say.
fn snapshots(machine: &InMemory) -> BTreeMap<String, String> {
    let files = machine.files();
    let folder = FilePath::root().join("snapshots").unwrap();
    let text = |path: &FilePath| String::from_utf8(files.read(path).unwrap()).unwrap();
    files.walk(&folder).unwrap().iter().map(|path| (path.to_string(), text(path))).collect()
}

/// What `rkgen snapshot` writes.
fn wanted() -> BTreeMap<String, String> {
    let machine = machine();
    assert_eq!(run(&machine, &["snapshot", "prod", "--prune"]).0, 0);
    snapshots(&machine)
}

/// How many changes there were and were accepted, as the last lines of a review say.
fn counts(screen: &str) -> (usize, usize) {
    let line = screen.lines().rev().find(|line| line.contains(" changes: ")).expect("a review is concluded");
    let line = line.rsplit("\x1b[2K").next().unwrap_or_default();
    let number = |word: &str| {
        let before = line.split(word).next().filter(|before| before.len() < line.len())?;
        before.rsplit([' ', ',']).find(|text| !text.is_empty())?.parse().ok()
    };
    (number(" changes").unwrap_or(0), number(" accepted").unwrap_or(0))
}

/// Keys by chance, the same in each run.
fn keys(seed: u64, among: &[u8]) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % 1_000_003).unwrap()
    };
    let length = next() % 40;
    (0..length).map(|_| char::from(among[next() % among.len()])).collect()
}

#[test]
fn all_that_is_accepted_is_the_snapshot() {
    let mut machine = machine();
    let (status, screen) = review(&mut machine, &"a".repeat(200));
    assert_eq!(status, 0, "{screen}");
    assert_eq!(snapshots(&machine), wanted());
    assert_eq!(review(&mut machine, "").1, "nothing is pending\n");
}

#[test]
fn whatever_was_pressed_what_is_left_is_asked_for_again() {
    let wanted = wanted();
    for seed in 1..40 {
        let mut machine = machine();
        let keys = keys(seed, b"aaarsAu ?");
        let (_, screen) = review(&mut machine, &keys);
        let (all, accepted) = counts(&screen);
        assert!(all > 20, "{screen}");
        let (_, screen) = review(&mut machine, "q");
        let left = if all == accepted { 0 } else { counts(&screen).0 };
        assert_eq!(left, all - accepted, "after {keys}:\n{screen}");
        let (status, screen) = review(&mut machine, &"a".repeat(200));
        assert_eq!(status, 0, "after {keys}:\n{screen}");
        assert_eq!(snapshots(&machine), wanted, "after {keys}");
    }
}

#[test]
fn what_is_taken_back_or_not_accepted_changes_nothing() {
    let before = snapshots(&machine());
    for seed in 1..20 {
        let mut machine = machine();
        review(&mut machine, &keys(seed, b"rs ?"));
        assert_eq!(snapshots(&machine), before);
        let (status, _) = review(&mut machine, &(keys(seed, b"aarsA") + &"u".repeat(60)));
        assert_eq!(snapshots(&machine), before);
        assert_eq!(status, 1);
    }
}

#[test]
fn one_change_is_accepted_alone() {
    let mut machine = machine();
    let (status, screen) = review(&mut machine, "r".repeat(200).as_str());
    assert_eq!(status, 1);
    // The number of the change that another image is.
    let title = screen.split(" of ").zip(screen.split(" of ").skip(1));
    let at = title
        .filter(|(_, after)| after.starts_with(char::is_numeric))
        .position(|(_, after)| after.contains("image") && after.contains("acme/web:1 → acme/web:2"));
    let keys = "s".repeat(at.expect("an image changes")) + "a";
    let before = snapshots(&machine)["snapshots/prod/api.yaml"].clone();
    review(&mut machine, &keys);
    let after = snapshots(&machine)["snapshots/prod/api.yaml"].clone();
    let changed: Vec<(&str, &str)> =
        before.lines().zip(after.lines()).filter(|(one, two)| one != two).collect();
    assert_eq!(changed, [("        image: acme/web:1", "        image: acme/web:2")], "{after}");
    assert_eq!(before.lines().count(), after.lines().count());
}

#[test]
fn the_screen_fits_in_80_columns_and_24_rows() {
    let mut machine = machine();
    let (_, screen) = review(&mut machine, &" ".repeat(3).repeat(60));
    let (_, other) = review(&mut machine, &"   s".repeat(60));
    for screen in [screen, other] {
        for page in screen.split("q quit ") {
            let rows: Vec<&str> = page.lines().collect();
            assert!(rows.len() <= 24, "{} rows:\n{page}", rows.len());
            for row in rows {
                let row = row.replace("\r\x1b[2K", "");
                assert!(row.chars().count() <= 80, "{row}");
            }
        }
    }
}

#[test]
fn a_file_that_somebody_else_changes_is_left_alone() {
    let mut machine = machine();
    let link = "snapshots/prod/api.yaml";
    let (status, screen) = review(&mut machine, "a");
    assert_eq!(status, 1, "{screen}");
    // Marks of a conflict are no snapshot; what is there stays.
    machine.files().add(link, "<<<<<<< HEAD\na: 1\n=======\n");
    let (status, screen) = review(&mut machine, "a");
    assert_eq!(status, 2);
    assert!(screen.contains("git left both versions in it") && screen.contains(link), "{screen}");
    assert_eq!(snapshots(&machine)[link], "<<<<<<< HEAD\na: 1\n=======\n");
}

#[test]
fn without_a_terminal_what_is_pending_is_printed() {
    let machine = machine();
    let before = snapshots(&machine);
    let (status, screen) = run(&machine, &["review", "prod"]);
    assert_eq!(status, 1);
    assert!(screen.contains("acme/web:1 → acme/web:2"), "{screen}");
    assert!(
        screen.ends_with("nothing was decided: this is no terminal; `rkgen snapshot prod` accepts all\n")
    );
    assert_eq!(snapshots(&machine), before);
}

/// The program itself, at a terminal of its own.
#[cfg(unix)]
mod terminal {
    use std::fs::File;
    use std::io::{Read, Write};
    use std::process::{Child, Command, Stdio};
    use std::sync::mpsc::{Receiver, channel};
    use std::time::Duration;

    use nix::pty::{OpenptyResult, Winsize, openpty};
    use nix::sys::termios::{LocalFlags, tcgetattr};

    use super::super::put;

    struct Terminal {
        keys: File,
        screen: Receiver<Vec<u8>>,
        seen: String,
        slave: std::os::fd::OwnedFd,
        child: Child,
        project: tempfile::TempDir,
    }

    fn review() -> Terminal {
        let project = tempfile::tempdir().unwrap();
        let config = |value: &str| {
            format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: web}}\ndata: {value}\n")
        };
        put(project.path(), "environments/prod.yaml", "resources: [../web.yaml]\n");
        put(project.path(), "web.yaml", &config("{one: \"2\", two: \"2\"}"));
        put(project.path(), "snapshots/prod.yaml", &config("{one: \"1\", two: \"1\"}"));
        let size = Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
        let OpenptyResult { master, slave } = openpty(Some(&size), None).unwrap();
        let stream = || Stdio::from(slave.try_clone().unwrap());
        let mut command = Command::new(env!("CARGO_BIN_EXE_rkgen"));
        command.args(["-C", project.path().to_str().unwrap(), "review", "prod"]);
        let child = command.stdin(stream()).stdout(stream()).stderr(stream()).spawn().unwrap();
        let mut out = File::from(master.try_clone().unwrap());
        let (sender, screen) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = out.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Terminal { keys: File::from(master), screen, seen: String::new(), slave, child, project }
    }

    impl Terminal {
        /// Waits until a text is on the screen, behind what was waited for before.
        fn wait_for(&mut self, text: &str) {
            while !self.seen.contains(text) {
                let more = self.screen.recv_timeout(Duration::from_secs(60));
                let more = more.unwrap_or_else(|_| panic!("no `{text}` in\n{}", self.seen));
                self.seen.push_str(&String::from_utf8_lossy(&more));
            }
            let at = self.seen.find(text).unwrap() + text.len();
            self.seen.drain(..at);
        }

        fn press(&mut self, keys: &str) {
            self.keys.write_all(keys.as_bytes()).unwrap();
        }

        fn is_as_it_was(&self) -> bool {
            let flags = tcgetattr(&self.slave).unwrap().local_flags;
            flags.contains(LocalFlags::ICANON | LocalFlags::ECHO | LocalFlags::ISIG)
        }

        fn snapshot(&self) -> String {
            std::fs::read_to_string(self.project.path().join("snapshots/prod.yaml")).unwrap()
        }
    }

    #[test]
    fn keys_are_taken_as_they_are_pressed_and_the_terminal_is_what_it_was() {
        let mut terminal = review();
        terminal.wait_for("1 of 2  snapshots/prod.yaml");
        terminal.wait_for("data.one  \"1\" → \"2\"");
        terminal.wait_for("q quit");
        assert!(!terminal.is_as_it_was());
        terminal.press("\x1b[Aa");
        terminal.wait_for("accepted");
        terminal.wait_for("2 of 2  snapshots/prod.yaml");
        assert!(terminal.snapshot().contains("one: \"2\"\n  two: \"1\""), "{}", terminal.snapshot());
        terminal.press("r");
        terminal.wait_for("all is decided");
        terminal.press("q");
        terminal.wait_for("2 changes: 1 accepted, 1 rejected");
        assert_eq!(terminal.child.wait().unwrap().code(), Some(1));
        assert!(terminal.is_as_it_was());
    }

    #[test]
    fn control_c_leaves_the_terminal_and_whole_files() {
        let mut terminal = review();
        terminal.wait_for("q quit");
        terminal.press("a");
        terminal.wait_for("2 of 2");
        terminal.wait_for("q quit");
        terminal.press("\x03");
        terminal.wait_for("2 changes: 1 accepted, 1 left");
        assert_eq!(terminal.child.wait().unwrap().code(), Some(1));
        assert!(terminal.is_as_it_was());
        assert!(terminal.snapshot().contains("one: \"2\"\n  two: \"1\""));
    }
}
