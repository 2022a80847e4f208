//! Names and what is reached from them, written out again; and which values are read that way.

use std::ops::Range;

use super::{Rewriter, Want, ast, syntax};

impl<'t> Rewriter<'t, '_> {
    /// What a dot or a bracket follows.
    pub(super) fn base(&mut self, expr: &ast::Expr<'t>) {
        match expr {
            ast::Expr::Var(_) | ast::Expr::GetAttr(_) => self.expression(expr),
            _ => {
                self.put("(");
                self.operand(expr, Want::Value);
                self.put(")");
            }
        }
    }

    /// A name, an attribute or an item; `read` if the value's path is noted already.
    pub(super) fn access(&mut self, expr: &ast::Expr<'t>, read: bool) {
        let start = self.rewritten.text.len();
        match expr {
            ast::Expr::Var(name) => {
                self.reserved(name.id, syntax::bytes(name.span()));
                self.put(name.id);
            }
            ast::Expr::GetAttr(e) => {
                let soft = self.soft && read;
                self.put(if soft { "(" } else { "" });
                self.inner(&e.expr, read);
                self.put(if soft { "|__soft)" } else { "" });
                self.put(".");
                self.put(e.name);
            }
            ast::Expr::GetItem(e) => {
                if read {
                    self.inner(&e.expr, read);
                } else {
                    self.put("(");
                    self.operand(&e.expr, Want::Value);
                    self.put(")");
                }
                self.put("[");
                self.operand(&e.subscript_expr, Want::Known(""));
                self.put("]");
            }
            _ => {}
        }
        self.segment(start, syntax::extent(expr));
    }

    fn inner(&mut self, expr: &ast::Expr<'t>, read: bool) {
        match expr {
            ast::Expr::Var(_) | ast::Expr::GetAttr(_) | ast::Expr::GetItem(_) if read => {
                self.access(expr, true);
            }
            _ => self.base(expr),
        }
    }

    /// Notes the value at the end of a chain of names, if it is one.
    pub(super) fn read(&mut self, expr: &ast::Expr<'t>) -> bool {
        let mut keys = Vec::new();
        let mut at = expr;
        loop {
            match at {
                ast::Expr::Var(name) => {
                    keys.push(name.id);
                    break;
                }
                ast::Expr::GetAttr(e) => {
                    keys.push(e.name);
                    at = &e.expr;
                }
                ast::Expr::GetItem(e) => {
                    let ast::Expr::Const(key) = &e.subscript_expr else { return false };
                    let Some(key) = key.value.as_str() else { return false };
                    keys.push(key);
                    at = &e.expr;
                }
                _ => return false,
            }
        }
        keys.reverse();
        if !self.scope.binds(keys[0]) {
            self.rewritten.reads.add(&keys);
        }
        true
    }

    pub(super) fn reserved(&mut self, name: &str, range: Range<usize>) {
        if name.starts_with("__") {
            self.refuse(format!("the name `{name}` is reserved"), range, "begins with `__`");
        }
    }
}
