//! The writes of kube-rs: patches, server-side apply, replacements, deletions, finalizers and events.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use k8s_openapi::api::core::v1::{ConfigMap, Event as CoreEvent, Service};
use k8s_openapi::api::events::v1::Event;
use k8s_openapi::api::networking::v1::{Ingress, IngressStatus};
use kube::api::{DeleteParams, ListParams, Patch, PatchParams, PostParams, Preconditions};
use kube::core::Status;
use kube::runtime::controller::Action;
use kube::runtime::events::{self, EventType, Recorder, Reporter};
use kube::runtime::finalizer::{self, finalizer};
use kube::runtime::wait::{await_condition, conditions};
use kube::{Resource, ResourceExt};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::cluster::{Cluster, new_config_map, run};

/// A typed object, written as JSON.
fn typed<K: DeserializeOwned>(object: Value) -> K {
    serde_json::from_value(object).expect("an object of that kind")
}

fn new_ingress(name: &str, host: &str) -> Ingress {
    let backend = json!({"service": {"name": "web", "port": {"number": 80}}});
    let paths = json!([{"path": "/", "pathType": "Prefix", "backend": backend}]);
    typed(json!({"metadata": {"name": name}, "spec": {"rules": [{"host": host, "http": {"paths": paths}}]}}))
}

fn host_of(ingress: &Ingress) -> Option<&str> {
    ingress.spec.as_ref()?.rules.as_ref()?.first()?.host.as_deref()
}

fn address_of(ingress: &Ingress) -> Option<&str> {
    ingress.status.as_ref()?.load_balancer.as_ref()?.ingress.as_ref()?.first()?.ip.as_deref()
}

/// What the server has against a request.
fn refused<T>(result: kube::Result<T>) -> Box<Status> {
    match result {
        Err(kube::Error::Api(status)) => status,
        Err(other) => panic!("another error: {other}"),
        Ok(_) => panic!("it was not refused"),
    }
}

/// P1-03: fields belong to those who applied them, and go when their owner no longer wants them.
#[test]
fn server_side_apply() {
    run(async {
        let cluster = Cluster::new().await;
        let config_maps = cluster.api::<ConfigMap>();
        let apply = async |options: PatchParams, data: &[(&str, &str)]| {
            let wanted = Patch::Apply(new_config_map("shared", data));
            config_maps.patch("shared", &options, &wanted).await
        };
        let (one, two) = (PatchParams::apply("one"), PatchParams::apply("two"));
        let data_of = |object: &ConfigMap| object.data.clone().unwrap_or_default().into_iter().collect::<Vec<_>>();
        let pairs = |data: &[(&str, &str)]| data.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect::<Vec<_>>();

        let object = apply(one.clone(), &[("a", "1"), ("b", "1")]).await.expect("a new object");
        assert_eq!(data_of(&object), pairs(&[("a", "1"), ("b", "1")]));
        let object = apply(two.clone(), &[("c", "2")]).await.expect("another owner");
        assert_eq!(data_of(&object), pairs(&[("a", "1"), ("b", "1"), ("c", "2")]));

        let status = refused(apply(two.clone(), &[("a", "2"), ("c", "2")]).await);
        assert!(status.is_conflict(), "{status:?}");
        let causes = status.details.expect("details").causes;
        let causes: Vec<_> = causes.iter().map(|cause| (cause.reason.as_str(), cause.field.as_str())).collect();
        assert_eq!(causes, [("FieldManagerConflict", ".data.a")]);
        let object = apply(two.clone().force(), &[("a", "2"), ("c", "2")]).await.expect("by force");
        assert_eq!(data_of(&object), pairs(&[("a", "2"), ("b", "1"), ("c", "2")]));

        let object = apply(one, &[]).await.expect("nothing is wanted any more");
        assert_eq!(data_of(&object), pairs(&[("a", "2"), ("c", "2")]));
        let again = apply(two, &[("a", "2"), ("c", "2")]).await.expect("the same once more");
        assert_eq!(again.resource_version(), object.resource_version());
    });
}

