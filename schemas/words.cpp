#include "schemas/record_types.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

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

/// The number of single letters to insert, leave out, replace or swap with the next one to get from one word to the
/// other.
std::size_t edit_distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> before(to.size() + 1);  // two letters ago
    std::vector<std::size_t> last(to.size() + 1);
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 0; i < from.size(); ++i) {
        row[0] = i + 1;
        for (std::size_t j = 0; j < to.size(); ++j) {
            const std::size_t replaced = last[j] + (from[i] == to[j] ? 0 : 1);
            row[j + 1] = std::min({row[j] + 1, last[j + 1] + 1, replaced});
            const bool swapped = i > 0 && j > 0 && from[i] == to[j - 1] && from[i - 1] == to[j];
            if (swapped) row[j + 1] = std::min(row[j + 1], before[j - 1] + 1);
        }
        std::swap(before, last);
        std::swap(last, row);
    }
    return last.back();
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

std::string did_you_mean(std::string_view word, std::span<const std::string_view> valid) {
    const std::string_view near = nearest(word, valid);
    return near.empty() ? std::string{} : "; did you mean '" + std::string{near} + "'?";
}

}  // namespace kolk::schemas
