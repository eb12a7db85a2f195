#include "policies/compare.hpp"

#include "policies/decide.hpp"
#include "tests/support/convenant.hpp"

#include <random>
#include <set>

// `kolk policy diff` names every field that one version gives and the other does not.

namespace kolk::tests {
namespace {

using policies::Convenant;
using policies::Rule;

constexpr int variations = 12;
constexpr int edits_each = 8;

class Editor {
public:
    explicit Editor(unsigned seed) : random_{seed} {}

    int number(int most) { return std::uniform_int_distribution<int>{0, most}(random_); }
    template <class List>
    auto& one_of(List& list) {
        return *std::next(std::begin(list), number(static_cast<int>(std::size(list)) - 1));
    }

    Convenant varied() {
        Convenant convenant = demo_convenant();
        for (int i = 0; i < edits_each; ++i) edit(convenant);
        convenant.prepare();
        return convenant;
    }

private:
    void edit(Convenant& convenant) {
        Rule& rule = one_of(convenant.rules);
        auto& [type, fields] = one_of(rule.records);
        const schemas::RecordType* known = schemas::find_record_type(type);
        switch (number(10)) {
            case 0:
            case 1:
                if (!fields.empty()) fields.erase(fields.begin() + number(static_cast<int>(fields.size()) - 1));
                break;
            case 2:
            case 3:
                if (known != nullptr) fields.push_back(one_of(known->fields).name);
                break;
            case 4:
                rule.records.erase(std::string{type});
                if (rule.records.empty()) rule.records["opp"] = {"begeleiding"};
                break;
            case 5:
                rule.to.emplace_back(schemas::role_ids()[static_cast<std::size_t>(
                    number(static_cast<int>(schemas::role_ids().size()) - 1))]);
                break;
            case 6:
                rule.consent = static_cast<policies::ConsentNeed>(number(2));
                break;
            case 7:
                rule.bsn = !rule.bsn;
                break;
            case 8:
                convenant.members.erase(convenant.members.begin() +
                                        number(static_cast<int>(convenant.members.size()) - 1));
                break;
            case 9:
                forbid(convenant, rule);
                break;
            default:
                rule.when.push_back(policies::AgeBetween{12, std::nullopt});
                break;
        }
    }

    void forbid(Convenant& convenant, const Rule& rule) {
        policies::Prohibition forbidden;
        forbidden.id = "verbod";
        forbidden.purposes = {rule.purpose};
        forbidden.to = {one_of(rule.to)};
        convenant.prohibitions.push_back(std::move(forbidden));
    }

    std::mt19937 random_;
};

// A question in favour of everything, with or without the consent.
struct Favourable {
    Favourable(const Convenant& convenant, const std::string& purpose, const std::string& from, const std::string& to,
               const std::string& type, bool consented)
        : record{type, schemas::Content{full_fields(type)}},
          subject{schemas::Content{full_fields("leerling-id")}},
          purpose{purpose} {
        json::object told = favourable_facts(purpose, from, to, type);
        if (!consented) told.erase("consents");
        facts = *policies::read_facts(told);
        question.record = &record;
        question.subject = &subject;
        question.facts = &facts;
        question.purpose = this->purpose;
        question.today = *base::parse_date(demo_day);
        question.from = member(convenant, from);
        question.to = member(convenant, to);
        question.known_to_recipient = true;
        question.explaining = true;
    }
    Favourable(const Favourable&) = delete;
    Favourable& operator=(const Favourable&) = delete;

    static schemas::Party member(const Convenant& convenant, const std::string& role) {
        const auto members = convenant.members_in(role, *base::parse_date(demo_day));
        return members.empty() ? schemas::Party{role, {}} : members.front();
    }

    [[nodiscard]] std::set<std::string> given(const Convenant& convenant) const {
        const auto fields = policies::decide(convenant, question).given();
        return {fields.begin(), fields.end()};
    }

