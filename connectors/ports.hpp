#pragma once

#include "schemas/base/confidential.hpp"
#include "schemas/base/result.hpp"
#include "schemas/base/time.hpp"
#include "schemas/party.hpp"
#include "schemas/read.hpp"
#include "schemas/record.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::connectors {

using base::Date;
using base::Instant;
using schemas::Party;

/// Bounds on what comes from outside. Each can be changed in the configuration.
struct Limits {
    std::size_t file_bytes = 25u << 20;      ///< a message service hands over 25 MB at most
    std::size_t oso_file_bytes = 50u << 20;  ///< OSO carries its attachments inside the XML
    std::size_t row_bytes = 64u << 10;
    std::size_t rows = 1'000'000;
    std::size_t depth = 64;
    std::size_t page_bytes = 10u << 20;
    std::size_t pages = 1'000;
};

/// Where something stood in the input: never a foreign file name, only its arrival number.
struct Place {
    std::string source;         ///< our name of the source
    std::uint64_t arrival = 0;  ///< number of the file or message within this pull, from 1
    std::uint64_t line = 0;     ///< from 1; 0 when it has no lines
    std::string field;          ///< our field name; may be empty

    [[nodiscard]] std::string text() const;
};

/// A number by which a source knows a child.
struct Identifier {
    enum class Kind : std::uint8_t { bsn = 1, onderwijsnummer = 2, local = 4 };
    Kind kind = Kind::local;
    std::string issuer;  ///< of a local number: branch, SWV number or party (`ROLE:ORG`); empty otherwise
    base::Confidential<std::string> value;
};

/// What a source said about one child, already in our words.
struct Statement {
    Place place;
    schemas::Record record;
    schemas::Content subject;             ///< leerling-id fields; only those that were asked for
    std::vector<Identifier> identifiers;  ///< the source's own number first
    /// Text that names the record within its source and child; only a keyed digest of it is kept.
    base::Confidential<std::string> key;
    std::string version;  ///< orders versions of one key; empty: the last one read is the newest
    std::optional<Date> born;
    std::string residence;  ///< gemeentecode, or empty
    std::string enrolment;  ///< branch code of the child's school, or empty
    /// Gemeentecode of the municipality that answers for youth care of the child where that is not the one of
    /// residence; empty: that one does, as far as this source knows; absent: it says nothing.
    std::optional<std::string> responsible{};
    std::string named_recipient;  ///< branch code of the organisation that the record names as recipient, or empty
    std::string sender_branch;    ///< branch code of the school that a dossier names as its sender, or empty
    std::string recipient_role;   ///< the only role that a dossier is meant for, or empty
    std::string bound_by_source;  ///< a reason code (`deny.condition`) that the document itself demands, or empty
    bool creates_subject = true;  ///< false: an unknown child waits for a person
    bool taken_back = false;      ///< the source declares this version entered in error
    /// What was left out of the record and why (an unknown code): to be reported, no reason to refuse it.
    std::vector<schemas::Fault> notes;
};

/// Input that could not become a record.
struct Refusal {
    Place place;
    base::Literal reason;  ///< `payload.not-xml`, `deny.bsn`, `record.faulty`, ...
    base::Literal text;    ///< one sentence: what happened and what to do
    std::vector<schemas::Fault> faults;
    base::Confidential<std::string> raw;  ///< what was refused; the same bytes again are the same refusal
    /// False: `raw` is not kept, not even sealed, because it may not be held, lies with another refusal already, or is
    /// no more than the name of a file that was not read.
    bool keep = true;
    bool countable = true;    ///< one row, product, statement or Encounter; false: a file or message without any
    std::string record_type;  ///< of a countable refusal
    bool incident = false;
};

/// A file or message of which nothing can be counted; `raw` is what was read of it.
Refusal unreadable(Place place, base::Literal reason, base::Literal text, std::string_view raw = {});

