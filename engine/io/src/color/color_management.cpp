#include "undertone/io/color_management.hpp"

#include "lcms.hpp"
#include "undertone/base/error.hpp"
#include "undertone/base/input_file.hpp"
#include "undertone/base/stop.hpp"
#include "undertone/io/icc.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstring>

namespace undertone {

using io_detail::Context;
using io_detail::Profile;
using io_detail::Transform;

namespace {

Profile open_profile(const Context& context, std::span<const std::uint8_t> bytes) {
    if (bytes.size() > input_kinds::profile.most_bytes)
        throw DataError("profile", {}, fmt::format("{} bytes are too many for an ICC profile", bytes.size()),
                        std::string(input_kinds::profile.why_small),
                        "give a .icc or .icm file, or the picture that holds one");
    Profile profile(cmsOpenProfileFromMemTHR(context.get(), bytes.data(), static_cast<cmsUInt32Number>(bytes.size())));
    if (!profile)
        throw DataError("profile", {}, "these bytes are not an ICC profile", "colours have no meaning without one",
                        "give a .icc or .icm file, or the picture that holds one");
    return profile;
}

cmsUInt32Number lcms_intent(RenderingIntent intent) { return static_cast<cmsUInt32Number>(intent); } // the ICC's own order

cmsUInt32Number lcms_flags(const IccOptions& options) {
    return cmsFLAGS_NOCACHE | cmsFLAGS_NOOPTIMIZE |
           (options.black_point_compensation ? cmsFLAGS_BLACKPOINTCOMPENSATION : 0u);
}

// A broken profile holds any 32 bits where its class and its space should be, and those are no values of Little CMS's enumerations.
cmsUInt32Number space_of(cmsHPROFILE profile) { return static_cast<cmsUInt32Number>(cmsGetColorSpace(profile)); }
cmsUInt32Number class_of(cmsHPROFILE profile) { return static_cast<cmsUInt32Number>(cmsGetDeviceClass(profile)); }

int channels_of(cmsHPROFILE profile) { return static_cast<int>(cmsChannelsOf(cmsGetColorSpace(profile))); }

/// Little CMS takes ink as percent and the rest as 0-1.
double device_scale(cmsHPROFILE profile) {
    const cmsUInt32Number space = space_of(profile);
    return space == cmsSigCmykData || space == cmsSigCmyData ? 100 : 1;
}

std::string four_letters(cmsUInt32Number signature) {
    std::string text;
    for (int shift = 24; shift >= 0; shift -= 8) { // anything may stand in a broken profile
        const auto letter = static_cast<char>((signature >> shift) & 0xFF);
        text += letter >= ' ' && letter < 127 ? letter : '?';
    }
    while (text.ends_with(' ')) text.pop_back();
    return text;
}

std::string class_name(cmsUInt32Number device_class) {
    switch (device_class) {
    case cmsSigInputClass: return "input";
    case cmsSigDisplayClass: return "display";
    case cmsSigOutputClass: return "output";
    case cmsSigLinkClass: return "device link";
    case cmsSigAbstractClass: return "abstract";
    case cmsSigColorSpaceClass: return "colour space";
    case cmsSigNamedColorClass: return "named colour";
    default: return "other";
    }
}

/// A transform between a device and Lab, whichever way.
struct DeviceTransform {
    Context context;
    Profile device, lab_space;
    Transform transform;
    int channels = 0;
    double scale = 1;

