#include "gateway/pipeline/sealed_inbox.hpp"

#include "gateway/whole_file.hpp"

#include <algorithm>

namespace kolk::gateway::pipeline {
namespace {

using base::Result;
namespace fs = std::filesystem;

constexpr std::size_t largest_sealed_file = 1U << 20;

}  // namespace

std::string SealedInbox::sealed_field(const fs::path& file) const {
    return what_ + "/" + file.filename().string();
}

Result<void> SealedInbox::put(Services& services, const subjects::Subject& child,
                              const schemas::Content& content) const {
    const fs::path name = base::uuid7(services.clock.now(), services.random);
    const base::Bytes sealed = services.subjects.seal(child, sealed_field(name), content.canonical());
    std::string bytes{child.id.begin(), child.id.end()};
    bytes.append(sealed.begin(), sealed.end());
    return tray_.put(name.string(), bytes);
}

Result<void> SealedInbox::take(Services& services, Children& children, const Use& use) const {
    return tray_.take([&](const fs::path& file) { return take_file(services, children, file, use); }, unreadable_);
}

Result<void> SealedInbox::take_file(Services& services, Children& children, const fs::path& file,
                                    const Use& use) const {
    const auto bytes = read_whole(file, largest_sealed_file);
    store::SubjectId id{};
    if (!bytes || bytes->size() <= id.size()) return unreadable_;
    std::copy_n(bytes->begin(), id.size(), id.begin());
    const auto child = children.open(id);
    if (!child) return child.error();
    const auto text =
        services.subjects.open((*child)->subject, sealed_field(file), base::as_bytes(*bytes).subspan(id.size()));
    if (!text) return unreadable_;
    const auto content = schemas::Content::parse(text->reveal());
    if (!content) return unreadable_;
    return use(**child, *content);
}

Result<boost::json::array> own_facts_of(const Services& services, const Child& child, std::string_view kind) {
    const auto rows = services.store.facts(child.subject.id);
    if (!rows) return rows.error();
    for (const store::Fact& row : *rows) {
        if (row.source == own_facts && row.kind == kind) return open_fact(services, child.subject, row);
    }
    return boost::json::array{};
}

store::Fact own_fact_row(const Services& services, const Child& child, std::string_view kind,
                         boost::json::array facts) {
    const std::string source{own_facts};
    const std::string text = fact_text(std::move(facts));
    return {child.subject.id, source, std::string{kind}, services.subjects.subject_digest(child.subject, text),
            services.subjects.seal(child.subject, Children::fact_field(source, std::string{kind}), text)};
}

}  // namespace kolk::gateway::pipeline
