//! Statements, written out again.

use std::ops::Range;

use super::{Link, Macro, Rewriter, Want, alone, ast, pack, syntax};
use crate::diagnostic::{Code, Diagnostic};

impl<'t> Rewriter<'t, '_> {
    pub(super) fn statement(&mut self, statement: &ast::Stmt<'t>) {
        let data = self.data.take();
        match statement {
            ast::Stmt::Template(s) => self.statements(&s.children),
            ast::Stmt::EmitExpr(s) => {
                let place = self.place(&s.expr);
                let local = matches!(&s.expr, ast::Expr::Var(name) if self.scope.binds(name.id));
                let begin = if local { "none".to_owned() } else { format!("{place}|__begin") };
                self.put(&format!("{{{{{begin}|__emit("));
                self.soft = is_chain(&s.expr);
                self.operand(&s.expr, Want::Anything);
                self.soft = false;
                self.put(&format!(",{place}"));
                let extent = syntax::extent(&s.expr);
                let padding = data.and_then(|data| alone::expression(self.written, &data, &extent));
                if let Some(padding) = padding.filter(|_| !goes_through_indent(&s.expr)) {
                    self.put(&format!(",{padding:?}"));
                }
                self.put(")}}");
            }
            ast::Stmt::EmitRaw(s) => {
                // Data borrows from the template, so its place is where it lies.
                let offset = s.raw.as_ptr() as usize - self.written.as_ptr() as usize;
                self.data(s.raw, offset);
                self.data = Some(offset..offset + s.raw.len());
            }
            ast::Stmt::ForLoop(s) => self.for_loop(s),
            ast::Stmt::IfCond(s) => self.condition(s, "if"),
            ast::Stmt::WithBlock(s) => self.with_block(s),
            ast::Stmt::Set(s) => {
                self.with_tag(syntax::bytes(s.span()), "set ", |this| {
                    this.target(&s.target, false);
                    this.put("=");
                    this.operand(&s.expr, Want::Defined);
                });
                self.assigned(&s.target);
            }
            ast::Stmt::SetBlock(s) => {
                self.with_tag(syntax::bytes(s.span()), "set ", |this| {
                    this.target(&s.target, false);
                    if let Some(filter) = &s.filter {
                        this.put("|");
                        this.filter_chain(filter);
                    }
                });
                self.target_names(&s.target, false);
                self.scoped(&s.body);
                self.put("{%endset%}");
                if let ast::Expr::Var(name) = &s.target {
                    self.scope.bind(name.id, true);
                }
            }
            ast::Stmt::AutoEscape(s) => {
                self.refuse("there is no `autoescape` here", syntax::bytes(s.span()), "take this away");
            }
            ast::Stmt::FilterBlock(s) => {
                self.with_tag(syntax::bytes(s.span()), "filter ", |this| {
                    this.filter_chain(&s.filter);
                    let place = this.place(&s.filter);
                    this.put(&format!("|__block({place})"));
                });
                self.scoped(&s.body);
                self.put("{%endfilter%}");
            }
            ast::Stmt::Block(s) => {
                let required = if s.required { " required" } else { "" };
                self.put(&format!("{{%block {}{required}%}}", s.name));
                self.scoped(&s.body);
                self.put("{%endblock%}");
            }
            ast::Stmt::Continue(_) => self.put("{%continue%}"),
            ast::Stmt::Break(_) => self.put("{%break%}"),
            ast::Stmt::Macro(s) => self.macro_block(s),
            ast::Stmt::CallBlock(s) => self.call_block(s),
            ast::Stmt::Do(s) => self.with_tag(syntax::bytes(s.span()), "do ", |this| this.call(&s.call)),
            ast::Stmt::Include(s) => self.include(s),
            ast::Stmt::Extends(s) => self.with_tag(syntax::bytes(s.span()), "extends ", |this| {
                this.template_name(&s.name, false, &[]);
            }),
            ast::Stmt::Import(s) => {
                self.with_tag(syntax::bytes(s.span()), "import ", |this| {
                    this.template_name(&s.expr, false, &[]);
                    this.put(" as ");
                    this.target(&s.name, true);
                });
            }
            ast::Stmt::FromImport(s) => self.import_from(s),
        }
    }

    fn statements(&mut self, statements: &[ast::Stmt<'t>]) {
        for statement in statements {
            self.statement(statement);
        }
    }

    fn scoped(&mut self, statements: &[ast::Stmt<'t>]) {
        self.scope.open();
        self.statements(statements);
        self.scope.close();
    }

    /// A tag around what `inside` writes.
    fn with_tag(&mut self, mut written: Range<usize>, begin: &str, inside: impl FnOnce(&mut Self)) {
        let start = self.rewritten.text.len();
        self.put("{%");
        self.put(begin);
        inside(self);
        self.put("%}");
        if let Some(end) = self.written[written.clone()].find("%}") {
            written.end = written.start + self.written[written.start..written.start + end].trim_end().len();
        }
        self.segment(start, written);
    }

    fn include(&mut self, s: &ast::Spanned<ast::Include<'t>>) {
        let name = syntax::extent(&s.name);
        let alone = alone::tag(self.written, name.start);
        if let Some((padding, first)) = &alone {
            let place = self.place(&s.name);
            self.put(&format!("{{%filter __part({place},{padding:?},{first})%}}"));
        }
        self.with_tag(syntax::bytes(s.span()), "include ", |this| {
            this.template_name(&s.name, s.ignore_missing, &[]);
            this.put(if s.ignore_missing { " ignore missing" } else { "" });
        });
        self.put(if alone.is_some() { "{%endfilter%}" } else { "" });
    }

    fn for_loop(&mut self, s: &ast::Spanned<ast::ForLoop<'t>>) {
        self.scope.open();
        self.with_tag(syntax::bytes(s.span()), "for ", |this| {
            this.target(&s.target, false);
            this.put(" in ");
            // What is looped over cannot see the loop's variables: they are bound after it.
            this.operand(&s.iter, Want::Items);
            let place = this.place(&s.iter);
            this.put(&format!("|__items({place})"));
            // What a filter made of a list may have holes.
            this.target_names(&s.target, false);
            this.scope.bind("loop", true);
            if let Some(filter) = &s.filter_expr {
                this.put(" if ");
                this.operand(filter, Want::Answer);
            }
            if s.recursive {
                this.put(" recursive");
            }
        });
        self.statements(&s.body);
        self.scope.close();
        if !s.else_body.is_empty() {
            self.put("{%else%}");
            self.scoped(&s.else_body);
        }
        self.put("{%endfor%}");
    }

    fn condition(&mut self, s: &ast::Spanned<ast::IfCond<'t>>, word: &str) {
        self.with_tag(syntax::bytes(s.span()), &format!("{word} "), |this| {
            this.operand(&s.expr, Want::Answer);
        });
        self.scope.open_condition();
        self.statements(&s.true_body);
        match s.false_body.as_slice() {
            [] => self.put("{%endif%}"),
            [ast::Stmt::IfCond(next)] => self.condition(next, "elif"),
            body => {
                self.put("{%else%}");
                self.statements(body);
                self.put("{%endif%}");
            }
        }
        self.scope.close_condition();
    }

    fn with_block(&mut self, s: &ast::Spanned<ast::WithBlock<'t>>) {
        self.scope.open();
        self.with_tag(syntax::bytes(s.span()), "with ", |this| {
            for (index, (target, expr)) in s.assignments.iter().enumerate() {
                this.put(if index == 0 { "" } else { "," });
                let several = matches!(target, ast::Expr::List(_));
                this.put(if several { "(" } else { "" });
                this.target(target, false);
                this.put(if several { ")=" } else { "=" });
                this.operand(expr, Want::Defined);
                this.assigned(target);
            }
        });
        self.statements(&s.body);
        self.scope.close();
        self.put("{%endwith%}");
    }

    fn macro_block(&mut self, s: &ast::Spanned<ast::Macro<'t>>) {
        self.bind(s.name, syntax::bytes(s.span()), true);
        let name = |parameter: &ast::Expr<'t>| match parameter {
            ast::Expr::Var(name) => Some(name.id.into()),
            _ => None,
        };
        let parameters = s.args.iter().filter_map(name).collect();
        let span = self.span(self.macro_name(s));
        self.rewritten.macros.insert(s.name.into(), Macro { parameters, span });
        self.scope.open();
        self.with_tag(syntax::bytes(s.span()), &format!("macro {}", s.name), |this| this.parameters(s));
        self.late_defaults(s);
        self.scope.bind("caller", false);
        self.statements(&s.body);
        self.scope.close();
        self.put("{%endmacro%}");
    }

    /// The bytes of the name of a macro that is defined.
    fn macro_name(&self, s: &ast::Spanned<ast::Macro<'t>>) -> Range<usize> {
        let tag = syntax::bytes(s.span());
        let word =
            self.written[tag.clone()].find("macro").map_or(tag.start, |at| tag.start + at + "macro".len());
        let start = self.written[word..].find(s.name).map_or(word, |at| word + at);
        start..start + s.name.len()
    }

    fn call_block(&mut self, s: &ast::Spanned<ast::CallBlock<'t>>) {
        let place = pack(self.span(syntax::bytes(s.call.span())));
        self.put(&format!("{{{{{place}|__enter}}}}"));
        let start = self.rewritten.text.len();
        self.put("{%call");
        self.scope.open();
        self.parameters(&s.macro_decl);
        self.put(" ");
        self.call(&s.call);
        self.put("%}");
        self.segment(start, syntax::bytes(s.call.span()));
        self.late_defaults(&s.macro_decl);
        self.statements(&s.macro_decl.body);
        self.scope.close();
        self.put(&format!("{{%endcall%}}{{{{{place}|__leave}}}}"));
    }

    fn parameters(&mut self, s: &ast::Macro<'t>) {
        self.put("(");
        let without_default = s.args.len() - s.defaults.len();
        for (index, parameter) in s.args.iter().enumerate() {
            self.put(if index == 0 { "" } else { "," });
            self.target(parameter, true);
            if let ast::Expr::Var(name) = parameter {
                self.rewritten.parameters.insert(name.id.into());
            }
            let default = index.checked_sub(without_default).and_then(|at| s.defaults.get(at));
            match default {
                // minijinja wants a default behind each default: a name that nothing has leaves it undefined.
                Some(default) if self.is_late(s, index, default) => self.put("=__late"),
                Some(default) => {
                    self.put("=");
                    self.operand(default, Want::Defined);
                }
                None => {}
            }
        }
        self.put(")");
    }

    /// Defaults that name an earlier parameter: minijinja would look at them before it is there. Behind these, each
    /// parameter that has a default is defined.
    fn late_defaults(&mut self, s: &ast::Macro<'t>) {
        let without_default = s.args.len() - s.defaults.len();
        for (index, default) in (without_default..).zip(&s.defaults) {
            let Some(ast::Expr::Var(parameter)) = s.args.get(index) else { continue };
            if self.is_late(s, index, default) {
                self.put(&format!("{{%if {0} is undefined%}}{{%set {0}=", parameter.id));
                self.operand(default, Want::Defined);
                self.put("%}{%endif%}");
            }
            self.scope.bind(parameter.id, true);
        }
    }

    fn is_late(&self, s: &ast::Macro<'t>, index: usize, default: &ast::Expr<'t>) -> bool {
        let default = self.written.get(syntax::extent(default)).unwrap_or_default();
        let words = || default.split(|c: char| !c.is_alphanumeric() && c != '_');
        s.args[..index].iter().any(|parameter| match parameter {
            ast::Expr::Var(name) => words().any(|word| word == name.id),
            _ => false,
        })
    }

    fn import_from(&mut self, s: &ast::Spanned<ast::FromImport<'t>>) {
        let mut names = Vec::new();
        for (name, _) in &s.names {
            if let ast::Expr::Var(name) = name {
                names.push((name.id.into(), self.span(syntax::bytes(name.span()))));
            }
        }
        self.with_tag(syntax::bytes(s.span()), "from ", |this| {
            this.template_name(&s.expr, false, &names);
            this.put(" import ");
            for (index, (name, alias)) in s.names.iter().enumerate() {
                this.put(if index == 0 { "" } else { "," });
                this.target(name, alias.is_none());
                if let Some(alias) = alias {
                    this.put(" as ");
                    this.target(alias, true);
                }
            }
        });
    }

    /// The name of another template: found now if it is written out, else by a hook.
    fn template_name(
        &mut self,
        name: &ast::Expr<'t>,
        may_miss: bool,
        names: &[(ecow::EcoString, crate::source::Span)],
    ) {
        let literal = match name {
            ast::Expr::Const(value) => value.value.as_str(),
            _ => None,
        };
        let Some(literal) = literal else {
            self.rewritten.reads.add_everything();
            self.operand(name, Want::Value);
            let place = self.place(name);
            return self.put(&format!("|__template({place},{may_miss})"));
        };
        let span = self.span(syntax::extent(name));
        let path = (self.find)(literal);
        self.put(&format!("{:?}", path.as_ref().map_or(literal, |path| path.as_str())));
        match path {
            Some(path) => self.rewritten.links.push(Link { path, span, names: names.to_vec() }),
            None if may_miss => {}
            None => self.rewritten.problems.push(
                Diagnostic::new(Code::MissingFile, format!("there is no template `{literal}`"))
                    .at(span, "named here"),
            ),
        }
    }

    /// What an assignment assigns to, written out and bound if `bind`.
    fn target(&mut self, target: &ast::Expr<'t>, bind: bool) {
        match target {
            ast::Expr::Var(name) => self.put(name.id),
            ast::Expr::GetAttr(attribute) => {
                self.target(&attribute.expr, false);
                self.put(".");
                self.put(attribute.name);
            }
            ast::Expr::List(list) => {
                for (index, item) in list.items.iter().enumerate() {
                    self.put(if index == 0 { "" } else { "," });
                    let several = matches!(item, ast::Expr::List(_));
                    self.put(if several { "(" } else { "" });
                    self.target(item, false);
                    self.put(if several { ")" } else { "" });
                }
                if list.items.len() == 1 {
                    self.put(",");
                }
            }
            _ => {}
        }
        if bind {
            self.target_names(target, false);
        }
    }

    /// Binds what something defined was assigned to; of several names, each may have got nothing.
    fn assigned(&mut self, target: &ast::Expr<'t>) {
        self.target_names(target, matches!(target, ast::Expr::Var(_)));
    }

    fn target_names(&mut self, target: &ast::Expr<'t>, defined: bool) {
        match target {
            ast::Expr::Var(name) => self.bind(name.id, syntax::bytes(name.span()), defined),
            ast::Expr::List(list) => list.items.iter().for_each(|item| self.target_names(item, defined)),
            _ => {}
        }
    }
}

/// Whether it is a name, or what is reached from one by names alone.
fn is_chain(expr: &ast::Expr<'_>) -> bool {
    match expr {
        ast::Expr::Var(_) => true,
        ast::Expr::GetAttr(attribute) => is_chain(&attribute.expr),
        _ => false,
    }
}

/// Whether the filters that an expression ends with put its lines where they are to stand.
fn goes_through_indent(expr: &ast::Expr<'_>) -> bool {
    let ast::Expr::Filter(filter) = expr else { return false };
    filter.name == "indent" || filter.expr.as_ref().is_some_and(goes_through_indent)
}
