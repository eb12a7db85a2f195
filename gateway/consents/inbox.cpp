#include "gateway/consents/inbox.hpp"

#include "connectors/descriptor.hpp"
#include "crypto/seal.hpp"
#include "gateway/durable_file.hpp"
#include "gateway/log/entry.hpp"
#include "gateway/pipeline/incidents.hpp"
#include "gateway/pipeline/under_consent.hpp"
#include "policies/reason.hpp"

#include <algorithm>
#include <fcntl.h>
#include <fstream>
#include <map>
#include <unistd.h>

namespace kolk::gateway::consents {
namespace {

using base::Result;
using pipeline::Children;
using pipeline::Services;
namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::size_t largest_file = 1U << 20;
const std::string consent_kind = "toestemming";
// What no file of a party is called: children of whom a withdrawal could not be opened.
const std::string held_kind = "onleesbaar";

// The end of a name that no pass tries again.
const std::string set_aside = ".unreadable";
const std::string key_prefix = "withdrawal/";
// A command that makes a key writes its file within this time.
constexpr std::chrono::hours longest_command{1};

bool is_set_aside(const fs::path& file) {
    return file.string().ends_with(set_aside);
}

std::string name_of(const fs::path& file) {
    const std::string name = file.filename().string();
    return is_set_aside(file) ? name.substr(0, name.size() - set_aside.size()) : name;
}

base::Bytes key_of(const std::string& name) {
    const std::string id = key_prefix + name;
    return {id.begin(), id.end()};
}

/// For the smallest id of a moment.
class NoRandom : public base::Random {
public:
    void fill(std::span<std::uint8_t> out) override { std::ranges::fill(out, std::uint8_t{0}); }
};

constexpr base::Literal unreadable_reason = "withdrawal.unreadable";
constexpr base::Literal unreadable_text =
    "a withdrawal that was recorded here cannot be opened; if it tells its child, that child is held; record it again, "
    "then remove its file, which ends in .unreadable, from `withdrawals` of the state folder";

base::Error unreadable() {
    return base::failure(unreadable_reason, std::string{unreadable_text.text});
}

base::Error cannot_read() {
    return base::failure("withdrawal.away",
                         "withdrawals that were recorded here cannot be read, so nothing is offered; look who owns "
                         "`withdrawals` of the state folder, and whether its disk is well");
}

base::Error stuck() {
    return base::failure("withdrawal.stuck",
                         "a withdrawal was taken in, but its file cannot be removed; look who owns `withdrawals` of "
                         "the state folder, and whether its disk is well");
}

json::array texts(const std::vector<std::string>& list) {
    return json::array(list.begin(), list.end());
}

json::object object_of(const policies::Consent& consent, const std::string& by) {
    json::object all{{"purpose", consent.purpose},
                     {"from", consent.from.text()},
                     {"to", consent.to.text()},
                     {"record_types", texts(consent.record_types)},
                     {"fields_excluded", texts(consent.fields_excluded)},
                     {"given_by", texts(consent.given_by)},
                     {"withdrawn_by", by}};
    if (!consent.consent_id.empty()) all["consent_id"] = consent.consent_id;
    if (consent.given_at) all["given_at"] = base::format_date(*consent.given_at);
    if (consent.valid_until) all["valid_until"] = base::format_date(*consent.valid_until);
    if (consent.withdrawn_at) all["withdrawn_at"] = base::format_date(*consent.withdrawn_at);
    return all;
}

/// The bytes of a file; an error when they are there and cannot be read.
Result<base::Bytes> read_bytes(const fs::path& file) {
    std::error_code error;
    if (!fs::is_regular_file(file, error) && !error) return base::Bytes{};
    std::ifstream stream{file, std::ios::binary};
    base::Bytes bytes(largest_file);
    stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (error || !stream.is_open() || stream.bad()) return cannot_read();
    bytes.resize(static_cast<std::size_t>(stream.gcount()));
    return bytes;
}

std::optional<store::SubjectId> subject_in(const base::Bytes& bytes) {
    store::SubjectId id{};
    if (bytes.size() < id.size()) return std::nullopt;
    std::copy_n(bytes.begin(), id.size(), id.begin());
    return id;
}

/// What the file says, or nothing when its seal or its text is broken: then nobody will ever open it.
Result<std::optional<json::object>> unseal(const Services& services, const std::string& name,
                                           const store::SubjectId& id, base::ByteView sealed) {
    const auto key = services.keys.find(key_of(name));
    if (!key && key.error().category.text == "keys.destroyed") return std::optional<json::object>{};
    if (!key) return key.error();
    const auto text = crypto::open(*key, sealed, {base::ByteView{id}, base::as_bytes(name)});
    if (!text) return std::optional<json::object>{};
    const auto content = schemas::Content::parse(base::as_text(*text));
    if (!content) return std::optional<json::object>{};
    return std::optional<json::object>{content->reveal()};
}

/// What is known of this child from here, with this fact; nothing when it is known already.
Result<std::optional<std::string>> facts_with(const Services& services, const subjects::Subject& subject,
                                              const json::object& fact) {
    json::array all;
    const auto rows = services.store.facts(subject.id);
    if (!rows) return rows.error();
    for (const store::Fact& row : *rows) {
        if (row.source != pipeline::own_facts || row.kind != consent_kind) continue;
        auto known = pipeline::open_fact(services, subject, row);
        if (!known) return known.error();
        all = std::move(*known);
    }
    const json::value added = fact;
    if (std::find(all.begin(), all.end(), added) != all.end()) return std::optional<std::string>{};
    all.push_back(added);
    return std::optional{pipeline::fact_text(std::move(all))};
}

store::Fact fact_of(const Services& services, const subjects::Subject& subject, const std::string& kind,
                    const std::string& text) {
    const std::string source{pipeline::own_facts};
    return {subject.id, source, kind, services.subjects.subject_digest(subject, text),
            services.subjects.seal(subject, Children::fact_field(source, kind), text)};
}

std::vector<log::Entry> entries_of(const Services& services, const json::object& withdrawal,
                                   const std::string& pseudonym) {
    std::vector<log::Entry> entries;
    for (const json::value& consent : withdrawal.at("fact").at("consents").get_array()) {
        log::EntryFields fields;
        fields.kind = "facts";
        fields.at = services.clock.now();
        fields.subject = pseudonym;
        fields.from = withdrawal.at("party").get_string();
        fields.purpose = consent.at("purpose").get_string();
        if (const auto* id = consent.get_object().if_contains("consent_id")) {
            fields.consents = {log::ConsentName::of(services.subjects, id->get_string())};
        }
        fields.reason = policies::code_of(policies::Reason::deny_consent_withdrawn);
        entries.push_back(log::write_entry(fields));
    }
    return entries;
}

store::Quarantined quarantined(Services& services, const store::Digest& digest) {
    store::Quarantined input;
    input.at = services.clock.now();
    input.quarantine_id = base::uuid7(input.at, services.random);
    input.source = pipeline::own_facts;
    input.reason = unreadable_reason.text;
    input.text = unreadable_text.text;
    input.digest = digest;
    input.until = input.at;
    return input;
}

/// Tells a person of files that nobody can open: in the quarantine, and as incidents with the pseudonyms of children.
Result<void> tell(Services& services, store::Transaction& transaction,
                  const std::map<store::Digest, std::string>& files) {
    std::vector<log::Entry> entries;
    for (const auto& [digest, pseudonym] : files) {
        if (const auto put = transaction.put(quarantined(services, digest)); !put) return put.error();
        store::Incident incident;
        incident.reason = unreadable_reason.text;
        incident.source = pipeline::own_facts;
        incident.subject = pseudonym;
        incident.measure = pipeline::measure_withheld;
        const auto opened = pipeline::open_incident(services, transaction, std::move(incident), entries);
        if (!opened) return opened.error();
    }
    return transaction.append(entries);
}

bool same_rows(const std::vector<store::Fact>& left, const std::vector<store::Fact>& right) {
    const auto same = [](const store::Fact& a, const store::Fact& b) {
        return a.subject == b.subject && a.digest == b.digest;
    };
    return std::ranges::is_permutation(left, right, same);
}

}  // namespace

struct Inbox::Opened {
    std::optional<store::SubjectId> child;
    std::optional<json::object> withdrawal;  ///< none: nobody can open it
};

struct Inbox::SetAside {
    fs::path file;
    std::optional<store::SubjectId> child;
};

Result<void> Inbox::put(Services& services, const subjects::Subject& child, const Withdrawal& withdrawal) {
    json::array consents;
    for (const policies::Consent& one : withdrawal.consents) consents.push_back(object_of(one, withdrawal.by));
    json::object fact;
    fact["consents"] = std::move(consents);
    const json::object all{{"party", withdrawal.party}, {"fact", std::move(fact)}};
    const std::string name = base::uuid7(services.clock.now(), services.random);
    const std::vector<base::Bytes> ids{key_of(name)};
    if (const auto made = services.keys.create(ids); !made) return made.error();
    const auto key = services.keys.find(ids.front());
    if (!key) return key.error();
    const std::string text = schemas::Content{all}.canonical();
    const base::Bytes sealed =
        crypto::seal(*key, base::as_bytes(text), {base::ByteView{child.id}, base::as_bytes(name)}, services.random);
    std::string bytes{child.id.begin(), child.id.end()};
    bytes.append(sealed.begin(), sealed.end());
    if (const auto made = make_private_folder(folder_); !made) return made.error();
    return write_durably(folder_, name, bytes);
}

Result<std::vector<fs::path>> Inbox::files() const {
    std::vector<fs::path> found;
    std::error_code error;
    fs::directory_iterator it{folder_, error};
    if (error == std::errc::no_such_file_or_directory) return found;
    for (; !error && it != fs::directory_iterator{}; it.increment(error)) {
        if (!it->path().filename().string().starts_with('.')) found.push_back(it->path());
    }
    if (error) return cannot_read();
    std::sort(found.begin(), found.end());
    return found;
}

bool Inbox::waiting() const {
    const auto all = files();
    if (!all) return true;
    const std::lock_guard guard{mutex_};
    return std::any_of(all->begin(), all->end(),
                       [this](const fs::path& file) { return !is_set_aside(file) && !stuck_.contains(file); });
}

Result<std::vector<base::Error>> Inbox::take(Services& services, Children& children) {
    const auto all = files();
    if (!all) return all.error();
    std::vector<SetAside> aside;
    std::optional<base::Error> failed;
    bool all_removed = true;
    for (const fs::path& file : *all) {
        auto opened = open(services, file);
        if (!opened) {
            failed = opened.error();
        } else if (!opened->withdrawal) {
            aside.push_back({file, opened->child});
        } else if (const auto taken = take(services, children, *opened); !taken) {
            failed = taken.error();
        } else {
            all_removed = remove(services, file) && all_removed;
        }
    }
    if (const auto held = hold(services, children, aside); !held) return held.error();
    rename_aside(aside);
    if (failed) return *failed;
    std::vector<base::Error> told;
    if (!aside.empty()) told.push_back(unreadable());
    if (!all_removed) told.push_back(stuck());
    return told;
}

Result<Inbox::Opened> Inbox::open(const Services& services, const fs::path& file) {
    const auto bytes = read_bytes(file);
    if (!bytes) return bytes.error();
    Opened opened{subject_in(*bytes), {}};
    if (!opened.child || is_set_aside(file)) return opened;
    const base::ByteView sealed = base::ByteView{*bytes}.subspan(opened.child->size());
    auto withdrawal = unseal(services, name_of(file), *opened.child, sealed);
    if (!withdrawal) return withdrawal.error();
    opened.withdrawal = std::move(*withdrawal);
    return opened;
}

// A child that the store no longer knows was forgotten: there is nothing left to withdraw.
Result<void> Inbox::take(Services& services, Children& children, const Opened& opened) const {
    const auto child = children.known(*opened.child);
    if (!child) return child.error();
    if (*child == nullptr) return {};
    const subjects::Subject& subject = (*child)->subject;
    const auto facts = facts_with(services, subject, opened.withdrawal->at("fact").get_object());
    if (!facts) return facts.error();
    if (!*facts) return {};
    const auto pseudonym = services.subjects.log_pseudonym(subject, services.clock.now());
    if (!pseudonym) return pseudonym.error();
    auto begun = services.store.begin();
    if (!begun) return begun.error();
    if (const auto put = (*begun)->put(fact_of(services, subject, consent_kind, **facts)); !put) return put.error();
    const store::Mark mark{subject.id, std::string{pipeline::marked_withdrawn}, services.clock.now()};
    if (const auto put = (*begun)->put(mark); !put) return put.error();
    const auto entries = entries_of(services, *opened.withdrawal, *pseudonym);
    if (const auto appended = (*begun)->append(entries); !appended) return appended.error();
    return (*begun)->commit();
}

// Which children are held follows from the files that lie there now: with its last file a child's hold goes.
Result<void> Inbox::hold(Services& services, Children& children, const std::vector<SetAside>& all) const {
    std::map<store::SubjectId, store::Fact> held;
    std::map<store::Digest, std::string> fresh;  // not told of yet; the log's pseudonym of its child, or nothing
    const std::string text = pipeline::fact_text({json::object{{"restricted", true}}});
    for (const SetAside& one : all) {
        const auto child = one.child ? children.known(*one.child) : static_cast<pipeline::Child*>(nullptr);
        if (!child) return child.error();
        const auto pseudonym = *child == nullptr
                                   ? std::string{}
                                   : services.subjects.log_pseudonym((*child)->subject, services.clock.now());
        if (!pseudonym) return pseudonym.error();
        const store::Digest digest = services.subjects.region_digest("withdrawal", name_of(one.file));
        const auto told = services.store.quarantine_has(digest);
        if (!told) return told.error();
        if (!*told) fresh.emplace(digest, *pseudonym);
        if (*child == nullptr) continue;
        const subjects::Subject& subject = (*child)->subject;
        held.insert_or_assign(subject.id, fact_of(services, subject, held_kind, text));
    }
    const store::FactSource source{std::string{pipeline::own_facts}, held_kind, services.clock.now()};
    const auto before = services.store.facts_of(source.source, held_kind);
    if (!before) return before.error();
    std::vector<store::Fact> rows;
    for (auto& [id, row] : held) rows.push_back(std::move(row));
    if (fresh.empty() && same_rows(*before, rows)) return {};
    auto begun = services.store.begin();
    if (!begun) return begun.error();
    if (const auto replaced = (*begun)->replace_facts(source, rows); !replaced) return replaced.error();
    if (const auto told = tell(services, **begun, fresh); !told) return told.error();
    return (*begun)->commit();
}

void Inbox::rename_aside(const std::vector<SetAside>& all) {
    for (const SetAside& one : all) {
        if (is_set_aside(one.file)) continue;
        std::error_code error;
        fs::rename(one.file, fs::path{one.file} += set_aside, error);
        if (error) note_stuck(one.file);
    }
}

// The key goes last: a file that a power cut brings back must still open, and is then taken in to no effect. A key that
// stays is swept at the next start.
bool Inbox::remove(Services& services, const fs::path& file) {
    std::error_code error;
    fs::remove(file, error);
    const connectors::Descriptor folder{::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (error || folder.get() < 0 || ::fsync(folder.get()) != 0) {
        note_stuck(file);
        return false;
    }
    static_cast<void>(services.keys.destroy(std::vector<base::Bytes>{key_of(name_of(file))}));
    return true;
}

void Inbox::note_stuck(const fs::path& file) {
    const std::lock_guard guard{mutex_};
    stuck_.insert(file);
}

bool Inbox::left_key(std::string_view key_id, base::Instant now) const {
    if (!key_id.starts_with(key_prefix)) return false;
    const std::string name{key_id.substr(key_prefix.size())};
    const auto all = files();
    if (!all || std::any_of(all->begin(), all->end(), [&](const fs::path& file) { return name_of(file) == name; })) {
        return false;
    }
    NoRandom none;
    return name < base::uuid7(now - longest_command, none);
}

}  // namespace kolk::gateway::consents
