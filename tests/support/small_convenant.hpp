#pragma once

#include "policies/reader.hpp"
#include "tests/support/convenant.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

/// A small convenant as text, to change a word of it and look at what reading says.
namespace kolk::tests {

/// The file down to its purposes: ten lines.
inline const std::string head = R"(convenant:
  id: klein
  version: "1"
  title: Klein convenant
  region: klein
  in_force: {from: 2026-08-01, until: 2028-07-31}
parties:
  - {org: de-linde, name: De Linde, roles: {school: 2026-08-01}}
  - {org: swv-voorbeeld, name: SWV, roles: {swv-vo: {from: 2026-08-01, until: 2026-12-31}}}
purposes:
)";

/// One purpose with one rule, at 15:9 of the file.
inline const std::string purpose = R"(  - id: thuiszitter-melding-swv
    title: Melding
    dpia: D1
    rules:
      - id: melding
        from: school
        to: swv-vo
        basis: {from: e WPO, to: e WPO 18a}
        art9: UAVG 30
        records:
          leerling-id-kern: "*"
          thuiszittersmelding: [categorie, startdatum]
        consent: none
        retention: P3Y
        onward: geen
)";

/// Its first place alone.
inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

/// The same rule for another purpose, with the records that it gives there.
inline std::string purpose_giving(std::string_view id, const std::string& records) {
    return replaced(replaced(purpose, "thuiszitter-melding-swv", id), "thuiszittersmelding: [categorie, startdatum]",
                    records);
}

/// Of a fault, with a part of what it says.
struct Place {
    int line;
    int column;
    std::string text;
};

inline void expect_fault(const std::string& text, const Place& place) {
    const auto reading = policies::read_convenant(text);
    EXPECT_EQ(reading.convenant, nullptr);
    const bool found = std::any_of(reading.faults.begin(), reading.faults.end(), [&](const policies::Fault& fault) {
        return fault.line == place.line && fault.column == place.column &&
               fault.text.find(place.text) != std::string::npos;
    });
    EXPECT_TRUE(found) << place.line << ':' << place.column << ' ' << place.text;
    for (const policies::Fault& fault : reading.faults)
        if (!found) ADD_FAILURE() << "got " << fault.line << ':' << fault.column << ' ' << fault.text;
}

inline void expect_warning(const std::string& text, const Place& place) {
    const auto reading = policies::read_convenant(text);
    EXPECT_NE(reading.convenant, nullptr);
    const bool found = std::ranges::any_of(reading.warnings, [&](const policies::Fault& one) {
        return one.line == place.line && one.column == place.column && one.text.find(place.text) != std::string::npos;
    });
    EXPECT_TRUE(found) << place.line << ':' << place.column << ' ' << place.text;
}

}  // namespace kolk::tests
