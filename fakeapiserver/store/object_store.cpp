#include "fakeapiserver/store/object_store.hpp"

namespace gauntlet::fakeapiserver {
namespace {

base::Error no_such_object(const base::NamespacedName& name) {
  return base::Error(base::Reason::kNotFound, name.to_string() + " is not there");
}

}  // namespace

ObjectStore::ObjectStore(std::vector<TextHead> kinds, EventLogLimits limits) : limits_(limits) {
  for (TextHead& head : kinds) add_kind(std::move(head));
}

KindId ObjectStore::add_kind(TextHead head) {
  kinds_.push_back({std::move(head), {}, EventLog(limits_)});
  return kinds_.size() - 1;
}

VersionPtr ObjectStore::find(KindId kind, const base::NamespacedName& name) const {
  const Objects& objects = kinds_[kind].objects;
  const auto found = objects.find(name);
  return found == objects.end() ? nullptr : found->second;
}

base::Result<VersionPtr> ObjectStore::create(KindId kind, ObjectDraft draft) {
  if (find(kind, draft.index.name)) {
    return base::Error(base::Reason::kAlreadyExists, draft.index.name.to_string() + " is there already");
  }
  return store(kind, std::move(draft), ChangeType::kAdded, nullptr);
}

base::Result<VersionPtr> ObjectStore::update(KindId kind, ObjectDraft draft, std::optional<std::uint64_t> expected) {
  VersionPtr current = find(kind, draft.index.name);
  if (!current) return no_such_object(draft.index.name);
  if (expected && *expected != current->revision) {
    return base::Error(base::Reason::kConflict, draft.index.name.to_string() + " is at revision " +
                                                    std::to_string(current->revision) + ", not at " +
                                                    std::to_string(*expected));
  }
  if (current->text.content() == draft.content) return current;
  return store(kind, std::move(draft), ChangeType::kModified, std::move(current));
}

base::Result<VersionPtr> ObjectStore::remove(KindId kind, const base::NamespacedName& name) {
  const auto found = kinds_[kind].objects.find(name);
  if (found == kinds_[kind].objects.end()) return no_such_object(name);
  VersionPtr previous = found->second;
  kinds_[kind].objects.erase(found);
  ++revision_;
  auto last = std::make_shared<const ObjectVersion>(
      ObjectVersion{previous->index, revision_, ObjectText(kinds_[kind].head, revision_, previous->text.content())});
  announce(kind, ChangeType::kDeleted, last, std::move(previous));
  return VersionPtr(std::move(last));
}

VersionPtr ObjectStore::store(KindId kind, ObjectDraft draft, ChangeType type, VersionPtr previous) {
  ++revision_;
  ObjectText text(kinds_[kind].head, revision_, draft.content);
  auto version =
      std::make_shared<const ObjectVersion>(ObjectVersion{std::move(draft.index), revision_, std::move(text)});
  kinds_[kind].objects.insert_or_assign(version->index.name, version);
  announce(kind, type, version, std::move(previous));
  return version;
}

void ObjectStore::announce(KindId kind, ChangeType type, VersionPtr object, VersionPtr previous) {
  EventLog& log = kinds_[kind].log;
  log.append(revision_, type, std::move(object), std::move(previous));
  if (!listener_) return;
  const Event event = log.at(log.end_position() - 1);  // a copy: the listener may write, and the log move on
  listener_(kind, event);
}

void ObjectStore::visit(KindId kind, std::string_view namespace_, const base::NamespacedName* after,
                        const Visitor& visitor) const {
  const Objects& objects = kinds_[kind].objects;
  auto at = after ? objects.upper_bound(*after) : objects.lower_bound({std::string(namespace_), ""});
  for (; at != objects.end(); ++at) {
    if (!namespace_.empty() && at->first.namespace_ != namespace_) return;
    if (!visitor(at->second)) return;
  }
}

base::Result<void> ObjectStore::visit_at(KindId kind, std::uint64_t revision, std::string_view namespace_,
                                         const base::NamespacedName* after, const Visitor& visitor) const {
  const EventLog& log = kinds_[kind].log;
  if (!log.reaches(revision)) {
    return base::Error(base::Reason::kExpired, "revision " + std::to_string(revision) + " has been compacted");
  }
  // The first change after the revision tells what stood there; null: nothing did.
  Objects then;
  for (std::uint64_t at = log.position_after(revision); at < log.end_position(); ++at) {
    then.emplace(log.at(at).object->index.name, log.at(at).previous);
  }
  Objects::const_iterator past = after ? then.upper_bound(*after) : then.lower_bound({std::string(namespace_), ""});
  const auto in_namespace = [&](const base::NamespacedName& name) {
    return namespace_.empty() || name.namespace_ == namespace_;
  };
  bool wants_more = true;
  const auto visit_past_until = [&](const base::NamespacedName* limit) {
    for (; wants_more && past != then.end() && (!limit || past->first < *limit); ++past) {
      if (past->second && in_namespace(past->first)) wants_more = visitor(past->second);
    }
  };
  visit(kind, namespace_, after, [&](const VersionPtr& now) {
    visit_past_until(&now->index.name);
    if (wants_more && !then.contains(now->index.name)) wants_more = visitor(now);
    return wants_more;
  });
  visit_past_until(nullptr);
  return {};
}

void ObjectStore::compact(std::uint64_t revision) {
  for (Kind& kind : kinds_) kind.log.compact(revision);
}

}  // namespace gauntlet::fakeapiserver
