//! Times `rkgen diff` of two outputs, beside parsing and printing both: `cargo bench -- differences`.

use std::fs;
use std::path::Path;

use crate::measure::measure;
use crate::{Project, project, size};

/// How many MB each side has.
const MEGABYTES: f64 = 5.0;

/// Prints the figures where nothing differs, where an image of each tenth object does, and where all do.
pub(crate) fn report() -> anyhow::Result<()> {
    let (rkgen, this) = (Path::new(env!("CARGO_BIN_EXE_rkgen")), std::env::current_exe()?);
    let sample = built(100)?;
    let (_, of_sample) = size(&sample.output)?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "some hundred applications are a megabyte"
    )]
    let before = built((100.0 * MEGABYTES / of_sample).ceil() as usize)?;
    let (objects, megabytes) = size(&before.output)?;
    println!("two outputs of {objects} objects, {megabytes:.2} MB each\n");
    println!("{:<26} {:<28} {:<28} {:>5}", "", "rkgen diff", "parse and print both", "ratio");
    let text = fs::read_to_string(&before.output)?;
    for (name, every) in
        [("nothing differs", usize::MAX), ("each tenth image differs", 10), ("all images differ", 1)]
    {
        let after = tempfile::NamedTempFile::new()?;
        fs::write(&after, with_other_images(&text, every))?;
        let (after, shown) = (after.path().to_string_lossy(), tempfile::NamedTempFile::new()?);
        let shown = shown.path().to_string_lossy();
        // What differs is no failure if nothing of it is refused.
        let diff = ["diff", &before.output, &after, "--fail-on", "refused", "-o", &shown];
        let (one, two) = (["--floor", &before.output], ["--floor", &*after]);
        let [diff, one, two] = measure([(rkgen, &diff), (&this, &one), (&this, &two)], 7)?;
        println!(
            "{name:<26} {:<28} {:>8.1} ms {:>16} {:>5.2}",
            diff.to_string(),
            (one.cpu + two.cpu).as_secs_f64() * 1e3,
            "",
            diff.cpu.as_secs_f64() / (one.cpu + two.cpu).as_secs_f64(),
        );
    }
    Ok(())
}

/// A made-up project of so many applications, built.
fn built(applications: usize) -> anyhow::Result<Project> {
    let project = Project::new(|root| project::applications(root, applications))?;
    measure([(Path::new(env!("CARGO_BIN_EXE_rkgen")), &project.arguments())], 0)?;
    Ok(project)
}

/// The text with another tag for each so-manieth image.
fn with_other_images(text: &str, every: usize) -> String {
    let mut images = 0;
    let mut line = |line: &str| {
        let is_image = line.trim_start().trim_start_matches("- ").starts_with("image: ");
        images += usize::from(is_image);
        let differs = is_image && every != usize::MAX && images % every == 0;
        if differs { format!("{line}-next\n") } else { format!("{line}\n") }
    };
    text.lines().map(&mut line).collect()
}
