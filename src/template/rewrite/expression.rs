//! Expressions, written out again with hooks around operands.

use super::{Rewriter, Want, ast, syntax};
use crate::template::names::{BLIND_TESTS, tests};

impl<'t> Rewriter<'t, '_> {
    /// An expression as an argument or in a tag: what binds loosest.
    pub(super) fn expression(&mut self, expr: &ast::Expr<'t>) {
        let start = self.rewritten.text.len();
        match expr {
            ast::Expr::Var(_) | ast::Expr::GetAttr(_) | ast::Expr::GetItem(_) => {
                let read = self.read(expr);
                self.access(expr, read);
            }
            ast::Expr::Const(e) => match e.value.as_str() {
                Some(text) => self.string(text),
                None => self.put(&self.written[syntax::bytes(e.span())]),
            },
            ast::Expr::Slice(e) => {
                self.put("(");
                self.operand(&e.expr, Want::Known("slice"));
                self.put(")");
                self.put("[");
                self.optional(e.start.as_ref());
                self.put(":");
                self.optional(e.stop.as_ref());
                self.put(":");
                self.optional(e.step.as_ref());
                self.put("]");
            }
            ast::Expr::UnaryOp(e) => match e.op {
                ast::UnaryOpKind::Not => {
                    self.put("not ");
                    self.operand(&e.expr, Want::Answer);
                }
                ast::UnaryOpKind::Neg => {
                    self.put("-(");
                    self.operand(&e.expr, Want::Value);
                    self.put(")");
                }
            },
            ast::Expr::BinOp(e) => self.binary(e, expr),
            ast::Expr::Compare(e) => {
                self.operand(&e.expr, Want::Known(""));
                for comparison in &e.ops {
                    self.put(comparison_sign(comparison.op));
                    self.operand(&comparison.expr, Want::Known(""));
                }
            }
            ast::Expr::IfExpr(e) => {
                self.operand(&e.true_expr, Want::Anything);
                self.put(" if ");
                self.operand(&e.test_expr, Want::Answer);
                self.put(" else ");
                match &e.false_expr {
                    Some(other) => self.operand(other, Want::Anything),
                    None => self.put("none|__nothing"),
                }
            }
            ast::Expr::Filter(e) => self.filter(e),
            ast::Expr::Test(e) => {
                self.known("test", e.name, syntax::bytes(e.span()), tests());
                let want = match e.name {
                    "defined" | "undefined" => Want::Anything,
                    name if BLIND_TESTS.contains(&name) => Want::Value,
                    _ => Want::Known(""),
                };
                self.operand(&e.expr, want);
                self.put(" is ");
                self.put(e.name);
                self.arguments(&e.args, Want::Known(""));
            }
            ast::Expr::Call(e) => self.call(e),
            ast::Expr::List(e) => self.items("[", &e.items, "]"),
            ast::Expr::Tuple(e) => self.items("(", &e.items, if e.items.is_empty() { ")" } else { ",)" }),
            ast::Expr::Map(e) => {
                self.put("{");
                for (index, (key, value)) in e.keys.iter().zip(&e.values).enumerate() {
                    self.put(if index == 0 { "" } else { "," });
                    self.operand(key, Want::Value);
                    self.put(":");
                    self.operand(value, Want::Value);
                }
                self.put("}");
            }
        }
        self.segment(start, syntax::extent(expr));
    }

    /// An expression that an operator or a filter can follow.
    pub(super) fn operand(&mut self, expr: &ast::Expr<'t>, want: Want) {
        let start = self.rewritten.text.len();
        let closed = match expr {
            ast::Expr::UnaryOp(_) | ast::Expr::Compare(_) | ast::Expr::IfExpr(_) | ast::Expr::Test(_) => {
                false
            }
            ast::Expr::BinOp(e) => matches!(e.op, ast::BinOpKind::Concat),
            _ => true,
        };
        let kept = matches!(want, Want::Defined | Want::Items) && makes(expr) && !is_literal(expr);
        let place = self.place(expr);
        if kept {
            self.put(&format!("{place}|__begin|__kept("));
        }
        self.put(if closed { "" } else { "(" });
        self.expression(expr);
        self.put(if closed { "" } else { ")" });
        let is_constant = matches!(expr, ast::Expr::Const(_));
        if kept {
            self.put(&format!(",{place})"));
        }
        let hook = match want {
            Want::Anything | Want::Items => return,
            Want::Defined if matches!(expr, ast::Expr::Var(name) if self.scope.defines(name.id)) => return,
            Want::Known("") if !is_constant => format!("|__known({place})"),
            Want::Known(filter) if !is_constant => format!("|__known({place},\"{filter}\")"),
            _ if is_plain(expr) => return,
            Want::Defined => format!("|__defined({place})"),
            Want::Value | Want::Known(_) => format!("|__value({place})"),
            Want::Answer => format!("|__answer({place})"),
        };
        self.put(&hook);
        self.segment(start, syntax::extent(expr));
    }

    fn optional(&mut self, expr: Option<&ast::Expr<'t>>) {
        if let Some(expr) = expr {
            self.operand(expr, Want::Value);
        }
    }

    fn items(&mut self, open: &str, items: &[ast::Expr<'t>], close: &str) {
        self.put(open);
        for (index, item) in items.iter().enumerate() {
            self.put(if index == 0 { "" } else { "," });
            self.operand(item, Want::Value);
        }
        self.put(close);
    }

    fn binary(&mut self, e: &ast::BinOp<'t>, whole: &ast::Expr<'t>) {
        let sign = match e.op {
            ast::BinOpKind::Concat => {
                self.operand(&e.left, Want::Value);
                self.put("|__join(");
                self.operand(&e.right, Want::Value);
                let (left, right) = (self.place(&e.left), self.place(&e.right));
                return self.put(&format!(",{left},{right})"));
            }
            ast::BinOpKind::Add | ast::BinOpKind::Mul => {
                self.put("(");
                self.operand(&e.left, Want::Value);
                self.put(if matches!(e.op, ast::BinOpKind::Add) { "+" } else { "*" });
                self.operand(&e.right, Want::Value);
                let place = self.place(whole);
                return self.put(&format!(")|__bounded({place})"));
            }
            // The right side is what comes out, whatever it is.
            ast::BinOpKind::ScAnd | ast::BinOpKind::ScOr => {
                self.operand(&e.left, Want::Value);
                self.put(if matches!(e.op, ast::BinOpKind::ScAnd) { " and " } else { " or " });
                return self.operand(&e.right, Want::Anything);
            }
            ast::BinOpKind::Eq => "==",
            ast::BinOpKind::Ne => "!=",
            ast::BinOpKind::Lt => "<",
            ast::BinOpKind::Lte => "<=",
            ast::BinOpKind::Gt => ">",
            ast::BinOpKind::Gte => ">=",
            ast::BinOpKind::Sub => "-",
            ast::BinOpKind::Div => "/",
            ast::BinOpKind::FloorDiv => "//",
            ast::BinOpKind::Rem => "%",
            ast::BinOpKind::Pow => "**",
            ast::BinOpKind::In => " in ",
        };
        self.operand(&e.left, Want::Known(""));
        self.put(sign);
        self.operand(&e.right, Want::Known(""));
    }

    fn string(&mut self, text: &str) {
        self.put("\"");
        for character in text.chars() {
            match character {
                '"' => self.put("\\\""),
                '\\' => self.put("\\\\"),
                '\n' => self.put("\\n"),
                '\r' => self.put("\\r"),
                other => self.rewritten.text.push(other),
            }
        }
        self.put("\"");
    }
}

