//! An object beside the places that made it, on terminals.

use std::ffi::OsString;

use rkgen::cli::{self, InMemory, Screen};
use rkgen::world::Memory;

/// What is shown of a Deployment on a terminal of so many columns.
fn shown(width: usize, path: &[&str]) -> String {
    let mut memory = Memory::default();
    let folder = "environments/of-a-customer/with-a-long-name";
    memory.add(
        &format!("{folder}/web.yaml"),
        "resources: [../../../web.yaml]\nimages: [{name: registry.example.com/shop/web, newTag: v2}]\n\
         labels: {team: sales}\n",
    );
    memory.add("environments/prod.yaml", format!("extends: ../{folder}/web.yaml\n"));
    memory.add(
        "web.yaml",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - {name: web, image: \
         \"registry.example.com/shop/web:v1\"}\n",
    );
    let mut machine = InMemory::new(memory);
    machine.screen = Screen { terminal: true, colour: false, width };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let words = ["rkgen", "explain", "prod", "pod/web"];
    let line: Vec<OsString> = words.iter().chain(path).map(OsString::from).collect();
    let status = cli::run(&line, &machine, &mut out, &mut err);
    assert_eq!(status, 0, "{}", String::from_utf8_lossy(&err));
    String::from_utf8(out).unwrap()
}

#[test]
fn the_place_stands_where_there_is_room_for_it() {
    let wide = shown(120, &[]);
    assert!(
        wide.contains(
            "image: registry.example.com/shop/web:v2  …/of-a-customer/with-a-long-name/web.yaml:2:"
        ),
        "{wide}"
    );
    for width in [120, 80, 60] {
        let screen = shown(width, &[]);
        assert!(screen.lines().all(|line| line.chars().count() <= width), "{screen}");
    }
    let narrow = shown(60, &[]);
    assert!(narrow.contains("image: registry.example.com/shop/web:v2\n    "), "{narrow}");
}

#[test]
fn values_are_cut_so_that_a_row_fits_and_still_tells_images_apart() {
    let wide = shown(200, &["image"]);
    assert!(
        wide.contains("   registry.example.com/shop/web:v2   registry.example.com/shop/web:v1\n"),
        "{wide}"
    );
    let narrow = shown(80, &["image"]);
    assert!(narrow.contains("web:v2   ") && narrow.contains("web:v1\n"), "{narrow}");
    assert!(!narrow.contains("   registry.example.com/shop/web:v2   "), "{narrow}");
}
