#include "connectors/swv/oso_dossier.hpp"

#include "connectors/yields.hpp"
#include "schemas/identifiers.hpp"

#include <algorithm>
#include <array>

namespace kolk::connectors::swv {
namespace {

constexpr std::string_view name_space = "http://www.edustandaard.nl/oso_gegevensset/2019/dossier";

constexpr std::array kind_paths{std::string_view{"dossier/metadata/overstap"},
                                std::string_view{"dossier/overdrachtsoort"}};

constexpr std::array head_paths{std::string_view{"dossier/metadata/categorie_uitlevering/cat_leerling"},
                                std::string_view{"dossier/metadata/categorie_uitlevering/cat_schoolloopbaan"},
                                std::string_view{"dossier/metadata/categorie_uitlevering/cat_onderwijsondersteuning"},
                                std::string_view{"dossier/inzage/voorlopigdossier"},
                                std::string_view{"dossier/inzage/inzage"},
                                std::string_view{"dossier/inzage/toestemming"},
                                std::string_view{"dossier/huidigeschool/brincode"},
                                std::string_view{"dossier/huidigeschool/vestigingscode"},
                                std::string_view{"dossier/huidigeschool/leerling/leerlingid"}};

/// An element that fills a field of ours, and the block of the dossier that it belongs to.
struct Source {
    std::string_view field;
    std::string_view path;
    bool career = false;
};

constexpr std::string_view career_begin =
    "dossier/huidigeschool/leerling/schoolloopbaanlijst/schoolloopbaan/begindatum";

constexpr std::array subject_sources{
    Source{"naam", "dossier/huidigeschool/leerling/achternaam"},
    Source{"naam", "dossier/huidigeschool/leerling/voornaam"},
    Source{"voorvoegsel", "dossier/huidigeschool/leerling/voorvoegsel"},
    Source{"geslacht", "dossier/huidigeschool/leerling/geslacht"},
    Source{"woongemeente", "dossier/huidigeschool/leerling/adreslijst/adres/soortadres"},
    Source{"woongemeente", "dossier/huidigeschool/leerling/adreslijst/adres/gemeente"},
    Source{"schoolsoort", "dossier/huidigeschool/soort"},
    Source{"leerjaar", career_begin, true},
    Source{"leerjaar", "dossier/huidigeschool/leerling/schoolloopbaanlijst/schoolloopbaan/jaargroep", true},
    Source{"groep", career_begin, true},
    Source{"groep", "dossier/huidigeschool/leerling/schoolloopbaanlijst/schoolloopbaan/groepscode", true},
    Source{"schoolsoort", career_begin, true},
    Source{"schoolsoort", "dossier/huidigeschool/leerling/schoolloopbaanlijst/schoolloopbaan/schoolsoort", true},
};

constexpr std::string_view born_path = "dossier/huidigeschool/leerling/geboortedatum";
constexpr std::string_view opp_path = "dossier/huidigeschool/leerling/onderwijsondersteuning/opp/opp_ingangdatum";
constexpr std::string_view tlv_number_path =
    "dossier/huidigeschool/leerling/onderwijsondersteuning/tlv/tlvbeschikkingsnummer";

constexpr std::array tlv_sources{
    Source{"categorie", "dossier/huidigeschool/leerling/onderwijsondersteuning/tlv/tlvcategorie"},
    Source{"begin", "dossier/huidigeschool/leerling/onderwijsondersteuning/tlv/tlvingangdatum"},
    Source{"eind", "dossier/huidigeschool/leerling/onderwijsondersteuning/tlv/tlveinddatum"},
    Source{"swv_code", "dossier/huidigeschool/leerling/onderwijsondersteuning/tlv/tlvswvnummer"},
};

constexpr base::Literal unknown_code = "field.unknown-code";
constexpr base::Literal left_out =
    "The source wrote a code that our list does not know, so the field was left out; add the code to the mapping.";

/// Codelist 48 of OSO: what the sending school releases, with or without the permission of the parents.
bool released(std::string_view category, bool permitted) {
    return category == "VERPLICHT" || (category == "OPTIONEEL" && permitted);
}

bool is_true(std::string_view boolean) {
    return boolean == "true" || boolean == "1";
}

bool is_false(std::string_view boolean) {
    return boolean == "false" || boolean == "0";
}

/// What the dossier's own `inzage` block forbids; the order is that of our reasons.
std::string held_back(const xml::Node& inzage) {
    if (is_true(inzage.child("voorlopigdossier").text()) || is_false(inzage.child("inzage").text())) {
        return "deny.condition";
    }
    return inzage.child("toestemming").text() == "Nee" ? "deny.consent.missing" : "";
}

/// The element of the school career that began last; dates in ISO form sort as text.
xml::Node latest_year(const xml::Node& pupil) {
    const auto years = pupil.child("schoolloopbaanlijst").children("schoolloopbaan");
    const auto latest = std::max_element(years.begin(), years.end(), [](const xml::Node& a, const xml::Node& b) {
        return a.child("begindatum").text() < b.child("begindatum").text();
    });
    return latest == years.end() ? xml::Node{} : *latest;
}

xml::Node home_address(const xml::Node& pupil) {
    for (const auto& address : pupil.child("adreslijst").children("adres")) {
        if (address.child("soortadres").text() == "gba") return address;
    }
    return {};
}

/// `Berg, Daan`: twins differ only in the given name.
std::string joined_name(const xml::Node& pupil) {
    const auto surname = pupil.child("achternaam").text();
    const auto given = pupil.child("voornaam").text();
    return surname.empty() || given.empty() ? surname + given : surname + ", " + given;
}

/// OSO counts the years of secondary education from 11 to 16.
std::string school_year(const std::string& jaargroep) {
    if (jaargroep.size() == 2 && jaargroep >= "11" && jaargroep <= "16") return jaargroep.substr(1);
    return jaargroep;
}

/// Fills a subject block with what was asked for; an empty value counts as absent.
class SubjectBuilder {
public:
    explicit SubjectBuilder(const Wanted& wanted) : wanted_{wanted} {}

