#include "connectors/feeds/unanswered.hpp"

#include "connectors/feeds/acknowledgements.hpp"
#include "connectors/feeds/item.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <fcntl.h>
#include <functional>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace kolk::connectors::feeds {
namespace {

constexpr std::string_view answer_ending = ".ack.ndjson";
constexpr std::chrono::hours answers_are_kept{24};
// A folder that nobody ever empties must not make a start endless.
constexpr std::size_t most_files_looked_at = 1'000;
constexpr std::size_t id_size = 36;

// What an item gives, whenever it is offered.
std::size_t hash_of(Item item) {
    item.released_at = {};
    item.retention_until = {};
    return std::max<std::size_t>(std::hash<std::string>{}(ndjson_line(item).reveal()), 1);
}

bool is_id(std::string_view text) {
    for (std::size_t i = 0; i < id_size; ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : std::isxdigit(static_cast<unsigned char>(text[i])) == 0) return false;
    }
    return true;
}

/// The batch in whose name a file stands, if its name ends so.
std::optional<std::string> batch_of(const std::string& name, std::string_view ending) {
    if (!name.ends_with(ending)) return std::nullopt;
    std::string batch = name.substr(0, name.size() - ending.size());
    if (batch.empty() || batch.find('.') != std::string::npos) return std::nullopt;
    return batch;
}

}  // namespace

Unanswered::Unanswered(std::string folder, std::size_t limit, std::chrono::milliseconds written_again_after)
    : path_{folder}, folder_{{}, std::move(folder)}, limit_{limit}, written_again_after_{written_again_after} {
}

std::vector<Acknowledgement> Unanswered::answers_to(const Ids& open) {
    std::set<std::string> batches;
    for (const std::string& id : open) {
        const auto item = items_.find(id);
        if (item != items_.end()) batches.insert(item->second.batches.begin(), item->second.batches.end());
    }
    std::vector<Acknowledgement> all;
    Ids answered;
    for (const std::string& batch : batches) {
        const auto file = folder_.read({0, batch + std::string{answer_ending}}, limit_);
        if (!file) continue;
        auto reading = read_acknowledgements(file->view(), [&](std::string_view id) {
            const auto item = items_.find(id);
            return item != items_.end() && open.contains(id) && !answered.contains(id) &&
                   item->second.batches.contains(batch);
        });
        for (Acknowledgement& one : reading.acknowledgements) {
            answered.insert(one.exchange_id);
            items_.at(one.exchange_id).answered = Clock::now();
            all.push_back(std::move(one));
        }
    }
    return all;
}

base::Result<std::vector<Item>> Unanswered::to_write(std::span<const Item> items) {
    forget_long_answered();
    for (const Item& item : items) {
        if (!gives_otherwise(item) || take_back_file(find(item)->last)) continue;
        return base::failure("feed.folder", "a file that lies there cannot be taken back");
    }
    std::vector<Item> fresh;
    std::copy_if(items.begin(), items.end(), std::back_inserter(fresh),
                 [this](const Item& item) { return !lies_there(item); });
    return fresh;
}

void Unanswered::written(const std::string& batch_id, std::span<const Item> items) {
    for (const Item& item : items) {
        Written& written = items_[item.exchange_id];
        written.batches.insert(batch_id);
        written.last = batch_id;
        written.content = hash_of(item);
        written.at = Clock::now();
    }
}

void Unanswered::take_back(const Ids& ended) {
    recall(ended);
    for (const std::string& id : ended) {
        const auto item = items_.find(id);
        if (item == items_.end()) continue;
        if (!item->second.answered) take_back_file(item->second.last);
        items_.erase(id);
    }
}

void Unanswered::recall(const Ids& offered_before) {
    for (const std::string& id : offered_before) {
        if (items_.contains(id)) continue;
        if (!found_there_) index();
        const auto there = found_there_->find(id);
        if (there != found_there_->end()) items_.insert(*there);
    }
}

void Unanswered::index() {
    found_there_.emplace();
    const auto files = folder_.list();
    if (!files) return;
    const std::size_t first = files->size() - std::min(files->size(), most_files_looked_at);
    for (std::size_t at = first; at < files->size(); ++at) {
        const DropFile& file = (*files)[at];
        if (const auto answered = batch_of(file.name, answer_ending)) index(file, *answered, false);
        for (const std::string_view ending : item_file_endings) {
            if (const auto batch = batch_of(file.name, ending)) index(file, *batch, true);
        }
    }
}

void Unanswered::index(const DropFile& file, const std::string& batch_id, bool holds_items) {
    const auto bytes = folder_.read(file, limit_);
    if (!bytes) return;
    const std::string_view text = bytes->view();
    for (std::size_t at = 0; at + id_size <= text.size(); ++at) {
        if (!is_id(text.substr(at, id_size))) continue;
        Written& written = (*found_there_)[std::string{text.substr(at, id_size)}];
        written.batches.insert(batch_id);
        if (holds_items) written.last = batch_id;
        at += id_size - 1;
    }
}

const Unanswered::Written* Unanswered::find(const Item& item) const {
    const auto written = items_.find(item.exchange_id);
    return written == items_.end() ? nullptr : &written->second;
}

bool Unanswered::gives_otherwise(const Item& item) const {
    const Written* written = find(item);
    return written != nullptr && !written->last.empty() && written->content != hash_of(item);
}

// A party may take a file away before it answers; one of which nothing is heard for long may be lost.
bool Unanswered::lies_there(const Item& item) const {
    const Written* written = find(item);
    if (written == nullptr || written->last.empty() || written->content != hash_of(item)) return false;
    return stands(written->last) || Clock::now() < written->at + written_again_after_;
}

bool Unanswered::stands(const std::string& batch_id) const {
    return std::ranges::any_of(item_file_endings, [&](std::string_view ending) {
        struct stat about {};
        return ::lstat((path_ + '/' + batch_id + std::string{ending}).c_str(), &about) == 0;
    });
}

bool Unanswered::take_back_file(std::string batch_id) {
    if (batch_id.empty()) return true;
    for (const std::string_view ending : item_file_endings) {
        const std::string file = path_ + '/' + batch_id + std::string{ending};
        if (::unlink(file.c_str()) != 0 && errno != ENOENT) return false;
    }
    for (auto& [id, written] : items_) {
        if (written.last == batch_id) written.last.clear();
    }
    return true;
}

void Unanswered::forget_long_answered() {
    const auto now = Clock::now();
    std::erase_if(items_, [&](const auto& item) {
        return item.second.answered && *item.second.answered + answers_are_kept < now;
    });
}

}  // namespace kolk::connectors::feeds
