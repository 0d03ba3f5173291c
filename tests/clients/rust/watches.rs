//! Watchers of kube-rs, which fill a store by lists or by streaming lists and follow what happens then.

use futures::future::join_all;
use futures::{StreamExt, TryStreamExt};
use k8s_openapi::api::core::v1::ConfigMap;
use kube::ResourceExt;
use kube::api::{Api, ListParams, Patch, PatchParams, WatchEvent, WatchParams};
use kube::core::PartialObjectMeta;
use kube::runtime::watcher::{Config, Event, watcher};
use serde_json::json;

use crate::cluster::{Cluster, NOT_OF_THE_CLUSTER, eventually, run};
use crate::follower::Follower;

const OBJECTS: usize = 200;
const WRITERS: usize = 4;

/// How a watcher can fill its store, and what it asks then, where there are 20 objects.
fn ways_to_begin() -> [(&'static str, Config, &'static str); 3] {
    let cached = Config { page_size: None, ..Config::default().any_semantic() };
    [
        ("paged", Config::default().page_size(7), "init list list list complete watch"),
        ("cached", cached, "init list complete watch"),
        ("streamed", Config::default().streaming_lists(), "stream init complete"),
    ]
}

/// P0-12, P0-14, P0-19, P0-20.
#[test]
fn what_is_there_is_listed_and_what_happens_then_is_told() {
    run(async {
        for (name, config, requests) in ways_to_begin() {
            let cluster = Cluster::new().await;
            for number in 0..20 {
                cluster.create(&format!("before-{number:02}"), "0").await;
            }
            let follower = Follower::start(&cluster, name, config).await;
            follower.is_equal_to(&cluster).await;
            eventually(name, requests.to_string(), || follower.trace()).await;

            cluster.create("live", "1").await;
            cluster.set_value("live", "2").await;
            cluster.delete("live").await;
            follower.tells(&["apply live=1", "apply live=2", "delete live=2"]).await;
            follower.is_equal_to(&cluster).await;
            assert_eq!(follower.trace(), requests, "{name}");
        }
    });
}

/// P0-12: the end of nothing is marked as well.
#[test]
fn an_empty_collection() {
    run(async {
        for (name, config, requests) in [
            ("empty", Config::default(), "init list complete watch"),
            ("empty-streamed", Config::default().streaming_lists(), "stream init complete"),
        ] {
            let cluster = Cluster::new().await;
            let follower = Follower::start(&cluster, name, config).await;
            eventually(name, requests.to_string(), || follower.trace()).await;
            cluster.create("first", "1").await;
            follower.tells(&["apply first=1"]).await;
        }
    });
}

/// P0-16: what stops to match is deleted for those who select.
#[test]
fn a_selector() {
    run(async {
        for config in [Config::default(), Config::default().streaming_lists()] {
            let cluster = Cluster::new().await;
            let follower = Follower::start(&cluster, "selector", config.labels("tier in (front)")).await;
            eventually("the beginning is over", true, || follower.trace().contains("complete")).await;
            cluster.create("moving", "1").await;
            for tier in ["front", "back", "front"] {
                let patch = Patch::Merge(json!({"metadata": {"labels": {"tier": tier}}}));
                cluster.api::<ConfigMap>().patch("moving", &PatchParams::default(), &patch).await.expect("another label");
            }
            follower.tells(&["apply moving=1", "delete moving=1", "apply moving=1"]).await;
            follower.is_equal_to(&cluster).await;
        }
    });
}

/// P0-17: a watch ends in good order when its time is over, and the next goes on from there.
#[test]
fn a_watch_that_ends_in_time_is_begun_again() {
    run(async {
        for (name, config, requests) in [
            ("timeout", Config::default(), "init list complete watch watch watch"),
            ("timeout-streamed", Config::default().streaming_lists(), "stream init complete watch watch"),
        ] {
            let cluster = Cluster::new().await;
            let follower = Follower::start(&cluster, name, config.timeout(1)).await;
            cluster.create("one", "1").await;
            eventually(name, true, || follower.trace().starts_with(requests)).await;
            cluster.create("two", "1").await;
            follower.is_equal_to(&cluster).await;
            assert!(!follower.trace().contains(':'), "an error: {}", follower.trace());
        }
    });
}

