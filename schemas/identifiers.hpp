#pragma once

#include <array>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

namespace kolk::schemas {

/// A checked code that stands for a person; it cannot be printed or built unchecked. `Check` decides what is valid and
/// returns the canonical text.
template <class Check>
class Identity {
public:
    static std::optional<Identity> parse(std::string_view text) {
        auto canonical = Check::canonical(text);
        if (!canonical) return std::nullopt;
        return Identity{std::move(*canonical)};
    }
    [[nodiscard]] const std::string& reveal() const noexcept { return text_; }
    friend bool operator==(const Identity&, const Identity&) = default;
    friend std::ostream& operator<<(std::ostream&, const Identity&) = delete;

private:
    explicit Identity(std::string text) : text_{std::move(text)} {}
    std::string text_;
};

/// A checked code of an organisation or a place; it may be printed.
template <class Check>
class Code {
public:
    static std::optional<Code> parse(std::string_view text) {
        auto canonical = Check::canonical(text);
        if (!canonical) return std::nullopt;
        return Code{std::move(*canonical)};
    }
    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    friend auto operator<=>(const Code&, const Code&) = default;

private:
    explicit Code(std::string text) : text_{std::move(text)} {}
    std::string text_;
};

struct BsnCheck {
    static std::optional<std::string> canonical(std::string_view text);
};
struct OnderwijsnummerCheck {
    static std::optional<std::string> canonical(std::string_view text);
};
struct BrinCheck {
    static std::optional<std::string> canonical(std::string_view text);
};
struct VestigingCheck {
    static std::optional<std::string> canonical(std::string_view text);
};
struct GemeentecodeCheck {
    static std::optional<std::string> canonical(std::string_view text);
};
struct AgbCheck {
    static std::optional<std::string> canonical(std::string_view text);
};
struct OinCheck {
    static std::optional<std::string> canonical(std::string_view text);
};
struct SwvNumberCheck {
    static std::optional<std::string> canonical(std::string_view text);
};

/// Burgerservicenummer: nine digits (eight are padded with a zero, two leading zeros refused), weights
/// 9,8,7,6,5,4,3,2,-1, sum divisible by 11 and not zero.
using Bsn = Identity<BsnCheck>;
/// Temporary education number: nine digits starting with 10, the same weights, sum modulo 11 equal to 5.
using Onderwijsnummer = Identity<OnderwijsnummerCheck>;
/// Institution: four digits or capitals. Two digits and two capitals are usual, but no public rule says always
/// (convenant 7.2 and U20), so the check is loose.
using Brin = Code<BrinCheck>;
/// Branch: BRIN and two digits, six characters.
using Vestiging = Code<VestigingCheck>;
/// Municipality (CBS): four digits, leading zeros kept.
using Gemeentecode = Code<GemeentecodeCheck>;
/// Care provider: eight digits.
using Agb = Code<AgbCheck>;
/// Organisation identification number (Digikoppeling): twenty digits.
using Oin = Code<OinCheck>;
/// Samenwerkingsverband: `PO` or `VO` and four digits or capitals, as in OSO.
using SwvNumber = Code<SwvNumberCheck>;

/// A text that holds an ECK iD (with its address or as 128 hexadecimal digits) or its first-level hash (64 hexadecimal
/// digits): refused at every door. A hash of something else looks the same, so fields made for one are not asked.
bool looks_like_eck_id(std::string_view text);
/// A text of nine digits, however spaced or dotted, that passes the eleven-proof of a BSN or an onderwijsnummer.
bool looks_like_national_number(std::string_view text);

}  // namespace kolk::schemas
