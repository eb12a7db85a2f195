#include "connectors/address.hpp"

#include <gtest/gtest.h>

namespace {

using namespace kolk;
using connectors::link_below;

TEST(FitForRecords, HttpsOrTheMachineItself) {
    for (const auto* url : {"https://party.example/items", "https://127.0.0.1:1/", "http://127.0.0.1:18471/fhir",
                            "http://localhost/x", "http://[::1]:80/x"}) {
        EXPECT_TRUE(connectors::fit_for_records(url)) << url;
    }
    for (const auto* url : {"http://party.example/items", "http://127.party.example/", "http://localhost.example/",
                            "https://user:word@party.example/", "ftp://localhost/", "file:///x", "party.example", ""}) {
        EXPECT_FALSE(connectors::fit_for_records(url)) << url;
    }
}

TEST(LinkBelow, StaysWhereTheBaseIs) {
    EXPECT_EQ(link_below("https://a.example/fhir", "https://A.example:443/fhir/x?y=1"),
              "https://A.example:443/fhir/x?y=1");
    EXPECT_EQ(link_below("https://a.example/fhir", "x?y=1"), "https://a.example/fhir/x?y=1");
    EXPECT_EQ(link_below("https://a.example", "https://a.example/?page=2"), "https://a.example/?page=2");
    EXPECT_FALSE(link_below("https://a.example/fhir", ""));
    EXPECT_FALSE(link_below("https://a.example/fhir", "/fhirx"));
    EXPECT_FALSE(link_below("https://a.example/fhir", "https://a.example.elsewhere/fhir"));
    EXPECT_FALSE(link_below("https://a.example/fhir", "https://a.example/fhir\r\nX: 1"));
}

TEST(QueryText, GivesEveryByteBack) {
    EXPECT_EQ(connectors::query_text("https://a.example/b|c,d e&f=\xC3\xA9-._~"),
              "https%3A%2F%2Fa.example%2Fb%7Cc%2Cd%20e%26f%3D%C3%A9-._~");
}

}  // namespace
