#include "fakeapiserver/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace gauntlet::fakeapiserver {
namespace {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::BuildHistogram;

const prometheus::Histogram::BucketBoundaries kSeconds = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
                                                          0.025,  0.05,    0.1,    0.25,  1,      2.5,   5};

double in_seconds(base::Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

// The verb as a kube-apiserver's metrics spell it; what is no resource goes by its method.
std::string verb_label(const AuditRecord& record) {
  std::string verb = record.verb;
  for (char& c : verb) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return verb;
}

}  // namespace

struct Metrics::State {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests =
      BuildCounter()
          .Name("apiserver_request_total")
          .Help("Requests that were answered, by verb, resource, subresource and HTTP code.")
          .Register(registry);
  prometheus::Family<prometheus::Histogram>& durations =
      BuildHistogram()
          .Name("apiserver_request_duration_seconds")
          .Help("Time from the end of a request to its answer; watches are left out.")
          .Register(registry);
  prometheus::Family<prometheus::Gauge>& running =
      BuildGauge().Name("apiserver_longrunning_requests").Help("Watches that are under way.").Register(registry);
  prometheus::Family<prometheus::Counter>& watch_events =
      BuildCounter().Name("apiserver_watch_events_total").Help("Events that watches were sent.").Register(registry);
  prometheus::Family<prometheus::Counter>& injected =
      BuildCounter()
          .Name("gauntlet_apiserver_injected_faults_total")
          .Help("Requests that a fault has hit, by verb, resource and HTTP code.")
          .Register(registry);
  prometheus::Family<prometheus::Gauge>& objects =
      BuildGauge().Name("apiserver_storage_objects").Help("Stored objects, by resource.").Register(registry);
  prometheus::Gauge& revision =
      BuildGauge().Name("gauntlet_apiserver_revision").Help("The newest resourceVersion.").Register(registry).Add({});
};

Metrics::Metrics() : state_(std::make_unique<State>()) {}

Metrics::~Metrics() = default;

void Metrics::note_watch_begun(const AuditRecord& record) {
  state_->running.Add({{"verb", "WATCH"}, {"resource", record.resource}}).Increment();
}

void Metrics::note_request(const AuditRecord& record) {
  const std::string verb = verb_label(record);
  state_->requests
      .Add({{"verb", verb},
            {"resource", record.resource},
            {"subresource", record.subresource},
            {"code", std::to_string(record.code)}})
      .Increment();
  if (record.injected) {
    state_->injected.Add({{"verb", verb}, {"resource", record.resource}, {"code", std::to_string(record.code)}})
        .Increment();
  }
  if (record.watch_ended.empty()) {
    state_->durations.Add({{"verb", verb}, {"resource", record.resource}}, kSeconds)
        .Observe(in_seconds(record.latency));
    return;
  }
  state_->running.Add({{"verb", "WATCH"}, {"resource", record.resource}}).Decrement();
  if (record.events > 0) {
    state_->watch_events.Add({{"resource", record.resource}}).Increment(static_cast<double>(record.events));
  }
}

std::string Metrics::text(const ControlPlane& plane) {
  state_->revision.Set(static_cast<double>(plane.store().revision()));
  for (const auto& row : plane.registry().rows()) {
    if (row->storage == Storage::kReviewed || row->shown_as) continue;
    state_->objects.Add({{"resource", row->type.group_resource()}})
        .Set(static_cast<double>(plane.store().size(row->id)));
  }
  return prometheus::TextSerializer().Serialize(state_->registry.Collect());
}

}  // namespace gauntlet::fakeapiserver
