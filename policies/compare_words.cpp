#include "policies/compare_words.hpp"

#include "policies/file_words.hpp"
#include "schemas/base/texts.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

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
    AspectWords{Aspect::total_records, "total_records", {"totaal telt", "total counts"}},
    AspectWords{Aspect::total_by, "total_by", {"totaal geteld naar", "total counted by"}},
    AspectWords{
        Aspect::total_when, "total_when", {"totaal telt alleen wie voldoet aan", "total counts only who meets"}},
    AspectWords{Aspect::total_output, "total_output", {"totaal bedoeld", "total meant"}},
    AspectWords{Aspect::smallest_cell, "smallest_cell", {"kleinste cel", "smallest cell"}},
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
    AspectWords{
        Aspect::total_frequency, "frequency", {"hoogstens zo vaak, aan wie ook", "at most so often, to anyone"}},
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
    Value{Aspect::consent, word_of(ConsentNeed::none), {"niet nodig", "not needed"}},
    Value{Aspect::consent, word_of(ConsentNeed::needed), {"nodig", "needed"}},
    Value{Aspect::consent,
          word_of(ConsentNeed::needed_for_bijzonder),
          {"nodig voor bijzondere gegevens en bij geheimhouding", "needed for special data and under secrecy"}},
    Value{Aspect::inform, word_of(Inform::per_child), {"per kind", "per child"}},
    Value{Aspect::inform, word_of(Inform::notice), {"een algemene kennisgeving volstaat", "a general notice suffices"}},
    Value{Aspect::inform, word_of(Inform::reported), {"achteraf gemeld", "reported afterwards"}},
    Value{Aspect::choose, word_of(Choose::all), {"alle deelnemers in deze rol", "all members in this role"}},
    Value{Aspect::choose, word_of(Choose::residence), {"de woongemeente", "the municipality of residence"}},
    Value{Aspect::choose,
          word_of(Choose::responsible),
          {"de gemeente die verantwoordelijk is voor de jeugdhulp", "the municipality responsible for youth care"}},
    Value{Aspect::choose, word_of(Choose::enrolment), {"de school van inschrijving", "the school of enrolment"}},
    Value{Aspect::choose, word_of(Choose::named), {"wie de bron zelf noemt", "whom the record names"}},
    Value{Aspect::ask, word_of(Ask::case_), {"kinderen met een open casus", "children with an open case"}},
    Value{Aspect::ask, word_of(Ask::consent), {"kinderen met toestemming", "children with a consent"}},
    Value{Aspect::ask, word_of(Ask::signal), {"elke melding", "every report"}},
    Value{Aspect::ask, word_of(Ask::never), {"niemand", "nobody"}},
    Value{Aspect::kind, word_of(Kind::flow), {"gewone verstrekking", "ordinary flow"}},
    Value{Aspect::kind, word_of(Kind::aggregate), {"alleen totalen", "totals only"}},
    Value{Aspect::kind, word_of(Kind::override_), {"uitzondering door twee mensen", "exception by two people"}},
    Value{Aspect::kind, word_of(Kind::rights), {"aan de betrokkene zelf", "to the person"}},
    Value{Aspect::kind, word_of(Kind::elsewhere), {"langs een andere weg", "by another road"}},
    Value{Aspect::setting, "all", {"iedereen met gezag", "everyone with authority"}},
    Value{Aspect::setting, "one", {"één persoon met gezag", "one person with authority"}},
    Value{Aspect::setting, "both", {"de jeugdige en wie gezag heeft", "the young person and those with authority"}},
    Value{Aspect::setting, "youth", {"alleen de jeugdige", "the young person alone"}},
    Value{Aspect::study_day, "all", {"alle scholen", "every school"}},
    Value{Aspect::total_output,
          word_of(TotalOutput::regional),
          {"voor de partijen in de regio", "for the parties of the region"}},
    Value{Aspect::total_output, word_of(TotalOutput::publishable), {"om te publiceren", "to be published"}},
    Value{Aspect::dpia, "not required", {"niet vereist", "not required"}},
    Value{Aspect::status, "draft", {"concept", "draft"}},
    Value{Aspect::status, "final", {"vastgesteld", "final"}},
};

struct SettingWords {
    std::string_view setting;
    Words words;
};

