#pragma once

#include "schemas/base/time.hpp"

#include <boost/json.hpp>

#include <map>
#include <string>
#include <vector>

namespace kolk::policies {

/// How a given field is made less telling before it leaves. Every valid value of the field becomes one, so that what a
/// decision gives is what the recipient gets.
struct Transform {
    enum class Kind {
        year,       ///< of a date
        age_bands,  ///< of a date of birth: the years between which the age lies today, `12-15`, `<12`, `18+`
        first,      ///< so many characters of a text
        codes,      ///< another code for each code of the field
    };
    Kind kind = Kind::year;
    std::vector<int> bands;  ///< first year of each band, rising
    int characters = 0;
    std::map<std::string, std::string, std::less<>> codes;

    /// The value that leaves, on this day.
    [[nodiscard]] boost::json::value apply(const boost::json::value& value, base::Date today) const;
    /// Every value that it can make, in the order of the file; none where that is any text.
    [[nodiscard]] std::vector<std::string> outcomes() const;
    /// The word for it in the file: `year`, `age_bands`, `first`, `codes`.
    [[nodiscard]] std::string_view word() const;
    /// Word and details in one line, such as `first [4]`.
    [[nodiscard]] std::string text() const;

    friend bool operator==(const Transform&, const Transform&) = default;
};

}  // namespace kolk::policies
