#include "gateway/consents/inbox.hpp"

#include "gateway/log/entry.hpp"
#include "gateway/pipeline/under_consent.hpp"
#include "policies/reason.hpp"

#include <algorithm>
#include <fstream>

namespace kolk::gateway::consents {
namespace {

using base::Result;
using pipeline::Children;
using pipeline::Services;
namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::size_t largest_file = 1U << 20;
const std::string consent_kind = "toestemming";

base::Error unreadable() {
    return base::failure("withdrawal.unreadable",
                         "a withdrawal that was recorded here cannot be opened and was not taken in; its file stays in "
                         "`withdrawals` of the state folder: record it again and remove that file");
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

std::string sealed_field(const fs::path& file) {
    return "withdrawal/" + file.filename().string();
}

std::optional<base::Bytes> read_bytes(const fs::path& file) {
    std::ifstream stream{file, std::ios::binary};
    base::Bytes bytes(largest_file);
    stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (stream.bad() || stream.gcount() == 0) return std::nullopt;
    bytes.resize(static_cast<std::size_t>(stream.gcount()));
    return bytes;
}

/// What is known of this child from here, with this fact; once.
Result<std::string> facts_with(const Services& services, const pipeline::Child& child, const json::object& fact) {
    json::array all;
    const auto rows = services.store.facts(child.subject.id);
    if (!rows) return rows.error();
    for (const store::Fact& row : *rows) {
        if (row.source != pipeline::own_facts || row.kind != consent_kind) continue;
        auto known = pipeline::open_fact(services, child.subject, row);
        if (!known) return known.error();
        all = std::move(*known);
    }
    const json::value added = fact;
    if (std::find(all.begin(), all.end(), added) == all.end()) all.push_back(added);
    return pipeline::fact_text(std::move(all));
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
        if (const auto* id = consent.get_object().if_contains("consent_id")) fields.consent_id = id->get_string();
        fields.reason = policies::code_of(policies::Reason::deny_consent_withdrawn);
        entries.push_back(log::write_entry(fields));
    }
    return entries;
}

}  // namespace

Result<void> Inbox::put(Services& services, const subjects::Subject& child, const Withdrawal& withdrawal) {
    json::array consents;
    for (const policies::Consent& one : withdrawal.consents) consents.push_back(object_of(one, withdrawal.by));
    json::object fact;
    fact["consents"] = std::move(consents);
    const json::object all{{"party", withdrawal.party}, {"fact", std::move(fact)}};
    const fs::path name = base::uuid7(services.clock.now(), services.random);
    const base::Bytes sealed = services.subjects.seal(child, sealed_field(name), schemas::Content{all}.canonical());
    std::string bytes{child.id.begin(), child.id.end()};
    bytes.append(sealed.begin(), sealed.end());
    return tray_.put(name.string(), bytes);
}

Result<void> Inbox::take(Services& services, Children& children) const {
    return tray_.take([&](const fs::path& file) { return take_in(services, children, file); }, unreadable());
}

Result<void> Inbox::take_in(Services& services, Children& children, const fs::path& file) const {
    const auto bytes = read_bytes(file);
    store::SubjectId id{};
    if (!bytes || bytes->size() <= id.size()) return unreadable();
    std::copy_n(bytes->begin(), id.size(), id.begin());
    const auto child = children.open(id);
    if (!child) return child.error();
    const subjects::Subject& subject = (*child)->subject;
    const auto text = services.subjects.open(subject, sealed_field(file), base::ByteView{*bytes}.subspan(id.size()));
    if (!text) return unreadable();
    const auto withdrawal = schemas::Content::parse(text->reveal());
    if (!withdrawal) return unreadable();
    const auto facts = facts_with(services, **child, withdrawal->find("fact")->get_object());
    if (!facts) return facts.error();
    const auto pseudonym = services.subjects.log_pseudonym(subject, services.clock.now());
    if (!pseudonym) return pseudonym.error();

    const std::string source{pipeline::own_facts};
    auto begun = services.store.begin();
    if (!begun) return begun.error();
    const store::Fact row{subject.id, source, consent_kind, services.subjects.subject_digest(subject, *facts),
                          services.subjects.seal(subject, Children::fact_field(source, consent_kind), *facts)};
    if (const auto put = (*begun)->put(row); !put) return put.error();
    const store::Mark mark{subject.id, std::string{pipeline::marked_withdrawn}, services.clock.now()};
    if (const auto put = (*begun)->put(mark); !put) return put.error();
    const auto entries = entries_of(services, withdrawal->reveal(), *pseudonym);
    if (const auto appended = (*begun)->append(entries); !appended) return appended.error();
    return (*begun)->commit();
}

}  // namespace kolk::gateway::consents
