#include "policies/purpose_rows.hpp"

#include <algorithm>
#include <array>

namespace kolk::policies {
namespace {

constexpr Numbers by_road = Numbers::where_the_road_is_open;

// Only what differs from an ordinary flow; convenant 2, "Reading the rows".
constexpr std::array purpose_rows{PurposeRow{"monitoring-verantwoording", Kind::aggregate},
                                  PurposeRow{"ots-informatie-gi", Kind::override_, false, by_road},
                                  PurposeRow{"veiligheid-meldcode", Kind::override_, false, by_road},
                                  PurposeRow{"vitaal-belang", Kind::override_, false, by_road},
                                  PurposeRow{"rechten-betrokkene", Kind::rights, false, by_road},
                                  PurposeRow{"verzuim-wettelijke-melding", Kind::elsewhere, false, by_road},
                                  PurposeRow{"jeugdhulp-toewijzing", Kind::elsewhere, false, by_road},
                                  PurposeRow{"verzuim-18plus-melding", Kind::flow, false, by_road},
                                  PurposeRow{"verzuim-mazl-naar-leerplicht", Kind::flow, false, by_road},
                                  PurposeRow{"leerplicht-naar-doorstroompunt", Kind::flow, false, by_road},
                                  PurposeRow{"school-naar-werk", Kind::flow, false, by_road},
                                  PurposeRow{"vrijstelling-5a-verklaring", Kind::flow, false, Numbers::to_leerplicht},
                                  PurposeRow{"verzuimoverleg", Kind::flow, true, Numbers::to_leerplicht},
                                  PurposeRow{"thuiszittersoverleg", Kind::flow, true},
                                  PurposeRow{"doorbraak-escalatie", Kind::flow, true},
                                  PurposeRow{"mdo-ondersteuning", Kind::flow, true},
                                  PurposeRow{.id = "verzuim-mazl-consultvraag", .needs_consent = true},
                                  PurposeRow{.id = "verzuim-mazl-terugkoppeling", .needs_consent = true},
                                  PurposeRow{.id = "zorgroute-aanmelding", .needs_consent = true},
                                  PurposeRow{.id = "zorgroute-terugmelding", .needs_consent = true},
                                  PurposeRow{.id = "vrijstelling-5a-advies-onderwijs", .needs_consent = true},
                                  PurposeRow{.id = "vrijstelling-5a-heroverweging", .needs_consent = true},
                                  PurposeRow{.id = "po-vo-overstap-zorg", .needs_consent = true}};

bool goes_to_leerplicht_alone(const Rule& rule) {
    return std::ranges::all_of(rule.to, [](const std::string& role) { return role == "leerplicht"; });
}

}  // namespace

PurposeRow row_of_purpose(std::string_view purpose) {
    const auto found = std::ranges::find(purpose_rows, purpose, &PurposeRow::id);
    return found == purpose_rows.end() ? PurposeRow{purpose} : *found;
}

void check_row(const Rule& rule, const SoundWords& sound, const yaml::Node& at, Faults& faults) {
    const PurposeRow row = row_of_purpose(rule.purpose);
    if (row.needs_case && !rule.needs_case) add_fault(faults, at, "this overleg needs an open case: say 'case: yes'");
    if (sound({"consent"}) && row.needs_consent && rule.consent != ConsentNeed::needed)
        add_fault(faults, at, "nothing goes for this purpose without consent, whichever the field: 'consent: needed'");
    if (!sound({"bsn", "to"}) || !rule.bsn) return;
    if (row.numbers == Numbers::never)
        add_fault(faults, at, "it says 'bsn: yes', and no message for this purpose carries a national number");
    if (row.numbers == Numbers::to_leerplicht && !goes_to_leerplicht_alone(rule))
        add_fault(faults, at, "it says 'bsn: yes', and for this purpose a national number goes to leerplicht alone");
}

}  // namespace kolk::policies
