mod sync;

#[path = "../../../src/gate/group/mod.rs"]
mod group;
#[path = "../scenario.rs"]
pub(crate) mod scenario;
