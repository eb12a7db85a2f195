#include "gateway/cli/child_number.hpp"

#include "gateway/cli/command.hpp"
#include "gateway/region/parts.hpp"
#include "gateway/whole_file.hpp"

#include <iostream>

namespace kolk::gateway::cli {

constexpr std::size_t longest_number = 64;

Looking look(const std::filesystem::path& file) {
    auto configuration = load(file);
    if (!configuration) return {};
    auto opened = region::Region::look(std::move(*configuration));
    if (!opened) return {nullptr, report(opened.error())};
    return {std::move(*opened), done};
}

base::Result<base::Confidential<std::string>> read_number(const std::string& file) {
    std::string number;
    if (file == "-") {
        std::getline(std::cin, number);
    } else {
        const auto text = read_whole(file, longest_number + 2);
        if (!text) return text.error();
        number = text->substr(0, text->find('\n'));
    }
    if (number.ends_with('\r')) number.pop_back();
    if (number.empty() || number.size() > longest_number) {
        return base::failure("consent.number", "the file does not hold one number of a child on its first line");
    }
    return base::Confidential<std::string>{std::move(number)};
}

base::Result<pipeline::Child*> find_child(pipeline::Children& children, const schemas::Party& party,
                                          const std::string& number_file) {
    auto number = read_number(number_file);
    if (!number) return number.error();
    const std::vector<connectors::Identifier> named{
        {connectors::Identifier::Kind::local, policies::covering_party(party).text(), std::move(*number)}};
    const auto child = children.find(named);
    if (!child) return child.error();
    if (*child == nullptr || !(*child)->known_to(party)) {
        return base::failure("consent.unknown-child", party.text() + " supplied no child under this number");
    }
    return child;
}

}  // namespace kolk::gateway::cli
