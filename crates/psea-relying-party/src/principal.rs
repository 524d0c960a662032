/// Whether the human of an approval and the holder of a standing grant are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use = "there are three answers, and one of them is yes"]
pub enum Concurrence {
    /// Both resolve, to the same principal.
    Authorised,
    /// Both resolve, and to different principals: the approval is somebody else's.
    Refused,
    /// At least one does not resolve: nothing is known, which is neither yes nor no.
    Indeterminate,
}

/// Compares the principal to whom this party's directory resolves an approval (by its `ueid`) with
/// the one to whom it resolves a standing grant (by its subject). None is: it does not resolve.
///
/// A result names a device, never a human (§6.8.3), so that the directory is this party's own.
///
/// # Examples
///
/// ```
/// use psea_relying_party::{Concurrence, concur};
///
/// assert_eq!(concur(Some("alice"), Some("alice")), Concurrence::Authorised);
/// assert_eq!(concur(Some("alice"), Some("bob")), Concurrence::Refused);
/// assert_eq!(concur(None, Some("bob")), Concurrence::Indeterminate);
/// ```
pub fn concur<P: PartialEq>(approval: Option<P>, grant: Option<P>) -> Concurrence {
    match (approval, grant) {
        (Some(approval), Some(grant)) if approval == grant => Concurrence::Authorised,
        (Some(_), Some(_)) => Concurrence::Refused,
        _ => Concurrence::Indeterminate,
    }
}
