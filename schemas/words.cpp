#include "schemas/record_types.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace kolk::schemas {
namespace {

constexpr std::array<std::string_view, 21> roles{
    "doorstroompunt",
    "duo",
    "fg",
    "gemeente-jeugd",
    "gi",
    "inspectie",
    "jeugdhulpaanbieder",
    "jeugdige",
    "jgz",
    "jgz-5a-arts",
    "leerplicht",
    "mbo",
    "onderwijsconsulent",
    "ouder",
    "oza-school",
    "school",
    "schoolbestuur",
    "so-vso",
    "swv-po",
    "swv-vo",
    "veilig-thuis",
};

constexpr std::array<std::string_view, 32> purposes{
    "doorbraak-escalatie",
    "jeugdhulp-toewijzing",
    "jgz-contactmoment-planning",
    "leerplicht-naar-doorstroompunt",
    "mdo-ondersteuning",
    "monitoring-verantwoording",
    "opp-opstellen-delen",
    "ots-informatie-gi",
    "oza-aanmelding",
    "oza-grensverkeer-verrekening",
    "oza-melding-woongemeente",
    "po-vo-overstap-zorg",
    "rechten-betrokkene",
    "school-naar-werk",
    "thuiszitter-melding-overig",
    "thuiszitter-melding-swv",
    "thuiszittersoverleg",
    "tlv-aanvraag",
    "tlv-besluit",
    "veiligheid-meldcode",
    "verzuim-18plus-melding",
    "verzuim-mazl-consultvraag",
    "verzuim-mazl-naar-leerplicht",
    "verzuim-mazl-terugkoppeling",
    "verzuim-wettelijke-melding",
    "verzuimoverleg",
    "vitaal-belang",
    "vrijstelling-5a-advies-onderwijs",
    "vrijstelling-5a-heroverweging",
    "vrijstelling-5a-verklaring",
    "zorgroute-aanmelding",
    "zorgroute-terugmelding",
};

/// The number of single letters to insert, leave out or replace to get from one word to the other.
std::size_t edit_distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < from.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < to.size(); ++j) {
            const std::size_t replaced = diagonal + (from[i] == to[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, replaced});
        }
    }
    return row.back();
}

}  // namespace

std::span<const std::string_view> role_ids() {
    return roles;
}

std::span<const std::string_view> purpose_ids() {
    return purposes;
}

std::string_view nearest(std::string_view word, std::span<const std::string_view> valid) {
    constexpr std::size_t longest = 100;  // no id is longer; what is has no neighbour, and the work stays bounded
    if (word.size() > longest) return {};
    std::string_view best;
    std::size_t allowed = std::max<std::size_t>(1, word.size() / 3);
    for (const std::string_view candidate : valid) {
        const std::size_t distance = edit_distance(word, candidate);
        if (distance > allowed || (distance == allowed && !best.empty())) continue;
        best = candidate;
        allowed = distance;
    }
    return best;
}

}  // namespace kolk::schemas
