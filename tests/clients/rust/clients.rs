//! Tests the fake API server by kube-rs, as KUBECONFIG leads to it.
//!
//! GAUNTLET_FAULTS says that things go wrong: ../faults.py has what, and finds each test by its User-Agent.

mod cluster;
mod follower;
mod reactions;
mod watches;
mod writes;
