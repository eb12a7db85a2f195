/// The plain job: 10,000 children that are known already, of each something new, one recipient, a hundred items a
/// batch. Everything is real but the source's transport: store, keys, subjects, convenant, log and sink.
///
///     kolk-bench-plain folder DIR
///     kolk-bench-plain push DIR URL CA_FILE

#include "connectors/feeds/drop_folder.hpp"
#include "connectors/feeds/item.hpp"
#include "connectors/feeds/push.hpp"
#include "connectors/transport.hpp"
#include "crypto/keys.hpp"
#include "crypto/random.hpp"
#include "gateway/log/checkpoint.hpp"
#include "gateway/pipeline/pass.hpp"
#include "gateway/store/sqlite_store.hpp"
#include "tests/bench/figure.hpp"
#include "tests/bench/plain_floor.hpp"
#include "tests/bench/plain_lines.hpp"
#include "tests/support/convenant.hpp"

#include <filesystem>

namespace {

using namespace kolk;
using namespace kolk::gateway;
namespace fs = std::filesystem;

constexpr std::size_t children = 10'000;
constexpr int runs = 5;
const std::string region_name = "voorbeeldregio";
const std::string facts_name = "facts-school-de-linde";
const std::string recipient = "swv-vo:swv-vo-voorbeeld";

class StandingClock : public base::Clock {
public:
    [[nodiscard]] base::Instant now() const override { return *base::parse_instant("2026-11-22T06:00:00Z"); }
};

/// What the school recorded: that the parents of each child were informed, and that nobody objects.
class Informed : public connectors::FactSource {
public:
    explicit Informed(const std::vector<std::string>& lines) : lines_{lines} {}

    base::Result<std::vector<connectors::FactFile>> read() override {
        connectors::FactFile file{"informatie", {"school", "de-linde"}, StandingClock{}.now(), {}, {}};
        const boost::json::object informed{{"purpose", "thuiszitter-melding-swv"}, {"at", "2026-09-01"}};
        for (const std::string& line : lines_) {
            const std::vector child{bench::own_number(boost::json::parse(line).get_object())};
            const schemas::Content facts{{{"informed", boost::json::array{informed}}}};
            file.lines.push_back({{facts_name, 1, file.lines.size() + 1, {}}, child, facts});
        }
        const connectors::FactFile no_objections{"bezwaar", file.party, file.as_of, {}, {}};
        return std::vector{std::move(file), no_objections};
    }
    base::Result<void> probe() override { return {}; }

private:
    const std::vector<std::string>& lines_;
};

/// Passes batches on to the real sink; keeps what was handed over while it is told to.
class Recorder : public connectors::FeedSink {
public:
    explicit Recorder(connectors::FeedSink& sink) : sink_{sink} {}

    void deliver(connectors::Batch batch, Done done) override {
        if (recording) bodies.push_back(connectors::feeds::ndjson(batch.items).reveal());
        sink_.deliver(std::move(batch), std::move(done));
    }
    void tell(connectors::NoticeBatch batch, Told told) override { sink_.tell(std::move(batch), std::move(told)); }
    base::Result<void> probe() override { return sink_.probe(); }

    bool recording = true;
    std::vector<std::string> bodies;

private:
    connectors::FeedSink& sink_;
};

/// A region with one school and its samenwerkingsverband.
class Region {
public:
    Region(const fs::path& folder, connectors::FeedSink& sink)
        : keys_{make_keys(folder)},
          key_store_{*keys::KeyStore::open(folder / "keys.db", region_name, keys_.kek(), random_)},
          store_{*store::open_sqlite(folder / "kolk.db", region_name)},
          subjects_{region_name, "vb", keys_.region(), *key_store_, random_},
          services_{tests::demo_convenant(),
                    "00ff",
                    directory_,
                    *store_,
                    *key_store_,
                    subjects_,
                    clock_,
                    zone_,
                    random_,
                    {{facts_name, {{"school", "de-linde"}, std::chrono::hours{24}}}},
                    {}},
          sink_{sink} {}

