#include "gateway/config/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <sstream>

namespace kolk::gateway::config {
namespace {

constexpr std::size_t longest_yaml = 1u << 20;
constexpr std::size_t deepest = 8;

Place place_of(const YAML::Mark& mark) {
    return {mark.line + 1, mark.column + 1};
}

/// Carries a fault out of the library's parser.
struct Refused {
    Fault fault;
};

[[noreturn]] void refuse(const YAML::Mark& mark, base::Literal text) {
    const Place place = place_of(mark);
    throw Refused{{place.line, place.column, std::string{text.text}}};
}

/// Builds our tree from the parser's events, so that nothing of the file but text ever takes effect.
class Builder : public YAML::EventHandler {
public:
    Node take() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        check(mark, anchor, "");
        add(Node{.place = place_of(mark), .kind = Node::Kind::empty, .text = {}, .items = {}, .entries = {}}, mark);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        refuse(mark, "references (`*name`) are not allowed here; write the value out");
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        check(mark, anchor, tag);
        add(Node{.place = place_of(mark), .kind = Node::Kind::text, .text = value, .items = {}, .entries = {}}, mark);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, Node::Kind::list);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, Node::Kind::map);
    }
    void OnMapEnd() override { close(); }

private:
    struct Level {
        Node node;
        std::optional<Node::Entry> waiting;  ///< a key whose value has not come yet
    };

    static void check(const YAML::Mark& mark, YAML::anchor_t anchor, const std::string& tag) {
        if (anchor != 0) refuse(mark, "anchors (`&name`) are not allowed here; write the value out");
        if (!tag.empty() && tag != "?" && tag != "!") refuse(mark, "tags (`!name`) are not allowed here; remove it");
    }

    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Node::Kind kind) {
        check(mark, anchor, tag);
        if (levels_.size() == deepest) refuse(mark, "this is nested too deeply; no key of a configuration lies here");
        levels_.push_back({Node{.place = place_of(mark), .kind = kind, .text = {}, .items = {}, .entries = {}}, {}});
    }

    void close() {
        Node done = std::move(levels_.back().node);
        levels_.pop_back();
        YAML::Mark mark;
        mark.line = done.place.line - 1;
        mark.column = done.place.column - 1;
        add(std::move(done), mark);
    }

    void add(Node node, const YAML::Mark& mark) {
        if (levels_.empty()) {
            root_ = std::move(node);
            return;
        }
        Level& level = levels_.back();
        if (level.node.kind == Node::Kind::list) {
            level.node.items.push_back(std::move(node));
        } else if (level.waiting) {
            level.waiting->value = std::move(node);
            level.node.entries.push_back(std::move(*level.waiting));
            level.waiting.reset();
        } else if (node.kind == Node::Kind::text) {
            level.waiting = Node::Entry{std::move(node.text), node.place, {}};
        } else {
            refuse(mark, "a key must be a plain word");
        }
    }

    Node root_;
    std::vector<Level> levels_;
};

}  // namespace

std::variant<Node, Fault> parse_yaml(std::string_view yaml) {
    if (yaml.size() > longest_yaml)
        return Fault{0, 0, "the configuration is larger than 1 MiB; is this the right file?"};
    std::istringstream input{std::string{yaml}};
    try {
        YAML::Parser parser{input};
        Builder first;
        parser.HandleNextDocument(first);
        Builder second;
        if (parser.HandleNextDocument(second)) return Fault{0, 0, "the file holds more than one document; keep one"};
        return first.take();
    } catch (const Refused& refused) {
        return refused.fault;
    } catch (const YAML::Exception& error) {
        if (error.mark.is_null()) return Fault{0, 0, "this is not YAML; check quotes, colons and indentation"};
        const Place place = place_of(error.mark);
        return Fault{place.line, place.column, "this is not YAML; check quotes, colons and indentation around here"};
    }
}

}  // namespace kolk::gateway::config
