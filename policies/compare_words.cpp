#include "policies/compare_words.hpp"

#include "schemas/base/texts.hpp"

#include <algorithm>
#include <array>

namespace kolk::policies {
namespace {

namespace json = boost::json;
using base::joined;
using Names = std::vector<std::string>;

std::string text_in(Words words, Language language) {
    return std::string{words.in(language)};
}

struct AspectWords {
    Aspect aspect;
    std::string_view code;
    Words words;
};

constexpr std::array aspects{
    AspectWords{Aspect::id, "id", {"convenant", "convenant"}},
    AspectWords{Aspect::version, "version", {"versie", "version"}},
    AspectWords{Aspect::title, "title", {"titel", "title"}},
    AspectWords{Aspect::region, "region", {"regio", "region"}},
    AspectWords{Aspect::in_force, "in_force", {"looptijd", "in force"}},
    AspectWords{Aspect::status, "status", {"status", "status"}},
    AspectWords{Aspect::environment, "environment", {"omgeving", "environment"}},
    AspectWords{Aspect::setting, "setting", {"keuze van de regio", "choice of the region"}},
    AspectWords{Aspect::school_calendar, "school_calendar", {"schoolkalender", "school calendar"}},
    AspectWords{Aspect::holiday, "holiday", {"schoolvakantie", "school holiday"}},
    AspectWords{Aspect::study_day, "study_day", {"studiedag", "study day"}},
    AspectWords{Aspect::definition, "definition", {"begrip", "definition"}},
    AspectWords{Aspect::member, "member", {"deelname", "membership"}},
    AspectWords{Aspect::own_retention, "own_retention", {"eigen bewaartermijn", "own retention"}},
    AspectWords{Aspect::party_name, "party_name", {"naam van de organisatie", "name of the organisation"}},
    AspectWords{Aspect::contact, "contact", {"contact", "contact"}},
    AspectWords{Aspect::served_by, "served_by", {"eigen samenwerkingsverband", "own samenwerkingsverband"}},
    AspectWords{Aspect::succession, "succession", {"opvolging", "succession"}},
    AspectWords{Aspect::notice, "notice", {"algemene kennisgeving", "general notice"}},
    AspectWords{Aspect::purpose, "purpose", {"doel", "purpose"}},
    AspectWords{Aspect::purpose_title, "purpose_title", {"naam van het doel", "name of the purpose"}},
    AspectWords{Aspect::kind, "kind", {"soort", "kind"}},
    AspectWords{Aspect::dpia, "dpia", {"DPIA", "DPIA"}},
    AspectWords{Aspect::agreement, "agreement", {"overeenkomst", "agreement"}},
    AspectWords{Aspect::joint_control,
                "joint_control",
                {"gezamenlijk verwerkingsverantwoordelijk volgens", "joint controllers under"}},
    AspectWords{Aspect::group, "group", {"pseudoniem gedeeld onder", "pseudonym shared under"}},
    AspectWords{Aspect::verify,
                "verify_before_production",
                {"nog na te lezen voor productie", "to be verified before production"}},
    AspectWords{Aspect::prohibition, "prohibition", {"verboden stroom", "forbidden flow"}},
    AspectWords{Aspect::rule, "rule", {"regel", "rule"}},
    AspectWords{Aspect::from_basis, "from_basis", {"grondslag van de afzender", "basis of the sender"}},
    AspectWords{Aspect::to_basis, "to_basis", {"grondslag van de ontvanger", "basis of the recipient"}},
    AspectWords{Aspect::art9, "art9", {"grond uit artikel 9 AVG", "ground of GDPR article 9"}},
    AspectWords{Aspect::no_art9_because,
                "no_art9_because",
                {"waarom geen grond uit artikel 9 nodig is", "why no ground of article 9 is needed"}},
    AspectWords{Aspect::consent_only_because,
                "consent_only_because",
                {"waarom toestemming de enige grondslag mag zijn", "why consent may be the only basis"}},
    AspectWords{Aspect::consent, "consent", {"toestemming", "consent"}},
    AspectWords{Aspect::inform, "inform", {"informeren", "informing"}},
    AspectWords{Aspect::bsn, "bsn", {"nationaal nummer mee", "national number along"}},
    AspectWords{Aspect::case_, "case", {"open casus nodig", "open case needed"}},
    AspectWords{Aspect::when, "when", {"voorwaarden", "conditions"}},
    AspectWords{Aspect::rule_in_force, "rule_in_force", {"looptijd van de regel", "rule in force"}},
    AspectWords{Aspect::only_if, "only_if", {"wacht op", "waits for"}},
    AspectWords{Aspect::transforms, "transforms", {"minder precies gegeven", "given less precisely"}},
    AspectWords{Aspect::retention, "retention", {"bewaartermijn", "retention"}},
    AspectWords{Aspect::onward, "onward", {"doorgeven", "onward"}},
    AspectWords{Aspect::notify, "notify", {"ontvanger licht in", "recipient notifies"}},
    AspectWords{Aspect::guests, "guests", {"als gast bij een casus", "as a guest of a case"}},
    AspectWords{Aspect::frequency, "frequency", {"hoogstens zo vaak per kind", "at most so often a child"}},
    AspectWords{Aspect::choose, "choose", {"gaat naar", "goes to"}},
    AspectWords{Aspect::ask, "ask", {"gevraagd voor", "asked for"}},
    AspectWords{Aspect::deadline, "deadline", {"wacht hoogstens", "waits at most"}},
    AspectWords{Aspect::pseudonym_only, "pseudonym_only", {"alleen onder pseudoniem", "under a pseudonym only"}},
    AspectWords{Aspect::forbidden, "forbidden", {"verboden", "forbidden"}},
};

static_assert([] {
    for (std::size_t i = 0; i < aspects.size(); ++i) {
        if (aspects[i].aspect != static_cast<Aspect>(i)) return false;
    }
    return aspects.back().aspect == Aspect::forbidden;
}());

const AspectWords& words_of(Aspect aspect) {
    return aspects[static_cast<std::size_t>(aspect)];
}

// Words of the file that people read better as a phrase; anything else is told as it stands.
struct Value {
    Aspect aspect;
    std::string_view word;
    Words words;
};

constexpr std::array values{
    Value{Aspect::consent, "none", {"niet nodig", "not needed"}},
    Value{Aspect::consent, "needed", {"nodig", "needed"}},
    Value{Aspect::consent,
          "needed-for-bijzonder",
          {"nodig voor bijzondere gegevens en bij geheimhouding", "needed for special data and under secrecy"}},
    Value{Aspect::inform, "per-child", {"per kind", "per child"}},
    Value{Aspect::inform, "notice", {"een algemene kennisgeving volstaat", "a general notice suffices"}},
    Value{Aspect::inform, "reported", {"achteraf gemeld", "reported afterwards"}},
    Value{Aspect::choose, "all", {"alle deelnemers in deze rol", "all members in this role"}},
    Value{Aspect::choose, "residence", {"de woongemeente", "the municipality of residence"}},
    Value{Aspect::choose, "enrolment", {"de school van inschrijving", "the school of enrolment"}},
    Value{Aspect::choose, "named", {"wie de bron zelf noemt", "whom the record names"}},
    Value{Aspect::ask, "case", {"kinderen met een open casus", "children with an open case"}},
    Value{Aspect::ask, "consent", {"kinderen met toestemming", "children with a consent"}},
    Value{Aspect::ask, "signal", {"elke melding", "every report"}},
    Value{Aspect::ask, "never", {"niemand", "nobody"}},
    Value{Aspect::kind, "flow", {"gewone verstrekking", "ordinary flow"}},
    Value{Aspect::kind, "aggregate", {"alleen totalen", "totals only"}},
    Value{Aspect::kind, "override", {"uitzondering door twee mensen", "exception by two people"}},
    Value{Aspect::kind, "rights", {"aan de betrokkene zelf", "to the person"}},
    Value{Aspect::kind, "elsewhere", {"langs een andere weg", "by another road"}},
    Value{Aspect::setting, "all", {"iedereen met gezag", "everyone with authority"}},
    Value{Aspect::setting, "one", {"één persoon met gezag", "one person with authority"}},
    Value{Aspect::setting, "both", {"de jeugdige en wie gezag heeft", "the young person and those with authority"}},
    Value{Aspect::setting, "youth", {"alleen de jeugdige", "the young person alone"}},
    Value{Aspect::study_day, "all", {"alle scholen", "every school"}},
    Value{Aspect::dpia, "not required", {"niet vereist", "not required"}},
    Value{Aspect::status, "draft", {"concept", "draft"}},
    Value{Aspect::status, "final", {"vastgesteld", "final"}},
};

std::string value_of(Aspect aspect, const std::string& word, Language language) {
    for (const Value& value : values) {
        if (value.aspect == aspect && value.word == word) return text_in(value.words, language);
    }
    if (language == Language::english) return word;
    if (word == "yes") return "ja";
    if (word == "no") return "nee";
    std::string text = word;
    const auto turn = [&text](std::string_view from, std::string_view to) {
        for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
            text.replace(at, from.size(), to);
        }
    };
    const bool is_time = aspect == Aspect::member || aspect == Aspect::succession || aspect == Aspect::in_force ||
                         aspect == Aspect::rule_in_force || aspect == Aspect::school_calendar ||
                         aspect == Aspect::holiday || aspect == Aspect::retention;
    if (is_time) {
        turn("from ", "vanaf ");
        turn("until ", "tot en met ");
    }
    if (aspect == Aspect::notice) turn(" of ", " van ");
    if (aspect == Aspect::prohibition) {
        turn(", from any ", ", van iedereen ");
        turn(", from ", ", van ");
        turn(" to any, ", " naar iedereen, ");
        turn(" to ", " naar ");
        turn(", any:", ", elk bericht:");
        turn(", any ", ", elk bericht ");
    }
    return text;
}

/// Writes one comparison in one language.
class Writer {
public:
    explicit Writer(Language language) : language_{language} {}

