// Runs a fuzz target without libFuzzer, which only clang has: over its corpus, and over a number of changed copies of
// each seed that are the same on every machine. Usage: NAME FOLDER. What breaks is found again by its number.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

constexpr int kCopies = 300;
constexpr int kMostChanges = 6;

using Random = std::mt19937;  // its numbers are the same everywhere, unlike those of the distributions

std::vector<std::string> read_seeds(const char* folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<std::string> seeds;
  for (const fs::path& file : files) {
    std::ifstream input(file, std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>());
  }
  return seeds;
}

void run(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

std::size_t below(Random& random, std::size_t limit) {
  return limit == 0 ? 0 : random() % limit;
}

void change(std::string& text, const std::string& other, Random& random) {
  const std::size_t at = below(random, text.size() + 1);
  const std::size_t length = below(random, 1 + std::min<std::size_t>(text.size() - at, 24));
  switch (random() % 6) {
    case 0:
      if (at < text.size()) text[at] = static_cast<char>(random() % 256);
      return;
    case 1:
      if (at < text.size()) text[at] = static_cast<char>(text[at] ^ 1 << random() % 8);
      return;
    case 2:
      text.erase(at, length);
      return;
    case 3:
      text.insert(at, text.substr(at, length));
      return;
    case 4:
      text.insert(at, other.substr(below(random, other.size() + 1), 1 + below(random, 32)));
      return;
    default:
      text.insert(at, 1, "{}[]\",:\\%=&\n0-"[random() % 14]);
  }
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<std::string> seeds = count == 2 ? read_seeds(arguments[1]) : std::vector<std::string>();
  if (seeds.empty()) {
    std::fputs("usage: NAME FOLDER, with seeds in it\n", stderr);
    return 2;
  }
  Random random(1);
  int number = 0;
  for (const std::string& seed : seeds) {
    run(seed);
    for (int copy = 0; copy < kCopies; ++copy) {
      std::string text = seed;
      for (std::size_t left = 1 + below(random, kMostChanges); left > 0; --left) {
        change(text, seeds[below(random, seeds.size())], random);
      }
      std::fprintf(stderr, "\r%d", ++number);
      run(text);
    }
  }
  std::fprintf(stderr, "\r%d inputs\n", number + static_cast<int>(seeds.size()));
  return 0;
}
