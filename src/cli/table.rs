//! Columns that stand below each other, as `kubectl get` shows them.

use std::io::{self, Write};

use anstyle::Style;

use crate::diagnostic::render::visible;

/// The blanks between two columns.
pub(super) const GAP: usize = 3;

/// A table: its titles, then a row for each thing.
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these titles and no row yet.
    pub(super) fn new(titles: &[&str]) -> Table {
        Table { rows: vec![titles.iter().map(|title| (*title).to_owned()).collect()] }
    }

    /// Adds a row. A cell of no text is shown as `-`, so that a cell is where `awk` and the eye look for it.
    pub(super) fn add<C: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = C>) {
        let shown = |cell: C| match cell.as_ref() {
            "" => "-".to_owned(),
            cell => visible(cell),
        };
        self.rows.push(cells.into_iter().map(shown).collect());
    }

    /// Writes it, with bold titles if `colour`.
    pub(super) fn write(&self, out: &mut dyn Write, colour: bool) -> io::Result<()> {
        let widths = self.widths();
        for (at, row) in self.rows.iter().enumerate() {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                line.push_str(cell);
                line.extend(std::iter::repeat_n(' ', width + GAP - cell.chars().count()));
            }
            let style = if colour && at == 0 { Style::new().bold() } else { Style::new() };
            writeln!(out, "{style}{}{style:#}", line.trim_end())?;
        }
        Ok(())
    }

    fn widths(&self) -> Vec<usize> {
        let columns = self.rows.first().map_or(0, Vec::len);
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
        };
        (0..columns).map(width).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(colour: bool) -> String {
        let mut table = Table::new(&["KIND", "NAME"]);
        table.add(["Service", ""]);
        table.add(["Pod", "wäb\u{1b}[31m"]);
        let mut out = Vec::new();
        table.write(&mut out, colour).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_are_aligned_and_cells_command_no_terminal() {
        assert_eq!(drawn(false), "KIND      NAME\nService   -\nPod       wäb␛[31m\n");
    }

    #[test]
    fn only_titles_are_coloured() {
        assert_eq!(drawn(true).lines().next(), Some("\u{1b}[1mKIND      NAME\u{1b}[0m"));
        assert_eq!(drawn(true).lines().skip(1).collect::<Vec<_>>(), ["Service   -", "Pod       wäb␛[31m"]);
    }
}
