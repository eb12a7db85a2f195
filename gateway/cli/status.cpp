#include "gateway/cli/command.hpp"
#include "gateway/pipeline/summary.hpp"
#include "gateway/region/memory.hpp"
#include "gateway/store/sqlite_store.hpp"

#include <iostream>

namespace kolk::gateway::cli {
namespace {

std::int64_t number(const boost::json::value& row, std::string_view key) {
    return row.at(key).to_number<std::int64_t>();
}

void print_types(const boost::json::object& types) {
    std::cout << "Read\n";
    for (const auto& type : types) {
        std::cout << "  " << type.key() << ": " << number(type.value(), "pulled") << " read, "
                  << number(type.value(), "accepted") << " accepted, " << number(type.value(), "quarantined")
                  << " in quarantine, " << number(type.value(), "unchanged") << " unchanged\n";
    }
}

void print_flows(const boost::json::array& flows) {
    std::cout << "Exchanges\n";
    for (const auto& flow : flows) {
        std::cout << "  " << flow.at("purpose").get_string().c_str() << "  " << flow.at("from").get_string().c_str()
                  << " -> " << flow.at("to").get_string().c_str() << "  " << flow.at("record_type").get_string().c_str()
                  << ": " << number(flow, "considered") << " considered, " << number(flow, "delivered")
                  << " delivered, " << number(flow, "withheld") << " withheld, " << number(flow, "waiting")
                  << " waiting, " << number(flow, "failed") << " failed\n";
        for (const auto& reason : flow.at("reasons").get_object()) {
            const std::string_view code = reason.key();
            std::cout << "    " << (code.starts_with("allow") ? "on its way" : code) << ": "
                      << reason.value().to_number<std::int64_t>() << '\n';
        }
    }
}

void print_quarantine(const std::vector<store::Quarantined>& inputs) {
    if (inputs.empty()) return;
    std::cout << "Quarantine\n";
    for (const store::Quarantined& input : inputs) {
        std::cout << "  " << input.source << ", arrival " << input.arrival;
        if (input.line != 0) std::cout << ", line " << input.line;
        if (!input.field.empty()) std::cout << ", " << input.field;
        std::cout << ": " << input.reason << ": " << input.text << '\n';
    }
}

int status(const std::filesystem::path& file, bool json) {
    const auto configuration = load(file);
    if (!configuration) return found_a_problem;
    const std::filesystem::path database = configuration->state / "kolk.db";
    if (!std::filesystem::exists(database)) {
        return report(base::failure("status.no-state", "no state yet; run `kolk sync` or `kolk serve` first"));
    }
    const auto opened = store::open_sqlite(database, configuration->region.name);
    if (!opened) return report(opened.error());
    auto all = pipeline::summary(**opened);
    if (!all) return report(all.error());
    if (json) {
        (*all)["peak_memory_bytes"] = region::peak_memory_bytes();
        print_json(*all);
        return done;
    }
    const auto inputs = (*opened)->quarantine();
    if (!inputs) return report(inputs.error());
    const auto incidents = (*opened)->incidents();
    if (!incidents) return report(incidents.error());
    const auto head = (*opened)->log_head();
    if (!head) return report(head.error());
    print_types((*all)["record_types"].get_object());
    std::cout << "  not asked for, dropped unread: " << number(*all, "not_asked_for")
              << "\n  unreadable files: " << number(*all, "unreadable") << '\n';
    print_flows((*all)["flows"].get_array());
    print_quarantine(*inputs);
    std::cout << "Incidents: " << incidents->size() << "\nExchange log: " << head->size << " entries, "
              << head->checkpoints << " checkpoints\n";
    return done;
}

}  // namespace

void add_status(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand("status", "What was read, exchanged and held back, and what needs a person");
    auto file = std::make_shared<std::filesystem::path>();
    auto json = std::make_shared<bool>(false);
    add_configuration_option(*command, *file);
    command->add_flag("--json", *json, "One JSON object");
    command->footer("Example: kolk status -c my-region/kolk.yaml");
    command->callback([file, json, &action] { action = [file, json] { return status(*file, *json); }; });
}

}  // namespace kolk::gateway::cli
