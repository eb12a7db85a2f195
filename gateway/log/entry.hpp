#pragma once

#include "gateway/log/consent_name.hpp"
#include "schemas/base/bytes.hpp"
#include "schemas/base/time.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace kolk::gateway::log {

/// One line of the exchange log, without identities: a leaf of its tree, before it is written.
/// An empty text or list is left out of the leaf.
struct EntryFields {
    std::string kind;  ///< `queued`, `withheld`, `released`, `outcome`, `notice`, `pass`, `incident`, `facts`,
                       ///< `convenant`, `exception`, `totals`
    base::Instant at;
    std::string exchange_id;
    std::string subject;  ///< log pseudonym, hexadecimal
    std::string from;     ///< `ROLE:ORG`
    std::string to;
    std::string purpose;
    std::string record_type;
    std::string rule;
    std::string convenant;  ///< id and version
    std::string convenant_hash;
    std::vector<std::string> bases;
    std::vector<ConsentName> consents;  ///< `consent_id`, a line each
    std::vector<std::string> given;
    std::vector<std::string> withheld;  ///< `record.field=reason`
    std::string reason;
    std::string digest;                                        ///< keyed digest of what was sent, hexadecimal
    std::vector<std::pair<std::string, std::int64_t>> counts;  ///< of a pass; of totals, their cells
    std::vector<std::string> exceptions;                       ///< ids of those that are told of, or used
    std::vector<std::string> record_types;                     ///< of totals, and of an exception, like what follows
    std::vector<std::string> offices;                          ///< that signed it
    std::string opened, until, review;                         ///< days
    std::vector<std::string> contested;                        ///< fields of which the recipient says they are wrong
};

/// A leaf as stored and its hash (RFC 6962 section 2.1: SHA-256 of 0x00 and the leaf), with the columns that a search
/// needs; `verify` compares each with the leaf.
struct Entry {
    std::string leaf;
    base::Bytes hash;
    std::string kind, at, exchange_id, subject, from, to, purpose, record_type, reason;
};

/// Writes the leaf: UTF-8 JSON with `v` first, keys in the order of EntryFields.
Entry write_entry(const EntryFields& fields);

/// How far the log is: its size and the roots of the full subtrees that make it up, largest first.
struct Head {
    std::uint64_t size = 0;
    std::vector<base::Bytes> peaks;
    std::uint64_t checkpoints = 0;
};

/// A signed statement of size and root (a signed note with origin `<region>.kolk.example/log`).
struct Checkpoint {
    std::uint64_t number = 0;  ///< from 1
    std::uint64_t size = 0;
    std::string root;  ///< base64
    std::string note;
};

}  // namespace kolk::gateway::log
