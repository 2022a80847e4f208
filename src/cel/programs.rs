//! Rules that are run: each is read once, and none takes longer than its budget.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

use super::parse::parse;
use super::run::{Ran, Runner, Stop};
use super::syntax::Expression;
use super::value::Value;
use crate::kubernetes::go_pattern::Patterns;

/// How many steps an expression may take; about what the server allows a rule (`PerCallLimit`).
const STEPS: usize = 1_000_000;

/// The steps that are left to all rules of an object together; about what the server allows them.
#[derive(Debug)]
pub struct Budget(usize);

impl Default for Budget {
    fn default() -> Budget {
        Budget(10 * STEPS)
    }
}

/// What became of a rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It is true.
    Holds,
    /// It is false.
    Fails,
    /// It cannot be answered for this value, which the server takes for a fault: it reads what is not there.
    Broken(String),
    /// It could not be run here; why.
    Unknown(String),
}

/// Expressions and patterns that were read before, each once. Clones share them.
#[derive(Clone, Default, Debug)]
pub struct Programs {
    read: Arc<Mutex<FxHashMap<String, Option<Arc<Expression>>>>>,
    patterns: Patterns,
    has_rules: Arc<OnceLock<bool>>,
}

/// They say nothing of what they belong to.
impl PartialEq for Programs {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Programs {
    /// Whether there is any rule where these belong to; asked once.
    pub fn has_rules(&self, ask: impl FnOnce() -> bool) -> bool {
        *self.has_rules.get_or_init(ask)
    }

