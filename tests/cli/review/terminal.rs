//! The program itself, at a terminal of its own.

use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use nix::pty::{OpenptyResult, Winsize, openpty};
use nix::sys::termios::{LocalFlags, tcgetattr};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};

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
    at_a_terminal(project())
}

/// A project in which two fields are pending.
fn project() -> tempfile::TempDir {
    let project = tempfile::tempdir().unwrap();
    let config =
        |value: &str| format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: web}}\ndata: {value}\n");
    put(project.path(), "environments/prod.yaml", "resources: [../web.yaml]\n");
    put(project.path(), "web.yaml", &config("{one: \"2\", two: \"2\"}"));
    put(project.path(), "snapshots/prod.yaml", &config("{one: \"1\", two: \"1\"}"));
    project
}

fn at_a_terminal(project: tempfile::TempDir) -> Terminal {
    let size = Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
    let OpenptyResult { master, slave } = openpty(Some(&size), None).unwrap();
    let stream = || Stdio::from(slave.try_clone().unwrap());
    let mut command = Command::new(env!("CARGO_BIN_EXE_rkgen"));
    command.args(["-C", project.path().to_str().unwrap(), "review", "prod"]);
    // What stops it stops no tests.
    command.process_group(0);
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

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    fn send(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
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

#[test]
fn who_ends_the_process_leaves_the_terminal_and_whole_files() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT] {
        let mut terminal = review();
        terminal.wait_for("q quit");
        terminal.press("a");
        terminal.wait_for("2 of 2");
        terminal.wait_for("q quit");
        assert!(!terminal.is_as_it_was());
        terminal.send(signal);
        terminal.wait_for("2 changes: 1 accepted, 1 left");
        assert_eq!(terminal.child.wait().unwrap().code(), Some(1), "{signal:?}");
        assert!(terminal.is_as_it_was(), "{signal:?}");
        assert!(terminal.snapshot().contains("one: \"2\"\n  two: \"1\""), "{signal:?}");
    }
}

#[test]
fn control_z_gives_the_terminal_back_until_somebody_goes_on() {
    let mut terminal = review();
    terminal.wait_for("q quit");
    terminal.press("\x1a");
    let status = waitpid(Some(terminal.pid()), WaitOptions::UNTRACED).unwrap().unwrap().1;
    assert!(status.stopped());
    assert!(terminal.is_as_it_was());
    terminal.send(Signal::CONT);
    terminal.wait_for("1 of 2  snapshots/prod.yaml");
    terminal.wait_for("q quit");
    assert!(!terminal.is_as_it_was());
    terminal.press("aa");
    terminal.wait_for("all is decided");
    terminal.press("q");
    assert_eq!(terminal.child.wait().unwrap().code(), Some(0));
    assert!(terminal.is_as_it_was());
}

#[test]
fn in_a_window_of_another_size_it_is_shown_again() {
    let mut terminal = review();
    terminal.wait_for("1 of 2  snapshots/prod.yaml");
    terminal.wait_for("u undo, q quit ");
    let size = rustix::termios::Winsize { ws_row: 10, ws_col: 40, ws_xpixel: 0, ws_ypixel: 0 };
    rustix::termios::tcsetwinsize(&terminal.slave, size).unwrap();
    terminal.send(Signal::WINCH);
    terminal.wait_for("1 of 2  snapshots/prod.yaml");
    terminal.wait_for("a, r, s, A 1, u, q; ? help ");
    terminal.press("?");
    terminal.wait_for("a      accept");
    terminal.press("q");
    assert_eq!(terminal.child.wait().unwrap().code(), Some(1));
}

#[test]
fn a_file_that_changes_between_two_keys_is_left_alone() {
    let mut terminal = review();
    terminal.wait_for("q quit");
    terminal.press("a");
    terminal.wait_for("2 of 2");
    terminal.wait_for("q quit");
    put(terminal.project.path(), "snapshots/prod.yaml", "mine: 1\n");
    terminal.press("a");
    terminal.wait_for("`snapshots/prod.yaml` was changed by someone else during the review");
    terminal.wait_for("review again: what was accepted before is kept");
    assert_eq!(terminal.child.wait().unwrap().code(), Some(2));
    assert!(terminal.is_as_it_was());
    assert_eq!(terminal.snapshot(), "mine: 1\n");
}

#[test]
fn what_a_killed_review_left_is_reviewed_next() {
    let mut terminal = review();
    terminal.wait_for("q quit");
    terminal.press("a");
    terminal.wait_for("2 of 2");
    terminal.send(Signal::KILL);
    terminal.child.wait().unwrap();
    let names = std::fs::read_dir(terminal.project.path().join("snapshots")).unwrap();
    let names: Vec<_> = names.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["prod.yaml"]);
    let mut terminal = at_a_terminal(terminal.project);
    terminal.wait_for("1 of 1  snapshots/prod.yaml");
    terminal.wait_for("data.two  \"1\" → \"2\"");
    terminal.wait_for("q quit");
    terminal.press("aq");
    terminal.wait_for("1 change: 1 accepted");
    assert_eq!(terminal.child.wait().unwrap().code(), Some(0));
}

#[test]
fn where_nothing_can_be_written_nothing_is_lost() {
    let project = project();
    let folder = project.path().join("snapshots");
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o555)).unwrap();
    if std::fs::write(folder.join("probe"), "").is_ok() {
        // Nothing is forbidden to root.
        return;
    }
    let mut terminal = at_a_terminal(project);
    terminal.wait_for("q quit");
    terminal.press("a");
    terminal.wait_for("cannot write `snapshots/prod.yaml`: permission denied");
    assert_eq!(terminal.child.wait().unwrap().code(), Some(2));
    assert!(terminal.is_as_it_was());
    assert!(terminal.snapshot().contains("one: \"1\""));
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
}
