// A reading as a spreadsheet saves it, with decimal commas: recognised by content, checked, and said how.
#include <undertone/io/check.hpp>
#include <undertone/io/read_measurements.hpp>

#include <cstdio>
#include <string>

int main() {
    using namespace undertone;

    std::string text = "# geometry: 8/d SCI\nwavelength_nm;first;second;third\n";
    for (int nm = 400; nm <= 700; nm += 10)
        text += std::to_string(nm) + ";0,2" + std::to_string(nm) + ";0,2" + std::to_string(nm + 3) + ";0,2" +
                std::to_string(nm + 1) + "\n";
    const std::vector<Measurement> readings = parse_measurements(text, "skin.csv");
    const CheckReport report = check_measurements(readings);

    std::printf("%zu readings, %s, %s\n", readings.size(), readings[0].geometry.c_str(), report.verdict().c_str());
    for (const Diagnostic& one : report.measurements[0].findings)
        std::printf("%s: %s\n", one.code.c_str(), one.message.c_str());
    return readings.size() == 3 && report.worst() != Severity::error ? 0 : 1;
}
