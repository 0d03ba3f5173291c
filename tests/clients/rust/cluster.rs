//! What one test has of the API server: a client and a namespace of its own; and waiting with a deadline.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use http::Method;
use http::header::{HeaderValue, USER_AGENT};
use k8s_openapi::NamespaceResourceScope;
use k8s_openapi::api::core::v1::{ConfigMap, Namespace};
use kube::api::{Api, DeleteParams, ListParams, ObjectMeta, Patch, PatchParams, PostParams};
use kube::client::{Body, ClientBuilder};
use kube::{Client, Config, Resource, ResourceExt};
use serde_json::json;
use tower::util::MapRequestLayer;

/// What all that the tests make is, and the ConfigMap that the cluster puts into each namespace is not.
pub const NOT_OF_THE_CLUSTER: &str = "metadata.name!=kube-root-ca.crt";

const WITHIN: Duration = Duration::from_secs(60); // what is waited for comes within a second or two
const ASK_AGAIN: Duration = Duration::from_millis(20);

pub struct Cluster {
    pub client: Client,
    pub namespace: String,
}

impl Cluster {
    pub async fn new() -> Self {
        let client = client_of("test", Trace::default()).await;
        let metadata = ObjectMeta { generate_name: Some("rust-".into()), ..ObjectMeta::default() };
        let wanted = Namespace { metadata, ..Namespace::default() };
        let created = Api::all(client.clone()).create(&PostParams::default(), &wanted).await.expect("a namespace");
        Cluster { client, namespace: created.name_any() }
    }

    pub fn api<K>(&self) -> Api<K>
    where
        K: Resource<Scope = NamespaceResourceScope>,
        K::DynamicType: Default,
    {
        Api::namespaced(self.client.clone(), &self.namespace)
    }

    pub async fn create(&self, name: &str, value: &str) -> ConfigMap {
        let wanted = new_config_map(name, &[("value", value)]);
        self.api().create(&PostParams::default(), &wanted).await.expect("a new ConfigMap")
    }

    pub async fn set_value(&self, name: &str, value: &str) {
        let patch = Patch::Merge(json!({"data": {"value": value}}));
        self.api::<ConfigMap>().patch(name, &PatchParams::default(), &patch).await.expect("a changed ConfigMap");
    }

    pub async fn delete(&self, name: &str) {
        self.api::<ConfigMap>().delete(name, &DeleteParams::default()).await.expect("a deleted ConfigMap");
    }

    /// The revision of each ConfigMap.
    pub async fn revisions(&self) -> BTreeMap<String, String> {
        let all = ListParams::default().fields(NOT_OF_THE_CLUSTER);
        let listed = self.api::<ConfigMap>().list(&all).await.expect("a list of ConfigMaps");
        listed.iter().map(revision_by_name).collect()
    }
}

pub fn revision_by_name(object: &ConfigMap) -> (String, String) {
    (object.name_any(), object.resource_version().unwrap_or_default())
}

pub fn new_config_map(name: &str, data: &[(&str, &str)]) -> ConfigMap {
    ConfigMap {
        metadata: ObjectMeta { name: Some(name.into()), ..ObjectMeta::default() },
        data: Some(data.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect()),
        ..ConfigMap::default()
    }
}

/// A client whose reads of ConfigMaps are written down. `name` is in its User-Agent.
pub async fn client_of(name: &str, trace: Trace) -> Client {
    let user_agent = HeaderValue::try_from(format!("clients/{name}/")).expect("a User-Agent");
    let note = MapRequestLayer::new(move |mut request: http::Request<Body>| {
        request.headers_mut().insert(USER_AGENT, user_agent.clone());
        if request.method() == Method::GET && request.uri().path().ends_with("/configmaps") {
            trace.add(kind_of_read(request.uri().query().unwrap_or_default()));
        }
        request
    });
    let config = Config::infer().await.expect("a kubeconfig");
    ClientBuilder::try_from(config).expect("a client").with_layer(&note).build()
}

fn kind_of_read(query: &str) -> &'static str {
    if query.contains("sendInitialEvents=true") {
        "stream" // a watch that sends first what is there
    } else if query.contains("watch=true") {
        "watch" // from a revision on
    } else {
        "list"
    }
}

/// What happened one after the other, a word or a line for each.
#[derive(Clone, Default)]
pub struct Trace(Arc<Mutex<Vec<String>>>);

impl Trace {
    pub fn add(&self, what: impl Into<String>) {
        self.0.lock().expect("nobody panics in here").push(what.into());
    }

    pub fn all(&self) -> Vec<String> {
        self.0.lock().expect("nobody panics in here").clone()
    }
}

/// Asks until it is as expected, and fails when it is not so in time.
pub async fn eventually<T: PartialEq + Debug>(what: &str, expected: T, actual: impl Fn() -> T) {
    let deadline = Instant::now() + WITHIN;
    loop {
        let found = actual();
        if found == expected {
            return;
        }
        assert!(Instant::now() < deadline, "{what}: not within {WITHIN:?}: expected {expected:?}, found {found:?}");
        tokio::time::sleep(ASK_AGAIN).await;
    }
}

/// One test, in this thread alone.
pub fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(test);
}