constexpr std::array settings{
    SettingWords{"parents", {"wie met gezag toestemt", "who with authority consents"}},
    SettingWords{"consent_12_15", {"wie van 12 tot en met 15 jaar toestemt", "who consents from 12 to 15"}},
    SettingWords{"consent_months", {"hoeveel maanden een toestemming hoogstens geldt", "months that a consent lasts"}},
    SettingWords{"consent_ends_with_school_year",
                 {"een toestemming eindigt met het schooljaar", "a consent ends with the school year"}},
    SettingWords{"mazl_sick_reports", {"MAZL, aantal ziekmeldingen", "MAZL, number of sick reports"}},
    SettingWords{"mazl_school_days", {"MAZL, aantal schooldagen", "MAZL, number of school days"}},
    SettingWords{"smallest_cell", {"kleinste cel", "smallest cell"}},
    SettingWords{"wet_terugdringen_schoolverzuim",
                 {"de Wet terugdringen schoolverzuim geldt", "that bill (36 663) is law"}},
};

std::string setting_in_words(const std::string& setting, Language language) {
    const auto found = std::ranges::find(settings, std::string_view{setting}, &SettingWords::setting);
    return found == settings.end() ? setting : text_in(found->words, language);
}

// Why what is named does not go.
std::string hold_in_words(Hold hold, Language language) {
    static constexpr std::array<Words, 7> words{
        Words{"", ""},
        Words{"zolang een verbod dit tegenhoudt, gaat het niet", "as long as it is forbidden, it does not go"},
        Words{"zonder DPIA gaat het niet", "without a DPIA it does not go"},
        Words{"zolang de instelling dit niet toelaat, gaat het niet", "as long as the setting says no, it does not go"},
        Words{"alleen als er een uitzondering is geopend", "only once an exception is opened"},
        Words{"alleen totalen mogen, en daarvan is er geen afgesproken", "only totals may go, and none is agreed"},
        Words{"zolang er geen nationaal nummer mee mag, gaat het niet",
              "as long as no national number may go, it does not go"}};
    return text_in(words[static_cast<std::size_t>(hold)], language);
}

