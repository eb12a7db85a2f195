#pragma once

#include "connectors/ports.hpp"
#include "gateway/pipeline/children.hpp"
#include "gateway/pipeline/counters.hpp"
#include "gateway/pipeline/exchange.hpp"
#include "gateway/pipeline/quarantine.hpp"
#include "gateway/pipeline/services.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::gateway::pipeline {

/// The source that an intake reads.
struct SourceIdentity {
    std::string name;
    schemas::Party party;
    bool sender_in_document = false;  ///< each dossier names its own sender, a school
};

/// Takes what a source says: links it, decides for every pair and purpose, and makes record, exchanges and log entries
/// durable together. What can't become a record goes to quarantine. Used by one thread.
class Intake : public connectors::PullSink {
public:
    using Progress = std::function<void(std::uint64_t done, std::uint64_t expected)>;
    /// What is written together with the last statements, when all of them are taken in.
    using Closing = std::function<base::Result<void>(store::Transaction&)>;

    Intake(Services& services, Children& children, SourceIdentity source, Progress progress,
           std::function<bool()> stopping);

    /// What the rules in force, and the exceptions that are open, could release from this source.
    [[nodiscard]] connectors::Wanted wanted() const;

    bool asked_for(std::string_view record_type, std::span<const connectors::Identifier> child) override;
    void accept(connectors::Statement statement) override;
    void refuse(connectors::Refusal refusal) override;
    void not_asked_for(std::uint64_t count) override;
    void progress(std::uint64_t done, std::uint64_t expected) override;
    [[nodiscard]] bool stopping() const override;

    /// Makes the last statements durable, and with them what `closing` writes. An error says that the store failed;
    /// what was not yet durable is read again.
    base::Result<void> finish(const Closing& closing = {});
    /// Ends the holds of children whom a row of this source named earlier, and may have meant another
    /// (`link.conflict`): for the closing of a pull that asked for everything and read it to its end.
    base::Result<void> end_conflicts(store::Transaction& transaction);
    [[nodiscard]] const Counters& counted() const { return counted_; }
    /// How often a code that nobody knows was left out, by field.
    [[nodiscard]] const std::map<std::string, std::int64_t>& left_out() const { return left_out_; }
    /// The first day ahead on which time alone may let something go that was asked and did not, or make something be
    /// asked for that was not.
    [[nodiscard]] std::optional<base::Date> next_change() const { return next_change_; }

private:
    struct Linked {
        connectors::Statement statement;
        schemas::Party sender;
        store::SubjectId subject{};
    };

    [[nodiscard]] schemas::Party sender_of(const connectors::Statement& statement) const;
    [[nodiscard]] std::string sender_role() const;
    const std::vector<const policies::Rule*>& rules_for(std::string_view record_type);
    bool asks_for(const policies::Rule& rule, const Child& child) const;
    bool asked_for_of(const Child& child, std::string_view record_type,
                      const std::vector<const policies::Rule*>& rules);
    void count(const std::string& record_type, const std::string& name);
    void fail(const base::Error& error);
    void may_change_on(std::optional<base::Date> day);

    void flush_when_full();
    base::Result<void> flush(const Closing& closing = {});
    base::Result<void> take(store::Transaction& transaction, const Linked& linked);
    base::Result<void> consider(store::Transaction& transaction, const Linked& linked, const Child& child,
                                const Kept& kept, store::Record& record, bool changed);
    base::Result<bool> place(store::Transaction& transaction, const Linked& linked, const Child& child,
                             const Kept& kept, const store::Record& record, Target target,
                             const store::Exchange* before);
    base::Result<bool> still_withheld(store::Transaction& transaction, const Linked& linked, const Child& child,
                                      store::Exchange exchange, const policies::Decision& decision);
    base::Result<void> open_incident_about(store::Transaction& transaction, const Linked& linked,
                                           const store::Exchange& exchange, const std::string& pseudonym);
    base::Result<void> take_back(store::Transaction& transaction, const store::Record& record, const Child& child);
    void note_conflict(const std::vector<store::SubjectId>& named);
    base::Result<void> mark_conflicts(store::Transaction& transaction);
    void put_aside(connectors::Refusal refusal);
    void tell_doubt(const connectors::Statement& statement);

    Services& services_;
    Children& children_;
    SourceIdentity source_;
    Progress progress_;
    std::function<bool()> stopping_;
    connectors::Wanted usual_;  ///< what rules ask for
    connectors::Wanted asked_;  ///< and what is asked for because of exceptions
    std::map<std::string, std::vector<const policies::Rule*>, std::less<>> rules_;  ///< found so far, by record type
    std::vector<Linked> statements_;
    std::vector<connectors::Refusal> refusals_;
    std::size_t refused_bytes_ = 0;
    std::set<store::SubjectId> in_conflict_;  ///< named by rows that may mean another child
    std::vector<store::SubjectId> to_mark_;   ///< of these, the ones whose mark is not durable yet
    bool some_unlinked_ = false;              ///< something was refused of which nobody looked whom it names
    std::vector<log::Entry> entries_;
    Counters fresh_;    ///< not yet durable
    Counters counted_;  ///< durable
    std::map<std::string, std::int64_t> left_out_;
    std::vector<connectors::Refusal> refused_in_hand_;  ///< found in the open transaction; refused in the next
    std::optional<base::Date> next_change_;
    std::optional<base::Error> error_;
};

}  // namespace kolk::gateway::pipeline
