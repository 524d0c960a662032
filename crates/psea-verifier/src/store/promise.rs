use psea_claims::Durability;

/// What a store says of itself: in every approval, and in its health output (§6.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StorePromise {
    /// What an accepted proof outlives.
    pub durability: Durability,
    /// Whether the store notices that it was given an older copy of its own state, and then
    /// refuses every proof that the copy could have forgotten.
    pub notices_older_copy: bool,
}