/// P0-23: a merge patch replaces lists, a strategic one joins them by key.
#[test]
fn patches() {
    run(async {
        let cluster = Cluster::new().await;
        let services = cluster.api::<Service>();
        let service = typed::<Service>(json!({"metadata": {"name": "web"}, "spec": {"ports": [{"name": "plain", "port": 80}]}}));
        services.create(&PostParams::default(), &service).await.expect("a Service");
        let port = json!({"spec": {"ports": [{"name": "tls", "port": 443}]}});
        for (patch, expected) in [
            (Patch::Strategic(port.clone()), BTreeMap::from([("plain".to_string(), 80), ("tls".to_string(), 443)])),
            (Patch::Merge(port), BTreeMap::from([("tls".to_string(), 443)])),
        ] {
            let patched = services.patch("web", &PatchParams::default(), &patch).await.expect("a patched Service");
            let ports = patched.spec.expect("a spec").ports.expect("ports");
            let ports: BTreeMap<_, _> = ports.into_iter().map(|port| (port.name.unwrap_or_default(), port.port)).collect();
            assert_eq!(ports, expected);
        }
        let nothing = Patch::Merge(json!({"data": {}}));
        assert!(refused(cluster.api::<ConfigMap>().patch("none", &PatchParams::default(), &nothing).await).is_not_found());
    });
}

/// P0-11: a status is written without the spec, and a spec without the status.
#[test]
fn status() {
    run(async {
        let cluster = Cluster::new().await;
        let ingresses = cluster.api::<Ingress>();
        ingresses.create(&PostParams::default(), &new_ingress("web", "a.test")).await.expect("an Ingress");

        let wanted = json!({"spec": {"rules": null}, "status": {"loadBalancer": {"ingress": [{"ip": "192.0.2.1"}]}}});
        let patched =
            ingresses.patch_status("web", &PatchParams::default(), &Patch::Merge(wanted)).await.expect("a patched status");
        assert_eq!((host_of(&patched), address_of(&patched)), (Some("a.test"), Some("192.0.2.1")));

        let mut wanted = new_ingress("web", "ignored.test");
        wanted.metadata.resource_version = patched.resource_version();
        wanted.status = Some(typed::<IngressStatus>(json!({"loadBalancer": {"ingress": [{"ip": "192.0.2.2"}]}})));
        let replaced = ingresses.replace_status("web", &PostParams::default(), &wanted).await.expect("another status");
        assert_eq!((host_of(&replaced), address_of(&replaced)), (Some("a.test"), Some("192.0.2.2")));
        assert_eq!(replaced.metadata.generation, Some(1));

        let mut wanted = new_ingress("web", "b.test");
        wanted.metadata.resource_version = replaced.resource_version();
        let replaced = ingresses.replace("web", &PostParams::default(), &wanted).await.expect("another spec");
        assert_eq!((host_of(&replaced), address_of(&replaced)), (Some("b.test"), Some("192.0.2.2")));
        assert_eq!(replaced.metadata.generation, Some(2));
    });
}

/// P0-08, P0-09: what kube-rs makes of the errors of writes.
#[test]
fn errors() {
    run(async {
        let cluster = Cluster::new().await;
        let config_maps = cluster.api::<ConfigMap>();
        let options = PostParams::default();
        let stale = cluster.create("one", "1").await;
        assert!(refused(config_maps.create(&options, &new_config_map("one", &[])).await).is_already_exists());
        assert!(refused(config_maps.create(&options, &new_config_map("Not-A-Name", &[])).await).is_invalid());
        assert!(refused(config_maps.get("none").await).is_not_found());
        assert!(config_maps.get_opt("none").await.expect("an answer").is_none());

        let changed = ConfigMap { data: None, ..stale.clone() };
        let changed = config_maps.replace("one", &options, &changed).await.expect("a replaced ConfigMap");
        assert!(refused(config_maps.replace("one", &options, &stale).await).is_conflict());
        let same = config_maps.replace("one", &options, &changed).await.expect("the same once more");
        assert_eq!(same.resource_version(), changed.resource_version());
    });
}