    std::string write(const Comparison& comparison) {
        if (comparison.empty())
            return say("De twee versies zeggen hetzelfde.", "The two versions say the same.") + '\n';
        section(say("Het convenant", "The convenant"), comparison.heading);
        section(say("Partijen", "Parties"), comparison.parties);
        section(say("Doelen en regels", "Purposes and rules"), comparison.purposes);
        for (const PairChange& pair : comparison.pairs) write(pair);
        return std::move(text_);
    }

private:
    std::string say(std::string_view dutch, std::string_view english) const {
        return text_in({dutch, english}, language_);
    }

    void head(const std::string& title) { text_ += (text_.empty() ? "" : "\n") + title + '\n'; }
    void line(const std::string& text) { text_ += "  " + text + '\n'; }

    void section(const std::string& title, const std::vector<Change>& changes) {
        if (changes.empty()) return;
        head(title);
        for (const Change& change : changes) line(change_in_words(change));
    }

    std::string change_in_words(const Change& change) const {
        const std::string what = text_in(words_of(change.aspect).words, language_);
        const std::string before = value_of(change.aspect, change.before, language_);
        const std::string after = value_of(change.aspect, change.after, language_);
        if (change.aspect == Aspect::member) return member_in_words(change, before, after);
        const bool named = change.aspect == Aspect::purpose || change.aspect == Aspect::rule;
        if (named) {
            const std::string which =
                what + ' ' + change.about +
                (change.aspect == Aspect::rule ? " (" + (before.empty() ? after : before) + ")" : "");
            return which + (before.empty()  ? say(" komt erbij", " is added")
                            : after.empty() ? say(" vervalt", " is gone")
                                            : say(" hoort nu bij ", " now belongs to ") + after);
        }
        const std::string about = change.about.empty() ? "" : " (" + change.about + ")";
        if (before.empty()) return what + about + ": " + after + say(" (nieuw)", " (new)");
        if (after.empty()) return what + about + say(": vervalt, was ", ": gone, was ") + before;
        return what + about + say(": was ", ": was ") + before + say(", wordt ", ", becomes ") + after;
    }

