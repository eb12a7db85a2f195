#include "policies/section.hpp"

#include "schemas/base/texts.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

namespace kolk::policies {
namespace {

// A fault quotes a word of the file so that it can be found; never more than a word.
std::string quoted(std::string_view word) {
    constexpr std::size_t longest = 40;
    std::string shown{word.substr(0, longest)};
    std::replace_if(
        shown.begin(), shown.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; }, ' ');
    return '\'' + shown + (word.size() > longest ? "...'" : "'");
}

// Letters and digits, in small letters.
std::string bare(std::string_view text) {
    std::string left;
    for (const char c : text) {
        const bool capital = c >= 'A' && c <= 'Z';
        const bool other = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) > 0x7f;
        if (capital || other) left += capital ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return left;
}

std::vector<std::string> bare_words(std::string_view text) {
    std::vector<std::string> words;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find_first_of(" \t\r\n", at), text.size());
        std::string word = bare(text.substr(at, end - at));
        if (!word.empty()) words.push_back(std::move(word));
        at = end + 1;
    }
    return words;
}

// Each may be a word of a text that tells something.
bool tells_nothing_as_a_whole(std::string_view text) {
    static constexpr std::array<std::string_view, 21> words{
        "",      "no", "nee", "neen",    "na",   "null",   "nil", "nul", "yes", "ja", "true",
        "false", "ok", "oke", "akkoord", "leeg", "zonder", "pm",  "x",   "xx",  "xxx"};
    return std::ranges::find(words, text) != words.end();
}

bool is_among(std::span<const std::string_view> words, const std::string& word) {
    return std::ranges::find(words, word) != words.end();
}

// What one writes until something else stands there: wherever it stands in a few words, they tell nothing.
constexpr std::array<std::string_view, 30> signs_of_waiting{
    "aangevraagd", "aanvragen", "applicable", "bepaald", "bepalen", "bewerking", "concept", "determined",
    "draft",       "ingevuld",  "invullen",   "later",   "nnb",     "nog",       "ntb",     "nvt",
    "onbekend",    "pending",   "tba",        "tbc",     "tbd",     "todo",      "unknown", "vaststellen",
    "verifieren",  "verify",    "volgen",     "volgt",   "vul",     "wordt"};
// With one word more they say that there is none, or send one elsewhere; with more words they may say why, or where.
constexpr std::array<std::string_view, 6> denials{"geen", "niet", "niets", "none", "see", "zie"};

bool holds_a_place(std::string_view text) {
    constexpr std::size_t a_few = 5;
    constexpr std::size_t two = 2;
    const std::vector<std::string> words = bare_words(text);
    return std::ranges::any_of(words, [&](const std::string& word) {
        return (words.size() <= a_few && is_among(signs_of_waiting, word)) ||
               (words.size() <= two && is_among(denials, word));
    });
}

// `[naam van de wet]`: what a form asks one to fill in.
bool is_bracketed(std::string_view text) {
    constexpr std::string_view spaces = " \t\r\n";
    const std::size_t first = text.find_first_not_of(spaces);
    if (first == std::string_view::npos) return false;
    const char end = text[text.find_last_not_of(spaces)];
    return (text[first] == '[' && end == ']') || (text[first] == '<' && end == '>');
}

}  // namespace

bool stands_for_nothing(std::string_view text) {
    if (is_bracketed(text)) return true;
    return tells_nothing_as_a_whole(bare(text)) || holds_a_place(text);
}

void add_fault(Faults& faults, const yaml::Node& at, std::string text) {
    faults.push_back({at.line, at.column, std::move(text)});
}

void add_warning(Faults& faults, const yaml::Node& at, std::string text) {
    faults.push_back({at.line, at.column, std::move(text), true});
}

void add_unknown(Faults& faults, const yaml::Node& at, std::string_view kind, WordList valid) {
    std::string text = quoted(at.text) + " is no " + std::string{kind};
    const std::string meant = schemas::did_you_mean(at.text, valid);
    text += meant;
    if (meant.empty() && valid.size() <= 8) {
        text += "; it is one of";
        for (const std::string_view word : valid) text += ' ' + std::string{word};
    }
    add_fault(faults, at, std::move(text));
}

std::vector<std::string> words_of(const yaml::Node& node, Faults& faults) {
    std::vector<std::string> words;
    const auto take = [&](const yaml::Node& one) {
        if (one.shape == yaml::Shape::text && !base::is_blank(one.text)) {
            words.push_back(one.text);
        } else {
            add_fault(faults, one, "a word should stand here");
        }
    };
    if (node.shape == yaml::Shape::text) {
        take(node);
        return words;
    }
    if (node.shape != yaml::Shape::list) {
        add_fault(faults, node, "a word or a list of words should stand here");
        return words;
    }
    for (const yaml::Node& item : node.items) take(item);
    return words;
}

std::optional<Date> date_of(const yaml::Node& node, Faults& faults) {
    const auto day = base::parse_date(node.text);
    if (!day) add_fault(faults, node, "a date like 2026-08-01 should stand here");
    return day;
}

