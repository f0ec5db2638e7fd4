package dev.stalemate.lab.judge;

import com.google.common.collect.ImmutableMap;
import dev.stalemate.systems.kvm.KvmVersion;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a machine of the lab said of itself before all scenarios.
 *
 * @param facts such as {@code kernel}, {@code version} and {@code maxphyaddr}, with what it said
 */
public record RealKernel(ImmutableMap<String, String> facts) {
    static final String KERNEL = "kernel";
    private static final String VERSION = "version";
    static final String MAXPHYADDR = "maxphyaddr";

    /** The version that Debian gives its kernel, as in {@code #1 SMP PREEMPT_DYNAMIC Debian 6.1.192-1 (2026-11-02)}. */
    private static final Pattern DEBIAN =
            Pattern.compile("(?:.*\\s)?([0-9]+\\.[0-9]+\\.[0-9]+)(?:[-+~(].*)?", Pattern.DOTALL);

    private static final Pattern NUMBERS = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4})\\.([0-9]{1,4})");

    /** How many patches before a kernel that was not compared with the model one is looked for that was. */
    private static final int MOST_BEFORE = 200;

    /** The facts of a machine. */
    public static RealKernel of(Map<String, String> facts) {
        return new RealKernel(ImmutableMap.copyOf(facts));
    }

    /** The release, such as 6.1.192: by Debian's version if it is told, else as uname has it. */
    public String release() {
        for (String word : fact(VERSION).split(" ", -1)) {
            Matcher debian = DEBIAN.matcher(word);
            if (debian.matches()) {
                return debian.group(1);
            }
        }
        return fact(KERNEL);
    }

    /** The host's MAXPHYADDR in bits; 36 if it is not told. */
    public int maxPhyAddr() {
        String text = fact(MAXPHYADDR);
        return text.matches("[0-9]{1,2}") ? Integer.parseInt(text) : 36;
    }

    /** Whether the kernel has the TDP MMU, which the model is about; so it is unless the machine says otherwise. */
    public boolean hasTdpMmu() {
        return !fact("tdp_mmu").equals("N");
    }

    private String fact(String name) {
        @Nullable String value = facts.get(name);
        return value == null ? "" : value;
    }

    /**
     * The designs of a release.
     *
     * @param designs those of the release that was compared with the kernel's code
     * @param compared that release: the kernel's own or, if it is too new, the last one before it
     */
    public record Known(KvmVersion designs, String compared) {}

    /**
     * The designs that describe it: of its own release or, where only earlier ones of its series were compared with the code, of the last of
     * these.
     *
     * @throws IllegalArgumentException if there are none
     */
    public Known known() {
        String release = release();
        try {
            return new Known(KvmVersion.of(release), release);
        } catch (IllegalArgumentException e) {
            Matcher numbers = NUMBERS.matcher(release);
            for (int before = 1; numbers.matches() && before <= MOST_BEFORE; before++) {
                int patch = Integer.parseInt(numbers.group(3)) - before;
                String earlier = numbers.group(1) + "." + numbers.group(2) + "." + patch;
                KvmVersion found = patch < 0 ? null : version(earlier);
                if (found != null) {
                    return new Known(found, earlier);
                }
            }
            throw e;
        }
    }

    private static @Nullable KvmVersion version(String release) {
        try {
            return KvmVersion.of(release);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
