package dev.stalemate.patch.open;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.stalemate.patch.c.CKit;
import dev.stalemate.patch.c.CProgram;
import dev.stalemate.systems.kvm.KvmVersion;
import java.util.List;
import java.util.stream.Stream;

/** What the tool adds to a C file, by the system. */
final class Kits {
    private static final String KVM_HOST = "linux/kvm_host.h";

    private Kits() {}

    /**
     * Of a system.
     *
     * @param base the name of the design that a file changes
     * @throws IllegalArgumentException if no design of the system can be written in C
     */
    static CKit of(String system, String base) {
        return switch (system) {
            case "kvm" -> kvm(disabledQuirks(base));
            case "xen-ept" -> kit(system, "xen", List.of(), List.of(), "", List.of(), List.of());
            // The compiler tells of each access to memory that vCPUs may share.
            case "zap-list", "ioreq-mapcache" ->
                kit(
                        system,
                        system,
                        List.of("harness-steps.h"),
                        List.of("harness-steps.c", "machine-steps.c"),
                        "",
                        List.of(),
                        List.of("-fsanitize=thread"));
            default ->
                throw new IllegalArgumentException("a design of " + system
                        + " can't be written in C; one of kvm, xen-ept, zap-list or ioreq-mapcache can");
        };
    }

    private static CKit kvm(String quirks) {
        List<String> kernels = Stream.of(KVM_HOST, "asm/mtrr.h", "cpuid.h", "mmu.h", "x86.h")
                .map(header -> CProgram.SOURCE_HEADERS + "/" + header)
                .toList();
        return kit("kvm", "kvm", kernels, List.of("machine-kvm.c"), KVM_HOST, List.of(quirks), List.of());
    }

    private static CKit kit(
            String system,
            String stem,
            List<String> moreHeaders,
            List<String> moreSources,
            String sourceHeader,
            List<String> macros,
            List<String> flags) {
        return new CKit(
                system,
                stem + ".h",
                ImmutableList.<String>builder()
                        .add("stalemate.h", "harness.h", stem + ".h", stem + "-functions.h", "harness-" + stem + ".h")
                        .addAll(moreHeaders)
                        .build(),
                ImmutableList.<String>builder()
                        .add("harness.c", "harness-" + stem + ".c", stem + "-offers.c")
                        .addAll(moreSources)
                        .build(),
                Templates.functions(system).stream()
                        .map(Templates.Function::name)
                        .collect(ImmutableSet.toImmutableSet()),
                sourceHeader,
                ImmutableList.copyOf(macros),
                ImmutableList.copyOf(flags));
    }

    /** What kvm_check_has_quirk() says: a release with a quirk disabled is a base of its own. */
    private static String disabledQuirks(String base) {
        long quirks = KvmVersion.ALL.stream()
                .filter(version -> version.quirkOff().name().equals(base))
                .mapToLong(KvmVersion::quirk)
                .sum();
        return "STALEMATE_DISABLED_QUIRKS=" + quirks;
    }
}
