#include "schemas/formats.hpp"

#include "schemas/base/time.hpp"
#include "schemas/identifiers.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace kolk::schemas {
namespace {

constexpr std::array<std::pair<std::string_view, Format>, 10> names{{
    {"date", Format::date},
    {"moment", Format::moment},
    {"bsn", Format::bsn},
    {"onderwijsnummer", Format::onderwijsnummer},
    {"brin", Format::brin},
    {"vestiging", Format::vestiging},
    {"gemeentecode", Format::gemeentecode},
    {"agb", Format::agb},
    {"swv-number", Format::swv_number},
    {"hash", Format::hash},
}};

bool is_hash(std::string_view text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::optional<Format> format_named(std::string_view name) {
    const auto found = std::ranges::find(names, name, &std::pair<std::string_view, Format>::first);
    if (found == names.end()) return std::nullopt;
    return found->second;
}

bool fits(Format format, std::string_view text) {
    switch (format) {
        case Format::none:
            return true;
        case Format::date:
            return base::parse_date(text).has_value();
        case Format::moment:
            return base::parse_date(text) || base::parse_instant(text);
        case Format::bsn:
            return Bsn::parse(text).has_value();
        case Format::onderwijsnummer:
            return Onderwijsnummer::parse(text).has_value();
        case Format::brin:
            return Brin::parse(text).has_value();
        case Format::vestiging:
            return Vestiging::parse(text).has_value();
        case Format::gemeentecode:
            return Gemeentecode::parse(text).has_value();
        case Format::agb:
            return Agb::parse(text).has_value();
        case Format::swv_number:
            return SwvNumber::parse(text).has_value();
        case Format::hash:
            return is_hash(text);
    }
    return false;
}

}  // namespace kolk::schemas
