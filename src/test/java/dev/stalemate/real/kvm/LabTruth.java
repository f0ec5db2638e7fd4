package dev.stalemate.real.kvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the kernel itself said in a recorded run: the leaves read from its page tables at each dump, and for each page that was touched what
 * it had before every entry was dropped, and what it got on each vCPU when it was touched again. The files explain themselves in
 * kvm-lab/README.txt.
 */
record LabTruth(List<Dump> dumps, Set<Long> touched) {
    /** The leaves at a mark, by {@code gfn/level}. */
    record Dump(String label, Map<String, String> leaves) {
        /** The type of the leaf that maps a frame, or none. */
        String at(long gfn) {
            for (int level = 1; level <= 3; level++) {
                long first = gfn & -(1L << (9 * (level - 1)));
                String type = leaves.get(Long.toHexString(first) + "/" + level);
                if (type != null) {
                    return type;
                }
            }
            return "none";
        }
    }

    static LabTruth of(String run) {
        List<Dump> dumps = new ArrayList<>();
        Set<Long> touched = new LinkedHashSet<>();
        try {
            for (String line : Files.readAllLines(Path.of("src/test/resources/kvm-lab", run + ".txt"))) {
                String[] words = line.split(" ", -1);
                switch (words[0]) {
                    case "dump" -> dumps.add(new Dump(words[1], new TreeMap<>()));
                    case "leaf" -> dumps.get(dumps.size() - 1).leaves.put(words[1] + "/" + words[2], words[3]);
                    case "op" -> {
                        for (int i = 0; words[4].equals("touch") && i < Integer.parseInt(words[6]); i++) {
                            touched.add((Long.parseLong(words[5], 16) >> 12) + i);
                        }
                    }
                    default -> {}
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new LabTruth(dumps, touched);
    }

    /** The dumps that the oracle made after it dropped every entry, one for each vCPU. */
    List<Dump> afterwards() {
        return dumps.stream().filter(d -> d.label.startsWith("after-vcpu")).toList();
    }

    /** The oracle's own verdict, in the words of marks, or none for a page without a leaf. */
    String verdict(Dump before, long gfn) {
        String had = before.at(gfn);
        long same = afterwards().stream().filter(d -> d.at(gfn).equals(had)).count();
        if (had.equals("none")) {
            return "none";
        }
        return same == afterwards().size() ? "ok" : same == 0 ? "stale" : "split";
    }
}
