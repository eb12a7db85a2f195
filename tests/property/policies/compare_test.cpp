#include "policies/compare_words.hpp"
#include "policies/decide.hpp"
#include "tests/support/convenant.hpp"

#include <algorithm>
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
        switch (number(11)) {
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
            case 10:
                convenant.purposes.find(rule.purpose)->second.dpia.clear();
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

// ---- a word of the file ----

/// Changes one word of a file at a time: a date, a number, a role, a code, a text, or one word of a list away.
class Pen {
public:
    Pen(std::string text, unsigned seed) : text_{std::move(text)}, random_{seed} { find_words(); }

    std::string changed() {
        const auto [begin, size] = words_[number(words_.size() - 1)];
        const std::string word = text_.substr(begin, size);
        std::string other = text_;
        const bool in_list = text_.compare(begin + size, 2, ", ") == 0;
        if (in_list && number(1) == 0) return other.erase(begin, size + 2);
        return other.replace(begin, size, another(word));
    }

private:
    std::size_t number(std::size_t most) { return std::uniform_int_distribution<std::size_t>{0, most}(random_); }

    // What stands between separators and is no key, outside comments.
    void find_words() {
        static constexpr std::string_view separators = " \n,[]{}\"";
        for (std::size_t at = 0; at < text_.size();) {
            if (text_[at] == '#') {
                at = std::min(text_.find('\n', at), text_.size());
            } else if (separators.find(text_[at]) != std::string_view::npos) {
                ++at;
            } else {
                const std::size_t end = std::min(text_.find_first_of(separators, at), text_.size());
                const bool is_value = text_[end - 1] != ':' && text_.compare(at, end - at, "-") != 0;
                if (is_value && !is_name_of_holiday(at)) words_.emplace_back(at, end - at);
                at = end;
            }
        }
    }

    // The one text that nobody keeps.
    [[nodiscard]] bool is_name_of_holiday(std::size_t at) const {
        static constexpr std::string_view begin = "- {name: ";
        const std::size_t last = text_.rfind('{', at);
        return last != std::string::npos && last >= 2 && text_.compare(last - 2, begin.size(), begin) == 0 &&
               text_.find_first_of(",}", last) > at;
    }

    std::string another(const std::string& word) {
        static const std::vector<std::vector<std::string>> choices{
            {"yes", "no"},
            {"none", "needed", "needed-for-bijzonder"},
            {"case", "consent", "signal", "never"},
            {"all", "residence", "enrolment", "named"},
            {"per-child", "notice", "reported"},
            {"regional", "publishable"},
            {"one", "all"},
            {"noord", "midden", "zuid"},
            {schemas::role_ids().begin(), schemas::role_ids().end()}};
        if (const auto day = base::parse_date(word)) return base::format_date(base::add_days(*day, 1));
        for (const auto& choice : choices) {
            const auto found = std::ranges::find(choice, word);
            if (found == choice.end()) continue;
            const std::size_t place = static_cast<std::size_t>(found - choice.begin());
            return choice[(place + 1 + number(choice.size() - 2)) % choice.size()];
        }
        const std::size_t digit = word.find_first_of("0123456789");
        if (digit == std::string::npos) return word + 'x';
        std::string other = word;
        other[digit] = other[digit] == '9' ? '1' : static_cast<char>(other[digit] + 1);
        return other;
    }

    std::string text_;
    std::vector<std::pair<std::size_t, std::size_t>> words_;
    std::mt19937 random_;
};

TEST(CompareProperty, NoChangeOfAWordSaysTheSame) {
    constexpr int changes = 12;
    int readable = 0;
    for (const char* name : {"voorbeeldregio", "tweede-regio"}) {
        const auto before = policies::read_convenant(convenant_text(name)).convenant;
        Pen pen{convenant_text(name), 1};
        for (int i = 0; i < changes; ++i) {
            const std::string text = pen.changed();
            const auto after = policies::read_convenant(text).convenant;
            if (!after) continue;
            ++readable;
            const auto place = std::ranges::mismatch(text, convenant_text(name)).in1;
            EXPECT_FALSE(policies::compare(*before, *after).empty())
                << name << ", line " << 1 + std::count(text.begin(), place, '\n');
        }
    }
    EXPECT_GT(readable, changes) << "too few changes are sound to prove anything";
}

TEST(CompareProperty, TheOrderOfWhatHasNoneSaysTheSame) {
    Convenant other = demo_convenant();
    std::ranges::reverse(other.rules);
    std::ranges::reverse(other.members);
    std::ranges::reverse(other.notices);
    for (Rule& rule : other.rules) {
        std::ranges::reverse(rule.from);
        std::ranges::reverse(rule.to);
        std::ranges::reverse(rule.when);
        std::ranges::reverse(rule.notify);
        for (auto& [type, fields] : rule.records) std::ranges::reverse(fields);
    }
    other.prepare();
    const auto comparison = policies::compare(demo_convenant(), other);
    EXPECT_TRUE(comparison.empty()) << policies::in_words(comparison, policies::Language::english);
}

}  // namespace
}  // namespace kolk::tests