std::string_view code_of(Hold hold) {
    static constexpr std::array<std::string_view, 7> codes{"",          "forbidden",   "dpia",  "waits",
                                                           "exception", "totals_only", "number"};
    return codes[static_cast<std::size_t>(hold)];
}

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
    if (aspect == Aspect::dpia) turn(", not required", ", niet vereist");
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
        for (const PartyChange& parties : comparison.party_flows) write(parties);
        section(say("Doelen en regels", "Purposes and rules"), comparison.purposes);
        write(comparison.pairs);
        for (const std::string& rule : comparison.untold) write_untold(rule);
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
        if (change.aspect == Aspect::dpia) return dpia_in_words(change.about, before, after);
        const std::string about = change.about.empty() ? "" : " (" + about_in_words(change) + ")";
        const bool is_cell = change.aspect == Aspect::smallest_cell ||
                             (change.aspect == Aspect::setting && change.about == "smallest_cell");
        if (is_cell && !before.empty() && !after.empty())
            return what + about + say(": van ", ": from ") + before + say(" naar ", " to ") + after;
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

    std::string about_in_words(const Change& change) const {
        return change.aspect == Aspect::setting ? setting_in_words(change.about, language_) : change.about;
    }

    // Without a DPIA where one is needed nothing of the purpose goes.
    std::string dpia_in_words(const std::string& purpose, const std::string& before, const std::string& after) const {
        const std::string what = "DPIA (" + purpose + ")";
        if (before.empty())
            return what + ": " + after + say(" (nieuw; zonder ging er niets)", " (new; without one nothing went)");
        if (after.empty())
            return what + say(": vervalt, was ", ": gone, was ") + before +
                   say("; zonder gaat er niets", "; without one nothing goes");
        return what + say(": was ", ": was ") + before + say(", wordt ", ", becomes ") + after;
    }

    void write_untold(const std::string& rule) {
        head(rule.empty() ? say("Er is een verschil dat hier niet in woorden staat: vergelijk de bestanden.",
                                "There is a difference that is not put in words here: compare the files.")
                          : say("In regel ", "In rule ") + rule +
                                say(" is een verschil dat hier niet in woorden staat: vergelijk de bestanden.",
                                    " there is a difference that is not put in words here: compare the files."));
    }

    // ---- parties ----

    void write(const PartyChange& change) {
        const bool several = change.parties.size() > 1;
        const std::string who = joined(change.parties, ", ");
        if (change.flows.empty()) {
            head(who +
                 say(several ? " ontvangen en geven" : " ontvangt en geeft",
                     several ? " receive and give" : " receives and gives") +
                 (change.begins ? say(" niets", " nothing") : say(" niets minder", " nothing less")) +
                 days_in_words(change));
            return;
        }
        for (const bool receives : {true, false}) {
            const auto concerns = [&](const PartyFlow& flow) { return flow.receives == receives; };
            if (std::ranges::none_of(change.flows, concerns)) continue;
            const std::string verb =
                receives ? say(several ? " ontvangen " : " ontvangt ", several ? " receive " : " receives ")
                         : say(several ? " geven " : " geeft ", several ? " give " : " gives ");
            head(who + verb + (change.begins ? say("voortaan", "from now on") : say("niet langer", "no longer")) +
                 days_in_words(change));
            for (const PartyFlow& flow : change.flows) {
                if (concerns(flow)) line(flow_in_words(flow));
            }
        }
    }

    // Nothing where it goes for every day of the later version.
    std::string days_in_words(const PartyChange& change) const {
        const std::string from =
            change.from ? say(", vanaf ", ", beginning on ") + base::format_date(*change.from) : std::string{};
        const std::string until =
            change.until ? say(", tot en met ", ", until and including ") + base::format_date(*change.until)
                         : std::string{};
        return from + until;
    }

    std::string flow_in_words(const PartyFlow& flow) const {
        std::string text = say("voor ", "for ") + flow.purpose +
                           (flow.receives ? say(", van ", ", from ") : say(", aan ", ", to ")) +
                           others_in_words(flow.others) + ": ";
        Names records;
        for (const auto& [type, fields] : flow.records) records.push_back(record_in_words(type, fields));
        text += joined(records, ", ");
        const std::string hold = hold_in_words(flow.hold, language_);
        return text + (hold.empty() ? "" : " (" + hold + ")");
    }

    std::string others_in_words(const Names& others) const {
        constexpr std::size_t readable = 6;
        if (others.size() <= readable) return joined(others, ", ");
        const bool parties =
            std::ranges::any_of(others, [](const std::string& one) { return one.find(':') != std::string::npos; });
        return std::to_string(others.size()) +
               (parties ? say(" rollen en partijen", " roles and parties") : say(" rollen", " roles"));
    }

    std::string record_in_words(const std::string& type, const Names& fields) const {
        constexpr std::size_t readable = 3;
        if (fields.empty()) return field_in_words(type);
        if (fields.size() > readable) return type + " (" + std::to_string(fields.size()) + say(" velden)", " fields)");
        Names names;
        for (const std::string& field : fields) names.push_back(field.substr(type.size() + 1));
        return type + " (" + joined(names, ", ") + ")";
    }

    // ---- pairs of roles ----

    // Roles between which the same changes for the same purpose stand together.
    void write(const std::vector<PairChange>& pairs) {
        using Said = std::pair<std::string, std::string>;  // purpose, and what changes for it
        std::map<std::pair<Said, std::string>, Names> senders;
        std::vector<Said> order;
        for (const PairChange& pair : pairs) {
            const Said said{pair.purpose, pair_in_words(pair)};
            if (std::ranges::find(order, said) == order.end()) order.push_back(said);
            senders[{said, pair.to}].push_back(pair.from);
        }
        for (const Said& said : order) {
            std::map<Names, Names> recipients;
            for (const auto& [key, from] : senders) {
                if (key.first == said) recipients[from].push_back(key.second);
            }
            for (const auto& [from, to] : recipients) {
                head(joined(from, ", ") +
                     (from.size() > 1 ? say(" geven aan ", " give to ") : say(" geeft aan ", " gives to ")) +
                     joined(to, ", ") + say(", voor ", ", for ") + said.first);
                text_ += said.second;
            }
        }
    }

    std::string pair_in_words(const PairChange& pair) const {
        Names lines;
        if (pair.presence == Presence::came) lines.push_back(say("deze stroom is nieuw", "this flow is new"));
        if (pair.presence == Presence::went) lines.push_back(say("deze stroom vervalt", "this flow is gone"));
        const auto add_types = [&](const Names& types, const std::string& what) {
            for (const std::string& type : types) {
                const bool told = std::ranges::find(pair.fields, type, &FieldsChange::record_type) != pair.fields.end();
                if (!told) lines.push_back(type + what);
            }
        };
        add_types(pair.types_gained, say(", komt erbij als bericht", ", gained as a record"));
        add_types(pair.types_lost, say(", vervalt als bericht", ", lost as a record"));
        for (const FieldsChange& fields : pair.fields) add_fields(fields, lines);
        for (const Change& change : pair.terms) lines.push_back(change_in_words(change));
        std::string text;
        for (const std::string& one : lines) text += "  " + one + '\n';
        return text;
    }

    void add_fields(const FieldsChange& fields, Names& lines) const {
        const auto add = [&](const std::string& what, const Names& names) {
            if (!names.empty()) lines.push_back(fields.record_type + ", " + what + ": " + fields_in_words(names));
        };
        add(say("komt erbij", "gained"), fields.gained);
        add(say("vervalt", "lost"), fields.lost);
        add(say("voortaan alleen met toestemming", "from now on with consent only"), fields.now_with_consent);
        add(say("voortaan zonder toestemming", "from now on without consent"), fields.no_longer_with_consent);
        if (fields.record_type == any_record) return add_all_or_some(fields, lines);
        add(say("genoemd komt erbij (", "named, gained (") + hold_in_words(fields.hold, language_) + ")", fields.named);
        add(say("genoemd vervalt (", "named, lost (") + hold_in_words(fields.held, language_) + ")",
            fields.no_longer_named);
    }

    void add_all_or_some(const FieldsChange& fields, Names& lines) const {
        const std::string was = fields_in_words(fields.no_longer_named);
        const std::string is = fields_in_words(fields.named);
        const std::string named = say("genoemd (", "named (") +
                                  hold_in_words(fields.hold == Hold::none ? fields.held : fields.hold, language_) +
                                  "): ";
        lines.push_back(named + (was.empty()  ? is + say(" komt erbij", ", gained")
                                 : is.empty() ? was + say(" vervalt", ", lost")
                                              : say("was ", "was ") + was + say(", wordt ", ", becomes ") + is));
    }

    std::string fields_in_words(const Names& fields) const {
        Names words;
        for (const std::string& field : fields) words.push_back(field_in_words(field));
        return joined(words, ", ");
    }

    std::string field_in_words(const std::string& field) const {
        static constexpr std::string_view total = "total ";
        if (field == any_record) return say("elk bericht met alle velden", "every record with all its fields");
        if (!field.starts_with(total)) return field;
        return say("totaal ", "total ") + field.substr(total.size());
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
                                      {"no_longer_with_consent", to_json(one.no_longer_with_consent)},
                                      {"named", to_json(one.named)},
                                      {"no_longer_named", to_json(one.no_longer_named)},
                                      {"hold", code_of(one.hold)},
                                      {"held", code_of(one.held)}});
    }
    static constexpr std::array<std::string_view, 3> presences{"stays", "came", "went"};
    return {{"purpose", pair.purpose},
            {"from", pair.from},
            {"to", pair.to},
            {"flow", presences[static_cast<std::size_t>(pair.presence)]},
            {"types_gained", to_json(pair.types_gained)},
            {"types_lost", to_json(pair.types_lost)},
            {"fields", std::move(fields)},
            {"terms", to_json(pair.terms)}};
}

