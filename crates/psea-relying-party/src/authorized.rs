use psea_claims::ActionPayload;
use psea_result::ApprovalClaims;

/// An action that may be executed once, here, now.
///
/// Made only by [`RelyingParty::authorize`](crate::RelyingParty::authorize), not clonable, and used
/// up by [`execute`](Self::execute).
///
/// ```compile_fail,E0451
/// fn forge(action: psea_claims::ActionPayload, claims: psea_result::ApprovalClaims) {
///     // without a result there is none
///     let forged = psea_relying_party::Authorized { action, claims };
/// }
/// ```
///
/// ```compile_fail,E0382
/// fn twice(authorized: psea_relying_party::Authorized) {
///     authorized.execute(|_| ());
///     authorized.execute(|_| ()); // used up
/// }
/// ```
///
/// ```compile_fail,E0599
/// fn twice(authorized: psea_relying_party::Authorized) {
///     let twice = authorized.clone(); // one result lets one execution through
/// }
/// ```
#[derive(Debug)]
#[must_use = "the result is used up: execute the action, or record that it was not"]
pub struct Authorized<A = ActionPayload> {
    action: A,
    claims: Box<ApprovalClaims>,
}

impl Authorized {
    pub(crate) fn of(action: ActionPayload, claims: ApprovalClaims) -> Self {
        Self { action, claims: Box::new(claims) }
    }

    /// The same with the action in a form of the program's own, from the canonical octets that were
    /// hashed.
    ///
    /// # Errors
    ///
    /// If the action does not have the form of `T`. The result is used up all the same. Let `T`
    /// deny unknown fields: a member that the user approved and the program ignores is a surprise
    /// to one of them.
    #[cfg(feature = "serde")]
    pub fn typed<T: serde::de::DeserializeOwned>(self) -> Result<Authorized<T>, serde_json::Error> {
        let action = self.action.deserialize()?;
        Ok(Authorized { action, claims: self.claims })
    }
}

impl<A> Authorized<A> {
    /// The action.
    #[must_use]
    pub const fn action(&self) -> &A {
        &self.action
    }

    /// What the Verifier said of it, for a ledger.
    #[must_use]
    pub const fn claims(&self) -> &ApprovalClaims {
        &self.claims
    }

    /// Executes the action, once.
    pub fn execute<R>(self, execute: impl FnOnce(A) -> R) -> R {
        execute(self.action)
    }
}
