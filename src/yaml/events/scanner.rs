//! From text to tokens: what columns and lines say is said by tokens of its own.

use std::collections::VecDeque;

use super::cursor::Cursor;
use super::token::{Kind, Token};
use super::{Fault, Reason};

/// How many characters a key without a `?` may have before its `:`.
const LONGEST_KEY: usize = 1024;

/// The tokens of a text, one by one.
pub(super) struct Scanner<'t> {
    pub(super) cursor: Cursor<'t>,
    /// Tokens that were read and not yet given, and how many were given before them.
    queue: VecDeque<Token<'t>>,
    given: usize,
    /// The column of the innermost block, none outside of all; and those of the blocks around it.
    pub(super) indent: Option<usize>,
    outer: Vec<Option<usize>>,
    /// How many brackets are open.
    brackets: usize,
    /// Whether a key may begin at the next token.
    pub(super) key_allowed: bool,
    /// Where keys began if a `:` comes in time: one for each level of brackets at most, the outermost first.
    candidates: VecDeque<Candidate>,
}

/// A token that is a key if a `:` follows what begins with it.
struct Candidate {
    /// The brackets that are open around it.
    level: usize,
    /// The number of the token.
    number: usize,
    /// Its place, and that of its line.
    at: usize,
    line: usize,
    /// Whether there must be a key, for it stands where the keys of the innermost block stand.
    required: bool,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Scanner {
            cursor: Cursor::new(text),
            queue: VecDeque::new(),
            given: 0,
            indent: None,
            outer: Vec::new(),
            brackets: 0,
            key_allowed: true,
            candidates: VecDeque::new(),
        }
    }

    /// Goes over the line `%YAML 1.1`, if the text begins with it and a document behind it.
    pub(super) fn skip_version(&mut self) {
        let rest = self.cursor.text.strip_prefix("%YAML 1.1").unwrap_or_default();
        if rest.trim_start().starts_with("---") && rest.starts_with(['\n', '\r', ' ']) {
            self.cursor.skip_line();
        }
    }

    /// The next token; behind the end of the stream there is none to ask for.
    pub(super) fn next(&mut self) -> Result<Token<'t>, Fault> {
        loop {
            if !self.may_begin_with_key()?
                && let Some(token) = self.queue.pop_front()
            {
                self.given += 1;
                return Ok(token);
            }
            self.read()?;
        }
    }

    pub(super) fn is_in_flow(&self) -> bool {
        self.brackets > 0
    }

    /// Whether a token in this column is behind the end of the innermost block.
    pub(super) fn is_left_of_content(&self) -> bool {
        Some(self.cursor.column()) <= self.indent
    }

    /// A fault at the next character.
    pub(super) fn fault_here(&self, reason: Reason) -> Fault {
        let at = self.cursor.at();
        let width = self.cursor.text[at..].chars().next().map_or(0, char::len_utf8);
        Fault { reason, range: at..at + width }
    }

    /// Reads what comes next, and what its column tells.
    fn read(&mut self) -> Result<(), Fault> {
        self.skip_to_token();
        self.close_blocks(Some(self.cursor.column()));
        let flow = self.is_in_flow();
        match self.cursor.byte() {
            _ if self.cursor.is_at_end() => self.end(),
            b'%' if self.cursor.column() == 0 => {
                let start = self.cursor.at();
                self.cursor.skip_line();
                Err(Fault { reason: Reason::Directive, range: start..self.cursor.at() })
            }
            b'-' if self.cursor.is_at_document_indicator() => self.document(Kind::DocumentStart),
            b'.' if self.cursor.is_at_document_indicator() => self.document(Kind::DocumentEnd),
            b'[' => self.open(Kind::FlowSequenceStart),
            b'{' => self.open(Kind::FlowMappingStart),
            b']' => self.close(Kind::FlowSequenceEnd),
            b'}' => self.close(Kind::FlowMappingEnd),
            b',' => self.comma(),
            b'-' if self.cursor.is_gap(1) => self.item(),
            b'?' if self.cursor.is_gap(1) => self.key(),
            b':' if flow || self.cursor.is_gap(1) => self.value(),
            b'*' => self.begin(|scanner| scanner.anchor(Kind::Alias)),
            b'&' => self.begin(|scanner| scanner.anchor(Kind::Anchor)),
            b'!' => self.begin(Scanner::tag),
            b'|' | b'>' if !flow => {
                self.drop_candidate()?;
                self.key_allowed = true;
                let token = self.block_scalar()?;
                self.queue.push_back(token);
                Ok(())
            }
            b'\'' | b'"' => self.begin(Scanner::quoted),
            b'\t' => Err(self.fault_here(Reason::Tab)),
            _ if self.starts_plain() => self.begin(Scanner::plain),
            _ => Err(self.fault_here(Reason::NoStart)),
        }
    }

    /// Goes over blanks, comments and line breaks. A tab is none of them where a column counts.
    fn skip_to_token(&mut self) {
        loop {
            self.cursor.skip_byte_order_mark();
            if self.is_in_flow() || !self.key_allowed {
                self.cursor.skip_blanks();
            } else {
                self.cursor.skip_spaces();
            }
            if self.cursor.byte() == b'#' {
                self.cursor.skip_line();
            }
            if !self.cursor.skip_break() {
                return;
            }
            self.key_allowed |= !self.is_in_flow();
        }
    }

    /// Adds a token of so many bytes.
    fn push(&mut self, kind: Kind, bytes: usize) {
        let start = self.cursor.at();
        self.cursor.advance(bytes);
        self.queue.push_back(Token::new(kind, start..start + bytes));
    }

    /// Reads a token that a key may begin with, and that no key may follow.
    fn begin(&mut self, read: impl FnOnce(&mut Self) -> Result<Token<'t>, Fault>) -> Result<(), Fault> {
        self.add_candidate()?;
        self.key_allowed = false;
        let token = read(self)?;
        self.queue.push_back(token);
        Ok(())
    }

    fn end(&mut self) -> Result<(), Fault> {
        self.close_blocks(None);
        // No `:` comes any more, nor for what began before a bracket that is still open.
        self.candidates.drain(..).try_for_each(Candidate::give_up)?;
        self.key_allowed = false;
        self.push(Kind::StreamEnd, 0);
        Ok(())
    }

    fn document(&mut self, kind: Kind) -> Result<(), Fault> {
        self.close_blocks(None);
        self.drop_candidate()?;
        self.key_allowed = false;
        self.push(kind, 3);
        Ok(())
    }

    fn open(&mut self, kind: Kind) -> Result<(), Fault> {
        self.add_candidate()?;
        self.brackets += 1;
        self.key_allowed = true;
        self.push(kind, 1);
        Ok(())
    }

    fn close(&mut self, kind: Kind) -> Result<(), Fault> {
        self.drop_candidate()?;
        self.brackets = self.brackets.saturating_sub(1);
        self.key_allowed = false;
        self.push(kind, 1);
        Ok(())
    }

    fn comma(&mut self) -> Result<(), Fault> {
        self.drop_candidate()?;
        self.key_allowed = true;
        self.push(Kind::Comma, 1);
        Ok(())
    }

    fn item(&mut self) -> Result<(), Fault> {
        if !self.is_in_flow() {
            if !self.key_allowed {
                return Err(self.fault_here(Reason::ItemInValue));
            }
            self.open_block(Kind::BlockSequenceStart);
        }
        self.drop_candidate()?;
        self.key_allowed = true;
        self.push(Kind::Item, 1);
        Ok(())
    }

    fn key(&mut self) -> Result<(), Fault> {
        if !self.is_in_flow() {
            if !self.key_allowed {
                return Err(self.fault_here(Reason::KeyInValue));
            }
            self.open_block(Kind::BlockMappingStart);
        }
        self.drop_candidate()?;
        self.key_allowed = !self.is_in_flow();
        self.push(Kind::Key, 1);
        Ok(())
    }

    fn value(&mut self) -> Result<(), Fault> {
        if let Some(key) = self.take_candidate()? {
            let index = key.number - self.given;
            let token = |kind| Token::new(kind, key.at..key.at);
            self.queue.insert(index, token(Kind::Key));
            if !self.is_in_flow() && self.indent_to(key.at - key.line) {
                self.queue.insert(index, token(Kind::BlockMappingStart));
            }
            self.key_allowed = false;
        } else {
            if !self.is_in_flow() {
                if !self.key_allowed {
                    return Err(self.fault_here(Reason::ColonInValue));
                }
                self.open_block(Kind::BlockMappingStart);
            }
            self.key_allowed = !self.is_in_flow();
        }
        self.push(Kind::Value, 1);
        Ok(())
    }

    /// Begins a block in this column, unless one is open there.
    fn open_block(&mut self, kind: Kind) {
        if self.indent_to(self.cursor.column()) {
            self.push(kind, 0);
        }
    }

    fn indent_to(&mut self, column: usize) -> bool {
        let is_further = self.indent < Some(column);
        if is_further {
            self.outer.push(self.indent.replace(column));
        }
        is_further
    }

    /// Ends the blocks whose column is further right. Within brackets columns mean nothing.
    fn close_blocks(&mut self, column: Option<usize>) {
        while !self.is_in_flow() && self.indent > column {
            self.push(Kind::BlockEnd, 0);
            self.indent = self.outer.pop().flatten();
        }
    }
}

