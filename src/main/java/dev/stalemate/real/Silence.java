package dev.stalemate.real;

import dev.stalemate.real.line.LogLine;
import dev.stalemate.real.line.Problem;
import dev.stalemate.real.line.Problems;
import dev.stalemate.real.map.LinuxMap;
import dev.stalemate.real.map.LogContent;
import dev.stalemate.real.map.Recording;
import dev.stalemate.real.map.Switch;
import org.jspecify.annotations.Nullable;

/** Says why a recording shows no registers. */
final class Silence {
    private Silence() {}

    /**
     * Adds a problem where there are no registers although the MTRRs may be enabled.
     *
     * @param oneOfSeveral whether the file holds more recordings
     * @param firstText the first line of the file, where this is its first recording
     */
    static void explain(Recording recording, boolean oneOfSeveral, @Nullable LogLine firstText) {
        LogContent content = recording.content();
        if (!content.registers().isEmpty() || content.facts().enabled() == Switch.OFF) {
            return;
        }
        Problems problems = recording.problems();
        LinuxMap.Summary summary = content.linux().map().summary();
        LogLine why = content.linux().silence();
        if (summary != null) {
            problems.add(
                    summary.line().number(),
                    "this kernel's log does not show the MTRRs' contents"
                            + (content.linux().map().listed()
                                    ? ", only the map that Linux made of them; the default type, which its gaps have, is not in the log"
                                    : ": " + Problem.quote(summary.line().text())));
        } else if (why != null) {
            problems.add(
                    why.number(), "this kernel's log does not show the MTRRs' contents: " + Problem.quote(why.text()));
        } else if (oneOfSeveral) {
            problems.add(recording.line(), "no line of this recording shows the MTRRs");
        } else if (firstText == null) {
            problems.add(1, "the file is empty: neither a boot log nor a /proc/mtrr");
        } else if (!recording.isEmpty() || firstText.stamped()) {
            problems.add(firstText.number(), "no line of this file shows the MTRRs");
        } else {
            problems.add(
                    firstText.number(),
                    "neither a boot log that shows the MTRRs nor a /proc/mtrr: " + Problem.quote(firstText.text()));
        }
    }
}
