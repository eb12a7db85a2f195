#pragma once

#include "policies/decide.hpp"
#include "tests/support/convenant.hpp"

#include <random>
#include <set>
#include <string>
#include <vector>

/// Questions made at random, most of them near the rules of a convenant, some of them garbage.
namespace kolk::tests {

using policies::Convenant;
using policies::Facts;
using policies::Question;
using schemas::Party;

/// Everything that a question points at.
struct Made {
    schemas::Record record;
    schemas::Content subject;
    Facts facts;
    std::string purpose;
    Question question;

    Question& ask() {
        question.record = &record;
        question.subject = &subject;
        question.facts = &facts;
        question.purpose = purpose;
        return question;
    }
};

class Maker {
public:
    explicit Maker(unsigned seed) : random_{seed} {}

    bool chance(int percent) { return number(0, 99) < percent; }
    int number(int from, int to) { return std::uniform_int_distribution<int>{from, to}(random_); }
    template <class List>
    const auto& one_of(const List& list) {
        return list[static_cast<std::size_t>(number(0, static_cast<int>(std::size(list)) - 1))];
    }

    base::Date day() { return base::add_days(*base::parse_date("2026-07-01"), number(0, 900)); }

    schemas::Content content(const schemas::RecordType& type) {
        schemas::Content content;
        for (const auto& field : type.fields) {
            if (chance(70)) content.set(field.name, sample_value(field));
        }
        return content;
    }

    std::vector<std::string> persons() {
        std::vector<std::string> persons;
        for (const char* person : {"ouder-1", "ouder-2", "jeugdige"}) {
            if (chance(60)) persons.emplace_back(person);
        }
        return persons;
    }

    policies::Consent consent(const policies::Rule& rule, const std::string& type) {
        policies::Consent consent;
        consent.purpose = rule.purpose;
        consent.from = {one_of(rule.from), {}};
        consent.to = {one_of(rule.to), {}};
        consent.record_types = {type};
        consent.given_by = persons();
        if (chance(90)) consent.given_at = day();
        if (chance(60)) consent.valid_until = day();
        if (chance(20)) consent.withdrawn_at = day();
        return consent;
    }

    Facts facts(const policies::Rule& rule, const std::string& type) {
        Facts facts;
        if (chance(90)) facts.born = base::add_days(*base::parse_date("1996-01-01"), number(0, 11'000));
        if (chance(20)) facts.capable = chance(50);
        if (chance(90)) facts.authority = std::vector<std::string>{"ouder-1", "ouder-2"};
        if (chance(70)) facts.informed.push_back({rule.purpose, day()});
        for (int i = number(0, 3); i > 0; --i) facts.consents.push_back(consent(rule, type));
        if (chance(5)) facts.objections.push_back(rule.purpose);
        if (chance(60)) facts.cases.push_back({rule.purpose, day(), {}, {}});
        facts.restricted = chance(3);
        facts.startkwalificatie = chance(50);
        return facts;
    }

    Party party(const Convenant& convenant, const std::string& role) {
        const auto members = convenant.members_in(role, day());
        return chance(40) || members.empty() ? Party{role, {}} : one_of(members);
    }

    Made made(const Convenant& convenant) {
        Made made;
        const policies::Rule& rule = one_of(convenant.rules);
        const auto types = schemas::record_types();
        const schemas::RecordType* type = nullptr;
        if (chance(80) && !rule.records.contains("*")) {
            auto at = rule.records.begin();
            std::advance(at, number(0, static_cast<int>(rule.records.size()) - 1));
            type = schemas::find_record_type(at->first);
        } else {
            type = &one_of(types);
        }
        made.record = {type->id, content(*type)};
        if (chance(50)) made.subject = content(*schemas::find_record_type("leerling-id"));
        made.facts = facts(rule, type->id);
        made.purpose = chance(95) ? rule.purpose : "geen-doel";
        made.question.from =
            party(convenant, chance(90) ? one_of(rule.from) : std::string{one_of(schemas::role_ids())});
        made.question.to = party(convenant, chance(90) ? one_of(rule.to) : std::string{one_of(schemas::role_ids())});
        made.question.today = day();
        made.question.known_to_recipient = chance(50);
        made.question.explaining = chance(50);
        return made;
    }

private:
    std::mt19937 random_;
};

inline std::set<std::string> given(const Convenant& convenant, Made& made) {
    const auto fields = policies::decide(convenant, made.ask()).given();
    return {fields.begin(), fields.end()};
}

}  // namespace kolk::tests
