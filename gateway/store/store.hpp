#pragma once

#include "gateway/log/entry.hpp"
#include "schemas/base/bytes.hpp"
#include "schemas/base/result.hpp"
#include "schemas/base/time.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::gateway::store {

using base::Bytes;
using base::Instant;
using base::Result;

/// Sixteen random bytes; inside the gateway only, never logged.
using SubjectId = std::array<std::uint8_t, 16>;
/// A keyed digest, link token or record key.
using Digest = std::array<std::uint8_t, 32>;

struct Subject {
    SubjectId id{};
    Bytes sealed;  ///< subject point, salt and what routing needs, under the subject's data key

    friend bool operator==(const Subject&, const Subject&) = default;
};

struct Alias {
    Digest token{};
    SubjectId subject{};

    friend bool operator==(const Alias&, const Alias&) = default;
};

/// The number under which a party itself supplied the child, sealed under the subject's data key.
struct OwnNumber {
    SubjectId subject{};
    std::string party;  ///< `ROLE:ORG`
    Bytes sealed;

    friend bool operator==(const OwnNumber&, const OwnNumber&) = default;
};

/// What one file of one facts source says of one child, sealed under the subject's data key.
struct Fact {
    SubjectId subject{};
    std::string source;
    std::string kind;  ///< `toestemming`, `informatie`, `gezag`, `bezwaar`, `casus`; here also `uitzondering`
    Digest digest{};   ///< keyed, to see whether it changed
    Bytes sealed;

    friend bool operator==(const Fact&, const Fact&) = default;
};

struct FactSource {
    std::string source;
    std::string kind;
    Instant as_of;
    /// False: a line of it, or a file that came since, can't be read, and nobody can tell which child that may hold
    /// back.
    bool trusted = true;

    friend bool operator==(const FactSource&, const FactSource&) = default;
};

/// One statement of one sender about one child. `sealed` is empty once every exchange of it has ended.
struct Record {
    std::string record_id;  ///< UUIDv7 of its first version
    Digest key{};           ///< keyed digest of sender, type and the source's record key
    SubjectId subject{};
    std::string record_type;
    std::string sender;  ///< `ROLE:ORG`
    std::string version;
    Digest digest{};  ///< keyed digest of the content
    Bytes sealed;
    Digest place{};  ///< keyed digest of where it says that the child lives and goes to school; zero: never looked at

    friend bool operator==(const Record&, const Record&) = default;
};

enum class ExchangeState : std::uint8_t { queued, waiting, released, delivered, withheld, failed };

/// One record version, one recipient, one purpose.
struct Exchange {
    std::string exchange_id;
    std::string record_id;
    Digest digest{};  ///< of the record version that it carries
    SubjectId subject{};
    std::string record_type;
    std::string purpose;
    std::string rule;
    std::string sender;
    std::string recipient;
    ExchangeState state = ExchangeState::queued;
    std::string reason;    ///< reason code of the last decision, or what made it fail
    std::string case_key;  ///< the recipient's pseudonym
    Instant queued_at;
    Instant deadline;      ///< until when a waiting record is kept
    Instant next_attempt;  ///< not offered before
    std::uint32_t attempts = 0;
    /// Names (log::ConsentName) of the consents under which it was released, one a line, until a notice tells the
    /// recipient that they are withdrawn; empty: it needed none, or was never released.
    std::string consents;
    std::string under_consent;           ///< the fields that went under consent, `record.field`, one a line
    std::string projection;              ///< keyed digest of what was released last, hexadecimal; empty: nothing was
    std::optional<Instant> released_at;  ///< when it was offered last

    friend bool operator==(const Exchange&, const Exchange&) = default;
};

/// A child of whom some fact asks for more than decisions.
struct Mark {
    SubjectId subject{};
    std::string reason;  ///< `withdrawn`: some consent is, or will be; `deceased`; `moved`: to another place
                         ///< or provider; `in doubt`: where it is; `succeeded`: a party that knew it;
                         ///< `conflict in SOURCE`: a row there may mean it, or another
    Instant at;          ///< when it was first read

    friend bool operator==(const Mark&, const Mark&) = default;
};

/// `sent` may have arrived; `taken` did; `answered` says what the recipient did.
enum class NoticeState : std::uint8_t { queued, sent, taken, answered };

/// What one recipient is told about what it received of one child for one purpose.
struct Notice {
    std::string notice_id;  ///< UUIDv7
    std::string kind;       ///< `withdrawal`, `end`, `erasure`, `succession`
    SubjectId subject{};
    std::string recipient;
    std::string purpose;
    std::string case_key;
    std::string consents;  ///< under which went what was withdrawn, one a line; empty for an end
    NoticeState state = NoticeState::queued;
    Instant at;
    Instant next_attempt;
    std::uint32_t attempts = 0;
    std::string answer;  ///< one of the four results (connectors/feeds/notice.hpp), or empty
    Bytes ground;        ///< on which the recipient keeps it, in its own words: sealed under the subject's data key
    std::optional<Instant> answered_at;
    std::string because;  ///< on which ground erasure is asked for; of a succession the former party; else empty

