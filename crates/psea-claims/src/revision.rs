use core::fmt;

/// A wire revision of the profile, told by the claim `eat_profile` (§3.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Revision {
    /// draft-yossif-psea-02.
    ///
    /// Its `ueid` derivation joins two strings without a separator, so different devices of
    /// different issuers can share one (§7.1). Accept it where old Attesters are in the field.
    Draft02,
    /// draft-yossif-psea-03, the current one.
    Draft03,
}

impl Revision {
    /// The value of `eat_profile`.
    #[must_use]
    pub const fn eat_profile(self) -> &'static str {
        match self {
            Self::Draft02 => "urn:ietf:params:psea:eat-profile:1",
            Self::Draft03 => "https://datatracker.ietf.org/doc/draft-yossif-psea/",
        }
    }

    /// The revision that an `eat_profile` names, byte-equal.
    #[must_use]
    pub fn from_eat_profile(value: &str) -> Option<Self> {
        [Self::Draft02, Self::Draft03].into_iter().find(|r| r.eat_profile() == value)
    }

    /// `draft-02` or `draft-03`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft02 => "draft-02",
            Self::Draft03 => "draft-03",
        }
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A set of accepted revisions: at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revisions {
    draft_02: bool,
    draft_03: bool,
}

impl Revisions {
    /// The current revision and the one before.
    pub const BOTH: Self = Self { draft_02: true, draft_03: true };

    /// One revision.
    #[must_use]
    pub const fn only(revision: Revision) -> Self {
        match revision {
            Revision::Draft02 => Self { draft_02: true, draft_03: false },
            Revision::Draft03 => Self { draft_02: false, draft_03: true },
        }
    }

    /// Whether `revision` is in the set.
    #[must_use]
    pub const fn accepts(self, revision: Revision) -> bool {
        match revision {
            Revision::Draft02 => self.draft_02,
            Revision::Draft03 => self.draft_03,
        }
    }
}

impl Default for Revisions {
    /// The current revision alone.
    fn default() -> Self {
        Self::only(Revision::Draft03)
    }
}
