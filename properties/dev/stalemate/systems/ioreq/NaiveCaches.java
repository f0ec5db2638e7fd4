package dev.stalemate.systems.ioreq;

import dev.stalemate.model.Step;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Map caches kept as maps, from nothing but the names of the steps that were taken, and where vCPUs stand as states print it. Written without
 * a look at the model, which it judges; for servers that do as they should, and mappings that hold references.
 */
final class NaiveCaches {
    private final int frames;
    private final Map<String, String> p2m = new HashMap<>();
    /** Server, space, gfn: what it has mapped there. */
    private final Map<String, String> caches = new HashMap<>();
    /** Who is removing a gfn: {@code toolstack}, or a vCPU's number. */
    private final Map<String, String> removers = new HashMap<>();

    private final Set<String> unsent = new HashSet<>();
    private final Set<String> taken = new HashSet<>();
    private boolean foreignWrite;

    NaiveCaches(int frames) {
        this.frames = frames;
        for (int f = 0; f < frames; f++) {
            p2m.put(Integer.toString(f), Integer.toString(f));
        }
    }

    /** Follows a step, after which a state prints so. */
    void follow(Step step, Map<String, String> after) {
        List<String> args = step.texts();
        switch (step.action().name()) {
            case "remove-page" -> remove(args.get(1), args.get(0));
            case "take-page" -> remove(args.get(1), "toolstack");
            case "replace-superpage" -> List.copyOf(p2m.keySet()).forEach(gfn -> remove(gfn, args.get(0)));
            case "populate" -> p2m.put(args.get(1), args.get(2));
            case "map" -> caches.put(args.get(0) + " " + args.get(1), p2m.getOrDefault(args.get(1), "nothing"));
            case "drop", "drop-forwarded" -> caches.keySet().removeIf(key -> key.startsWith(args.get(0) + " "));
            case "send" -> unsent.clear();
            case "give-to-another-guest" -> taken.add(args.get(0));
            case "server-writes" ->
                foreignWrite |= taken.contains(caches.getOrDefault(args.get(0) + " " + args.get(1), "nothing"));
            case "foreign-mark" -> {
                if (after.getOrDefault("forwarded[0]", "none").equals("posted")) {
                    unsent.clear();
                }
            }
            case "foreign-done" -> removers.values().removeIf("toolstack"::equals);
            default -> {
                // A flag, a lock, a place in a program: nothing that this keeps.
            }
        }
        removers.values().removeIf(by -> !by.equals("toolstack") && runs(after, by) && leftNothing(after, by));
    }

    private void remove(String gfn, String by) {
        p2m.remove(gfn);
        removers.put(gfn, by);
        unsent.add(gfn);
    }

    private static boolean running(Map<String, String> state) {
        return state.getOrDefault("domain", "running").equals("running");
    }

    private static boolean runs(Map<String, String> state, String vcpu) {
        return running(state) && "guest".equals(state.get("vcpu.at[" + vcpu + "]"));
    }

    private static boolean leftNothing(Map<String, String> state, String vcpu) {
        return "0".equals(state.get("left[" + vcpu + "]"));
    }

    private static boolean anyRuns(Map<String, String> state) {
        return running(state)
                && state.entrySet().stream()
                        .anyMatch(e ->
                                e.getKey().startsWith("vcpu.at") && e.getValue().equals("guest"));
    }

    private boolean stale(String gfn) {
        return caches.entrySet().stream()
                .anyMatch(e -> e.getKey().endsWith(" " + gfn) && !e.getValue().equals(p2m.get(gfn)));
    }

    /** dropped-before-guest-runs. */
    boolean dropsBeforeGuestRuns(Map<String, String> state) {
        for (int f = 0; f < frames; f++) {
            String gfn = Integer.toString(f);
            String by = removers.getOrDefault(gfn, "toolstack");
            if (stale(gfn) && (by.equals("toolstack") ? anyRuns(state) : runs(state, by))) {
                return false;
            }
        }
        return true;
    }

    /** dropped-before-return. */
    boolean dropsBeforeReturn(Map<String, String> state) {
        for (int f = 0; f < frames; f++) {
            String gfn = Integer.toString(f);
            if (stale(gfn) && !removers.containsKey(gfn) && anyRuns(state)) {
                return false;
            }
        }
        return true;
    }

    /** sent-before-return. */
    boolean sendsBeforeReturn(Map<String, String> state) {
        return !anyRuns(state) || removers.keySet().containsAll(unsent);
    }

    /** no-write-to-another-guest. */
    boolean writesNothingOfAnother() {
        return !foreignWrite;
    }
}
