#include "tests/vectors/files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>

namespace kolk::vectors {
namespace {

using Checks = void (*)(File&);

const std::map<std::string_view, Checks> checks_by_file{
    {"group.json", group},
    {"factors.json", factors},
    {"keys.json", keys},
    {"encoding.json", encoding},
    {"negative.json", negative},
    {"elgamal.json", elgamal},
    {"transcryption.json", transcryption},
    {"distributed.json", distributed},
    {"legacy_factors.json", legacy_factors},
    {"gateway_design.json", gateway_design},
    {"eckid_first_level.json", eckid_first_level},
    {"rfc6962_tree.json", merkle_tree},
    {"rfc6962_inclusion.json", merkle_inclusion},
    {"rfc6962_consistency.json", merkle_consistency},
    {"tlog_tiles.json", merkle_tiles},
    {"signed_note.json", signed_notes},
    {"checkpoint.json", checkpoints},
    {"tlog_proof.json", log_proofs},
};

void run_file(const std::filesystem::path& path, Report& report) {
    const std::string name = path.filename().string();
    const auto checks = checks_by_file.find(name);
    if (checks == checks_by_file.end()) {
        report.skip(name, "no check knows this file");
        return;
    }
    std::ifstream stream{path, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{stream}, {}};
    boost::system::error_code error;
    const json::value content = json::parse(text, error);
    if (error || !content.is_object()) {
        report.fail(name, "is not a JSON object");
        return;
    }
    File file{report, name, content.as_object()};
    try {
        checks->second(file);
    } catch (const std::exception& fault) {
        report.fail(name, fault.what());
    }
    file.finish();
}

int run(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> paths;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator{folder, error}) {
        if (entry.path().extension() == ".json") paths.push_back(entry.path());
    }
    if (paths.empty()) {
        std::cerr << "kolk-vectors: the folder holds no JSON files; name the folder of vectors\n";
        return 2;
    }
    std::ranges::sort(paths);
    Report report;
    for (const auto& path : paths) run_file(path, report);
    return report.finish() ? 0 : 1;
}

}  // namespace
}  // namespace kolk::vectors

int main(int count, char** arguments) {
    if (count != 2 || std::string_view{arguments[1]} == "--help") {
        std::cerr << "Usage: kolk-vectors DIR\nRuns every case of the JSON vector files in DIR.\n";
        return 2;
    }
    kolk::crypto::initialise();
    return kolk::vectors::run(arguments[1]);
}
