#include "connectors/transport.hpp"

#include "connectors/address.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <future>
#include <mutex>
#include <new>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

namespace kolk::connectors {
namespace {

using base::Error;

constexpr std::size_t header_bytes = 64U << 10;
constexpr long kept_connections = 64;
constexpr int idle_wait_ms = 60'000;  // new work and the end wake the loop; this only bounds one wait

struct FreeEasy {
    void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
};
struct FreeMulti {
    void operator()(CURLM* multi) const noexcept { curl_multi_cleanup(multi); }
};
struct FreeList {
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};

using HeaderList = std::unique_ptr<curl_slist, FreeList>;

Error failed(base::Literal category, base::Literal what) {
    return {category, "the other side could not be reached", std::string{what.text}};
}

Error stopped() {
    return failed("transport.stopped", "The service is stopping; the request was not finished and will be made again.");
}

Error unfit() {
    return failed("transport.request",
                  "The request can't be sent: its address is not http or https, or a header holds a line end; correct "
                  "the configured address.");
}

Error too_large() {
    return failed("transport.too-large",
                  "The answer is larger than the limit allows; ask for less or raise the limit.");
}

/// What an outcome of libcurl means to us; its own text may quote the address and stays behind.
Error failure_of(CURLcode code) {
    switch (code) {
        case CURLE_URL_MALFORMAT:
            return unfit();
        case CURLE_COULDNT_RESOLVE_HOST:
            return failed("transport.resolve", "The name of the host is not known; look at the address and at DNS.");
        case CURLE_COULDNT_CONNECT:
            return failed("transport.connect", "Nothing answers at this host and port; look whether it runs.");
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_CIPHER:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_USE_SSL_FAILED:
            return failed("transport.tls",
                          "No TLS connection that can be trusted; look at the certificates of both sides and at `ca`.");
        case CURLE_OPERATION_TIMEDOUT:
            return failed("transport.timeout", "No complete answer in time; it will be tried again.");
        case CURLE_FILESIZE_EXCEEDED:
            return too_large();
        default:
            return failed("transport.interrupted",
                          "The connection ended before a complete answer; it will be tried again.");
    }
}

bool plain(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

bool sendable(const HttpRequest& request) {
    return plain(request.url) && is_http(request.url) && plain(request.method) && !request.method.empty() &&
           std::all_of(request.headers.begin(), request.headers.end(),
                       [](const auto& header) { return plain(header.first) && plain(header.second); });
}

HeaderList headers_of(const HttpRequest& request) {
    curl_slist* list = nullptr;
    const auto add = [&list](const std::string& line) {
        curl_slist* longer = curl_slist_append(list, line.c_str());
        if (longer == nullptr) throw std::bad_alloc{};
        list = longer;
    };
    for (const auto& [name, value] : request.headers) add(name + ": " + value);
    add("Expect:");  // else libcurl waits a second for peers that do not know it
    return HeaderList{list};
}

/// One request on its way. It stays where it is: libcurl keeps its address.
class Transfer {
public:
    Transfer(HttpRequest request, Transport::Done done)
        : request_{std::move(request)},
          done_{std::move(done)},
          headers_{headers_of(request_)},
          easy_{curl_easy_init()} {
        if (easy_ == nullptr) throw std::bad_alloc{};
        bound();
        protect();
        ask();
    }
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    [[nodiscard]] CURL* easy() const noexcept { return easy_.get(); }

    void finish(CURLcode code) {
        if (over_) return done_(too_large());
        if (code != CURLE_OK) return done_(failure_of(code));
        HttpResponse response;
        long status = 0;
        const char* type = nullptr;
        curl_easy_getinfo(easy(), CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(easy(), CURLINFO_CONTENT_TYPE, &type);
        response.status = static_cast<int>(status);
        if (type != nullptr) response.content_type = type;
        response.body = base::Confidential{std::move(body_)};
        done_(std::move(response));
    }
    void cancel() { done_(stopped()); }

private:
    template <class Value>
    void set(CURLoption option, Value value) {
        if (curl_easy_setopt(easy(), option, value) != CURLE_OK) base::broken("libcurl knows the options that we use");
    }

    void bound() {
        set(CURLOPT_PROTOCOLS_STR, "http,https");
        set(CURLOPT_FOLLOWLOCATION, 0L);
        set(CURLOPT_PROXY, "");  // records go where the configuration says, whatever the environment says
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_QUICK_EXIT, 1L);  // a resolver that hangs must not hold the other requests
        const long timeout = std::max(1L, static_cast<long>(request_.timeout.count()));  // libcurl takes 0 for never
        set(CURLOPT_TIMEOUT_MS, timeout);
        set(CURLOPT_CONNECTTIMEOUT_MS, timeout);
        set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(request_.response_bytes));
        set(CURLOPT_WRITEFUNCTION, &Transfer::take_body);
        set(CURLOPT_WRITEDATA, this);
        set(CURLOPT_HEADERFUNCTION, &Transfer::take_header);
        set(CURLOPT_HEADERDATA, this);
    }

    void protect() {
        set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
        set(CURLOPT_SSL_VERIFYPEER, 1L);
        set(CURLOPT_SSL_VERIFYHOST, 2L);
        if (!request_.ca_file.empty()) {
            set(CURLOPT_CAINFO, request_.ca_file.c_str());
            set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));  // else the system's roots would count as well
        }
        if (!request_.certificate_file.empty()) {
            set(CURLOPT_SSLCERT, request_.certificate_file.c_str());
            set(CURLOPT_SSLKEY, request_.key_file.c_str());
        }
    }

