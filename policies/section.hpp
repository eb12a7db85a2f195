#pragma once

#include "policies/yaml.hpp"

#include <array>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kolk::policies {

using Faults = std::vector<Fault>;
using WordList = std::span<const std::string_view>;

void add_fault(Faults& faults, const yaml::Node& at, std::string text);
void add_warning(Faults& faults, const yaml::Node& at, std::string text);
/// `'schol' is no role; did you mean 'school'?`
void add_unknown(Faults& faults, const yaml::Node& at, std::string_view kind, WordList valid);

/// One map of the file, with the words that may stand in it. Reports words that are unknown or stand twice; its
/// accessors report what is missing or of another type and then give something harmless, so that reading goes on and
/// every fault is found.
class Section {
public:
    /// The words in `lent` may stand here too; `outer` lends those that this map leaves out (a purpose to its rules).
    Section(const yaml::Node& node, std::string name, std::initializer_list<std::string_view> words, Faults& faults,
            const Section* outer = nullptr, WordList lent = {});

    [[nodiscard]] const yaml::Node& node() const noexcept { return node_; }
    [[nodiscard]] const yaml::Node* find(std::string_view word) const;
    /// Where the word stands: at the outer map, where it may be lent, and then here.
    [[nodiscard]] std::vector<const yaml::Node*> find_all(std::string_view word) const;
    /// The node, or a fault on this map when it is absent.
    [[nodiscard]] const yaml::Node* need(std::string_view word) const;

    [[nodiscard]] std::string text(std::string_view word) const;
    [[nodiscard]] std::string needed_text(std::string_view word) const;
    /// A reference or a reason: a text that does not stand for nothing. Empty where it is absent.
    [[nodiscard]] std::string told(std::string_view word) const;
    /// Why something is so, in a few words at least.
    [[nodiscard]] std::string reason(std::string_view word) const;
    /// By which something is found elsewhere; has a digit.
    [[nodiscard]] std::string reference(std::string_view word) const;
    [[nodiscard]] std::optional<Date> date(std::string_view word) const;
    [[nodiscard]] Date needed_date(std::string_view word) const;
    [[nodiscard]] bool yes(std::string_view word, bool otherwise) const;
    [[nodiscard]] std::optional<int> number(std::string_view word) const;
    /// One word or a list of them.
    [[nodiscard]] std::vector<std::string> words(std::string_view word) const;
    [[nodiscard]] std::span<const yaml::Node> list(std::string_view word) const;
    /// One of a closed set of words.
    template <class T, std::size_t N>
    [[nodiscard]] T choice(std::string_view word, const std::array<std::pair<std::string_view, T>, N>& table,
                           T otherwise) const {
        const yaml::Node* node = find(word);
        if (node == nullptr) return otherwise;
        std::array<std::string_view, N> valid;
        for (std::size_t i = 0; i < N; ++i) {
            if (table[i].first == node->text) return table[i].second;
            valid[i] = table[i].first;
        }
        add_unknown(faults_, *node, "word for " + std::string{word}, valid);
        return otherwise;
    }

    [[nodiscard]] Faults& faults() const noexcept { return faults_; }

private:
    [[nodiscard]] const yaml::Node* find_here(std::string_view word) const;
    [[nodiscard]] bool is_lent(std::string_view word) const;

    const yaml::Node& node_;
    std::string name_;
    Faults& faults_;
    const Section* outer_;
    WordList lent_;
};

/// Whether a text only fills the place of one, like `ja`, `-` or `xxx`, or in a few words tells that it is still to
/// come or is none, like `n.v.t.`, `nog te bepalen` or `geen wet`.
bool stands_for_nothing(std::string_view text);

/// The texts of a node that is one word or a list of words; anything else is a fault.
std::vector<std::string> words_of(const yaml::Node& node, Faults& faults);
std::optional<Date> date_of(const yaml::Node& node, Faults& faults);

}  // namespace kolk::policies
