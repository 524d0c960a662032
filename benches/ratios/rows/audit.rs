//! `psea audit`.

use psea_benches::Failure;

use crate::given::Given;
use crate::row::Row;

pub(super) fn measure(_given: &Given) -> Result<Vec<Row>, Failure> {
    Ok(Vec::new())
}