    /// The expression of a text; nothing if it cannot be read.
    pub fn read(&self, text: &str) -> Option<Arc<Expression>> {
        let mut known = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(expression) = known.get(text) {
            return expression.clone();
        }
        let expression = parse(text).ok().map(Arc::new);
        known.insert(text.to_owned(), expression.clone());
        expression
    }
}

/// Asks a rule, with the variables that it can read.
pub fn run(
    rule: &Expression,
    variables: &[(&str, Value)],
    programs: &Programs,
    budget: &mut Budget,
) -> Outcome {
    match value(rule, variables, programs, budget) {
        Ok(Value::Bool(true)) => Outcome::Holds,
        Ok(Value::Bool(false)) => Outcome::Fails,
        Ok(_) => Outcome::Unknown("it is neither true nor false".to_owned()),
        Err(Stop::Broken(why)) => Outcome::Broken(why),
        Err(Stop::Unknown(why)) => Outcome::Unknown(why),
        Err(Stop::Spent) => Outcome::Unknown("it takes too long".to_owned()),
    }
}

/// The text that an expression gives; nothing if it gives none.
pub fn text(
    expression: &Expression,
    variables: &[(&str, Value)],
    programs: &Programs,
    budget: &mut Budget,
) -> Option<String> {
    match value(expression, variables, programs, budget) {
        Ok(Value::Text(text)) => Some(text.to_string()),
        _ => None,
    }
}

fn value(
    expression: &Expression,
    variables: &[(&str, Value)],
    programs: &Programs,
    budget: &mut Budget,
) -> Ran {
    let all = budget.0.min(STEPS);
    let local = variables.iter().map(|(name, value)| (Arc::from(*name), value.clone())).collect();
    let mut runner = Runner::new(local, &programs.patterns, all);
    let found = runner.of(&expression.root);
    budget.0 -= all - runner.left();
    found
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::super::check::{Environment, check};
    use super::super::value::ListKind;
    use super::*;

    fn this() -> Value {
        let set = Value::List(vec![Value::from("a"), Value::from("b")].into(), ListKind::Set);
        let item = |name: &str, value| {
            Value::map([("name".to_owned(), Value::from(name)), ("value".to_owned(), Value::Int(value))])
        };
        let keyed =
            Value::List(vec![item("x", 1), item("y", 2)].into(), ListKind::Map([Arc::from("name")].into()));
        Value::map([
            ("a".to_owned(), Value::Int(1)),
            ("s".to_owned(), Value::from("x-1")),
            ("set".to_owned(), set),
            ("keyed".to_owned(), keyed),
            ("when".to_owned(), Value::Timestamp(0)),
            ("wait".to_owned(), Value::Unread("it reads a length of time that is written in words")),
            ("list".to_owned(), Value::list((0..200).map(Value::Int).collect())),
        ])
    }

    fn outcome(rule: &str) -> Outcome {
        let variables = [("self", this())];
        let expression = parse(rule).unwrap_or_else(|fault| panic!("{rule}: {fault:?}"));
        run(&expression, &variables, &Programs::default(), &mut Budget::default())
    }

    #[test]
    fn rules_hold_as_the_server_says() {
        for rule in [
            "self.a == 1 && self.a < 1.5 && self.a == 1u && self.a != 2",
            "-7 / 2 == -3 && -7 % 2 == -1 && 1 + 2 * 3 == 7 && (1 + 2) * 3 == 9",
            "!has(self.b) || self.b > 1",
            "self.b > 1 || self.a == 1",
            "self.list.exists(x, x / 0 == 1 || x == 3)",
            "self.s.matches('^x-[0-9]$') && self.s.find('[0-9]') == '1' && 'a1b2'.findAll('[0-9]') == ['1', '2']",
            "[1, 2].sum() == 3 && [1, 2].isSorted() && [3, 1].min() == 1 && [3, 1].max() == 3 && [1, 2, 1].lastIndexOf(1) == 2",
            "self.?b.orValue(3) == 3 && self.?a.orValue(3) == 1 && self[?'b'].hasValue() == false",
            "self.?b.optMap(x, x + 1).orValue(0) == 0 && optional.of(1).optMap(x, x + 1).value() == 2",
            "self.set == ['b', 'a'] && self.set + ['a', 'c'] == ['a', 'b', 'c'] && ['b', 'a'] != self.list",
            "(self.keyed + [{'name': 'x', 'value': 5}])[0].value == 5 && size(self.keyed) == 2",
            "self.list.map(x, x > 197, x * 2) == [396, 398] && self.list.filter(x, x < 2) == [0, 1]",
            "self.list.exists_one(x, x == 7) && self.list.all(i, x, i == x)",
            "{'a': 1, 'b': 2}.transformMap(k, v, v > 1, v * 2) == {'b': 4} && {'a': 1}.all(k, v, k == 'a' && v == 1)",
            "{'a': 1}.transformMapEntry(k, v, {v: k}) == {1: 'a'} && [5].transformList(i, v, i + v) == [5]",
            "'a,b'.split(',') == ['a', 'b'] && ['a', 'b'].join('-') == 'a-b' && 'abc'.substring(1, 2) == 'b'",
            "'aXa'.replace('a', 'b', 1) == 'bXa' && ' A '.trim().lowerAscii() == 'a' && 'abc'.charAt(1) == 'b'",
            "'héllo'.indexOf('l') == 2 && 'hello'.lastIndexOf('l') == 3 && size('é') == 1 && 'abc'.split('') == ['a', 'b', 'c']",
            "int('3') == 3 && double('1.5') == 1.5 && string(1.0) == '1' && type(self.a) == int && type(self.s) != int",
            "self.when == timestamp('1970-01-01T00:00:00Z') && self.when + duration('36h') > self.when && self.when.getFullYear() == 1970",
            "duration('90m').getHours() == 1 && type(self.when) == google.protobuf.Timestamp && string(duration('90s')) == '90s'",
            "quantity('1Gi').isGreaterThan(quantity('1G')) && quantity('1').add(quantity('500m')).compareTo(quantity('1500m')) == 0",
            "isQuantity('1Gi') && !isQuantity('banana') && quantity('2k').asInteger() == 2000 && quantity('-1').sign() == -1",
            "ip('10.0.0.1').family() == 4 && cidr('10.0.0.0/8').containsIP('10.1.2.3') && !isIP('x') && ip('::1').isLoopback()",
            "cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16') && cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8')",
            "url('https://u@example.com:80/a?b=c').getHost() == 'example.com:80' && url('https://[::1]:80/').getHostname() == '::1' && isURL('/a') && !isURL('a b')",
            "semver('1.2.3').isLessThan(semver('1.10.0')) && isSemver('v1.2', true) && !isSemver('v1.2') && semver('1.0.0-rc.1').compareTo(semver('1.0.0')) == -1",
            "!format.dns1123Label().validate('a-b').hasValue() && format.named('dns1123Label').value().validate('A').hasValue()",
            "sets.contains([1, 2], [1]) && sets.intersects([1], [1, 2]) && !sets.equivalent([1], [1, 2])",
            "'%s is %d'.format(['a', 1]) == 'a is 1' && b'a' == bytes('a') && '\\u00e9' == 'é'",
            "[1, 2] + [3] == [1, 2, 3] && 2 in [1, 2] && 'a' in {'a': 1} && !('b' in {'a': 1})",
            "cel.bind(x, self.a + 1, x == 2 && x + self.a == 3)",
            "dyn(1) == 1 && dyn('a') != 1 && null == null",
        ] {
            assert_eq!(outcome(rule), Outcome::Holds, "{rule}");
        }
    }

    #[test]
    fn what_cannot_be_answered_is_told_from_what_is_wrong() {
        for (rule, wanted) in [
            ("self.a > 1", Outcome::Fails),
            ("self.b > 1", Outcome::Broken("there is no `b`".to_owned())),
            ("self.list[200] == 1", Outcome::Broken("there is no item 200".to_owned())),
            ("self.a / 0 == 1", Outcome::Broken("it divides by 0".to_owned())),
            (
                "9223372036854775807 + self.a > 0",
                Outcome::Broken("a number is too large for its type".to_owned()),
            ),
            ("self.a > 's'", Outcome::Broken("`>` does not take such values".to_owned())),
            ("quantity('x').sign() == 1", Outcome::Broken("`x` is no quantity".to_owned())),
            (
                "[self] == [self]",
                Outcome::Unknown("it reads a length of time that is written in words".to_owned()),
            ),
            (
                "self.when.getHours('Europe/Paris') == 1",
                Outcome::Unknown("it asks for the time in `Europe/Paris`".to_owned()),
            ),
            ("nothing(self)", Outcome::Unknown("it calls `nothing()`, which is not known here".to_owned())),
            (
                "self.list.all(a, self.list.all(b, self.list.all(c, a + b + c >= 0)))",
                Outcome::Unknown("it takes too long".to_owned()),
            ),
        ] {
            assert_eq!(outcome(rule), wanted, "{rule}");
        }
    }

    #[test]
    fn hostile_rules_end_soon_and_stay_small() {
        let mut doubled = "['x']".to_owned();
        let mut text = "'xxxxxxxxxx'".to_owned();
        for _ in 0..60 {
            write!(doubled, ".map(x, [x, x])").unwrap();
            text = format!("[{text}].map(x, x + x)[0]");
        }
        for rule in [
            format!("{doubled} == {doubled}"),
            format!("{text} == ''"),
            "self.list.map(a, self.list.map(b, self.list.map(c, 'aaaaaaaaaaaaaaaaaaaa'))).size() == 0"
                .to_owned(),
            format!(
                "'{}'.replace('', '{}').replace('', '{0}') == ''",
                "a".repeat(20_000),
                "b".repeat(20_000)
            ),
            format!("'{}'.matches('(a*)*(a*)*(a*)*(a*)*b')", "a".repeat(50_000)),
            "self.list.all(x, 'a'.matches('((a{500}){80}){' + string(x) + '}'))".to_owned(),
            "self.list.all(x, self.list.all(y, 'a'.matches('a{0,900}b{0,' + string(x) + '}c{0,' + string(y) + '}|a')))".to_owned(),
        ] {
            let ended = outcome(&rule);
            assert!(!matches!(ended, Outcome::Holds | Outcome::Broken(_)), "{ended:?}: {}", &rule[..60]);
        }
        let deep = format!("{}self.a == 1{}", "(true ? ".repeat(30), " : false)".repeat(30));
        assert_eq!(outcome(&deep), Outcome::Holds);
        let loops = format!("{}x == 1{}", "[1].all(x, ".repeat(75), ")".repeat(75));
        assert_eq!(outcome(&loops), Outcome::Holds);
        let (_, faults) = check(&parse(&loops).unwrap(), &Environment::default());
        assert_eq!(faults, []);
        assert_eq!(outcome(&format!("{} == 190", vec!["self.a"; 190].join(" + "))), Outcome::Holds);
        assert_eq!(outcome(&format!("{}[1]{}.size() == 1", "[".repeat(60), "]".repeat(60))), Outcome::Holds);
    }
}
