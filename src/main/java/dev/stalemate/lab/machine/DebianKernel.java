package dev.stalemate.lab.machine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the lab runs: Debian's own packages of a kernel, unchanged. */
public enum DebianKernel {
    /** Its KVM has guest MTRRs (see the design linux-6.0). */
    KVM_6_1("kvm-6.1", "6.1.0-57", "6\\.1\\.0-([0-9]+)", "-cloud-amd64", 41, 768, 30),
    /** Its KVM has none any more. */
    KVM_6_12("kvm-6.12", "6.12.117+deb12", "6\\.12\\.([0-9]+)\\+deb12", "-cloud-amd64", 51, 768, 30),
    /** Xen; the kernel is dom0's. The packages for clouds have none that can be dom0. */
    XEN_4_17("xen-4.17", "6.1.0-57", "6\\.1\\.0-([0-9]+)", "-amd64", 80, 768, 60);

    /** The package of Xen itself; its name has no version, so that it is the newest one. */
    static final String HYPERVISOR = "xen-hypervisor-4.17-amd64";

    private final String label;
    private final String pinned;
    private final Pattern series;
    private final String flavour;
    private final int megabytes;
    private final int memory;
    private final int speed;

    DebianKernel(String label, String pinned, String series, String flavour, int megabytes, int memory, int speed) {
        this.label = label;
        this.pinned = pinned;
        this.series = Pattern.compile(series);
        this.flavour = flavour;
        this.megabytes = megabytes;
        this.memory = memory;
        this.speed = speed;
    }

    /** As commands name it. */
    public String label() {
        return label;
    }

    /** Whether it is Xen, and not a KVM. */
    public boolean isXen() {
        return this == XEN_4_17;
    }

    /** What its packages come to, in megabytes, for a machine that can't ask the archive. */
    int megabytes() {
        return megabytes;
    }

    /** The emulated machine's memory, in MiB: with 512 or less Linux has no transparent huge pages. */
    int memory() {
        return memory;
    }

    /** How many million instructions the emulated machine's clock takes for a second. */
    int speed() {
        return speed;
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
            Matcher matcher = Pattern.compile("linux-image-(" + series.pattern() + ")" + Pattern.quote(flavour))
                    .matcher(name);
            if (matcher.matches()) {
                versions.add(matcher.group(1));
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

    /** As the kernel names itself. */
    String release(String version) {
        return version + flavour;
    }

    /** The package with the kernel's sources, which only a patched KVM takes. */
    String sources() {
        return "linux-source-" + label.substring(label.indexOf('-') + 1);
    }

    /** The packages that an image is made of. */
    List<String> packages(String version) {
        String image = "linux-image-" + release(version);
        if (isXen()) {
            return List.of(HYPERVISOR, "libxen-dev", "busybox-static", image);
        }
        // Of 6.1 all versions share a package of tools to build with.
        String tools = this == KVM_6_1 ? "6.1" : version;
        return List.of(
                image,
                "linux-headers-" + release(version),
                "linux-headers-" + version + "-common",
                "linux-kbuild-" + tools);
    }
}
