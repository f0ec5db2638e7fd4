package dev.stalemate.systems.kvm;

import dev.stalemate.model.Version;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The designs of a range of Linux versions, to find the rule of a kernel's version.
 *
 * @param range the versions, for people
 * @param quirkOn as KVM is unless its user disables quirks
 * @param quirkOff with the quirk disabled that concerns memory types
 * @param quirk that quirk, as a bit of KVM_CAP_DISABLE_QUIRKS2
 */
public record KvmVersion(String range, KvmDesign quirkOn, KvmDesign quirkOff, long quirk) {
    /** KVM_X86_QUIRK_CD_NW_CLEARED. */
    public static final long CD_NW_CLEARED = 1L << 1;

    /** KVM_X86_QUIRK_IGNORE_GUEST_PAT. */
    public static final long IGNORE_GUEST_PAT = 1L << 9;

    /** All that there are, the oldest first. */
    public static final List<KvmVersion> ALL = List.of(
            new KvmVersion("Linux 4.9 to 4.15", KvmDesigns.LINUX_4_9, KvmDesigns.LINUX_4_9_NO_QUIRK, CD_NW_CLEARED),
            new KvmVersion("Linux 4.16 to 5.1", KvmDesigns.LINUX_4_16, KvmDesigns.LINUX_4_16_NO_QUIRK, CD_NW_CLEARED),
            new KvmVersion("Linux 5.2 to 5.14", KvmDesigns.LINUX_5_2, KvmDesigns.LINUX_5_2_NO_QUIRK, CD_NW_CLEARED),
            new KvmVersion("Linux 5.15 to 5.17", KvmDesigns.LINUX_5_15, KvmDesigns.LINUX_5_15_NO_QUIRK, CD_NW_CLEARED),
            new KvmVersion("Linux 5.18 and 5.19", KvmDesigns.LINUX_5_18, KvmDesigns.LINUX_5_18_NO_QUIRK, CD_NW_CLEARED),
            new KvmVersion("Linux 6.0 and 6.1", KvmDesigns.LINUX_6_0, KvmDesigns.LINUX_6_0_NO_QUIRK, CD_NW_CLEARED),
            new KvmVersion("Linux 6.2 to 6.6", KvmDesigns.LINUX_6_2, KvmDesigns.LINUX_6_2_NO_QUIRK, CD_NW_CLEARED),
            new KvmVersion("Linux 6.7 to 6.10", KvmDesigns.LINUX_6_7, KvmDesigns.LINUX_6_7_NO_QUIRK, CD_NW_CLEARED),
            new KvmVersion("Linux 6.11, of 6.12 up to 6.12.77", KvmDesigns.LINUX_6_11, KvmDesigns.LINUX_6_11, 0),
            new KvmVersion(
                    "Linux 6.12 from 6.12.78",
                    KvmDesigns.LINUX_6_12_78,
                    KvmDesigns.LINUX_6_12_78_NO_QUIRK,
                    IGNORE_GUEST_PAT),
            new KvmVersion("Linux 6.13 to 6.15", KvmDesigns.LINUX_6_13, KvmDesigns.LINUX_6_13, 0),
            new KvmVersion("Linux 6.16 on", KvmDesigns.LINUX_6_16, KvmDesigns.LINUX_6_16_NO_QUIRK, IGNORE_GUEST_PAT));

    /** A kernel's version as uname prints it, such as 6.1, v6.12.43 or 6.1.0-56-amd64. */
    private static final Pattern NUMBER = Pattern.compile(
            "(?:linux-|v)?([0-9]{1,4}\\.[0-9]{1,4}(?:\\.[0-9]{1,4})?(?:-rc[0-9]{1,3})?)(?![0-9]).*", Pattern.DOTALL);

    /** A distribution's own number, as in 6.1.0-56-amd64: the 0 is not a stable release, so only the series is known. */
    private static final Pattern DISTRIBUTION = Pattern.compile("([0-9]+\\.[0-9]+)\\.0(-[0-9].*)");

    private static final String NO_QUIRK = "-no-quirk";

    /**
     * The designs of a version, such as {@code 6.1} or {@code 6.12.107-amd64}; with {@code -no-quirk} at its end, the one for a VMM that
     * disables the quirk from the start. The table of releases decides, see {@link KvmSystem#releases}. Of a distribution's kernel, such as
     * {@code 6.1.0-56-amd64}, only the series is known.
     *
     * @throws IllegalArgumentException if it names no version, one that was not compared, or a series of several designs
     */
    public static KvmVersion of(String version) {
        Matcher number = NUMBER.matcher(DISTRIBUTION.matcher(version).replaceFirst("$1$2"));
        if (!number.matches()) {
            throw new IllegalArgumentException("no KVM version '" + version + "'; there are "
                    + String.join(", ", ALL.stream().map(KvmVersion::range).toList())
                    + " (as in 6.1, 6.12.107 or 6.1-no-quirk)");
        }
        String design = KvmReleases.ALL.design("linux", Version.of(number.group(1)), "");
        KvmVersion found = ALL.stream()
                .filter(v -> v.quirkOn.name().equals(design))
                .findFirst()
                .orElseThrow();
        return version.endsWith(NO_QUIRK)
                ? new KvmVersion(found.range + ", quirk off", found.quirkOff, found.quirkOff, 0)
                : found;
    }

    /** The design that is at work when these quirks are disabled. */
    public KvmDesign design(long disabledQuirks) {
        return (disabledQuirks & quirk) == 0 ? quirkOn : quirkOff;
    }
}