Section::Section(const yaml::Node& node, std::string name, std::initializer_list<std::string_view> words,
                 Faults& faults, const Section* outer, WordList lent)
    : node_{node}, name_{std::move(name)}, faults_{faults}, outer_{outer}, lent_{lent} {
    if (node.shape != yaml::Shape::map) {
        add_fault(faults, node, name_ + " should be a list of 'word: value' lines");
        return;
    }
    std::vector<std::string_view> known{words};
    known.insert(known.end(), lent.begin(), lent.end());
    std::vector<std::string_view> seen;
    for (const auto& [key, value] : node.members) {
        if (std::find(known.begin(), known.end(), key.text) == known.end())
            add_unknown(faults, key, "word in " + name_, known);
        if (std::find(seen.begin(), seen.end(), key.text) != seen.end())
            add_fault(faults, key, quoted(key.text) + " stands twice in " + name_);
        seen.push_back(key.text);
    }
}

const yaml::Node* Section::find_here(std::string_view word) const {
    const auto found = std::find_if(node_.members.begin(), node_.members.end(),
                                    [&](const auto& member) { return member.key.text == word; });
    return found == node_.members.end() ? nullptr : &found->value;
}

bool Section::is_lent(std::string_view word) const {
    return outer_ != nullptr && std::find(lent_.begin(), lent_.end(), word) != lent_.end();
}

const yaml::Node* Section::find(std::string_view word) const {
    const yaml::Node* here = find_here(word);
    return here == nullptr && is_lent(word) ? outer_->find(word) : here;
}

std::vector<const yaml::Node*> Section::find_all(std::string_view word) const {
    std::vector<const yaml::Node*> found;
    const yaml::Node* lent = is_lent(word) ? outer_->find(word) : nullptr;
    if (lent != nullptr) found.push_back(lent);
    if (const yaml::Node* here = find_here(word)) found.push_back(here);
    return found;
}

const yaml::Node* Section::need(std::string_view word) const {
    const yaml::Node* found = find(word);
    if (found == nullptr && node_.shape == yaml::Shape::map)
        add_fault(faults_, node_, name_ + " lacks '" + std::string{word} + "'");
    return found;
}

std::string Section::text(std::string_view word) const {
    const yaml::Node* found = find(word);
    if (found == nullptr) return {};
    if (found->shape != yaml::Shape::text || base::is_blank(found->text)) {
        add_fault(faults_, *found, "'" + std::string{word} + "' should be a text");
        return {};
    }
    return found->text;
}

std::string Section::needed_text(std::string_view word) const {
    return need(word) == nullptr ? std::string{} : text(word);
}

std::string Section::told(std::string_view word) const {
    const std::string words = text(word);
    if (words.empty() || !stands_for_nothing(words)) return words;
    add_fault(faults_, *find(word),
              quoted(words) + " tells nothing: say it under '" + std::string{word} + "', or leave that word out");
    return {};
}

std::string Section::reason(std::string_view word) const {
    constexpr std::size_t least_words = 3;
    std::string why = told(word);
    if (why.empty() || bare_words(why).size() >= least_words) return why;
    add_fault(faults_, *find(word), "'" + std::string{word} + "' should be a sentence that says why");
    return {};
}

std::string Section::reference(std::string_view word) const {
    std::string text = told(word);
    if (text.empty() || text.find_first_of("0123456789") != std::string::npos) return text;
    add_fault(faults_, *find(word),
              "'" + std::string{word} + "' should be a reference, with the number or date by which others find it");
    return {};
}

std::optional<Date> Section::date(std::string_view word) const {
    const yaml::Node* found = find(word);
    return found == nullptr ? std::nullopt : date_of(*found, faults_);
}

Date Section::needed_date(std::string_view word) const {
    return need(word) == nullptr ? Date{} : date(word).value_or(Date{});
}

bool Section::yes(std::string_view word, bool otherwise) const {
    static constexpr std::array<std::pair<std::string_view, bool>, 4> answers{
        {{"yes", true}, {"no", false}, {"true", true}, {"false", false}}};
    return choice(word, answers, otherwise);
}

std::optional<int> Section::number(std::string_view word) const {
    const yaml::Node* found = find(word);
    if (found == nullptr) return std::nullopt;
    int value = 0;
    const char* end = found->text.data() + found->text.size();
    const auto [stopped, error] = std::from_chars(found->text.data(), end, value);
    if (error != std::errc{} || stopped != end || value < 0) {
        add_fault(faults_, *found, "'" + std::string{word} + "' should be a whole number");
        return std::nullopt;
    }
    return value;
}

std::vector<std::string> Section::words(std::string_view word) const {
    const yaml::Node* found = find(word);
    return found == nullptr ? std::vector<std::string>{} : words_of(*found, faults_);
}

std::span<const yaml::Node> Section::list(std::string_view word) const {
    const yaml::Node* found = find(word);
    if (found == nullptr) return {};
    if (found->shape != yaml::Shape::list) add_fault(faults_, *found, "'" + std::string{word} + "' should be a list");
    return found->items;
}

}  // namespace kolk::policies