/// What the rules in force could release, and for whom.
struct Wanted {
    std::map<std::string, std::set<std::string>> fields;  ///< record type to the fields that some rule names
    std::set<std::string> subject_fields;                 ///< leerling-id fields that some rule names
    /// Of those, by record type (the child's own under `leerling-id`), the fields by whose value is decided: one that
    /// cannot be understood must not be left out in silence. Some are read for that alone.
    std::map<std::string, std::set<std::string>> decisive;
    std::optional<Instant> since;  ///< ask only for what changed after this
    Date today;

    void ask(const std::string& record_type, const std::string& field);
    /// The same of a field by whose value is decided.
    void ask_to_decide(const std::string& record_type, const std::string& field);
    [[nodiscard]] bool asks(std::string_view record_type) const;
    [[nodiscard]] bool asks(std::string_view record_type, std::string_view field) const;
    [[nodiscard]] bool decides(std::string_view record_type, std::string_view field) const;
};

/// Where a pull puts what it finds. Called from one thread at a time.
class PullSink {
public:
    virtual ~PullSink() = default;
    /// Whether some rule asks for records of this type of this child. A reader calls it as soon as it knows key and
    /// type, and drops the rest unread when the answer is no.
    virtual bool asked_for(std::string_view record_type, std::span<const Identifier> child) = 0;
    virtual void accept(Statement statement) = 0;
    virtual void refuse(Refusal refusal) = 0;
    virtual void not_asked_for(std::uint64_t count) = 0;
    /// Parts done and expected, for a progress bar; expected 0 means unknown.
    virtual void progress(std::uint64_t done, std::uint64_t expected) = 0;
    /// True when the service is stopping: the reader ends soon, at the end of a statement.
    [[nodiscard]] virtual bool stopping() const = 0;
};

/// One system that we read from, through one port whatever it speaks. Its faults in content go to the sink and never
/// stop the rest; the Result tells only that the source as a whole could not be read (away, refused, wrong address).
class RecordSource {
public:
    virtual ~RecordSource() = default;
    virtual base::Result<void> pull(const Wanted& wanted, PullSink& sink) = 0;
    /// Tries the source without reading any record, for `kolk check`.
    virtual base::Result<void> probe() = 0;
};

/// One line of a facts folder: what `party` recorded about one child, with the keys of FACTS.json. A party that is
/// entitled to the BSN may name the child by its own number and the BSN together (`{"number": ..., "bsn": ...}`): only
/// then can records of others reach it under that number.
struct FactLine {
    Place place;
    std::vector<Identifier> child;  ///< the party's own number first
    schemas::Content facts;
};

/// What one file of a facts folder says, read as a whole: it replaces what the same file said before.
struct FactFile {
    std::string kind;  ///< `toestemming`, `informatie`, `gezag`, `bezwaar`, `casus`; empty: its name tells none
    Party party;
    Instant as_of;
    std::vector<FactLine> lines;
    std::vector<Refusal> refusals;
    /// False when its name or first line could not be trusted: there are no lines, `as_of` means nothing, and what the
    /// file said before stays, untrusted. An objection must not end because a file was damaged, nor go unseen.
    bool readable = true;
};

/// A folder in which a party records consents, informing, authority, objections and cases.
class FactSource {
public:
    virtual ~FactSource() = default;
    virtual base::Result<std::vector<FactFile>> read() = 0;
    /// Tries the folder without reading any fact, for `kolk check`.
    virtual base::Result<void> probe() = 0;
};

/// One projection on its way to one party: a feed item.
struct Item {
    std::string exchange_id;
    std::string case_key;
    std::optional<base::Confidential<std::string>> own_number;
    std::string purpose;
    std::string record_type;
    Party from;
    Instant released_at;
    Date retention_until;
    std::string onward;
    std::vector<std::string> notify;  ///< whom the recipient tells that it has this; may be empty
    schemas::Content fields;          ///< `record.field` to value
    bool offered_before = false;      ///< it may lie with the recipient already; does not travel
};

/// What a recipient said of one item: `accepted`, `refused: not-our-child|wrong-child|duplicate|unreadable`,
/// `contested`.
struct Acknowledgement {
    std::string exchange_id;
    std::string result;
    std::vector<std::string> fields;  ///< ours, of a contested item
};