    friend bool operator==(const Notice&, const Notice&) = default;
};

struct Quarantined {
    std::string quarantine_id;  ///< UUIDv7
    std::string source;
    std::uint64_t arrival = 0;
    std::uint64_t line = 0;
    std::string field;
    std::string reason;
    std::string text;
    Digest digest{};  ///< keyed; the same input is not taken in twice
    Bytes sealed;     ///< empty when the input was destroyed at once
    Instant at;
    Instant until;

    friend bool operator==(const Quarantined&, const Quarantined&) = default;
};

/// What a report of a possible breach needs (GDPR article 33), and nothing of what the input said.
struct Incident {
    std::string incident_id;  ///< UUIDv7
    std::string reason;       ///< what: a reason code, or what a recipient answered
    std::string source;       ///< or `ROLE:ORG`: of the recipient who noticed it, of the sender of what waited
    std::uint64_t arrival = 0;
    std::uint64_t line = 0;
    Instant at;                 ///< when it was noticed
    std::string sender{};       ///< `ROLE:ORG` that supplied it
    std::string recipient{};    ///< `ROLE:ORG` that received it or would have; empty: nobody
    std::string record_type{};  ///< empty: not known
    std::string subject{};      ///< log pseudonym of the child; empty: one child, destroyed before anyone looked who
    std::string measure{};      ///< what was done: `destroyed`, `quarantined`, `withheld`; `delivered`: it is there
    std::string purpose{};      ///< empty: it came to no decision
    std::string exchange_id{};  ///< of which the log tells which fields were kept back, or went; empty: none

    friend bool operator==(const Incident&, const Incident&) = default;
};

struct SourceState {
    std::string source;
    std::optional<Instant> last_pull;

    friend bool operator==(const SourceState&, const SourceState&) = default;
};

/// A number that only grows: rows pulled, accepted, ... `scope` and `name` hold our own words only.
struct Counter {
    std::string scope;  ///< `record_type:opp`, `source:school-de-linde`, `total`
    std::string name;   ///< `pulled`, `accepted`, `quarantined`, `unchanged`, `not_asked_for`, `unreadable`
    std::int64_t value = 0;

    friend bool operator==(const Counter&, const Counter&) = default;
};

/// Exchanges per purpose, sender, recipient, record type, state and reason.
struct FlowCount {
    std::string purpose;
    std::string sender;
    std::string recipient;
    std::string record_type;
    ExchangeState state{};
    std::string reason;
    std::int64_t count = 0;

    friend bool operator==(const FlowCount&, const FlowCount&) = default;
};

/// Failed exchanges with one recipient, for one reason.
struct FailureCount {
    std::string recipient;
    std::string reason;
    std::int64_t count = 0;

    friend bool operator==(const FailureCount&, const FailureCount&) = default;
};

/// Everything between `begin` and `commit` becomes durable together or not at all. Destroying an uncommitted
/// transaction takes it back. Used by one thread. An error of any call leaves only destruction.
class Transaction {
public:
    virtual ~Transaction() = default;

    virtual Result<void> put(const Subject& subject) = 0;  ///< inserts or replaces
    virtual Result<void> put(const Alias& alias) = 0;      ///< an existing token keeps its subject
    virtual Result<void> put(const OwnNumber& number) = 0;
    virtual Result<void> put(const Fact& fact) = 0;  ///< inserts or replaces, by subject, source and kind
    /// Two subjects turned out to be one child: the aliases of `from` move to `into`, every other row of `from` goes.
    /// The caller has put facts and numbers of `from` under `into` before; `from` has no record and no exchange.
    virtual Result<void> absorb(const SubjectId& from, const SubjectId& into) = 0;
    virtual Result<void> put(const FactSource& file) = 0;  ///< inserts or replaces; what the file said stays
    /// Replaces everything that this file of this source said before.
    virtual Result<void> replace_facts(const FactSource& file, std::span<const Fact> facts) = 0;
    /// Inserts or replaces, by record id; key and subject of a record that exists stay (`store.conflict`).
    virtual Result<void> put(const Record& record) = 0;
    /// Inserts or replaces, by exchange id; the record of an exchange that exists stays (`store.conflict`).
    virtual Result<void> put(const Exchange& exchange) = 0;
    virtual Result<void> put(const Mark& mark) = 0;  ///< one that is there keeps its moment
    virtual Result<void> remove(const Mark& mark) = 0;
    /// Inserts or replaces, by notice id; its child, recipient and purpose stay.
    virtual Result<void> put(const Notice& notice) = 0;
    /// This notice speaks of this exchange.
    virtual Result<void> name(const std::string& notice_id, const std::string& exchange_id) = 0;
    /// Nothing queued or released for this recipient is due before `until`.
    virtual Result<void> postpone(const std::string& recipient, Instant until) = 0;
    /// Nothing queued or released waits beyond `latest`.
    virtual Result<void> hasten(Instant latest) = 0;
    virtual Result<void> put(const Quarantined& input) = 0;
    virtual Result<void> put(const Incident& incident) = 0;
    virtual Result<void> put(const SourceState& source) = 0;
    virtual Result<void> add(const Counter& increment) = 0;
    /// Empties the sealed content of records of which every exchange has ended (delivered, withheld, failed).
    virtual Result<void> drop_ended_content(std::span<const std::string> record_ids) = 0;
    /// Deletes quarantined content whose term has passed; the row stays with its reason.
    virtual Result<void> drop_expired_quarantine(Instant now) = 0;

