package dev.stalemate.lab.machine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A kernel that the lab runs: Debian's own packages of it, unchanged. */
public enum DebianKernel {
    /** Its KVM has guest MTRRs (see the design linux-6.0). */
    KVM_6_1("kvm-6.1", "6.1.0-57", "6\\.1\\.0-([0-9]+)", 41, "linux-kbuild-6.1"),
    /** Its KVM has none any more. */
    KVM_6_12("kvm-6.12", "6.12.117+deb12", "6\\.12\\.([0-9]+)\\+deb12", 51, "linux-kbuild-6.12.117+deb12");

    private static final String FLAVOUR = "-cloud-amd64";

    private final String label;
    private final String pinned;
    private final Pattern series;
    private final int megabytes;
    private final String kbuild;

    DebianKernel(String label, String pinned, String series, int megabytes, String kbuild) {
        this.label = label;
        this.pinned = pinned;
        this.series = Pattern.compile(series);
        this.megabytes = megabytes;
        this.kbuild = kbuild;
    }

    /** As commands name it. */
    public String label() {
        return label;
    }

    /** What its packages come to, in megabytes, for a machine that can't ask the archive. */
    int megabytes() {
        return megabytes;
    }

    /** The version that the lab was tried with, as Debian's package names have it. */
    String pinned() {
        return pinned;
    }

    /**
     * The version to take: the pinned one, or if the archive has it no longer, the next one of its series; empty if it has none.
     *
     * @param packages names of packages that the archive has
     */
    String choose(List<String> packages) {
        List<String> versions = new ArrayList<>();
        for (String name : packages) {
            String version = name.replace("linux-image-", "").replace(FLAVOUR, "");
            if (name.equals(image(version)) && series.matcher(version).matches()) {
                versions.add(version);
            }
        }
        if (versions.contains(pinned)) {
            return pinned;
        }
        versions.sort(Comparator.comparingInt(this::number));
        return versions.stream()
                .filter(v -> number(v) > number(pinned))
                .findFirst()
                .orElse(versions.isEmpty() ? "" : versions.get(versions.size() - 1));
    }

    private int number(String version) {
        Matcher matcher = series.matcher(version);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    /** The package with the kernel and its modules. */
    static String image(String version) {
        return "linux-image-" + version + FLAVOUR;
    }

    /** As the kernel names itself. */
    static String release(String version) {
        return version + FLAVOUR;
    }

    /** The package with the kernel's sources, which only a patched KVM takes. */
    String sources() {
        return "linux-source-" + label.substring(label.indexOf('-') + 1);
    }

    /** The packages that an image is made of. */
    List<String> packages(String version) {
        return List.of(
                image(version),
                "linux-headers-" + release(version),
                "linux-headers-" + version + "-common",
                kbuild.replace(pinned, version));
    }
}
