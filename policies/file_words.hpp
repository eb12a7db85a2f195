#pragma once

#include "policies/convenant.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace kolk::policies {

/// The words of the file for closed choices: read and told by the same table.
template <class T, std::size_t N>
using FileWords = std::array<std::pair<std::string_view, T>, N>;

inline constexpr FileWords<Kind, 5> kind_words{{{"flow", Kind::flow},
                                                {"aggregate", Kind::aggregate},
                                                {"override", Kind::override_},
                                                {"rights", Kind::rights},
                                                {"elsewhere", Kind::elsewhere}}};
inline constexpr FileWords<Ask, 4> ask_words{
    {{"case", Ask::case_}, {"consent", Ask::consent}, {"signal", Ask::signal}, {"never", Ask::never}}};
inline constexpr FileWords<ConsentNeed, 3> consent_words{{{"none", ConsentNeed::none},
                                                          {"needed", ConsentNeed::needed},
                                                          {"needed-for-bijzonder", ConsentNeed::needed_for_bijzonder}}};
inline constexpr FileWords<Choose, 5> choose_words{{{"all", Choose::all},
                                                    {"residence", Choose::residence},
                                                    {"responsible", Choose::responsible},
                                                    {"enrolment", Choose::enrolment},
                                                    {"named", Choose::named}}};
inline constexpr FileWords<Inform, 3> inform_words{
    {{"per-child", Inform::per_child}, {"notice", Inform::notice}, {"reported", Inform::reported}}};
inline constexpr FileWords<TotalOutput, 2> output_words{
    {{"regional", TotalOutput::regional}, {"publishable", TotalOutput::publishable}}};

/// Empty where the table lacks the value.
template <class T, std::size_t N>
constexpr std::string_view word_in(const FileWords<T, N>& words, T value) {
    for (const auto& [word, meant] : words) {
        if (meant == value) return word;
    }
    return {};
}
constexpr std::string_view word_of(Kind kind) {
    return word_in(kind_words, kind);
}
constexpr std::string_view word_of(Ask ask) {
    return word_in(ask_words, ask);
}
constexpr std::string_view word_of(ConsentNeed need) {
    return word_in(consent_words, need);
}
constexpr std::string_view word_of(Choose choose) {
    return word_in(choose_words, choose);
}
constexpr std::string_view word_of(Inform inform) {
    return word_in(inform_words, inform);
}
constexpr std::string_view word_of(TotalOutput output) {
    return word_in(output_words, output);
}

/// As the file would say it.
inline std::string yes_or_no(bool value) {
    return value ? "yes" : "no";
}

/// `from 2026-08-01 until 2028-07-31`, or as much of it as is there.
inline std::string dates(const std::optional<Date>& from, const std::optional<Date>& until) {
    std::string text;
    if (from) text += "from " + base::format_date(*from);
    if (until) text += (text.empty() ? "until " : " until ") + base::format_date(*until);
    return text;
}

}  // namespace kolk::policies
