#include "gateway/convenants/signatures.hpp"

#include "gateway/whole_file.hpp"
#include "schemas/json.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <initializer_list>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace kolk::gateway::convenants {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using base::Result;

constexpr std::size_t largest_file = 1u << 20;

fs::path beside(const fs::path& convenant) {
    return convenant.string() + ".signatures";
}

bool has_only(const json::object& line, std::initializer_list<std::string_view> keys) {
    return line.size() == keys.size() && std::ranges::all_of(keys, [&](std::string_view key) {
               const json::value* value = line.if_contains(key);
               return value != nullptr && value->is_string() && !value->get_string().empty();
           });
}

std::string text(const json::object& line, std::string_view key) {
    return std::string{line.at(key).get_string()};
}

std::optional<Party> party_of(const json::object& line) {
    auto party = Party::parse(text(line, "party"));
    return party && !party->org.empty() ? party : std::nullopt;
}

std::optional<Advice> read_advice(const json::object& line) {
    if (!has_only(line, {"party", "date", "advice", "text"})) return std::nullopt;
    const auto party = party_of(line);
    const auto at = base::parse_date(text(line, "date"));
    const std::string advice = text(line, "advice");
    if (!party || !at || (advice != "positive" && advice != "negative")) return std::nullopt;
    return Advice{*party, *at, advice, text(line, "text")};
}

bool is_utf8(std::string_view text) {
    json::error_code error;
    (void)schemas::parse_json(json::serialize(json::string{text}), error);
    return !error;
}

std::size_t characters_in(std::string_view text) {
    const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; };
    return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, continues));
}

bool read_line(std::string_view line, Recorded& recorded) {
    json::error_code error;
    const json::value value = schemas::parse_json(line, error);
    if (error || !value.is_object()) return false;
    if (auto signature = read_signature(value.get_object())) {
        recorded.signatures.push_back(std::move(*signature));
        return true;
    }
    auto advice = read_advice(value.get_object());
    if (!advice) return false;
    recorded.advices.push_back(std::move(*advice));
    return true;
}

Result<std::string> read_lines(const fs::path& file) {
    auto content = read_whole(file, largest_file);
    if (!content && !fs::exists(file)) return std::string{};
    if (!content) {
        return base::failure("convenant.signatures",
                             "the signatures beside the convenant cannot be read or are larger than 1 MiB; check the "
                             "rights and the content of " +
                                 file.filename().string());
    }
    return content;
}

// What its own reader would refuse would stop the whole region at its next start.
Result<void> append(const fs::path& file, std::string_view line) {
    Recorded recorded;
    if (!read_line(line, recorded)) {
        return base::failure("convenant.signatures",
                             "what is to be recorded is neither a signature nor an advice that could be read again; "
                             "nothing was written to " +
                                 file.filename().string());
    }
    const auto before = read_lines(file);
    if (!before) return before.error();
    if (largest_file < before->size() + line.size() + 2) {
        return base::failure("convenant.signatures", file.filename().string() +
                                                         " would become larger than 1 MiB; take away the lines of "
                                                         "signatures that do not hold");
    }
    const std::string added = (before->empty() || before->ends_with('\n') ? "" : "\n") + std::string{line} + '\n';
    const int opened = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    // The service, which may be another user than who signs, reads it. One that is another's stays as it is.
    if (opened >= 0) static_cast<void>(::fchmod(opened, 0644));
    const bool written =
        opened >= 0 && ::write(opened, added.data(), added.size()) == ssize_t(added.size()) && ::fsync(opened) == 0;
    if (opened >= 0) ::close(opened);
    if (written) return {};
    return base::failure("convenant.signatures",
                         file.filename().string() + " cannot be written; check the disk and the rights on its folder");
}

}  // namespace

std::optional<Signature> read_signature(const json::object& line) {
    if (!has_only(line, {"party", "by", "date", "key", "signature"})) return std::nullopt;
    const auto party = party_of(line);
    const auto at = base::parse_date(text(line, "date"));
    auto key = base::from_base64(text(line, "key"));
    auto signature = base::from_base64(text(line, "signature"));
    if (!party || !at || !key || !signature) return std::nullopt;
    return Signature{*party, text(line, "by"), *at, std::move(*key), std::move(*signature)};
}

json::object as_json(const Signature& signature) {
    return {{"party", signature.party.text()},
            {"by", signature.by},
            {"date", base::format_date(signature.at)},
            {"key", base::to_base64(signature.key)},
            {"signature", base::to_base64(signature.signature)}};
}

const config::Mandate* find_mandate(std::span<const config::Mandate> mandated, const Party& party,
                                    const base::Bytes& key, base::Date day) {
    const auto found = std::ranges::find_if(mandated, [&](const config::Mandate& mandate) {
        return mandate.party == party && mandate.key == key && mandate.holds_on(day);
    });
    return found == mandated.end() ? nullptr : &*found;
}

Result<Recorded> read_recorded(const fs::path& convenant) {
    const fs::path file = beside(convenant);
    const auto content = read_lines(file);
    if (!content) return content.error();
    Recorded recorded;
    std::string_view rest = *content;
    for (int number = 1; !rest.empty(); ++number) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (line.empty() || read_line(line, recorded)) continue;
        return base::failure("convenant.signatures",
                             "line " + std::to_string(number) + " of " + file.filename().string() +
                                 " is neither a signature nor an advice; take it away and have it recorded again with "
                                 "`kolk policy sign` or `kolk policy advise`");
    }
    return recorded;
}

Result<void> record(const fs::path& convenant, const Signature& signature) {
    return append(beside(convenant), json::serialize(as_json(signature)));
}

Result<void> record(const fs::path& convenant, const Advice& advice) {
    const json::object line{{"party", advice.party.text()},
                            {"date", base::format_date(advice.at)},
                            {"advice", advice.advice},
                            {"text", advice.text}};
    return append(beside(convenant), json::serialize(line));
}

bool can_be_advice(std::string_view text) {
    const auto controls = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    return !text.empty() && std::ranges::none_of(text, controls) && is_utf8(text) &&
           characters_in(text) <= longest_advice;
}

std::string signed_text(std::string_view region, std::string_view hash) {
    return signed_text("kolk-convenant-v1", region, hash);
}

std::string signed_text(std::string_view what, std::string_view region, std::string_view hash) {
    return std::string{what}.append(1, '\n').append(region).append(1, '\n').append(hash);
}

Verdict verify(const Signature& signature, std::string_view text, std::span<const config::Mandate> mandated,
               base::Date today) {
    if (today < signature.at) return Verdict::to_come;
    if (find_mandate(mandated, signature.party, signature.key, signature.at) == nullptr) return Verdict::not_mandated;
    const bool holds = crypto::verify_signature(base::as_bytes(text), signature.signature, signature.key);
    return holds ? Verdict::holds : Verdict::other_text;
}

std::string why_void(const Signature& signature, Verdict verdict) {
    const std::string who = signature.party.text() + " (" + signature.by + ", " + base::format_date(signature.at) + ")";
    if (verdict == Verdict::to_come) {
        return who +
               " tells a day that is yet to come, and counts for nothing; have this version signed again on the day "
               "itself";
    }
    if (verdict == Verdict::not_mandated) {
        return who +
               " signed with a key that no mandated person of this party has on that day; put the key under "
               "`mandated` in kolk.yaml, or have someone sign who is mandated";
    }
    return who +
           " signed other bytes: the file was changed after the signature, or this one stands under another "
           "version or region; have this version signed again";
}

}  // namespace kolk::gateway::convenants
