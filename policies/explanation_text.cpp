#include "policies/explanation.hpp"
#include "schemas/titles.hpp"

#include <map>

// An explanation as text and as JSON.

namespace kolk::policies {
namespace {

namespace json = boost::json;

/// Writes one explanation in one language.
class Teller {
public:
    Teller(const Explanation& told, Language language) : told_{told}, language_{language} {}

    std::string tell() {
        const Decision& decision = told_.decision;
        line(text(decision.allow ? Say::allowed : Say::denied) + " (" + std::string{code_of(decision.reason)} + ")");
        line(filled(told_.meaning));
        tell_unknown();
        tell_rule();
        tell_conditions();
        tell_consent();
        tell_given();
        tell_withheld();
        tell_faults();
        tell_changes();
        tell_assumptions();
        tell_next_change();
        return std::move(out_);
    }

    [[nodiscard]] std::string sentence(const Need& change) const { return filled(change.remedy.words); }

private:
    [[nodiscard]] std::string text(Say what) const { return std::string{say(what).in(language_)}; }
    [[nodiscard]] std::string filled(const Words& words) const {
        Fillings all = told_.fillings;
        all.insert({{"from", told_.from.text()},
                    {"to", told_.to.text()},
                    {"from_signer", told_.from_signer},
                    {"to_signer", told_.to_signer},
                    {"must", std::string{told_.must.in(language_)}}});
        return fill(words.in(language_), all);
    }
    [[nodiscard]] std::string meaning_of(Reason reason) const {
        return filled(reason == told_.decision.reason ? told_.meaning : meaning(reason));
    }
    void line(const std::string& text) { out_ += text + '\n'; }
    void item(const std::string& text) { out_ += "  " + text + '\n'; }
    void head(Say what) { out_ += '\n' + text(what) + '\n'; }

    void tell_unknown() {
        for (const UnknownWord& one : told_.unknown) {
            const bool near = !one.nearest.empty();
            line(text(one.what) +
                 (near ? "; " + text(Say::did_you_mean) + " '" + std::string{one.nearest} + "'?" : "."));
        }
    }

    void tell_rule() {
        line(told_.from.text() + " -> " + told_.to.text());
        if (told_.purpose != nullptr) line(text(Say::purpose) + ": " + told_.purpose->title);
        const Rule* rule = told_.decision.rule;
        line(text(Say::rule) + ": " + (rule == nullptr ? text(Say::no_rule) : rule->id));
        if (rule == nullptr) return;
        line(text(Say::from_basis) + ": " + rule->from_basis.avg6 + " " + rule->from_basis.law);
        line(text(Say::to_basis) + ": " + rule->to_basis.avg6 + " " + rule->to_basis.law);
    }

    void tell_conditions() {
        if (told_.conditions.empty()) return;
        head(Say::conditions);
        for (const SeenCondition& one : told_.conditions) {
            std::string shown{one.what.in(language_)};
            if (!one.asks.empty()) shown += " (" + one.asks + ")";
            shown += ": ";
            if (!one.saw.dutch.empty()) shown += one.saw.in(language_) + "; ";
            item(shown + text(one.standing == SeenCondition::Standing::met       ? Say::met
                              : one.standing == SeenCondition::Standing::not_met ? Say::not_met
                                                                                 : Say::not_reached));
        }
    }

    void tell_consent() {
        if (!told_.consent) return;
        head(Say::consent_used);
        const UsedConsent& used = *told_.consent;
        if (!used.id.empty()) item(used.id);
        std::string givers = used.youth ? text(Say::youth) : std::string{};
        if (used.with_authority > 0) {
            if (!givers.empty()) givers += ", ";
            givers += text(used.with_authority == 1 ? Say::one_with_authority : Say::several_with_authority);
        }
        item(text(Say::given_by) + " " + (givers.empty() ? text(Say::unknown) : givers));
        if (used.until) item(text(Say::until) + " " + base::format_date(*used.until));
    }

    // `verzuimmelding.acties_school` under the title of its record, in words.
    static void put(std::map<std::string, std::string>& by_record, std::string_view field) {
        const std::size_t dot = field.find('.');
        const std::string record{field.substr(0, dot)};
        std::string name{dot == std::string_view::npos ? field : field.substr(dot + 1)};
        for (char& c : name) {
            if (c == '_') c = ' ';
        }
        std::string& names = by_record[std::string{schemas::title_of(record)}];
        names += (names.empty() ? "" : ", ") + name;
    }

