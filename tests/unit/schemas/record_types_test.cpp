#include "schemas/record_types.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace kolk::schemas {
namespace {

using testing::Contains;

/// Fields and classes by record type, typed over from the domain documents and not from the schema files: a class,
/// then the fields that bear it.
const std::map<std::string, std::string> expected_fields{
    {"leerling-id-kern",
     "GV: case_key; G: naam voorvoegsel geboortedatum geslacht brin vestiging leerjaar groep schoolsoort woongemeente"},
    {"leerling-id",
     "GV: case_key eck_id; N: bsn onderwijsnummer; "
     "G: naam voorvoegsel geboortedatum geslacht brin vestiging leerjaar groep schoolsoort woongemeente"},
    {"contactgegevens", "G: adres postcode telefoon email; GV: gezag taal nationaliteit geboorteland"},
    {"verzuimmelding",
     "GV: melding_id type begindatum einddatum omvang grondslag status acties_school meldingsdatum uren_per_dag "
     "roosteruren vaste_momenten plicht interventie_school; B: achtergrond reden lpw_grond"},
    {"thuiszittersmelding",
     "GV: categorie startdatum laatste_schooldag uren_onderwijs melder_rol aanleiding einddatum uitkomst perspectief "
     "plan_datum startkwalificatie noodopvang ingeschreven passend_aanbod aangewezen_school consulent_rol; "
     "B: oorzaak_code hulp_betrokken risico_grond vrijstelling factor_codes; "
     "G: zorgplichtige_school regievoerder volgende_actie datum"},
    {"tlv-aanvraag",
     "B: gevraagd_type categorie periode deskundigenadvies onderzoek opp_verwijzing zienswijze_ouder "
     "zienswijze_leerling ontvangen_op compleet_op besluitdatum soort steekproef deskundige_rollen via_cva van_school "
     "naar_school bezwaar_status"},
    {"tlv-besluit",
     "B: tlv_nummer type categorie begin eind swv_code besluit bezwaar_tot ontvangen_op compleet_op besluitdatum soort "
     "steekproef deskundige_rollen via_cva van_school naar_school bezwaar_status"},
    {"opp",
     "B: uitstroombestemming onderbouwing begeleiding afwijking_programma handelingsdeel uitkomst uitstroomprofiel "
     "verplicht_grond begeleidingsvraag; G: instemming_ouder gehoord_leerling; "
     "GV: begin eind opgesteld_op evaluatiedatum"},
    {"oza-plaatsing",
     "B: oza_id aanmelder_rol intake_datum start eind uitstroom instroom_van uitstroom_naar product wet dagdelen "
     "alternatief_product; GV: onderwijsroute zorgroute woongemeente betalende_gemeente swv woonperioden buiten_regio "
     "tarief toeslag onderwijs_betaler gemeld_lokale_toegang_op gemeld_leerplicht_op"},
    {"jeugdhulp-toewijzing",
     "B: toewijzingnummer product begin eind volume aanbieder_agb gemeente budget eenheid frequentie aangevraagd_op "
     "verwachte_start overbrugging_door onderbroken evaluatie_datum doel_behaald reden_einde collectief productgroep"},
    {"jeugdhulp-status",
     "B: status datum contactpersoon aangevraagd_op verwachte_start overbrugging_door onderbroken evaluatie_datum "
     "doel_behaald reden_einde collectief productgroep"},
    {"mazl-vraag", "B: aantal_ziekmeldingen_12w aaneengesloten_dagen verzuimuren vraag_code gesprek_ouder_datum"},
    {"mazl-advies", "B: belastbaarheid opbouwschema evaluatiedatum vervolg"},
    {"jgz-klassenlijst", "G: naam geboortedatum brin vestiging onderwijssoort inschrijfdatum groep"},
    {"jgz-contactmoment", "B: soort datum status discipline aanleiding wachtweken overbrugging_voor methode"},
    {"vrijstelling-5a",
     "B: soort schooljaar status blijvend verklaring_conclusie arts_rol datum eerste_jaar heroverweging_op "
     "heroverweging_uitkomst onderwijsperspectief_advies traject"},
    {"onderwijskundig-advies", "GV: mogelijkheden; B: toelichting_onderwijs"},
    {"leerplicht-handhaving", "S: waarschuwing halt proces_verbaal"},
    {"toestemming",
     "GV: consent_id data_subject_key giver_key giver_role authority_source age_at_giving purpose_id from_role "
     "from_org "
     "to_role to_org record_types fields_excluded channel text_version_hash language given_at valid_until withdrawn_at "
     "withdrawn_by evidence_ref recorded_by"},
    {"contact", "G: naam adres telefoon email"},
    {"hulpvraag", "B: vraag_code leefgebied urgentie wens_ouder wens_jeugdige"},
    {"afspraken", "GV: actie eigenaar_rol datum status"},
    {"opp-kern", "B: uitstroombestemming begeleiding evaluatiedatum"},
    {"opp-uittreksel", "B: uitstroombestemming begeleiding evaluatiedatum begeleidingsvraag"},
    {"oza-kern", "B: naam geboortedatum woongemeente start eind product"},
    {"5a-kern", "B: schooljaar status contact"},
    {"thuiszittersmelding-kern", "GV: categorie startdatum zorgplichtige_school"},
    {"risico-uitval", "GV: niveau laatste_schooldag opleiding"},
    {"dossier-uittreksel", "GV: inschrijving verzuim_totaal openstaande_acties"},
    {"minimal-signal", "GV: naam geboortedatum school duurklasse"},
    {"verzuim-totalen", "GV: periode uren_ongeoorloofd dagdelen_ongeoorloofd"},
    {"schoolacties", "GV: acties_school datum"},
    {"blokkade", "GV: blokkade_code datum"},
    {"behandel-terugkoppeling", "B: handelingsadvies evaluatiedatum einde"},
    {"terugplaatsing",
     "GV: fase van_school naar_school breed_overleg_op intentiebesluit_op start proef_tot nazorg opp_bijgesteld_op "
     "uitkomst symbiose_dagdelen; B: zorg tlv_eind"},
    {"overstap", "GV: van_school naar_school stap stap_op warme_overdracht plaatsing_rond_op; B: ondersteuningscode"},
    {"casusoverleg",
     "GV: overleg_id soort datum rollen ouder_gehoord jeugdige_gehoord casusregisseur_rol volgende_datum escalatie"},
};

/// `field` to class from a line of the table above.
std::map<std::string, std::string> fields_of_line(const std::string& line) {
    std::map<std::string, std::string> fields;
    std::istringstream words{line};
    std::string sensitivity;
    for (std::string word; words >> word;) {
        if (word.ends_with(':')) {
            sensitivity = word.substr(0, word.size() - 1);
        } else {
            fields[word.substr(0, word.find(';'))] = sensitivity;
        }
    }
    return fields;
}

std::map<std::string, std::string> fields_of(const RecordType& type) {
    std::map<std::string, std::string> fields;
    for (const FieldSchema& field : type.fields) fields[field.name] = name_of(field.sensitivity);
    return fields;
}

TEST(RecordTypes, AreThoseOfTheDomainDocumentWithTheirClasses) {
    for (const auto& [id, line] : expected_fields) {
        const RecordType* type = find_record_type(id);
        ASSERT_NE(type, nullptr) << id;
        EXPECT_EQ(fields_of(*type), fields_of_line(line)) << id;
    }
    EXPECT_EQ(record_types().size(), expected_fields.size());
}

TEST(RecordTypes, AreSortedAndFoundById) {
    EXPECT_TRUE(std::ranges::is_sorted(record_types(), {}, &RecordType::id));
    EXPECT_EQ(find_record_type("opp")->id, "opp");
    EXPECT_EQ(find_record_type("op"), nullptr);
    EXPECT_EQ(find_record_type(""), nullptr);
    EXPECT_EQ(find_record_type("opp")->find("begeleiding")->max_length, 2000u);
    EXPECT_EQ(find_record_type("opp")->find("diagnose"), nullptr);
}

TEST(RecordTypes, SubsetsAreClosedListsOfOtherTypes) {
    std::vector<std::string> subsets;
    for (const RecordType& type : record_types()) {
        if (type.subset) subsets.push_back(type.id);
    }
    EXPECT_THAT(subsets, testing::ElementsAre("5a-kern", "minimal-signal", "opp-kern", "opp-uittreksel", "oza-kern",
                                              "thuiszittersmelding-kern"));
    const FieldSchema& field = *find_record_type("opp-kern")->find("begeleiding");
    EXPECT_EQ(field.borrowed_from, (std::pair<std::string, std::string>{"opp", "begeleiding"}));
    EXPECT_EQ(field.max_length, find_record_type("opp")->find("begeleiding")->max_length);
}

TEST(RecordTypes, KeysAndFirstDates) {
    EXPECT_EQ(find_record_type("verzuimmelding")->key, "melding_id");
    EXPECT_EQ(find_record_type("verzuimmelding")->first_date, "begindatum");
    EXPECT_EQ(find_record_type("tlv-besluit")->key, "tlv_nummer");
    EXPECT_EQ(find_record_type("opp")->key, "opgesteld_op");
    EXPECT_EQ(find_record_type("thuiszittersmelding")->key, "");
    EXPECT_EQ(find_record_type("thuiszittersmelding")->first_date, "startdatum");
}

TEST(RecordTypes, StaffAndBarredFieldsAreMarked) {
    EXPECT_TRUE(find_record_type("thuiszittersmelding")->find("regievoerder")->staff);
    EXPECT_TRUE(find_record_type("jeugdhulp-status")->find("contactpersoon")->staff);
    EXPECT_FALSE(find_record_type("leerling-id")->find("naam")->staff);
    EXPECT_TRUE(find_record_type("leerling-id")->find("case_key")->barred);
    EXPECT_TRUE(find_record_type("leerling-id")->find("eck_id")->barred);
    EXPECT_FALSE(find_record_type("leerling-id")->find("bsn")->barred);
}

TEST(Words, RolesAndPurposesAreClosedLists) {
    EXPECT_EQ(role_ids().size(), 21u);
    EXPECT_EQ(purpose_ids().size(), 32u);
    for (const auto& ids : {role_ids(), purpose_ids()}) EXPECT_TRUE(std::ranges::is_sorted(ids));
    EXPECT_THAT(role_ids(), Contains("jgz-5a-arts"));
    EXPECT_THAT(purpose_ids(), Contains("verzuim-mazl-terugkoppeling"));
}

TEST(Words, TheNearestOneIsOffered) {
    EXPECT_EQ(nearest("shool", role_ids()), "school");
    EXPECT_EQ(nearest("thuiszitteroverleg", purpose_ids()), "thuiszittersoverleg");
    EXPECT_EQ(nearest("opp-opstellen-dellen", purpose_ids()), "opp-opstellen-delen");
    EXPECT_EQ(nearest("jzg", role_ids()), "jgz") << "two letters that changed places are one mistake";
    constexpr std::array<std::string_view, 2> words{"title", "region"};
    EXPECT_EQ(nearest("titel", words), "title");
    EXPECT_EQ(nearest("tlite", words), "") << "three letters are not one";
    EXPECT_EQ(nearest("bakkerij", role_ids()), "");
    EXPECT_EQ(nearest(std::string(10'000, 'a'), role_ids()), "");
    EXPECT_EQ(nearest("", role_ids()), "");
}

}  // namespace
}  // namespace kolk::schemas
