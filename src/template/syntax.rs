//! The only door to minijinja's parser, which is no stable interface: the version is pinned for this file.

pub(super) use minijinja::machinery::ast;

use std::ops::Range;

use minijinja::machinery::{Token, parse as parse_template, tokenize};
use minijinja::syntax::SyntaxConfig;
use minijinja::{Error, ErrorKind};

/// The most operators in a row and the most `elif` of one condition: the parser walks them by recursion.
const MAX_CHAIN: usize = 250;

/// How templates are written: a tag alone on its line leaves nothing of that line behind.
pub(super) fn written() -> SyntaxConfig {
    whitespace(true)
}

/// How rewritten templates are read: all whitespace is as meant already.
pub(super) fn rewritten() -> SyntaxConfig {
    whitespace(false)
}

fn whitespace(control: bool) -> SyntaxConfig {
    SyntaxConfig::builder()
        .trim_blocks(control)
        .lstrip_blocks(control)
        .keep_trailing_newline(true)
        .build()
        .unwrap_or_default()
}

/// A template as it is written, parsed.
pub(super) fn parse<'t>(text: &'t str, name: &'t str) -> Result<ast::Stmt<'t>, Error> {
    limit(text)?;
    parse_template(text, name, written())
}

/// The bytes of an expression; where the parser's own span is short of them, its parts give them.
pub(super) fn extent(expr: &ast::Expr<'_>) -> Range<usize> {
    let own = bytes(expr.span());
    let start = match expr {
        ast::Expr::Slice(e) => extent(&e.expr).start,
        ast::Expr::BinOp(e) => extent(&e.left).start,
        ast::Expr::Compare(e) => extent(&e.expr).start,
        ast::Expr::IfExpr(e) => extent(&e.true_expr).start,
        ast::Expr::Filter(e) => e.expr.as_ref().map_or(own.start, |base| extent(base).start),
        ast::Expr::Test(e) => extent(&e.expr).start,
        ast::Expr::GetAttr(e) => extent(&e.expr).start,
        ast::Expr::GetItem(e) => extent(&e.expr).start,
        ast::Expr::Call(e) => extent(&e.expr).start,
        ast::Expr::UnaryOp(e) if matches!(e.op, ast::UnaryOpKind::Not) => extent(&e.expr).start,
        _ => own.start,
    };
    start..own.end.max(start)
}

/// A span of the parser as bytes.
pub(super) fn bytes(span: minijinja::machinery::Span) -> Range<usize> {
    span.start_offset as usize..(span.end_offset as usize).max(span.start_offset as usize)
}

/// Refuses what would make the parser recurse without end.
fn limit(text: &str) -> Result<(), Error> {
    let mut chains = vec![0_usize];
    let mut conditions = vec![0_usize];
    let mut first_in_tag = false;
    for token in tokenize(text, false, written()) {
        let (token, _) = token?;
        let begins = std::mem::replace(&mut first_in_tag, matches!(token, Token::BlockStart));
        match token {
            Token::TemplateData(_) | Token::VariableStart | Token::BlockStart => chains = vec![0],
            Token::ParenOpen | Token::BracketOpen | Token::BraceOpen => {
                count(&mut chains)?;
                chains.push(0);
            }
            Token::ParenClose | Token::BracketClose | Token::BraceClose if chains.len() > 1 => {
                chains.pop();
            }
            Token::Comma | Token::Colon => {
                if let Some(last) = chains.last_mut() {
                    *last = 0;
                }
            }
            Token::Ident("if") if begins => conditions.push(0),
            Token::Ident("elif") if begins => count(&mut conditions)?,
            Token::Ident("endif") if begins && conditions.len() > 1 => {
                conditions.pop();
            }
            Token::Ident("and" | "or" | "not" | "if" | "in" | "is")
            | Token::Plus
            | Token::Minus
            | Token::Mul
            | Token::Div
            | Token::FloorDiv
            | Token::Pow
            | Token::Mod
            | Token::Dot
            | Token::Tilde
            | Token::Pipe
            | Token::Eq
            | Token::Ne
            | Token::Gt
            | Token::Gte
            | Token::Lt
            | Token::Lte => count(&mut chains)?,
            _ => {}
        }
    }
    Ok(())
}

fn count(counters: &mut [usize]) -> Result<(), Error> {
    if let Some(last) = counters.last_mut() {
        *last += 1;
        if *last > MAX_CHAIN {
            return Err(Error::new(ErrorKind::SyntaxError, "this is too long a chain"));
        }
    }
    Ok(())
}

/// The innermost tag that is opened and never closed, with its place.
pub(super) fn unclosed(text: &str) -> Option<(&str, Range<usize>)> {
    const BLOCKS: [&str; 8] = ["for", "if", "with", "filter", "block", "macro", "call", "set"];
    let mut open: Vec<(&str, Range<usize>)> = Vec::new();
    let (mut first, mut assigns) = (false, false);
    for (token, span) in tokenize(text, false, written()).map_while(Result::ok) {
        match token {
            Token::BlockStart => (first, assigns) = (true, false),
            Token::Ident(name) if std::mem::take(&mut first) => {
                if BLOCKS.contains(&name) {
                    open.push((name, bytes(span)));
                } else if name.strip_prefix("end").is_some_and(|name| BLOCKS.contains(&name)) {
                    open.pop();
                }
            }
            Token::Assign => assigns = true,
            // `set` with an assignment has no end.
            Token::BlockEnd if assigns && open.last().is_some_and(|(name, _)| *name == "set") => {
                open.pop();
            }
            _ => {}
        }
    }
    open.pop()
}

/// The innermost loop whose tag or body the byte `at` is in: its tag, from `for` on.
pub(super) fn loop_around(text: &str, at: usize) -> Option<Range<usize>> {
    let mut open: Vec<Range<usize>> = Vec::new();
    let (mut first, mut in_tag) = (false, false);
    for (token, span) in tokenize(text, false, written()).map_while(Result::ok) {
        let range = bytes(span);
        if range.start > at && !in_tag {
            break;
        }
        match token {
            Token::BlockStart => first = true,
            Token::Ident("for") if std::mem::take(&mut first) => {
                open.push(range);
                in_tag = true;
            }
            Token::Ident("endfor") if std::mem::take(&mut first) => {
                open.pop();
            }
            Token::BlockEnd => in_tag = false,
            _ => {
                first = false;
                if let Some(tag) = open.last_mut().filter(|_| in_tag) {
                    tag.end = range.end;
                }
            }
        }
    }
    open.pop()
}
