#pragma once

#include "gateway/log/entry.hpp"
#include "gateway/pipeline/children.hpp"
#include "gateway/pipeline/holders.hpp"
#include "gateway/pipeline/notices.hpp"
#include "gateway/pipeline/services.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::gateway::pipeline {

/// Writes down one notice for each of these; they are told in the next pass. `because` is the ground of an erasure.
base::Result<void> write_notices(Services& services, store::Transaction& transaction, std::string_view kind,
                                 const Child& child, const Holdings& holdings, const std::string& because = {});

/// Finds what recipients must be told about what they received: a withdrawal notice to each that received something
/// under a consent that was withdrawn, a request to erase what a person asked for, and one neutral end notice to each
/// that received something of a child that died or is no longer its own: the child lives or goes to school elsewhere,
/// another samenwerkingsverband serves its school, or the recipient is a party no more. One notice for each recipient,
/// purpose and child; who received nothing learns nothing.
///
/// And who took the place of a party hears, of each child that this one received something of, under which pseudonym
/// both know it: once, for the purposes that it may join (it is a member, both signed the succession, a rule in force
/// names its role as recipient), and not of what was withdrawn or is to be erased. A child who is held, objects or died
/// waits for as long as that lasts. From then on the successor is told, beside the former, of a withdrawal or an
/// erasure of what that one received, and of the end of it for itself; each is a notice of its own.
/// Used by one thread.
class Occasions {
public:
    Occasions(Services& services, Children& children);

    /// Writes down which notices follow from what is known now of the children that are marked, and of those of whom
    /// something was decided for one of these recipients that is a party no more, or may serve other schools now.
    base::Result<void> find(const std::set<std::string>& recipients = {});

private:
    base::Result<void> follow(store::Transaction& transaction, const store::Mark& mark);
    base::Result<bool> follow_withdrawal(store::Transaction& transaction, const Child& child);
    base::Result<bool> follow_death(store::Transaction& transaction, const Child& child);
    base::Result<void> log_mistaken_death(const Child& child);
    base::Result<void> follow_change(store::Transaction& transaction, const Child& child);
    base::Result<void> follow_succession(store::Transaction& transaction, const std::string& recipient,
                                         const std::string& handover);
    base::Result<bool> follow_successors(store::Transaction& transaction, Child& child);
    base::Result<void> hand_over_unanswered(store::Transaction& transaction, const Child& child,
                                            const schemas::Party& former, const schemas::Party& successor);
    /// Of which the former answered no notice of this kind, and the successor was told none: by `Notice::because`.
    base::Result<std::map<std::string, Holdings>> still_unanswered(const Child& child, const schemas::Party& former,
                                                                   const schemas::Party& successor,
                                                                   std::string_view kind);
    base::Result<bool> hand_over(store::Transaction& transaction, Child& child, const schemas::Party& former,
                                 const schemas::Party& successor);
    base::Result<Holdings> still_to_hand_over(const Child& child, const schemas::Party& former,
                                              const schemas::Party& successor);
    base::Result<void> write_handover(store::Transaction& transaction, Child& child, const Holding& holding,
                                      const std::vector<store::Exchange>& exchanges);
    base::Result<void> follow_changes(store::Transaction& transaction, const std::string& recipient);
    base::Result<void> write_end(store::Transaction& transaction, const Child& child,
                                 const std::function<bool(const store::Exchange&)>& has_ended);
    base::Result<void> commit(store::Transaction& transaction);

    Services& services_;
    Children& children_;
    std::vector<log::Entry> entries_;
};

}  // namespace kolk::gateway::pipeline
