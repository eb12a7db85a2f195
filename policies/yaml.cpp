#include "policies/yaml.hpp"

#include "schemas/base/characters.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <sstream>

namespace kolk::policies::yaml {
namespace {

// A convenant of a region is some 50 KB and six levels deep.
constexpr std::size_t most_bytes = 1024 * 1024;
constexpr std::size_t most_levels = 32;
constexpr std::size_t most_nodes = 200'000;

constexpr const char* hidden_text =
    "a character that nobody sees (control, joining, direction of writing): people sign what they see; leave it out";

// Those that end a line where an editor shows none are as bad as what nobody sees.
bool hides(char32_t character) {
    const bool ends_line = character == 0x85 || character == 0x2028 || character == 0x2029;
    const bool control = character < ' ' && character != '\t' && character != '\n' && character != '\r';
    return control || ends_line || base::is_unseen(character);
}

// Where the first character stands that people who read the text do not see; its size where there is none. The mark of
// UTF-8 in front, which some editors write, is no part of it.
std::size_t find_hidden(std::string_view text) {
    constexpr std::string_view mark = "\ufeff";
    for (std::size_t at = text.starts_with(mark) ? mark.size() : 0; at < text.size();) {
        const std::size_t here = at;
        if (hides(base::next_character(text, at))) return here;
    }
    return text.size();
}

// Ends the parse; the fault is already written down.
struct Stop {};

// Builds the tree from the parser's events.
class Builder final : public YAML::EventHandler {
public:
    explicit Builder(Reading& reading) : reading_{reading} {}

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        refuse_anchor(mark, anchor);
        add(place(mark, Shape::nothing));
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { stop(mark, "an alias; write it out"); }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        refuse_anchor(mark, anchor);
        refuse_tag(mark, tag);
        Node node = place(mark, Shape::text);
        // As an escape; those that stand there as they are were found before.
        if (find_hidden(value) != value.size() || value.find('\r') != std::string::npos)
            reading_.faults.push_back({node.line, node.column, hidden_text});
        node.text = value;
        add(std::move(node));
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, Shape::list);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, Shape::map);
    }
    void OnMapEnd() override { close(); }

private:
    static Node place(const YAML::Mark& mark, Shape shape) {
        Node node;
        node.shape = shape;
        node.line = mark.line + 1;
        node.column = mark.column + 1;
        return node;
    }

    [[noreturn]] void stop(const YAML::Mark& mark, std::string what) {
        reading_.faults.push_back({mark.line + 1, mark.column + 1, std::move(what)});
        throw Stop{};
    }

    void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
        if (anchor != YAML::NullAnchor) stop(mark, "an anchor; write it out");
    }

    void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
        if (!tag.empty() && tag != "?" && tag != "!") stop(mark, "a tag; leave it out");
    }

    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Shape shape) {
        refuse_anchor(mark, anchor);
        refuse_tag(mark, tag);
        if (open_.size() >= most_levels) stop(mark, "too many levels; 32 is the most");
        if (expects_key()) stop(mark, "a key that is no plain word");
        open_.push_back(place(mark, shape));
        keys_.emplace_back();
        has_key_.push_back(false);
    }

    void close() {
        Node done = std::move(open_.back());
        open_.pop_back();
        keys_.pop_back();
        has_key_.pop_back();
        add(std::move(done));
    }

    [[nodiscard]] bool expects_key() const {
        return !open_.empty() && open_.back().shape == Shape::map && !has_key_.back();
    }

    void add(Node node) {
        if (++nodes_ > most_nodes) {
            reading_.faults.push_back({node.line, node.column, "too many words in one file"});
            throw Stop{};
        }
        if (open_.empty()) {
            reading_.root = std::move(node);
        } else if (open_.back().shape == Shape::list) {
            open_.back().items.push_back(std::move(node));
        } else if (!has_key_.back()) {
            keys_.back() = std::move(node);
            has_key_.back() = true;
        } else {
            open_.back().members.push_back({std::move(keys_.back()), std::move(node)});
            has_key_.back() = false;
        }
    }

    Reading& reading_;
    std::vector<Node> open_;
    std::vector<Node> keys_;
    std::vector<bool> has_key_;
    std::size_t nodes_ = 0;
};

}  // namespace

Reading read(std::string_view text) {
    Reading reading;
    if (text.size() > most_bytes) {
        reading.faults.push_back({1, 1, "the file is larger than 1 MiB"});
        return reading;
    }
    if (const std::size_t hidden = find_hidden(text); hidden != text.size()) {
        const std::string_view before = text.substr(0, hidden);
        const auto line = static_cast<int>(std::ranges::count(before, '\n')) + 1;
        const auto column = static_cast<int>(hidden - (before.rfind('\n') + 1)) + 1;
        reading.faults.push_back({line, column, hidden_text});
        return reading;
    }
    std::istringstream stream{std::string{text}};
    Builder builder{reading};
    try {
        YAML::Parser parser{stream};
        if (!parser.HandleNextDocument(builder)) {
            reading.faults.push_back({1, 1, "the file is empty"});
        } else if (parser) {
            reading.faults.push_back({1, 1, "more than one document in one file"});
        }
    } catch (const Stop&) {
        // The builder has said what and where.
    } catch (const YAML::Exception& error) {
        const int line = error.mark.is_null() ? 1 : error.mark.line + 1;
        const int column = error.mark.is_null() ? 1 : error.mark.column + 1;
        reading.faults.push_back({line, column, "no YAML from here on; look at the indentation, quotes and brackets"});
    } catch (const std::exception&) {
        reading.faults.push_back({1, 1, "no YAML that can be read"});
    }
    return reading;
}

}  // namespace kolk::policies::yaml
