#include "undertone/spectral/grid_table.hpp"

#include "undertone/base/error.hpp"
#include "undertone/spectral/grid.hpp"

namespace undertone {

Table grid_table(std::string_view path) {
    Table table = data_table(path);
    if (table.values.rows() != band_count || (table.values.col(0) - wavelengths_nm()).abs().maxCoeff() > 0)
        throw DataError("data/" + std::string(path), {}, "the wavelengths are not the engine's grid",
                        "spectra of ours are used as they stand", "give 380 to 780 nm every 5 nm, in this order");
    return table;
}

} // namespace undertone
