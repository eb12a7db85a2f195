#pragma once

#include "connectors/ports.hpp"
#include "connectors/transport.hpp"
#include "gateway/config/configuration.hpp"
#include "gateway/pipeline/pass.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kolk::gateway::region {

/// Who gives out the local numbers of this party: its main branch, its SWV number, or else the party itself.
std::string own_issuer(const config::Configuration& configuration, const schemas::Party& party);

/// The connectors of a region: one source or feed per line of its configuration.
class Systems {
public:
    /// A mapping file with faults makes its source one that can't be read; the others work. Both arguments outlive
    /// this object.
    Systems(const config::Configuration& configuration, const base::Clock& clock);
    ~Systems();

    [[nodiscard]] std::vector<pipeline::FactSourceInUse> facts() const;
    /// The record sources with these names; absent: all.
    [[nodiscard]] std::vector<pipeline::RecordSourceInUse> sources(
        const std::optional<std::vector<std::string>>& names) const;
    [[nodiscard]] std::map<std::string, pipeline::Feed> feeds() const;
    /// Tries one source or feed without reading a record or sending anything.
    base::Result<void> probe_source(const std::string& name);
    base::Result<void> probe_feed(const schemas::Party& party);
    /// Ends requests and deliveries that are under way; may be called from any thread.
    void cancel();

private:
    void add(const config::Source& source);
    void add(const config::Feed& feed);

    const config::Configuration& configuration_;
    const base::Clock& clock_;
    std::unique_ptr<connectors::CurlTransport> transport_;
    std::map<std::string, std::unique_ptr<connectors::FactSource>> facts_;
    std::map<std::string, std::unique_ptr<connectors::RecordSource>> records_;
    std::map<std::string, std::unique_ptr<connectors::FeedSink>> sinks_;  ///< by party text
};

}  // namespace kolk::gateway::region
