package dev.stalemate.lab.xen;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.real.xen.XenConformance;
import dev.stalemate.real.xen.XenRecording;
import dev.stalemate.real.xen.XenStaleLeaf;
import dev.stalemate.systems.xen.XenSystem;
import dev.stalemate.systems.xen.design.XenDesign;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a real Xen's machine says of scenarios, judged scenario by scenario as it says it: whether each leaf of each dump, each answer and each
 * number of misconfiguration exits is the model's, and which leaves are stale by it. The model's design is that of the version that the machine
 * tells.
 */
public final class XenLabRun {
    private final XenRecording recording;
    private final Consumer<XenLabVerdict> judged;
    private final List<XenLabVerdict> verdicts = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Map<String, XenScenario> asked = new LinkedHashMap<>();
    private final Set<String> left = new LinkedHashSet<>();
    private final @Nullable String expected;
    private @Nullable XenDesign design;
    private @Nullable XenConformance all;

    /**
     * Nothing was said so far.
     *
     * @param file what to call the recording in messages
     * @param expected a design or release to compare with, whatever version the machine tells; null for that of the version
     * @param judged gets the verdict of each scenario as soon as it has ended
     */
    public XenLabRun(String file, @Nullable String expected, Consumer<XenLabVerdict> judged) {
        this.recording = new XenRecording(file, this::judge);
        this.expected = expected;
        this.judged = judged;
    }

    /**
     * Says which scenarios the machine is to play: one with other commands is a problem, and one of which it says nothing, once it has said
     * all.
     */
    public void asked(List<XenScenario> scenarios) {
        for (XenScenario scenario : scenarios) {
            asked.put(scenario.name(), scenario);
            left.add(scenario.name());
        }
    }

    /** Takes the next line that the machine says, without its end. */
    public void line(String line) {
        recording.line(line);
    }

    /** The machine says no more. */
    public void end() {
        recording.end();
        verdicts.forEach(verdict -> left.remove(verdict.name()));
        if (!left.isEmpty()) {
            problems.add("not played, or without a verdict: " + String.join(", ", left));
        }
    }

    /** The scenarios so far. */
    public List<XenLabVerdict> verdicts() {
        return List.copyOf(verdicts);
    }

    /** What is wrong with the recording, and with scenarios of it: a sentence each. */
    public List<String> problems() {
        List<String> both = new ArrayList<>(recording.problems());
        both.addAll(problems);
        verdicts.forEach(verdict -> both.addAll(verdict.conformance().problems()));
        return both;
    }

    /** Xen's version as the machine tells it, such as {@code 4.17.7}; empty before. */
    public String version() {
        return recording.machine().getOrDefault("xen", "");
    }

    /** What to call the Xen that ran: its version, and its package's if that is told. */
    public String xen() {
        String debian = recording.machine().get("version");
        return "Xen " + version() + (debian == null ? "" : " (" + debian + ")");
    }

    /** Whether there is a scenario, and all are as the model has them, each with something compared, and the recording is whole. */
    public boolean agrees() {
        return !verdicts.isEmpty()
                && problems().isEmpty()
                && verdicts.stream().allMatch(v -> v.outcome() == XenLabVerdict.Outcome.AGREES);
    }

    private void judge(XenRecording.Scenario scenario) {
        XenDesign by = design();
        if (by == null) {
            return;
        }
        XenConformance one = new XenConformance(xen(), by);
        one.play(scenario);
        XenConformance sum = all == null ? new XenConformance(xen(), by) : all;
        sum.add(one);
        all = sum;
        String other = other(scenario, one.isCut() || !scenario.whole());
        if (other != null) {
            problems.add(scenario.name() + ": " + other);
        }
        XenLabVerdict.Outcome outcome = other == null ? outcome(scenario, one) : XenLabVerdict.Outcome.DAMAGED;
        XenLabVerdict verdict = new XenLabVerdict(scenario, outcome, one);
        verdicts.add(verdict);
        judged.accept(verdict);
    }

