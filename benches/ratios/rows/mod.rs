//! One file per topic, in the order of the table.

mod attest;
mod audit;
mod canonical;
mod hostile;
mod verify;

use psea_benches::Failure;

use crate::given::Given;
use crate::row::Row;

type Topic = fn(&Given) -> Result<Vec<Row>, Failure>;

pub(crate) fn measure(given: &Given) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    let topics: [Topic; 5] =
        [verify::measure, canonical::measure, hostile::measure, attest::measure, audit::measure];
    for topic in topics {
        for row in topic(given)? {
            let verdict = if row.holds { "pass" } else { "FAIL" };
            eprintln!("{verdict}  {}: {} ({})", row.what, row.figure(), row.goal_text());
            rows.push(row);
        }
    }
    Ok(rows)
}
