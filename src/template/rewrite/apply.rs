//! Filters and calls, written out again.

use std::ops::Range;

use super::{Link, Rewriter, Want, ast, syntax};
use crate::diagnostic::{Code, Diagnostic};
use crate::template::marker::pack;
use crate::template::names::{BLIND, BLIND_FUNCTIONS, FUNCTIONS, KEEPERS, PLACE, PLACED, REFUSED, filters};

impl<'t> Rewriter<'t, '_> {
    pub(super) fn filter(&mut self, e: &ast::Spanned<ast::Filter<'t>>) {
        let keeps = KEEPERS.contains(&e.name);
        if let Some(base) = &e.expr {
            let want = match e.name {
                "default" | "d" => Want::Anything,
                _ if keeps => Want::Defined,
                _ => wanted(e.name),
            };
            self.operand(base, want);
            self.put("|");
        } else if !keeps {
            self.put("__text|");
        }
        self.known("filter", e.name, syntax::bytes(e.span()), filters());
        self.put(e.name);
        self.arguments(
            &e.args,
            if matches!(e.name, "default" | "d") { Want::Defined } else { wanted(e.name) },
        );
    }

    /// The filters of a block, with nothing before the first.
    pub(super) fn filter_chain(&mut self, filter: &ast::Expr<'t>) {
        let ast::Expr::Filter(e) = filter else { return };
        let keeps = KEEPERS.contains(&e.name);
        if let Some(before) = &e.expr {
            self.filter_chain(before);
            self.put("|");
        }
        if !keeps {
            self.put("__text|");
        }
        if let Want::Known(filter) = wanted(e.name) {
            let place = pack(self.span(syntax::bytes(e.span())));
            self.put(&format!("__known({place},\"{filter}\")|"));
        }
        self.known("filter", e.name, syntax::bytes(e.span()), filters());
        self.put(e.name);
        self.arguments(&e.args, wanted(e.name));
    }

    pub(super) fn call(&mut self, e: &ast::Spanned<ast::Call<'t>>) {
        let start = self.rewritten.text.len();
        let mut want = Want::Defined;
        let mut placed = false;
        match &e.expr {
            ast::Expr::Var(name) => {
                self.reserved(name.id, syntax::bytes(name.span()));
                self.put(name.id);
                if FUNCTIONS.contains(&name.id) && !self.scope.binds(name.id) {
                    want = if BLIND_FUNCTIONS.contains(&name.id) { Want::Value } else { Want::Known("") };
                    placed = PLACED.contains(&name.id);
                    self.payload(name.id, &e.args);
                }
            }
            ast::Expr::GetAttr(method) => {
                self.base(&method.expr);
                self.put(".");
                self.put(method.name);
            }
            callee => {
                self.put("(");
                self.expression(callee);
                self.put(")");
            }
        }
        self.put("(");
        self.argument_list(&e.args, want);
        let extent = syntax::extent(&e.expr).start;
        let extent = extent..syntax::bytes(e.span()).end.max(extent);
        if placed {
            self.put(if e.args.is_empty() { "" } else { "," });
            let place = pack(self.span(extent.clone()));
            self.put(&format!("{PLACE}={place}"));
        }
        self.put(")");
        self.segment(start, extent);
    }

    /// A file that is rendered into a string reads values as well.
    fn payload(&mut self, function: &str, args: &[ast::CallArg<'t>]) {
        if function == "render" {
            let literal = match args {
                [ast::CallArg::Pos(ast::Expr::Const(name))] => name.value.as_str().and_then(self.find),
                _ => None,
            };
            match (literal, args) {
                (Some(path), [ast::CallArg::Pos(name)]) => {
                    let span = self.span(syntax::extent(name));
                    self.rewritten.links.push(Link { path, span, names: Vec::new() });
                }
                _ => self.rewritten.reads.add_everything(),
            }
        }
    }

    pub(super) fn arguments(&mut self, args: &[ast::CallArg<'t>], want: Want) {
        if !args.is_empty() {
            self.put("(");
            self.argument_list(args, want);
            self.put(")");
        }
    }

    fn argument_list(&mut self, args: &[ast::CallArg<'t>], want: Want) {
        for (index, argument) in args.iter().enumerate() {
            self.put(if index == 0 { "" } else { "," });
            let value = match argument {
                ast::CallArg::Pos(value) => value,
                ast::CallArg::Kwarg(name, value) => {
                    self.put(name);
                    self.put("=");
                    value
                }
                ast::CallArg::PosSplat(value) => {
                    self.put("*");
                    value
                }
                ast::CallArg::KwargSplat(value) => {
                    self.put("**");
                    value
                }
            };
            self.operand(value, want);
        }
    }

    pub(super) fn known(&mut self, what: &str, name: &str, written: Range<usize>, all: &[&'static str]) {
        if all.contains(&name) {
            return;
        }
        let range = written.start..written.start + name.len();
        let problem = Diagnostic::new(Code::TemplateSyntax, format!("there is no {what} `{name}`"))
            .at(self.span(range), format!("unknown {what}"));
        let refused = REFUSED.iter().find(|(refused, _)| *refused == name);
        self.rewritten.problems.push(match refused {
            Some((_, help)) => problem.help(*help),
            None => problem.suggest(name, all.iter().copied(), &format!("{what}s")),
        });
    }
}

/// What a filter wants its value and its arguments to be.
fn wanted(filter: &str) -> Want {
    let known = filters().iter().find(|known| **known == filter && !BLIND.contains(known));
    known.map_or(Want::Value, |filter| Want::Known(filter))
}
