//! Conformance vectors for PSEA: their model, and a runner for anyone's implementation.
//!
//! * [`model`] is the vector format as types, for programs that read or write vectors;
//! * [`load`] reads files and directories of vectors, and says of each that is out of order where
//!   it is and what to do;
//! * [`protocol`] is the exchange with an implementation in another process: one line of JSON each
//!   way;
//! * [`Implementation`] is what is checked: [`exec::Subprocess`] drives a command, [`own::Own`] is
//!   this workspace;
//! * [`mod@run`] asks an implementation for every vector and compares, and gives a [`Report`].
//!
//! The command `psea-conformance` is a thin shell around them. An implementer in Rust can use the
//! library instead:
//!
//! ```no_run
//! use psea_conformance::{Implementation, load, model, run};
//!
//! struct Mine;
//!
//! impl Implementation for Mine {
//!     fn name(&self) -> String {
//!         "mine".to_owned()
//!     }
//!
//!     fn answer(&mut self, request: &model::Vector) -> Result<model::Answer, run::Fault> {
//!         match request {
//!             model::Vector::Ueid(ueid) => {
//!                 # let derive = |_: &str, _: &str| String::new();
//!                 let ueid = derive(&ueid.device_id, &ueid.iss);
//!                 Ok(model::Answer::Ueid(model::UeidAnswer { ueid }))
//!             }
//!             _ => Ok(model::Answer::Unsupported),
//!         }
//!     }
//! }
//!
//! let loaded = load::load(&["test-vectors"]);
//! assert!(loaded.errors.is_empty());
//! let report = run::run(loaded.vectors, &mut Mine, model::Codes::On, &mut |_, _| {})?;
//! assert!(report.all_passed());
//! # Ok::<(), run::CannotContinue>(())
//! ```

#![warn(clippy::arithmetic_side_effects)]

pub mod exec;
pub mod load;
pub mod model;
pub mod own;
pub mod protocol;
pub mod report;
pub mod run;
pub mod token;

pub use report::Report;
pub use run::Implementation;
