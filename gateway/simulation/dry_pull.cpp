#include "gateway/simulation/dry_pull.hpp"

namespace kolk::gateway::simulation {
namespace {

using connectors::Statement;
using connectors::Wanted;

void join(std::set<std::string>& into, const std::set<std::string>& more) {
    into.insert(more.begin(), more.end());
}

Wanted both(Wanted wanted, const Wanted& more) {
    for (const auto& [type, fields] : more.fields) join(wanted.fields[type], fields);
    for (const auto& [type, fields] : more.decisive) join(wanted.decisive[type], fields);
    join(wanted.subject_fields, more.subject_fields);
    return wanted;
}

Trial::Asking asking(const Trial& one, const Trial& other, const pipeline::SourceIdentity& source) {
    return {source, one.usual(source), both(one.wanted(source), other.wanted(source))};
}

}  // namespace

DryPull::DryPull(Trial& before, Trial& after, const pipeline::SourceIdentity& source, Round round, Pulled& pulled,
                 Progress progress)
    : sides_{OneSide{Side::before, before, asking(before, after, source)},
             OneSide{Side::after, after, asking(after, before, source)}},
      round_{round},
      pulled_{pulled},
      progress_{std::move(progress)} {
}

bool DryPull::asks(const OneSide& one, std::string_view record_type,
                   std::span<const connectors::Identifier> identifiers) {
    const auto asked = one.trial.asked_for(one.asking, record_type, identifiers);
    if (asked) return *asked;
    if (!error_) error_ = asked.error();
    return false;
}

bool DryPull::asked_for(std::string_view record_type, std::span<const connectors::Identifier> identifiers) {
    return !error_ && (asks(sides_[0], record_type, identifiers) || asks(sides_[1], record_type, identifiers));
}

void DryPull::accept(Statement statement) {
    for (const OneSide& one : sides_) {
        if (!error_ && asks(one, statement.record.type, statement.identifiers)) take(one, statement);
    }
}

void DryPull::take(const OneSide& one, Statement statement) {
    if (round_ == Round::hear) {
        if (const auto heard = one.trial.hear(one.asking, std::move(statement)); !heard) error_ = heard.error();
        return;
    }
    const std::string version = statement.version;
    auto faring = one.trial.decide(one.asking, std::move(statement));
    if (!faring) {
        error_ = faring.error();
    } else {
        count(one.side, version, std::move(*faring));
    }
}

void DryPull::count(Side side, const std::string& version, Trial::Faring faring) {
    if (faring.to_quarantine) ++pulled_.to_quarantine[static_cast<std::size_t>(side)];
    if (!faring.counts) return;
    if (faring.taken_back) return pulled_.records.take_back(side, faring.key, version);
    pulled_.records.put(side, faring.key, version, faring.content, std::move(faring.verdicts));
}

void DryPull::progress(std::uint64_t done, std::uint64_t expected) {
    if (progress_) progress_(done, expected);
}

}  // namespace kolk::gateway::simulation
