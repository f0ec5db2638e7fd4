package dev.stalemate.real.log;

import com.google.common.collect.ImmutableMap;
import dev.stalemate.real.line.LogLine;
import dev.stalemate.real.line.Problems;
import dev.stalemate.real.line.Spaced;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Names the programs whose lines say something of memory types and are not read, so that they are not taken for damage. */
final class Foreign {
    private static final ImmutableMap<Pattern, String> PROGRAMS = ImmutableMap.of(
            Spaced.pattern("Reg Valid Write-type Base \\|\\| Mask \\|\\| Size \\|\\|"),
            "U-Boot's list of MTRRs", // cmd/x86/mtrr.c
            Spaced.pattern("MTRR: PAT 0x[0-9a-f]+, cap 0x[0-9a-f]+, default 0x[0-9a-f]+"),
            "xen-hvmctx's list of MTRRs", // tools/misc/xen-hvmctx.c of Xen
            Spaced.pattern("KiInitializeMTRR: .*"),
            "Windows' debugger");

    private final Set<String> named = new HashSet<>();
    private final Problems problems;

    Foreign(Problems problems) {
        this.problems = problems;
    }

    /** A line came that no format knows; each program is named once. */
    void offer(LogLine line) {
        for (Map.Entry<Pattern, String> program : PROGRAMS.entrySet()) {
            if (program.getKey().matcher(line.text()).matches() && named.add(program.getValue())) {
                problems.add(line.number(), "this line is of " + program.getValue() + " and is not read");
            }
        }
    }
}
