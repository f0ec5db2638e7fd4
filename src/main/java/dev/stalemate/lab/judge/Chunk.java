package dev.stalemate.lab.judge;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pages that one model has as its frames: a model has {@value #MOST} at most. Pages of the same 2 MiB stay together, since what happens to
 * one of them happens to all where they are large. Where there are too many, one frame stands for all that the chunk leaves out of them; and
 * the first page of each 2 MiB is a frame, since KVM gives a large leaf the type of that one.
 *
 * @param pages the pages that are compared, by address in bytes
 * @param others by the number of 2 MiB, the page that stands for all others there
 * @param more frames that are not compared
 * @param low whether they are pages of the low slot, whose dirty pages can be logged
 */
record Chunk(ImmutableList<Long> pages, ImmutableMap<Long, Long> others, ImmutableList<Long> more, boolean low) {
    /** Of a scenario that accesses no page: what it does to registers can be judged, and nothing is compared. */
    static final Chunk REGISTERS = new Chunk(ImmutableList.of(), ImmutableMap.of(), ImmutableList.of(0L), true);

    private static final int MOST = 16;

    /** All frames of the model, those that are compared first. */
    List<Long> frames() {
        List<Long> frames = new ArrayList<>(pages);
        frames.addAll(more);
        return frames;
    }

    /** The page that stands for a page that is not compared here; null if none does, since nothing here depends on it. */
    @Nullable
    Long standIn(long page) {
        return others.get(page / HostMemory.LARGE);
    }

    /**
     * Chunks of pages.
     *
     * @param large whether leaves of 2 MiB are possible
     * @param low the end of the low slot, in bytes
     */
    static List<Chunk> of(List<Long> pages, boolean large, long low) {
        List<Chunk> chunks = new ArrayList<>();
        for (boolean isLow : new boolean[] {true, false}) {
            List<Long> here = pages.stream().filter(p -> (p < low) == isLow).toList();
            if (large) {
                addByRegion(chunks, here, isLow);
            } else {
                for (int from = 0; from < here.size(); from += MOST) {
                    chunks.add(new Chunk(
                            ImmutableList.copyOf(here.subList(from, Math.min(from + MOST, here.size()))),
                            ImmutableMap.of(),
                            ImmutableList.of(),
                            isLow));
                }
            }
        }
        return chunks;
    }

    private static void addByRegion(List<Chunk> chunks, List<Long> pages, boolean low) {
        Map<Long, List<Long>> regions = new LinkedHashMap<>();
        pages.forEach(p -> regions.computeIfAbsent(p / HostMemory.LARGE, r -> new ArrayList<>())
                .add(p));
        Open open = new Open(low);
        for (Map.Entry<Long, List<Long>> region : regions.entrySet()) {
            List<Long> of = region.getValue();
            if (of.size() >= MOST) {
                // One frame more is the first page, one stands for the others.
                for (int from = 0; from < of.size(); from += MOST - 2) {
                    Open part = new Open(low);
                    part.add(region.getKey(), of.subList(from, Math.min(from + MOST - 2, of.size())), of);
                    chunks.add(part.chunk());
                }
            } else {
                if (!open.hasRoomFor(of.size() + 1)) {
                    chunks.add(open.chunk());
                    open = new Open(low);
                }
                open.add(region.getKey(), of, of);
            }
        }
        if (!open.pages.isEmpty()) {
            chunks.add(open.chunk());
        }
    }

    /** A chunk that is still growing. */
    private static final class Open {
        private final boolean low;
        private final Set<Long> pages = new LinkedHashSet<>();
        private final Set<Long> more = new LinkedHashSet<>();
        private final Map<Long, Long> others = new LinkedHashMap<>();

        private Open(boolean low) {
            this.low = low;
        }

        private boolean hasRoomFor(int frames) {
            return pages.size() + more.size() + frames <= MOST;
        }

        private void add(long region, List<Long> compared, List<Long> all) {
            pages.addAll(compared);
            long first = region * HostMemory.LARGE;
            if (!compared.contains(first)) {
                more.add(first);
            }
            all.stream().filter(p -> !compared.contains(p)).findFirst().ifPresent(other -> {
                more.add(other);
                others.put(region, other);
            });
        }

        private Chunk chunk() {
            return new Chunk(ImmutableList.copyOf(pages), ImmutableMap.copyOf(others), ImmutableList.copyOf(more), low);
        }
    }
}
