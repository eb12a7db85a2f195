#pragma once

#include "connectors/ports.hpp"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace kolk::tests {

/// Keeps everything that a pull finds, in order, and asks for every record unless told otherwise.
class RecordingSink : public connectors::PullSink {
public:
    struct Asked {
        std::string record_type;
        std::vector<connectors::Identifier> child;
    };

    std::function<bool(const Asked&)> asks = [](const Asked&) { return true; };
    bool stop = false;

    std::vector<Asked> asked;
    std::vector<connectors::Statement> statements;
    std::vector<connectors::Refusal> refusals;
    std::uint64_t unasked = 0;
    std::uint64_t done = 0;
    std::uint64_t expected = 0;

    bool asked_for(std::string_view record_type, std::span<const connectors::Identifier> child) override {
        asked.push_back({std::string{record_type}, {child.begin(), child.end()}});
        return asks(asked.back());
    }
    void accept(connectors::Statement statement) override { statements.push_back(std::move(statement)); }
    void refuse(connectors::Refusal refusal) override { refusals.push_back(std::move(refusal)); }
    void not_asked_for(std::uint64_t count) override { unasked += count; }
    void progress(std::uint64_t parts_done, std::uint64_t parts_expected) override {
        done = parts_done;
        expected = parts_expected;
    }
    [[nodiscard]] bool stopping() const override { return stop; }
};

/// Every text of a refusal that people or logs may see, joined: all of it but `raw`.
inline std::string visible_text(const connectors::Refusal& refusal) {
    std::string text = refusal.place.text() + "\n" + std::string{refusal.reason.text} + "\n" +
                       std::string{refusal.text.text} + "\n" + refusal.record_type;
    for (const auto& fault : refusal.faults) {
        text += "\n" + fault.field + " " + std::string{fault.code.text} + " " + std::string{fault.text.text};
    }
    return text;
}

/// A request for all fields of the given record types and for the subject fields of a Dutch pupil.
inline connectors::Wanted wants(std::set<std::string> record_types) {
    connectors::Wanted wanted;
    for (const auto& type : record_types) wanted.fields[type] = {"*"};
    wanted.subject_fields = {"naam",      "voorvoegsel", "geboortedatum", "geslacht",    "brin",
                             "vestiging", "leerjaar",    "groep",         "schoolsoort", "woongemeente"};
    wanted.today = base::Date{std::chrono::year{2026}, std::chrono::month{11}, std::chrono::day{22}};
    return wanted;
}

}  // namespace kolk::tests