    /// Appends entries under the region's head row by compare-and-swap; a moved head is `store.conflict`.
    virtual Result<void> append(std::span<const log::Entry> entries) = 0;
    virtual Result<void> append_checkpoint(const log::Checkpoint& checkpoint) = 0;

    virtual Result<void> commit() = 0;
};

/// The state of one region. Reading calls see the last commit and, on the writing thread, the open transaction. Only
/// one transaction is open at a time. A commit returns when its data would survive a power cut.
class Store {
public:
    /// What goes with the work for which reads are held together.
    class Held {
    public:
        virtual ~Held() = default;
    };

    virtual ~Store() = default;

    virtual Result<std::unique_ptr<Transaction>> begin() = 0;
    /// While it lives, reads between two transactions of the writing thread may share one view, which costs less for
    /// many small ones. It must not outlive the store, nor go while a transaction is open.
    virtual std::unique_ptr<Held> hold_reads() = 0;

    virtual Result<std::optional<SubjectId>> find_alias(const Digest& token) = 0;
    virtual Result<std::optional<Subject>> find_subject(const SubjectId& id) = 0;
    virtual Result<std::vector<Subject>> subjects() = 0;
    /// Whether any record or exchange is about this child.
    virtual Result<bool> has_records(const SubjectId& subject) = 0;
    virtual Result<std::vector<OwnNumber>> own_numbers(const SubjectId& subject) = 0;
    virtual Result<std::vector<Fact>> facts(const SubjectId& subject) = 0;
    virtual Result<std::vector<Fact>> facts_of(const std::string& source, const std::string& kind) = 0;
    virtual Result<std::vector<FactSource>> fact_sources() = 0;
    virtual Result<std::optional<Record>> find_record(const Digest& key) = 0;
    virtual Result<std::optional<Record>> record(const std::string& record_id) = 0;
    virtual Result<std::vector<Exchange>> exchanges_of(const std::string& record_id) = 0;
    virtual Result<std::optional<Exchange>> exchange(const std::string& exchange_id) = 0;
    /// Exchanges for one recipient in these states whose next attempt is due, oldest first.
    virtual Result<std::vector<Exchange>> due(const std::string& recipient, std::span<const ExchangeState> states,
                                              Instant now, std::size_t limit) = 0;
    /// Every exchange in this state, oldest first.
    virtual Result<std::vector<Exchange>> in_state(ExchangeState state, std::size_t limit) = 0;
    /// Queued exchanges whose next attempt is later than this, oldest first.
    virtual Result<std::vector<Exchange>> postponed(Instant now, std::size_t limit) = 0;
    /// Every exchange about this child.
    virtual Result<std::vector<Exchange>> exchanges_about(const SubjectId& subject) = 0;
    virtual Result<std::vector<Mark>> marks() = 0;
    virtual Result<std::vector<Notice>> notices() = 0;  ///< oldest first, as those below
    virtual Result<std::vector<Notice>> notices_about(const SubjectId& subject) = 0;
    /// Children of whom anything was decided for this recipient, or it was told anything.
    virtual Result<std::vector<SubjectId>> children_of(const std::string& recipient) = 0;
    /// Notices that are not yet where they end: a withdrawal or an erasure with its answer, an end once it is taken.
    virtual Result<std::vector<Notice>> open_notices() = 0;
    /// The exchanges that this notice speaks of.
    virtual Result<std::vector<Exchange>> exchanges_in(const std::string& notice_id) = 0;
    /// The earliest moment at which an exchange that is queued or released may be offered, if there is one.
    virtual Result<std::optional<Instant>> next_attempt() = 0;
    virtual Result<bool> quarantine_has(const Digest& digest) = 0;
    virtual Result<std::vector<Quarantined>> quarantine() = 0;
    /// Ids of the inputs whose content is still there though their term has passed.
    virtual Result<std::vector<std::string>> expired_quarantine(Instant now) = 0;
    virtual Result<std::vector<Incident>> incidents() = 0;
    virtual Result<std::optional<SourceState>> source(const std::string& name) = 0;
    virtual Result<std::vector<Counter>> counters() = 0;
    /// How many exchanges are queued or released, by recipient.
    virtual Result<std::map<std::string, std::int64_t>> outstanding() = 0;
    virtual Result<std::vector<FlowCount>> flows() = 0;
    /// What failed and nothing came after: neither did a later exchange of that record get there for that purpose, nor
    /// was the recipient told of it in a notice.
    virtual Result<std::vector<FailureCount>> failures() = 0;

    virtual Result<log::Head> log_head() = 0;
    virtual Result<std::optional<log::Checkpoint>> last_checkpoint() = 0;
};

}  // namespace kolk::gateway::store