/// Whether it makes a value of others.
fn makes(expr: &ast::Expr<'_>) -> bool {
    !matches!(expr, ast::Expr::Var(_) | ast::Expr::GetAttr(_) | ast::Expr::GetItem(_) | ast::Expr::Const(_))
}

/// Whether it is written out whole, so that nothing is read for it.
fn is_literal(expr: &ast::Expr<'_>) -> bool {
    match expr {
        ast::Expr::Const(_) => true,
        ast::Expr::List(e) => e.items.iter().all(is_literal),
        ast::Expr::Tuple(e) => e.items.iter().all(is_literal),
        ast::Expr::Map(e) => e.keys.iter().chain(&e.values).all(is_literal),
        _ => false,
    }
}

/// Whether it is always defined and never text of the template.
fn is_plain(expr: &ast::Expr<'_>) -> bool {
    match expr {
        ast::Expr::Const(_)
        | ast::Expr::List(_)
        | ast::Expr::Tuple(_)
        | ast::Expr::Map(_)
        | ast::Expr::Compare(_)
        | ast::Expr::UnaryOp(_)
        | ast::Expr::Slice(_)
        | ast::Expr::Test(_) => true,
        ast::Expr::BinOp(e) => !matches!(e.op, ast::BinOpKind::ScAnd | ast::BinOpKind::ScOr),
        _ => false,
    }
}

fn comparison_sign(op: ast::CompareOpKind) -> &'static str {
    match op {
        ast::CompareOpKind::Eq => "==",
        ast::CompareOpKind::Ne => "!=",
        ast::CompareOpKind::Lt => "<",
        ast::CompareOpKind::Lte => "<=",
        ast::CompareOpKind::Gt => ">",
        ast::CompareOpKind::Gte => ">=",
        ast::CompareOpKind::In => " in ",
        ast::CompareOpKind::NotIn => " not in ",
    }
}
