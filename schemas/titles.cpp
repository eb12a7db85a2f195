#include "schemas/titles.hpp"

#include "schemas/embedded.hpp"

#include <boost/json.hpp>

#include <map>
#include <string>

namespace kolk::schemas {
namespace {

std::map<std::string, std::string, std::less<>> read_titles() {
    constexpr std::string_view folder = "records/";
    constexpr std::string_view ending = ".json";
    std::map<std::string, std::string, std::less<>> titles;
    for (const auto& [file, text] : embedded_files()) {
        if (!file.starts_with(folder) || !file.ends_with(ending)) continue;
        std::string id{file.substr(folder.size(), file.size() - folder.size() - ending.size())};
        titles.emplace(std::move(id), std::string_view{boost::json::parse(text).at("title").as_string()});
    }
    return titles;
}

}  // namespace

std::string_view title_of(std::string_view record_type) {
    static const auto titles = read_titles();
    const auto found = titles.find(record_type);
    return found == titles.end() ? record_type : std::string_view{found->second};
}

}  // namespace kolk::schemas
