// `gauntlet doctor` as a user meets it, with the reference controller and with controllers that do what they should
// not.
#include "harness/selftest/program_fixture.hpp"

#include <nlohmann/json.hpp>

namespace gauntlet::selftest {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

// Asks for what nobody serves, listens, and serves nothing.
constexpr const char* kOddController = R"(
import socket, ssl, sys, urllib.error, urllib.request
listen, url, token, ca = sys.argv[1:5]
context = ssl.create_default_context(cafile=ca)
def ask(method, path, body=None, headers={}):
    headers = dict(headers, Authorization='Bearer ' + token)
    request = urllib.request.Request(url + path, method=method, data=body, headers=headers)
    try:
        urllib.request.urlopen(request, context=context, timeout=10).read()
    except urllib.error.HTTPError as error:
        error.read()
ask('GET', '/apis/example.com/v1/widgets')
ask('GET', '/api/v1/namespaces/default/pods/missing')
ask('PUT', '/apis/coordination.k8s.io/v1/namespaces/default/leases/me', b'x', {'Content-Type': 'application/x-new'})
host, port = listen.rsplit(':', 1)
listener = socket.create_server((host, int(port)))
print('listening', flush=True)
while True:
    client, _ = listener.accept()
    client.recv(65536)
    client.sendall(b'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
    client.close()
)";

class Doctor : public ProgramTest {
 protected:
  // The reference's profile with another program: `command` in YAML.
  std::string write_odd_profile(const std::string& command) const {
    const std::string reference = cli::TemporaryFolder::read(shipped("profiles/reference.yaml"));
    const auto start = reference.find("start:\n");
    const auto after = reference.find("\nclass: ") + 1;
    std::string text = reference.substr(0, start) + "start:\n  command: " + command +
                       "\n  ready: {within: 5s}\ntimeouts: {propagate: 300ms}\n" + reference.substr(after);
    return folder_.write("odd.yaml", changed(std::move(text),
                                             "run: [gauntlet-reference, --version], match: "
                                             "'gauntlet-reference (\\S+)'",
                                             "run: [echo, odd 7.1], match: 'odd (\\S+)'"));
  }
};

TEST_F(Doctor, TheReferenceIsWell) {
  const ProgramEnd end = run({"doctor", "-c", "reference"});
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, ContainsRegex("^reference [0-9.]+ .*\\(mode default, .*profiles/reference.yaml\\)\n"));
  EXPECT_THAT(end.out, ContainsRegex("\nready +[0-9.]+ m?s after its start\n"));
  EXPECT_THAT(end.out, ContainsRegex("\nfirst route +[0-9.]+ m?s after its start\n"));
  EXPECT_THAT(end.out, ContainsRegex("\naddress +127.0.0.10 in the status of its Ingress\n"));
  EXPECT_THAT(end.out, ContainsRegex("\n  endpointslices.discovery.k8s.io +list [0-9]+, watch [0-9]+ "));
  EXPECT_THAT(end.out, ContainsRegex("\n  ingresses.networking.k8s.io/status +[a-z]+ [0-9]+ +application/"));
  EXPECT_THAT(end.out, HasSubstr("\nasked for and not served: nothing\n"));
  EXPECT_EQ(end.err, "");
  EXPECT_FALSE(std::filesystem::exists(folder_.path("gauntlet-doctor")));
}

TEST_F(Doctor, SpeaksJson) {
  const ProgramEnd end = run({"doctor", "-c", "reference", "--json"});
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  const auto json = nlohmann::json::parse(end.out, nullptr, false);
  ASSERT_TRUE(json.is_object()) << end.out;
  EXPECT_EQ(json["controller"], "reference");
  EXPECT_GT(json["firstRouteMs"], json["readyMs"]);
  EXPECT_EQ(json["address"], "127.0.0.10");
  EXPECT_TRUE(json["problem"].is_null());
}

TEST_F(Doctor, SaysWhatAControllerAskedForInVain) {
  folder_.write("odd.py", kOddController);
  const std::string profile = write_odd_profile("[/usr/bin/python3, " + folder_.path("odd.py") +
                                                ", '${listen.http}', '${api.url}', '${api.token}', '${api.ca}']");
  const ProgramEnd end = run({"doctor", "-c", profile});
  EXPECT_EQ(end.exit_code, 1) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("reference 7.1 (mode default, "));
  EXPECT_THAT(end.out, ContainsRegex("\nready +[0-9.]+ m?s after its start\nfirst route +no\n"));
  EXPECT_THAT(end.out, HasSubstr("\nproblem      it serves no route: "));
  EXPECT_THAT(end.out, HasSubstr("\n  | listening\n"));
  EXPECT_THAT(end.out,
              ContainsRegex("\nasked for and not served:\n"
                            "  404  GET /apis/example.com/v1/widgets +once\n"
                            "  415  PUT /apis/coordination.k8s.io/v1/.*/leases/me +application/x-new +once\n"));
  EXPECT_THAT(end.out, ContainsRegex("\nnot there:\n  404  GET /api/v1/namespaces/default/pods/missing +once\n"));
}

TEST_F(Doctor, AControllerThatEndsIsQuoted) {
  const std::string profile = write_odd_profile("[/bin/sh, -c, 'echo no way; exit 7', x, '${listen.http}']");
  const ProgramEnd end = run({"doctor", "-c", profile});
  EXPECT_EQ(end.exit_code, 3) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("\nready        no\nfirst route  no\n"));
  EXPECT_THAT(end.out, ContainsRegex("\nproblem +.*'sh' ended before it was ready, .*exit code 7\n  \\| no way\n"));
}

TEST_F(Doctor, KeepLeavesTheLogAndNothingOfTheUsersIsRemoved) {
  folder_.write("mine/notes.txt", "mine");
  const ProgramEnd end = run({"doctor", "-c", "reference", "-o", "mine", "--keep"});
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_EQ(end.err, "kept: mine/controllers\n");
  EXPECT_TRUE(std::filesystem::exists(folder_.path("mine/controllers/controller-0/controller.log")));
  EXPECT_EQ(run({"doctor", "-c", "reference", "-o", "mine"}).exit_code, 0);
  EXPECT_FALSE(std::filesystem::exists(folder_.path("mine/controllers")));
  EXPECT_TRUE(std::filesystem::exists(folder_.path("mine/notes.txt")));
}

TEST_F(Doctor, WrongInputIsSaid) {
  EXPECT_EQ(run({"doctor"}).exit_code, 2);
  EXPECT_THAT(run({"doctor"}).err, HasSubstr("--controller: which one?"));
  EXPECT_EQ(run({"doctor", "-c", "nobody"}).exit_code, 2);
  EXPECT_EQ(run({"doctor", "-c", "reference", "--mode", "none"}).exit_code, 2);
  EXPECT_THAT(run({"doctor", "--help"}).out, HasSubstr("gauntlet doctor -c reference"));
}

}  // namespace
}  // namespace gauntlet::selftest
