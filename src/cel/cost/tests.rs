use std::collections::BTreeMap;

use super::*;
use crate::cel::{check, parse};

/// Fields of an object, each with its type and sizes.
fn field(name: &str, own: Type, sizes: Sizes) -> (String, (Type, Sizes)) {
    (name.to_owned(), (own, sizes))
}

fn list(of: Type, most: u64, sizes: Sizes) -> (Type, Sizes) {
    (Type::list(of), Sizes { most, least: 2, within: Within::Items(sizes.into()) })
}

/// The cost of a rule over an object with numbers, texts of 40 bytes, a list of 10 of these and one of 5 objects.
fn of(rule: &str) -> u64 {
    let text = || Sizes::plain(40, 2);
    let (texts, texts_sizes) = list(Type::Text, 10, text());
    let part = Type::object(
        "part",
        BTreeMap::from([("name".to_owned(), Type::Text), ("port".to_owned(), Type::Int)]),
    );
    let within = Within::Fields(BTreeMap::from([
        ("name".to_owned(), text()),
        ("port".to_owned(), Sizes::plain(0, 1)),
    ]));
    let (parts, parts_sizes) = list(part, 5, Sizes { most: 0, least: 2, within });
    let labels = Sizes { most: 8, least: 2, within: Within::Values(Sizes::plain(60, 2).into()) };
    let fields: BTreeMap<String, (Type, Sizes)> = [
        field("a", Type::Int, Sizes::plain(0, 1)),
        field("s", Type::Text, text()),
        field("free", Type::Text, Sizes::plain(3_145_726, 2)),
        field("texts", texts, texts_sizes),
        field("parts", parts, parts_sizes),
        field("labels", Type::map(Type::Text), labels),
        field("either", Type::Dyn, Sizes::plain(3_145_726, 1)),
    ]
    .into();
    let types = fields.iter().map(|(name, (own, _))| (name.clone(), own.clone())).collect();
    let within = fields.into_iter().map(|(name, (_, sizes))| (name, sizes)).collect();
    let sizes = Sizes { most: 0, least: 2, within: Within::Fields(within) };
    let variables = vec![("self".to_owned(), Type::object("self", types))];
    let environment = Environment { variables, ..Environment::default() };
    let expression = parse(rule).unwrap_or_else(|fault| panic!("{rule}: {fault:?}"));
    assert_eq!(check(&expression, &environment).1, [], "{rule}");
    cost(&expression, &environment, &sizes)
}

/// Reckoned by hand from the sums of the sources.
#[test]
fn what_rules_cost() {
    let rules: &[(&str, u64)] = &[
        ("true", 0),
        ("self.a > 0", 3),
        // The size of a number with a place is 0, so that looking at it costs nothing.
        ("self.a == 1", 2),
        ("has(self.s)", 1),
        ("!has(self.s) || self.a >= 0 && self.a < 9", 1 + 1 + 3 + 3),
        // Two texts are compared as far as the shorter one goes.
        ("self.s == 'abcdefghijkl'", 2 + 2),
        ("self.s == self.free", 4 + 4),
        ("self.s.startsWith('abc')", 2 + 1),
        ("self.s.contains('abc')", 2 + 4),
        ("self.s.matches('^[a-z]{1,9}$')", 2 + 5 * 3),
        ("self.free.matches('^[a-z]+$')", 2 + 314_573 * 2),
        ("self.s in ['a', 'b']", 2 + 10 + 2),
        ("self.s in self.texts", 4 + 10),
        ("'a' in self.labels", 2 + 1),
        ("size(self.texts) > 1", 2 + 1 + 1),
        ("self.texts[0] == 'abc'", 2 + 1 + 1),
        ("self.labels['a'] == 'abc'", 2 + 1 + 1),
        ("self.s + 'abc' == ''", 2 + 5),
        ("self.a > 0 ? self.s == '' : true", 3 + 2),
        // For each item the question, and what asks it.
        ("self.texts.all(x, x == 'a')", 2 + 10 * (3 + 1 + 1) + 1),
        ("self.texts.exists(x, x == 'a')", 2 + 10 * (4 + 1 + 1) + 1),
        ("self.texts.exists_one(x, x == 'a')", 2 + 10 * (2 + 1 + 1) + 2),
        ("self.parts.all(x, x.port > 0)", 2 + 5 * (3 + 3) + 1),
        ("self.parts.all(x, self.parts.all(y, x.port > y.port))", 2 + 5 * (3 + 2 + 5 * (3 + 5) + 1) + 1),
        ("self.texts.filter(x, x == 'a').size() > 0", 2 + 10 + 10 * (13 + 1 + 1) + 1 + 1 + 1),
        ("self.texts.map(x, size(x)).sum() > 0", 2 + 10 + 10 * (12 + 2) + 1 + 10 + 1),
        ("self.texts.map(x, x).all(y, y == self.s)", 2 + 10 + 10 * (12 + 1) + 1 + 10 * (3 + 1 + 2) + 1),
        ("self.labels.all(k, k == 'a')", 2 + 8 * (3 + 1) + 1),
        ("self.labels.all(k, v, v == 'abcdefghijkl')", 2 + 8 * (3 + 1 + 2) + 1),
        ("self.?s.hasValue()", 1 + 1 + 1),
        ("self.?s.orValue('a') == 'a'", 2 + 1 + 1),
        ("self.?a.optMap(x, x + 1).orValue(1) > 0", (2 + 1 + 1 + 10 + 2 + 1 + 2) + 1 + 1),
        ("quantity(self.s).isGreaterThan(quantity('1'))", 3 + 1 + 1),
        ("sets.contains(self.texts, ['a'])", 2 + 10 + 10 + 1),
        ("self.texts.isSorted()", 2 + 10 * 5),
        ("self.texts.join(',') == ''", 2 + 41),
        ("self.s.split(',').size() > 0", 2 + 8 + 1 + 1),
        ("self.s.lowerAscii() == self.s", 2 + 4 + 2 + 4),
        ("type(self.either) == int || self.either == 'abc'", 2 + 1 + 1 + 2 + 1),
        ("self.either + self.either == self.either", 2 + 2 + 629_146 + 2 + 314_573),
        ("{'a': self.s}.size() == 1", 2 + 30 + 1 + 1),
        ("duration('1h') > duration('2h')", 1 + 1 + 1),
        ("!format.dns1123Label().validate(self.s).hasValue()", 1 + 2 + 4 * 32 + 1 + 1),
    ];
    let found: Vec<(&str, u64)> = rules.iter().map(|(rule, _)| (*rule, of(rule))).collect();
    assert_eq!(found, rules);
    // How long a number is as a text, nobody knows.
    assert!(of("'at ' + string(self.a) == 'at 1'") > 1 << 60);
}