    void set(std::string_view field, const std::string& value) {
        if (!value.empty() && asked(field)) subject_.content.set(field, boost::json::string{value});
    }

    void set_coded(std::string_view field, const std::string& code, const CodeTable& table) {
        if (code.empty() || !asked(field)) return;
        const auto found = table.find(code);
        if (found == table.end()) {
            subject_.notes.push_back({std::string{field}, unknown_code, left_out});
        } else {
            subject_.content.set(field, boost::json::string{found->second});
        }
    }

    /// Ages hang on the day of birth, so it is read whether or not it may be given.
    void set_born(const std::string& day) {
        subject_.born = base::parse_date(day);
        if (subject_.born) set("geboortedatum", day);
        if (!subject_.born && !day.empty()) {
            subject_.faults.push_back({"geboortedatum", "field.format", "This is not a date; ask the sender."});
        }
    }

    DossierSubject take() { return std::move(subject_); }

private:
    [[nodiscard]] bool asked(std::string_view field) const {
        return wanted_.subject_fields.contains(std::string{field});
    }

    const Wanted& wanted_;
    DossierSubject subject_;
};

void copy_field(const xml::Node& element, std::string_view name, schemas::Content& fields, std::string_view field) {
    if (const auto value = element.child(name).text(); !value.empty()) fields.set(field, boost::json::string{value});
}

DossierRecord opp_record(const xml::Node& opp) {
    DossierRecord found{{"opp", {}}, opp.child("opp_ingangdatum").text(), opp.line()};
    copy_field(opp, "opp_ingangdatum", found.record.fields, "opgesteld_op");
    return found;
}

DossierRecord tlv_record(const xml::Node& tlv) {
    DossierRecord found{{"tlv-besluit", {}}, tlv.child("tlvbeschikkingsnummer").text(), tlv.line()};
    auto& fields = found.record.fields;
    copy_field(tlv, "tlvbeschikkingsnummer", fields, "tlv_nummer");
    copy_field(tlv, "tlvcategorie", fields, "categorie");
    copy_field(tlv, "tlvingangdatum", fields, "begin");
    copy_field(tlv, "tlveinddatum", fields, "eind");
    copy_field(tlv, "tlvswvnummer", fields, "swv_code");
    return found;
}

std::vector<std::string_view> asked_paths(const DossierHead& head, AskedTypes asked, const Wanted& wanted) {
    std::vector<std::string_view> paths{kind_paths.begin(), kind_paths.end()};
    paths.insert(paths.end(), head_paths.begin(), head_paths.end());
    if (asked.opp) paths.push_back(opp_path);
    if (asked.tlv) paths.push_back(tlv_number_path);
    if (!head.bound_by.empty()) return paths;  // what is held back needs no more than its key

    paths.push_back(born_path);
    for (const auto& source : subject_sources) {
        if ((head.career || !source.career) && wanted.subject_fields.contains(std::string{source.field})) {
            paths.push_back(source.path);
        }
    }
    for (const auto& source : tlv_sources) {
        if (asked.tlv && wanted.asks("tlv-besluit", source.field)) paths.push_back(source.path);
    }
    return paths;
}

}  // namespace

xml::Reading<std::string> read_recipient(std::string_view bytes, std::size_t depth) {
    auto document = xml::select(bytes, {name_space, {kind_paths.begin(), kind_paths.end()}, kind_paths.back()}, depth);
    if (!document) return document.error();
    const auto dossier = document->root();
    const auto step = dossier.child("metadata").child("overstap").text();
    if (dossier.child("overdrachtsoort").text() != "swv-dossier") return std::string{};
    return std::string{step == "POSWV" ? "swv-po" : step == "VOSWV" ? "swv-vo" : ""};
}

xml::Reading<DossierHead> read_head(std::string_view bytes, std::size_t depth) {
    auto document = xml::select(bytes, {name_space, {head_paths.begin(), head_paths.end()}, head_paths.back()}, depth);
    if (!document) return document.error();
    const auto dossier = document->root();
    const auto school = dossier.child("huidigeschool");
    const auto brin = schemas::Brin::parse(school.child("brincode").text());
    const auto branch =
        schemas::Vestiging::parse(school.child("brincode").text() + school.child("vestigingscode").text());
    if (!brin || !branch) {
        return xml::Flaw{"payload.schema",
                         "The dossier does not say which school it comes from; ask the sender to complete it.",
                         school.line(), 0};
    }
    DossierHead head;
    head.brin = brin->text();
    head.branch = branch->text();
    head.bound_by = held_back(dossier.child("inzage"));
    // Of what is held back number and key are read, so that the sender can be told which dossier it was.
    const bool permitted = !head.bound_by.empty() || dossier.child("inzage").child("toestemming").text() == "Ja";
    const auto open = [&, categories = dossier.child("metadata").child("categorie_uitlevering")](auto category) {
        return released(categories.child(category).text(), permitted);
    };
    if (open("cat_leerling")) head.pupil = school.child("leerling").child("leerlingid").text();
    head.career = open("cat_schoolloopbaan");
    head.support = open("cat_onderwijsondersteuning");
    return head;
}

xml::Reading<xml::Document> read_asked(std::string_view bytes, const DossierHead& head, AskedTypes asked,
                                       const Wanted& wanted, std::size_t depth) {
    auto document = xml::select(bytes, {name_space, asked_paths(head, asked, wanted), {}}, depth);
    if (!document) return document;
    const auto faults = xml::validate(*document, "wire/oso-swv.xsd");
    if (faults.empty()) return document;
    return xml::Flaw{"payload.schema",
                     "The dossier breaks the structure of an OSO dossier to a samenwerkingsverband; ask the sender.",
                     faults.front().line, faults.front().code};
}

DossierSubject subject_of(const xml::Document& dossier, const DossierHead& head, const Wanted& wanted,
                          const CodeTable& municipalities) {
    if (!head.bound_by.empty()) return {};
    // The schema's own note: 1 woman, 2 man, the other way round from most code lists in this country.
    static const CodeTable sexes{{"0", "O"}, {"1", "V"}, {"2", "M"}};
    const auto school = dossier.root().child("huidigeschool");
    const auto pupil = school.child("leerling");
    const auto year = latest_year(pupil);
    const auto kind = year.child("schoolsoort").text();

    SubjectBuilder builder{wanted};
    builder.set("naam", joined_name(pupil));
    builder.set("voorvoegsel", pupil.child("voorvoegsel").text());
    builder.set_born(pupil.child("geboortedatum").text());
    builder.set_coded("geslacht", pupil.child("geslacht").text(), sexes);
    builder.set("brin", head.brin);
    builder.set("vestiging", head.branch);
    builder.set("leerjaar", school_year(year.child("jaargroep").text()));
    builder.set("groep", year.child("groepscode").text());
    builder.set("schoolsoort", kind.empty() ? school.child("soort").text() : kind);
    builder.set_coded("woongemeente", home_address(pupil).child("gemeente").text(), municipalities);
    return builder.take();
}

std::vector<DossierRecord> records_of(const xml::Document& dossier) {
    const auto support = dossier.root().child("huidigeschool").child("leerling").child("onderwijsondersteuning");
    std::vector<DossierRecord> records;
    for (const auto& opp : support.children("opp")) records.push_back(opp_record(opp));
    for (const auto& tlv : support.children("tlv")) records.push_back(tlv_record(tlv));
    return records;
}

}  // namespace kolk::connectors::swv

kolk::connectors::Yields kolk::connectors::yields_of_oso() {
    Yields yields{{"opp", {"opgesteld_op"}}, {"tlv-besluit", {"tlv_nummer"}}};
    yields["leerling-id"] = {"brin", "vestiging", "geboortedatum"};
    for (const auto& source : swv::tlv_sources) yields["tlv-besluit"].emplace(source.field);
    for (const auto& source : swv::subject_sources) yields["leerling-id"].emplace(source.field);
    return yields;
}