    void tell_given() {
        head(Say::given);
        std::map<std::string, std::string> by_record;
        for (const std::string_view field : told_.decision.given()) put(by_record, field);
        if (by_record.empty()) item(text(Say::nothing));
        for (const auto& [record, names] : by_record) item(record + ": " + names);
    }

    void tell_withheld() {
        std::map<Reason, std::map<std::string, std::string>> by_reason;
        for (const WithheldField& field : told_.decision.withheld()) put(by_reason[field.reason], field.field);
        if (by_reason.empty()) return;
        head(Say::withheld);
        for (const auto& [reason, records] : by_reason) {
            item(meaning_of(reason) + " (" + std::string{code_of(reason)} + ")");
            for (const auto& [record, names] : records) item("  " + record + ": " + names);
        }
    }

    void tell_faults() {
        if (told_.decision.faults.empty()) return;
        head(Say::faults);
        for (const schemas::Fault& fault : told_.decision.faults) {
            item(fault.field + ": " + std::string{fault_of_record(fault.text.text, language_)});
        }
    }

    void tell_changes() {
        if (told_.changes.empty()) return;
        head(Say::would_have_to_change);
        for (const Need& one : told_.changes) item(sentence(one));
    }

    void tell_assumptions() {
        if (told_.decision.assumed.empty()) return;
        head(Say::assumed);
        for (const std::string& one : told_.decision.assumed) item(std::string{assumption(one, language_)});
    }

    // What no change makes lawful, time does not either; a faulty record waits for another one.
    [[nodiscard]] bool waits_for_nothing() const {
        const Decision& decision = told_.decision;
        if (decision.allow) return false;
        return decision.reason == Reason::deny_record ||
               (!told_.changes.empty() && !told_.changes.front().remedy.possible);
    }

    void tell_next_change() {
        if (!told_.next_change || waits_for_nothing()) return;
        const std::string why = told_.new_version_then ? text(Say::new_version_then) : std::string{};
        line(text(Say::may_change_by_itself) + " " + base::format_date(*told_.next_change) + why);
    }

    const Explanation& told_;
    Language language_;
    std::string out_;
};

std::string_view code_of_standing(SeenCondition::Standing standing) {
    switch (standing) {
        case SeenCondition::Standing::met:
            return "met";
        case SeenCondition::Standing::not_met:
            return "not-met";
        case SeenCondition::Standing::not_reached:
            break;
    }
    return "not-reached";
}

json::array conditions_json(const Explanation& told) {
    json::array all;
    for (const SeenCondition& one : told.conditions) {
        all.push_back({{"condition", one.code},
                       {"asks", one.asks},
                       {"saw", one.saw.english},
                       {"standing", code_of_standing(one.standing)}});
    }
    return all;
}

json::array changes_json(const Explanation& told) {
    const Teller dutch_teller{told, Language::dutch};
    const Teller english_teller{told, Language::english};
    json::array all;
    for (const Need& one : told.changes) {
        all.push_back({{"reason", code_of(one.reason)},
                       {"possible", one.remedy.possible},
                       {"nl", dutch_teller.sentence(one)},
                       {"en", english_teller.sentence(one)}});
    }
    return all;
}

json::array unknown_json(const Explanation& told) {
    json::array all;
    for (const UnknownWord& one : told.unknown) all.push_back({{"word", one.code}, {"nearest", one.nearest}});
    return all;
}

json::object consent_json(const UsedConsent& used) {
    json::array givers;
    if (used.youth) givers.emplace_back("jeugdige");
    if (used.with_authority > 0) givers.emplace_back(std::to_string(used.with_authority) + " met gezag");
    return {{"consent_id", used.id},
            {"given_by", std::move(givers)},
            {"valid_until", used.until ? base::format_date(*used.until) : std::string{}}};
}

}  // namespace

std::string in_words(const Explanation& explanation, Language language) {
    return Teller{explanation, language}.tell();
}

json::object as_json(const Explanation& explanation) {
    json::object answer = explain(explanation.decision);
    const Rule* rule = explanation.decision.rule;
    if (rule != nullptr) {
        answer["bases"] = json::object{{"from", rule->from_basis.avg6 + " " + rule->from_basis.law},
                                       {"to", rule->to_basis.avg6 + " " + rule->to_basis.law}};
    }
    answer["conditions"] = conditions_json(explanation);
    if (explanation.consent) answer["consent"] = consent_json(*explanation.consent);
    answer["change"] = changes_json(explanation);
    if (!explanation.unknown.empty()) answer["unknown"] = unknown_json(explanation);
    if (explanation.next_change) answer["next_change"] = base::format_date(*explanation.next_change);
    return answer;
}

}  // namespace kolk::policies
