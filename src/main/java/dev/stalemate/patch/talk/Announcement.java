package dev.stalemate.patch.talk;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import dev.stalemate.text.Visible;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a program says of the design that it plays.
 *
 * @param calls the calls that it answers; all others are its base's
 * @param functions of the calls that the program names a function for: its name, without brackets
 * @param keeps what the design keeps from event to event
 * @param mtrrCopies how many copies of the MTRRs the design keeps per VM, from 0
 * @param onDemand whether a question about a vCPU has only that vCPU at first, and all of them if the answer is {@code more}: what a program
 *     was not sent can't matter to its answer, which is remembered for all machines that differ only there
 */
public record Announcement(
        ImmutableSet<String> calls,
        ImmutableMap<String, String> functions,
        ImmutableList<Keeps> keeps,
        int mtrrCopies,
        boolean onDemand) {
    private static final Pattern CALL = Pattern.compile("([a-z0-9-]{1,32})(?::([A-Za-z_][A-Za-z0-9_]{0,63}))?");
    private static final Pattern KEEPS = Pattern.compile("(vm|vcpu|gfn)\\.([A-Za-z][A-Za-z0-9_-]{0,31}):([0-9]{1,5})");
    private static final Splitter WORDS = Splitter.on(' ').omitEmptyStrings();
    private static final Splitter LIST = Splitter.on(',').omitEmptyStrings();
    private static final int MOST_BOUND = 1 << 16;
    private static final int MOST_KEPT = 16;
    private static final int MOST_COPIES = 4;
    private static final int SHOWN = 200;

    /**
     * A number that the design keeps.
     *
     * @param per {@code vm}, {@code vcpu} or {@code gfn}: for which of them there is one
     * @param bound how many values it has, from 2: they begin at 0
     */
    public record Keeps(String per, String name, int bound) {}

    /**
     * Reads an answer such as {@code ok calls=leaf,msr-written keeps=vm.dirty:2 mtrr-copies=1}.
     *
     * @param known the calls that a system has
     * @throws IllegalArgumentException if it is none, or names a call that the system does not have
     */
    static Announcement of(String line, ImmutableSet<String> known) {
        Map<String, String> calls = new LinkedHashMap<>();
        ImmutableList.Builder<Keeps> keeps = ImmutableList.builder();
        int copies = 0;
        boolean onDemand = false;
        boolean first = true;
        for (String word : WORDS.split(line)) {
            if (first) {
                first = false;
                check(word.equals("ok"), "the answer to the first question begins with ok", line);
            } else if (word.startsWith("calls=")) {
                for (String item : LIST.split(word.substring("calls=".length()))) {
                    Matcher call = CALL.matcher(item);
                    check(call.matches(), "a call looks like leaf or leaf:vmx_get_mt_mask", item);
                    calls.put(call.group(1), Objects.requireNonNullElse(call.group(2), ""));
                }
            } else if (word.startsWith("keeps=")) {
                LIST.split(word.substring("keeps=".length())).forEach(item -> keeps.add(keeps(item)));
            } else if (word.matches("mtrr-copies=[0-9]")) {
                copies = word.charAt(word.length() - 1) - '0';
            } else if (word.equals("vcpus=on-demand")) {
                onDemand = true;
            } else {
                check(
                        false,
                        "the answer to the first question has calls=, keeps=, mtrr-copies= and vcpus=on-demand only",
                        line);
            }
        }
        Announcement said = new Announcement(
                ImmutableSet.copyOf(calls.keySet()),
                ImmutableMap.copyOf(Maps.filterValues(calls, function -> !function.isEmpty())),
                keeps.build(),
                copies,
                onDemand);
        for (String call : said.calls) {
            check(known.contains(call), "'" + call + "' is no call of this system, which has " + known, line);
        }
        check(!said.calls.isEmpty(), "it answers no call at all", line);
        check(copies <= MOST_COPIES, "it can keep up to " + MOST_COPIES + " copies of the MTRRs", line);
        check(
                said.keeps.stream().map(Keeps::name).distinct().count() == said.keeps.size(),
                "each number that it keeps has a name of its own",
                line);
        check(said.keeps.size() <= MOST_KEPT, "it can keep up to " + MOST_KEPT + " numbers", line);
        return said;
    }

    private static Keeps keeps(String item) {
        Matcher matcher = KEEPS.matcher(item);
        check(matcher.matches(), "what is kept looks like vm.dirty:2, vcpu.seen:3 or gfn.built:2", item);
        int bound = Integer.parseInt(matcher.group(3));
        check(bound >= 2 && bound <= MOST_BOUND, "what is kept has 2 to " + MOST_BOUND + " values", item);
        return new Keeps(matcher.group(1), matcher.group(2), bound);
    }

    private static void check(boolean right, String rule, String line) {
        if (!right) {
            throw new IllegalArgumentException(rule + ": '" + Visible.line(line, SHOWN) + "'");
        }
    }
}
