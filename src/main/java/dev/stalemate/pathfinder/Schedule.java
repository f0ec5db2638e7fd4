package dev.stalemate.pathfinder;

import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns of code from what Java PathFinder executed. A turn is taken when the announced access is made, because other threads may have run
 * between the announcement and the access.
 */
final class Schedule {
    private static final Pattern ANNOUNCED = Pattern.compile("at turn (\\d) ([A-Z_]+) ([a-z0-9-]+)");
    private static final Pattern ACCESSED = Pattern.compile("(read|write) turn (\\d)");

    private Schedule() {}

    private record Announced(String label, String access) {
        boolean isMadeBy(String access) {
            boolean reads = this.access.equals("READ") || this.access.equals("MARKED_READ");
            return access.equals(reads ? "read" : "write");
        }
    }

    /**
     * The steps of a model of code that take the turns.
     *
     * @throws IllegalArgumentException if a line makes no sense, or names a step that the model doesn't have
     */
    static List<Step> steps(List<String> events, Model model) {
        Map<String, Announced> waiting = new HashMap<>();
        List<Step> steps = new ArrayList<>();
        for (String event : events) {
            Matcher announced = ANNOUNCED.matcher(event);
            Matcher accessed = ACCESSED.matcher(event);
            if (announced.matches()) {
                Announced next = new Announced(announced.group(3), announced.group(2));
                if (next.access.equals("NONE")) {
                    steps.add(model.step(next.label, List.of(announced.group(1))));
                } else {
                    waiting.put(announced.group(1), next);
                }
            } else if (accessed.matches()) {
                Announced made = waiting.get(accessed.group(2));
                if (made != null && made.isMadeBy(accessed.group(1))) {
                    waiting.remove(accessed.group(2));
                    steps.add(model.step(made.label, List.of(accessed.group(2))));
                }
            } else if (!event.endsWith(" main")) {
                throw new IllegalArgumentException("'" + event + "' is not an event of a thread");
            }
        }
        return steps;
    }
}