    schemas::Record record;
    schemas::Content subject;
    std::string purpose;
    policies::Facts facts;
    policies::Question question;
};

// What the comparison names for this flow: fields one by one, or a term or party that bears on all of them.
struct Named {
    std::set<std::string> fields;
    bool whole = false;
};

Named named_in(const policies::Comparison& comparison, const Favourable& asked) {
    Named named;
    const auto& question = asked.question;
    for (const policies::Change& change : comparison.parties) {
        const bool concerns = change.about == question.from.text() || change.about == question.to.text();
        named.whole = named.whole || (change.aspect == policies::Aspect::member && concerns);
    }
    for (const policies::PairChange& pair : comparison.pairs) {
        if (pair.purpose != asked.purpose || pair.from != question.from.role || pair.to != question.to.role) continue;
        for (const policies::Change& term : pair.terms) {
            named.whole = named.whole || term.aspect == policies::Aspect::when;
        }
        for (const policies::FieldsChange& one : pair.fields) {
            if (one.record_type != asked.record.type) continue;
            for (const auto* list : {&one.gained, &one.lost, &one.now_with_consent, &one.no_longer_with_consent}) {
                named.fields.insert(list->begin(), list->end());
            }
        }
    }
    return named;
}

template <class Visit>
void for_each_flow(const Convenant& convenant, Visit visit) {
    for (const Rule& rule : convenant.rules) {
        if (rule.records.contains(std::string{policies::any_record})) continue;
        for (const std::string& from : rule.from) {
            for (const std::string& to : rule.to) {
                for (const auto& [type, fields] : rule.records) visit(rule.purpose, from, to, type);
            }
        }
    }
}

TEST(CompareProperty, NamesEveryFieldThatOneVersionGivesAndTheOtherDoesNot) {
    int differing = 0;
    for (unsigned seed = 0; seed < variations; ++seed) {
        const Convenant before = Editor{seed}.varied();
        const Convenant after = Editor{seed + 1'000}.varied();
        const policies::Comparison comparison = policies::compare(before, after);
        const auto expect_named = [&](const auto& purpose, const auto& from, const auto& to, const auto& type) {
            for (const bool consented : {true, false}) {
                const Favourable asked{seed % 2 == 0 ? before : after, purpose, from, to, type, consented};
                const auto one = asked.given(before);
                const auto other = asked.given(after);
                if (one == other) continue;
                ++differing;
                const Named named = named_in(comparison, asked);
                if (named.whole) continue;
                std::set<std::string> fields;
                std::ranges::set_symmetric_difference(one, other, std::inserter(fields, fields.end()));
                for (const std::string& field : fields) {
                    EXPECT_TRUE(named.fields.contains(field))
                        << seed << ' ' << purpose << ' ' << from << ' ' << to << ' ' << type << ' ' << field;
                }
            }
        };
        for_each_flow(before, expect_named);
        for_each_flow(after, expect_named);
    }
    EXPECT_GT(differing, 200) << "the variations change too little to prove anything";
}

TEST(CompareProperty, IsEmptyOnlyForTheSameAndMirroredTheOtherWayRound) {
    for (unsigned seed = 0; seed < variations; ++seed) {
        const Convenant before = Editor{seed}.varied();
        const Convenant after = Editor{seed + 1'000}.varied();
        EXPECT_TRUE(policies::compare(before, before).empty());
        const auto there = policies::compare(before, after);
        const auto back = policies::compare(after, before);
        ASSERT_EQ(there.parties.size(), back.parties.size());
        std::map<std::string, std::vector<std::string>> lost;
        for (const auto& pair : back.pairs) {
            for (const auto& one : pair.fields)
                lost[pair.purpose + pair.from + ':' + pair.to + one.record_type] = one.lost;
        }
        for (const auto& pair : there.pairs) {
            for (const auto& one : pair.fields) {
                EXPECT_EQ(lost[pair.purpose + pair.from + ':' + pair.to + one.record_type], one.gained);
            }
        }
    }
}

}  // namespace
}  // namespace kolk::tests
