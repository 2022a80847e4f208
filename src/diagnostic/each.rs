//! Does the same to each of many things, on all processors where it pays, and keeps what was found in order.

use rayon::prelude::*;

use super::Diagnostics;

/// The results of `work` for each item, in the order of the items, as are the problems that it finds.
///
/// Fewer items than `enough` are done in this thread: the pool of threads starts only when there is work for it.
pub fn each<T: Send, R: Send>(
    items: Vec<T>,
    enough: usize,
    diagnostics: &mut Diagnostics,
    work: impl Fn(T, &mut Diagnostics) -> R + Sync,
) -> Vec<R> {
    if items.len() < enough {
        return items.into_iter().map(|item| work(item, diagnostics)).collect();
    }
    let one = |item| {
        let mut problems = Diagnostics::default();
        (work(item, &mut problems), problems)
    };
    let results: Vec<(R, Diagnostics)> = items.into_par_iter().map(one).collect();
    let collect = |(result, problems)| {
        diagnostics.extend(problems);
        result
    };
    results.into_iter().map(collect).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Diagnostic};

    #[test]
    fn threads_change_neither_results_nor_order() {
        let run = |enough| {
            let mut diagnostics = Diagnostics::default();
            let doubled = each((0..1000).collect(), enough, &mut diagnostics, |item, diagnostics| {
                diagnostics.push(Diagnostic::new(Code::UnknownField, item.to_string()));
                item * 2
            });
            (doubled, diagnostics.iter().map(|problem| problem.message.clone()).collect::<Vec<_>>())
        };
        assert_eq!(run(1), run(usize::MAX));
        assert_eq!(run(1).0[999], 1998);
    }
}
