#include "gateway/pipeline/under_consent.hpp"

#include "policies/consent.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace kolk::gateway::pipeline {
namespace {

using schemas::Party;

const std::vector<std::string> no_other_names;

/// The parties of an exchange and what consent for it must be about.
struct Scope {
    Party from, to;
    policies::ConsentScope consent;

    Scope(const Services& services, const store::Exchange& exchange)
        : from{*Party::parse(exchange.sender)},
          to{*Party::parse(exchange.recipient)},
          consent{exchange.purpose,           from, to, exchange.record_type, other_names(services, exchange),
                  services.convenant.settings} {}
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

private:
    const std::vector<std::string>& other_names(const Services& services, const store::Exchange& exchange) const {
        const auto* flow = services.convenant.find_flow(exchange.purpose, from.role, to.role, exchange.record_type);
        return flow == nullptr ? no_other_names : flow->plan->also_called;
    }
};

}  // namespace

std::string consents_of(const Services& services, const Child& child, const store::Exchange& exchange,
                        const policies::Decision& decision) {
    std::string all;
    if (decision.consent == nullptr) return all;
    const Scope scope{services, exchange};
    for (const std::string& one : policies::consents_in_use(child.facts, scope.consent, services.today())) {
        all += (all.empty() ? "" : "\n") + log::ConsentName::of(services.subjects, one).text();
    }
    return all;
}

std::string as_lines(std::span<const std::string_view> texts) {
    std::string lines;
    for (const std::string_view text : texts) {
        if (!lines.empty()) lines += '\n';
        lines += text;
    }
    return lines;
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::vector<log::ConsentName> names_of(const Services& services, std::string_view lines) {
    std::vector<log::ConsentName> names;
    for (const std::string& line : lines_of(lines)) names.push_back(log::ConsentName::of(services.subjects, line));
    return names;
}

bool has_already(const Services& services, const Child& child, const Kept& kept, const policies::Decision& decision,
                 const store::Exchange& before) {
    using store::ExchangeState;
    const bool has = before.state == ExchangeState::delivered || before.state == ExchangeState::released;
    if (!decision.allow || !has || before.projection.empty()) return false;
    return before.projection == projection_digest(services, child, project(kept, decision, services.today())) &&
           before.consents == consents_of(services, child, before, decision);
}

bool is_taken_back(const Services& services, const Child& child, const store::Exchange& exchange) {
    if (exchange.consents.empty()) return false;
    const Scope scope{services, exchange};
    std::map<log::ConsentName, std::string> told;
    for (const policies::Consent& consent : child.facts.consents) {
        std::string reference = policies::reference_of(consent);
        told.emplace(log::ConsentName::of(services.subjects, reference), std::move(reference));
    }
    std::vector<std::string> references;
    bool some_are_gone = false;
    for (const log::ConsentName& name : names_of(services, exchange.consents)) {
        const auto found = told.find(name);
        if (found == told.end()) {
            some_are_gone = true;
        } else {
            references.push_back(found->second);
        }
    }
    return policies::is_taken_back(child.facts, scope.consent, references, some_are_gone,
                                   lines_of(exchange.under_consent), services.today());
}

bool was_taken_back(const store::Exchange& exchange) {
    return exchange.consents.empty() && !exchange.under_consent.empty();
}

}  // namespace kolk::gateway::pipeline
