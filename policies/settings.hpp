#pragma once

namespace kolk::policies {

/// What a region may choose (convenant 8); each begins with its safe default.
struct Settings {
    bool one_parent = false;                      ///< U7: one parent suffices, as long as none has withdrawn
    bool youth_alone_from_12 = false;             ///< U6: from 12 to 15 the young person alone, not the parents too
    int consent_months = 12;                      ///< 4.3: how long a consent lasts at most
    bool consent_ends_with_school_year = false;   ///< 4.3: ... and not beyond 31 July
    int mazl_sick_reports = 4;                    ///< U11: this many sick reports in twelve school weeks
    int mazl_school_days = 7;                     ///< U11: from this school day in a row
    int smallest_cell = 10;                       ///< U25: a total of fewer children is withheld
    bool wet_terugdringen_schoolverzuim = false;  ///< U4: a bill (36 663) until this says that it is law here

    friend bool operator==(const Settings&, const Settings&) = default;
};

}  // namespace kolk::policies
