package dev.stalemate.real.format;

import com.google.common.collect.ImmutableList;
import dev.stalemate.real.format.Reading.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Registers of several processors by number, as they are read out of a list; and how the processors differ. */
final class MsrList {
    /** Most processors that are looked at; Linux can have 8192. */
    private static final int MAX_CPUS = 1 << 13;

    /** Most differences of a group of processors that are told one by one. */
    private static final int MAX_DIFFERENCES = 40;

    /** A register's value and the line that states it. */
    record Value(int line, long bits) {}

    private final Map<Integer, Map<Integer, Value>> cpus = new TreeMap<>();
    private final Map<Integer, Map<Integer, Integer>> refused = new TreeMap<>();

    /** A register of a processor reads so. */
    void put(int cpu, int msr, int line, long bits) {
        if (cpus.size() < MAX_CPUS || cpus.containsKey(cpu)) {
            cpus.computeIfAbsent(cpu, c -> new TreeMap<>()).put(msr, new Value(line, bits));
        }
    }

    /** A register of a processor can't be read: most likely there is none. */
    void refuse(int cpu, int msr, int line) {
        if (refused.size() < MAX_CPUS || refused.containsKey(cpu)) {
            refused.computeIfAbsent(cpu, c -> new TreeMap<>()).putIfAbsent(msr, line);
        }
    }

    /** A register may have changed since it was read. */
    void forget(int cpu, int msr) {
        Map<Integer, Value> registers = cpus.get(cpu);
        if (registers != null) {
            registers.remove(msr);
        }
    }

    boolean has(int cpu, int msr) {
        return cpus.getOrDefault(cpu, Map.of()).containsKey(msr);
    }

    /** What a register of a processor was last seen to hold. */
    OptionalLong value(int cpu, int msr) {
        Value value = cpus.getOrDefault(cpu, Map.of()).get(msr);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value.bits);
    }

    boolean isEmpty() {
        return cpus.values().stream().allMatch(Map::isEmpty);
    }

    ImmutableList<Integer> cpus() {
        return ImmutableList.copyOf(cpus.keySet());
    }

    /**
     * As {@link #readings}; the first also has {@code extra}'s remarks. One without registers if there are none.
     *
     * @param line the recording's first line
     */
    ImmutableList<Reading> readingsOr(String title, Reading.Builder extra, int line) {
        if (isEmpty()) {
            extra.title = title;
            extra.line = Math.max(1, line);
            return ImmutableList.of(extra.build());
        }
        return readings(title, extra);
    }

    /**
     * One reading for each group of processors that hold the same in all registers that both state. The first tells how the
     * others differ.
     *
     * @param title what precedes the processors' numbers
     * @param extra what else to say in the first
     */
    private ImmutableList<Reading> readings(String title, Reading.Builder extra) {
        List<Group> groups = new ArrayList<>();
        cpus.forEach((cpu, registers) -> {
            if (!registers.isEmpty()) {
                groups.stream()
                        .filter(group -> group.agrees(registers))
                        .findFirst()
                        .orElseGet(() -> {
                            Group fresh = new Group();
                            groups.add(fresh);
                            return fresh;
                        })
                        .add(cpu, registers);
            }
        });
        ImmutableList.Builder<Reading> readings = ImmutableList.builder();
        for (Group group : groups) {
            Reading.Builder reading = new Reading.Builder();
            reading.line = group.firstLine();
            reading.title = title + (cpus.size() > 1 || group.members.get(0) > 0 ? " of " + names(group.members) : "");
            MsrDecoder.decode(group.registers, refused.getOrDefault(group.members.get(0), Map.of()), reading);
            if (group.equals(groups.get(0))) {
                differences(groups, reading);
                extra.build().remarks().forEach(reading::remark);
            }
            readings.add(reading.build());
        }
        return readings.build();
    }

    private static void differences(List<Group> groups, Reading.Builder reading) {
        Group first = groups.get(0);
        int told = 0;
        for (Group other : groups.subList(1, groups.size())) {
            for (Map.Entry<Integer, Value> entry : other.registers.entrySet()) {
                Value here = first.registers.get(entry.getKey());
                Value there = entry.getValue();
                if (here != null && here.bits != there.bits && told++ < MAX_DIFFERENCES) {
                    reading.remark(
                            Topic.CPUS_DIFFER,
                            there.line,
                            String.format(
                                    "MSR 0x%x is 0x%x in %s and 0x%x in %s: all processors must hold the same (SDM 11.11.8)",
                                    entry.getKey(), here.bits, names(first.members), there.bits, names(other.members)));
                }
            }
        }
    }

    /** {@code CPU 3}, {@code CPUs 0-2, 5}. */
    static String names(List<Integer> numbers) {
        List<String> runs = new ArrayList<>();
        int i = 0;
        while (i < numbers.size()) {
            int j = i;
            while (j + 1 < numbers.size() && numbers.get(j + 1) == numbers.get(j) + 1) {
                j++;
            }
            runs.add(i == j ? numbers.get(i).toString() : numbers.get(i) + "-" + numbers.get(j));
            i = j + 1;
        }
        return (numbers.size() == 1 ? "CPU " : "CPUs ") + String.join(", ", runs);
    }

    /** Processors that are alike, and what any of them states. */
    private static final class Group {
        private final Map<Integer, Value> registers = new TreeMap<>();
        private final List<Integer> members = new ArrayList<>();

        boolean agrees(Map<Integer, Value> others) {
            return others.entrySet().stream().allMatch(entry -> {
                Value here = registers.get(entry.getKey());
                return here == null || here.bits == entry.getValue().bits;
            });
        }

        void add(int cpu, Map<Integer, Value> others) {
            members.add(cpu);
            others.forEach(registers::putIfAbsent);
        }

        int firstLine() {
            return registers.values().stream().mapToInt(Value::line).min().orElse(1);
        }
    }
}
