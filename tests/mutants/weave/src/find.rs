//! Finds where each mutant belongs.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use proc_macro2::LineColumn;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};

use crate::edit::Edits;
use crate::{Mutant, Place};

const ON: &str = "crate::psea_mutant::on()";

/// The edits that put these mutants into a file. Those for which there is no place are left out.
pub(crate) fn edits(
    text: &str,
    mutants: &[(usize, &Mutant)],
    keep_const: &BTreeSet<String>,
) -> Result<Edits, syn::Error> {
    let file = syn::parse_file(text)?;
    let mut wanted: BTreeMap<(&str, Place), Vec<(usize, &str)>> = BTreeMap::new();
    for (number, mutant) in mutants {
        let at = wanted.entry((&mutant.genre, mutant.span.start)).or_default();
        at.push((*number, &mutant.replacement));
    }
    let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let mut finder =
        Finder { text, lines, wanted, keep_const, edits: Edits::default(), depth: 0, fixed: false };
    finder.visit_file(&file);
    Ok(finder.edits)
}

struct Finder<'t> {
    text: &'t str,
    lines: Vec<usize>,
    wanted: BTreeMap<(&'t str, Place), Vec<(usize, &'t str)>>,
    keep_const: &'t BTreeSet<String>,
    edits: Edits,
    depth: i64,
    /// Within what is computed when it is compiled.
    fixed: bool,
}

impl<'t> Finder<'t> {
    fn offset(&self, place: LineColumn) -> usize {
        let line = self.lines[place.line - 1];
        let mut characters = self.text[line..].char_indices();
        line + characters.nth(place.column).map_or(self.text.len() - line, |(at, _)| at)
    }

    fn range(&self, node: &impl syn::spanned::Spanned) -> Range<usize> {
        let span = node.span();
        self.offset(span.start())..self.offset(span.end())
    }

    fn take(&mut self, genre: &'static str, start: LineColumn) -> Vec<(usize, &'t str)> {
        let place = Place { line: start.line, column: start.column + 1 };
        if self.fixed {
            return Vec::new();
        }
        self.wanted.remove(&(genre, place)).unwrap_or_default()
    }

    /// Puts other expressions beside one.
    fn beside(&mut self, range: Range<usize>, others: &[(usize, String)]) {
        let mut before = format!("(match {ON} {{ ");
        for (number, other) in others {
            before.push_str(&format!("{number} => {other}, "));
        }
        before.push_str("_ => ");
        let numbers: Vec<usize> = others.iter().map(|(number, _)| *number).collect();
        self.depth += 1;
        self.edits.around(range, self.depth, [before, " })".into()], &numbers);
    }

    fn function(
        &mut self,
        signature: &syn::Signature,
        block: &syn::Block,
        work: impl FnOnce(&mut Self),
    ) {
        let outer = self.fixed;
        self.fixed = false;
        if let Some(constant) = &signature.constness {
            if self.keep_const.contains(&signature.ident.to_string()) {
                self.fixed = true;
            } else {
                let range = self.range(constant);
                self.edits.remove(range);
            }
        }
        let first = block.stmts.first();
        let start =
            first.map_or(block.brace_token.span.close().start(), |stmt| stmt.span().start());
        for (number, value) in self.take("FnValue", start) {
            let statement = format!("if {ON} == {number} {{ return {value}; }}\n");
            let offset = self.offset(start);
            self.edits.statement(offset, statement, vec![number]);
        }
        work(self);
        self.fixed = outer;
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.function(&item.sig, &item.block, |this| visit::visit_block(this, &item.block));
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(&item.sig, &item.block, |this| visit::visit_block(this, &item.block));
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.function(&item.sig, block, |this| visit::visit_block(this, block));
        }
    }

    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        let outer = std::mem::replace(&mut self.fixed, true);
        visit::visit_item_const(self, item);
        self.fixed = outer;
    }

    fn visit_impl_item_const(&mut self, item: &'ast syn::ImplItemConst) {
        let outer = std::mem::replace(&mut self.fixed, true);
        visit::visit_impl_item_const(self, item);
        self.fixed = outer;
    }

    fn visit_item_static(&mut self, item: &'ast syn::ItemStatic) {
        let outer = std::mem::replace(&mut self.fixed, true);
        visit::visit_item_static(self, item);
        self.fixed = outer;
    }

    fn visit_expr_binary(&mut self, expr: &'ast syn::ExprBinary) {
        // A `let` of a condition cannot stand in parentheses.
        if !binds(&expr.left) && !binds(&expr.right) {
            let found = self.take("BinaryOperator", expr.op.span().start());
            if !found.is_empty() {
                let (left, right) = (self.range(&*expr.left), self.range(&*expr.right));
                let (left, right) = (&self.text[left], &self.text[right]);
                let simple = matches!(
                    expr.op,
                    syn::BinOp::AddAssign(_)
                        | syn::BinOp::SubAssign(_)
                        | syn::BinOp::MulAssign(_)
                        | syn::BinOp::DivAssign(_)
                        | syn::BinOp::RemAssign(_)
                        | syn::BinOp::BitXorAssign(_)
                        | syn::BinOp::BitAndAssign(_)
                        | syn::BinOp::BitOrAssign(_)
                        | syn::BinOp::ShlAssign(_)
                        | syn::BinOp::ShrAssign(_)
                );
                let others: Vec<_> = found
                    .into_iter()
                    .map(|(number, op)| {
                        let left = if simple { left.to_owned() } else { format!("({left})") };
                        (number, format!("{left} {op} ({right})"))
                    })
                    .collect();
                let range = self.range(expr);
                self.beside(range, &others);
            }
        }
        visit::visit_expr_binary(self, expr);
    }

    fn visit_expr_unary(&mut self, expr: &'ast syn::ExprUnary) {
        let found = self.take("UnaryOperator", expr.op.span().start());
        if !found.is_empty() {
            let inner = &self.text[self.range(&*expr.expr)];
            let others: Vec<_> =
                found.into_iter().map(|(number, _)| (number, format!("({inner})"))).collect();
            let range = self.range(expr);
            self.beside(range, &others);
        }
        visit::visit_expr_unary(self, expr);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        let deleted = self.take("MatchArm", arm.span().start());
        if let Some((_, guard)) = &arm.guard {
            let range = self.range(&**guard);
            for (number, _) in deleted {
                self.depth += 1;
                let around = [format!("{ON} != {number} && ("), ")".to_owned()];
                self.edits.around(range.clone(), self.depth, around, &[number]);
            }
            let found = self.take("MatchArmGuard", guard.span().start());
            if !found.is_empty() && !binds(guard) {
                let others: Vec<_> =
                    found.into_iter().map(|(number, value)| (number, value.to_owned())).collect();
                self.beside(range, &others);
            }
        } else {
            let end = self.range(&arm.pat).end;
            for (number, _) in deleted {
                self.edits.statement(end, format!(" if {ON} != {number}"), vec![number]);
            }
        }
        visit::visit_arm(self, arm);
    }
}

fn binds(expr: &syn::Expr) -> bool {
    match expr {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(binary) => binds(&binary.left) || binds(&binary.right),
        _ => false,
    }
}