    DeviceTransform(std::span<const std::uint8_t> bytes, const IccOptions& options, bool to_lab)
        : device(open_profile(context, bytes)),
          lab_space(context.check(cmsCreateLab4ProfileTHR(context.get(), nullptr), "making the Lab profile")) {
        channels = channels_of(device.get());
        scale = device_scale(device.get());
        const cmsUInt32Number device_class = class_of(device.get());
        const bool of_a_device = device_class == cmsSigInputClass || device_class == cmsSigDisplayClass ||
                                 device_class == cmsSigOutputClass || device_class == cmsSigColorSpaceClass;
        const cmsUInt32Number format = cmsFormatterForColorspaceOfProfile(device.get(), 0, TRUE);
        if (of_a_device && channels >= 1 && channels <= 15)
            transform =
                Transform(to_lab ? cmsCreateTransformTHR(context.get(), device.get(), format, lab_space.get(), TYPE_Lab_DBL,
                                                         lcms_intent(options.intent), lcms_flags(options))
                                 : cmsCreateTransformTHR(context.get(), lab_space.get(), TYPE_Lab_DBL, device.get(), format,
                                                         lcms_intent(options.intent), lcms_flags(options)));
        if (!transform)
            throw DomainError(
                "profile",
                fmt::format("of class \"{}\", {}", class_name(device_class), four_letters(space_of(device.get()))),
                to_lab ? "a profile that leads from a device to Lab" : "a profile that leads from Lab to a device",
                "use the profile of a display, a printer, a camera or a scanner");
    }
};

constexpr std::size_t block = 1024;  // colours converted at a time
constexpr double farthest_lab = 1e6; // beyond, Little CMS gives numbers that are none

} // namespace

struct DeviceToLab::State : DeviceTransform {
    using DeviceTransform::DeviceTransform;
};
struct LabToDevice::State : DeviceTransform {
    using DeviceTransform::DeviceTransform;
};

const char* explanation(RenderingIntent intent) {
    switch (intent) {
    case RenderingIntent::perceptual:
        return "Perceptual: the whole gamut is squeezed so that photographs look natural; no colour stays exact.";
    case RenderingIntent::relative_colorimetric:
        return "Relative colorimetric: white becomes the device's white, colours in gamut stay exact, the others go to the "
               "nearest edge.";
    case RenderingIntent::saturation: return "Saturation: colours are kept vivid for charts; do not judge a match by it.";
    case RenderingIntent::absolute_colorimetric: break;
    }
    return "Absolute colorimetric: colours keep their measured values and paper stays as yellow as it is; for proofs and "
           "measurements.";
}

const char* black_point_explanation(bool compensation) {
    return compensation ? "With black-point compensation the darkest black of one device becomes that of the other, so "
                          "shadows keep their detail."
                        : "Without black-point compensation blacks keep their values and those a device cannot reach become "
                          "one black.";
}

IccInfo icc_info(std::span<const std::uint8_t> bytes) {
    const Context context;
    const Profile profile = open_profile(context, bytes);
    IccInfo info;
    info.description = icc_description(bytes);
    info.color_space = four_letters(space_of(profile.get()));
    info.device_class = class_name(class_of(profile.get()));
    info.version = cmsGetProfileVersion(profile.get());
    info.channels = channels_of(profile.get());
    const bool device = info.device_class == "input" || info.device_class == "display" || info.device_class == "output" ||
                        info.device_class == "colour space";
    info.to_lab =
        device && (cmsIsMatrixShaper(profile.get()) ||
                   cmsIsIntentSupported(profile.get(), INTENT_PERCEPTUAL, LCMS_USED_AS_INPUT) || info.color_space == "GRAY");
    info.from_lab = device && (cmsIsMatrixShaper(profile.get()) ||
                               cmsIsIntentSupported(profile.get(), INTENT_PERCEPTUAL, LCMS_USED_AS_OUTPUT) ||
                               info.color_space == "GRAY");
    return info;
}

DeviceToLab::DeviceToLab(std::span<const std::uint8_t> profile, const IccOptions& options)
    : state_(std::make_unique<State>(profile, options, true)) {}
DeviceToLab::~DeviceToLab() = default;
DeviceToLab::DeviceToLab(DeviceToLab&&) noexcept = default;
DeviceToLab& DeviceToLab::operator=(DeviceToLab&&) noexcept = default;

int DeviceToLab::channels() const { return state_->channels; }

namespace {

/// Colours of a device, block by block: no second copy of a whole picture is held. `value(i)` is the device's i-th value, 0-1.
template <class Value>
std::vector<Lab> to_lab(const DeviceTransform& device, std::size_t colours, Value value) {
    const auto channels = static_cast<std::size_t>(device.channels);
    std::vector<Lab> out(colours);
    std::vector<double> in(block * channels), lab(block * 3);
    for (std::size_t start = 0; start < out.size(); start += block) {
        poll_stop();
        const std::size_t count = std::min(block, out.size() - start);
        for (std::size_t i = 0; i < count * channels; ++i) in[i] = value(start * channels + i) * device.scale;
        cmsDoTransform(device.transform.get(), in.data(), lab.data(), static_cast<cmsUInt32Number>(count));
        for (std::size_t i = 0; i < count; ++i) out[start + i] = {lab[3 * i], lab[3 * i + 1], lab[3 * i + 2]};
    }
    return out;
}

} // namespace

std::vector<Lab> DeviceToLab::lab(std::span<const double> device) const {
    const auto channels = static_cast<std::size_t>(state_->channels);
    if (device.size() % channels != 0)
        throw DomainError("device", fmt::format("{} values", device.size()), fmt::format("{} per colour", channels), "");
    return to_lab(*state_, device.size() / channels, [&](std::size_t i) { return device[i]; });
}

std::vector<Lab> DeviceToLab::lab(const Picture& picture) const {
    if (picture.channels != state_->channels)
        throw DomainError("picture", fmt::format("of {} channels", picture.channels),
                          fmt::format("{}, as its profile", state_->channels),
                          "give the profile that belongs to the picture");
    const double full = picture.full_scale();
    return to_lab(*state_, picture.samples.size() / static_cast<std::size_t>(picture.channels),
                  [&](std::size_t i) { return picture.samples[i] / full; });
}

LabToDevice::LabToDevice(std::span<const std::uint8_t> profile, const IccOptions& options)
    : state_(std::make_unique<State>(profile, options, false)) {}
LabToDevice::~LabToDevice() = default;
LabToDevice::LabToDevice(LabToDevice&&) noexcept = default;
LabToDevice& LabToDevice::operator=(LabToDevice&&) noexcept = default;

int LabToDevice::channels() const { return state_->channels; }

std::vector<double> LabToDevice::device(std::span<const Lab> lab_d50) const {
    const auto channels = static_cast<std::size_t>(state_->channels);
    std::vector<double> out(lab_d50.size() * channels), in(block * 3);
    for (std::size_t start = 0; start < lab_d50.size(); start += block) {
        poll_stop();
        const std::size_t count = std::min(block, lab_d50.size() - start);
        for (std::size_t i = 0; i < count; ++i) {
            const Lab& lab = lab_d50[start + i];
            for (const double value : {lab.l, lab.a, lab.b})
                if (!(std::abs(value) <= farthest_lab))
                    throw DomainError(fmt::format("lab[{}]", start + i),
                                      fmt::format("{:g}, {:g}, {:g}", lab.l, lab.a, lab.b),
                                      fmt::format("-{0:g} to {0:g}: a colour", farthest_lab), "");
            in[3 * i] = lab.l;
            in[3 * i + 1] = lab.a;
            in[3 * i + 2] = lab.b;
        }
        cmsDoTransform(state_->transform.get(), in.data(), &out[start * channels], static_cast<cmsUInt32Number>(count));
    }
    for (double& value : out) value /= state_->scale;
    return out;
}

std::vector<Lab> picture_lab(const Picture& picture, std::span<const std::uint8_t> profile, const IccOptions& options) {
    if (profile.empty()) profile = picture.profile;
    if (!profile.empty()) return DeviceToLab(profile, options).lab(picture);
    if (picture.channels != 3)
        throw DomainError("picture", fmt::format("of {} channels and without a profile", picture.channels),
                          "RGB (then sRGB is assumed), or a profile", "give its profile");
    return DeviceToLab(srgb_icc_profile(), options).lab(picture);
}

Picture picture_from_lab(std::span<const Lab> lab_d50, int width, int height, std::span<const std::uint8_t> profile,
                         int bits, const IccOptions& options) {
    if (width < 1 || height < 1 || static_cast<std::size_t>(width) * static_cast<std::size_t>(height) != lab_d50.size())
        throw DomainError("width, height", fmt::format("{} x {} for {} colours", width, height, lab_d50.size()),
                          "one colour per pixel", "");
    if (bits != 8 && bits != 16) throw DomainError("bits", std::to_string(bits), "8 or 16", "");
    Picture out;
    out.profile = profile.empty() ? srgb_icc_profile() : std::vector<std::uint8_t>(profile.begin(), profile.end());
    const LabToDevice transform(out.profile, options);
    if (transform.channels() != 1 && transform.channels() != 3)
        throw DomainError("profile", fmt::format("of {} channels", transform.channels()),
                          "an RGB or grey one: PNG holds no others", "soft-proof to it, and write the proof in sRGB");
    out.width = width;
    out.height = height;
    out.channels = transform.channels();
    out.bits = bits;
    const std::vector<double> device = transform.device(lab_d50);
    const double half_step = 0.5 / out.full_scale();
    std::size_t clipped = 0;
    for (std::size_t i = 0; i < device.size(); ++i) {
        if (i % static_cast<std::size_t>(out.channels) == 0) {
            const auto outside = [&](double v) { return v < -half_step || v > 1 + half_step; };
            clipped += std::any_of(device.begin() + static_cast<std::ptrdiff_t>(i),
                                   device.begin() + static_cast<std::ptrdiff_t>(i) + out.channels, outside);
        }
        out.samples.push_back(static_cast<std::uint16_t>(std::lround(std::clamp(device[i], 0.0, 1.0) * out.full_scale())));
    }
    if (clipped > 0)
        out.diagnostics.push_back(
            {Severity::warning, "out_of_gamut",
             fmt::format("{} of {} pixels lie outside the gamut of the profile and were clipped", clipped, lab_d50.size())});
    return out;
}

SoftProof soft_proof(std::span<const Lab> lab_d50, std::span<const std::uint8_t> device_profile,
                     const SoftProofOptions& options) {
    const LabToDevice there(device_profile, options.to_device);
    IccOptions back_options;
    back_options.intent =
        options.paper_white ? RenderingIntent::absolute_colorimetric : RenderingIntent::relative_colorimetric;
    const auto clipped = [](std::vector<double> device) {
        for (double& value : device) value = std::clamp(value, 0.0, 1.0);
        return device;
    };
    SoftProof out;
    out.lab = DeviceToLab(device_profile, back_options).lab(clipped(there.device(lab_d50)));
    // Which colours the device can show at all does not depend on how others are fitted in: judged colorimetrically.
    const std::vector<Lab> reached = DeviceToLab(device_profile).lab(clipped(LabToDevice(device_profile).device(lab_d50)));
    std::size_t missed = 0;
    for (std::size_t i = 0; i < lab_d50.size(); ++i) {
        out.out_of_gamut.push_back(delta_e_2000(lab_d50[i], reached[i]) > options.warn_delta_e ? 1 : 0);
        missed += out.out_of_gamut.back();
    }
    if (!lab_d50.empty()) out.share_out_of_gamut = static_cast<double>(missed) / static_cast<double>(lab_d50.size());
    return out;
}

namespace {

void describe(const Context& context, cmsHPROFILE profile, const std::string& description) {
    const auto text = [&](const std::string& value) {
        cmsMLU* mlu = cmsMLUalloc(context.get(), 1);
        cmsMLUsetWide(mlu, "en", "US", io_detail::wide_from_utf8(value).c_str());
        return std::unique_ptr<cmsMLU, void (*)(cmsMLU*)>(mlu, cmsMLUfree);
    };
    context.check(cmsWriteTag(profile, cmsSigProfileDescriptionTag, text(description).get()), "naming a profile");
    context.check(cmsWriteTag(profile, cmsSigCopyrightTag, text("No copyright, use freely").get()), "naming a profile");
}

} // namespace

std::vector<std::uint8_t> named_color_profile(const std::string& description, std::span<const NamedColor> colors) {
    if (colors.empty()) throw DomainError("colors", "empty", "at least one", "");
    const Context context;
    const Profile profile(context.check(cmsCreateProfilePlaceholder(context.get()), "making a profile"));
    cmsSetProfileVersion(profile.get(), 4.3);
    cmsSetDeviceClass(profile.get(), cmsSigNamedColorClass);
    cmsSetColorSpace(profile.get(), cmsSigRgbData);
    cmsSetPCS(profile.get(), cmsSigLabData);
    describe(context, profile.get(), description);
    context.check(cmsWriteTag(profile.get(), cmsSigMediaWhitePointTag, cmsD50_XYZ()), "setting the white of a profile");
    const std::unique_ptr<cmsNAMEDCOLORLIST, void (*)(cmsNAMEDCOLORLIST*)> list(
        cmsAllocNamedColorList(context.get(), static_cast<cmsUInt32Number>(colors.size()), 3, "", ""),
        cmsFreeNamedColorList);
    context.check(list.get(), "making a list of colours");
    const LabToDevice to_srgb(srgb_icc_profile());
    for (const NamedColor& color : colors) {
        const bool ascii = std::all_of(color.name.begin(), color.name.end(), [](char c) { return c >= ' ' && c < 127; });
        if (color.name.empty() || color.name.size() > 31 || !ascii)
            throw DomainError("colors", "\"" + color.name + "\"", "names of 1 to 31 ASCII characters (the ICC's limit)",
                              "shorten the name");
        const cmsCIELab lab = {color.lab_d50.l, color.lab_d50.a, color.lab_d50.b};
        cmsUInt16Number pcs[3], device[cmsMAXCHANNELS] = {};
        cmsFloat2LabEncodedV2(pcs, &lab); // the type keeps the older encoding in version 4 too
        const std::vector<double> rgb = to_srgb.device(std::span(&color.lab_d50, 1));
        for (std::size_t k = 0; k < 3; ++k)
            device[k] = static_cast<cmsUInt16Number>(std::lround(65535 * std::clamp(rgb[k], 0.0, 1.0)));
        context.check(cmsAppendNamedColor(list.get(), color.name.c_str(), pcs, device), "adding a colour");
    }
    context.check(cmsWriteTag(profile.get(), cmsSigNamedColor2Tag, list.get()), "writing the colours");
    return io_detail::profile_bytes(context, profile.get());
}

std::vector<std::uint8_t> matrix_profile(const std::string& description, const double (&primaries_xy)[3][2],
                                         const double (&white_xy)[2], double gamma) {
    const Context context;
    const cmsCIExyY white = {white_xy[0], white_xy[1], 1};
    const cmsCIExyYTRIPLE primaries = {{primaries_xy[0][0], primaries_xy[0][1], 1},
                                       {primaries_xy[1][0], primaries_xy[1][1], 1},
                                       {primaries_xy[2][0], primaries_xy[2][1], 1}};
    const std::unique_ptr<cmsToneCurve, void (*)(cmsToneCurve*)> curve(cmsBuildGamma(context.get(), gamma),
                                                                       cmsFreeToneCurve);
    context.check(curve.get(), "making a tone curve");
    cmsToneCurve* curves[3] = {curve.get(), curve.get(), curve.get()};
    const Profile profile(
        context.check(cmsCreateRGBProfileTHR(context.get(), &white, &primaries, curves), "making a profile"));
    describe(context, profile.get(), description);
    return io_detail::profile_bytes(context, profile.get());
}

} // namespace undertone
