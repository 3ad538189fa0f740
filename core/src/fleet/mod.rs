//! What the machines of one account share: stores that your program supplies, and the rules for their contents.

pub(crate) mod budget;
pub(crate) mod ledger;