/// P0-17: only who asks for bookmarks gets them; the last one is as new as what the watch could have shown.
#[test]
fn bookmarks() {
    run(async {
        let cluster = Cluster::new().await;
        let all = ListParams::default().fields(NOT_OF_THE_CLUSTER);
        let listed = cluster.api::<ConfigMap>().list(&all).await.expect("a list");
        let revision = listed.metadata.resource_version.expect("a revision");
        cluster.create("one", "1").await;
        let created = Cluster::new().await.create("elsewhere", "1").await; // a newer one, not for this watch
        let newest: u64 = created.resource_version().expect("a revision").parse().expect("a number");

        let with = WatchParams::default().fields(NOT_OF_THE_CLUSTER).timeout(1);
        for (options, bookmarks) in [(with.clone(), 1), (with.disable_bookmarks(), 0)] {
            let stream = cluster.api::<ConfigMap>().watch(&options, &revision).await.expect("a watch");
            let events: Vec<_> = stream.try_collect().await.expect("an end without an error");
            assert_eq!(events.len(), 1 + bookmarks, "{events:?}");
            assert!(matches!(&events[0], WatchEvent::Added(one) if one.name_any() == "one"), "{events:?}");
            if let Some(WatchEvent::Bookmark(mark)) = events.get(1) {
                assert_eq!((mark.types.api_version.as_str(), mark.types.kind.as_str()), ("v1", "ConfigMap"));
                assert!(mark.metadata.resource_version.parse::<u64>().expect("a number") >= newest);
            }
        }
    });
}

/// P1-02: metadata alone, listed and watched.
#[test]
fn a_watcher_of_metadata() {
    run(async {
        for config in [Config::default(), Config::default().streaming_lists()] {
            let cluster = Cluster::new().await;
            cluster.create("before", "1").await;
            let metadata: Api<PartialObjectMeta<ConfigMap>> = cluster.api();
            let mut events = watcher(metadata, config.fields(NOT_OF_THE_CLUSTER)).boxed();
            let mut told = Vec::new();
            while told.len() < 4 {
                match events.next().await.expect("a stream without an end").expect("no error") {
                    Event::Init => told.push("init".into()),
                    Event::InitApply(object) => told.push(format!("there is {}, a {}", object.name_any(), kind_of(&object))),
                    Event::InitDone => {
                        told.push("complete".into());
                        cluster.create("live", "1").await;
                    }
                    Event::Apply(object) => told.push(format!("apply {}, a {}", object.name_any(), kind_of(&object))),
                    Event::Delete(object) => told.push(format!("delete {}", object.name_any())),
                }
            }
            let both = ["there is before, a PartialObjectMetadata", "apply live, a PartialObjectMetadata"];
            assert_eq!(told, ["init", both[0], "complete", both[1]]);
        }
    });
}

fn kind_of(object: &PartialObjectMeta<ConfigMap>) -> &str {
    object.types.as_ref().map_or("", |types| &types.kind)
}

/// P0-18, P1-08, with the faults of ../faults.py.
#[test]
fn the_store_ends_equal_to_the_server() {
    run(async {
        let listed = Config::default().page_size(25);
        join_all([("churn-listed", listed), ("churn-streamed", Config::default().streaming_lists())].map(churn)).await;
    });
}

async fn churn((name, config): (&str, Config)) {
    let cluster = Cluster::new().await;
    let follower = Follower::start(&cluster, name, config).await;
    let write = async |writer: usize| {
        for number in (writer..OBJECTS).step_by(WRITERS) {
            let object = format!("object-{number:03}");
            cluster.create(&object, "0").await;
            cluster.set_value(&object, "1").await;
            if number % 3 == 0 {
                cluster.delete(&object).await;
            }
        }
    };
    join_all((0..WRITERS).map(write)).await;
    assert_eq!(cluster.revisions().await.len(), OBJECTS - OBJECTS.div_ceil(3));
    follower.is_equal_to(&cluster).await;
}