    std::string member_in_words(const Change& change, const std::string& before, const std::string& after) const {
        if (before.empty()) return change.about + say(" treedt toe: ", " joins: ") + after;
        if (after.empty())
            return change.about + say(" doet niet meer mee (was ", " takes no part any more (was ") + before + ")";
        return change.about + say(" doet mee ", " takes part ") + after + say(", was ", ", was ") + before;
    }

    void write(const PairChange& pair) {
        head(pair.from + say(" geeft aan ", " gives to ") + pair.to + say(", voor ", ", for ") + pair.purpose);
        for (const FieldsChange& fields : pair.fields) {
            fields_line(fields.record_type, say("komt erbij", "gained"), fields.gained);
            fields_line(fields.record_type, say("vervalt", "lost"), fields.lost);
            fields_line(fields.record_type, say("voortaan alleen met toestemming", "from now on with consent only"),
                        fields.now_with_consent);
            fields_line(fields.record_type, say("voortaan zonder toestemming", "from now on without consent"),
                        fields.no_longer_with_consent);
        }
        for (const Change& change : pair.terms) line(change_in_words(change));
    }

    void fields_line(const std::string& type, const std::string& what, const Names& fields) {
        if (!fields.empty()) line(type + ", " + what + ": " + joined(fields, ", "));
    }

    Language language_;
    std::string text_;
};

json::array to_json(const Names& names) {
    return json::array(names.begin(), names.end());
}

json::array to_json(const std::vector<Change>& changes) {
    json::array all;
    for (const Change& change : changes) {
        all.push_back(json::object{{"aspect", words_of(change.aspect).code},
                                   {"about", change.about},
                                   {"before", change.before},
                                   {"after", change.after}});
    }
    return all;
}

json::object to_json(const PairChange& pair) {
    json::array fields;
    for (const FieldsChange& one : pair.fields) {
        fields.push_back(json::object{{"record_type", one.record_type},
                                      {"gained", to_json(one.gained)},
                                      {"lost", to_json(one.lost)},
                                      {"now_with_consent", to_json(one.now_with_consent)},
                                      {"no_longer_with_consent", to_json(one.no_longer_with_consent)}});
    }
    return {{"purpose", pair.purpose},
            {"from", pair.from},
            {"to", pair.to},
            {"fields", std::move(fields)},
            {"terms", to_json(pair.terms)}};
}

}  // namespace

std::string in_words(const Comparison& comparison, Language language) {
    return Writer{language}.write(comparison);
}

json::object to_json(const Comparison& comparison) {
    json::array pairs;
    for (const PairChange& pair : comparison.pairs) pairs.push_back(to_json(pair));
    return {{"equal", comparison.empty()},
            {"heading", to_json(comparison.heading)},
            {"parties", to_json(comparison.parties)},
            {"purposes", to_json(comparison.purposes)},
            {"pairs", std::move(pairs)}};
}

}  // namespace kolk::policies
