package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.MtrrMsr;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A recorded run of a real KVM: what was done, and the EPT leaves at each dump. The files explain themselves in their README. */
record LabRun(String name, Map<String, String> options, List<Event> events) {
    static final int MAXPHYADDR = 40;
    private static final long PAGE = 0x1000;

    /** One line of a run, a dump with its leaves. */
    sealed interface Event {}

    /** What a vCPU, or the VMM on its behalf, did. */
    record Op(int vcpu, String what, List<String> arguments) implements Event {
        long hex(int argument) {
            return Long.parseUnsignedLong(arguments.get(argument), 16);
        }

        /** The value of a WRMSR. */
        long value() {
            String text = arguments.get(1);
            String mask = "mask:";
            return text.startsWith(mask)
                    ? (-Long.parseLong(text.substring(mask.length()), 16) & ((1L << MAXPHYADDR) - 1)) | MtrrMsr.V
                    : hex(1);
        }

        /** The pages of a touch, as addresses. */
        List<Long> pages() {
            List<Long> pages = new ArrayList<>();
            for (int i = 0; i < Integer.parseInt(arguments.get(1)); i++) {
                pages.add(hex(0) + i * PAGE);
            }
            return pages;
        }
    }

    /** Every leaf dropped, and every page touched so far touched again. */
    record TouchedAgain(int vcpu) implements Event {}

    /** The guest ended in a fault. */
    record Faulted() implements Event {}

    /** The leaves that existed. */
    record Dump(String label, List<Leaf> leaves) implements Event {
        /** The leaf that maps an address, as states print leaves. */
        String at(long gpa) {
            for (Leaf leaf : leaves) {
                long pages = 1L << (9 * (leaf.level - 1));
                if (gpa / PAGE >= leaf.gfn && gpa / PAGE < leaf.gfn + pages) {
                    return leaf.type + (leaf.level > 1 ? " large" : "");
                }
            }
            return "none";
        }
    }

    /** An EPT leaf. */
    record Leaf(long gfn, int level, String type) {}

    boolean on(String option) {
        return Objects.equals(options.get(option), "1");
    }

    /** Every page that the run touches, as addresses, in the order of their first touch. */
    List<Long> touched() {
        return events.stream()
                .filter(e -> e instanceof Op op && op.what.equals("touch"))
                .flatMap(e -> ((Op) e).pages().stream())
                .distinct()
                .toList();
    }

    /** The dump of a label. */
    Dump dump(String label) {
        return events.stream()
                .filter(e -> e instanceof Dump dump && dump.label.equals(label))
                .map(Dump.class::cast)
                .findFirst()
                .orElseThrow();
    }

    static LabRun read(String name) throws IOException {
        Map<String, String> options = new LinkedHashMap<>();
        List<Event> events = new ArrayList<>();
        List<Leaf> leaves = new ArrayList<>();
        for (String line : lines("/kvm-lab/" + name + ".txt")) {
            List<String> words = List.of(line.split(" ", -1));
            switch (words.get(0)) {
                case "scenario" ->
                    words.stream().skip(2).map(w -> w.split("=", -1)).forEach(kv -> options.put(kv[0], kv[1]));
                case "op" ->
                    events.add(new Op(Integer.parseInt(words.get(3)), words.get(4), words.subList(5, words.size())));
                case "oracle" -> events.add(new TouchedAgain(Integer.parseInt(words.get(2))));
                case "unexpected" -> events.add(new Faulted());
                case "dump" -> {
                    leaves = new ArrayList<>();
                    events.add(new Dump(words.get(1), leaves));
                }
                case "leaf" ->
                    leaves.add(
                            new Leaf(Long.parseLong(words.get(1), 16), Integer.parseInt(words.get(2)), words.get(3)));
                default -> throw new IllegalArgumentException(line);
            }
        }
        return new LabRun(name, options, events);
    }

    private static List<String> lines(String resource) throws IOException {
        InputStream stream = Objects.requireNonNull(LabRun.class.getResourceAsStream(resource), resource);
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }
}