/// P0-27, P1-05: preconditions, and what a deletion answers.
#[test]
fn deletions() {
    run(async {
        let cluster = Cluster::new().await;
        let config_maps = cluster.api::<ConfigMap>();
        let object = cluster.create("one", "1").await;
        let only_if = |uid: Option<String>, resource_version: Option<String>| {
            DeleteParams::default().preconditions(Preconditions { uid, resource_version })
        };
        assert!(refused(config_maps.delete("one", &only_if(Some("0".into()), None)).await).is_conflict());
        assert!(refused(config_maps.delete("one", &only_if(None, Some("1".into()))).await).is_conflict());
        let deleted = config_maps.delete("one", &only_if(object.uid(), object.resource_version())).await.expect("a deletion");
        let status = deleted.right().expect("it is gone at once");
        assert!(status.is_success());
        assert_eq!(Some(status.details.expect("details").uid), object.uid());

        cluster.create("two", "1").await;
        let all = ListParams::default();
        config_maps.delete_collection(&DeleteParams::default(), &all).await.expect("a deletion of all");
        assert!(!cluster.revisions().await.contains_key("two"));
    });
}

/// P0-27: an object stays until the finalizer that kube-rs gave it is done.
#[test]
fn finalizers() {
    run(async {
        const NAME: &str = "gauntlet.test/cleanup";
        let cluster = Cluster::new().await;
        let config_maps = cluster.api::<ConfigMap>();
        let uid = cluster.create("held", "1").await.uid().expect("a uid");
        let told = std::cell::RefCell::new(Vec::new());
        let reconcile = async || {
            let object = Arc::new(config_maps.get("held").await.expect("it is there"));
            let done = finalizer(&config_maps, NAME, object, async |event| {
                told.borrow_mut().push(match event {
                    finalizer::Event::Apply(_) => "apply",
                    finalizer::Event::Cleanup(_) => "cleanup",
                });
                Ok::<_, Infallible>(Action::await_change())
            });
            done.await.expect("the finalizer helper succeeds");
        };
        reconcile().await;
        assert!(told.borrow().is_empty(), "before the finalizer is there");
        assert_eq!(config_maps.get("held").await.expect("it is there").finalizers(), [NAME]);
        reconcile().await;
        assert_eq!(*told.borrow(), ["apply"]);

        let held = config_maps.delete("held", &DeleteParams::default()).await.expect("a deletion");
        assert!(held.left().expect("it is still there").metadata.deletion_timestamp.is_some());
        reconcile().await;
        assert_eq!(*told.borrow(), ["apply", "cleanup"]);
        await_condition(config_maps.clone(), "held", conditions::is_deleted(&uid)).await.expect("a watch of one object");
        assert!(config_maps.get_opt("held").await.expect("an answer").is_none());
    });
}

/// P1-10: the recorder of kube-rs, which makes a series of what happens again.
#[test]
fn events() {
    run(async {
        let cluster = Cluster::new().await;
        let subject = cluster.create("subject", "1").await.object_ref(&());
        let recorder =
            Recorder::new(cluster.client.clone(), Reporter { controller: "gauntlet.test/rust".into(), instance: None });
        let event = events::Event {
            type_: EventType::Warning,
            reason: "Refused".into(),
            note: Some("the same words".into()),
            action: "Syncing".into(),
            secondary: None,
        };
        for count in [None, Some(2), Some(3)] {
            recorder.publish(&event, &subject).await.expect("a published event");
            let found = cluster.api::<Event>().list(&ListParams::default()).await.expect("events").items;
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].series.as_ref().map(|series| series.count), count);
            assert_eq!(found[0].note.as_deref(), Some("the same words"));
            assert_eq!(found[0].regarding.as_ref().and_then(|regarding| regarding.uid.as_ref()), subject.uid.as_ref());
        }
        let same = cluster.api::<CoreEvent>().list(&ListParams::default()).await.expect("events of the core group").items;
        assert_eq!(same.len(), 1);
        assert_eq!(same[0].message.as_deref(), Some("the same words"));
        assert_eq!(same[0].involved_object.uid, subject.uid);
    });
}
