package dev.stalemate.real.log;

import com.google.common.collect.ImmutableList;
import dev.stalemate.real.line.LogLine;
import dev.stalemate.real.line.Spaced;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what Linux says of itself and of the machine that bears on how its other lines are to be read. */
final class MachineReader implements LineReader {
    /** Linux since 2.6.31 warns of masks that don't reach the top (generic_get_mtrr); 2.6.24 does not, some between do. */
    private static final int[] WARNS = {2, 6, 31};

    private static final Pattern VERSION = Spaced.pattern("Linux version (\\d{1,3})\\.(\\d{1,3})(?:\\.(\\d{1,3}))?.*");
    private static final Pattern XEN = Spaced.pattern("Xen version \\d.*");
    private static final Pattern HYPERVISOR = Spaced.pattern(
            "Hypervisor detected: .*|Booting paravirtualized kernel on (?!bare hardware).*|kvm-clock: Using msrs .*"
                    + "|DMI: .*\\b(?:QEMU|VirtualBox|VMware|Bochs|HVM domU|KVM|Virtual Machine)\\b.*");
    private static final ImmutableList<Pattern> KINDS = ImmutableList.of(VERSION, XEN, HYPERVISOR);

    private @Nullable LogLine hypervisor;
    private boolean xen;
    private int @Nullable [] version;
    private int @Nullable [] nextVersion;
    private boolean booted;

    @Override
    public Fit fit(String text) {
        return KINDS.stream().anyMatch(kind -> kind.matcher(text).matches()) ? Fit.WHOLE : Fit.NONE;
    }

    @Override
    public void read(LogLine line, Fit fit) {
        Matcher words = VERSION.matcher(line.text());
        if (words.matches()) {
            int[] read = {number(words, 1), number(words, 2), number(words, 3)};
            nextVersion = read;
            version = booted && version != null ? version : read;
        } else if (XEN.matcher(line.text()).matches()) {
            xen = true;
        } else {
            hypervisor = hypervisor == null ? line : hypervisor;
        }
    }

    private static int number(Matcher words, int group) {
        return words.group(group) == null ? 0 : Integer.parseInt(words.group(group));
    }

    /** The memory map of this boot is there: another version is of another boot, or was asked for later. */
    void booted() {
        booted = true;
    }

    /** Another boot starts, whose version the one before took for a later line of its own. */
    void follows(MachineReader before) {
        version = before.nextVersion;
    }

    /** The line that shows that this is a virtual machine, if any. */
    @Nullable
    LogLine hypervisor() {
        return hypervisor;
    }

    /** Whether this kernel may be one that doesn't warn of masks that are too short. */
    boolean maybeSilent() {
        int[] known = version;
        return xen || (known != null && Arrays.compare(known, WARNS) < 0);
    }
}
