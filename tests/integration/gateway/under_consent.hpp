#pragma once

#include "tests/integration/gateway/world.hpp"

#include <string>

namespace kolk::gateway::test {

inline const std::string school = "school:de-linde";
inline const std::string feedback = "zorgroute-terugmelding";
inline const std::string child_bsn = "999990019";

/// A consent for the feedback of the municipality, given by everyone whose consent it takes; it may have no id.
inline boost::json::object consent(const std::string& id, const std::string& to = "school") {
    boost::json::object given{{"purpose", feedback},
                              {"from", "gemeente-jeugd"},
                              {"to", to},
                              {"record_types", boost::json::array{"jeugdhulp-status"}},
                              {"given_by", boost::json::array{"ouder-1", "jeugdige"}},
                              {"given_at", "2026-09-01"}};
    if (!id.empty()) given["consent_id"] = id;
    return given;
}

/// A child of whom the municipality tells its school, under consents that the school recorded.
class UnderConsent : public Pipeline {
protected:
    UnderConsent() {
        feed(school);
        connectors::FactFile file{"gezag", {"school", "de-linde"}, clock_.at, {}, {}};
        boost::json::object facts{
            {"born", "2012-05-05"},
            {"authority", boost::json::array{"ouder-1"}},
            {"informed", {{{"purpose", feedback}, {"at", "2026-09-01"}}}},
        };
        file.lines.push_back({{"facts-school", 1, 2, {}},
                              {local("00AA00", "LN-0001"), bsn(child_bsn)},
                              schemas::Content{std::move(facts)}});
        facts_.files.push_back(std::move(file));
        school_.statements = {melding("LN-0001")};
        municipality_.statements = {status(child_bsn, "gestart", "1")};
    }

    void record_consents(boost::json::array consents) {
        record("toestemming", {{"LN-0001", {{"consents", std::move(consents)}}}});
    }
};

}  // namespace kolk::gateway::test
