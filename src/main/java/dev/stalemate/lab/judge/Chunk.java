package dev.stalemate.lab.judge;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pages that one model has as its frames: a model has {@value #MOST} at most. Pages of the same 2 MiB stay together, since what happens to
 * one of them happens to all where they are large. Where there are too many, one frame stands for all that the chunk leaves out of them.
 *
 * @param pages the pages that are compared, by address in bytes
 * @param others by the number of 2 MiB, the page that stands for all others there
 * @param low whether they are pages of the low slot, whose dirty pages can be logged
 */
record Chunk(ImmutableList<Long> pages, Map<Long, Long> others, boolean low) {
    private static final int MOST = 16;

    /** All frames of the model. */
    List<Long> frames() {
        List<Long> frames = new ArrayList<>(pages);
        frames.addAll(others.values());
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
                    chunks.add(chunk(here.subList(from, Math.min(from + MOST, here.size())), Map.of(), isLow));
                }
            }
        }
        return chunks;
    }

    private static Chunk chunk(List<Long> pages, Map<Long, Long> others, boolean low) {
        return new Chunk(ImmutableList.copyOf(pages), Map.copyOf(others), low);
    }

    private static void addByRegion(List<Chunk> chunks, List<Long> pages, boolean low) {
        Map<Long, List<Long>> regions = new LinkedHashMap<>();
        pages.forEach(p -> regions.computeIfAbsent(p / HostMemory.LARGE, r -> new ArrayList<>())
                .add(p));
        List<Long> open = new ArrayList<>();
        for (Map.Entry<Long, List<Long>> region : regions.entrySet()) {
            List<Long> of = region.getValue();
            if (of.size() > MOST) {
                addParts(chunks, region.getKey(), of, low);
            } else {
                if (open.size() + of.size() > MOST) {
                    chunks.add(chunk(open, Map.of(), low));
                    open.clear();
                }
                open.addAll(of);
            }
        }
        if (!open.isEmpty()) {
            chunks.add(chunk(open, Map.of(), low));
        }
    }

    private static void addParts(List<Chunk> chunks, long region, List<Long> pages, boolean low) {
        for (int from = 0; from < pages.size(); from += MOST - 1) {
            List<Long> part = pages.subList(from, Math.min(from + MOST - 1, pages.size()));
            long other = pages.get(from == 0 ? pages.size() - 1 : 0);
            Map<Long, Long> others = new HashMap<>();
            others.put(region, other);
            chunks.add(chunk(part, others, low));
        }
    }
}
