#include "gateway/log/entry.hpp"

#include "crypto/merkle.hpp"

#include <string_view>

namespace kolk::gateway::log {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

/// A JSON string (RFC 8259 section 7): only quotes, backslashes and control characters are escaped.
void write_string(std::string& leaf, std::string_view text) {
    leaf += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            leaf += '\\';
            leaf += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            leaf += "\\u00";
            leaf += hex_digits[static_cast<unsigned char>(c) >> 4];
            leaf += hex_digits[static_cast<unsigned char>(c) & 15];
        } else {
            leaf += c;
        }
    }
    leaf += '"';
}

void write_key(std::string& leaf, std::string_view key) {
    leaf += ",\"";
    leaf += key;
    leaf += "\":";
}

void write(std::string& leaf, std::string_view key, const std::string& text) {
    if (text.empty()) return;
    write_key(leaf, key);
    write_string(leaf, text);
}

void write(std::string& leaf, std::string_view key, const std::vector<std::string>& texts) {
    if (texts.empty()) return;
    write_key(leaf, key);
    char before = '[';
    for (const std::string& text : texts) {
        leaf += before;
        write_string(leaf, text);
        before = ',';
    }
    leaf += ']';
}

void write(std::string& leaf, std::string_view key, const std::vector<std::pair<std::string, std::int64_t>>& counts) {
    if (counts.empty()) return;
    write_key(leaf, key);
    char before = '{';
    for (const auto& [name, count] : counts) {
        leaf += before;
        write_string(leaf, name);
        leaf += ':';
        leaf += std::to_string(count);
        before = ',';
    }
    leaf += '}';
}

std::string lines_of(const std::vector<ConsentName>& names) {
    std::string lines;
    for (const ConsentName& name : names) lines += (lines.empty() ? "" : "\n") + name.text();
    return lines;
}

std::string write_leaf(const EntryFields& fields, const std::string& at) {
    std::string leaf;
    leaf.reserve(1024);
    leaf += R"({"v":1)";
    write(leaf, "kind", fields.kind);
    write(leaf, "at", at);
    write(leaf, "exchange_id", fields.exchange_id);
    write(leaf, "subject", fields.subject);
    write(leaf, "from", fields.from);
    write(leaf, "to", fields.to);
    write(leaf, "purpose", fields.purpose);
    write(leaf, "record_type", fields.record_type);
    write(leaf, "rule", fields.rule);
    write(leaf, "convenant", fields.convenant);
    write(leaf, "convenant_hash", fields.convenant_hash);
    write(leaf, "bases", fields.bases);
    write(leaf, "consent_id", lines_of(fields.consents));
    write(leaf, "given", fields.given);
    write(leaf, "withheld", fields.withheld);
    write(leaf, "reason", fields.reason);
    write(leaf, "digest", fields.digest);
    write(leaf, "counts", fields.counts);
    write(leaf, "exceptions", fields.exceptions);
    write(leaf, "record_types", fields.record_types);
    write(leaf, "offices", fields.offices);
    write(leaf, "opened", fields.opened);
    write(leaf, "until", fields.until);
    write(leaf, "review", fields.review);
    write(leaf, "contested", fields.contested);
    leaf += '}';
    return leaf;
}

}  // namespace

Entry write_entry(const EntryFields& fields) {
    Entry entry;
    entry.at = base::format_instant(fields.at);
    entry.leaf = write_leaf(fields, entry.at);
    const crypto::Digest hash = crypto::leaf_hash(base::as_bytes(entry.leaf));
    entry.hash.assign(hash.begin(), hash.end());
    entry.kind = fields.kind;
    entry.exchange_id = fields.exchange_id;
    entry.subject = fields.subject;
    entry.from = fields.from;
    entry.to = fields.to;
    entry.purpose = fields.purpose;
    entry.record_type = fields.record_type;
    entry.reason = fields.reason;
    return entry;
}

}  // namespace kolk::gateway::log