json::object to_json(const PartyChange& change) {
    json::array flows;
    for (const PartyFlow& flow : change.flows) {
        json::object records;
        for (const auto& [type, fields] : flow.records) records[type] = to_json(fields);
        flows.push_back(json::object{{"purpose", flow.purpose},
                                     {"direction", flow.receives ? "receives" : "sends"},
                                     {"others", to_json(flow.others)},
                                     {"records", std::move(records)},
                                     {"hold", code_of(flow.hold)}});
    }
    json::object all{{"parties", to_json(change.parties)}, {"begins", change.begins}, {"flows", std::move(flows)}};
    if (change.from) all["from"] = base::format_date(*change.from);
    if (change.until) all["until"] = base::format_date(*change.until);
    return all;
}

}  // namespace

std::string in_words(const Comparison& comparison, Language language) {
    return Writer{language}.write(comparison);
}

json::object to_json(const Comparison& comparison) {
    json::array pairs;
    for (const PairChange& pair : comparison.pairs) pairs.push_back(to_json(pair));
    json::array party_flows;
    for (const PartyChange& change : comparison.party_flows) party_flows.push_back(to_json(change));
    return {{"equal", comparison.empty()},
            {"heading", to_json(comparison.heading)},
            {"parties", to_json(comparison.parties)},
            {"party_flows", std::move(party_flows)},
            {"purposes", to_json(comparison.purposes)},
            {"pairs", std::move(pairs)},
            {"untold", to_json(comparison.untold)}};
}

}  // namespace kolk::policies
