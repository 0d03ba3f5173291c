//! What kube-rs makes of faults: ../faults.py has one for each row, found by its User-Agent.

use std::time::{Duration, Instant};

use futures::future::join_all;
use k8s_openapi::api::core::v1::ConfigMap;
use kube::api::{Api, PostParams};
use kube::runtime::watcher::Config;

use crate::cluster::{Cluster, Trace, client_of, eventually, new_config_map, run};
use crate::follower::{Follower, kind_of_error};

fn without_faults() -> bool {
    let without = std::env::var_os("GAUNTLET_FAULTS").is_none();
    if without {
        println!("skipped: the server has no faults");
    }
    without
}

/// P1-08: as the documentation of kube::runtime::watcher has it: every error is told; only a 410 that comes as an event leads to a
/// new beginning; a watch that ends or fails is begun again where it was, and a beginning that fails from its start. 429 and 503
/// are not told, since the client asks again by itself.
#[test]
fn reactions() {
    if without_faults() {
        return;
    }
    let (listed, streamed) = (Config::default(), Config::default().streaming_lists());
    let rows = [
        ("list-failing", &listed, "init list list-failed:500 init list complete watch"),
        ("list-expired", &listed, "init list list-failed:410 init list complete watch"),
        ("list-half", &listed, "init list list-failed:no-json init list complete watch"),
        ("list-cut", &listed, "init list list-failed:no-answer init list complete watch"),
        ("list-busy", &listed, "init list complete watch"),
        ("list-wrong-type", &listed, "init list complete watch"),
        ("list-stale", &listed, "init list complete watch"),
        ("list-jump", &listed, "init list complete watch"),
        ("page-expired", &listed.clone().page_size(2), "init list list list-failed:410 init list list complete watch"),
        // The start of a watch from a revision on.
        ("watch-failing", &listed, "init list complete watch watch-failed:500 watch"),
        ("watch-gone", &listed, "init list complete watch watch-failed:410 watch"),
        ("watch-busy", &listed, "init list complete watch"),
        ("watch-slow", &listed, "init list complete watch"),
        // A watch that has told something.
        ("watch-cut", &listed, "init list complete watch watch-broken watch"),
        ("watch-end", &listed, "init list complete watch watch"),
        ("watch-half-a-line", &listed, "init list complete watch watch"),
        ("watch-expired", &listed, "init list complete watch error-event:410 init list complete watch"),
        ("watch-error", &listed, "init list complete watch error-event:500 watch"),
        ("watch-slow-events", &listed, "init list complete watch"),
        // Streaming lists: there is no list instead of one that cannot be had.
        ("stream-refused", &streamed, "stream watch-failed:422 stream init complete"),
        ("stream-failing", &streamed, "stream watch-failed:500 stream init complete"),
        ("stream-busy", &streamed, "stream init complete"),
        ("stream-expired", &streamed, "stream init error-event:410 stream init complete"),
        ("stream-error", &streamed, "stream init error-event:500 stream init complete"),
        ("stream-cut", &streamed, "stream init watch-broken stream init complete"),
        ("stream-half-a-line", &streamed, "stream init stream init complete"),
        ("stream-cut-later", &streamed, "stream init complete watch-broken watch"),
        ("stream-expired-later", &streamed, "stream init complete error-event:410 stream init complete"),
    ];
    run(async {
        join_all(rows.map(reaction)).await;
    });
}

async fn reaction((name, config, expected): (&str, &Config, &str)) {
    let cluster = Cluster::new().await;
    for object in ["a", "b", "c"] {
        cluster.create(object, "1").await;
    }
    let follower = Follower::start(&cluster, name, config.clone()).await;
    follower.is_equal_to(&cluster).await;
    cluster.create("d", "1").await;
    eventually(name, expected.to_string(), || follower.trace()).await;
    follower.is_equal_to(&cluster).await;
    cluster.create("e", "1").await;
    follower.is_equal_to(&cluster).await;

    assert_eq!(follower.trace(), expected, "{name}");
    let told = follower.told();
    let expected = match name {
        "list-stale" => told.len() - 2..told.len(), // what its list did not show comes as changes, too
        _ => 0..told.len(),
    };
    assert_eq!(told[expected], ["apply d=1", "apply e=1"], "{name}: told twice or not at all: {told:?}");
}

/// P1-08: without the mark behind what is there, a streaming list is never complete; its end begins it again.
#[test]
fn a_streaming_list_without_its_mark() {
    if without_faults() {
        return;
    }
    run(async {
        let cluster = Cluster::new().await;
        cluster.create("a", "1").await;
        let follower = Follower::start(&cluster, "stream-unmarked", Config::default().streaming_lists().timeout(1)).await;
        follower.is_equal_to(&cluster).await;
        let trace = follower.trace();
        assert!(trace.starts_with("stream init stream init complete"), "{trace}");
    });
}

/// P1-13: the client itself asks again after a 429 or a 503, and as late as Retry-After says; all else is the program's business.
#[test]
fn retries() {
    if without_faults() {
        return;
    }
    run(async {
        let cluster = Cluster::new().await;
        let config_maps = async |name: &str| {
            let client = client_of(name, Trace::default()).await;
            Api::<ConfigMap>::namespaced(client, &cluster.namespace)
        };
        for (name, least) in [("busy", 0), ("busy-for-a-second", 1), ("unavailable", 0)] {
            let began = Instant::now();
            config_maps(name).await.get("kube-root-ca.crt").await.expect("an answer");
            assert!(began.elapsed() >= Duration::from_secs(least), "{name}: too early");
        }
        let wanted = new_config_map("once", &[]);
        config_maps("busy-with-writes").await.create(&PostParams::default(), &wanted).await.expect("a new ConfigMap");
        for (name, expected) in [("failing", "500"), ("cut", "no-answer")] {
            let config_maps = config_maps(name).await;
            let error = config_maps.get("kube-root-ca.crt").await.expect_err("an error");
            assert_eq!(kind_of_error(&error), expected, "{name}");
            config_maps.get("kube-root-ca.crt").await.expect("an answer");
        }
    });
}
