#include "gateway/pipeline/exchange.hpp"

#include "gateway/pipeline/places.hpp"
#include "policies/moments.hpp"
#include "policies/table.hpp"

#include <algorithm>
#include <array>

namespace kolk::gateway::pipeline {
namespace {

using schemas::Party;

// An organisation that no configuration names; never a member, so nothing is ever given to it.
constexpr std::string_view unknown_organisation = "onbekend";

std::vector<Party> choose(const Services& services, const policies::Rule& rule, const std::string& role,
                          const Routing& routing) {
    const auto one = [&](Party party) {
        if (party.org.empty()) party.org = unknown_organisation;
        return std::vector{std::move(party)};
    };
    if (const auto place = place_of(rule.choose))
        return one(party_at(services, routing.profile, *place, role, services.today()));
    if (rule.choose == policies::Choose::named) {
        const Party named{role, services.directory.by_branch(routing.named_recipient)};
        return one(named.org.empty() ? named : services.convenant.in_place_of(named, services.today()));
    }
    std::vector<Party> all = services.convenant.recipients_of(routing.sender, role, services.today());
    std::erase_if(all, [&](const Party& recipient) {
        return is_of_another_swv(services, routing.sender, recipient, routing.profile.enrolment, services.today());
    });
    std::vector<Party> guests =
        policies::guests_of(services.convenant, rule, role, routing.sender, routing.facts, services.today());
    all.insert(all.end(), std::make_move_iterator(guests.begin()), std::make_move_iterator(guests.end()));
    return all;
}

// Promise 5: what depends on facts (all but a legal duty, basis c) waits while their source is too old to trust; it may
// hold the child, and then an exception too.
policies::Decision unless_stale(policies::Decision decision, bool stale) {
    if (!decision.allow || !stale || decision.rule->from_basis.avg6 == "c") return decision;
    decision.take_back(policies::Reason::deny_consent_stale);
    return decision;
}

// Whose school it is decides which of them it is; a school tells its own.
bool is_swv_in_doubt(const Services& services, const subjects::Profile& profile, const Party& sender,
                     const Party& recipient) {
    return policies::is_swv(recipient.role) && !is_school(sender.role) &&
           is_in_doubt(profile, subjects::Place::enrolment) &&
           services.convenant.members_in(recipient.role, services.today()).size() > 1;
}

// Who is named for this child, as a guest or in an exception, gets it wherever the child goes to school.
policies::Decision unless_of_another_swv(const Services& services, const Child& child, const Party& sender,
                                         const Party& recipient, policies::Decision decision) {
    const bool named = !decision.exceptions.empty() || !services.convenant.is_member(recipient, services.today());
    if (!decision.allow || named) return decision;
    const subjects::Profile& profile = child.subject.profile;
    if (is_of_another_swv(services, sender, recipient, profile.enrolment, services.today()) ||
        is_swv_in_doubt(services, profile, sender, recipient))
        decision.take_back(policies::Reason::deny_condition);
    return decision;
}

// What holds a child may stand with the sender, or with any party that knows the child under a number of its own.
bool facts_are_untrusted(const Services& services, const Child& child, const Party& sender) {
    const std::set<std::string>& stale = services.untrusted;
    return stale.contains(sender.text()) ||
           std::any_of(child.numbers.begin(), child.numbers.end(),
                       [&stale](const auto& number) { return stale.contains(number.first); });
}

policies::Question question_of(const Services& services, const Child& child, const Kept& kept, const Target& target,
                               const Party& sender) {
    policies::Question question;
    question.record = &kept.record;
    question.subject = &kept.subject;
    question.from = sender;
    question.to = target.recipient;
    question.purpose = target.rule->purpose;
    question.facts = &child.facts;
    question.today = services.today();
    const policies::Purpose* purpose = services.convenant.find_purpose(target.rule->purpose);
    question.known_to_recipient =
        child.known_to(target.recipient) ||
        (purpose != nullptr && child.was_handed_over(target.recipient, purpose->pseudonym_group));
    question.delivered_on = target.delivered_on;
    const subjects::Profile& profile = child.subject.profile;
    const auto place = place_of(target.rule->choose);
    const bool elsewhere = place && (is_in_doubt(profile, *place) ||
                                     !chooses(services, *target.rule, profile, target.recipient, question.today));
    question.lives_elsewhere = elsewhere && place == subjects::Place::residence;
    question.responsible_elsewhere = elsewhere && place == subjects::Place::youth_care;
    question.enrolled_elsewhere = elsewhere && place == subjects::Place::enrolment;
    question.bound_by_source = policies::reason_from(kept.bound_by_source);
    return question;
}

std::string basis_text(const policies::Basis& basis) {
    return basis.avg6 + " " + basis.law;
}

}  // namespace

std::vector<Target> targets_of(const Services& services, const Routing& routing) {
    std::vector<Target> targets;
    const auto rules = services.convenant.rules_for(routing.sender.role, routing.record_type, services.today());
    for (const policies::Rule* rule : rules) {
        for (const std::string& role : rule->to) {
            if (!routing.recipient_role.empty() && role != routing.recipient_role) continue;
            for (Party& recipient : choose(services, *rule, role, routing)) {
                if (recipient != routing.sender) targets.push_back({rule, std::move(recipient)});
            }
        }
    }
    return targets;
}

std::vector<Target> excepted_targets(const Services& services, const Child& child, const Routing& routing) {
    std::vector<Target> targets;
    for (const policies::Exception& one : child.facts.exceptions) {
        const bool about_this = policies::is_about(one, one.purpose, routing.sender, one.to, routing.record_type);
        if (!about_this || !policies::is_open(one, services.today())) continue;
        if (!routing.recipient_role.empty() && one.to.role != routing.recipient_role) continue;
        const auto* flow =
            services.convenant.find_flow(one.purpose, routing.sender.role, one.to.role, routing.record_type);
        if (flow == nullptr || flow->plan->kind != policies::Kind::override_) continue;
        const policies::Rule* rule = &services.convenant.rules[flow->plan->rule];
        const bool known = std::ranges::any_of(
            targets, [&](const Target& target) { return target.rule == rule && target.recipient == one.to; });
        if (!known) targets.push_back({rule, one.to});
    }
    return targets;
}

std::string Kept::canonical() const {
    boost::json::object all;
    all["bound"] = bound_by_source;
    all["fields"] = record.fields.reveal();
    all["subject"] = subject.reveal();
    return schemas::Content{std::move(all)}.canonical();
}

std::string Kept::version_text() const {
    boost::json::object all;
    all["bound"] = bound_by_source;
    all["fields"] = record.fields.reveal();
    return schemas::Content{std::move(all)}.canonical();
}

std::optional<Kept> Kept::parse(const std::string& record_type, std::string_view canonical) {
    const auto all = schemas::Content::parse(canonical);
    if (!all) return std::nullopt;
    const auto* fields = all->find("fields");
    const auto* subject = all->find("subject");
    if (fields == nullptr || !fields->is_object() || subject == nullptr || !subject->is_object()) return std::nullopt;
    return Kept{{record_type, schemas::Content{fields->get_object()}},
                schemas::Content{subject->get_object()},
                std::string{all->text("bound")}};
}

base::Result<std::vector<base::Date>> deliveries_to(const Services& services, const store::SubjectId& child,
                                                    const Target& target, const Party& sender,
                                                    const std::string& record_type, const std::string& exchange_id) {
    std::vector<base::Date> days;
    if (!target.rule->frequency) return days;
    const auto exchanges = services.store.exchanges_about(child);
    if (!exchanges) return exchanges.error();
    for (const store::Exchange& one : *exchanges) {
        const bool same_road = one.purpose == target.rule->purpose && one.record_type == record_type &&
                               one.sender == sender.text() && one.recipient == target.recipient.text();
        if (same_road && one.released_at && one.exchange_id != exchange_id) {
            days.push_back(services.zone.day_of(*one.released_at));
        }
    }
    return days;
}

base::Result<std::string> partner_pseudonym(const Services& services, const subjects::Subject& subject,
                                            const Party& party, const std::string& purpose) {
    const Organisation* organisation = services.directory.find(party.org);
    const policies::Purpose* known = services.convenant.find_purpose(purpose);
    if (organisation == nullptr || known == nullptr) base::broken("a recipient and its purpose are configured");
    return services.subjects.partner_pseudonym(subject, organisation->oin, party.role, known->pseudonym_group);
}

policies::Decision decide_now(const Services& services, const Child& child, const Kept& kept, const Target& target,
                              const Party& sender) {
    if (target.recipient.org == unknown_organisation) {
        policies::Decision decision;
        decision.reason = policies::Reason::deny_condition;
        decision.rule = target.rule;
        return decision;
    }
    const policies::Question question = question_of(services, child, kept, target, sender);
    return unless_stale(unless_of_another_swv(services, child, sender, target.recipient,
                                              policies::decide(services.convenant, question)),
                        child.facts.consents_stale || facts_are_untrusted(services, child, sender));
}

std::optional<base::Date> next_change(const Services& services, const Child& child, const Kept& kept,
                                      const Target& target, const Party& sender) {
    return policies::next_change(services.convenant, question_of(services, child, kept, target, sender));
}

schemas::Content project(const Kept& kept, const policies::Decision& decision, base::Date today) {
    schemas::Content projection;
    const bool beside_record = !schemas::is_of_the_child(kept.record.type);
    for (const std::string_view name : decision.given()) {
        const std::size_t dot = name.find('.');
        const std::string_view field = name.substr(dot + 1);
        const bool of_subject = beside_record && schemas::is_of_the_child(name.substr(0, dot));
        const auto* value = of_subject ? kept.subject.find(field) : kept.record.fields.find(field);
        if (value == nullptr) continue;
        const auto transform = decision.rule->transforms.find(name);
        projection.set(name,
                       transform == decision.rule->transforms.end() ? *value : transform->second.apply(*value, today));
    }
    return projection;
}

std::string projection_digest(const Services& services, const Child& child, const schemas::Content& projection) {
    return base::to_hex(services.subjects.subject_digest(child.subject, projection.canonical()));
}

bool takes_over(const store::Exchange& exchange, bool same_version) {
    using store::ExchangeState;
    if (exchange.state == ExchangeState::failed) return same_version;
    return exchange.state == ExchangeState::queued || exchange.state == ExchangeState::waiting;
}

store::ExchangeState state_after(const policies::Decision& decision) {
    if (decision.allow) return store::ExchangeState::queued;
    return policies::can_pass(decision.reason) ? store::ExchangeState::waiting : store::ExchangeState::withheld;
}

log::EntryFields entry_fields(const Services& services, std::string kind, const store::Exchange& exchange,
                              const policies::Decision& decision, const std::string& subject_pseudonym) {
    log::EntryFields fields;
    fields.kind = std::move(kind);
    fields.at = services.clock.now();
    fields.exchange_id = exchange.exchange_id;
    fields.subject = subject_pseudonym;
    fields.from = exchange.sender;
    fields.to = exchange.recipient;
    fields.purpose = exchange.purpose;
    fields.record_type = exchange.record_type;
    fields.rule = exchange.rule;
    fields.convenant = services.convenant.id + " " + services.convenant.version;
    fields.convenant_hash = services.convenant_hash;
    if (decision.rule != nullptr) {
        fields.bases = {basis_text(decision.rule->from_basis), basis_text(decision.rule->to_basis)};
    }
    if (decision.consent != nullptr && !decision.consent->consent_id.empty()) {
        fields.consents = {log::ConsentName::of(services.subjects, decision.consent->consent_id)};
    }
    for (const policies::Exception* one : decision.exceptions) fields.exceptions.push_back(one->id);
    for (const std::string_view field : decision.given()) fields.given.emplace_back(field);
    for (const policies::WithheldField& one : decision.withheld()) {
        fields.withheld.push_back(std::string{one.field}.append(1, '=').append(policies::code_of(one.reason)));
    }
    fields.reason = policies::code_of(decision.reason);
    return fields;
}

}  // namespace kolk::gateway::pipeline
