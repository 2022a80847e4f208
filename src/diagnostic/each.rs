//! Does the same to each of many things, on all processors where it pays, and keeps what was found in order.

use std::sync::{Mutex, PoisonError};

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
    let tasks: Vec<Mutex<Task<T, R>>> = items.into_iter().map(|item| Mutex::new(Task::Open(item))).collect();
    in_parallel(tasks.len(), &|index| {
        let mut task = tasks[index].lock().unwrap_or_else(PoisonError::into_inner);
        if let Task::Open(item) = std::mem::replace(&mut *task, Task::Begun) {
            let mut problems = Diagnostics::default();
            *task = Task::Done(work(item, &mut problems), problems);
        }
    });
    let collect = |task: Mutex<Task<T, R>>| match task.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Task::Done(result, problems) => {
            diagnostics.extend(problems);
            Some(result)
        }
        // Only a panic leaves one behind, and ends the program.
        Task::Open(_) | Task::Begun => None,
    };
    tasks.into_iter().filter_map(collect).collect()
}

enum Task<T, R> {
    Open(T),
    Begun,
    Done(R, Diagnostics),
}

/// Does the work of each number below `count`. All of `each` comes through here: the threads' code is large, and compiled
/// once.
fn in_parallel(count: usize, work: &(dyn Fn(usize) + Sync)) {
    (0..count).into_par_iter().for_each(work);
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