/// Keys without a `?` are known by the `:` behind them alone.
impl Scanner<'_> {
    /// Whether a key may begin with the first token of the queue.
    fn may_begin_with_key(&mut self) -> Result<bool, Fault> {
        match self.candidates.front() {
            Some(candidate) if candidate.number == self.given => {
                if !self.is_too_far(candidate) {
                    return Ok(true);
                }
                let candidate = self.candidates.pop_front();
                candidate.map_or(Ok(false), |candidate| candidate.give_up().map(|()| false))
            }
            _ => Ok(false),
        }
    }

    /// Whether a `:` here comes too late.
    fn is_too_far(&self, candidate: &Candidate) -> bool {
        let bytes = self.cursor.at() - candidate.at;
        candidate.line != self.cursor.line()
            || bytes > 4 * LONGEST_KEY
            || bytes > LONGEST_KEY
                && self.cursor.text[candidate.at..self.cursor.at()].chars().count() > LONGEST_KEY
    }

    /// Notes that the next token may begin a key.
    fn add_candidate(&mut self) -> Result<(), Fault> {
        if !self.key_allowed {
            return Ok(());
        }
        self.drop_candidate()?;
        self.candidates.push_back(Candidate {
            level: self.brackets,
            number: self.given + self.queue.len(),
            at: self.cursor.at(),
            line: self.cursor.line(),
            required: !self.is_in_flow() && self.indent == Some(self.cursor.column()),
        });
        Ok(())
    }

    fn own_candidate(&mut self) -> Option<Candidate> {
        let is_own = self.candidates.back()?.level == self.brackets;
        if is_own { self.candidates.pop_back() } else { None }
    }

    /// What began at this level of brackets is no key.
    fn drop_candidate(&mut self) -> Result<(), Fault> {
        match self.own_candidate() {
            Some(candidate) => candidate.give_up(),
            None => Ok(()),
        }
    }

    /// The key that a `:` here belongs to.
    fn take_candidate(&mut self) -> Result<Option<Candidate>, Fault> {
        match self.own_candidate() {
            Some(candidate) if self.is_too_far(&candidate) => candidate.give_up().map(|()| None),
            candidate => Ok(candidate),
        }
    }
}

impl Candidate {
    fn give_up(self) -> Result<(), Fault> {
        let fault = || Err(Fault { reason: Reason::NoColon, range: self.at..self.at });
        if self.required { fault() } else { Ok(()) }
    }
}
