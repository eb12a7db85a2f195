#include "gateway/pipeline/pass.hpp"

#include "gateway/log/checkpoint.hpp"
#include "gateway/pipeline/facts_intake.hpp"
#include "gateway/pipeline/moments.hpp"
#include "gateway/pipeline/notices.hpp"
#include "gateway/pipeline/occasions.hpp"
#include "gateway/pipeline/quarantine.hpp"

#include <future>

namespace kolk::gateway::pipeline {
namespace {

using base::Result;

// Clocks of two systems differ a little: ask again for the last minutes; what comes twice is unchanged.
constexpr std::chrono::minutes overlap{5};

// When a recipient could last be reached again for which something had failed; no source can have this name.
constexpr std::string_view recipient_back = "(recipient back)";

// With facts that it read so long ago a pass releases nothing more. A death holds every feed in the same minute.
constexpr std::chrono::seconds facts_serve_for{30};

}  // namespace

Pass::Pass(Services& services, std::map<std::string, Feed> feeds, Retry retry, const crypto::SigningKey& log_key,
           std::string log_origin, Progress progress, std::function<bool()> stopping, std::function<bool()> due_again)
    : services_{services},
      feeds_{std::move(feeds)},
      retry_{retry},
      log_key_{log_key},
      log_origin_{std::move(log_origin)},
      progress_{std::move(progress)},
      stopping_{std::move(stopping)},
      due_again_{std::move(due_again)},
      children_{services} {
}

Result<PassReport> Pass::run(const std::vector<FactSourceInUse>& facts, const std::vector<RecordSourceInUse>& sources) {
    const auto back = find_reachable();
    if (!back) return back.error();
    if (const auto noted = note_back(*back); !noted) return noted.error();
    facts_ = facts;
    if (const auto taken = take_facts(); !taken) return taken.error();
    if (const auto found = Occasions{services_, children_}.find(recipients_); !found) return found.error();
    Notices notices{services_, children_, feeds_, retry_, stopping_};
    if (const auto told = notices.tell(); !told) return told.error();
    for (const RecordSourceInUse& one : sources) {
        if (stopping_ && stopping_()) break;
        if (const auto renewed = renew_facts(); !renewed) return renewed.error();
        if (const auto pulled = pull(one); !pulled) return pulled.error();
    }
    if (const auto renewed = renew_facts(); !renewed) return renewed.error();
    if (const auto delivered = deliver(); !delivered) return delivered.error();
    if (const auto settled = notices.settle(); !settled) return settled.error();
    const auto& faults = notices.faults();
    report_.deliveries.faults.insert(report_.deliveries.faults.end(), faults.begin(), faults.end());
    if (const auto closed = close(); !closed) return closed.error();
    return report_;
}

Result<void> Pass::take_facts() {
    facts_taken_ = services_.clock.now();
    std::vector<store::SourceState> read;
    for (const FactSourceInUse& one : facts_) {
        if (stopping_ && stopping_()) break;
        const base::Instant at = services_.clock.now();
        const auto done = read_facts(one);
        if (!done) return done.error();
        if (*done) read.push_back({one.name, at});
    }
    if (const auto noted = note_times(services_.store, read); !noted) return noted.error();
    return children_.forget_facts();
}

Result<void> Pass::renew_facts() {
    return services_.clock.now() - facts_taken_ < facts_serve_for ? Result<void>{} : take_facts();
}

// Says whether the source could be read.
Result<bool> Pass::read_facts(const FactSourceInUse& facts) {
    const auto files = facts.source->read();
    if (!files) {
        report_.faults.emplace_back(facts.name, files.error());
        return false;
    }
    FactsIntake intake{services_, children_, facts.name};
    const auto held = services_.store.hold_reads();
    if (const auto taken = intake.take(*files); !taken) return taken.error();
    note(intake.counted());
    return true;
}

Result<void> Pass::pull(const RecordSourceInUse& source) {
    const base::Instant at = services_.clock.now();
    const std::string& name = source.identity.name;
    Intake intake{services_, children_, source.identity,
                  [this, &name](std::uint64_t done, std::uint64_t expected) {
                      if (progress_) progress_(name, done, expected);
                  },
                  stopping_};
    connectors::Wanted wanted = intake.wanted();
    const auto since = ask_since(name);
    if (!since) return since.error();
    wanted.since = *since;
    const auto held = services_.store.hold_reads();
    const auto pulled = source.source->pull(wanted, intake);
    const auto finished = intake.finish([&](store::Transaction& transaction) -> Result<void> {
        if (!pulled || (stopping_ && stopping_())) return {};
        if (!wanted.since) {
            if (const auto ended = intake.end_conflicts(transaction); !ended) return ended;
        }
        const auto noted = note_change(transaction, name, intake.next_change(), !wanted.since);
        return noted ? transaction.put(store::SourceState{name, at}) : noted;
    });
    if (!finished) return finished.error();
    note(intake.counted());
    note_left_out(name, intake);
    if (!pulled) report_.faults.emplace_back(name, pulled.error());
    return {};
}

// New facts can open what was not asked for before, and what could not be delivered is gone: then a source is asked for
// everything once more. So it is once a day, because days change decisions, and when the service starts, because its
// convenant, feeds and organisations may be others.
Result<std::optional<base::Instant>> Pass::ask_since(const std::string& source) {
    const std::optional<base::Instant> everything;
    const auto last = last_time(source);
    if (!last) return last.error();
    if (!*last || **last < services_.started || **last > services_.clock.now()) return everything;
    if (services_.zone.day_of(**last) != services_.today()) return everything;
    const auto changed = last_time(std::string{facts_changed});
    if (!changed) return changed.error();
    // Noted before a pass pulls, so what was pulled in that moment was asked for everything.
    const auto back = last_time(std::string{recipient_back});
    if (!back) return back.error();
    if (*changed >= *last || *back > *last) return everything;
    return std::optional<base::Instant>{**last - overlap};
}

Result<std::optional<base::Instant>> Pass::last_time(const std::string& event) {
    const auto state = services_.store.source(event);
    if (!state) return state.error();
    return *state ? (*state)->last_pull : std::nullopt;
}

// What failed on its way is asked for again once its recipient is back: until then its content would lie here without
// an end. Who is away for long is tried beside the others, not after them.
Result<std::vector<std::string>> Pass::find_reachable() {
    const auto flows = services_.store.flows();
    if (!flows) return flows.error();
    for (const store::FlowCount& flow : *flows) recipients_.insert(flow.recipient);
    services_.reachable.clear();
    std::map<std::string, std::future<Result<void>>> tried;
    for (const auto& [party, feed] : feeds_) {
        recipients_.insert(party);  // a successor may have got nothing but notices
        const auto failed = services_.store.source(failed_name(party));
        if (!failed) return failed.error();
        if (*failed && (*failed)->last_pull) {
            tried.emplace(party, std::async(std::launch::async, [sink = feed.sink] { return sink->probe(); }));
        } else {
            services_.reachable.insert(party);
        }
    }
    std::vector<std::string> back;
    for (auto& [party, answer] : tried) {
        if (answer.get()) back.push_back(party);
    }
    services_.reachable.insert(back.begin(), back.end());
    return back;
}

Result<void> Pass::note_back(const std::vector<std::string>& parties) {
    if (parties.empty()) return {};
    std::vector<store::SourceState> times{{std::string{recipient_back}, services_.clock.now()}};
    for (const std::string& party : parties) times.push_back({failed_name(party), {}});
    return note_times(services_.store, times);
}

// A pull of everything meets all that may change; one of the latest changes only adds to what was known.
Result<void> Pass::note_change(store::Transaction& transaction, const std::string& source,
                               std::optional<base::Date> day, bool asked_everything) {
    std::optional<base::Instant> change;
    if (day) change = services_.zone.start_of(*day);
    const auto known = services_.store.source(next_change_name(source));
    if (!known) return known.error();
    if (!asked_everything && *known && (*known)->last_pull && (!change || *(*known)->last_pull < *change)) {
        change = (*known)->last_pull;
    }
    const store::SourceState state{next_change_name(source), change};
    return *known == std::optional{state} ? Result<void>{} : transaction.put(state);
}

Result<void> Pass::deliver() {
    Release release{services_,
                    children_,
                    feeds_,
                    retry_,
                    [this](std::uint64_t done, std::uint64_t expected) {
                        if (progress_) progress_("deliveries", done, expected);
                    },
                    stopping_,
                    due_again_,
                    [this] { return renew_facts(); }};
    if (const auto reviewed = release.review_waiting(); !reviewed) return reviewed.error();
    if (const auto run = release.run(); !run) return run.error();
    report_.deliveries = release.report();
    return {};
}

Result<void> Pass::close() {
    log::EntryFields fields;
    fields.kind = "pass";
    fields.at = services_.clock.now();
    fields.counts.assign(report_.counts.begin(), report_.counts.end());
    const std::vector<log::Entry> entries{log::write_entry(fields)};
    if (const auto destroyed = destroy_expired_keys(fields.at); !destroyed) return destroyed.error();
    auto begun = services_.store.begin();
    if (!begun) return begun.error();
    if (const auto dropped = (*begun)->drop_expired_quarantine(fields.at); !dropped) return dropped.error();
    if (const auto appended = (*begun)->append(entries); !appended) return appended.error();
    if (const auto done = (*begun)->commit(); !done) return done.error();
    begun->reset();

    const auto head = services_.store.log_head();
    if (!head) return head.error();
    const auto checkpoint = log::make_checkpoint(*head, log_origin_, log_key_);
    if (!checkpoint) return checkpoint.error();
    auto signing = services_.store.begin();
    if (!signing) return signing.error();
    if (const auto put = (*signing)->append_checkpoint(*checkpoint); !put) return put.error();
    return (*signing)->commit();
}

// With its key gone, quarantined input can't be read again, not from a backup of the store either.
Result<void> Pass::destroy_expired_keys(base::Instant now) {
    const auto inputs = services_.store.expired_quarantine(now);
    if (!inputs) return inputs.error();
    std::vector<base::Bytes> expired;
    for (const std::string& id : *inputs) {
        const std::string key = key_of_quarantined(id);
        expired.emplace_back(key.begin(), key.end());
    }
    if (expired.empty()) return {};
    return services_.keys.destroy(expired);
}

void Pass::note_left_out(const std::string& source, const Intake& intake) {
    for (const auto& [field, count] : intake.left_out()) {
        report_.left_out.emplace_back(
            source, base::failure("field.unknown-code",
                                  field + " was left out of " + std::to_string(count) +
                                      " record(s), which have a code that nobody knows; add it to the code list of the "
                                      "mapping, or ask the source"));
    }
}

void Pass::note(const Counters& counters) {
    for (const char* name : {"pulled", "accepted", "quarantined", "unchanged", "not_asked_for", "unreadable"}) {
        report_.counts[name] += counters.total(name);
    }
    report_.to_quarantine = report_.counts["quarantined"] > 0 || report_.counts["unreadable"] > 0;
}

}  // namespace kolk::gateway::pipeline
