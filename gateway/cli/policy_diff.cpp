#include "gateway/cli/policy_commands.hpp"
#include "policies/compare_words.hpp"
#include "policies/reader.hpp"

#include <iostream>

namespace kolk::gateway::cli {
namespace {

struct DiffOptions {
    std::filesystem::path before;
    std::filesystem::path after;
    std::string language = "nl";
    bool json = false;
};

base::Result<std::shared_ptr<const policies::Convenant>> read(const std::string& argument,
                                                              const std::filesystem::path& file) {
    const auto text = read_argument(argument, file, policies::largest_convenant);
    if (!text) return text.error();
    const policies::ConvenantReading reading = policies::read_convenant(*text);
    for (const policies::Fault& fault : reading.faults) print_convenant_fault(file, fault);
    if (!reading.convenant) return base::failure("convenant.faulty", "the convenant has faults; they are named above");
    return reading.convenant;
}

int diff(const DiffOptions& options) {
    const auto before = read("BEFORE", options.before);
    const auto after = read("AFTER", options.after);
    if (!before) return report(before.error());
    if (!after) return report(after.error());
    const policies::Comparison comparison = policies::compare(**before, **after);
    if (options.json) {
        print_json(policies::to_json(comparison));
        return done;
    }
    const bool english = options.language == "en";
    std::cout << policies::in_words(comparison, english ? policies::Language::english : policies::Language::dutch);
    return done;
}

}  // namespace

void add_policy_diff(CLI::App& policy, Action& action) {
    auto options = std::make_shared<DiffOptions>();
    CLI::App* command =
        policy.add_subcommand("diff", "What a later version changes, in words: who gains or loses which fields");
    command->add_option("BEFORE", options->before, "The version that is in force")->required();
    command->add_option("AFTER", options->after, "The version that would come")->required();
    command->add_option("--language", options->language, "nl or en")
        ->check(CLI::IsMember({"nl", "en"}))
        ->capture_default_str();
    command->add_flag("--json", options->json, "One JSON object");
    command->footer("Example: kolk policy diff versions/2026.yaml versions/2027.yaml --language en");
    command->callback([options, &action] { action = [options] { return diff(*options); }; });
}

}  // namespace kolk::gateway::cli