    void ask() {
        const std::string& body = request_.body.reveal();
        set(CURLOPT_URL, request_.url.c_str());
        set(CURLOPT_HTTPHEADER, headers_.get());
        if (request_.method == "HEAD") {
            set(CURLOPT_NOBODY, 1L);
        } else if (!body.empty() || request_.method == "POST") {
            set(CURLOPT_POST, 1L);
            set(CURLOPT_POSTFIELDS, body.c_str());
            set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
        }
        set(CURLOPT_CUSTOMREQUEST, request_.method.c_str());
    }

    static std::size_t take_body(char* data, std::size_t, std::size_t count, void* self) {
        auto& transfer = *static_cast<Transfer*>(self);
        transfer.over_ = count > transfer.request_.response_bytes - transfer.body_.size();
        if (transfer.over_) return 0;
        transfer.body_.append(data, count);
        return count;
    }

    static std::size_t take_header(char*, std::size_t, std::size_t count, void* self) {
        auto& transfer = *static_cast<Transfer*>(self);
        transfer.header_size_ += count;
        transfer.over_ = transfer.header_size_ > header_bytes;
        return transfer.over_ ? 0 : count;
    }

    HttpRequest request_;
    Transport::Done done_;
    HeaderList headers_;
    std::unique_ptr<CURL, FreeEasy> easy_;
    std::string body_;
    std::size_t header_size_ = 0;
    bool over_ = false;
};

void prepare_library() {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (ready != CURLE_OK) base::broken("libcurl starts");
}

std::unique_ptr<CURLM, FreeMulti> make_multi() {
    prepare_library();
    std::unique_ptr<CURLM, FreeMulti> multi{curl_multi_init()};
    if (multi == nullptr) throw std::bad_alloc{};
    curl_multi_setopt(multi.get(), CURLMOPT_MAXCONNECTS, kept_connections);
    return multi;
}

}  // namespace

/// The thread that drives libcurl. Everything but the queue of new requests belongs to it.
class CurlTransport::Loop {
public:
    Loop() : multi_{make_multi()}, thread_{[this] { run(); }} {}
    ~Loop() { stop(); }
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    void add(HttpRequest request, Transport::Done done) {
        if (!sendable(request)) return done(unfit());
        auto transfer = std::make_unique<Transfer>(std::move(request), std::move(done));
        {
            const std::lock_guard guard{mutex_};
            if (!stopping_) {
                arrived_.push_back(std::move(transfer));
                curl_multi_wakeup(multi_.get());
                return;
            }
        }
        transfer->cancel();
    }

    void stop() {
        {
            const std::lock_guard guard{mutex_};
            stopping_ = true;
            curl_multi_wakeup(multi_.get());
        }
        const std::lock_guard joining{joining_};
        if (thread_.joinable()) thread_.join();
    }

private:
    using Transfers = std::vector<std::unique_ptr<Transfer>>;

    void run() {
        while (start_arrived()) {
            int running = 0;
            curl_multi_perform(multi_.get(), &running);
            finish_completed();
            curl_multi_poll(multi_.get(), nullptr, 0, idle_wait_ms, nullptr);
        }
        cancel_all();
    }

    /// False when this loop must end.
    bool start_arrived() {
        Transfers arrived;
        {
            const std::lock_guard guard{mutex_};
            if (stopping_) return false;
            arrived.swap(arrived_);
        }
        for (auto& transfer : arrived) {
            CURL* easy = transfer->easy();
            if (curl_multi_add_handle(multi_.get(), easy) != CURLM_OK) base::broken("libcurl takes a fresh request");
            active_.emplace(easy, std::move(transfer));
        }
        return true;
    }

    void finish_completed() {
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            const CURLcode code = message->data.result;  // the message dies with the removal
            auto transfer = take(message->easy_handle);
            transfer->finish(code);
        }
    }

    std::unique_ptr<Transfer> take(CURL* easy) {
        curl_multi_remove_handle(multi_.get(), easy);
        auto found = active_.extract(easy);
        return std::move(found.mapped());
    }

    void cancel_all() {
        while (!active_.empty()) take(active_.begin()->first)->cancel();
        Transfers arrived;
        {
            const std::lock_guard guard{mutex_};
            arrived.swap(arrived_);
        }
        for (const auto& transfer : arrived) transfer->cancel();
    }

    std::unique_ptr<CURLM, FreeMulti> multi_;
    std::unordered_map<CURL*, std::unique_ptr<Transfer>> active_;
    std::mutex mutex_;  // guards the two below
    Transfers arrived_;
    bool stopping_ = false;
    std::mutex joining_;
    std::thread thread_;
};

CurlTransport::CurlTransport() : loop_{std::make_unique<Loop>()} {
}

CurlTransport::~CurlTransport() = default;

void CurlTransport::send(HttpRequest request, Done done) {
    loop_->add(std::move(request), std::move(done));
}

void CurlTransport::stop() {
    loop_->stop();
}

base::Result<HttpResponse> Transport::send_and_wait(HttpRequest request) {
    // Shared, because the other thread may still be leaving it when this one already has the answer.
    const auto promise = std::make_shared<std::promise<base::Result<HttpResponse>>>();
    send(std::move(request), [promise](base::Result<HttpResponse> result) { promise->set_value(std::move(result)); });
    return promise->get_future().get();
}

}  // namespace kolk::connectors