/// An envelope of items for one party; its id names the file or request and is never retried as such.
struct Batch {
    std::string id;
    std::vector<Item> items;
};

/// What a party is told about what it received before, or the party whose place it took: that consent for it was
/// withdrawn, that nothing more comes, or under which pseudonym that other one knew the child.
struct Notice {
    std::string notice_id;
    std::string kind;  ///< `withdrawal`, `end`, `erasure`, `succession`
    std::string case_key;
    std::optional<base::Confidential<std::string>> own_number;
    std::string purpose;
    std::vector<std::string> record_types;
    std::vector<std::string> exchange_ids;
    Instant at;
    std::string former{};           ///< who received it, where that is the party whose place the told one took
    std::string former_case_key{};  ///< and under which pseudonym that one knew the child
};

/// What a party did about a notice: `deleted`, `kept on own legal ground` (which it names), `restricted` or
/// `never received`.
struct NoticeAnswer {
    std::string notice_id;
    std::string result;
    base::Confidential<std::string> ground;
};

/// What a party answered, and how many of its answers say nothing that counts as one.
struct NoticeAnswers {
    std::vector<NoticeAnswer> given{};
    std::size_t unreadable = 0;
};

/// An envelope of notices for one party, apart from its items.
struct NoticeBatch {
    std::string id;
    std::vector<Notice> notices;
    std::vector<std::string> awaited;  ///< ids of notices that the party took before and has not answered yet
};

/// What one party receives. `deliver` returns at once; `done` is called exactly once, from any thread, with an
/// acknowledgement per item that the party has taken (a drop folder takes by the durable rename), or with the reason
/// why the batch may not have arrived. Items without an acknowledgement are offered again. A feed may stay silent for
/// longer than anyone waits (a disk that hangs): `done` and `told` must not rely on who waits for them.
class FeedSink {
public:
    using Done = std::function<void(base::Result<std::vector<Acknowledgement>>)>;
    virtual ~FeedSink() = default;
    virtual void deliver(Batch batch, Done done) = 0;
    using Told = std::function<void(base::Result<NoticeAnswers>)>;
    /// Tells the party these notices and looks for answers, to those that it took before as well. Returns at once;
    /// `told` is called exactly once, from any thread, with the answers that are there (people at the party need their
    /// time: most come later), and then the party has taken every notice; or with the reason why it may not have. A
    /// notice that is told again has the same id, by which the party knows it.
    virtual void tell(NoticeBatch batch, Told told) = 0;
    /// What was offered under these exchange ids and not answered may go no longer: what still lies where nobody took
    /// it is taken back, if the feed can. Returns at once; nobody waits for it.
    virtual void take_back(std::vector<std::string> /*exchange_ids*/) {}
    /// Tries the party without sending anything, for `kolk check`.
    virtual base::Result<void> probe() = 0;
    /// Gives back at once what is under way, because the service stops; what is delivered later gets the feed's error
    /// for a stopped one. Any thread may call it, more than once.
    virtual void cancel() {}
};

struct HttpRequest {
    std::string method = "GET";
    std::string url;
    std::map<std::string, std::string> headers;
    base::Confidential<std::string> body;
    std::chrono::milliseconds timeout{10'000};
    std::size_t response_bytes = 10u << 20;
    std::string ca_file;           ///< trusted roots for this peer; empty: the system's
    std::string certificate_file;  ///< our client certificate and key; empty: none
    std::string key_file;
};

struct HttpResponse {
    int status = 0;
    std::string content_type;
    base::Confidential<std::string> body;
};

/// Sends HTTP requests without blocking the caller. Redirects are never followed. `done` is called exactly once, from
/// any thread; an error says which stage failed, never what a library said.
class Transport {
public:
    using Done = std::function<void(base::Result<HttpResponse>)>;
    virtual ~Transport() = default;
    virtual void send(HttpRequest request, Done done) = 0;
    /// Waits for the answer.
    base::Result<HttpResponse> send_and_wait(HttpRequest request);
};

}  // namespace kolk::connectors
