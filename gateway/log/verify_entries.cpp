#include "gateway/log/verify_entries.hpp"

#include <boost/json.hpp>
#include <openssl/evp.h>

#include <array>
#include <memory>

namespace kolk::gateway::log {
namespace {

using base::Result;
using store::sqlite::Connection;
using store::sqlite::Query;

constexpr const char* select_entries =
    "SELECT region, entry, hash, leaf, kind, at, exchange_id, subject, sender, recipient, purpose, record_type, reason "
    "FROM log_entries WHERE entry >= ?1 AND entry < ?2 ORDER BY entry";

struct Column {
    int place;
    std::string_view key;  ///< in the leaf
    const char* problem;
};

constexpr std::array columns{
    Column{4, "kind", "its kind is not the one in its text"},
    Column{5, "at", "its moment is not the one in its text"},
    Column{6, "exchange_id", "its exchange is not the one in its text"},
    Column{7, "subject", "its pseudonym is not the one in its text"},
    Column{8, "from", "its sender is not the one in its text"},
    Column{9, "to", "its recipient is not the one in its text"},
    Column{10, "purpose", "its purpose is not the one in its text"},
    Column{11, "record_type", "its record type is not the one in its text"},
    Column{12, "reason", "its reason is not the one in its text"},
};

/// SHA-256 of 0x00 and the leaf (RFC 6962 section 2.1).
class LeafHasher {
public:
    crypto::Digest operator()(std::string_view leaf) {
        constexpr std::uint8_t leaf_tag = 0;
        crypto::Digest digest{};
        const bool done = EVP_DigestInit_ex(context_.get(), sha256_.get(), nullptr) == 1 &&
                          EVP_DigestUpdate(context_.get(), &leaf_tag, 1) == 1 &&
                          EVP_DigestUpdate(context_.get(), leaf.data(), leaf.size()) == 1 &&
                          EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1;
        if (!done) base::broken("OpenSSL computes SHA-256");
        return digest;
    }

private:
    template <auto release>
    struct Release {
        template <class T>
        void operator()(T* resource) const {
            release(resource);
        }
    };
    std::unique_ptr<EVP_MD, Release<EVP_MD_free>> sha256_{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
    std::unique_ptr<EVP_MD_CTX, Release<EVP_MD_CTX_free>> context_{EVP_MD_CTX_new()};
};

/// Reads leaves one after the other into the same memory.
class LeafReader {
public:
    /// What differs between a row and its leaf, or nullptr.
    const char* compare(const Query& row, std::string_view text) {
        boost::json::monotonic_resource memory{buffer_.data(), buffer_.size()};
        parser_.reset(&memory);
        boost::system::error_code error;
        parser_.write(text, error);
        if (error) return "its text cannot be read";
        const boost::json::value value = parser_.release();
        if (!value.is_object()) return "its text cannot be read";
        return compare(row, value.get_object());
    }

private:
    static const char* compare(const Query& row, const boost::json::object& leaf) {
        const boost::json::value* version = leaf.if_contains("v");
        if (version == nullptr || *version != 1) return "it was written by another version of kolk";
        for (const Column& column : columns) {
            const boost::json::value* value = leaf.if_contains(column.key);
            if (value != nullptr && !value->is_string()) return "its text cannot be read";
            const std::string_view expected = value == nullptr ? std::string_view{} : value->get_string();
            if (!row.is_text(column.place) || row.text(column.place) != expected) return column.problem;
        }
        return nullptr;
    }

    static boost::json::parse_options options() {
        boost::json::parse_options lenient;
        lenient.allow_invalid_utf8 = true;  // equality is the question here
        return lenient;
    }

    std::array<unsigned char, 16384> buffer_{};
    boost::json::parser parser_{{}, options()};
};

std::string problem_text(std::uint64_t entry, std::string_view what) {
    return "entry " + std::to_string(entry) + ": " + std::string{what};
}

class Checker {
public:
    Checker(const std::string& region, std::uint64_t first) : region_{region}, next_{first} {}

    /// What is wrong with this row as the next entry, or nullptr.
    const char* check(const Query& row) {
        if (!row.is_number(1) || static_cast<std::uint64_t>(row.number(1)) != next_) return "it is missing";
        if (!row.is_text(0) || row.text(0) != region_) return "it does not belong to this region";
        if (!row.is_text(3)) return "its text cannot be read";
        const std::string_view leaf = row.text(3);
        const crypto::Digest hash = hash_(leaf);
        if (!row.is_blob(2) || crypto::as_digest(row.blob(2)) != hash) return "its text and its hash do not agree";
        if (const char* problem = reader_.compare(row, leaf)) return problem;
        stretch_.hashes.push_back(hash);
        ++next_;
        return nullptr;
    }

    [[nodiscard]] std::uint64_t next() const { return next_; }

    Stretch stop(std::string_view what) {
        stretch_.problem = Problem{next_, problem_text(next_, what)};
        return std::move(stretch_);
    }
    Stretch done() { return std::move(stretch_); }

private:
    const std::string& region_;
    std::uint64_t next_;
    LeafHasher hash_;
    LeafReader reader_;
    Stretch stretch_;
};

}  // namespace

Result<Stretch> check_entries(Connection& connection, const std::string& region, std::uint64_t first,
                              std::uint64_t end) {
    auto query = connection.query(select_entries, first, end);
    Checker checker{region, first};
    for (;;) {
        const auto row = query.next();
        if (!row && row.error().category == base::Literal{"store.corrupt"}) {
            return checker.stop("the file is damaged where it is stored");
        }
        if (!row) return row.error();
        if (!*row) break;
        if (const char* problem = checker.check(query)) return checker.stop(problem);
    }
    if (checker.next() != end) return checker.stop("it is missing");
    return checker.done();
}

}  // namespace kolk::gateway::log