    /** Where the machine did not do what it was asked; null if it did, or nothing is known of it. */
    private @Nullable String other(XenRecording.Scenario scenario, boolean cut) {
        @Nullable XenScenario should = asked.get(scenario.name());
        try {
            return should == null ? null : should.other(scenario.commands(), cut);
        } catch (BadFileException e) {
            return null; // told already, as the scenario was compared
        }
    }

    private static XenLabVerdict.Outcome outcome(XenRecording.Scenario scenario, XenConformance one) {
        if (!one.problems().isEmpty()) {
            return XenLabVerdict.Outcome.DAMAGED;
        }
        if (one.differs()) {
            return XenLabVerdict.Outcome.DIFFERS;
        }
        if (one.isCut() || !scenario.whole()) {
            return XenLabVerdict.Outcome.CUT;
        }
        return one.isVacuous() ? XenLabVerdict.Outcome.NOTHING_COMPARED : XenLabVerdict.Outcome.AGREES;
    }

    private @Nullable XenDesign design() {
        if (design == null) {
            String name = expected == null ? version() : expected;
            try {
                design = new XenSystem().design(name);
            } catch (IllegalArgumentException e) {
                String problem = "no design of the model stands for Xen " + name + ": nothing of it is compared";
                if (!problems.contains(problem)) {
                    problems.add(problem);
                }
            }
        }
        return design;
    }

    /** The figures, the first differences with the commands that caused them, and the stale leaves, grouped by cause. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        text.append(all == null ? "nothing was compared\n" : all.toText());
        for (XenLabVerdict.Outcome outcome : XenLabVerdict.Outcome.values()) {
            List<String> names = verdicts.stream()
                    .filter(v -> v.outcome() == outcome)
                    .map(XenLabVerdict::name)
                    .toList();
            if (!names.isEmpty()) {
                text.append(String.format("%s: %,d", outcome, names.size()));
                if (outcome != XenLabVerdict.Outcome.AGREES) {
                    text.append(": ").append(String.join(", ", names));
                }
                text.append('\n');
            }
        }
        List<XenStaleGroup> groups = stale();
        if (!groups.isEmpty()) {
            text.append("\nStale leaves, as the model says, by the command since which they are\n");
            groups.forEach(group -> text.append(group.text()).append('\n'));
        }
        return text.toString();
    }

    /** The stale leaves of the scenarios in which nothing differs, grouped by cause; the cause of most scenarios first. */
    public List<XenStaleGroup> stale() {
        TreeMap<String, List<XenStaleLeaf>> byCause = new TreeMap<>();
        Set<String> agreeing = verdicts.stream()
                .filter(v -> v.outcome() == XenLabVerdict.Outcome.AGREES)
                .map(XenLabVerdict::name)
                .collect(Collectors.toSet());
        List<XenStaleLeaf> leaves = all == null ? List.of() : all.stale();
        for (XenStaleLeaf leaf : leaves) {
            if (agreeing.contains(leaf.run())) {
                byCause.computeIfAbsent(XenStaleGroup.cause(leaf), c -> new ArrayList<>())
                        .add(leaf);
            }
        }
        return XenStaleGroup.of(byCause);
    }

    /** The same for scripts. */
    public ObjectNode toJson() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        recording.machine().forEach(root.putObject("machine")::put);
        root.put("design", design == null ? null : design.name());
        root.put("scenarios", verdicts.size());
        root.put("dumps", all == null ? 0 : all.dumps());
        root.put("leaves", all == null ? 0 : all.leaves());
        ObjectNode outcomes = root.putObject("outcomes");
        for (XenLabVerdict.Outcome outcome : XenLabVerdict.Outcome.values()) {
            outcomes.put(
                    outcome.toString(),
                    verdicts.stream().filter(v -> v.outcome() == outcome).count());
        }
        problems().forEach(root.putArray("problems")::add);
        ArrayNode stale = root.putArray("stale");
        stale().forEach(group -> group.write(stale.addObject()));
        return root;
    }
}
