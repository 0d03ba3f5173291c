//! A reflector of kube-rs that is looked at: what is in its store, what it told, and what it asked.

use std::collections::BTreeMap;
use std::pin::pin;

use futures::StreamExt;
use k8s_openapi::api::core::v1::ConfigMap;
use kube::runtime::reflector::{Store, reflector, store};
use kube::runtime::watcher::{self, Config, Event, watcher};
use kube::{Api, ResourceExt};
use tokio::task::JoinHandle;

use crate::cluster::{Cluster, NOT_OF_THE_CLUSTER, Trace, client_of, eventually, revision_by_name};

pub struct Follower {
    store: Store<ConfigMap>,
    trace: Trace,
    told: Trace,
    task: JoinHandle<()>,
}

impl Follower {
    /// Follows what the test makes. `name` is in its User-Agent. What fails is tried again at once.
    pub async fn start(cluster: &Cluster, name: &str, config: Config) -> Self {
        let (trace, told) = (Trace::default(), Trace::default());
        let client = client_of(name, trace.clone()).await;
        let config_maps = Api::<ConfigMap>::namespaced(client, &cluster.namespace);
        let config = Config { field_selector: Some(NOT_OF_THE_CLUSTER.into()), ..config };
        let (store, writer) = store();
        let notes = (trace.clone(), told.clone());
        let task = tokio::spawn(async move {
            let mut events = pin!(reflector(writer, watcher(config_maps, config)));
            while let Some(event) = events.next().await {
                note(&notes.0, &notes.1, &event);
            }
        });
        Follower { store, trace, told, task }
    }

    /// What it asked, and how it fared, in words: see `note`.
    pub fn trace(&self) -> String {
        self.trace.all().join(" ")
    }

    /// The changes that it told after the first list, a line each.
    pub fn told(&self) -> Vec<String> {
        self.told.all()
    }

    pub fn revisions(&self) -> BTreeMap<String, String> {
        self.store.state().iter().map(|object| revision_by_name(object)).collect()
    }

    pub async fn is_equal_to(&self, cluster: &Cluster) {
        eventually("the store is equal to the server", cluster.revisions().await, || self.revisions()).await;
    }

    pub async fn tells(&self, expected: &[&str]) {
        eventually("changes", expected.iter().map(|line| line.to_string()).collect(), || self.told()).await;
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn note(trace: &Trace, told: &Trace, event: &watcher::Result<Event<ConfigMap>>) {
    match event {
        Ok(Event::Init) => trace.add("init"),
        Ok(Event::InitApply(_)) => {}
        Ok(Event::InitDone) => trace.add("complete"),
        Ok(Event::Apply(object)) => told.add(format!("apply {}", short_form(object))),
        Ok(Event::Delete(object)) => told.add(format!("delete {}", short_form(object))),
        Err(watcher::Error::InitialListFailed(error)) => trace.add(format!("list-failed:{}", kind_of_error(error))),
        Err(watcher::Error::WatchStartFailed(error)) => trace.add(format!("watch-failed:{}", kind_of_error(error))),
        Err(watcher::Error::WatchError(status)) => trace.add(format!("error-event:{}", status.code)),
        Err(watcher::Error::WatchFailed(kube::Error::ReadEvents(_))) => trace.add("watch-broken"),
        Err(other) => trace.add(format!("{other}")),
    }
}

fn short_form(object: &ConfigMap) -> String {
    let value = object.data.as_ref().and_then(|data| data.get("value"));
    format!("{}={}", object.name_any(), value.map_or("", String::as_str))
}

pub fn kind_of_error(error: &kube::Error) -> String {
    match error {
        kube::Error::Api(status) => status.code.to_string(),
        kube::Error::SerdeError(_) => "no-json".into(),
        kube::Error::HyperError(_) | kube::Error::Service(_) => "no-answer".into(),
        other => format!("{other}"),
    }
}
