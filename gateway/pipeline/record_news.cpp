#include "gateway/pipeline/record_news.hpp"

namespace kolk::gateway::pipeline {

store::Digest record_key(const Services& services, const schemas::Party& sender,
                         const connectors::Statement& statement) {
    return services.subjects.region_digest("record",
                                           sender.text() + '|' + statement.record.type + '|' + statement.key.reveal());
}

// A store of an earlier kolk kept no places: what it knows without one is no news.
RecordNews news_of(const Services& services, const Child& child, const connectors::Statement& statement,
                   const Kept& kept, const std::optional<store::Record>& known) {
    const auto digest_of = [&](const std::string& text) {
        return services.subjects.subject_digest(child.subject, text);
    };
    RecordNews news;
    news.digest = digest_of(statement.taken_back ? "taken back" : kept.version_text());
    std::string place = "place|" + statement.residence + '|' + statement.enrolment;
    if (statement.responsible) place.append(1, '|').append(*statement.responsible);
    news.place = digest_of(place);
    news.older = known && statement.version < known->version;
    news.changed = known ? !news.older && known->digest != news.digest : !statement.taken_back;
    const bool has_place = known && known->place != store::Digest{};
    news.of_child = news.changed || (has_place && known->place != news.place);
    return news;
}

}  // namespace kolk::gateway::pipeline
