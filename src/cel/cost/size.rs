//! Sizes as ranges, and what is reckoned with them. Whatever is too large for its type is the largest there is.

/// How long a text, list or map is: `SizeEstimate` in `cel-go`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Size {
    pub(super) least: u64,
    pub(super) most: u64,
}

/// `StringTraversalCostFactor`: looking through a text, by its length.
pub(super) const TEXT: f64 = 0.1;
/// `RegexStringLengthCostFactor`: looking for a pattern in a text of unit cost, by the length of the pattern.
pub(super) const PATTERN: f64 = 0.25;

impl Size {
    pub(super) const UNKNOWN: Size = Size { least: 0, most: u64::MAX };
    pub(super) const ONE: Size = Size { least: 1, most: 1 };

    pub(super) fn exactly(size: usize) -> Size {
        let size = u64::try_from(size).unwrap_or(u64::MAX);
        Size { least: size, most: size }
    }

    pub(super) fn up_to(most: u64) -> Size {
        Size { least: 0, most }
    }

    pub(super) fn plus(self, other: Size) -> Size {
        Size { least: self.least.saturating_add(other.least), most: self.most.saturating_add(other.most) }
    }

    pub(super) fn times(self, other: Size) -> Size {
        Size { least: self.least.saturating_mul(other.least), most: self.most.saturating_mul(other.most) }
    }

    /// The range in which both are.
    pub(super) fn or(self, other: Size) -> Size {
        Size { least: self.least.min(other.least), most: self.most.max(other.most) }
    }

    /// What it costs at most to look at each part of it.
    pub(super) fn cost(self, each: f64) -> u64 {
        of(self.most, each)
    }
}

/// A number of things that cost so much each, rounded up.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "as the server reckons; `as` ends at the largest number"
)]
pub(super) fn of(count: u64, each: f64) -> u64 {
    (count as f64 * each).ceil() as u64
}
