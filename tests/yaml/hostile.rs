//! Trees made to be hard to write and to read: the same ones for the same seed.

use serde_json::{Map, Value, json};

/// Numbers that look random and are the same in every run.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number of 31 bits.
    pub(crate) fn number(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as u32
    }

    /// A number below `sides`.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.number() as usize % sides
    }

    pub(crate) fn pick<'p>(&mut self, from: &[&'p str]) -> &'p str {
        from[self.roll(from.len())]
    }
}

/// What strings are put together from.
const PIECES: &[&str] = &[
    "a",
    "word",
    "Yes",
    "no",
    "on",
    "null",
    "~",
    "true",
    "0",
    "1",
    "07",
    "0x1F",
    "1e3",
    "12:30",
    "2020-01-01",
    "1_000",
    "0b1",
    "0o7",
    ".5",
    ".inf",
    "-",
    "--",
    "---",
    "...",
    ".",
    "+",
    "?",
    ":",
    ": ",
    " :",
    "#",
    " #",
    "# ",
    ",",
    "[",
    "]",
    "{",
    "}",
    "{}",
    "[]",
    "&",
    "*",
    "!",
    "!!str",
    "|",
    ">",
    "'",
    "''",
    "\"",
    "%",
    "@",
    "`",
    "=",
    "<<",
    "\\",
    "\\n",
    "/",
    "$",
    "(",
    ")",
    "<",
    ";",
    " ",
    " ",
    "  ",
    "   ",
    "\n",
    "\n",
    "\n\n",
    " \n",
    "\n ",
    "\t",
    "\r",
    "\r\n",
    "\u{0}",
    "\u{7}",
    "\u{1b}",
    "é",
    "あ",
    "日本語",
    "😀",
    "\u{a0}",
    "\u{ad}",
    "\u{200b}",
    "\u{feff}",
    "\u{fffd}",
    "{{ x }}",
    "a: b",
    "- a",
    "key:",
    "https://example.com/a?b=c#d",
    "--flag=value",
    "lorem ipsum dolor",
    "registry.example.com/team/app:1.2.3",
    "sit amet, consectetur adipiscing elit, sed do eiusmod tempor",
];

/// Scalars whole, for which the first rules of reading exist.
const WHOLE: &[&str] = &[
    "",
    " ",
    "\n",
    "\n\n",
    " \n",
    "\n a",
    " a\nb",
    "a\n",
    "a\n\n",
    "a\n b\n",
    "a \nb",
    "a\nb ",
    "x\t",
    "y",
    "N",
    "y\n",
    "Off",
    "0644",
    "0o644",
    "08",
    "1.",
    "1.0",
    "+1",
    "-0",
    "1e",
    "12e03",
    "1__0",
    "1_",
    "190:20:30",
    "1:60",
    "2001-1-1",
    "2001-01-01T00:00:00Z",
    "0x",
    "0x_1",
    "nan",
    ".NaN",
    "-.inf",
    "=",
    "tRue",
    "1.2.3",
    "18446744073709551616",
    "1e400",
    "0b-1",
    "-0b1",
    "1.7976931348623157e309",
    "?a",
    "? a",
    ":a",
    "-a",
    "- ",
    "-",
    "?",
    ":",
    "a:",
    "a #b",
    "a#b",
    "#a",
    "'a",
    "a'b",
    "a'b: c",
    "\"a",
    "a\"b",
    "@a",
    "%a",
    "a%",
    "`a",
    "!a",
    "&a",
    "*a",
    ">a",
    "|a",
    "[a",
    "a]",
    "{a",
    "a}",
    ",a",
];

/// `count` trees.
pub(crate) fn trees(seed: u64, count: usize) -> Vec<Value> {
    let mut dice = Dice::new(seed);
    (0..count).map(|_| tree(&mut dice, 3)).collect()
}

fn tree(dice: &mut Dice, depth: usize) -> Value {
    let sides = if depth == 0 { 6 } else { 10 };
    match dice.roll(sides) {
        0 => scalar(dice),
        1 => json!(dice.pick(WHOLE)),
        2..=5 => json!(string(dice)),
        6 | 7 => (0..dice.roll(4)).map(|_| tree(dice, depth - 1)).collect(),
        _ => map(dice, depth - 1),
    }
}

fn scalar(dice: &mut Dice) -> Value {
    let powers =
        [1e-30, 1e-9, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1.0, 1e4, 1e6, 1e9, 1e10, 1e11, 1e12, 1e13, 1e30];
    match dice.roll(8) {
        0 => json!(null),
        1 => json!(true),
        2 => json!(false),
        3 => json!(i64::from(dice.number()) - (1 << 30)),
        4 => json!(i64::MIN + i64::from(dice.number()).pow(2)),
        5 => json!(0),
        _ => json!(f64::from(dice.number()) / 64.0 * powers[dice.roll(powers.len())]),
    }
}

fn string(dice: &mut Dice) -> String {
    let pieces = [1, 2, 3, 5, 12, 30][dice.roll(6)];
    let calm = dice.roll(2) == 0;
    let mut text = String::new();
    for _ in 0..pieces {
        // Half of the strings are nearly readable, so that they get past the first quoting rule.
        text.push_str(if calm && dice.roll(12) > 0 {
            dice.pick(&["lorem", "ipsum", " ", " ", "  ", ",", "it's", "é", "a:b", "consectetur"])
        } else {
            dice.pick(PIECES)
        });
    }
    text
}

fn map(dice: &mut Dice, depth: usize) -> Value {
    // Keys with numbers anywhere can make Go's order contradict itself; kubectl then prints another order each time.
    let numbered = dice.roll(3) == 0;
    let entries = if numbered { dice.roll(20) } else { dice.roll(5) };
    let mut map = Map::new();
    for _ in 0..entries {
        let key = if numbered {
            format!("{}{}", dice.pick(&["a", "b-", "A", "a.b"]), dice.roll(120))
        } else {
            string(dice).replace(|c: char| c.is_ascii_digit(), "")
        };
        if key != "<<" {
            map.insert(key, tree(dice, depth));
        }
    }
    Value::Object(map)
}
