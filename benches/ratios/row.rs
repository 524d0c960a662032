use serde::Serialize;

/// What a figure is held to.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Goal {
    AtMost(f64),
    Below(f64),
    AtLeast(f64),
}

/// One line of the table.
#[derive(Serialize)]
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) against: String,
    pub(crate) measured: f64,
    /// Empty: a ratio.
    pub(crate) unit: &'static str,
    pub(crate) goal: Goal,
    pub(crate) holds: bool,
    /// The times that the figure was made from.
    pub(crate) from: String,
}

impl Goal {
    pub(crate) fn holds(self, measured: f64) -> bool {
        match self {
            Self::AtMost(bound) => measured <= bound,
            Self::Below(bound) => measured < bound,
            Self::AtLeast(bound) => measured >= bound,
        }
    }

    pub(crate) const fn bound(self) -> f64 {
        match self {
            Self::AtMost(bound) | Self::Below(bound) | Self::AtLeast(bound) => bound,
        }
    }

    pub(crate) const fn sign(self) -> &'static str {
        match self {
            Self::AtMost(_) => "≤",
            Self::Below(_) => "<",
            Self::AtLeast(_) => "≥",
        }
    }
}

impl Row {
    pub(crate) fn ratio(
        what: impl Into<String>,
        against: impl Into<String>,
        measured: f64,
        goal: Goal,
        from: impl Into<String>,
    ) -> Self {
        let (what, against, from) = (what.into(), against.into(), from.into());
        Self { what, against, measured, unit: "", goal, holds: goal.holds(measured), from }
    }

    pub(crate) fn with_unit(mut self, unit: &'static str) -> Self {
        self.unit = unit;
        self
    }

    /// The figure as it is read: never as the goal itself where it is not that, so that the answer
    /// beside it can be understood.
    pub(crate) fn figure(&self) -> String {
        let decimals = decimals(self.measured);
        let mut figures =
            (decimals..=MOST_DECIMALS).map(|count| format!("{:.count$}", self.measured));
        let figure = figures.find(|figure| figure.parse() != Ok(self.goal.bound()));
        figure.unwrap_or_else(|| format!("{:.decimals$}", self.measured)) + self.unit
    }

    pub(crate) fn goal_text(&self) -> String {
        format!("{} {}{}", self.goal.sign(), self.goal.bound(), self.unit)
    }
}

const MOST_DECIMALS: usize = 6;

/// How many mean something.
const fn decimals(value: f64) -> usize {
    if value >= 20.0 {
        0
    } else if value >= 0.1 {
        2
    } else {
        4
    }
}

/// A time in µs.
pub(crate) fn micros(value: f64) -> String {
    if value >= 10.0 { format!("{value:.1} µs") } else { format!("{value:.2} µs") }
}