    void pass(connectors::RecordSource& source, connectors::FactSource* facts = nullptr) {
        pipeline::Pass pass{
            services_, {{recipient, {&sink_, bench::per_batch}}}, {}, keys_.log(), log::origin_of(region_name), {}, {}};
        std::vector<pipeline::FactSourceInUse> first;
        if (facts != nullptr) first.push_back({facts_name, facts});
        const auto report = pass.run(first, {{{"school-de-linde", {"school", "de-linde"}, false}, &source}});
        bench::require(report && report->faults.empty(), "a pass failed");
    }

    [[nodiscard]] std::int64_t delivered() {
        std::int64_t count = 0;
        for (const store::FlowCount& flow : *store_->flows()) {
            if (flow.state == store::ExchangeState::delivered) count += flow.count;
        }
        return count;
    }

private:
    keys::RegionKeys make_keys(const fs::path& folder) {
        bench::require(keys::RegionKeys::create(folder / "keys", random_).has_value(), "the keys cannot be made");
        return *keys::RegionKeys::open(folder / "keys");
    }

    crypto::SystemRandom random_;
    StandingClock clock_;
    base::Zone zone_ = *base::Zone::find("Europe/Amsterdam");
    pipeline::Directory directory_{{{"de-linde", "99999999000000000001", {"00AA00"}, {}, {}},
                                    {"swv-vo-voorbeeld", "99999999000000000002", {}, {}, "VO00AA"},
                                    {"eikendal", "99999999000000000003", {}, "9901", {}}}};
    keys::RegionKeys keys_;
    std::unique_ptr<keys::KeyStore> key_store_;
    std::unique_ptr<store::Store> store_;
    subjects::Subjects subjects_;
    pipeline::Services services_;
    connectors::FeedSink& sink_;
};

/// Job and floor in turn, so that both meet the same machine.
void measure(const std::string& name, const fs::path& folder, connectors::FeedSink& sink,
             const std::function<void(const bench::FloorWork&)>& floor) {
    Recorder recorder{sink};
    Region region{folder, recorder};
    bench::PlainSource source;
    source.lines = bench::plain_lines(children, 0);
    Informed informed{source.lines};
    region.pass(source, &informed);
    recorder.recording = false;
    std::vector<double> values;
    std::vector<double> floors;
    for (int run = 1; run <= runs; ++run) {
        source.lines = bench::plain_lines(children, run);
        const bench::FloorWork work{source.lines, recorder.bodies};
        values.push_back(children / bench::seconds([&] { region.pass(source); }));
        floors.push_back(children / bench::seconds([&] { floor(work); }));
        bench::require(region.delivered() == static_cast<std::int64_t>(children) * (run + 1), "not all was delivered");
    }
    bench::print(name, bench::median(values), "records/s", bench::median(floors),
                 bench::median(values) / bench::median(floors));
}

}  // namespace

int main(int count, char** words) {
    const std::string how = count > 1 ? words[1] : "";
    bench::require((how == "folder" && count == 3) || (how == "push" && count == 5),
                   "usage: kolk-bench-plain folder DIR | push DIR URL CA_FILE");
    crypto::initialise();
    const fs::path folder = words[2];
    if (how == "folder") {
        fs::create_directories(folder / "in");
        connectors::feeds::DropFolderSink sink{{recipient, folder / "in"}};
        measure("plain-folder", folder, sink,
                [&](const bench::FloorWork& work) { bench::folder_floor(work, folder / "floor"); });
    } else {
        const std::string url = words[3];
        const std::string ca_file = words[4];
        connectors::CurlTransport transport;
        connectors::feeds::PushSink sink{{recipient, url, ca_file, {}, {}}, transport};
        measure("plain-push", folder, sink,
                [&](const bench::FloorWork& work) { bench::post_floor(work, folder / "floor", url, ca_file); });
    }
}
