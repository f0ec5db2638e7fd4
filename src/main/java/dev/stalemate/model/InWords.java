package dev.stalemate.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How elements are named in sentences: {@code tlb of CPU 0, slot 0, L2 frame 0}, where states and conditions have {@code tlb[0][0][0]}.
 *
 * <p>An index of one thing, such as the toolstack, is not said. A field whose name begins with that of one of its indices is said without
 * it: {@code vcpu.slot[0]} is {@code slot of vCPU 0}.
 */
final class InWords {
    private static final Map<String, String> ABBREVIATIONS = Map.of(
            "cpu", "CPU", "vcpu", "vCPU", "eptp", "EPTP", "iommu", "IOMMU", "id", "domain ID", "l1", "L1", "l2", "L2");

    private InWords() {}

    /** A name in words: {@code l2-frame} is {@code L2 frame}. */
    static String name(String name) {
        return Arrays.stream(name.split("-"))
                .map(part -> ABBREVIATIONS.getOrDefault(part, part))
                .collect(Collectors.joining(" "));
    }

    /** A field's or a view's name without that of an index before it. */
    static String what(String name, List<Index> indices) {
        for (Index index : indices) {
            String prefix = index.name() + ".";
            if (!index.words().isEmpty() && name.startsWith(prefix)) {
                String rest = name.substring(prefix.length());
                return ABBREVIATIONS.getOrDefault(rest, rest);
            }
        }
        return name;
    }

    /** An element of something with indices; the last one counts fastest. */
    static String element(String what, String joint, List<Index> indices, int element) {
        List<String> places = new ArrayList<>();
        int rest = element;
        for (int i = indices.size() - 1; i >= 0; i--) {
            Index index = indices.get(i);
            if (!index.words().isEmpty()) {
                places.add(0, index.inWords(rest % index.size()));
            }
            rest /= index.size();
        }
        return places.isEmpty() ? what : what + joint + String.join(", ", places);
    }
}
